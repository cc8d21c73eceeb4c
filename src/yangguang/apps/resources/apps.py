from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "yangguang.apps.resources"
    label = "resources"

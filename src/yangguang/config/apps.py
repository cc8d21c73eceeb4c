from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "yangguang.config"
    label = "config"

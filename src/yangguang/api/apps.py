from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "yangguang.api"
    label = "api"

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "yangguang.apps.agencies"
    label = "agencies"

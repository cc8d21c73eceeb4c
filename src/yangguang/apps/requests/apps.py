from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "yangguang.apps.requests"
    label = "requests"
    verbose_name = "依申请公开"

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "yangguang.apps.reports"
    label = "reports"

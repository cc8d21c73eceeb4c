from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "yangguang.apps.jobs"
    label = "jobs"

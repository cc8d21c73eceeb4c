from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "yangguang.apps.files"
    label = "files"

from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "yangguang.apps.letters"
    label = "letters"

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "yangguang.apps.search"
    label = "search"

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "yangguang.apps.catalog"
    label = "catalog"

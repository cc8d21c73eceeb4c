from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "yangguang.apps.catalog"
    label = "catalog"

    def ready(self) -> None:
        from yangguang.apps.agencies.registry import Records, register_records
        from yangguang.apps.catalog.services.repointing import repoint_items

        register_records(Records("items", "公开信息", repoint_items))

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "yangguang.apps.catalog"
    label = "catalog"

    def ready(self) -> None:
        from datetime import timedelta

        from yangguang.apps.agencies.registry import Records, register_records
        from yangguang.apps.catalog.services import recognised
        from yangguang.apps.catalog.services.periodic import (
            keep_counts,
            run_catalog,
            watch_columns,
        )
        from yangguang.apps.catalog.services.repointing import repoint_items
        from yangguang.apps.catalog.services.updating import KIND
        from yangguang.apps.duties.registry import register_kind
        from yangguang.apps.events import registry
        from yangguang.apps.jobs import periodic

        register_records(Records("items", "公开信息", repoint_items))
        periodic.register("catalog.long", every=timedelta(seconds=10), run=run_catalog)
        periodic.register("catalog.columns", every=timedelta(minutes=10), run=watch_columns)
        periodic.register("catalog.counts", every=timedelta(minutes=2), run=keep_counts)
        register_kind(KIND)
        registry.register(recognised.READER, kinds=recognised.KINDS, handler=recognised.on_events)

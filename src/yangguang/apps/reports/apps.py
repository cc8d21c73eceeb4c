from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "yangguang.apps.reports"
    label = "reports"

    def ready(self) -> None:
        from yangguang.apps.agencies.registry import Records, register_records
        from yangguang.apps.events import registry
        from yangguang.apps.reports.services import on_events
        from yangguang.apps.reports.services.repointing import repoint_reports

        registry.register(
            "reports",
            kinds=("item.published", "item.stored", "item.changed"),
            handler=on_events,
        )
        register_records(Records("reports", "年度报告", repoint_reports))

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "yangguang.apps.reports"
    label = "reports"

    def ready(self) -> None:
        from yangguang.apps.events import registry
        from yangguang.apps.reports.services import on_events

        registry.register(
            "reports",
            kinds=("item.published", "item.stored", "item.changed"),
            handler=on_events,
        )

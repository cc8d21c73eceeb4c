from django.apps import AppConfig


class GazetteConfig(AppConfig):
    name = "yangguang.apps.gazette"
    label = "gazette"
    verbose_name = "政府公报"

    def ready(self) -> None:
        from yangguang.apps.events import registry
        from yangguang.apps.gazette.services.appearing import record_appearances

        registry.register(
            "gazette.appearances",
            kinds=["item.published"],
            handler=record_appearances,
            immediate=True,
        )

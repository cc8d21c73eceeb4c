from django.apps import AppConfig


class GazetteConfig(AppConfig):
    name = "yangguang.apps.gazette"
    label = "gazette"
    verbose_name = "政府公报"

    def ready(self) -> None:
        from yangguang.apps.events import registry
        from yangguang.apps.gazette.services import reprinting
        from yangguang.apps.gazette.services.appearing import record_appearances
        from yangguang.apps.gazette.services.reopening import reopen_issues

        registry.register(
            "gazette.appearances",
            kinds=["item.published"],
            handler=record_appearances,
            immediate=True,
        )
        registry.register(
            "gazette.reopening",
            kinds=["item.stored"],
            handler=reopen_issues,
            immediate=True,
        )
        # Readers are asked in the order of their names: the pages of what was withdrawn go first
        # (press), and an issue that is out has been marked as such.
        registry.register(
            "reprint",
            kinds=reprinting.KINDS,
            handler=reprinting.set_anew,
            immediate=True,
        )

from datetime import timedelta

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "yangguang.apps.search"
    label = "search"

    def ready(self) -> None:
        from yangguang.apps.events import registry
        from yangguang.apps.jobs import periodic
        from yangguang.apps.search.services import KINDS, READER, mend_index, on_events

        registry.register(READER, kinds=KINDS, handler=on_events)
        periodic.register("search.mend", every=timedelta(minutes=10), run=mend_index)

from datetime import timedelta

from django.apps import AppConfig


class PressConfig(AppConfig):
    name = "yangguang.press"
    label = "press"

    def ready(self) -> None:
        from yangguang.apps.events import registry
        from yangguang.apps.jobs import periodic
        from yangguang.press import nodes, reader, warming

        registry.register(
            reader.READER, kinds=reader.KINDS, handler=reader.on_events, immediate=True
        )
        registry.register(reader.WARMER, kinds=reader.KINDS, handler=warming.on_events)
        periodic.register("静态页面到期", every=timedelta(seconds=20), run=warming.watch)
        periodic.register("清除事项到期", every=timedelta(hours=6), run=nodes.prune)

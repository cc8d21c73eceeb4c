from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "yangguang.apps.coverage"
    label = "coverage"
    verbose_name = "公开清单覆盖情况"

    def ready(self) -> None:
        from datetime import timedelta

        from yangguang.apps.coverage.duty_kinds import KIND
        from yangguang.apps.coverage.services.following import follow_events, reckon_the_day
        from yangguang.apps.duties.registry import register_kind
        from yangguang.apps.jobs import periodic

        register_kind(KIND)
        periodic.register("coverage.follow", every=timedelta(minutes=2), run=follow_events)
        periodic.register("coverage.day", every=timedelta(hours=6), run=reckon_the_day)

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "yangguang.apps.reports"
    label = "reports"

    def ready(self) -> None:
        from datetime import timedelta

        from yangguang.apps.agencies.registry import Records, register_records
        from yangguang.apps.duties.registry import register_kind
        from yangguang.apps.events import registry
        from yangguang.apps.jobs import periodic
        from yangguang.apps.notices.kinds import register_notice_kind
        from yangguang.apps.reports.services import on_events
        from yangguang.apps.reports.services.repointing import repoint_reports
        from yangguang.apps.reports.services.report_duties import KIND as PUBLISH_KIND
        from yangguang.apps.reports.services.report_duties import run_reports
        from yangguang.apps.reports.services.returns_duties import KIND
        from yangguang.apps.reports.services.returns_reminding import NOTICE_KIND
        from yangguang.apps.reports.services.returns_rounds import run_returns

        registry.register(
            "reports",
            kinds=("item.published", "item.stored", "item.changed"),
            handler=on_events,
        )
        register_records(Records("reports", "年度报告", repoint_reports))
        register_kind(KIND)
        register_kind(PUBLISH_KIND)
        register_notice_kind(NOTICE_KIND, "催报统计报表")
        periodic.register("reports.owed", every=timedelta(hours=6), run=run_reports)
        periodic.register("reports.returns", every=timedelta(hours=6), run=run_returns)

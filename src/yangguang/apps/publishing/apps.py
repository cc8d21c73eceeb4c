from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "yangguang.apps.publishing"
    label = "publishing"
    verbose_name = "信息发布"

    def ready(self) -> None:
        from datetime import timedelta

        from yangguang.apps.duties.registry import register_kind
        from yangguang.apps.events import registry
        from yangguang.apps.jobs import periodic
        from yangguang.apps.notices.kinds import register_notice_kind
        from yangguang.apps.publishing.duty_kinds import kinds_with_clocks
        from yangguang.apps.publishing.services import rechecking
        from yangguang.apps.publishing.services.cleanup import apply_results
        from yangguang.apps.publishing.services.links import read_published, run_links
        from yangguang.apps.publishing.services.periodic import run_publishing
        from yangguang.apps.publishing.services.telling import NOTICE_KINDS

        for kind in kinds_with_clocks():
            register_kind(kind)
        for code, label in NOTICE_KINDS.items():
            register_notice_kind(code, label)
        registry.register(
            "publishing.cleanup", kinds=["item.published"], handler=apply_results, immediate=True
        )
        registry.register(
            "publishing.links", kinds=["item.published", "item.changed"], handler=read_published
        )
        registry.register(
            rechecking.READER, kinds=rechecking.KINDS, handler=rechecking.on_recognised
        )
        periodic.register("publishing.due", every=timedelta(minutes=1), run=run_publishing)
        periodic.register("publishing.links", every=timedelta(minutes=1), run=run_links)

from datetime import timedelta

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "yangguang.apps.privacy"
    label = "privacy"

    def ready(self) -> None:
        from yangguang.apps.agencies.registry import Records, register_records
        from yangguang.apps.events import registry
        from yangguang.apps.jobs import periodic
        from yangguang.apps.privacy.services.following import KINDS, on_events, sweep_what_changed
        from yangguang.apps.privacy.services.repointing import repoint_findings

        registry.register("privacy", kinds=KINDS, handler=on_events)
        register_records(Records("personal-findings", "个人信息排查结果", repoint_findings))
        periodic.register(
            "privacy.sweep-changed", every=timedelta(minutes=5), run=sweep_what_changed
        )

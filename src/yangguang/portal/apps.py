from datetime import timedelta

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "yangguang.portal"
    label = "portal"

    def ready(self) -> None:
        from yangguang.apps.jobs import periodic
        from yangguang.portal.requests import visits

        periodic.register("清理网上填写", every=timedelta(minutes=10), run=visits.sweep)

from collections.abc import Callable
from datetime import timedelta

from django.apps import AppConfig


def _page_of(name: str) -> Callable[[str], str]:
    from django.urls import reverse

    return lambda token: reverse(name, args=[token], urlconf="yangguang.portal.urls")


class PortalConfig(AppConfig):
    name = "yangguang.portal"
    label = "portal"

    def ready(self) -> None:
        from django.urls import reverse

        from yangguang.apps.jobs import periodic
        from yangguang.apps.members.contacts import register_link_page
        from yangguang.apps.requests.contacts import register_follow_page
        from yangguang.portal import converters, pressed
        from yangguang.portal.requests import visits
        from yangguang.press import registry as press

        converters.register()
        press.register(
            press.Site(
                addresses=pressed.addresses,
                item_addresses=pressed.item_addresses,
                downloads=pressed.downloads,
                online=pressed.online,
            )
        )
        periodic.register("清理网上填写", every=timedelta(minutes=10), run=visits.sweep)
        for purpose in ("confirm", "reset", "stop"):
            register_link_page(purpose, _page_of(f"member-{purpose}"))
        # The desk and the worker post mails too, and know other addresses than the portal's.
        register_follow_page(lambda: reverse("request-follow", urlconf="yangguang.portal.urls"))

"""How applicants are reached: their address is opened at the moment of sending and kept nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable

from yangguang.apps.notices.contacts import Contact
from yangguang.apps.notices.models import Channel
from yangguang.apps.requests.models import Application
from yangguang.apps.vault.problems import Destroyed
from yangguang.apps.vault.services import unseal_for

KIND = "applicant"
_pages: list[Callable[[], str]] = []


def register_follow_page(address: Callable[[], str]) -> None:
    """Make known where applicants follow a case; the site that has the page calls it at start."""
    _pages[:] = [address]


def follow_page() -> str:
    """The path of that page; empty where no site has one."""
    return _pages[0]() if _pages else ""


def contact_of(application: Application) -> Contact:
    """The applicant as the outbox names them: by the number of the case."""
    return Contact(KIND, str(application.pk), application.number)


def address_of(key: str, channel: str) -> str:
    """E-mail address or telephone number that the applicant left; empty where there is none."""
    if not key.isdigit():
        return ""
    application = Application.objects.select_related("applicant").filter(pk=int(key)).first()
    if application is None or not application.applicant.sealed_contact:
        return ""
    applicant = application.applicant
    try:
        contact = json.loads(unseal_for(applicant.subject_key, applicant.sealed_contact, "contact"))
    except Destroyed:
        return ""
    field = {Channel.EMAIL: "email", Channel.SMS: "telephone"}.get(Channel(channel))
    return str(contact.get(field, "")) if field else ""

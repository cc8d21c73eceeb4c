"""How members are reached: the address is opened at the moment of sending, the link made then."""

from __future__ import annotations

from collections.abc import Callable

from yangguang.apps.members.models import Member, MemberLink
from yangguang.apps.notices.contacts import Contact
from yangguang.apps.notices.models import Channel
from yangguang.apps.vault.problems import Destroyed
from yangguang.apps.vault.services import keyed_digest, unseal_for

KIND = "member"
LINK = "member.link"
_pages: dict[str, Callable[[str], str]] = {}


def register_link_page(purpose: str, address: Callable[[str], str]) -> None:
    """Make known where a token of this purpose is handed in; the site with the page calls it."""
    _pages[purpose] = address


def contact_of(member: Member) -> Contact:
    """The member as the outbox names them: masked."""
    return Contact(KIND, str(member.pk), member.email_mask)


def address_of(key: str, channel: str) -> str:
    """The e-mail address; empty for any other channel, or once the account is closed."""
    if channel != Channel.EMAIL or not key.isdigit():
        return ""
    member = Member.objects.filter(pk=int(key)).exclude(state=Member.State.CLOSED).first()
    if member is None or not member.sealed_email:
        return ""
    try:
        return unseal_for(member.subject_key, member.sealed_email, "email")
    except Destroyed:
        return ""


def token_of(link: MemberLink) -> str:
    """The token of a link: its key, and a digest that nobody can work out without ours."""
    mark = keyed_digest(f"{link.pk}:{link.purpose}:{link.nonce}", purpose=LINK)
    return f"{link.pk}-{mark[:40]}"


def path_of(key: str) -> str:
    """The path for a link row that a message names; empty where it is gone."""
    link = MemberLink.objects.filter(pk=int(key)).first() if key.isdigit() else None
    if link is None or link.purpose not in _pages:
        return ""
    return _pages[link.purpose](token_of(link))

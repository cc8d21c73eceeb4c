"""Addresses of people outside, asked for at the moment of sending and never kept here.

The app that knows an applicant registers how to reach them; when their data is destroyed, nothing
remains in the outbox.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Resolve = Callable[[str, str], str]
"""Key of the contact and channel → address; empty where there is none (any more)."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody outside: ``label`` is what the outbox shows, a case number and never a name."""

    kind: str
    key: str
    label: str


_books: dict[str, Resolve] = {}
_links: dict[str, Callable[[str], str]] = {}
MADE_AT_SENDING = "@"
"""A link that begins so names a row; its path is made when the message leaves, and kept nowhere."""


def register_contacts(kind: str, resolve: Resolve) -> None:
    """Make known how contacts of a kind are reached; the same kind again replaces it."""
    _books[kind] = resolve


def unregister_contacts(kind: str) -> None:
    """Forget how contacts of a kind are reached."""
    _books.pop(kind, None)


def address_of(kind: str, key: str, channel: str) -> str:
    """The address at this moment; empty where nobody knows one."""
    resolve = _books.get(kind)
    return resolve(key, channel) if resolve is not None else ""


def register_links(kind: str, resolve: Callable[[str], str]) -> None:
    """Make known how a link that is made at sending gets its path, for contacts of a kind."""
    _links[kind] = resolve


def path_of(kind: str, link: str) -> str:
    """The path of a link at this moment: as it stands, or made now; empty where it is gone."""
    if not link.startswith(MADE_AT_SENDING):
        return link
    resolve = _links.get(kind)
    return resolve(link.removeprefix(MADE_AT_SENDING)) if resolve is not None else ""

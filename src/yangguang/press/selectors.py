"""Reading the record of pressing, for operators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from yangguang.apps.events.models import Delivery
from yangguang.press.addresses import VARIANTS
from yangguang.press.models import Entry, Page
from yangguang.press.release import current_release
from yangguang.press.services import own_pages, press_folder

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Status:
    """How things stand; ``by_state`` holds each state's name and its number of pages."""

    by_state: list[tuple[str, int]]
    old_release: int
    buried: int
    entries: list[Entry]

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {
            "pages": dict(self.by_state),
            "old_release": self.old_release,
            "tombstones": self.buried,
            "entries": [
                {
                    "at": timezone.localtime(one.at).isoformat(),
                    "what": one.what,
                    "path": one.path,
                    "subject": one.subject,
                    "why": one.why,
                    "by": one.by,
                }
                for one in self.entries
            ],
        }


def status() -> Status:
    """Counts by state, what waits for a newer release, and the newest entries."""
    counted = dict(own_pages().order_by().values_list("state").annotate(n=Count("pk")))
    folder = press_folder()
    tombs = list(folder.gone.rglob("*.html")) if folder is not None else []
    return Status(
        by_state=[(str(label), counted.get(state, 0)) for state, label in Page.State.choices],
        old_release=own_pages()
        .filter(~Q(release=current_release()), state=Page.State.LIVE)
        .count(),
        buried=len(tombs),
        entries=list(Entry.objects.all()[:SHOWN]),
    )


def find_entries(text: str) -> QuerySet[Entry]:
    """The record, newest first: of an address (with all below it), of an item's number, or all."""
    wanted = text.strip()
    if not wanted:
        return Entry.objects.all()
    if wanted.isdigit():
        key = f"item:{wanted}"
        return Entry.objects.filter(Q(subject=key) | Q(path__startswith=f"/item/{wanted}/"))
    if wanted.startswith(("http://", "https://")):
        wanted = "/" + wanted.split("/", 3)[3] if wanted.count("/") > 2 else "/"
    return Entry.objects.filter(Q(path=wanted) | Q(path__startswith=wanted.rstrip("/") + "/"))


def find_page(path: str) -> Page | None:
    """What is on record of one address."""
    return own_pages().filter(path=path.strip()).first()


def taking_down_is_owed(key: int) -> bool:
    """Whether the pages of a withdrawn item may still stand: the folder could not be written to.

    What is owed is tried again until it is done; until then only people can help.
    """
    owed = Delivery.objects.filter(reader="press", event__kind="item.withdrawn")
    return owed.filter(event__subject_key=str(key)).exists()


def addresses_of_column(slug: str) -> int:
    """How many addresses of a column stand as finished files, in every variant."""
    found = Q()
    for variant in VARIANTS:
        found |= Q(path__startswith=f"{variant}column/{slug}/")
    return own_pages().filter(found).count()

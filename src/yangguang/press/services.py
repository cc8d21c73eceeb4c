"""Pressing: the one way in which a public file comes; it goes by ``purging``.

A page is pressed in three steps: its files are written aside and synced; its keys are recorded;
then, holding the keys, it is renamed into place if no key was purged since its rendering began.
The keys are on record before the file is in place, so a process killed anywhere leaves no file
that a later act would not find.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from yangguang.press import locks
from yangguang.press.addresses import relative
from yangguang.press.folder import Prepared, PressFolder
from yangguang.press.keys import Noted, number_of
from yangguang.press.models import Counter, Entry, Key, Page, PageKey

BATCH = 500
COUNTER = 1
UNDER_WAY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why pages are made or purged: in words, with the act's record and who did it."""

    why: str
    subject: str = ""
    by: str = ""


@dataclass(slots=True)
class Rendering:
    """One page being made. ``start`` is the number of the last purge when it began."""

    path: str
    start: int
    release: str
    noted: Noted = field(default_factory=Noted)
    body: bytes = b""
    source: Path | None = None
    """A stored file that is the body, as for an attachment."""
    reason: Reason = field(default_factory=lambda: Reason("首次访问"))
    milliseconds: int = 0


def press_folder() -> PressFolder | None:
    """The press folder of this installation; None where pages are not pressed."""
    place = getattr(settings, "PRESS_DIR", None)
    return PressFolder(Path(place)) if place else None


def node_name() -> str:
    """Which node this process belongs to; empty where all web servers read one folder."""
    return str(getattr(settings, "PRESS_NODE", ""))


def own_pages() -> QuerySet[Page]:
    """The pages whose files lie in this node's folder."""
    return Page.objects.filter(node=node_name())


def last_purge() -> int:
    """The number of the last purge; a rendering asks before it reads anything."""
    found = Counter.objects.filter(pk=COUNTER).values_list("last", flat=True).first()
    return found or 0


def keep(renderings: Sequence[Rendering], *, record: bool = True) -> list[Rendering]:
    """Press these pages; gives those that came into place.

    A page is not pressed where one of its keys was purged since its rendering began: it shows a
    state that is over. ``record`` False leaves no line per page (a whole bake writes one).
    """
    folder = press_folder()
    if folder is None or not renderings:
        return []
    wanted = {one.path: one for one in renderings if relative(one.path)}
    prepared = {path: _prepare(folder, one) for path, one in wanted.items()}
    rows = _intend(list(wanted.values()))
    kept: list[Rendering] = []
    with transaction.atomic():
        locks.share(number_of(name) for one in wanted.values() for name in one.noted.keys)
        moved = _moved_since(list(wanted.values()))
        standing = _held_rows(page.pk for page in rows.values())
        now = timezone.now()
        for path, one in wanted.items():
            page = rows[path]
            if page.pk not in standing or any(
                moved.get(number_of(name), 0) > one.start for name in one.noted.keys
            ):
                folder.discard(prepared[path][0])
                continue
            folder.put(prepared[path][0], relative(path) or "")
            _filled(page, one, prepared[path][1], prepared[path][2], now)
            page.copies = dict(prepared[path][0].twins)
            kept.append(one)
        placed = [rows[one.path] for one in kept]
        Page.objects.bulk_update(
            placed,
            [
                "state",
                "sha256",
                "copies",
                "size",
                "release",
                "pressed_at",
                "why",
                "milliseconds",
                "until",
            ],
            batch_size=100,
        )
        _forget_old_keys(kept, rows)
        if record:
            _record_pressed(wanted.values(), kept, now)
    return kept


def _held_rows(pages: Iterable[int]) -> set[int]:
    """Lock the rows of these pages, so that two pressers of one address come one after the other."""
    rows = Page.objects.select_for_update().filter(pk__in=sorted(pages)).order_by("pk")
    return set(rows.values_list("pk", flat=True))


def _prepare(folder: PressFolder, one: Rendering) -> tuple[Prepared, str, int]:
    if one.source is None:
        return folder.prepare(one.body), sha256(one.body).hexdigest(), len(one.body)
    made = folder.prepare_copy(one.source)
    with made.base.open("rb") as handle:
        digest = sha256()
        while block := handle.read(1024 * 1024):
            digest.update(block)
    return made, digest.hexdigest(), made.base.stat().st_size


def _intend(renderings: Sequence[Rendering]) -> dict[str, Page]:
    """Record address and keys of pages about to come into place; older keys stay until then."""
    now = timezone.now()
    with transaction.atomic():
        Page.objects.bulk_create(
            [
                Page(node=node_name(), path=one.path, state=Page.State.INTENDED, pressed_at=now)
                for one in renderings
            ],
            ignore_conflicts=True,
        )
        paths = [one.path for one in renderings]
        rows = {page.path: page for page in own_pages().filter(path__in=paths)}
        PageKey.objects.bulk_create(
            [
                PageKey(page=rows[one.path], key=number_of(name))
                for one in renderings
                for name in sorted(one.noted.keys)
            ],
            batch_size=BATCH,
            ignore_conflicts=True,
        )
    return rows


def _moved_since(renderings: Sequence[Rendering]) -> dict[int, int]:
    numbers = sorted({number_of(name) for one in renderings for name in one.noted.keys})
    oldest = min((one.start for one in renderings), default=0)
    moved: dict[int, int] = {}
    for start in range(0, len(numbers), BATCH):
        moved.update(
            Key.objects.filter(
                pk__in=numbers[start : start + BATCH], version__gt=oldest
            ).values_list("pk", "version")
        )
    return moved


def _filled(page: Page, one: Rendering, digest: str, size: int, now: datetime) -> None:
    page.state = Page.State.DUE if one.noted.rough else Page.State.LIVE
    page.sha256, page.size = digest, size
    page.release = one.release
    page.pressed_at = now
    page.why = one.reason.why[:200]
    page.milliseconds = one.milliseconds
    page.until = one.noted.until


def _forget_old_keys(kept: Sequence[Rendering], rows: dict[str, Page]) -> None:
    wanted = {(rows[one.path].pk, number_of(name)) for one in kept for name in one.noted.keys}
    held = PageKey.objects.filter(page__in=[rows[one.path].pk for one in kept])
    old = [
        pk for pk, page, key in held.values_list("pk", "page", "key") if (page, key) not in wanted
    ]
    for start in range(0, len(old), BATCH):
        PageKey.objects.filter(pk__in=old[start : start + BATCH]).delete()


def _record_pressed(wanted: Iterable[Rendering], kept: Sequence[Rendering], now: datetime) -> None:
    placed = {one.path for one in kept}
    Entry.objects.bulk_create(
        Entry(
            at=now,
            what=Entry.What.PRESSED if one.path in placed else Entry.What.REFUSED,
            path=one.path,
            subject=one.reason.subject,
            why=(one.reason.why if one.path in placed else "生成期间内容又有变动，未采用")[:200],
            by=one.reason.by,
        )
        for one in wanted
    )


def recover(at: datetime) -> int:
    """After a crash: remove what was coming into place and never arrived; gives how many.

    A page that is still intended after ten minutes is nobody's any more. Its file may stand
    already (killed after the rename, before the commit); the next visitor has it made anew.
    """
    folder = press_folder()
    if folder is None:
        return 0
    folder.sweep_work(before=(at - UNDER_WAY).timestamp())
    over = Q(pressed_at__lt=at - UNDER_WAY) | Q(pressed_at__gt=at + UNDER_WAY)
    with transaction.atomic():
        rows = own_pages().select_for_update().filter(over, state=Page.State.INTENDED)
        left = list(rows.order_by("pk")[:BATCH])
        for page in left:
            folder.remove(relative(page.path) or "")
        Page.objects.filter(pk__in=[page.pk for page in left]).delete()
    return len(left)


def note(what: str, *, why: str, path: str = "", subject: str = "", by: str = "") -> None:
    """Write one line into the record."""
    Entry.objects.create(
        at=timezone.now(), what=what, path=path, subject=subject, why=why[:200], by=by
    )

"""Pressing and purging: the only two ways in which a public file comes and goes.

A page is pressed in three steps: its files are written aside and synced; its keys are recorded;
then, holding the keys, it is renamed into place if no key was purged since its rendering began.
The keys are on record before the file is in place, so a process killed anywhere leaves no file
that a later act would not find. A purge takes its number first, after its act was committed, so
that a rendering which saw that number also saw the act.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import CombinedExpression
from django.utils import timezone

from yangguang.press import locks
from yangguang.press.folder import Prepared, PressFolder, relative
from yangguang.press.keys import Noted, number_of
from yangguang.press.models import Counter, Entry, Key, Node, Page, PageKey, Purge

BATCH = 500
COUNTER = 1
UNDER_WAY = timedelta(minutes=10)
ADDRESS = "address:"
"""Before an address in the names of a purge: that page alone, whatever it shows."""


class Mode(StrEnum):
    """What becomes of the files of a purged page."""

    DUE = "due"
    """They stand and are sent until newer ones replace them."""
    STALE = "stale"
    """They are sent no longer, and kept aside in case nothing can render."""
    GONE = "gone"
    """They are removed: what stands on them is no longer public."""
    FORGOTTEN = "forgotten"
    """They are removed with their record: nobody makes them again but who asks for them."""


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
            kept.append(one)
        placed = [rows[one.path] for one in kept]
        Page.objects.bulk_update(
            placed,
            ["state", "sha256", "size", "release", "pressed_at", "why", "milliseconds", "until"],
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


def next_number(names: Collection[str], mode: Mode, reason: Reason) -> int:
    """Take the number of a purge. Called after the act is committed, in a transaction of its own.

    Where other nodes have folders of their own, what they have to repeat is written with it.
    """
    with transaction.atomic():
        hold_counter(F("last") + 1)
        number = Counter.objects.values_list("last", flat=True).get(pk=COUNTER)
        if Node.objects.exclude(name=node_name()).exists():
            Purge.objects.create(
                number=number,
                node=node_name(),
                names=sorted(names),
                mode=mode.value,
                subject=reason.subject,
                why=reason.why[:200],
                by=reason.by,
                at=timezone.now(),
            )
    return number


def hold_counter(last: CombinedExpression | F) -> None:
    """Hold the counter until the end of the transaction, and set it."""
    if not Counter.objects.filter(pk=COUNTER).update(last=last):
        Counter.objects.bulk_create([Counter(pk=COUNTER)], ignore_conflicts=True)
        Counter.objects.filter(pk=COUNTER).update(last=last)


def purge(names: Collection[str], *, mode: Mode, reason: Reason) -> int:
    """Purge every page that shows one of these keys; gives how many.

    Renderings under way that show one of them will not come into place.
    """
    folder = press_folder()
    if not names or (folder is None and not node_name()):
        return 0
    number = next_number(names, mode, reason)
    return purge_here(names, number=number, mode=mode, reason=reason)


def purge_here(names: Collection[str], *, number: int, mode: Mode, reason: Reason) -> int:
    """The part of a purge that this node does, under a number taken before; gives how many pages.

    Safe to do twice, and in another order than the numbers'.
    """
    folder = press_folder()
    numbers = {number_of(name): name[:120] for name in names}
    with transaction.atomic():
        locks.hold(numbers)
        _move_keys(numbers, number)
        if folder is None:
            return 0
        pages = _pages_showing(numbers)
        if mode == Mode.DUE:
            _turn(pages, Page.State.DUE, only=Page.State.LIVE)
        else:
            _take_down(folder, pages, mode)
            _record_purged(pages, mode, reason)
    return len(pages)


def _move_keys(numbers: dict[int, str], number: int) -> None:
    """Each key to this number; one that a later purge has moved already stays there."""
    Key.objects.bulk_create(
        [Key(pk=pk, name=name, version=number) for pk, name in sorted(numbers.items())],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    ordered = sorted(numbers)
    for start in range(0, len(ordered), BATCH):
        Key.objects.filter(pk__in=ordered[start : start + BATCH], version__lt=number).update(
            version=number
        )


def _pages_showing(numbers: Collection[int]) -> list[Page]:
    found: dict[int, Page] = {}
    ordered = sorted(numbers)
    for start in range(0, len(ordered), BATCH):
        shown = PageKey.objects.filter(key__in=ordered[start : start + BATCH]).values("page")
        rows = own_pages().select_for_update().filter(pk__in=shown).order_by("pk")
        found.update({page.pk: page for page in rows})
    return [found[pk] for pk in sorted(found)]


def _turn(pages: Sequence[Page], state: str, *, only: str = "") -> None:
    for start in range(0, len(pages), BATCH):
        rows = Page.objects.filter(pk__in=[page.pk for page in pages[start : start + BATCH]])
        (rows.filter(state=only) if only else rows).update(state=state)


def _take_down(folder: PressFolder, pages: Sequence[Page], mode: Mode) -> None:
    for page in pages:
        place = relative(page.path) or ""
        if mode in (Mode.GONE, Mode.FORGOTTEN):
            folder.remove(place)
        else:
            folder.set_aside(place)
    if mode == Mode.FORGOTTEN:
        for start in range(0, len(pages), BATCH):
            Page.objects.filter(pk__in=[one.pk for one in pages[start : start + BATCH]]).delete()
    elif mode == Mode.STALE:
        # What was removed has nothing kept aside and stays absent.
        _turn([one for one in pages if one.state != Page.State.ABSENT], Page.State.STALE)
    else:
        _turn(pages, Page.State.ABSENT)


def _record_purged(pages: Sequence[Page], mode: Mode, reason: Reason) -> None:
    now = timezone.now()
    if mode == Mode.FORGOTTEN and pages:
        pages = pages[:1]  # One line for all of them: they are the pages of one list.
    what = Entry.What.WITHDRAWN if mode == Mode.GONE else Entry.What.PURGED
    Entry.objects.bulk_create(
        [
            Entry(
                at=now,
                what=what,
                path=page.path,
                subject=reason.subject,
                why=reason.why[:200],
                by=reason.by,
            )
            for page in pages
        ],
        batch_size=BATCH,
    )


def take_down_here(path: str, *, reason: Reason) -> None:
    """One page of this node is not sent any more and is made again."""
    folder = press_folder()
    if folder is None:
        return
    with transaction.atomic():
        rows = list(own_pages().select_for_update().filter(path=path))
        _take_down(folder, rows, Mode.STALE)
        _record_purged(rows, Mode.STALE, reason)


def press_again(*, path: str, by: str) -> bool:
    """Have one page made again by the worker or its next visitor; False where it was never made."""
    folder = press_folder()
    page = own_pages().filter(path=path).first()
    if folder is None or page is None:
        return False
    next_number([f"{ADDRESS}{path}"], Mode.STALE, Reason("按操作人要求重新生成", by=by))
    with transaction.atomic():
        rows = list(Page.objects.select_for_update().filter(pk=page.pk))
        _take_down(folder, rows, Mode.STALE)
        _record_purged(rows, Mode.STALE, Reason("按操作人要求重新生成", by=by))
    return bool(rows)


def end_of_validity(at: datetime) -> int:
    """Purge the pages whose moment has come (a document came into force, or ceased to be)."""
    folder = press_folder()
    if folder is None:
        return 0
    over = Q(until__lte=at) & ~Q(state__in=[Page.State.STALE, Page.State.ABSENT])
    pages = list(own_pages().filter(over)[: BATCH * 10])
    if pages:
        with transaction.atomic():
            _take_down(folder, pages, Mode.STALE)
            _record_purged(pages, Mode.STALE, Reason("到了页面所示日期"))
    return len(pages)


def recover(at: datetime) -> int:
    """After a crash: remove what was coming into place and never arrived; gives how many.

    A page that is still intended after ten minutes is nobody's any more. Its file may stand
    already (killed after the rename, before the commit); the next visitor has it made anew.
    """
    folder = press_folder()
    if folder is None:
        return 0
    with transaction.atomic():
        rows = (
            own_pages()
            .select_for_update()
            .filter(state=Page.State.INTENDED, pressed_at__lt=at - UNDER_WAY)
        )
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

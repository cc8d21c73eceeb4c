"""How far the sweeps have come: blocks of editions, and files whose contents were examined."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet

from yangguang.apps.catalog.models import Attachment, Edition
from yangguang.apps.files.models import StoredFile
from yangguang.apps.files.services.checking import checker_version, unchecked
from yangguang.apps.privacy.models import Sweep, SweepMark
from yangguang.apps.privacy.scanning import BLOCK, shown_editions
from yangguang.apps.privacy.version import recogniser_version


def version_of(sweep: str) -> str:
    """The version of what looked, with which this pass marks a block."""
    return checker_version() if sweep == Sweep.FILES else recogniser_version()


def editions_by_block() -> dict[int, int]:
    """Block → how many editions stand in it."""
    counted = (
        Edition.objects.order_by()
        .annotate(block=F("pk") / BLOCK)
        .values_list("block")
        .annotate(n=Count("item_id"))
    )
    return dict(counted)


def pages_by_block(block: int | None = None) -> dict[int, int]:
    """Block → how many pages of attachments have been read for the editions in it."""
    rows = Attachment.objects.filter(file__page_texts__isnull=False)
    return _counted_by_block(rows, "file__page_texts", block)


def examined_by_block(block: int | None = None) -> dict[int, int]:
    """Block → how many attachments of the editions in it have been examined."""
    rows = Attachment.objects.filter(file__carried__version=checker_version())
    return _counted_by_block(rows, "pk", block)


def _counted_by_block(rows: QuerySet[Attachment], what: str, block: int | None) -> dict[int, int]:
    """Block → how many of ``what`` its attachments have; of one block, or of all."""
    if block is not None:
        rows = rows.filter(edition__gte=block * BLOCK, edition__lt=(block + 1) * BLOCK)
    counted = (
        rows.order_by()
        .annotate(block=F("edition_id") / BLOCK)
        .values_list("block")
        .annotate(n=Count(what))
    )
    return dict(counted)


def read_by_block(sweep: str, block: int | None = None) -> dict[int, int]:
    """Block → how much a pass finds there besides editions: pages, or attachments examined."""
    return examined_by_block(block) if sweep == Sweep.FILES else pages_by_block(block)


def files_of(editions: Collection[int]) -> QuerySet[StoredFile]:
    """The files of those of these editions that are shown."""
    return _files_shown(Edition.objects.filter(pk__in=editions))


def files_to_examine(*, again: bool = False) -> QuerySet[StoredFile]:
    """The files of all that is shown that were not examined yet; all with ``again``."""
    files = _files_shown(Edition.objects.all())
    return files if again else unchecked(files)


def blocks_of_files(files: QuerySet[StoredFile]) -> set[int]:
    """The blocks in which editions with these files stand."""
    used = Attachment.objects.filter(file__in=files.values("pk")).order_by()
    return set(used.annotate(block=F("edition_id") / BLOCK).values_list("block", flat=True))


def blocks_to_sweep(sweep: str, *, again: bool = False) -> list[int]:
    """Blocks that a pass has not done, or in which something is new since; all with ``again``."""
    editions = editions_by_block()
    if again:
        return sorted(editions)
    pages = read_by_block(sweep)
    version = version_of(sweep)
    done = {
        block: (read, read_pages)
        for block, read, read_pages in SweepMark.objects.filter(
            sweep=sweep, version=version
        ).values_list("block", "editions", "pages")
    }
    return [
        block
        for block in sorted(editions)
        if done.get(block) != (editions[block], pages.get(block, 0))
    ]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one pass has come over the whole stock."""

    sweep: str
    label: str
    editions: int
    waiting: int

    @property
    def done(self) -> bool:
        """Whether nothing is left to look at."""
        return self.waiting == 0


def progress() -> list[Progress]:
    """All passes, with how many editions each has still to look at."""
    editions = editions_by_block()
    total = sum(editions.values())
    return [
        Progress(
            sweep.value,
            str(sweep.label),
            total,
            sum(editions[block] for block in blocks_to_sweep(sweep)),
        )
        for sweep in Sweep
    ]


def _files_shown(editions: QuerySet[Edition]) -> QuerySet[StoredFile]:
    used = Attachment.objects.filter(edition__in=shown_editions(editions).values("pk"))
    return StoredFile.objects.filter(pk__in=used.values("file"))

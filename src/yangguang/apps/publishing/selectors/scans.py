"""Scanned files of items and drafts within reach, and how much of what is public is text.

Reading: 全文电子化率 is the share of published items all of whose attachments can be read as text,
the file's own or recognised. An item without attachments is a page of text. An attachment that its
source named without giving it, and one that nobody could read, count against it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Avg, Count, Exists, OuterRef, Q, QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Attachment, Item, ItemState
from yangguang.apps.files.models import FilePage, StoredFile
from yangguang.apps.publishing.models import Draft, DraftAttachment

LOW = 0.85
"""Below this confidence a page should be proofread."""
_READ = StoredFile.Reading.READ


@dataclass(frozen=True, slots=True)
class ElectronicShare:
    """Published items, and those of them whose whole text is electronic."""

    published: int
    electronic: int

    @property
    def percent(self) -> float | None:
        """From 0 to 100; None where nothing is published."""
        return self.electronic / self.published * 100 if self.published else None


def scans_within(agencies: QuerySet[Agency]) -> QuerySet[StoredFile]:
    """Files whose pages or pictures were, or are to be, recognised, used by these bodies' items or
    drafts; photographs on which there are no words are left out."""
    used = Attachment.objects.filter(file=OuterRef("pk"), edition__item__agency__in=agencies)
    drafted = DraftAttachment.objects.filter(file=OuterRef("pk"), draft__item__agency__in=agencies)
    worded = FilePage.objects.filter(file=OuterRef("pk")).exclude(text="")
    machine = Q(page_texts__confidence__isnull=False, page_texts__proofread_at=None)
    # A picture without words is no sign of doubt, a page without words is.
    wordless = Q(page_texts__text="") & ~Q(page_texts__place="")
    told, unread = machine & ~wordless, machine & wordless
    return (
        StoredFile.objects.filter(
            ~Q(recogniser="") | Q(reading=StoredFile.Reading.SCAN), Exists(used) | Exists(drafted)
        )
        .exclude(Q(media_type__startswith="image/", reading=_READ) & ~Exists(worded))
        .annotate(
            confidence=Avg("page_texts__confidence", filter=told),
            unread=Count("page_texts", filter=unread),
        )
        .order_by("-pk")
    )


def names_of(files: Iterable[StoredFile], agencies: QuerySet[Agency]) -> dict[int, str]:
    """What each file is called where it is used, by one of these bodies."""
    keys = [file.pk for file in files]
    drafted = DraftAttachment.objects.filter(file__in=keys, draft__item__agency__in=agencies)
    used = Attachment.objects.filter(file__in=keys, edition__item__agency__in=agencies)
    return dict(drafted.values_list("file", "title")) | dict(used.values_list("file", "title"))


def items_with(file: StoredFile, agencies: QuerySet[Agency]) -> QuerySet[Item]:
    """The items of these bodies whose present text carries the file."""
    return (
        Item.objects.filter(edition__attachments__file=file, agency__in=agencies)
        .defer("signature", "unsure")
        .order_by("pk")
        .distinct()
    )


def electronic_share(agencies: QuerySet[Agency]) -> ElectronicShare:
    """How much of what these bodies have published is electronic as a whole."""
    published = Item.objects.filter(state=ItemState.PUBLISHED, agency__in=agencies)
    without = Attachment.objects.filter(
        Q(file=None) | ~Q(file__reading=_READ), edition=OuterRef("edition")
    )
    count = published.count()
    return ElectronicShare(count, count - published.filter(Exists(without)).count())


def recognised_words(draft: Draft) -> tuple[str, str] | None:
    """Name and words of the first attachment whose pages a machine recognised; None where none is.

    Pictures of the text, and pictures inside a document, are no pages of it.
    """
    for row in draft.attachments.select_related("file").order_by("order", "pk"):
        if f"file:{row.file.sha256}" in draft.body_html:
            continue
        pages = row.file.page_texts.filter(place="").order_by("number")
        if not pages.filter(confidence__isnull=False).exists():
            continue
        words = "\n".join(pages.values_list("text", flat=True)).strip()
        if words:
            return row.title, words
    return None

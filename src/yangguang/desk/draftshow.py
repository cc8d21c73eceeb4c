"""A draft's text as readers will see it, with what the machine noticed marked in it."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from yangguang.apps.catalog.models import Edition, Item, ItemLink, ItemState
from yangguang.apps.publishing.comparing import Difference, difference
from yangguang.apps.publishing.editing import clean_html
from yangguang.apps.publishing.models import Draft, Finding
from yangguang.apps.publishing.selectors.plans import interpretations_drafted
from yangguang.desk.drafts import drafts_for
from yangguang.desk.viewer import Viewer
from yangguang.law.attributes import Attribute

_TAG = re.compile(r"(<[^>]*>)")
_PICTURE = re.compile(r'src="file:([0-9a-f]{64})"')
_ITEM = re.compile(r'href="/item/(\d{1,18})/"')
_TABLE = re.compile(r"(<table\b.*?</table>)", re.DOTALL)
BODY = "正文"


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with its number in the text; ``marked`` where it could be shown in place."""

    number: int
    row: Finding
    words: str

    @property
    def waits(self) -> bool:
        """Whether nobody has decided about it, or it still has to be corrected."""
        return self.row.decision in {"", Finding.Decision.ACCEPTED}


@dataclass(frozen=True, slots=True)
class Explaining:
    """What explains a document: the open draft of it, or the public item."""

    title: str
    state: str
    item: int
    draft: int | None = None
    public: bool = False


def explaining(item: Item) -> list[Explaining]:
    """Interpretations of the document, drafts first; what was given up is not shown."""
    drafts = [
        Explaining(row.title, row.get_state_display(), row.item_id, row.pk)
        for row in interpretations_drafted(item)
    ]
    begun = {one.item for one in drafts}
    links = item.links_in.filter(
        kind=ItemLink.Kind.INTERPRETS, source__state=ItemState.PUBLISHED
    ).select_related("source")
    return drafts + [
        Explaining(row.source.title, "已公开", row.source_id, public=True)
        for row in links
        if row.source_id not in begun
    ]


def findings_of(draft: Draft) -> list[Shown]:
    """What was noticed in the submitted text, the gravest first."""
    rows = draft.findings.filter(digest=draft.digest).order_by("severity", "pk")
    return [Shown(number, row, _words(draft, row)) for number, row in enumerate(rows, start=1)]


def _words(draft: Draft, row: Finding) -> str:
    """The words of the body that the finding is about; empty where it is about something else."""
    if row.field != BODY or not 0 <= row.start < row.end <= len(draft.body_text):
        return ""
    return draft.body_text[row.start : row.end]


def edition_to_be(draft: Draft) -> int | None:
    """The number of the edition that its release makes; None where it makes none.

    Editions count releases (首次公开, 更正, 修改), never the savings of a draft.
    """
    if not draft.is_open or draft.attribute not in {"", Attribute.PROACTIVE}:
        return None
    if draft.item.released_at is None:
        return 1
    return (draft.item.editions.aggregate(last=Max("number"))["last"] or 0) + 1


def changed_by(draft: Draft) -> Difference | None:
    """What an open 更正 or 修改 does to the words that are public; nothing for a first text."""
    edition = draft.item.edition
    if draft.act == Edition.Act.FIRST or edition is None or not draft.is_open:
        return None
    return difference(draft.item.title, edition.body_html, draft.title, draft.body_html)


def shown_body(draft: Draft, findings: Sequence[Shown] = ()) -> SafeString:
    """The body cleaned once more, pictures from the desk's own address, findings marked."""
    return show_html(draft, draft.body_html, findings)


def show_html(draft: Draft, stored: str, findings: Sequence[Shown] = ()) -> SafeString:
    """Any stored text of the draft, as `shown_body` shows the present one.

    What links to an item's public page leads to its page at the desk.
    """
    clean = clean_html(stored)
    marked = _mark(clean, [one for one in findings if one.words and one.waits])
    placed = _PICTURE.sub(
        lambda found: f'src="{reverse("draft-picture", args=[draft.pk, found[1]])}"', marked
    )
    linked = _ITEM.sub(lambda found: f'href="{reverse("item", args=[int(found[1])])}"', placed)
    framed = _TABLE.sub(
        r'<div class="scroll" tabindex="0" role="group" aria-label="表格">\1</div>', linked
    )
    return mark_safe(framed)  # noqa: S308 (clean_html cleans by allow-list)


def preview_of(viewer: Viewer, item: Item) -> SafeString | None:
    """The public text with its pictures, where it was written here and the person may read its draft."""
    if item.edition is None or "file:" not in item.edition.body_html:
        return None
    pictured = set(_PICTURE.findall(item.edition.body_html))
    for one in drafts_for(viewer).filter(item=item).order_by("-pk"):
        if pictured <= set(one.attachments.values_list("file__sha256", flat=True)):
            return show_html(one, item.edition.body_html)
    return None


def _mark(clean: str, findings: Sequence[Shown]) -> str:
    if not findings:
        return clean
    wanted = {html.escape(one.words, quote=False): one.number for one in findings}
    finder = re.compile("|".join(re.escape(words) for words in sorted(wanted, key=len)[::-1]))

    def frame(found: re.Match[str]) -> str:
        number = wanted[found[0]]
        return f'<mark class="found" title="机检问题 {number}">{found[0]}<sup>{number}</sup></mark>'

    return "".join(
        piece if piece.startswith("<") else finder.sub(frame, piece) for piece in _TAG.split(clean)
    )

"""Reading findings and the text they stand in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Edition
from yangguang.apps.files.models import FilePage
from yangguang.apps.privacy.decided import Decided
from yangguang.apps.privacy.fingerprints import normal_value, value_digests
from yangguang.apps.privacy.hits import Hit, Passage
from yangguang.apps.privacy.models import (
    TEXT_SWEEPS,
    Decision,
    Finding,
    FindingState,
    Place,
    Sweep,
    SweepMark,
    Verdict,
)
from yangguang.apps.privacy.scanning import block_of, scan_edition
from yangguang.text.personal import find_in_text
from yangguang.text.privacy import Kind

AROUND_SHOWN = 40
_READ_AROUND = 160


def findings_within(agencies: QuerySet[Agency]) -> QuerySet[Finding]:
    """The findings in items of these bodies: nobody sees those of others."""
    return Finding.objects.filter(agency__in=agencies).select_related(
        "agency", "item", "attachment", "decision"
    ).defer("item__signature", "item__unsure")  # fmt: skip


def find_finding(key: int, agencies: QuerySet[Agency]) -> Finding | None:
    """One finding, if it stands in an item of one of these bodies."""
    return findings_within(agencies).filter(pk=key).first()


def find_decision(key: int, agencies: QuerySet[Agency]) -> Decision | None:
    """One decision of one of these bodies."""
    return Decision.objects.filter(pk=key, agency__in=agencies).select_related("agency").first()


def open_count(agencies: QuerySet[Agency]) -> int:
    """How many findings wait for a decision in items of these bodies."""
    return Finding.objects.filter(agency__in=agencies, state=FindingState.OPEN).count()


def open_of_item(item: int) -> list[Finding]:
    """The findings of one item that wait for a decision, in the order of the text."""
    rows = Finding.objects.filter(item=item, state=FindingState.OPEN)
    return list(rows.order_by("place", "attachment", "page", "start"))


@dataclass(frozen=True, slots=True)
class Standing:
    """One finding of an edition as it stands now, with the decision that covers it, if any."""

    hit: Hit
    passage: Passage
    decision: Decision | None

    @property
    def kind(self) -> str:
        """The kind in Chinese."""
        return str(Finding(kind=self.hit.kind).get_kind_display())

    @property
    def where(self) -> str:
        """The place in words: 正文, 附件第3页 …"""
        return _where(self.hit.place, self.hit.page)

    @property
    def stands_in_the_way(self) -> bool:
        """Whether somebody must still mask it or say why it may be public."""
        return self.decision is None


def findings_for(edition: Edition) -> list[Standing]:
    """What an edition with its attachments would give away, read anew; nothing is written.

    For the gate before publication: names included, draft or public alike. A finding that was
    decided (误报, 依法公开) comes with its decision.
    """
    found = scan_edition(edition, TEXT_SWEEPS)
    decisions = _decisions_for([hit for _, hit in found])
    return [Standing(hit, passage, decisions.get(hit.key)) for passage, hit in found]


def _decisions_for(hits: Iterable[Hit]) -> dict[str, Decision]:
    hits = list(hits)
    decided = Decided(hits)
    return {hit.key: row for hit in hits if (row := decided.of(hit)) is not None}


def where_of(finding: Finding) -> str:
    """The place of a finding in words."""
    return wheres_of([finding])[finding.pk]


def wheres_of(findings: Sequence[Finding]) -> dict[int, str]:
    """Key of finding → its place in words. Behind the pages of a file come the pictures that lie in
    it; each says where it is."""
    attached = _in_attachments(findings)
    pictures = _picture_places(attached) if attached else {}
    told = {}
    for one in findings:
        key = (one.attachment.file_id if one.attachment else None, one.page)
        place = pictures.get(key, "") if one.place == Place.ATTACHMENT else ""
        told[one.pk] = f"{Place(one.place).label}{place}" if place else _where(one.place, one.page)
    return told


def _picture_places(findings: Sequence[Finding]) -> dict[tuple[int | None, int], str]:
    rows = _file_pages(findings).filter(place__gt="")
    return {
        (file, number): place for file, number, place in rows.values_list("file", "number", "place")
    }


def _where(place: str, page: int) -> str:
    label = str(Place(place).label)
    return f"{label}第{page}页" if page else label


def texts_of(findings: Sequence[Finding]) -> dict[int, str]:
    """Key of finding → the text in which it stands, as it is now; empty where it is gone."""
    bodies = _rows(
        Edition.objects.filter(
            pk__in={one.edition_id for one in findings if one.place == Place.BODY}
        ),
        "body_text",
    )
    pages = _pages(findings)
    texts = {}
    for one in findings:
        attachment = one.attachment
        if one.place == Place.TITLE:
            texts[one.pk] = one.item.title
        elif one.place == Place.SUMMARY:
            texts[one.pk] = one.item.summary
        elif one.place == Place.BODY:
            texts[one.pk] = bodies.get(one.edition_id, "")
        elif attachment is None:
            texts[one.pk] = ""
        elif one.place == Place.ATTACHMENT_TITLE:
            texts[one.pk] = attachment.title
        else:
            texts[one.pk] = pages.get((attachment.file_id, one.page), "")
    return texts


def _rows(rows: QuerySet[Edition], field: str) -> dict[int, str]:
    return dict(rows.values_list("pk", field))


def _pages(findings: Sequence[Finding]) -> dict[tuple[int | None, int], str]:
    attached = _in_attachments(findings)
    if not attached:
        return {}
    rows = _file_pages(attached)
    return {(file, page): text for file, page, text in rows.values_list("file", "number", "text")}


def _in_attachments(findings: Sequence[Finding]) -> list[Finding]:
    return [one for one in findings if one.place == Place.ATTACHMENT and one.attachment]


def _file_pages(attached: Sequence[Finding]) -> QuerySet[FilePage]:
    return FilePage.objects.filter(
        file__in={one.attachment.file_id for one in attached if one.attachment},
        number__in={one.page for one in attached},
    )


def clear_value(finding: Finding) -> tuple[str, str, str] | None:
    """What stands before the value, the value, and what stands behind it.

    Personal data around it stays masked; None where the value is no longer there. For
    `services.reveal_finding`, which keeps who asked.
    """
    if finding.place == Place.CARRIED:
        return None
    text = texts_of([finding])[finding.pk]
    shown = contexts_of([finding])[finding.pk]
    return None if shown.gone else (shown.before, text[finding.start : finding.end], shown.after)


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding in its sentence, masked throughout; ``gone`` where the text has changed."""

    before: str
    masked: str
    after: str
    gone: bool = False


def context_of(finding: Finding) -> Shown:
    """The words around a finding, every other personal value in them masked too."""
    return contexts_of([finding])[finding.pk]


def contexts_of(findings: Sequence[Finding]) -> dict[int, Shown]:
    """Key of finding → the words around it; the texts of a whole list are read at once.

    What an attachment carries stands in no text and is shown by itself.

    What else is personal is known from the other findings in the same text. Where one of them no
    longer stands in its place, or no pass has looked for names yet, the words are searched again.
    """
    carried = {one.pk: Shown("", one.masked, "") for one in findings if one.place == Place.CARRIED}
    findings = [one for one in findings if one.pk not in carried]
    texts = texts_of(findings)
    editions = {one.edition_id for one in findings}
    beside: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for one in Finding.objects.filter(edition__in=editions).exclude(state=FindingState.CLOSED):
        beside[_spot(one)].append(one)
    judged = [(one, texts[one.pk]) for one in findings]
    judged += [
        (other, texts[one.pk])
        for one in findings
        for other in beside[_spot(one)]
        if other.pk not in texts
    ]
    there = _still_there(judged)
    named = _blocks_with_names(editions)
    shown = carried
    for one in findings:
        if one.pk not in there:
            shown[one.pk] = Shown("", one.masked, "", gone=True)
            continue
        others = [other for other in beside[_spot(one)] if other.pk != one.pk]
        sure = block_of(one.edition_id) in named and all(other.pk in there for other in others)
        before, after = _masked_around(texts[one.pk], one, others if sure else None)
        shown[one.pk] = Shown(before, one.masked, after)
    return shown


def _blocks_with_names(editions: Iterable[int]) -> set[int]:
    """The blocks of these editions in which names have been looked for."""
    marks = SweepMark.objects.filter(
        sweep=Sweep.NAMES, block__in={block_of(key) for key in editions}, swept_at__isnull=False
    )
    return set(marks.values_list("block", flat=True))


def _spot(finding: Finding) -> tuple[object, ...]:
    return (finding.edition_id, finding.attachment_id, finding.place, finding.page)


def _still_there(judged: Sequence[tuple[Finding, str]]) -> set[int]:
    """Keys of those whose value stands where it was found."""
    cut = [
        (one.pk, one.fingerprint, Kind(one.kind), value)
        for one, text in judged
        if (value := text[one.start : one.end])
    ]
    if not cut:
        return set()
    prints = value_digests([(kind, normal_value(kind, value)) for _, _, kind, value in cut])
    return {key for (key, known, _, _), now in zip(cut, prints, strict=True) if now == known}


def _masked_around(
    text: str, finding: Finding, others: Sequence[Finding] | None
) -> tuple[str, str]:
    """The words on either side of a finding, masked wherever anything might be personal.

    Numbers are searched in any case, unlikely ones included; names only without ``others``.
    """
    first = max(0, finding.start - _READ_AROUND)
    window = text[first : finding.end + _READ_AROUND]
    found = [
        (first + one.start, first + one.end, one.masked)
        for one in find_in_text(window, names=others is None)
    ]
    found += [(other.start, other.end, other.masked) for other in others or ()]
    before = _masked(text, first, finding.start, found)
    after = _masked(text, finding.end, first + len(window), found)
    return _one_line(before)[-AROUND_SHOWN:], _one_line(after)[:AROUND_SHOWN]


def _masked(text: str, start: int, end: int, found: list[tuple[int, int, str]]) -> str:
    """A stretch of text, each place in it masked; of two that overlap the first and longest."""
    pieces: list[str] = []
    at = start
    for one, other, masked in sorted(found, key=lambda place: (place[0], -place[1])):
        if one >= at and other <= end:
            pieces += (text[at:one], masked)
            at = other
    return "".join((*pieces, text[at:end]))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def counts_by_kind() -> dict[str, int]:
    """Kind → how many findings wait for a decision, over all bodies."""
    rows = Finding.objects.filter(state=FindingState.OPEN).order_by()
    return dict(rows.values_list("kind").annotate(n=Count("pk")))


def verdict_counts() -> Counter[str]:
    """Verdict → how many decisions hold."""
    rows = Decision.objects.filter(ended_at=None).order_by()
    counted = dict(rows.values_list("verdict").annotate(n=Count("pk")))
    return Counter({verdict: counted.get(verdict, 0) for verdict in Verdict.values})

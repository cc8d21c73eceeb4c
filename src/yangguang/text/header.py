"""Who issued a page, under which number and title, on which days: the reading of its identity.

Every other part of the catalogue trusts these fields, and pages state them in header tables, meta
tags, source lines, signatures, or nowhere. The most explicit statement of a fact wins; what another
place contradicts, what had to be repaired and what could not be read stands in ``unsure`` with its
reason, so that a person decides and nothing is guessed in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from yangguang.text.agencynames import KnownAgency, issuer_of_title
from yangguang.text.attachments import Attachment, find_attachments
from yangguang.text.docnum import DocNumber
from yangguang.text.document import Document
from yangguang.text.headerdates import read_dates
from yangguang.text.headerissuer import complete_title, read_agency
from yangguang.text.headernumber import read_index_number, read_number
from yangguang.text.headervalidity import Terms, read_terms, read_validity
from yangguang.text.kinds import classify
from yangguang.text.page import Page, Unsure
from yangguang.text.pagehead import Facts, told_parts
from yangguang.text.pageparts import Part
from yangguang.text.titlechoice import read_title

__all__ = ["Header", "KnownAgency", "Unsure", "read_header"]


@dataclass(frozen=True, slots=True)
class Header:
    """A page's identity. Absent facts are None; ``unsure`` tells which facts are doubtful and why.

    ``formed_on`` is the 成文日期, ``source_published_on`` the day the page says it was put online,
    ``in_force_on`` and ``valid_until`` the first and the last day of its term, ``lost_force_on`` the
    first day on which it no longer applies, where the page declares one. ``validity`` is ``in-force``, ``repealed``, ``expired``,
    ``amended`` or None; ``kind`` is one of `text.kinds.KINDS`. ``agency`` joins joint issuers by 、;
    ``agencies`` has them apart, ``numbers`` likewise. ``subject`` is the class as declared.
    """

    kind: str
    title: str | None = None
    number: str | None = None
    index_number: str | None = None
    agency: str | None = None
    formed_on: date | None = None
    source_published_on: date | None = None
    in_force_on: date | None = None
    valid_until: date | None = None
    lost_force_on: date | None = None
    validity: str | None = None
    subject: str | None = None
    attachments: tuple[Attachment, ...] = ()
    unsure: tuple[Unsure, ...] = ()
    numbers: tuple[DocNumber, ...] = ()
    agencies: tuple[str, ...] = ()
    keywords: str = ""
    source: str = ""
    genre: str = ""
    abstract: str = ""
    told: frozenset[Part] = frozenset()
    """What of the page says nothing but these facts, and may therefore go from its text."""
    declared: dict[str, str] = field(default_factory=dict)
    """Every labelled fact as written, by its label; the first where a label comes twice."""

    @property
    def spellings(self) -> list[str]:
        """The numbers, as normalised and as the page writes them."""
        return [spelling for one in self.numbers for spelling in (one.text, one.raw) if spelling]


def read_header(
    document: Document, *, name: str = "", known_agencies: Sequence[KnownAgency] = ()
) -> Header:
    """The identity of the page that ``document`` holds; never raises.

    ``name`` is the file's name, only offered as a suggestion where the page has no title.
    ``known_agencies`` turn short names into full ones.
    """
    page = Page.of(document, name=name)
    title = read_title(page)
    page.title = title.text
    numbers = read_number(page, title)
    kind = classify(
        title.text,
        number_shape=numbers[0].shape if numbers else "",
        text=page.opening,
        column=page.column,
        genre=page.first("genre"),
    )
    if not kind.certain:
        page.doubt("kind", kind.kind, kind.why)
    page.kind = kind.kind
    agencies = read_agency(page, known_agencies, numbers)
    dates = read_dates(page, [*agencies, *issuer_of_title(page.title)])
    numbers = _weigh_number(page, numbers, dates.formed, dates.published)
    validity = read_validity(page, title.mark)
    terms = read_terms(page, dates, validity)
    index_number = read_index_number(page)
    _doubt_access(page)
    told = _told(
        page,
        numbers,
        index_number,
        agencies,
        (dates.formed, dates.published),
        terms,
        validity,
    )
    return Header(
        kind=kind.kind,
        title=page.as_written(complete_title(page, title, agencies)) or None,
        number="、".join(number.text for number in numbers) or None,
        index_number=index_number,
        agency="、".join(agencies) or None,
        formed_on=dates.formed,
        source_published_on=dates.published,
        in_force_on=terms.in_force_on,
        valid_until=terms.valid_until,
        lost_force_on=terms.lost_force_on,
        validity=validity,
        subject=page.subject or None,
        attachments=tuple(find_attachments(page.lines, document.links, start=page.front_end)),
        unsure=tuple(dict.fromkeys(page.unsure)),
        numbers=tuple(numbers),
        agencies=tuple(agencies),
        keywords=page.first("keywords"),
        source=page.first("source"),
        genre=page.first("genre"),
        abstract=page.first("abstract"),
        told=told,
        declared={item.label: item.value for item in reversed(page.declared) if item.label},
    )


_ACCESS = frozenset(
    {"公开方式", "公开属性", "公开形式", "信息公开属性", "信息公开方式", "公开性质", "公开类型"}
)


def _doubt_access(page: Page) -> None:
    """A page that says of itself that it is not for everybody must not become public by itself."""
    for item in page.values("access"):
        if item.label in _ACCESS and any(
            word in item.value for word in ("依申请", "不予", "不公开")
        ):
            why = f"原页面写明{item.label}为“{item.value[:20]}”，请先核对能否主动公开"
            page.doubt("attribute", item.value[:40], why)


def _told(
    page: Page,
    numbers: Sequence[DocNumber],
    index_number: str | None,
    agencies: Sequence[str],
    days: Sequence[date | None],
    terms: Terms,
    validity: str | None,
) -> frozenset[Part]:
    facts = Facts(
        title=page.title,
        index_number=index_number or "",
        numbers=[text for one in numbers for text in (one.text, one.raw) if text],
        agencies=agencies,
        days={day for day in (*days, *terms) if day is not None},
        validity=validity or "",
        ends={day for day in terms[1:] if day is not None},
    )
    return told_parts(page.document, page.lines, page.declared, page.tail, page.front_end, facts)


def _weigh_number(
    page: Page, numbers: list[DocNumber], formed: date | None, published: date | None
) -> list[DocNumber]:
    """Numbers against the page's days: later than publication is refused, another year is told."""
    kept = []
    for number in numbers:
        last = max((day.year for day in (formed, published) if day is not None), default=None)
        if number.year is not None and last is not None and number.year > last:
            page.doubt("number", number.raw, f"文号年份{number.year}晚于页面日期{last}年，未采用")
            continue
        kept.append(number)
        if number.year is not None and formed is not None and number.year != formed.year:
            page.doubt(
                "number", number.text, f"文号年份{number.year}与成文日期{formed.isoformat()}不同年"
            )
        if number.confidence < 0.9 or number.repairs:
            page.doubt(
                "number", number.text, f"原文为“{number.raw}”，已{'、'.join(number.repairs)}"
            )
    return kept

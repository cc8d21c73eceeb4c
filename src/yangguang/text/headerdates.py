"""The days of a page: when the document was formed and when the page says it was published.

The two are never mixed: a field, the signature and the note under the title speak of the document;
发布日期, meta tags and the source line speak of the page. A law database is the exception that prints
the document's own day as 发布日期.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from yangguang.text.agencynames import same_body
from yangguang.text.closing import Signature
from yangguang.text.dates import BYLINE, FoundDate, find_dates, first_day, read_date
from yangguang.text.labels import Declared
from yangguang.text.page import Page

_PUBLISHED_TAGS = (
    "pubdate",
    "publishdate",
    "publishtime",
    "pubtime",
    "firstpublishedtime",
    "article:publishedtime",
    "releasedate",
    "dc.date",
    "dcdate",
    "createdate",
    "publicationdate",
    "datepublished",
    "date",
    "others",
)
_BARE_TIME = re.compile(
    r"^[\[(（]?\s*(?P<date>(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?)\s*(?P<time>\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?\s*[\])）]?$"
)
_SPOKEN = re.compile(r"^[—－-]{1,4}\s*(?:19|20)\d\d年.{4,10}在")
_RELATED = re.compile(r"^(?:关联|相关|推荐|延伸)|解读[:：》]|相关[解链稿]")
_REMARK = re.compile(r"^[（(](?P<note>.{4,600})[)）]?$")


@dataclass(frozen=True, slots=True)
class PageDates:
    """``formed`` of the document, ``published`` of the page, ``printed`` of the 版记."""

    formed: date | None
    published: date | None
    printed: date | None = None


def read_dates(page: Page, agencies: list[str]) -> PageDates:
    """The page's days; conflicts between header, signature and meta tags go to the doubts."""
    formed = _formed(page, agencies)
    published = _published(page)
    if formed is not None and published is not None and published < formed:
        page.doubt(
            "source_published_on",
            published.isoformat(),
            f"发布日期早于成文日期{formed.isoformat()}",
        )
    printed = page.closing.printed
    return PageDates(formed, published, printed.value if printed else None)


def main_signature(page: Page, agencies: list[str]) -> Signature | None:
    """The signature of the page's own document, not of what it forwards.

    A signature under the names of the issuers goes first, then the first one without names, then
    the first of all where no issuer is known.
    """
    usable = [
        one
        for one in page.closing.signatures
        if one.line >= page.front_end or one.names or one.bracketed
    ]
    if not usable:
        return None
    if agencies:
        for one in usable:
            if any(same_body(name, agency) for name in one.names for agency in agencies):
                return one
        for one in usable:
            if not one.names:
                return one
        return None
    return usable[0]


def _formed(page: Page, agencies: list[str]) -> date | None:
    fields = ["formed"]
    if page.from_law_database:
        fields += ["published", "promulgated"]
    elif not any(True for _ in page.values("formed")):
        fields.append("promulgated")
    declared = _declared_day(page, "formed_on", *fields)
    signature = main_signature(page, agencies)
    if declared is not None:
        _check_signature(page, declared, signature)
        return declared
    if signature is not None:
        return _signed_day(page, signature, agencies)
    remark = _remark_day(page)
    if remark is not None:
        return remark
    others = [one for one in page.closing.signatures if one.date.value]
    if others and agencies:
        day = others[0].date.value
        if day is not None and others[0].names:
            page.doubt(
                "formed_on",
                day.isoformat(),
                f"落款“{'、'.join(others[0].names)}”与发文机关不同，未采用",
            )
    return None


def _signed_day(page: Page, signature: Signature, agencies: list[str]) -> date | None:
    found = signature.date
    if found.value is None or found.precision != "day":
        value = found.value.strftime("%Y-%m") if found.value else found.text
        page.doubt("formed_on", value, found.why or f"落款只写到月：{found.text}")
        return None
    if not found.certain:
        page.doubt("formed_on", found.value.isoformat(), found.why)
    others = {
        one.date.value
        for one in page.closing.signatures
        if one.names and signature.names and one.names == signature.names
    }
    if len(others) > 1:
        page.doubt("formed_on", found.value.isoformat(), "同一机关有不止一个落款日期")
    return found.value


def _check_signature(page: Page, declared: date, signature: Signature | None) -> None:
    if signature is None:
        return
    found = signature.date
    if found.value is None:
        page.doubt("formed_on", found.text, f"落款日期读不定：{found.why}")
    elif found.precision == "day" and found.value != declared:
        page.doubt(
            "formed_on",
            found.value.isoformat(),
            f"落款日期{found.value.isoformat()}与页头所列{declared.isoformat()}不同，采用页头",
        )
    elif found.precision == "month" and (found.value.year, found.value.month) != (
        declared.year,
        declared.month,
    ):
        page.doubt("formed_on", found.value.strftime("%Y-%m"), "落款月份与页头所列日期不同")


def _remark_day(page: Page) -> date | None:
    """The day in the note under a title: （2019年4月3日国务院令第711号公布 …）, （2023年4月12日）."""
    for line in page.lines[max(0, page.front_end - 8) : page.front_end + 2]:
        spoken = _SPOKEN.match(line.text)
        if spoken:
            return first_day(line.text)
        match = _REMARK.match(line.text)
        if match is None or not re.search(r"公布|发布|颁布|通过|修订|修正|批准", match["note"]):
            continue
        days = [
            found.value
            for found in find_dates(match["note"])
            if found.value is not None
            and found.precision == "day"
            and not re.match(r"\s*起", match["note"][found.end : found.end + 3])
        ]
        if days:
            if len(set(days)) > 1:
                page.doubt("formed_on", days[-1].isoformat(), "题注列有多个日期，采用最后一个")
            return days[-1]
    return None


def _declared_day(page: Page, field: str, *fields: str) -> date | None:
    first: date | None = None
    for item in page.values(*fields):
        found = _day_in(item)
        if found is None:
            if not item.below and re.search(r"\d{4}", item.value):
                page.doubt(field, item.value[:60], f"“{item.label}”一栏的日期读不出")
            continue
        if found.value is None or found.precision != "day":
            value = found.value.strftime("%Y-%m") if found.value else found.text
            page.doubt(
                field,
                value,
                found.why or f"“{item.label}”只写到{'月' if found.precision == 'month' else '年'}",
            )
            continue
        if not found.certain:
            page.doubt(field, found.value.isoformat(), found.why)
        if first is None:
            first = found.value
        elif found.value != first:
            page.doubt(
                field, found.value.isoformat(), f"“{item.label}”与前面所列{first.isoformat()}不同"
            )
    return first


def _day_in(item: Declared) -> FoundDate | None:
    value = item.value.strip()[:80]
    found = read_date(value)
    if found is not None:
        return found
    first = next((one for one in find_dates(value) if one.precision == "day"), None)
    if item.below and first is not None and first.start > 2:
        return None
    return first


def _published(page: Page) -> date | None:
    if not page.from_law_database:
        fields = ["published"]
        if any(True for _ in page.values("formed")):
            fields.append("promulgated")
        declared = _declared_day(page, "source_published_on", *fields)
        if declared is None:
            declared = _declared_day(page, "source_published_on", "dated")
        tagged = _tagged_day(page)
        if declared is not None:
            if tagged is not None and tagged != declared:
                page.doubt(
                    "source_published_on",
                    tagged.isoformat(),
                    f"页面元数据的发布日期与页面所列{declared.isoformat()}不同，采用页面所列",
                )
            return declared
        if tagged is not None:
            return tagged
        bare = _bare_day(page)
        if bare is not None:
            return bare
        for item in page.tail:
            if item.field == "published" and not item.below:
                found = read_date(item.value[:60])
                if found is not None and found.value is not None and found.precision == "day":
                    return found.value
        updated = _declared_day(page, "source_published_on", "updated")
        if updated is not None:
            page.doubt("source_published_on", updated.isoformat(), "页面只有更新时间，没有发布时间")
            return updated
    return None


def _tagged_day(page: Page) -> date | None:
    for name in _PUBLISHED_TAGS:
        value = page.meta.get(name, "")
        match = re.search(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}", value[:60])
        if match:
            found = read_date(match[0] + ("日" if "年" in match[0] else ""))
            if found is not None and found.value is not None:
                return found.value
    return None


def _bare_day(page: Page) -> date | None:
    """A numeric date alone on a line between title and text is the page's, not the document's."""
    for index in range(max(0, page.front_end - 8), min(page.front_end, len(page.lines))):
        text = page.lines[index].text
        match = _BARE_TIME.match(text)
        byline = None if match else BYLINE.fullmatch(text)
        if byline is not None:
            return first_day(byline["date"])
        if match and any(
            _RELATED.search(line.text) for line in page.lines[max(0, index - 3) : index]
        ):
            # The date of a related item listed under the title.
            continue
        if match and (match["time"] or "年" not in match["date"]):
            found = read_date(match["date"])
            if found is not None and found.value is not None:
                return found.value
    return None

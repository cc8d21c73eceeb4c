"""How an official document ends: who signed, on which day, when it was printed.

The signature (落款) and its date are the document's own word on issuer and 成文日期 where a page has no
header, and the check on the header where it has one. A page may hold several signatures, of the
notice and of what it forwards; which one counts is decided by whose document it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yangguang.text.agencynames import looks_like_agency, region_of, split_joint
from yangguang.text.dates import FoundDate, read_date
from yangguang.text.lines import Line

_DATE_END = re.compile(r"(?:[日号曰月]|\d)\s*[)）]?\s*(?:印发|印|前?\s*公布)?[。.]?$")
_WITH_DATE = re.compile(
    r"^(?P<names>.{3,80}?)[ \u3000\xa0\t]*(?P<date>(?:[12]\d{3}|[一二][〇零○\uff2fO0一二三四五六七八九]{3})\s*年[\d\s元一二三四五六七八九十]{1,6}月[\d\s一二三四五六七八九十廿卅]{1,6}日)$"
)
_PRINTED = re.compile(
    r"(?P<date>(?:[12]\d{3}|[一二][〇零○\uff2fO0一二三四五六七八九]{3})\s*年[\d\s元一二三四五六七八九十]{1,6}月[\d\s一二三四五六七八九十廿卅]{1,6}日)\s*印(?:发|制)?$"
)
_PERSON = re.compile(
    r"^(?:总\s*理|省\s*长|市\s*长|县\s*长|区\s*长|州\s*长|主\s*席|主\s*任|部\s*长|局\s*长|厅\s*长|署\s*长|行\s*长|代\s*[省市县区]\s*长|自治区主席|委员长|院\s*长|检察长|旗\s*长|盟\s*长)[ \u3000：:]*[\u4e00-\u9fff· \u3000]{2,8}$"
)
_FRONT, _BACK = 4000, 1000
_MOST = 300
"""No honest page holds more signatures; past it the page is a list of dates."""
_REMARK = re.compile(
    r"^[（(](?:此件|本件|此文|本文|公开|联系人|信息公开|主动公开|不予公开|依申请)[^）)]{0,60}[)）]$"
)


@dataclass(frozen=True, slots=True)
class Signature:
    """Names and date that close a document or a part of one; ``line`` is where the date stands.

    ``bracketed`` tells a date set in brackets under a title; ``worded`` one written 年月日.
    """

    names: tuple[str, ...]
    date: FoundDate
    line: int
    bracketed: bool = False
    worded: bool = True


@dataclass(frozen=True, slots=True)
class Closing:
    """All signatures in order and the day of printing (版记), if any."""

    signatures: tuple[Signature, ...]
    printed: FoundDate | None = None


def read_closing(
    lines: Sequence[Line], *, start: int = 0, skip: frozenset[int] = frozenset()
) -> Closing:
    """Signatures from line ``start`` on; lines in ``skip`` (header fields) are passed over.

    Reading: a bare numeric date (2023-07-12) on a line is a signature's only under a name; list
    pages are full of such dates.
    """
    signatures: list[Signature] = []
    printed: FoundDate | None = None
    for index in _places(start, len(lines)):
        line = lines[index]
        text = line.text
        if len(text) > 110 or index in skip or not _DATE_END.search(text):
            continue
        if len(signatures) >= _MOST:
            break
        if line.cells and len([cell for cell in line.cells if cell]) > 2:
            continue
        text = text.replace("\t", "　").strip()
        match = _PRINTED.search(text)
        if match:
            printed = read_date(re.sub(r"\s", "", match["date"]))
            continue
        found = _date_alone(text)
        names: tuple[str, ...] = ()
        if found is None:
            match = _WITH_DATE.match(text)
            if match is None:
                continue
            names = tuple(split_joint(match["names"].strip("（( ")))
            found = read_date(re.sub(r"\s", "", match["date"]))
            if found is None or not names:
                continue
        else:
            names = _names_above(lines, index, start)
        worded = "年" in found.text
        bracketed = text[0] in "（("
        fused = found.text.isdigit()
        if not worded and not names and not (fused and _closes(lines, index)):
            continue
        if found.precision == "year":
            continue
        signatures.append(Signature(names, found, index, bracketed, worded or fused))
    return Closing(tuple(signatures), printed)


def _places(start: int, end: int) -> Iterator[int]:
    """Where signatures may stand: a document signs near its beginning or at its very end."""
    yield from range(start, min(end, start + _FRONT))
    yield from range(max(start + _FRONT, end - _BACK), end)


def _date_alone(text: str) -> FoundDate | None:
    if len(text) > 36:
        return None
    tight = re.sub(r"[\s\u3000]", "", text) if re.search(r"年", text) else text
    tight = tight.rstrip("。.")
    if re.search(r"\d{1,2}[:：]\d{2}", tight):
        return None
    return read_date(tight)


def _names_above(lines: Sequence[Line], index: int, start: int) -> tuple[str, ...]:
    """The names of a signature stand on the lines right above its date."""
    names: list[str] = []
    for place in range(index - 1, max(start - 3, index - 24, -1), -1):
        text = lines[place].text.strip()
        if _REMARK.match(text) or _PERSON.match(text):
            continue
        if len(text) > 120 or text.endswith(("：", ":", "。", "；")):
            break
        found = split_joint(text)
        if (
            not found
            and names
            and len(text) <= 14
            and region_of(text) is not None
            and region_of(names[0]) is None
            and looks_like_agency(text + names[0])
        ):
            # One name broken over two lines.
            names[0] = re.sub(r"\s", "", text) + names[0]
            continue
        if not found:
            if len(text) <= 40 and not names and place == index - 1 and place > start:
                joined = lines[place - 1].text.strip() + text
                if len(joined) <= 40 and region_of(joined) and looks_like_agency(joined):
                    names = [re.sub(r"\s", "", joined)]
            break
        names = [*found, *names]
    return tuple(dict.fromkeys(names))


def _closes(lines: Sequence[Line], index: int) -> bool:
    """Whether hardly anything but attachments and site furniture follows."""
    rest = lines[index + 1 : index + 40]
    return len(lines) - index <= 40 and all(len(line.text) < 80 for line in rest)

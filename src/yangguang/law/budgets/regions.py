"""Where the tables of a report begin and end.

The same titles stand in the table of contents, above the table, again on every following page and
in the prose; only what is followed by figures, or by the sentence that there are none, is a table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from yangguang.law.budgets.source import SourceLine
from yangguang.law.budgets.tokens import tokens
from yangguang.law.budgets.vocabulary import TableForm, Title, fold_label, read_title

_UNIT = re.compile(
    r"单位\s*[：:]\s*(?:人民币)?\s*(万元|亿元|千元|元)|[（(]\s*(万元|千元|元)\s*[)）]"
)
_STOP = re.compile(
    r"^第[一二三四五六七八]部分|名词解释$|情况(?:的)?说明$|编制说明$|主要职能$|主要职责$|机构设置$|情况说明书$|"
    r"(?:预算|决算|支出|收入|情况|经费).{0,12}说明$"
)
_NOTE = re.compile(r"^\s*(?:注|备注|说明)\s*[：:\d]")
_PROSE = re.compile(r"[，。；]")
_EMPTY = re.compile(
    r"[^。；]{0,60}?(?:(?:没有|无|未安排|不存在|不涉及)[^。；]{0,50}?(?:故本表|本表|此表|预算|收入|支出|收支|拨款|经费|数据)|"
    r"(?:本表|此表|该表)[^。；]{0,6}(?:为空|无数据|空表|无内容))[^。；]{0,40}"
)


@dataclass(frozen=True, slots=True)
class Region:
    """The lines of one table, its head included, the title left out."""

    form: TableForm
    title: str
    unit: str
    lines: tuple[SourceLine, ...]
    notes: tuple[SourceLine, ...]
    empty: str
    page: int
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Divided:
    """A report divided: regions of tables, and the lines of prose in reading order."""

    regions: tuple[Region, ...]
    prose: tuple[SourceLine, ...]


def divide(lines: list[SourceLine]) -> Divided:
    """Tables and prose of a report."""
    titles = _titles(lines)
    regions: list[Region] = []
    taken: set[int] = set()
    default = _common_unit(lines)
    for position, (index, title) in enumerate(titles):
        following = titles[position + 1][0] if position + 1 < len(titles) else len(lines)
        end = _end(lines, index + 1, following)
        body = lines[index + 1 : end]
        notes = lines[end : min(end + 5, following)]
        form = title.form
        if not any(_has_figures(line) for line in body):
            empty = _empty_sentence(body, notes)
            named = any(_UNIT.search(line.text) for line in body[:4])
            if len(body) < 2 or not (empty or named):
                continue
        else:
            empty = _empty_sentence([], notes[:3])
        taken.update(range(index, end))
        if form is None:
            continue
        above = lines[max(0, index - 2) : index + 1]
        unit = _unit([*body[:8], *above]) or default
        region = Region(
            form=form,
            title=title.text,
            unit=unit,
            lines=tuple(body),
            notes=tuple(notes),
            empty=empty,
            page=lines[index].page,
            span=(lines[index].start, (body[-1] if body else lines[index]).span[1]),
        )
        _add(regions, region)
    prose = tuple(
        line for number, line in enumerate(lines) if number not in taken and not line.caption
    )
    return Divided(tuple(regions), prose)


def _titles(lines: list[SourceLine]) -> list[tuple[int, Title]]:
    found: list[tuple[int, Title]] = []
    for index, line in enumerate(lines):
        text = line.text
        if line.cells:
            filled = [piece.text for piece in line.cells if piece.text.strip()]
            if not 1 <= len(filled) <= 3:
                continue
            text = next((one for one in filled if "表" in one), "")
            if len(filled) > 1 and not re.search(r"单位|公开|表$", fold_label("".join(filled))):
                continue
        title = read_title(text)
        if title is None and not line.cells and index + 1 < len(lines):
            title = _broken_title(text, lines[index + 1])
        if title is not None:
            found.append((index, title))
    return found


def _broken_title(text: str, following: SourceLine) -> Title | None:
    """A title over two lines: ``2024年度一般公共预算财政拨款`` / ``支出决算表``."""
    if (
        following.cells
        or len(text) > 60
        or len(following.text) > 20
        or re.search(r"[\d.,]{4,}$", text)
    ):
        return None
    if not re.search(r"预算|决算|财政拨款|经费", text) or read_title(following.text):
        return None
    if not re.search(r"^[^。，；]{1,18}表\s*$", following.text):
        return None
    title = read_title(text.strip() + following.text.strip())
    return title if title and title.form else None


def _end(lines: list[SourceLine], start: int, limit: int) -> int:
    """The first line after ``start`` that belongs to the table no more."""
    for index in range(start, limit):
        line = lines[index]
        if line.caption:
            return index
        text = line.text.strip()
        if line.cells:
            filled = [one.text.strip() for one in line.cells if one.text.strip()]
            if len(filled) == 1 and (_NOTE.match(filled[0]) or _PROSE.search(filled[0])):
                return index
            continue
        if _NOTE.match(text):
            return index
        if (
            _STOP.search(fold_label(text))
            and len(text) <= 60
            and not any(one.amount for one in tokens(text, 0))
        ):
            return index
        if _PROSE.search(re.sub(r"\d[，]\d", "", text)) and len(text) > 12:
            return index
    return limit


def _has_figures(line: SourceLine) -> bool:
    texts = [piece.text for piece in line.cells] if line.cells else [line.text]
    pieces = [one for text in texts for one in tokens(text, 0)]
    if fold_label(line.text).startswith("栏次"):
        return False
    return any(
        one.amount is not None and (len(pieces) > 1 or one.amount.step < 1 or "," in one.text)
        for one in pieces
    ) and any(len(one.text) > 1 for one in pieces if one.amount)


def _empty_sentence(body: list[SourceLine], notes: list[SourceLine]) -> str:
    joined = "".join(re.sub(r"\s+", "", line.text) for line in [*body[-3:], *notes])
    joined = re.sub(r"^.*(?:注|说明|备注)[：:]", "", joined)
    found = [match[0] for match in _EMPTY.finditer(joined)]
    return found[-1].lstrip("，。：:") if found else ""


def _unit(lines: list[SourceLine]) -> str:
    for line in lines:
        match = _UNIT.search(line.text)
        if match:
            return str(match[1] or match[2])
    return ""


def _common_unit(lines: list[SourceLine]) -> str:
    """The unit that most tables name; 万元, the unit of the standard forms, if none does."""
    counts: dict[str, int] = {}
    for line in lines:
        if match := _UNIT.search(line.text):
            unit = match[1] or match[2]
            counts[unit] = counts.get(unit, 0) + 1
    return max(counts, key=lambda one: counts[one]) if counts else "万元"


def _add(regions: list[Region], region: Region) -> None:
    """A title printed again on the next page carries on the table before."""
    last = regions[-1] if regions else None
    if last is not None and last.form.code == region.form.code and last.unit == region.unit:
        regions[-1] = replace(
            last,
            lines=(*last.lines, *region.lines),
            notes=region.notes,
            empty=region.empty or last.empty,
            span=(last.span[0], region.span[1]),
        )
        return
    regions.append(region)

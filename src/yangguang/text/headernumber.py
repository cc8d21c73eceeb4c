"""The page's own 文号 and 索引号, told from the many it cites.

A page's own number stands in its header field, on a line of its own by the title, or after the title
in brackets; every other number is a citation.
"""

from __future__ import annotations

import re

from yangguang.text.docnum import DocNumber, find_docnums, parse_docnum, parse_docnums
from yangguang.text.indexnum import parse_index_number
from yangguang.text.numerals import fold_width
from yangguang.text.page import Page
from yangguang.text.titles import TitleReading

_ORDER_HEAD = re.compile(r"^[\u3400-\u9fff、 \u3000]{2,60}令$")
_ORDER_TAIL = re.compile(
    r"^[（(]?第?\s*(?:\d{1,5}|[一二三四五六七八九十百千〇零]{1,9})\s*号[)）]?$"
)
_ANNOUNCED_HEAD = re.compile(r"^[\u3400-\u9fff、 \u3000]{2,60}(?:公告|通告)$")
_ANNOUNCED_TAIL = re.compile(r"^[（(]?(?:(?:19|20)\d\d\s*年)?\s*第?\s*\d{1,5}\s*号[)）]?$")
_BRACKETED = re.compile(r"(?<!》)[（(【\[]([^（()）【】]{4,40}号?)[)）】\]]$")
_NOTE = re.compile(r"^[（(【\[].{0,20}[)）】\]]$|^[，,；;。\s]*$")


def read_number(page: Page, title: TitleReading) -> list[DocNumber]:
    """The page's own numbers (several for a joint document), [] where it has none."""
    declared = _declared(page)
    shown = _by_the_title(page, title)
    if declared:
        if shown and not {number.key for number in declared} & {number.key for number in shown}:
            _tell_difference(page, declared, shown)
        return declared
    if shown:
        return shown
    opening = next(find_docnums(title.text), None)
    if opening is not None and opening.start == 0 and opening.shape in ("announcement", "order"):
        return [opening]
    match = _BRACKETED.search(title.text)
    if match:
        number = parse_docnum(match[1])
        if number is not None and number.shape in ("document", "order"):
            return [number]
    return _remark(page, title)


def read_index_number(page: Page) -> str | None:
    """The declared 索引号; several different ones are told."""
    found = []
    for item in page.values("index"):
        number = parse_index_number(item.value) or parse_index_number(item.value.split()[0])
        if number is not None:
            found.append(number)
        elif not item.below:
            page.doubt("index_number", item.value[:80], "索引号一栏不像索引号，未采用")
    if not found:
        return None
    if len({number.key for number in found}) > 1:
        page.doubt("index_number", found[-1].text, "页面有不止一个索引号，采用第一个")
    return found[0].text


def _declared(page: Page) -> list[DocNumber]:
    refused = ""
    why = ""
    for item in page.values("number"):
        value = item.value.strip()
        if item.below and (len(value) > 60 or not any(char.isdigit() for char in value)):
            continue
        numbers = parse_docnums(value)
        if numbers:
            return numbers
        inside = list(find_docnums(value))
        if inside and _NOTE.match(value[inside[-1].end :]) and inside[0].start == 0:
            return inside
        if item.below or (
            item.label in ("编号", "字号") and not re.search(r"[〔\[（(【]\s*\d{4}", value)
        ):
            continue
        if not refused:
            refused, why = value[:80], _why_refused(value)
        if inside:
            page.doubt("number", value[:80], "文号一栏另有文字，只取其中的文号")
            return inside[:1]
    if refused:
        page.doubt("number", refused, why)
    return []


def _why_refused(value: str) -> str:
    folded = fold_width(value)
    if re.search(r"[〔\[(（【]\s*(?:19|20)\d\d\s*[\])）〕】]\s*第?\s*0", folded):
        return "文号序号以0开头，不合编号规则，未采用"
    if re.search(r"[〔\[(（【]\s*(?:19|20)\d\d\s*[\])）〕】]\s*号?$", folded):
        return "文号缺顺序号，未采用"
    if re.match(r"^[〔\[(（【]", folded):
        return "文号缺机关代字，未采用"
    return "文号一栏不像文号，未采用"


def _tell_difference(page: Page, declared: list[DocNumber], shown: list[DocNumber]) -> None:
    one, two = declared[0], shown[0]
    if (one.year, one.sequence) == (two.year, two.sequence):
        # 国令第707号 in the field, 中华人民共和国国务院令第707号 on the page: one number.
        return
    page.doubt("number", two.text, "页头栏目的文号与正文标题下的文号不同，采用栏目")


def _by_the_title(page: Page, title: TitleReading) -> list[DocNumber]:
    """A number on a line of its own in the head of the page, nearest the text first."""
    top = max(0, min(page.front_end, len(page.lines)) - 14)
    for index in range(min(page.front_end, len(page.lines)) - 1, top - 1, -1):
        if index in page.header_lines:
            continue
        text = page.lines[index].text.strip()
        if len(text) > 100:
            continue
        numbers = parse_docnums(text) or _with_note(text)
        if numbers and not (numbers[0].shape == "announcement" and not numbers[0].org):
            return numbers
        if index > 0 and _ORDER_TAIL.match(text):
            head = page.lines[index - 1].text.strip()
            if _ORDER_HEAD.match(head):
                number = parse_docnum(re.sub(r"\s", "", head) + re.sub(r"[（()）\s]", "", text))
                return [number] if number is not None else []
        if index > 0 and _ANNOUNCED_TAIL.match(text):
            head = page.lines[index - 1].text.strip()
            if _ANNOUNCED_HEAD.match(head):
                number = parse_docnum(head + re.sub(r"[（()）\s]", "", text))
                if number is not None:
                    return [number]
        # A red head carries the number and the signer on one line: 云政发〔2020〕1号　签发人：某某.
        first = re.split(r"[ \u3000\t]{1,}(?=签发人)", text)[0]
        if first != text:
            numbers = parse_docnums(first)
            if numbers:
                return numbers
    return []


def _with_note(text: str) -> list[DocNumber]:
    """A number followed by nothing but a note: 云农提复〔2023〕18号（A）."""
    if len(text) > 60:
        return []
    number = next(find_docnums(text), None)
    if number is None or number.start != 0 or not _NOTE.match(text[number.end :]):
        return []
    return [number]


def _remark(page: Page, title: TitleReading) -> list[DocNumber]:
    """The number in the note under a regulation's title: （2019年4月3日国务院令第711号公布 …）."""
    for line in page.lines[max(0, title.last_line) : page.front_end + 2]:
        text = line.text
        if text.startswith(("（", "(")) and re.search(r"公布|发布|颁布|修订|修正", text):
            numbers = [number for number in find_docnums(text) if number.shape == "order"]
            if numbers:
                if len({number.key for number in numbers}) > 1:
                    page.doubt(
                        "number",
                        "、".join(number.text for number in numbers),
                        "题注列有历次公布、修订的令号，采用最后一个",
                    )
                return [numbers[-1]]
    return []

"""Document numbers (发文字号) read, normalised and repaired.

A number is what a clerk quotes and a citizen searches by, and real pages break it in a dozen ways: a
lost bracket fuses year and sequence (皖政办〔201718号), brackets come in every shape, the 号 is
missing, a scan reads 0 as O. Year and sequence are always separated here, the raw writing and every
repair are kept, and what cannot be separated with reason is refused.

依据：GB/T 9704—2012 7.2.5（发文机关代字、年份、发文顺序号；年份用六角括号，不编虚位，不加“第”）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yangguang.text.docnumforms import (
    ANNOUNCED,
    BRACKETED,
    HAN,
    HINT,
    ORDER,
    UNBRACKETED,
    YEAR_FIRST,
    Form,
    Shape,
)
from yangguang.text.numerals import fold_width, parse_numeral, parse_year

EARLIEST_YEAR = 1949
LATEST_YEAR = 2199


@dataclass(frozen=True, slots=True)
class DocNumber:
    """One document number: the agency's code, year and sequence, and how surely they were read.

    ``confidence`` is 1.0 for a number written as it should be, 0.95 where only width, spaces or the
    kind of bracket differed, 0.5–0.9 where something had to be supplied; ``repairs`` says what, in
    Chinese. ``year`` is None only for orders and announcements that carry none. ``start`` and
    ``end`` are places in the text that was searched.
    """

    raw: str
    org: str
    year: int | None
    sequence: int
    shape: Shape = "document"
    suffix: str = ""
    """Of a split number (12-1号) the part after the sequence; of 第5号公告 the word 公告."""
    confidence: float = 1.0
    repairs: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    written: str = ""
    """The sequence as the source writes it, where that is not Arabic (主席令第二十三号)."""

    @property
    def text(self) -> str:
        """The number as the standard writes it: 国办发〔2018〕128号, 国令第707号, …公告2019年第12号."""
        sequence = self.written or str(self.sequence)
        if self.shape in ("document", "year-first"):
            return f"{self.org}〔{self.year}〕{sequence}{self.suffix}号"
        year = f"{self.year}年" if self.year is not None else ""
        return f"{self.org}{year}第{sequence}号{self.suffix}"

    @property
    def key(self) -> tuple[str, int | None, int, str]:
        """Equal for two spellings of one number."""
        return (self.org, self.year, self.sequence, self.suffix)

    def __str__(self) -> str:
        return self.text


_ORG_CHAR = re.compile(rf"[{HAN}]")
_ORG_LIMIT = 25
_NAME_LIMIT = 60

# Words that lead a citation in prose and never open an agency's code.
_LEADS = (
    "按照", "根据", "依据", "依照", "参照", "遵照", "执行", "印发", "转发", "批转", "详见", "参见",
    "废止", "修改", "以下简称", "关于", "文件", "发文字号", "文号", "编号", "以及", "分别为",
)  # fmt: skip
_NO_CODE = re.compile(
    r"(?:公告|通告|公报|令|邮编|电话|身份证|账|帐|户|车牌|备案|地址|楼|路|街|栋|室|区块|学号|工号|型号|图号"
    r"|证|第|年|截至|截止|至|自|于|从|到|在|为|附件|共|约)$"
)
_COURT = re.compile(r"[民刑行执知赔]?[初终再申监保](?:字)?$")


def parse_docnum(text: str, *, latest_year: int | None = None) -> DocNumber | None:
    """The one number that ``text`` is as a whole (label, brackets and 号 may be missing), or None.

    ``latest_year`` is the year of publication: a later year in the number is refused, and with it
    every sequence that begins with 0 (the standard allows no padding).

    >>> parse_docnum("皖政办〔201718号").text
    '皖政办〔2017〕18号'
    """
    stripped = _strip(text)
    if not stripped or len(stripped) > 120:
        return None
    for number in _candidates(stripped, _fold(stripped), latest_year, whole=True):
        if number.start == 0 and number.end == len(stripped):
            return number
    return None


def parse_docnums(text: str, *, latest_year: int | None = None) -> list[DocNumber]:
    """All numbers of a joint document's field (``财税〔2019〕13号、发改〔2019〕5号``); [] if any part
    is no number."""
    whole = parse_docnum(text, latest_year=latest_year)
    if whole is not None:
        return [whole]
    numbers = []
    for part in re.split(r"[、；;,，/\n|]|(?<=号)[ \u3000\xa0]+", text):
        if not part.strip():
            continue
        number = parse_docnum(part, latest_year=latest_year)
        if number is None:
            return []
        numbers.append(number)
    return numbers


def find_docnums(text: str, *, latest_year: int | None = None) -> Iterator[DocNumber]:
    """Every number in running text, in order, repaired where broken.

    Reading: in prose the code ends where punctuation or a leading word (按照, 根据 …) stands; numbers
    without any bracket are only taken where the code ends like one (发, 函, 字, 办 …).
    """
    yield from _candidates(text, _fold(text), latest_year, whole=False)


def normalise_docnum(text: str) -> str:
    """``text`` in the standard spelling where it is a number, else as it came, stripped."""
    number = parse_docnum(text)
    return number.text if number is not None else text.strip()


_LABEL = re.compile(
    r"^(?:发文字号|发文文号|公文文号|文件编号|文件号|发文号|文号|字号|编号)\s*[:：]?\s*"
)


_TO_SIMPLE = str.maketrans(
    "號發辦函規復貿務財稅關機聯農應環衛設國電報傳審處發證監黨圖書會業總廳區縣鄉鎮經濟開鐵運輸與資勞險體廣產藥質檢價幣銀麥統計譯辭訴執檔賦減",
    "号发办函规复贸务财税关机联农应环卫设国电报传审处发证监党图书会业总厅区县乡镇经济开铁运输与资劳险体广产药质检价币银麦统计译辞诉执档赋减",
)
"""Traditional characters of agency codes: a number is quoted in the simplified ones it was given."""


def _fold(text: str) -> str:
    return fold_width(text).translate(_TO_SIMPLE)


def _strip(text: str) -> str:
    stripped = text.strip().strip("\u3000\xa0\t 。;；,，")
    stripped = _LABEL.sub("", stripped)
    # A number set in brackets of its own, as under many titles: （皖政办秘〔2021〕82号）.
    if len(stripped) > 2 and stripped[0] in "（(【[" and stripped[-1] in "）)】]":
        stripped = stripped[1:-1].strip()
    return stripped.replace("\t", " ").replace("\xa0", " ")


def _candidates(
    source: str, text: str, latest_year: int | None, *, whole: bool
) -> Iterator[DocNumber]:
    """Numbers in ``text`` (``source`` folded in width), from left to right, never overlapping."""
    end = 0
    if whole:
        match = ANNOUNCED.pattern.fullmatch(text)
        if match and (match["year"] or match["tail"]):
            number = _build(match, ANNOUNCED, "", 0, source, latest_year)
            if number is not None:
                yield number
    for hint in HINT.finditer(text):
        if hint.start() < end:
            continue
        for number in _at_hint(hint, source, text, end, latest_year, whole=whole):
            yield number
            end = number.end
            break


def _at_hint(
    hint: re.Match[str], source: str, text: str, floor: int, latest_year: int | None, *, whole: bool
) -> Iterator[DocNumber]:
    kind = hint.lastgroup
    if kind in ("order", "announced"):
        form = ORDER if kind == "order" else ANNOUNCED
        match = form.pattern.match(text, hint.end())
        if match:
            start = _name_start(text, hint.start(), floor)
            org = text[start : hint.end()]
            number = _build(match, form, org, start, source, latest_year)
            if number is not None:
                yield number
        return
    forms = BRACKETED if kind == "bracket" else UNBRACKETED
    for form in forms:
        match = form.pattern.match(text, hint.start())
        if match is None and kind == "bare" and hint[0][0] in "CLIl1t" and hint[0][1:2].isdigit():
            match = form.pattern.match(text, hint.start() + 1) if hint[0][0] != "1" else None
        if match is None:
            continue
        start = _org_start(text, match.start(), floor)
        org = text[start : match.start()]
        if form.confidence < 0.9 and not whole and not _ends_like_a_code(org):
            continue
        number = _build(match, form, org, start, source, latest_year)
        if number is not None:
            yield number
            return
    if kind == "bracket":
        match = YEAR_FIRST.match(text, hint.start())
        if match and not _COURT.search(match["org"]):
            number = _year_first(match, source, latest_year)
            if number is not None:
                yield number


def _ends_like_a_code(org: str) -> bool:
    return org.rstrip().endswith(tuple("发函字办规秘文通令政电传审批复告报任"))


def _org_start(text: str, end: int, floor: int) -> int:
    """Where the code that ends at ``end`` begins: back over Chinese characters and closed brackets."""
    lowest = max(floor, end - _ORG_LIMIT - 6)
    position = end
    while position > lowest and text[position - 1] == " ":
        position -= 1
    depth = 0
    start = position
    while start > lowest and end - start <= _ORG_LIMIT:
        char = text[start - 1]
        if char in ")）":
            depth += 1
        elif char in "(（":
            if depth == 0:
                break
            depth -= 1
        elif not _ORG_CHAR.match(char) and char not in "·-":
            break
        start -= 1
    if depth:
        # The bracket that closes here opened before the code: begin after it.
        start = max(text.rfind(")", start, position), text.rfind("）", start, position)) + 1
    while start < position and text[start] in "·-":
        start += 1
    return start


def _name_start(text: str, end: int, floor: int) -> int:
    """Where the issuers' names before 令 or 公告 begin; joint names stand with 、 or spaces."""
    lowest = max(floor, end - _NAME_LIMIT)
    start = end
    while start > lowest and (_ORG_CHAR.match(text[start - 1]) or text[start - 1] in "、 "):
        start -= 1
    while start < end and text[start] in "、 ":
        start += 1
    return start


def _build(
    match: re.Match[str],
    form: Form,
    org: str,
    start: int,
    source: str,
    latest_year: int | None,
) -> DocNumber | None:
    groups = match.groupdict()
    year = _year(groups["year"]) if groups["year"] else None
    if groups["year"] and year is None:
        return None
    if year is not None and not EARLIEST_YEAR <= year <= (latest_year or LATEST_YEAR):
        return None
    sequence_text, suffix = _split_sequence(groups["seq"])
    sequence = _sequence(sequence_text)
    if sequence is None:
        return None
    trimmed = _trim_lead(org)
    start += len(org) - len(trimmed)
    if form.shape == "document":
        org = re.sub(r"\s", "", trimmed)
        if not org or _NO_CODE.search(org) or not _balanced(org):
            return None
    else:
        org = re.sub(r"\s+", " ", trimmed).strip(" 、")
    repairs = [form.repair] if form.repair else []
    confidence = form.confidence
    if not groups["end"].strip():
        repairs.append("补齐“号”字")
        confidence = min(confidence, 0.9) if form.repair else 0.95
    number = DocNumber(
        raw=source[start : match.end()].strip(),
        org=org,
        year=year,
        sequence=sequence,
        shape=form.shape,
        suffix=suffix + (groups.get("tail") or ""),
        confidence=confidence,
        repairs=tuple(repairs),
        start=start,
        end=match.end(),
        written="" if sequence_text.isascii() or form.shape == "document" else sequence_text,
    )
    if confidence == 1.0 and number.raw != number.text:
        return _with_confidence(number, 0.95)
    return number


def _with_confidence(number: DocNumber, confidence: float) -> DocNumber:
    return DocNumber(
        number.raw,
        number.org,
        number.year,
        number.sequence,
        number.shape,
        number.suffix,
        confidence,
        number.repairs,
        number.start,
        number.end,
        number.written,
    )


def _year_first(match: re.Match[str], source: str, latest_year: int | None) -> DocNumber | None:
    year = _year(match["year"])
    sequence = _sequence(match["seq"])
    if year is None or sequence is None or year > (latest_year or LATEST_YEAR):
        return None
    return DocNumber(
        raw=source[match.start() : match.end()],
        org=match["org"],
        year=year,
        sequence=sequence,
        shape="year-first",
        confidence=0.9,
        repairs=("年份移到机关代字之后",),
        start=match.start(),
        end=match.end(),
    )


def _split_sequence(text: str) -> tuple[str, str]:
    text = re.sub(r"\s", "", text).replace("--", "-").replace("—", "-")
    for mark in "-之":
        head, found, tail = text.partition(mark)
        if found:
            return head, mark + tail
    return text, ""


def _year(text: str) -> int | None:
    text = text.replace(" ", "")
    if text.isascii():
        text = text.translate(str.maketrans("OoQlIZ", "000112"))
        if len(text) == 2:
            return 1900 + int(text)
    return parse_year(text)


def _sequence(text: str) -> int | None:
    if text.isascii():
        return int(text) if text.isdigit() and text[0] != "0" else None
    value = parse_numeral(text)
    return value if isinstance(value, int) and value > 0 else None


def _balanced(org: str) -> bool:
    return org.count("(") + org.count("（") == org.count(")") + org.count("）")


def _trim_lead(org: str) -> str:
    for lead in _LEADS:
        position = org.rfind(lead)
        if position >= 0 and position + len(lead) < len(org.rstrip()):
            org = org[position + len(lead) :]
    return org

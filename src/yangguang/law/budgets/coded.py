"""Tables whose rows bear subject codes: 收入总表, 支出总表, 支出表 by function, 基本支出表 by purpose.

PDF text breaks long names over lines above and below the figures, splits a code into 类 款 项, and
leaves nothing where a cell is empty. The code is what a row is known by; figures are placed by the
line they stand on, and a row whose figures were torn apart is marked as not firm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from yangguang.law.budgets.model import Amount, BudgetLine, Unread
from yangguang.law.budgets.regions import Region
from yangguang.law.budgets.source import SourceLine
from yangguang.law.budgets.tokens import Token, tokens
from yangguang.law.budgets.vocabulary import ColumnForm, fold_label

_CLASS = re.compile(r"2[0-3]\d|30[1-9]|31[0-3]|399|50[1-9]|51[0-4]|599")
WHOLE = re.compile(r"(?:2[0-3]\d|30[1-9]|31[0-3]|399|50[1-9]|51[0-4]|599)(?:\d{2}){0,3}")
SUB = re.compile(r"\d{1,2}")
TOTAL = re.compile(r"^(?:本年)?(?:支出|收入|经费|基本支出)?(?:合计|总计|总合计)(?:\(.*\))?$")
SUBTOTAL = re.compile(r"^(人员经费|公用经费|日常公用经费)(?:合计|小计)$")
GLUED = re.compile(r"^(\d{3,7})([一-龥].*)$")
_SPLIT = ("spending", "general", "fund", "state_capital")
"""Tables whose first columns are 合计, 基本支出, 项目支出 everywhere."""
CHINESE = re.compile(r"[一-龥]")


@dataclass(slots=True)
class _Row:
    code: str
    words: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    figures: list[Token] = field(default_factory=list)
    line: SourceLine | None = None
    firm: bool = True
    lines: int = 0
    """How many lines gave figures."""

    @property
    def read(self) -> list[Amount]:
        return [one.amount for one in self.figures if one.amount]


def read_coded_text(region: Region) -> tuple[list[BudgetLine], list[Unread]]:
    """The rows of a coded table in running text."""
    rows, unread = _rows(region)
    width = max((len(one.read) for one in rows if one.firm), default=0)
    lines = [_line(one, region, width) for one in rows if one.line is not None]
    codes = [one.code for one in lines if one.code.isdigit()]
    if len(codes) != len(set(codes)):
        # A code can stand only once; where it does not, figures were laid to the wrong rows.
        lines = [replace(one, firm=False) for one in lines]
        told = "科目编码读出不止一次，行列可能错位，这张表的数字不收录"
        unread.append(Unread(region.form.code, region.title, told, region.page))
    return lines, unread


def _rows(region: Region) -> tuple[list[_Row], list[Unread]]:
    rows: list[_Row] = []
    unread: list[Unread] = []
    words: list[str] = []
    held: list[Token] = []
    economic = region.form.shape == "economic"
    parted = [_segments(line, economic=economic) for line in region.lines]
    for index, line in enumerate(region.lines):
        for code, pieces in parted[index]:
            labels = [one.text for one in pieces if one.amount is None and not one.blank]
            figures = [one for one in pieces if one.amount is not None or one.blank]
            folded = fold_label("".join(labels))
            if code:
                row = _Row(code, labels, words, held + figures, line, firm=not held)
                row.lines = int(bool(held)) + int(bool(figures))
                rows.append(row)
                words, held = [], []
                continue
            if unit := _unit_code(region, pieces):
                rows.append(_Row(unit, labels[-1:], [], figures[1:], line))
                continue
            if not rows and not TOTAL.match(folded):
                continue
            if TOTAL.match(folded) or SUBTOTAL.match(folded):
                if figures or rows or _figures_next(region, index):
                    total = _Row(total_code(folded), labels, [], figures, line)
                    total.lines = int(bool(figures))
                    rows.append(total)
                continue
            if _furniture(folded, figures) or not (labels or figures):
                continue
            following = _next_code(parted, index)
            last = rows[-1]
            if figures and labels:
                if last.code and not last.figures and not last.words:
                    last.words += labels
                    last.figures += figures
                    last.lines += 1
                elif following:
                    words, held = labels, figures
                else:
                    unread.append(_unread(region, line, "这一行没有科目编码，数字未计入"))
            elif figures:
                _continue(last, figures, region, line, unread)
            elif labels:
                if following and _codes_bare(parted, index):
                    words = words + labels
                else:
                    last.words += labels
    return [one for one in rows if one.figures], unread


def _unit_code(region: Region, pieces: list[Token]) -> str:
    """The code of a budget unit (``332001``) where 收入总表 lists units; ``u332001``, else empty."""
    if region.form.code != "income" or len(pieces) < 3 or not _named(pieces, 1):
        return ""
    return f"u{pieces[0].text}" if re.fullmatch(r"\d{3,12}", pieces[0].text) else ""


def _figures_next(region: Region, index: int) -> bool:
    """Whether the next line holds figures and nothing else."""
    if index + 1 >= len(region.lines):
        return False
    pieces = tokens(region.lines[index + 1].text, 0)
    return all(one.amount or one.blank for one in pieces) and any(one.amount for one in pieces)


def _continue(
    last: _Row, figures: list[Token], region: Region, line: SourceLine, unread: list[Unread]
) -> None:
    """Figures on a line of their own: the row above goes on, as long as it has room."""
    if len(figures) == 1 and re.fullmatch(r"\d{1,3}", figures[0].text):
        return  # a page number
    if len(last.figures) + len(figures) > max(len(region.form.columns) + 3, 6):
        unread.append(_unread(region, line, "数字多于表头的栏数，未计入"))
        return
    last.figures += figures
    last.lines += 1
    if last.lines > 1:
        last.firm = False


def _unread(region: Region, line: SourceLine, why: str) -> Unread:
    return Unread(region.form.code, line.text.strip(), why, line.page)


def total_code(folded: str) -> str:
    if match := SUBTOTAL.match(folded):
        return "people" if match[1] == "人员经费" else "running"
    return "total"


def _furniture(folded: str, figures: list[Token]) -> bool:
    """A repeated head, or the number of a page."""
    if re.match(
        r"^(?:栏次|项目|功能分类|经济分类|支出功能|科目编码|科目名称|类款|单位|编制)", folded
    ):
        return True
    return not figures and folded in ("", "类", "款", "项", "类款项", "合计基本支出项目支出")


def _next_code(parted: list[list[tuple[str, list[Token]]]], index: int) -> bool:
    """Whether the next line begins with a code."""
    return index + 1 < len(parted) and bool(parted[index + 1]) and bool(parted[index + 1][0][0])


def _codes_bare(parted: list[list[tuple[str, list[Token]]]], index: int) -> bool:
    """Whether the row on the next line lacks a name, so that the words before it are its own."""
    _, pieces = parted[index + 1][0]
    return not any(CHINESE.search(one.text) for one in pieces)


def _segments(line: SourceLine, *, economic: bool) -> list[tuple[str, list[Token]]]:
    """A line cut at its codes: (code or "", pieces)."""
    pieces: list[Token] = []
    for one in tokens(line.text, line.start):
        glued = GLUED.match(one.text)
        if glued and WHOLE.fullmatch(glued[1]):
            pieces += tokens(glued[1], one.start)
            pieces += tokens(glued[2], one.start + len(glued[1]))
        else:
            pieces.append(one)
    found: list[tuple[str, list[Token]]] = []
    index = 0
    while index < len(pieces):
        at_start = index == 0
        code, used = _code(pieces, index) if at_start or economic else ("", 0)
        if used and not at_start and not _named(pieces, index + used):
            code, used = "", 0
        subtotal = SUBTOTAL.match(fold_label(pieces[index].text)) is not None
        if not used and (not found or (subtotal and found[-1][1])):
            found.append(("", []))
        if used:
            found.append((code, []))
            index += used
            continue
        found[-1][1].append(pieces[index])
        index += 1
    return found


def _named(pieces: list[Token], index: int) -> bool:
    return index < len(pieces) and bool(CHINESE.search(pieces[index].text))


def _code(pieces: list[Token], index: int) -> tuple[str, int]:
    """The subject code that begins at a piece, and how many pieces it takes; ("", 0) if none."""
    text = pieces[index].text
    if not WHOLE.fullmatch(text):
        return "", 0
    if len(text) > 3:
        return text, 1
    code, used = text, 1
    while used < 3 and index + used < len(pieces):
        following = pieces[index + used].text
        if not SUB.fullmatch(following):
            break
        if len(following) == 1 and not _named(pieces, index + used + 1):
            break
        code += following.zfill(2)
        used += 1
    alone = len(pieces) == index + used
    if used == 1 and not alone and not _named(pieces, index + 1):
        after = pieces[index + 1].text
        if not re.search(r"[.,，\-—]", after) and after != "0":
            return "", 0
    return code, used


def _line(row: _Row, region: Region, width: int) -> BudgetLine:
    source = row.line
    if source is None:
        raise ValueError("a row without a line")
    read = row.read
    amounts: dict[str, Amount] = {}
    parts: tuple[Amount, ...] = ()
    firm = row.firm
    earlier = earlier_columns(region)
    if region.form.code == "fund" and "年初结转" in _head_text(region):
        read, firm = _of_the_year(row)
    elif any(earlier) and read:
        read, firm = _this_year(read, earlier)
    elif not firm and len(read) > 1:
        read, firm = _settled(read)
    if read:
        amounts["total"] = read[0]
        parts = tuple(read[1:])
        if firm and len(read) == 3 and len(row.figures) > 3 and region.form.code in _SPLIT:
            amounts |= {"basic": read[1], "project": read[2]}
        elif firm and not any(earlier):
            _assign(amounts, parts, row, region, width)
    words = row.words if any(CHINESE.search(one) for one in row.words) else row.before + row.words
    if row.before and words is row.words:
        words = row.before + row.words
    label = "".join(words)
    level = 0 if not row.code.isdigit() else (len(row.code) - 1) // 2
    return BudgetLine(
        code=row.code,
        label=fold_label(label),
        level=level,
        amounts=amounts,
        parts=parts,
        firm=firm,
        page=source.page,
        span=source.span,
    )


_EARLIER = re.compile(r"上年|上一年|执行数")
_LATER = re.compile(r"增减|同比|比上年|比20\d\d年")


def earlier_columns(region: Region) -> tuple[int, int]:
    """(columns of an earlier year before this year's, columns of change after it), by the head."""
    text = _head_text(region)
    years = [int(one) for one in re.findall(r"(20\d\d)年", text)]
    before = 0
    if years and years[0] < max(years):
        before = 1
    elif not years and _EARLIER.search(text) and not _LATER.match(text):
        place = _EARLIER.search(text)
        this = re.search(r"本年|当年", text)
        before = int(place is not None and this is not None and place.start() < this.start())
    after = (
        2 if re.search(r"增减额|增减%|增减比例|增减幅", text) else int(bool(_LATER.search(text)))
    )
    return (before, after) if before or after else (0, 0)


def _this_year(read: list[Amount], earlier: tuple[int, int]) -> tuple[list[Amount], bool]:
    """This year's figures of a row that also has last year's and the change.

    An empty cell leaves nothing behind, so the reading is sure only if this year's parts make its
    total, or if the row is complete and its change is the difference.
    """
    before, after = earlier
    body = read[before : len(read) - after] if after else read[before:]
    if before and after and len(read) >= 4 and read[-after].value == read[1].value - read[0].value:
        return body, True
    parts = sum((one.value for one in body[1:]), start=Decimal(0))
    if len(body) >= 2 and parts == body[0].value:
        return body, True
    return (body or read)[:1], False


def _of_the_year(row: _Row) -> tuple[list[Amount], bool]:
    """本年支出 with 基本 and 项目, of a row 年初结转 本年收入 本年支出（小计 基本 项目） 年末结转.

    Sure for a row with all six figures, or with only this year's income spent in one part.
    """
    read = row.read
    if len(row.figures) == 6 and len(read) == 6:
        return read[2:5], True
    if len(read) == 3 and read[0].value == read[1].value == read[2].value:
        return [read[1], read[2]], True  # 本年收入, 小计 and its one part
    return read[:1], False


def _settled(read: list[Amount]) -> tuple[list[Amount], bool]:
    """Torn figures put in order: the one that is the sum of all others is the total."""
    for index, one in enumerate(read):
        rest = read[:index] + read[index + 1 :]
        if sum((other.value for other in rest), start=one.value * 0) == one.value:
            return [one, *rest], True
    return read, False


def _assign(
    amounts: dict[str, Amount], parts: tuple[Amount, ...], row: _Row, region: Region, width: int
) -> None:
    """Puts figures in columns where their number leaves no doubt which."""
    columns = [one.code for one in head_columns(region)]
    count = len(row.figures)
    three = region.form.code in _SPLIT
    if columns and count == len(columns):
        names = columns
    elif three and count == len(parts) + 1 == 3 == width:
        names = ["total", "basic", "project"]
    else:
        return
    for name, token in zip(names, row.figures, strict=True):
        if token.amount:
            amounts[name] = token.amount


def head_columns(region: Region) -> list[ColumnForm]:
    """The columns that the head names, in the order of the standard table."""
    text = _head_text(region)
    found = []
    for column in region.form.columns:
        if any(name in text for name in column.names):
            found.append(column)
    return found


def _head_text(region: Region) -> str:
    """The head of a table in one string: everything above its first figures."""
    head: list[str] = []
    for line in region.lines:
        if any(one.amount and one.amount.step < 1 for one in tokens(line.text, 0)):
            break
        if _segments(line, economic=False)[0][0]:
            break
        head.append(fold_label(line.text))
    return "".join(head)


def is_flat(region: Region) -> bool:
    """Whether the head shows no column that is part of another (其中, 小计)."""
    text = "".join(fold_label(line.text) for line in region.lines[:12])
    return not re.search(r"其中|小计|人员经费|上年结转|财政专户|一般公共预算.*政府性基金", text)

"""Tables inside running text: which cell an offset stands in, and what stands over and left of it.

`Document.text` puts tabs between cells, pages print pipes, captures leave runs of blanks. A number
in a table has no label of its own; its column heading, or the cell before it, is its label.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from yangguang.text.privacy.stacked import stacked

_MARKS = re.compile(r"[ \u3000]*[\t|｜│┃][ \u3000]*")
_GAPS = re.compile(r"[ \u3000]{2,}")
_WORDS = re.compile(r"[ \u3000]+")
_WIDE = re.compile(r"\u3000+")
_GROUPED = re.compile(r"[0-9] [0-9]")
_DIGITS = re.compile(r"[0-9０-９]")
_HEADINGS = re.compile(
    r"(?:序号|编号|姓名|户主|名称|单位|性别|年龄|民族|身份证|证件|号码|电话|手机|联系|方式|住址|地址|村|组|镇|乡|"
    r"街道|社区|坐落|座落|房屋|银行|卡号|账号|帐号|账户|户名|开户|金额|面积|标准|类别|类型|备注|日期|时间|邮箱|车牌|人$|对象|职务|职称|"
    r"岗位|学历|专业|学校|成绩|补贴|救助|人口|人数|原因|护照|关系|出生|科室|部门|机构|数|率|度|项目|内容|结果|"
    r"班级?$|年级|品牌|颜色|位置|支付|诊断|救助|行为|代码|住所|法定|级$|宅电|座机|固话|工种|工龄|职业|文化|去向|国家|地区|作物|机型|次数|天数|享受|意见|签字|签名|得?分$|名次|排名|产业|规格|里程|金$|费$|额$|型$|别$|"
    r"号$|窗口$|业主|住户|户型|学生|患者|种类|依据|籍|事由|地点|时段|车型|厂牌|车主|金额|决定|状态|等级|品种|数量|单价|合计)"
)
_LONGEST_LINE = 4_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: where its cells stand, and the headings over them (may be empty)."""

    start: int
    end: int
    cells: tuple[tuple[int, int], ...]
    headings: tuple[str, ...]
    is_heading: bool = False

    def column(self, offset: int) -> int:
        """Which cell an offset stands in."""
        for index, (_, end) in enumerate(self.cells):
            if offset < end:
                return index
        return len(self.cells) - 1


class Rows:
    """The table rows of a text, found once and asked by offset."""

    def __init__(self, text: str) -> None:
        self._rows = list(_rows_of(text))
        taken = {row.start for row in self._rows}
        stood = [one for one in _stacked_rows(text) if one.start not in taken]
        if stood:
            self._rows = sorted(self._rows + stood, key=lambda row: row.start)
        self._starts = [row.start for row in self._rows]

    def all(self) -> list[Row]:
        """Every row in order."""
        return self._rows

    def at(self, offset: int) -> Row | None:
        """The row an offset stands in; None outside of tables."""
        if not self._starts:
            return None
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or offset > self._rows[index].end:
            return None
        return self._rows[index]


def _stacked_rows(text: str) -> list[Row]:
    """The rows of tables with one cell a line."""
    rows: list[Row] = []
    headings: tuple[str, ...] = ()
    for cells in stacked(text, _HEADINGS):
        words = tuple(text[a:b] for a, b in cells)
        heads = len(words) != len(headings) or _is_heading(list(words))
        if heads:
            headings = words
        rows.append(Row(cells[0][0], cells[-1][1], tuple(cells), headings, heads))
    return rows


def _rows_of(text: str) -> list[Row]:
    rows: list[Row] = []
    if not any(map(text.__contains__, _ROW_SIGNS)):
        return rows
    headings: tuple[str, ...] = ()
    spaced = False
    apart = 0
    commas = 0
    at = 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        if len(line) > _LONGEST_LINE:
            headings = ()
            continue
        if _ROW_SIGN.search(line) is None:
            # Plain words, as nearly all lines are: no cells, and the third in a row ends a table.
            commas = commas if not line else 0
            apart += 1
            if apart > 2 or not line:
                headings, spaced = (), False
            continue
        over = False
        cells = _cells(line, start) if _MAY_BE_ROW.search(line) else ()
        if len(cells) < 2 or (len(cells) < line.count(",") and _MARKS.search(line) is None):
            # Lines parted by commas are a table only under a line of headings.
            listed = _listed_cells(line, start)
            words = [_joined(text[a:b].strip('"“”')) for a, b in listed]
            over = len(listed) > 3 and _stands_over(words, text[at : at + _LONGEST_LINE])
            if len(listed) > 2 and (commas == len(listed) or over or _is_heading(words)):
                cells, commas = listed, len(listed)
            elif line:
                commas = 0
        words = [text[a:b] for a, b in cells]
        if len(cells) > 1 and not _is_label(words):
            apart = 0
            heads = (
                over
                or _is_heading(words)
                or (not headings and _heads_next(words, text[at : at + _LONGEST_LINE]))
            )
            if heads:
                headings, spaced = tuple(map(_joined, words)), False
            rows.append(Row(start, start + len(line), cells, _fitting(headings, len(cells)), heads))
            continue
        loose = _loose_cells(line, start) if spaced or _MAY_BE_LOOSE.match(line) else ()
        if len(loose) >= 3:
            words = [text[a:b] for a, b in loose]
            if _is_heading(words):
                headings, spaced, apart = tuple(words), True, 0
                rows.append(Row(start, start + len(line), loose, headings, True))
                continue
            if spaced and headings and _DIGITS.search(line):
                rows.append(Row(start, start + len(line), loose, _fitting(headings, len(loose))))
                apart = 0
                continue
        apart += 1
        if apart > 2 or not line or line.isspace():
            headings, spaced = (), False
    return rows


def _joined(heading: str) -> str:
    """姓  名, as it is set wide in a head line, is 姓名."""
    return _SET_WIDE.sub("", heading) if len(heading) < _LONGEST_HEADING else heading


_SET_WIDE = re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])")
_LONGEST_HEADING = 16
_ROW_SIGNS = "\t|｜│┃ \u3000,;"
_ROW_SIGN = re.compile(f"[{_ROW_SIGNS}]")
_MAY_BE_ROW = re.compile(r"[\t|｜│┃ \u3000](?:(?<![ \u3000])|[ \u3000])")
_MAY_BE_LOOSE = re.compile(
    r"[ \u3000]{0,8}[^\d\s，。；、]{1,16}[ \u3000][^\d\s，。；、]{1,16}[ \u3000]"
)


def _fitting(headings: tuple[str, ...], width: int) -> tuple[str, ...]:
    """The headings where they can stand over a row of this width, else none."""
    return headings if headings and abs(len(headings) - width) <= 1 else ()


def _cells(line: str, start: int) -> tuple[tuple[int, int], ...]:
    """Cells between tabs or pipes, empty ones too; without those, between runs of blanks."""
    marks = list(_MARKS.finditer(line))
    if not marks:
        return _spans(line, start, _GAPS)
    spans: list[tuple[int, int]] = []
    begin = 0
    for match in marks:
        if match.start() > 0 or match[0].strip() == "":
            spans.append((start + begin, start + match.start()))
        begin = match.end()
    if begin < len(line) or marks[-1][0].strip() == "":
        spans.append((start + begin, start + len(line)))
    return tuple(spans)


def _listed_cells(line: str, start: int) -> tuple[tuple[int, int], ...]:
    """The cells of a line of comma separated values, quotes taken off."""
    sign = "," if line.count(",") >= line.count(";") else ";"
    if line.count(sign) < 2 or "。" in line:
        return ()
    cells: list[tuple[int, int]] = []
    at = 0
    for piece in _pieces_between(line, sign):
        bare = piece.strip(' "')
        begin = at + (piece.index(bare) if bare else 0)
        cells.append((start + begin, start + begin + len(bare)))
        at += len(piece) + 1
    return tuple(cells)


_QUOTED = re.compile(r'"[^"\n]*"')


def _pieces_between(line: str, sign: str) -> list[str]:
    """What stands between commas, those inside of quotes left alone: "32,589.19"."""
    if '"' not in line:
        return line.split(sign)
    hidden = _QUOTED.sub(lambda quoted: "\0" * len(quoted[0]), line)
    pieces: list[str] = []
    at = 0
    for piece in hidden.split(sign):
        pieces.append(line[at : at + len(piece)])
        at += len(piece) + 1
    return pieces


def _loose_cells(line: str, start: int) -> tuple[tuple[int, int], ...]:
    if line.count("\u3000") > 1 and _GROUPED.search(line):
        # Wide blanks part the cells, narrow ones the groups of a number.
        return _spans(line, start, _WIDE)
    return _spans(line, start, _WORDS)


def _spans(line: str, start: int, cut: re.Pattern[str]) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    begin = 0
    for match in cut.finditer(line):
        if match.start() > begin:
            spans.append((start + begin, start + match.start()))
        begin = match.end()
    if begin < len(line):
        spans.append((start + begin, start + len(line)))
    return tuple(spans)


_IN_BRACKETS = re.compile(r"[（(][^（）()]{0,12}[）)]")


def _is_heading(words: list[str]) -> bool:
    """A row of short words without digits, most of which are names of columns.

    Labels that alternate with values (姓名 张三 性别 男) are no heading.
    """
    words = [_IN_BRACKETS.sub("", word) for word in words]
    if len(words) < 2 or any(len(word) > 16 or _DIGITS.search(word) for word in words):
        return False
    if sum(map(_is_field_and_value, words)) * 2 >= len(words):
        return False
    named = [_HEADINGS.search(word.replace(" ", "")) is not None for word in words]
    if len(words) < 4:
        return all(named)
    alternating = all(named[0::2]) and not any(named[1::2])
    return sum(named) * 2 >= len(words) and not alternating


def _heads_next(words: list[str], behind: str) -> bool:
    """Whether a short row without figures, most of it names of columns, stands over one with figures."""
    if len(words) != 3 or any(len(word) > 16 or _DIGITS.search(word) for word in words):
        return False
    if sum(_HEADINGS.search(word.replace(" ", "")) is not None for word in words) < 2:
        return False
    line = behind.split("\n", 1)[0]
    cells = _cells(line, 0)
    return len(cells) == 3 and any(_DIGITS.search(line[a:b]) for a, b in cells)


def _stands_over(words: list[str], behind: str) -> bool:
    """Whether words without figures stand over a line of as many cells, two of which are figures."""
    if any(not word or len(word) > 16 or _DIGITS.search(word) for word in words):
        return False
    line = behind.split("\n", 1)[0]
    below = [line[a:b] for a, b in _listed_cells(line, 0)]
    figures = sum(_FIGURES.fullmatch(cell) is not None for cell in below)
    return len(below) == len(words) and figures >= 2


_FIGURES = re.compile(r"[0-9０-９ .xX+-]+")


def _is_field_and_value(cell: str) -> bool:
    """Whether a cell holds its own label: 姓名　张三, and not two words for a column."""
    label, _, value = cell.replace("\u3000", " ").partition(" ")
    return (
        len(label) > 1
        and bool(value.strip())
        and _HEADINGS.search(label) is not None
        and _HEADINGS.search(value) is None
    )


def _is_label(words: list[str]) -> bool:
    """A label set wide (``姓　　名：张三``): one-character pieces, no table."""
    return all(len(word) <= 1 for word in words[:-1]) and len(words[-1]) > 0 and len(words) <= 5


_PERSON_COLUMN = re.compile(
    r"姓名|户主|车主|驾驶人|用户|旅客|乘客|来电人|来信人|投诉人|提出人|建议人|学员|家长|选民|身份证|申请人|业主|学生|患者|当事人|住户|产权人|权利人|承租人|被征收人|被拆迁"
)


def is_person_row(row: Row | None) -> bool:
    """Whether a row of a table is about one person, by its headings."""
    return row is not None and any(map(_PERSON_COLUMN.search, row.headings))

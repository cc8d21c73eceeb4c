"""Tables torn into one cell a line, as pages and PDF files often give them up.

姓名⏎身份证号⏎手机⏎张某⏎4525…⏎138…⏎: the run of headings tells how many lines make a row. It is taken
for a table only where every column holds what its heading asks for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_MOST_COLUMNS = 14
_LEAST_COLUMNS = 3
_LONGEST_HEADING = 16
_LONGEST_CELL = 60
_DIGIT = re.compile(r"[0-9０-９]")
_IN_BRACKETS = re.compile(r"[（(][^（）()]{0,12}[）)]")
# A line that is a heading of names starts the search; other texts are passed over.
_SIGN = re.compile(
    r"(?:^|\n)[ \u3000]*(?:序号|编号|[^\n]{0,8}(?:姓名|户主|[人户]名|人|者|名称))[ \u3000]*(?=\n)"
)
_SIGN_END = re.compile(r"\n(?<=[号名主人者称]\n)")
_SIGN_AND_BLANKS = re.compile(r"[号名主人者称](?=[ \u3000]+\n)")
_PROSE = re.compile(r"[。；！？]|：.|:[^/]")
_ASKS_DIGITS = re.compile(
    r"序号|身份证|证件号|电话|手机|卡号|[账帐]号|号码|护照|金额|面积|日期|年龄|年月|[证编档案牌表]号$|时间$|元[）)]|亩[）)]|成绩|分数|人口数|人数"
)
_ASKS_WORDS = re.compile(
    r"姓名|户主|性别|民族|学校|专业|学历|银行$|开户行|村$|乡镇|品种|作物|状态|结果|关系|类别"
)
_SEX = re.compile(r"[男女]性?")
_NOTHING = frozenset(("", "-", "—", "/", "无", "－"))

Cell = tuple[int, int]


def stacked(text: str, is_heading: re.Pattern[str]) -> list[list[Cell]]:
    """The rows of such tables, the row of headings first; cells as offsets. Empty for other texts."""
    if text.count("\n") < 2 * _LEAST_COLUMNS - 1:
        return []
    if _SIGN_END.search(text) is None and not (
        (" \n" in text or "\u3000\n" in text) and _SIGN_AND_BLANKS.search(text)
    ):
        return []
    if _SIGN.search(text) is None:
        return []
    lines = _lines(text)
    found: list[list[Cell]] = []
    at = 0
    while at < len(lines):
        width = _width(text, lines, at, is_heading)
        if width and _is_title(text, lines[at]) and _width(text, lines, at + 1, is_heading):
            # 防返贫监测对象⏎姓名⏎身份证号: what heads the table is no column of it.
            width = 0
        if not width:
            at += 1
            continue
        rows = (_last(text, lines, at) - at) // width
        taken = [lines[at + width * row : at + width * (row + 1)] for row in range(rows)]
        fitting = 1
        while fitting < rows and _fits(text, taken[0], taken[fitting]):
            fitting += 1
        found += taken[:fitting]
        at += width * fitting
    return found


_COLUMN = re.compile(
    r"序号|编号|姓名|户[名主]|名称|号码?$|日期|时间|车主|车牌|学生|患者|单位|[人者员]$"
)


def _is_title(text: str, line: Cell) -> bool:
    return _COLUMN.search(text, *line) is None


def _lines(text: str) -> list[Cell]:
    cells: list[Cell] = []
    at = 0
    for line in text.split("\n"):
        bare = line.strip(" \u3000\t")
        begin = at + (line.index(bare) if bare else 0)
        cells.append((begin, begin + len(bare)))
        at += len(line) + 1
    return cells


def _last(text: str, lines: Sequence[Cell], at: int) -> int:
    """The line behind the run of cells that begins at a line."""
    while at < len(lines):
        start, end = lines[at]
        if start == end or end - start > _LONGEST_CELL or _PROSE.search(text, start, end):
            break
        at += 1
    return at


def _width(text: str, lines: Sequence[Cell], at: int, is_heading: re.Pattern[str]) -> int:
    """How many headings stand from a line on; 0 where no table begins."""
    named = 0
    best = most = 0
    for width in range(1, _MOST_COLUMNS + 1):
        if at + width > len(lines):
            break
        start, end = lines[at + width - 1]
        word = _IN_BRACKETS.sub("", text[start:end])
        if not word or len(word) > _LONGEST_HEADING or _DIGIT.search(word):
            break
        named += is_heading.search(word) is not None
        if named < width and width == 1 and word[-1] not in "号名次数":
            break
        if width < _LEAST_COLUMNS or named * 3 < width * 2:
            continue
        rows = (_last(text, lines, at) - at) // width
        head = lines[at : at + width]
        held = 0
        while held + 1 < rows and _fits(
            text, head, lines[at + width * (held + 1) : at + width * (held + 2)]
        ):
            held += 1
        # The more of the lines a width explains, the better; of equals the narrower.
        if held * width > most:
            best, most = width, held * width
    return best


def _fits(text: str, headings: Sequence[Cell], row: Sequence[Cell]) -> bool:
    """Whether every cell holds what its heading asks for, and some heading asks for digits."""
    asked = False
    for (a, b), (start, end) in zip(headings, row, strict=True):
        heading, cell = text[a:b], text[start:end]
        digits = _DIGIT.search(cell) is not None
        if _ASKS_DIGITS.search(heading):
            if not digits and cell not in _NOTHING:
                return False
            asked = True
        elif heading == "性别":
            if not _SEX.fullmatch(cell):
                return False
        elif digits and _ASKS_WORDS.search(heading) and "组" not in cell and "班" not in cell:
            return False
    return asked

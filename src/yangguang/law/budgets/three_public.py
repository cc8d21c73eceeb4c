"""The table of 三公经费: one row of figures under a head of three floors, or a list of items.

PDF text gives the figures in a row without their columns and the head in pieces; but the figures
have to add up twice (合计, and 公务用车 as 购置 and 运行), which leaves one reading in nearly
every case. Where it leaves several, only what all of them agree on is taken.
依据：财政部《地方预决算公开操作规程》（财预〔2016〕143号）；部门决算公开07表。
"""

from __future__ import annotations

import re
from itertools import combinations

from yangguang.law.budgets.coded_grid import is_earlier, latest_year
from yangguang.law.budgets.model import Amount, BudgetLine, Unread
from yangguang.law.budgets.regions import Region
from yangguang.law.budgets.source import Piece, SourceLine
from yangguang.law.budgets.tokens import Token, read_amount, tokens
from yangguang.law.budgets.vocabulary import bare_label, fold_label

ORDERS = (
    ("total", "abroad", "vehicles", "purchase", "running", "reception"),
    ("total", "abroad", "reception", "vehicles", "purchase", "running"),
    ("total", "abroad", "vehicles", "running", "purchase", "reception"),
    ("total", "reception", "vehicles", "purchase", "running", "abroad"),
    ("total", "abroad", "reception", "vehicles", "running", "purchase"),
)
"""Orders of the columns that reports print; the identities tell which one it is."""
_YEAR = re.compile(r"(20\d\d)\s*年")
Reading = dict[str, Amount]


def read_three_public(
    region: Region, kind: str, year: int | None
) -> tuple[list[BudgetLine], list[Unread]]:
    """One line for each set of figures: ``budget`` (预算数) and ``final`` (决算数)."""
    if any(line.cells for line in region.lines):
        lines = _from_grid(region, kind, year)
        if lines:
            return lines, []
    listed = _from_list(region, kind, year)
    if listed:
        return listed, []
    lines, unread = _from_row(region, kind)
    if not lines and not unread and (torn := _item_with_figures(region)) is not None:
        told = "各行的数字多少不一，与各栏的对应关系无法确定"
        unread = [Unread(region.form.code, torn.text.strip(), told, torn.page)]
    return lines, unread


def _item_with_figures(region: Region) -> SourceLine | None:
    """The first line that names an item and gives a figure."""
    for line in region.lines:
        pieces = tokens(line.text, line.start)
        label = "".join(one.text for one in pieces if one.amount is None and not one.blank)
        if _code_of(label, region) and any(one.amount for one in pieces):
            return line
    return None


def _code_of(label: str, region: Region) -> str:
    bare = bare_label(label)
    for column in region.form.columns:
        if bare in column.names:
            return column.code
    return ""


def _line(code: str, reading: Reading, source: SourceLine) -> BudgetLine:
    return BudgetLine(
        code=code, label="三公经费", level=0, amounts=reading, page=source.page, span=source.span
    )


def _from_list(region: Region, kind: str, year: int | None) -> list[BudgetLine]:
    """Items one under the other: ``1、因公出国（境）费用 0.00``, of one year, of two, or 预算数 beside
    决算数."""
    rows: list[tuple[str, dict[int, Amount], SourceLine]] = []
    head = ""
    columns: dict[int, str] = {}
    for line in region.lines:
        if line.cells:
            texts = [piece.text for piece in line.cells if piece.text.strip()]
            label = next((one for one in texts if re.search(r"[一-龥]", one)), "")
            found = {
                piece.column: one
                for piece in line.cells
                if (one := read_amount(piece.text, piece.start)) is not None
            }
        else:
            pieces = tokens(line.text, line.start)
            label = "".join(one.text for one in pieces if one.amount is None and not one.blank)
            found = dict(enumerate(one.amount for one in pieces if one.amount))
        code = _code_of(label, region)
        if code and found:
            rows.append((code, found, line))
        elif not rows and not code:
            head += fold_label(line.text)
            columns |= {piece.column: fold_label(piece.text) for piece in line.cells if piece.text}
    codes = [code for code, _, _ in rows]
    if len(set(codes) & {"abroad", "reception", "vehicles", "running", "purchase"}) < 2:
        return []
    places = sorted({place for _, found, _ in rows for place in found})
    if not any(line.cells for line in region.lines):
        # In running text a blank cell leaves no trace: where rows differ, none can be placed.
        if len({len(found) for _, found, _ in rows}) > 1 and len(places) > 1:
            return []
        columns = {}
    groups = _groups_of(head, columns, places, kind, year)
    lines = []
    for group, place in groups.items():
        reading: Reading = {}
        for code, found, _ in rows:
            if place in found:
                reading.setdefault(code, found[place])
        if reading:
            lines.append(_line(group, reading, rows[0][2]))
    return lines


def _groups_of(
    head: str, columns: dict[int, str], places: list[int], kind: str, year: int | None
) -> dict[str, int]:
    """Which column of a list is 预算数 and which 决算数, or which is this year's; empty where the
    head does not tell."""
    years = {int(one) for one in _YEAR.findall(head)}
    if len(places) > 1 and len(years) < 2 and head.count("预算数") == head.count("决算数") == 1:
        named = {
            group: place
            for place, text in columns.items()
            for group, word in (("budget", "预算数"), ("final", "决算数"))
            if word in text and place in places
        }
        if not columns and len(places) == 2:
            order = sorted(("budget", "final"), key=lambda one: head.index(_WORDS[one]))
            named = dict(zip(order, places, strict=True))
        if named:
            return named
    place = _column_of_year(head, year, len(places))
    return {} if place is None or place >= len(places) else {kind or "budget": places[place]}


_WORDS = {"budget": "预算数", "final": "决算数"}


def _column_of_year(head: str, year: int | None, width: int) -> int | None:
    """Which figure of a row is this year's; None where the head does not tell."""
    if width == 1:
        return 0
    years = [int(one) for one in _YEAR.findall(head) if abs(int(one) - (year or int(one))) <= 1]
    if year is not None and len(years) >= 2 and years.count(year) == 1 and len(set(years)) == 2:
        order = sorted(set(years), key=years.index)
        return order.index(year)
    if "上年" in head and "本年" in head:
        return 0 if head.index("本年") < head.index("上年") else 1
    return None


def _from_row(region: Region, kind: str) -> tuple[list[BudgetLine], list[Unread]]:
    """Figures in a row below the head."""
    best: list[Token] = []
    source: SourceLine | None = None
    run: list[Token] = []
    for line in region.lines:
        pieces = tokens(line.text, line.start)
        if pieces and all(one.amount or one.blank for one in pieces):
            if not run and fold_label(line.text) == "".join(
                str(n) for n in range(1, len(pieces) + 1)
            ):
                continue  # the numbers of the columns
            run += pieces
            source = source or line
            if len(run) > len(best):
                best = list(run)
        elif not fold_label(line.text).startswith("栏次"):
            run = []
    read = [one.amount for one in best if one.amount]
    if not read or source is None:
        return [], []
    head = "".join(fold_label(line.text) for line in region.lines)
    operation = "机关运行经费" in head
    double = len(re.findall("决算数", head)) >= 1 and "预算数" in head
    if double and len(best) == 12:
        return _double(best, region, source), []
    years = list(dict.fromkeys(_YEAR.findall(head)))
    if len(years) == 2 and len(best) == 12:
        half = best[6:] if years[0] < years[1] else best[:6]
        best = half
        read = [one.amount for one in best if one.amount]
    complete = len(read) == len(best)
    readings = [] if double else _readings(read, head, operation=operation)
    agreed = _agreed(readings)
    name = kind or "budget"
    if double:
        complete = False
    if agreed:
        return [_line(name, agreed, source)], []
    if complete and len(read) in (6, 7):
        return [_line(name, _by_head(read, head), source)], []
    if complete and not double and "合计" in head and len(read) >= 3:
        # The parts do not add up in any order; the total stands first in every form.
        reading = {"total": read[0]}
        if operation and head.rfind("机关运行经费") > head.find("合计") - 60:
            reading["operation"] = read[-1]
        return [_line(name, reading, source)], []
    return [], [
        Unread(region.form.code, source.text.strip(), "数字与各栏的对应关系无法确定", source.page)
    ]


def _double(best: list[Token], region: Region, source: SourceLine) -> list[BudgetLine]:
    """预算数 and 决算数 together: block after block, or pair after pair."""
    values = [one.amount for one in best]
    head = "".join(fold_label(line.text) for line in region.lines)
    pairs = (values[0::2], values[1::2])
    blocks = (values[:6], values[6:])
    options = []
    for budget, final in (pairs, blocks):
        for order in ORDERS:
            readings = [
                {code: one for code, one in zip(order, half, strict=True) if one}
                for half in (budget, final)
            ]
            options.append((sum(_holding(one) for one in readings), readings))
    top = max(score for score, _ in options)
    chosen = [readings for score, readings in options if score == top]
    interleaved = re.search(r"(?:预算数决算数){3,}", head) is not None
    if top < 4:
        same = [one for score, one in options[: len(ORDERS)] if score == top]
        other = [one for score, one in options[len(ORDERS) :] if score == top]
        chosen = (same if interleaved else other) or chosen
    return [
        _line(code, half, source) for code, half in zip(("budget", "final"), chosen[0], strict=True)
    ]


def _value(reading: Reading, code: str) -> Amount | None:
    return reading.get(code)


def holds_sum(reading: Reading, whole: str, parts: tuple[str, ...]) -> bool | None:
    """Whether the parts make the whole, to the last place but one; None if the whole is missing."""
    total = _value(reading, whole)
    found = [one for code in parts if (one := _value(reading, code))]
    if total is None:
        return None
    step = max([total.step, *(one.step for one in found)])
    return abs(sum((one.value for one in found), start=step * 0) - total.value) <= step * (
        1 if len(found) > 1 else 0
    )


def _holding(reading: Reading) -> int:
    """How many of the two identities hold."""
    first = holds_sum(reading, "total", ("abroad", "vehicles", "reception"))
    second = holds_sum(reading, "vehicles", ("purchase", "running"))
    if second is None:
        second = not (_value(reading, "purchase") or _value(reading, "running"))
    return int(bool(first)) + int(bool(second))


def _orders(head: str) -> tuple[tuple[str, ...], ...]:
    """The orders that the head allows: 购置 before 运行 unless it prints them the other way."""
    swapped = 0 <= head.rfind("运行") < head.rfind("购置")
    reception_first = 0 <= head.find("公务接待") < head.find("因公出国")
    return tuple(
        order
        for order in ORDERS
        if (order.index("running") < order.index("purchase")) == swapped
        and (order.index("reception") < order.index("abroad")) == reception_first
    )


def _readings(read: list[Amount], head: str, *, operation: bool) -> list[Reading]:
    """Every way to place the figures, in some order of columns, in which both identities hold."""
    found: list[Reading] = []
    tails = [True, False] if operation else [False]
    for tail in tails:
        body = read[:-1] if tail else read
        if not 1 <= len(body) <= 6:
            continue
        for order in _orders(head):
            for chosen in combinations(range(6), len(body)):
                if chosen[0] != 0:
                    continue
                reading = {order[place]: one for place, one in zip(chosen, body, strict=True)}
                if _holding(reading) == 2:
                    if tail:
                        reading["operation"] = read[-1]
                    if reading not in found:
                        found.append(reading)
    return found


def _agreed(readings: list[Reading]) -> Reading:
    """What all readings have in common; noughts may stand anywhere."""
    if not readings:
        return {}
    longest = max(readings, key=len)
    agreed: Reading = {}
    for code, amount in longest.items():
        others = [other.get(code) for other in readings]
        if all((one.value if one else 0) == amount.value for one in others):
            agreed[code] = amount
    return agreed


def _by_head(read: list[Amount], head: str) -> Reading:
    """The order that the head suggests, where the figures themselves do not add up."""
    body, rest = read[:6], read[6:]
    scored = []
    for order in ORDERS[:2]:
        reading = dict(zip(order, body, strict=True))
        scored.append((_holding(reading), reading))
    abroad = head.find("因公出国")
    reception = head.find("公务接待")
    small = head.find("小计")
    prefer = 1 if 0 <= abroad < reception < small else 0
    chosen = scored[prefer]
    if scored[1 - prefer][0] > chosen[0]:
        chosen = scored[1 - prefer]
    reading = chosen[1]
    if rest:
        reading["operation"] = rest[0]
    return reading


def _from_grid(region: Region, kind: str, year: int | None) -> list[BudgetLine]:
    """Marked cells: columns by the head; a list of items is left to `_from_list`."""
    head: dict[int, list[str]] = {}
    for line in region.lines:
        if not line.cells:
            continue
        figures = [one for one in line.cells if read_amount(one.text) is not None]
        words = [one for one in line.cells if re.search(r"[一-龥]", one.text)]
        texts = [fold_label(one.text) for one in line.cells]
        if not figures:
            _add_head(head, line, texts)
            continue
        if "栏次" in texts or "行次" in texts or _is_count(figures):
            continue
        if len(words) > 1 or any(_code_of(one.text, region) for one in words):
            return []
        return _grid_lines(head, line, region, kind)
    return []


def _add_head(head: dict[int, list[str]], line: SourceLine, texts: list[str]) -> None:
    """One row of the head. 预算数 and 决算数 reach over the empty cells to their right."""
    carried = ""
    reaching = any(
        one in ("预算数", "决算数", "支出决算数") or one.endswith("预算数") for one in texts
    )
    for piece, text in zip(line.cells, texts, strict=True):
        carried = text or (carried if reaching else "")
        for place in range(piece.column, piece.column + piece.width):
            head.setdefault(place, []).append(carried)


def _is_count(figures: list[Piece]) -> bool:
    """Whether a row only counts its columns: 1 2 3 4 …"""
    texts = [one.text.strip() for one in figures]
    if len(texts) < 4 or not texts[0].isdigit():
        return False
    first = int(texts[0])
    return texts == [str(n) for n in range(first, first + len(texts))]


def _grid_lines(
    head: dict[int, list[str]], line: SourceLine, region: Region, kind: str
) -> list[BudgetLine]:
    groups: dict[str, Reading] = {}
    latest = latest_year(head.values())
    for piece in line.cells:
        amount = read_amount(piece.text, piece.start)
        texts = head.get(piece.column, [])
        if amount is None or is_earlier(texts, latest):
            continue
        group = kind or "budget"
        for text in texts:
            if re.search(r"决算数|支出数", text) and "预算数" not in text:
                group = "final"
            elif re.search(r"预算数", text):
                group = "budget"
        code = ""
        for text in reversed(texts):
            code = "vehicles" if text == "小计" else _code_of(text, region)
            if code:
                break
        if code:
            groups.setdefault(group, {}).setdefault(code, amount)
    return [_line(code, reading, line) for code, reading in groups.items()]

"""Lays a form's figures out as the tables offices print, with their habits and deviations."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

from tests.builders.reports.blocks import Box, Grid
from tests.builders.reports.labels import (
    APPLICANT_NAMES,
    APPLICANTS,
    COLUMNS,
    COURTS,
    GROUPS,
    OUTCOME_NAMES,
    OUTCOMES,
    STATISTICS,
    STATISTICS_DRIFT,
)
from tests.builders.reports.layout import expand
from tests.builders.reports.numbers import Numbers, Value

_FULL = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True)
class Habits:
    """How an office fills and words its tables."""

    dot: str = "."
    brackets: str = "（）"
    quotes: str = "“”"
    blank_zero: str = "0"
    blank_totals: bool = False
    full_width: bool = False
    thousands: bool = False
    units_inside: bool = False
    remarks: bool = False
    ocr: bool = False
    split_t2: bool = False
    header_kind: int = 0
    result_group: int = 0
    statistics_columns: int = 3
    drift: int = 0
    signed_change: int = 0
    three_layout: str = "official"
    four_layout: str = "official"
    indented: bool = False
    broken_labels: bool = False
    rules_mark: str = "0"
    cents: bool = False


def draw_habits(rng: random.Random) -> Habits:
    """Habits of one office; most print the form as it is."""
    return Habits(
        dot=rng.choices((".", "．", "、", ". "), (8, 2, 1, 1))[0],
        brackets=rng.choices(("（）", "()"), (5, 1))[0],
        quotes=rng.choices(("“”", '""', "\uff02\uff02", "「」"), (8, 2, 0.3, 0.2))[0],
        blank_zero=rng.choices(("0", "", "/", "—", "-"), (14, 2, 0.6, 0.4, 0.3))[0],
        blank_totals=rng.random() < 0.05,
        full_width=rng.random() < 0.04,
        thousands=rng.random() < 0.06,
        units_inside=rng.random() < 0.03,
        remarks=rng.random() < 0.04,
        ocr=rng.random() < 0.06,
        split_t2=rng.random() < 0.4,
        header_kind=rng.randrange(3),
        result_group=rng.choices((0, 1, 2), (6, 2, 2))[0],
        statistics_columns=rng.choices((3, 2, 4, 5), (7, 1, 1.5, 1))[0],
        drift=rng.randrange(10_000),
        signed_change=rng.randrange(3),
        three_layout=rng.choices(("official", "unmerged", "split", "one-label"), (8, 1, 1.5, 1))[0],
        four_layout=rng.choices(("official", "rows", "tables"), (8, 1, 1))[0],
        indented=rng.random() < 0.25,
        broken_labels=rng.random() < 0.15,
        rules_mark=rng.choices(("0", "/", "—", "－", "无"), (8, 1, 0.7, 0.4, 0.4))[0],
        cents=rng.random() < 0.15,
    )


_OCR = (
    ("己", "已"),
    ("末", "未"),
    ("公幵", "公开"),
    ("复仪", "复议"),
    ("中请", "申请"),
    ("总汁", "总计"),
)


class TableMaker:
    """Prints the cells of one form, remembering what each cell may be read as."""

    def __init__(self, rng: random.Random, numbers: Numbers, habits: Habits) -> None:
        self.rng = rng
        self.numbers = numbers
        self.habits = habits
        self.printed: dict[str, tuple[object, ...]] = {}
        self._dirty_labels = 3 if habits.ocr else 0

    def label(self, text: str) -> str:
        """A label in the office's typography, sometimes with a slip of the reading machine."""
        left, right = self.habits.brackets
        text = text.replace("（", left).replace("）", right)
        opening, closing = self.habits.quotes
        text = text.replace("“", opening).replace("”", closing)
        for digit in "123456789":
            if text.startswith(f"{digit}."):
                text = digit + self.habits.dot + text[2:]
        if self._dirty_labels and self.rng.random() < 0.15:
            for wrong, right_form in _OCR:
                if right_form in text:
                    self._dirty_labels -= 1
                    return text.replace(right_form, wrong, 1)
        return text

    def figure(self, cell: str) -> Box:
        """The box of a cell."""
        value = self.numbers[cell]
        if self.habits.blank_totals and cell.startswith("3.") and cell.endswith("/total"):
            self.printed[cell] = (None,)
            return Box("", cell=cell)
        if value == 0 and cell.startswith("2.1.rules") and self.habits.rules_mark != "0":
            self.printed[cell] = (None, 0)
            return Box(self.habits.rules_mark, cell=cell)
        if value == 0 and self.habits.blank_zero != "0" and self._may_be_blank(cell):
            self.printed[cell] = (None,) if self.habits.blank_zero == "" else (None, 0)
            return Box(self.habits.blank_zero, cell=cell)
        self.printed[cell] = (value,)
        return Box(self._print(cell, value), cell=cell)

    def _may_be_blank(self, cell: str) -> bool:
        if self.numbers.form == "2014":
            return self.habits.blank_zero == ""
        return not cell.endswith("/total")

    def _print(self, cell: str, value: Value) -> str:
        if cell.endswith("/change") and value:
            styles = (f"{value:+}", str(value), f"{'增' if value > 0 else '减'}{abs(value)}")
            return styles[self.habits.signed_change]
        text = format(value, "f") if isinstance(value, Decimal) else str(value)
        money = cell.endswith("amount") or cell in ("7", "8.4")
        if self.habits.cents and money and (isinstance(value, int) or value == round(value, 2)):
            text = f"{value:.2f}"
        if self.habits.thousands and isinstance(value, int) and abs(value) >= 1000:
            text = f"{value:,}"
        if self.habits.full_width:
            text = text.translate(_FULL)
        if self.habits.units_inside and cell.startswith("2.") and value:
            text += "万元" if cell.endswith("amount") else "件"
        if self.habits.remarks and cell in ("2.1.norms/made", "2.1.norms/repealed") and value:
            text += self.rng.choice(("（其中修订1件）", "（含自然失效1件）"))
        return text

    def table_two(self) -> list[Grid]:
        """Table 2, whole or as one table for each item of article 20."""
        grids = self._table_two_2019() if self.numbers.form == "2019" else self._table_two_2021()
        if self.habits.split_t2:
            return grids
        width = max(sum(box.columns for box in grid.rows[0]) for grid in grids)
        rows: list[tuple[Box, ...]] = []
        for grid in grids:
            rows.append((Box(grid.caption, columns=width, header=True),))
            for row in grid.rows:
                missing = width - sum(box.columns for box in row)
                last = row[-1]
                widened = Box(last.text, last.rows, last.columns + missing, last.cell, last.header)
                rows.append((*row[:-1], widened))
        return [Grid("t2", tuple(rows))]

    def _item(
        self, number: str, heads: tuple[str, ...], rows: tuple[tuple[str, tuple[str, ...]], ...]
    ) -> Grid:
        header = tuple(Box(head, header=True) for head in heads)
        body = tuple(
            (Box(self.label(name)), *(self.figure(cell) for cell in cells)) for name, cells in rows
        )
        return Grid("t2", (header, *body), caption=self.label(f"第二十条第（{number}）项"))

    def _table_two_2021(self) -> list[Grid]:
        three = ("made", "repealed", "in_force")
        decided = ("信息内容", "本年处理决定数量")
        return [
            self._item(
                "一",
                ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
                (
                    ("规章", tuple(f"2.1.rules/{c}" for c in three)),
                    ("行政规范性文件", tuple(f"2.1.norms/{c}" for c in three)),
                ),
            ),
            self._item("五", decided, (("行政许可", ("2.5.permits/decisions",)),)),
            self._item(
                "六",
                decided,
                (
                    ("行政处罚", ("2.6.penalties/decisions",)),
                    ("行政强制", ("2.6.coercion/decisions",)),
                ),
            ),
            self._item(
                "八",
                (
                    "信息内容",
                    ("本年收费金额（单位：万元）", "本年收费金额（万元）")[
                        self.habits.drift % 5 == 0
                    ],
                ),
                (("行政事业性收费", ("2.8.fees/amount",)),),
            ),
        ]

    def _table_two_2019(self) -> list[Grid]:
        three = ("made", "newly_public", "total_public")
        change = ("previous", "change", "decisions")
        more_or_less = ("本年增/减", "本年增／减", "本年增减")[self.habits.drift % 3]
        heads = ("信息内容", "上一年项目数量", more_or_less, "处理决定数量")

        def cells(row: str, columns: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(f"{row}/{column}" for column in columns)

        return [
            self._item(
                "一",
                ("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
                (("规章", cells("2.1.rules", three)), ("规范性文件", cells("2.1.norms", three))),
            ),
            self._item(
                "五",
                heads,
                (
                    ("行政许可", cells("2.5.permits", change)),
                    ("其他对外管理服务事项", cells("2.5.other_services", change)),
                ),
            ),
            self._item(
                "六",
                heads,
                (
                    ("行政处罚", cells("2.6.penalties", change)),
                    ("行政强制", cells("2.6.coercion", change)),
                ),
            ),
            self._item(
                "八",
                ("信息内容", "上一年项目数量", more_or_less),
                (("行政事业性收费", cells("2.8.fees", ("previous", "change"))),),
            ),
            self._item(
                "九",
                ("信息内容", "采购项目数量", "采购总金额"),
                (("政府集中采购", cells("2.9.procurement", ("projects", "amount"))),),
            ),
        ]

    def table_three(self) -> list[Grid]:
        """Table 3 in its official grid, without merged cells, in one label column, or cut in two."""
        grid = self._table_three()
        layout = self.habits.three_layout
        if layout == "official" or self.habits.result_group == 1:
            return [grid]
        head, body = grid.rows[:3], grid.rows[3:]
        labels = 3
        plain = self._unmerged(body, labels, repeat=layout == "unmerged")
        if layout == "unmerged":
            return [Grid("t3", (*head, *plain))]
        if layout == "one-label":
            narrow = tuple(self._one_label(row) for row in body)
            first = Box(head[0][0].text, 3, 1, header=True)
            return [Grid("t3", ((first, *head[0][1:]), *head[1:], *narrow))]
        cut = self.rng.randint(6, len(plain) - 5)
        return [Grid("t3", (*head, *plain[:cut])), Grid("t3", plain[cut:])]

    @staticmethod
    def _one_label(row: tuple[Box, ...]) -> tuple[Box, ...]:
        """The row with all its labels in one cell, as pages made by hand have it."""
        text = "".join(box.text for box in row if box.cell is None)
        return (Box(text), *(box for box in row if box.cell is not None))

    @staticmethod
    def _unmerged(
        rows: tuple[tuple[Box, ...], ...], labels: int, *, repeat: bool
    ) -> tuple[tuple[Box, ...], ...]:
        """Rows whose label cells no longer span rows: the text repeated, or blank below the first."""
        matrix = expand([tuple(b for b in row if b.cell is None) for row in rows], repeat=False)
        out: list[tuple[Box, ...]] = []
        above = [""] * labels
        for texts, row in zip(matrix, rows, strict=True):
            wide = sum(box.columns for box in row if box.cell is None) == labels
            if wide and len([b for b in row if b.cell is None]) == 1:
                label = next(box for box in row if box.cell is None)
                out.append((Box(label.text, 1, labels), *(b for b in row if b.cell is not None)))
                above = [""] * labels
                continue
            cells: list[Box] = []
            for x in range(labels):
                text = texts[x] if x < len(texts) else ""
                if x < labels - 1:
                    above[x] = text or above[x]
                    text = above[x] if repeat else text
                cells.append(Box(text))
            if not cells[-1].text and cells[1].text:
                cells = [cells[0], Box(cells[1].text, 1, 2)]
                above[1] = ""
            out.append((*cells, *(b for b in row if b.cell is not None)))
        return tuple(out)

    def _table_three(self) -> Grid:
        rows: list[tuple[Box, ...]] = []
        note = self.label("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）")
        if self.habits.header_kind == 1:
            note = ""
        names = [APPLICANT_NAMES[column] for column in APPLICANTS]
        rows.append((Box(note, 3, 3, header=True), Box("申请人情况", 1, 7, header=True)))
        rows.append(
            (
                Box("自然人", 2, 1, header=True),
                Box("法人或其他组织", 1, 5, header=True),
                Box("总计", 2, 1, header=True),
            )
        )
        rows.append(tuple(Box(name, header=True) for name in names[1:]))
        results = self._result_rows()
        rows.append((Box(self.label("一、本年新收政府信息公开申请数量"), 1, 3), *self._row("3.1")))
        rows.append((Box(self.label("二、上年结转政府信息公开申请数量"), 1, 3), *self._row("3.2")))
        if self.habits.result_group == 1:
            rows.append((Box(self.label("三、本年度办理结果"), 1, 3), *(Box("") for _ in COLUMNS)))
            rows.extend(self._widen(row) for row in results)
        else:
            group = Box(self.label("三、本年度办理结果"), len(results), 1)
            rows.append((group, *results[0]))
            rows.extend(results[1:])
        rows.append((Box(self.label("四、结转下年度继续办理"), 1, 3), *self._row("3.4")))
        return Grid("t3", tuple(rows))

    def _row(self, code: str) -> tuple[Box, ...]:
        return tuple(self.figure(f"{code}/{column}") for column in COLUMNS)

    @staticmethod
    def _widen(row: tuple[Box, ...]) -> tuple[Box, ...]:
        """The same row where no box at the left spans all results: its label one column wider."""
        at = next(i for i, box in enumerate(row) if box.cell is not None) - 1
        label = row[at]
        wide = Box(label.text, label.rows, label.columns + 1, label.cell, label.header)
        return (*row[:at], wide, *row[at + 1 :])

    def _result_rows(self) -> list[tuple[Box, ...]]:
        rows: list[tuple[Box, ...]] = [
            (Box(self.label("（一）予以公开"), 1, 2), *self._row("3.3.1")),
            (
                Box(self.label("（二）部分公开（区分处理的，只计这一情形，不计其他情形）"), 1, 2),
                *self._row("3.3.2"),
            ),
        ]
        for code, title, reasons in GROUPS:
            if code == "3.3.6" and self.numbers.one_row_others:
                rows.append((Box(self.label(title), 1, 2), *self._row("3.3.6")))
                continue
            for i, reason in enumerate(reasons, 1):
                box = Box(self.label(f"{i}.{reason}"))
                lead = (Box(self.label(title), len(reasons), 1),) if i == 1 else ()
                rows.append((*lead, box, *self._row(f"{code}.{i}")))
        rows.append((Box(self.label("（七）总计"), 1, 2), *self._row("3.3.7")))
        return rows

    def table_four(self) -> list[Grid]:
        """Table 4 in its official grid, or with a row or a table for each kind of case."""
        if self.habits.four_layout == "official":
            return [self._table_four()]
        titles = ("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）")
        names = tuple(Box(OUTCOME_NAMES[outcome], header=True) for outcome in OUTCOMES)
        figures = [tuple(self.figure(f"{court}/{o}") for o in OUTCOMES) for court in COURTS]
        if self.habits.four_layout == "tables":
            return [
                Grid("t4", (names, row), caption=self.label(title))
                for title, row in zip(titles, figures, strict=True)
            ]
        rows = ((Box(self.label(t)), *row) for t, row in zip(titles, figures, strict=True))
        return [Grid("t4", ((Box("类别", header=True), *names), *rows))]

    def _table_four(self) -> Grid:
        names = tuple(Box(OUTCOME_NAMES[outcome], header=True) for outcome in OUTCOMES)
        if self.habits.header_kind == 2:
            tall = tuple(Box(box.text, 2, 1, header=True) for box in names)
            head = (
                (Box("行政复议", 1, 5, header=True), Box("行政诉讼", 1, 10, header=True)),
                (
                    *tall,
                    Box("未经复议直接起诉", 1, 5, header=True),
                    Box("复议后起诉", 1, 5, header=True),
                ),
                (*names, *names),
            )
        else:
            head = (
                (Box("行政复议", 2, 5, header=True), Box("行政诉讼", 1, 10, header=True)),
                (Box("未经复议直接起诉", 1, 5, header=True), Box("复议后起诉", 1, 5, header=True)),
                (*names, *names, *names),
            )
        figures = tuple(
            self.figure(f"{court}/{outcome}") for court in COURTS for outcome in OUTCOMES
        )
        return Grid("t4", (*head, figures))

    def statistics(self) -> Grid:
        """The 2014 statistics table: label, unit, figure; or with a number or a remark column."""
        drift = random.Random(self.habits.drift)
        style = self.habits.statistics_columns
        heads = {
            2: ("统计指标", "统计数"),
            3: ("统计指标", "单位", "统计数"),
            4: ("序号", "统计指标", "单位", "统计数"),
            5: ("统计指标", "单位", "统计数", "备注"),
        }[style]
        rows: list[tuple[Box, ...]] = [tuple(Box(head, header=True) for head in heads)]
        for number, (code, official, unit, depth) in enumerate(STATISTICS, 1):
            label = official
            if code in STATISTICS_DRIFT and drift.random() < 0.5:
                label = drift.choice(STATISTICS_DRIFT[code])
            label = self.label(label)
            if self.habits.broken_labels and len(label) > 24:
                at = max(label.find("（不"), label.find("(不"))
                label = f"{label[:at]}\n{label[at:]}" if at > 0 else label
            if self.habits.indented:
                label = "    " * depth + label
            figure = self.figure(code) if code is not None else Box("")
            unit_box = Box(unit or drift.choice(("——", "——", "-----")))
            if style == 2:
                rows.append((Box(f"{label}（{unit}）" if unit else label), figure))
            elif style == 3:
                rows.append((Box(label), unit_box, figure))
            elif style == 4:
                rows.append((Box(str(number)), Box(label), unit_box, figure))
            else:
                rows.append((Box(label), unit_box, figure, Box("")))
        return Grid("stats", tuple(rows))

"""Captures of pages and PDFs as plain text: tabs, pipes, lines, Markdown, hard-wrapped print."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.builders.reports.blocks import Block, Box, Grid, Heading
from tests.builders.reports.labels import COURTS, GROUPS, OUTCOMES
from tests.builders.reports.layout import LayoutPrinter, expand

TEXT_DIALECTS = (
    "txt-tabs",
    "txt-tabs-covered",
    "txt-lines",
    "txt-pipes",
    "markdown",
    "markdown-split",
    "pipe-broken",
    "tab-broken",
    "pdf",
)
# Captures that keep an empty cell's place, so that a page with blanks stays readable.
KEEPS_BLANKS = {"html", "docx", "txt-tabs-covered", "txt-pipes", "markdown"}


def render_text(
    rng: random.Random, blocks: list[Block], dialect: str, lost: set[str], *, destroy: bool
) -> str:
    """The text of a capture; with `destroy` some cells are eaten and their names added to `lost`."""
    if dialect == "pdf":
        return LayoutPrinter(rng, lost, destroy=destroy).render(blocks)
    lines: list[str] = []
    markdown = dialect.startswith("markdown")
    gap = rng.random() < 0.5
    indent = rng.choice(("", "    ", "　　"))
    if not markdown and rng.random() < 0.6:
        lines += _chrome(rng)
    printer = _TextTables(rng, dialect, lost, destroy=destroy)
    for block in blocks:
        if isinstance(block, Heading):
            lines.append(_heading(block, markdown))
        elif isinstance(block, Grid):
            if block.caption:
                lines.append(f"### {block.caption}" if markdown else block.caption)
            lines += printer.table(block)
            if markdown:
                lines.append("")
        else:
            lines.append(block.text if markdown else indent + block.text)
        if gap or markdown:
            lines.append("")
    if not markdown and rng.random() < 0.5:
        lines += ["", "文件下载：", "关联文件：", "分享到：", "打印 关闭"]
    return "\n".join(lines) + "\n"


def _chrome(rng: random.Random) -> list[str]:
    return rng.choice(
        (
            ["当前位置：首页>>政府信息公开>>政府信息公开年度报告"],
            ["首页", "政务公开", "政务服务", "互动交流", "当前位置： 首页 > 政府信息公开年报"],
            [f"浏览次数：{rng.randint(10, 9000)} 字体：【大 中 小】 打印"],
            ["无障碍浏览", "", f"索引号：{rng.randint(10**8, 10**9)}/{rng.randint(1, 99999):05d}"],
        )
    )


def _heading(block: Heading, markdown: bool) -> str:
    if not markdown:
        return block.text
    return f"{'#' * (block.level + 1)} {block.text}"


class _TextTables:
    def __init__(self, rng: random.Random, dialect: str, lost: set[str], *, destroy: bool) -> None:
        self.rng = rng
        self.dialect = dialect
        self.lost = lost
        self.destroy = destroy
        self.double = rng.random() < 0.4
        self.short: int | None = None

    def table(self, grid: Grid) -> list[str]:
        rows = list(grid.rows)
        self.short = None
        if self.destroy and grid.kind in ("t3", "stats"):
            rows = self._truncate(rows)
        elif self.destroy and grid.kind == "t2" and self.dialect != "txt-lines":
            rows = self._drop_one(rows)
        if self.dialect != "tab-broken":
            rows = [
                tuple(replace(box, text=box.text.replace("\n", "")) for box in row) for row in rows
            ]
        if self.dialect == "txt-tabs":
            return ["\t".join(box.text for box in row) for row in rows]
        if self.dialect == "txt-tabs-covered":
            return ["\t".join(row) for row in expand(rows, repeat=False)]
        if self.dialect == "txt-pipes":
            return ["| " + " | ".join(row) + " |" for row in self._full(rows, repeat=False)]
        if self.dialect == "txt-lines":
            return [box.text for row in rows for box in row if box.text or box.cell]
        if self.dialect == "pipe-broken":
            return self._pipe_broken(rows)
        if self.dialect == "tab-broken":
            return self._tab_broken(rows)
        if self.dialect == "markdown-split" and grid.kind == "t3":
            return self._split_three(rows)
        if self.dialect == "markdown-split" and grid.kind == "t4" and len(rows[-1]) == 15:
            return self._split_four(rows)
        return self._markdown(rows)

    def _truncate(self, rows: list[tuple[Box, ...]]) -> list[tuple[Box, ...]]:
        """The capture broke off inside the table: the last rows are gone."""
        keep = self.rng.randint(len(rows) // 2, len(rows) - 2)
        for row in rows[keep:]:
            self.lost.update(box.cell for box in row if box.cell is not None)
        return rows[:keep]

    def _drop_one(self, rows: list[tuple[Box, ...]]) -> list[tuple[Box, ...]]:
        """The capture lost one figure of a row of three, so that none of them is sure."""
        at = next(
            (i for i, row in enumerate(rows) if sum(b.cell is not None for b in row) == 3), None
        )
        if at is None or self.rng.random() < 0.4:
            return rows
        row = rows[at]
        figures = [i for i, box in enumerate(row) if box.cell is not None]
        self.lost.update(row[i].cell or "" for i in figures)
        gone = self.rng.choice(figures)
        self.short = at
        return [*rows[:at], (*row[:gone], *row[gone + 1 :]), *rows[at + 1 :]]

    def _pipe_broken(self, rows: list[tuple[Box, ...]]) -> list[str]:
        lines: list[str] = []
        for row in rows:
            lines.append("|")
            lines += [f"{box.text} |" if box.text else "|" for box in row]
        lines.append("|")
        return lines

    def _tab_broken(self, rows: list[tuple[Box, ...]]) -> list[str]:
        lines: list[str] = []
        for row in rows:
            first, *rest = row
            lines += ["", "\t" + first.text.replace("\n", "\n\n         ")]
            lines += ["\t" + box.text for box in rest]
        lines.append("")
        return lines

    def _full(self, rows: list[tuple[Box, ...]], *, repeat: bool) -> list[list[str]]:
        """Rows of equal length, but the row that lost a figure one short, as captures have it."""
        full = expand(rows, repeat=repeat)
        if self.short is not None:
            full[self.short].pop()
        return full

    def _markdown(self, rows: list[tuple[Box, ...]]) -> list[str]:
        full = self._full(rows, repeat=self.double)
        width = len(full[0])
        lines = ["", "| " + " | ".join(full[0]) + " |", "|" + "---|" * width]
        lines += ["| " + " | ".join(row) + " |" for row in full[1:]]
        return [*lines, ""]

    def _split_three(self, rows: list[tuple[Box, ...]]) -> list[str]:
        """Each row of table 3 as a little table of its own, the way a reading machine writes it."""
        heads = "| 项目 | 数据1 | 数据2 | 数据3 | 数据4 | 数据5 | 数据6 | 总计 |"
        rule = "|" + "---|" * 8
        lines = ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", ""]
        open_group = False
        for row in rows:
            figures = [box for box in row if box.cell is not None]
            if not figures:
                continue
            assert figures[0].cell is not None
            code = figures[0].cell.split("/")[0]
            labels = [box.text for box in row if box.cell is None and box.text]
            values = " | ".join(box.text for box in figures)
            grouped = code.count(".") == 3
            if grouped and code.endswith(".1"):
                title = next(title for group, title, _ in GROUPS if code.startswith(group + "."))
                lines += ["", f"### {title}", heads, rule]
                open_group = True
            if not grouped or not open_group:
                lines += ["", f"### {labels[-1]}", heads, rule]
            lines.append(f"| {labels[-1]} | {values} |")
        return [*lines, ""]

    def _split_four(self, rows: list[tuple[Box, ...]]) -> list[str]:
        figures = {box.cell: box.text for row in rows for box in row if box.cell is not None}
        lines: list[str] = []
        names = ("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）")
        for court, name in zip(COURTS, names, strict=True):
            values = " | ".join(figures[f"{court}/{outcome}"] for outcome in OUTCOMES)
            lines += [
                "",
                f"### {name}",
                "| 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |",
                "|" + "---|" * 5,
                f"| {values} |",
            ]
        return [*lines, ""]

"""Text of printed pages as a PDF reader gives it: lines cut by the width, tables as rows of figures.

Labels too long for their column flow over the figures of their row; the vertical label at the left
comes out one character a line among the rows; page numbers stand where pages end.
"""

from __future__ import annotations

import random

from tests.builders.reports.blocks import Block, Box, Grid, Heading

_NO_START = "，。；：、）》”！？％%〕"


def expand(rows: list[tuple[Box, ...]], *, repeat: bool) -> list[list[str]]:
    """Rows of equal length; covered places repeat the merged text or stay empty."""
    places: dict[tuple[int, int], str] = {}
    width = 0
    for y, row in enumerate(rows):
        x = 0
        for box in row:
            while (y, x) in places:
                x += 1
            for dy in range(box.rows):
                for dx in range(box.columns):
                    places[y + dy, x + dx] = box.text if repeat or (dx == 0 and dy == 0) else ""
            x += box.columns
            width = max(width, x)
    return [[places.get((y, x), "") for x in range(width)] for y in range(len(rows))]


def _columns(text: str) -> float:
    return sum(0.5 if character.isascii() else 1 for character in text)


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` characters, figures and words of Latin letters kept whole."""
    lines: list[str] = []
    line = ""
    i = 0
    while i < len(text):
        j = i + 1
        if text[i].isascii() and text[i].isalnum():
            while (
                j < len(text) and text[j].isascii() and (text[j].isalnum() or text[j] in ".,%@:/-")
            ):
                j += 1
        piece = text[i:j]
        if _columns(line) + _columns(piece) > width and line and piece not in _NO_START:
            lines.append(line)
            line = ""
        line += piece
        i = j
    if line:
        lines.append(line)
    return lines


class LayoutPrinter:
    """Prints blocks as the lines of a PDF's text layer."""

    def __init__(self, rng: random.Random, lost: set[str], *, destroy: bool) -> None:
        self.rng = rng
        self.lost = lost
        self.destroy = destroy
        self.width = rng.randint(28, 40)
        self.page_length = rng.randint(24, 36)
        self.page_style = rng.choice(("- {} -", "— {} —", "{}", "－{}－", "第 {} 页"))
        # Where figures are missing, only these styles leave no doubt to which row a figure belongs.
        fair = ("inline", "end")
        self.row_style = rng.choice(fair if destroy else (*fair, "middle", "before", "mixed"))
        self.label_width = rng.randint(12, 22)
        self.side = rng.choice(("letters", "none", "line"))
        self.group_style = rng.choice(("first", "split", "line"))
        self.padding = rng.choice((" ", " ", "  ", "   "))

    def render(self, blocks: list[Block]) -> str:
        lines: list[str] = []
        for block in blocks:
            if isinstance(block, Grid):
                if block.caption:
                    lines.append(block.caption)
                lines += self._table(block)
            elif isinstance(block, Heading):
                lines += wrap(block.text, 16 if block.level == 0 else self.width)
            else:
                lines += wrap(block.text, self.width)
        return "\n".join(self._paged(lines)) + "\n"

    def _paged(self, lines: list[str]) -> list[str]:
        out: list[str] = []
        page = 1
        for number, line in enumerate(lines, 1):
            out.append(line)
            if number % self.page_length == 0:
                out.append(self.page_style.format(page))
                page += 1
        return out

    def _table(self, grid: Grid) -> list[str]:
        if grid.kind == "t2":
            return [line for row in grid.rows for line in self._plain_row(row)]
        if grid.kind == "t4" and len(grid.rows[-1]) < 15:
            return [line for row in grid.rows for line in self._plain_row(row)]
        if grid.kind == "t4":
            return self._table_four(grid)
        if grid.kind == "stats":
            return self._statistics(grid)
        return self._table_three(grid)

    def _plain_row(self, row: tuple[Box, ...]) -> list[str]:
        return [" ".join(box.text for box in row if box.text)]

    def _table_four(self, grid: Grid) -> list[str]:
        *_, figures = grid.rows
        head = self.rng.choice(
            (
                [
                    "行政复议 行政诉讼",
                    "未经复议直接起诉 复议后起诉",
                    "结果 结果 其他 尚未",
                    "总计",
                    "维持 纠正 结果 审结 结果 结果 其他 尚未 结果 结果 其他 尚未",
                    "总计 总计",
                    "维持 纠正 结果 审结 维持 纠正 结果 审结",
                ],
                [
                    "行政复议 行政诉讼",
                    "结果维持 结果纠正 其他结果 尚未审结 总计 未经复议直接起诉 复议后起诉",
                    "结果维持 结果纠正 其他结果 尚未审结 总计 结果维持 结果纠正 其他结果 尚未审结 总计",
                ],
                [
                    "行政复议行政诉讼",
                    "未经复议直接起诉复议后起诉",
                    "结果结果其他尚未",
                    "总计结果结果其他尚未结果结果其他尚未",
                    "维持纠正结果审结维持纠正结果审结",
                ],
            )
        )
        return [*head, self.padding.join(box.text for box in figures)]

    def _statistics(self, grid: Grid) -> list[str]:
        lines: list[str] = []
        for row in grid.rows:
            label_at = next((i for i, box in enumerate(row) if not box.text.isdigit()), 0)
            label = row[label_at].text.replace("\n", "").strip()
            rest = " ".join(box.text for box in row[label_at + 1 :] if box.text)
            number = f"{row[0].text} " if label_at else ""
            cell = next((box.cell for box in row if box.cell), None)
            if self.destroy and cell and self.rng.random() < 0.06:
                self.lost.add(cell)
                rest = rest.rsplit(" ", 1)[0] if " " in rest else ""
            lines += self._flow(number + label, rest, self.width - 8)
        return lines

    def _flow(self, label: str, figures: str, width: int) -> list[str]:
        pieces = wrap(label, width)
        if len(pieces) == 1:
            if self.row_style == "before" and figures and self.rng.random() < 0.15:
                return [figures, label] if len(figures.split()) == 7 else [f"{label} {figures}"]
            return [f"{label} {figures}".rstrip()]
        style = self.row_style
        if style == "mixed":
            style = self.rng.choice(("middle", "end", "inline"))
        if style == "end":
            return [*pieces[:-1], f"{pieces[-1]} {figures}".rstrip()]
        if style in ("middle", "before"):
            half = len(pieces) // 2
            if len(pieces) % 2 == 0:
                return [*pieces[:half], *([figures] if figures else []), *pieces[half:]]
            return [*pieces[:half], f"{pieces[half]} {figures}".rstrip(), *pieces[half + 1 :]]
        return [f"{pieces[0]} {figures}".rstrip(), *pieces[1:]]

    def _table_three(self, grid: Grid) -> list[str]:
        lines = self._head_three()
        letters = list("三、本年度办理结果") if self.side == "letters" else []
        if letters:
            letters = ["三、", *letters[2:]]
        rows = [row for row in grid.rows if any(box.cell for box in row)]
        eaten = self._eaten(rows)
        group_tail = ""
        started = False
        for row in rows:
            figures = [box for box in row if box.cell is not None]
            labels = [box for box in row if box.cell is None and box.text]
            label = labels[-1].text
            cell = figures[0].cell
            assert cell is not None
            code = cell.split("/")[0]
            if code == "3.3.1" and self.side == "line":
                lines.append("三、本年度办理结果")
            if code.count(".") == 3 and code.endswith(".1"):
                title = labels[-2].text
                if self.group_style == "first":
                    label = f"{title} {label}"
                elif self.group_style == "line":
                    lines.append(title)
                else:
                    label = f"{title[:4]} {label}"
                    group_tail = title[4:]
            values = [box.text for box in figures]
            if code in eaten:
                keep = eaten[code]
                values = values[:keep]
                self.lost.update(box.cell for box in figures if box.cell is not None)
            lines += self._flow(label, self.padding.join(values), self.label_width)
            if group_tail and not code.endswith(".1"):
                lines.append(group_tail)
                group_tail = ""
            if code == "3.3.2":
                started = True
            if started and letters and self.rng.random() < 0.5 and code != "3.4":
                lines.append(letters.pop(0))
        return lines

    def _eaten(self, rows: list[tuple[Box, ...]]) -> dict[str, int]:
        if not self.destroy:
            return {}
        codes = [next(box.cell for box in row if box.cell).split("/")[0] for row in rows]
        chosen = self.rng.sample(
            [c for c in codes if c not in ("3.1", "3.3.7")], k=self.rng.randint(1, 2)
        )
        return {code: self.rng.choice((0, 0, 5, 6)) for code in chosen}

    def _head_three(self) -> list[str]:
        return self.rng.choice(
            (
                [
                    "申请人情况",
                    "（本列数据的勾稽关系为：第一项加第二项之和， 法人或其他组织",
                    "等于第三项加第四项之和）",
                    "自然人 总计",
                    "商业企 科研机 社会公益 法律服务",
                    "其他",
                    "业 构 组织 机构",
                ],
                [
                    "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
                    "申请人情况",
                    "自然人 法人或其他组织 总计",
                    "商业企业 科研机构 社会公益组织 法律服务机构 其他",
                ],
                [
                    "申请人情况",
                    "法人或其他组织",
                    "自然人 总计",
                    "商业 科研 社会公益 法律服务 其他",
                    "企业 机构 组织 机构",
                ],
            )
        )

"""From a letter's text to the blocks of a page, the same for PDF and Word.

The text is plain lines: a line is a paragraph, lines that begin with ``|`` are a table, a short
line that begins like 一、 or （一） and does not end a sentence is a heading. Nothing in a text can
reach the typesetter's own language: what comes out of here are values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yangguang.apps.letters.kinds import Form

_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_RULE = re.compile(r":?-{2,}:?")
_FIRST = re.compile(r"[一二三四五六七八九十百]{1,4}、")
_SECOND = re.compile(r"（[一二三四五六七八九十百]{1,4}）")
_ENDS = "。；：，、！？…"
HEADING_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` 1 for 一、 and 2 for （一）."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; ``head`` says that the first row names the columns. Rows are of one length."""

    rows: tuple[tuple[str, ...], ...]
    head: bool

    @property
    def labelled(self) -> bool:
        """Whether it is a list of name and value, its first column naming the second."""
        return not self.head and len(self.rows[0]) == 2

    @property
    def shares(self) -> tuple[float, ...]:
        """What part of the width each column gets; no column less than its longest word needs."""
        columns = list(zip(*self.rows, strict=True))
        wide = [max(_CELL_EDGES + min(text_width(one), 30) for one in cells) for cells in columns]
        narrow = [
            max(_CELL_EDGES + min(_longest_word(one), 14) for one in cells) for cells in columns
        ]
        if self.labelled:
            first = min(wide[0], 12)
            return first / _LINE, 1 - first / _LINE
        spare = _LINE - sum(wide)
        if spare >= 0:
            return tuple(one / sum(wide) for one in wide)
        spare = _LINE - sum(narrow)
        wish = sum(wide) - sum(narrow)
        if spare <= 0 or wish <= 0:
            return tuple(one / sum(narrow) for one in narrow)
        return tuple(
            (low + spare * (high - low) / wish) / _LINE
            for low, high in zip(narrow, wide, strict=True)
        )


Block = Paragraph | Heading | Grid
_LINE = 36.8
"""Characters of a table's size in one line of the text area."""
_CELL_EDGES = 1.3
_WORD = re.compile(r"[!-~]+")


def text_width(text: str) -> float:
    """How wide a text is in characters: a Latin letter or digit takes a little over half of one."""
    return sum(0.56 if ord(one) < 0x2000 else 1.0 for one in text)


def _longest_word(text: str) -> float:
    """The widest run that no line may break; Chinese breaks after any character but keeps four."""
    return max([text_width(word) for word in _WORD.findall(text)] + [min(text_width(text), 4.0)])


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something that goes with the letter: listed after the text, set on a page of its own if it has text."""

    title: str
    text: str = ""

    @property
    def blocks(self) -> tuple[Block, ...]:
        return to_blocks(self.text)


@dataclass(frozen=True, slots=True)
class Composition:
    """All that stands on the pages of one letter, as plain values.

    ``head`` is the issuing body as the red head names it; ``signer`` stands above the date.
    ``space_for_seal``: the signature is kept free of everything that the seal would cover.
    """

    form: Form
    head: str
    number: str
    title: str
    addressee: str
    blocks: tuple[Block, ...]
    signer: str
    date: str
    attachments: tuple[Attachment, ...] = ()
    copies: str = ""
    remark: str = ""
    space_for_seal: bool = True
    draft: bool = False

    @property
    def plain(self) -> str:
        """The letter as one text, for search within it, digests and tests."""
        parts = [self.head, self.number, self.title, self.addressee]
        parts += [_words(block) for block in self.blocks]
        for number, one in enumerate(self.attachments, start=1):
            parts.append(f"附件{number}：{one.title}")
        parts += [self.signer, self.date, self.remark]
        for one in self.attachments:
            parts += [_words(block) for block in one.blocks]
        return "\n".join(part for part in parts if part)


def clean(text: str) -> str:
    """The text without characters that print nothing or turn the line; tabs become spaces."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "　")
    return _CONTROL.sub("", unified)


def clean_line(text: str) -> str:
    """The text on one line."""
    return " ".join(clean(text).split())


def table(rows: Sequence[Sequence[str]], *, head: bool = True) -> str:
    """Rows as a part of kind table takes them; what stands in a cell cannot leave it.

    >>> table([["序号", "名称"], ["1", "申请表|附页"]])
    '| 序号 | 名称 |\\n|---|---|\\n| 1 | 申请表｜附页 |'
    """
    lines = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    if head and lines:
        lines.insert(1, "|" + "---|" * len(rows[0]))
    return "\n".join(lines)


def _cell(text: str) -> str:
    return clean_line(text).replace("|", "｜") or "　"


def no_table(text: str) -> str:
    """A value of kind text, so that a line of it that begins with ``|`` starts no table and adds no cell."""
    return text.replace("|", "｜")


def to_blocks(text: str) -> tuple[Block, ...]:
    """The lines of a text as blocks; empty lines part nothing and are dropped."""
    blocks: list[Block] = []
    rows: list[str] = []
    for raw in [*clean(text).split("\n"), ""]:
        line = raw.strip(" 　")
        if line.startswith("|") and line.endswith("|") and len(line) > 1:
            rows.append(line)
            continue
        if not line and rows:
            # An empty line inside a table comes from a passage that fell away; the table goes on.
            continue
        if rows:
            blocks.append(_grid(rows))
            rows = []
        if line:
            blocks.append(_line(line))
    if rows:
        blocks.append(_grid(rows))
    return tuple(blocks)


def _line(line: str) -> Block:
    short = len(line) <= HEADING_LENGTH and line[-1] not in _ENDS
    if short and _FIRST.match(line):
        return Heading(line, 1)
    if short and _SECOND.match(line):
        return Heading(line, 2)
    return Paragraph(line)


def _grid(lines: list[str]) -> Grid:
    cells = [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]
    head = len(cells) > 1 and all(_RULE.fullmatch(cell) for cell in cells[1])
    kept = [row for row in cells if not all(_RULE.fullmatch(cell) for cell in row)]
    width = max((len(row) for row in kept), default=0)
    return Grid(tuple(tuple(row + [""] * (width - len(row))) for row in kept), head)


def _words(block: Block) -> str:
    if isinstance(block, Grid):
        return "\n".join("　".join(row) for row in block.rows)
    return block.text

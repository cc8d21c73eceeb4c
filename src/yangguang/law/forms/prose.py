"""The running text of a report, apart from its statutory tables and free of capture dirt.

PDF text breaks lines in the middle of a word, puts page numbers between two halves of a sentence and
spaces between digits and measure words; a text capture leaves the table's rows standing as lines.
Here all that is taken out once, and every character kept knows where it stood, so that a finding can
quote the source exactly.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

import opencc

from yangguang.text.document import Document, Paragraph
from yangguang.text.variants import is_traditional

LIMIT = 120_000
"""Characters read; a long annual report has a quarter of it."""

_FOLD = {
    **{0xFF10 + i: chr(0x30 + i) for i in range(10)},
    **{0xFF21 + i: chr(0x41 + i) for i in range(26)},
    **{0xFF41 + i: chr(0x61 + i) for i in range(26)},
    **{ord(a): b for a, b in zip("％﹪．；：！？﹐﹔﹕【】［］﹝﹞", "%%.；：！？，；：〔〕〔〕〔〕", strict=True)},
    **{ord(a): b for a, b in zip(";:!?()[]", "；：！？（）〔〕", strict=True)},
    **{ord(a): " " for a in "\u00a0\u3000\t\u2002\u2003\u2009\u202f\ufeff\u200b\u200c\u200d"},
    ord("幵"): "开", ord("巳"): "已", ord("曰"): "日",
    ord("─"): "—", ord("━"): "—", ord("–"): "—", 0x2212: "-",
}  # fmt: skip
_SPACE = re.compile(r"[ ]+")
_COMMA = re.compile(r"(?<!\d),|,(?!\d)|,(?=\d{4})|,(?!\d{3}(?!\d))")
_END = "。！？"
_PAGE_NUMBER = re.compile(r"^[\s\-—–·.~第共页/\d]{0,16}$")
_HEADING = re.compile(
    r"^\s*(?:#{1,6}\s*\S.{0,40}|第[一二三四五六七八九十]+[章节部分]+.{0,30}"
    r"|[一二三四五六七八九十]{1,3}[、．.][^。]{0,44}|[（(][一二三四五六七八九十]{1,3}[）)][^。]{0,30}"
    r"|\d{1,2}[、．.](?!\d)[^。]{0,24})$"
)
_TABLE_ROW = re.compile(
    r"^\s*[|｜]|(?:[|｜].*){2}|^[\s|｜\-—:：+]*$"
    r"|(?:\s+[-－—]?[\d,，.]+|\s+[-－—/]{1,4}){3,}\s*$|^[\s\d,.]*\d[\s\d,.]*$"
)
_HEAD_PIECES = re.compile(
    r"^\s*[^\s。，；：]{1,12}(?:\s{2,}[^\s。，；：]{1,12})+\s*$|^\s*[^\s\d。，；：]{1,3}\s*$"
)
_LABEL_NUMBER = re.compile(r"^[^\d。；]{2,60}[\s|]+[-－]?[\d,.]+\s*$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the prose: its folded text and where it begins in the folded whole.

    ``section`` is the nearest heading above it, ``top`` the nearest 一、二、… heading.
    """

    text: str
    start: int
    section: str
    top: str


class Prose:
    """Folded running text with a way back to the document's own characters."""

    def __init__(
        self, source: str, pieces: list[tuple[int, int]], flat: str, *, cut: bool = False
    ) -> None:
        self.source = source
        self.cut = cut
        """Whether the text was longer than `LIMIT` and its rest is left out."""
        self.flat = flat
        self._flat_starts = [flat_start for flat_start, _ in pieces]
        self._pieces = pieces
        self.sentences: list[Sentence] = list(_sentences(flat))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in ``Document.text()`` of ``flat[start:end]``."""
        if end <= start:
            at = self._origin(start)
            return at, at
        return self._origin(start), self._origin(end - 1) + 1

    def quote(self, start: int, end: int) -> str:
        """The document's own characters behind ``flat[start:end]``."""
        first, last = self.span(start, end)
        return self.source[first:last]

    def _origin(self, offset: int) -> int:
        index = bisect_right(self._flat_starts, offset) - 1
        if index < 0:
            return 0
        flat_start, source_start = self._pieces[index]
        return source_start + (offset - flat_start)


def read_prose(document: Document, *, table_blocks: Collection[int] = ()) -> Prose:
    """The running text of ``document``, without tables, table remains and page numbers.

    ``table_blocks`` are the indexes of blocks that a form parser has read as its table.
    """
    source = document.text()
    lines = list(_lines(document, frozenset(table_blocks)))
    width = _wrap_width([text for _, text, _ in lines])
    zones = _table_zones([text for _, text, _ in lines])
    flat: list[str] = []
    pieces: list[tuple[int, int]] = []
    length = 0
    open_line = ""
    for index, (offset, raw, _) in enumerate(lines):
        text = raw.translate(_FOLD)
        following = lines[index + 1][1].translate(_FOLD).lstrip() if index + 1 < len(lines) else ""
        if not text.strip():
            continue
        bare = text.strip()
        if _PAGE_NUMBER.match(text) and not (bare.isdigit() and (zones[index] or len(bare) > 3)):
            continue
        if _is_table_line(text, following, zone=zones[index]):
            open_line = ""
            continue
        marked = lines[index][2] > 0 and len(text.strip()) <= 60
        heading = (marked or bool(_HEADING.match(text))) and not text.rstrip().endswith(
            tuple("，、")
        )
        if (
            heading
            and width
            and len(text.strip()) >= 0.9 * width
            and not (marked or text.startswith("#"))
        ):
            heading = False
        joined = (
            bool(open_line)
            and not heading
            and open_line.rstrip()[-1] not in _END
            and not _starts_item(text)
            and (
                len(open_line.strip()) >= (0.72 * width if width else 40)
                or _torn_figure(open_line, text)
            )
        )
        if not joined and length:
            flat.append("\n")
            pieces.append((length, max(0, offset - 1)))
            length += 1
        if heading:
            flat.append("\x01")
            pieces.append((length, offset))
            length += 1
        for start, end in _kept(text, previous=open_line[-1:] if joined else ""):
            piece = text[start:end]
            flat.append(piece)
            pieces.append((length, offset + start))
            length += len(piece)
        open_line = "" if heading else text
    folded = _simplified("".join(flat))
    folded = _COMMA.sub("，", folded)
    return Prose(source, pieces, folded, cut=sum(len(raw) for _, raw, _ in lines) >= LIMIT)


def _simplified(text: str) -> str:
    """The text with each character in its plain simplified form, none added and none lost.

    Kangxi radicals that a PDF puts for characters are unified; words that a converter changed
    (網路, 資訊) are put back where the word is as long.
    """
    strange = {
        char for char in set(text) if "\u2e80" <= char <= "\u2fdf" or "\uf900" <= char <= "\ufaff"
    }
    table: dict[int, str] = {}
    for char in strange:
        plain_form = _RADICALS.get(char) or unicodedata.normalize("NFKC", char)
        if len(plain_form) == 1:
            table[ord(char)] = plain_form
    text = text.translate(table)
    if not is_traditional(text):
        return text
    distinct = sorted({char for char in text if "\u3400" <= char <= "\u9fff"})
    simple = _to_simplified().convert("\n".join(distinct)).split("\n")
    pairs = zip(distinct, simple, strict=True)
    text = text.translate({ord(a): b for a, b in pairs if len(b) == 1})
    for regional, mainland in _REGIONAL:
        text = text.replace(regional, mainland)
    return text


_RADICALS = {"\u2ee9": "黄", "\u2ed3": "长", "\u2ecb": "车", "\u2ed4": "门", "\u2ed8": "青", "\u2edd": "食",
             "\u2ec5": "见", "\u2ec9": "贝", "\u2f83": "自", "\u2ea0": "民", "\u2eda": "页", "\u2edc": "飞"}  # fmt: skip
_REGIONAL = (
    ("资讯", "信息"), ("网路", "网络"), ("档案", "文件"), ("讯息", "信息"), ("民众", "群众"), ("透过", "通过"),
    ("线上", "网上"), ("答覆", "答复"), ("覆议", "复议"),
)  # fmt: skip


@cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _lines(document: Document, table_blocks: frozenset[int]) -> Iterator[tuple[int, str, int]]:
    """Offset in the whole text, text and heading level of every line outside marked-up tables."""
    offset = 0
    used = 0
    for index, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            if index not in table_blocks:
                at = offset
                for line in block.text.split("\n"):
                    if used > LIMIT:
                        return
                    yield at, line[: LIMIT - used], block.heading
                    used += len(line)
                    at += len(line) + 1
            offset += len(block.text) + 1
        else:
            rows = block.rows
            offset += sum(len(cell.text) for row in rows for cell in row)
            offset += sum(max(0, len(row) - 1) for row in rows) + max(0, len(rows) - 1) + 1


def _wrap_width(lines: list[str]) -> float:
    """The length at which the capture breaks its lines; 0 where every paragraph is one line."""
    long_enough = [line.strip() for line in lines[:4000] if len(line.strip()) > 12]
    broken = sorted(len(line) for line in long_enough if line[-1] not in _END + "：；")
    if len(broken) < 8 or len(broken) < 0.35 * len(long_enough):
        return 0.0
    width = float(broken[int(len(broken) * 0.7)])
    longest = max(map(len, long_enough))
    # Broken lines are all about as long as the page is wide; paragraphs are not.
    return width if longest < 2.2 * width else 0.0


def _table_zones(lines: list[str]) -> list[str]:
    """For every line the kind of table it may be a remain of: "" (prose), ``annual``, ``statistics``."""
    zones = [""] * len(lines)
    zone = ""
    for index, line in enumerate(lines):
        text = re.sub(r"[\s|｜#*]", "", line[:80])
        if re.match(r"第二十条第?[（(]?[一五六八九]", text):
            zone = "annual"
        elif re.match(r"(?:统计)?指标(?:名称)?", text) and _near(lines, index, "统计数"):
            zone = "statistics"
        elif (zone == "annual" and re.match(r"五、|六、|[（(]一[）)].{0,30}存在", text)) or (
            zone == "statistics"
            and re.match(r"注[：:]|关联|相关|文件下载|上一[篇条]|单位负责人|分享|打印", text)
        ):
            zone = ""
        zones[index] = zone
    return zones


def _near(lines: list[str], index: int, word: str) -> bool:
    return word in re.sub(r"\s", "", "".join(lines[index : index + 12])[:400])


def _starts_item(text: str) -> bool:
    return bool(
        re.match(
            r"\s*(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|#|\d{1,2}[、．.](?!\d))",
            text,
        )
    )


def _torn_figure(line: str, following: str) -> bool:
    """Whether a line breaks off right before or inside a figure."""
    if re.search(r"\d[ ]*$", line):
        return bool(re.match(r"\s*[件份条宗万元个次篇场期人项家余多%]", following))
    return bool(
        re.search(r"[\u4e00-\u9fff][ ]*$", line)
        and re.match(r"\s*[\d,.]+[ ]*[件份条宗万元个次篇场期人项家余多%].*[，。；]", following)
    )


def _is_table_line(text: str, following: str, *, zone: str) -> bool:
    """Whether a line is a row, or a piece of one, of a table that lost its marks."""
    wraps_on = (
        bool(re.match(r"[件份条宗万元个次篇场期人项家余多%]", following)) and len(following) > 8
    )
    if _TABLE_ROW.search(text if len(text) < 600 else text[:200] + text[-200:]):
        return not (re.fullmatch(r"\s*[\d,.]+\s*", text) and wraps_on)
    if zone == "statistics":
        return not ("。" in text and len(text) > 30)
    if zone == "annual" and _LABEL_NUMBER.match(text):
        return not wraps_on
    # The words of a head in narrow columns: 未  复议后起诉 is no statement.
    return zone == "annual" and bool(_HEAD_PIECES.match(text))


def _kept(text: str, *, previous: str) -> Iterator[tuple[int, int]]:
    """The pieces of a line without the spaces that stand next to a Chinese character."""
    start = 0
    for gap in _SPACE.finditer(text):
        left = text[gap.start() - 1 : gap.start()] if gap.start() else previous
        right = text[gap.end() : gap.end() + 1]
        if left.isascii() and right.isascii() and left.isalnum() and right.isalnum():
            # Between two Latin words or two numbers a space means something.
            if gap.start() + 1 > start:
                yield start, gap.start() + 1
        elif gap.start() > start:
            yield start, gap.start()
        start = gap.end()
    if start < len(text):
        yield start, len(text)


def _sentences(flat: str) -> Iterator[Sentence]:
    section = top = ""
    for line in re.finditer(r"[^\n]+", flat):
        text, start = line.group(), line.start()
        if text.startswith("\x01"):
            section = text[1:].strip("# ")
            if re.match(r"[一二三四五六七八九十]{1,3}[、.．]", section):
                top = section
            yield Sentence("\x01" + text[1:], start, section, top)
            continue
        label = re.match(
            r"\s*(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\d{1,2}[、.](?!\d)|[一二三四五六七八九十]是)"
            r"([^。，；：]{2,24}?)(?:[。：]|$)",
            text,
        )
        if label:
            section = label.group(0)
            if re.match(r"\s*[一二三四五六七八九十]{1,3}、", text):
                top = section
        # No sentence is longer than this; hostile text has no sentences at all.
        for piece in re.finditer(r"[^。！？]{1,1200}[。！？]?", text):
            if piece.group().strip():
                yield Sentence(piece.group(), start + piece.start(), section, top)

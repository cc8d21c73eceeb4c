"""A captured page reduced to its document: chrome off, broken sentences whole again.

Nothing vanishes: what is taken off is returned with the reason, and every place of the cleaned
text can be traced back to the block it came from, so that a finding can be shown where it stands
in the source.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from yangguang.text import chrome, rejoining
from yangguang.text.document import Block, Document, Paragraph, Table
from yangguang.text.extract.traces import PLAIN, Picture, Region, Trace, TracedDocument
from yangguang.text.pagelinks import FILE_ADDRESS, linked_lines, related_lines
from yangguang.text.pageparts import Part, without_told
from yangguang.text.pictures import out_of_table, shown_pictures

HEADER = "已读入字段的页头信息"
_PROSE = re.compile(r"[。；]")


@dataclass(frozen=True, slots=True)
class Removed:
    """A block that was taken off: its index in the source document, its text, and why."""

    block: int
    page: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Piece:
    """From offset ``at`` of a cleaned paragraph on, the text is that of source block ``block``."""

    at: int
    block: int


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The document proper, what was taken off, and the way back to the source."""

    document: Document
    removed: tuple[Removed, ...]
    pieces: tuple[tuple[Piece, ...], ...]
    """One tuple a block of ``document``; a table has one piece."""
    pictures: tuple[tuple[int, Picture], ...] = ()
    """The pictures of the text, each with the index of the block before which it stands."""

    def locate(self, block: int, offset: int = 0) -> tuple[int, int]:
        """(source block, offset in its text) for a place in a cleaned block."""
        pieces = self.pieces[block]
        piece = pieces[max(0, bisect_right([each.at for each in pieces], offset) - 1)]
        return piece.block, max(0, offset - piece.at)


def clean(document: Document, *, told: Collection[Part] = ()) -> Cleaned:
    """Takes chrome off and rejoins broken sentences; never changes the order of anything.

    ``told`` are parts that say only what the header's fields hold (`text.header`); they go as well,
    as long as anything else is left.
    """
    traces, regions = _traces(document)
    reasons = _chrome_of(document, traces, regions)
    offered = {at for at, why in reasons.items() if why == chrome.DOWNLOADS}
    whole, shortened = without_told(document, told, reasons.keys() - offered)
    reasons.update(dict.fromkeys(whole, HEADER))
    kept = [at for at in range(len(document.blocks)) if at not in reasons]
    if not kept and offered:
        # A page that only offers a file says at least its name.
        kept = sorted(offered)
        reasons = {at: why for at, why in reasons.items() if at not in offered}
    pictures = shown_pictures(document, kept or sorted(whole))
    if not any(_has_words(document.blocks[at]) for at in kept) and not (whole and pictures):
        # A page that is nothing but chrome is better returned whole than empty.
        kept, reasons = list(range(len(document.blocks))), {}
        shortened = {}
    source: Document = document
    if shortened:
        document = replace(
            document,
            blocks=tuple(shortened.get(at, block) for at, block in enumerate(document.blocks)),
        )
    blocks, pieces = _rejoined(document, traces, kept)
    firsts = [each[0].block for each in pieces]
    changed: Document
    if isinstance(document, TracedDocument):
        changed = replace(
            document,
            blocks=tuple(blocks),
            traces=tuple(traces[first] for first in firsts),
        )
    else:
        changed = replace(document, blocks=tuple(blocks))
    removed = [
        Removed(at, source.blocks[at].page, _text(source.blocks[at]), reasons[at])
        for at in sorted(reasons)
    ]
    removed += [
        Removed(at, table.page, _rows_cut(source.blocks[at], table), HEADER)
        for at, table in shortened.items()
    ]
    return Cleaned(
        changed,
        tuple(removed),
        tuple(tuple(each) for each in pieces),
        tuple(_among(firsts, kept, placed, shortened) for placed in pictures),
    )


def _traces(document: Document) -> tuple[Sequence[Trace], Sequence[Region]]:
    """The traces of a document that has them; a block list changed since then has none."""
    if isinstance(document, TracedDocument) and len(document.traces) == len(document.blocks):
        return document.traces, document.regions
    return [PLAIN] * len(document.blocks), ()


def _chrome_of(
    document: Document, traces: Sequence[Trace], regions: Sequence[Region]
) -> dict[int, str]:
    blocks = document.blocks
    reasons: dict[int, str] = {}
    if regions:
        reasons.update(_by_region(document, traces, regions))
    for at in chrome.page_number_lines(blocks):
        reasons.setdefault(at, chrome.PAGE_NUMBER)
    for at in chrome.running_lines(blocks, document.pages):
        reasons.setdefault(at, chrome.RUNNING)
    for at, block in enumerate(blocks):
        if isinstance(block, Paragraph) and at not in reasons:
            why = chrome.line_reason(block.text)
            if why:
                reasons[at] = why
    left = [at for at in range(len(blocks)) if at not in reasons]
    start = chrome.footer_start([blocks[at] for at in left])
    for at in left[start:]:
        reasons[at] = chrome.FOOTER
    below = [_folded(_text(block)) for block in blocks]
    for at in range(chrome.head_end(blocks)):
        text = below[at].partition("|")[0]
        again = not text or any(text in other for other in below[at + 1 : at + 40])
        if again or not re.search(r"[的年]", text):
            reasons.setdefault(at, chrome.HEAD)
    reasons.update(related_lines(blocks, reasons))
    for at in chrome.wechat_tail(blocks):
        reasons.setdefault(at, chrome.TOOLS)
    reasons.update(linked_lines(document, traces, reasons))
    return reasons


def _by_region(
    document: Document, traces: Sequence[Trace], regions: Sequence[Region]
) -> dict[int, str]:
    """Chrome of a web page by the containers it stands in and by how much of it is links."""
    count = len(regions)
    chars, links, items, prose = [0] * count, [0] * count, [0] * count, [0] * count
    data = [0] * count
    for block, trace in zip(document.blocks, traces, strict=True):
        if not 0 <= trace.region < count:
            continue
        text = _text(block)
        chars[trace.region] += len(text)
        links[trace.region] += trace.link_chars
        items[trace.region] += 1
        if isinstance(block, Table) and trace.link_chars * 2 < len(text):
            data[trace.region] += len(text)
        if _PROSE.search(text) and trace.link_chars * 3 < len(text):
            prose[trace.region] += len(text)
    # Parents always have smaller indices than their children.
    for at in range(count - 1, -1, -1):
        parent = regions[at].parent
        if 0 <= parent < at:
            chars[parent] += chars[at]
            links[parent] += links[at]
            items[parent] += items[at]
            prose[parent] += prose[at]
            data[parent] += data[at]
    tops = [at for at in range(count) if regions[at].parent < 0]
    total = sum(prose[at] for at in tops)
    words = sum(chars[at] - links[at] for at in tops)
    verdict: list[str] = []
    for at, region in enumerate(regions):
        why = verdict[region.parent] if 0 <= region.parent < at else ""
        # A container may be named for its menu and yet hold the article.
        small = (
            prose[at] <= min(200, total // 4)
            and data[at] <= 60
            and chars[at] - links[at] <= max(120, 0.3 * words)
        )
        if not why and region.tag != "body" and small:
            if region.tag in chrome.REGION_TAGS:
                why = chrome.REGION_TAGS[region.tag]
            elif region.name and chrome.REGION_NAME.search(region.name):
                why = chrome.NAVIGATION
            elif items[at] >= 4 and links[at] > 0.7 * chars[at] and not prose[at]:
                why = chrome.LINKS
        verdict.append(why)
    attached = {
        _folded(text) for text, href in document.links if text and FILE_ADDRESS.search(href)
    }
    return {
        at: verdict[trace.region]
        for at, (block, trace) in enumerate(zip(document.blocks, traces, strict=True))
        if 0 <= trace.region < count
        and verdict[trace.region]
        and not trace.marked_body
        and not (isinstance(block, Paragraph) and block.heading == 1)
        and not _is_attachment(_text(block), attached)
    }


def _is_attachment(text: str, attached: set[str]) -> bool:
    folded = _folded(text)
    return folded.startswith("附件") or any(name in folded for name in attached if len(name) > 1)


def _rejoined(
    document: Document, traces: Sequence[Trace], kept: Sequence[int]
) -> tuple[list[Block], list[list[Piece]]]:
    blocks = document.blocks
    lines = [b.text for at in kept if isinstance(b := blocks[at], Paragraph) and not b.heading]
    measured = rejoining.measure(lines)
    indented = any(trace.indent >= 2 for trace in traces)
    out: list[Block] = []
    pieces: list[list[Piece]] = []
    begins = True
    for position, at in enumerate(kept):
        block = blocks[at]
        before = kept[position - 1] if position else -1
        above = out[-1] if out else None
        if (
            isinstance(block, Paragraph)
            and isinstance(above, Paragraph)
            and not block.heading
            and not above.heading
            and _belongs(document, traces, before, at, measured, begins, indented)
        ):
            text = above.text + rejoining.glue(above.text, block.text)
            pieces[-1].append(Piece(len(text), at))
            out[-1] = replace(above, text=text + block.text)
            begins = False
            continue
        out.append(block)
        pieces.append([Piece(0, at)])
        begins = True
    return out, pieces


def _belongs(
    document: Document,
    traces: Sequence[Trace],
    before: int,
    at: int,
    measured: int,
    begins: bool,
    indented: bool,
) -> bool:
    """Whether block ``at`` goes on with the sentence of block ``before``."""
    line, following = _text(document.blocks[before]), _text(document.blocks[at])
    if traces[before].runs_on:
        # Here the reader knew the margins; only a page break can have come between.
        return (
            document.blocks[at].page > document.blocks[before].page
            and traces[at].indent < 2
            and not rejoining.is_row(line)
            and not rejoining.is_row(following)
            and not rejoining.is_start(following)
        )
    if document.media_type in ("application/pdf", "application/ofd"):
        return False
    if indented and measured and traces[at].indent >= 2 and not traces[before].indent >= 2:
        return False
    if traces[at].gap and measured and before == at - 1:
        return False
    return rejoining.goes_on(line, following, measured, begins=begins)


def _has_words(block: Block) -> bool:
    return bool(_text(block).strip())


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _text(block: Block) -> str:
    if isinstance(block, Table):
        return "\n".join("\t".join(cell.text for cell in row) for row in block.rows)
    return block.text


def _among(
    firsts: Sequence[int],
    kept: Sequence[int],
    placed: tuple[int, Picture],
    shortened: Collection[int],
) -> tuple[int, Picture]:
    """A picture's place among the rejoined blocks instead of among those kept."""
    place, picture = placed
    if picture.inside is not None and picture.inside.block in shortened:
        picture = out_of_table(picture)
    block = kept[place] if place < len(kept) else (kept[-1] + 1 if kept else 0)
    return bisect_left(firsts, block), picture


def _rows_cut(before: Block, after: Table) -> str:
    """The rows that went, as text."""
    rows = before.rows if isinstance(before, Table) else ()
    return _text(Table(tuple(row for row in rows if row not in after.rows)))

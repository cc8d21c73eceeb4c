"""OFD, the national format for fixed-layout documents (GB/T 33190—2016).

A zip of XML: pages hold text objects, each with the place of its glyphs in millimetres. Glyphs
and rules go to the same `layout` as those of a PDF, so tables and paragraphs come out alike.
"""

from __future__ import annotations

import itertools
from typing import Any

from yangguang.text.document import Block, Paragraph, UnreadableDocument
from yangguang.text.extract.archive import Archive
from yangguang.text.extract.grids import Rule
from yangguang.text.extract.layout import Glyph, lay_out, with_headings
from yangguang.text.extract.limits import DEFAULT, Limits
from yangguang.text.extract.ofdparts import numbers_of, pages_of, text_of
from yangguang.text.extract.traces import Trace, TracedDocument
from yangguang.text.extract.xmlnames import attribute, child, children, local

_MOST_GLYPHS = 60_000
_THIN = 1.0


def read_ofd(archive: Archive, *, limits: Limits = DEFAULT) -> TracedDocument:
    """All documents of the package, pages in their declared order.

    Raises UnreadableDocument: ``encrypted``, ``damaged``, ``too-large`` (pages), ``no-text``.
    """
    if any(name.rpartition("/")[2].lower() == "encryptions.xml" for name in archive.names()):
        raise UnreadableDocument("OFD已加密，无法读取。请去除密码后重新上传。", code="encrypted")
    placed: list[tuple[Block, Trace]] = []
    meta: dict[str, str] = {}
    pages = 0
    warnings: list[str] = []
    without: list[int] = []
    for page in pages_of(archive, limits=limits, meta=meta):
        pages += 1
        glyphs: list[Glyph] = []
        rules: list[Rule] = []
        for source in page.layers:
            _collect(source, glyphs, rules)
        found = lay_out(glyphs, rules, pages)
        placed.extend(found)
        if not found:
            without.append(pages)
    if not placed:
        raise UnreadableDocument(
            "OFD里没有可读取的文字，可能是扫描件。请上传文字版，或先作文字识别（OCR）。",
            code="no-text",
        )
    placed = with_headings(placed)
    if without:
        shown = "、".join(map(str, without[:20]))
        warnings.append(f"第{shown}页没有文字，未能读取。")
    return TracedDocument(
        blocks=tuple(block for block, _ in placed),
        media_type="application/ofd",
        pages=pages,
        title=meta.get("Title", "")
        or next((b.text for b, _ in placed if isinstance(b, Paragraph) and b.heading), ""),
        meta=meta,
        warnings=tuple(warnings),
        traces=tuple(trace for _, trace in placed),
    )


def _collect(content: Any, glyphs: list[Glyph], rules: list[Rule]) -> None:
    """Glyphs and rules of one page description, at whatever depth its blocks stand."""
    for element in content.iter():
        name = local(element)
        if name == "TextObject" and attribute(element, "Visible") != "false":
            if len(glyphs) < _MOST_GLYPHS:
                _glyphs(element, glyphs)
        elif name == "PathObject" and len(rules) < 20_000:
            _rules(element, rules)


def _frame(element: Any) -> tuple[float, float, float, float] | None:
    numbers = numbers_of(attribute(element, "Boundary"))
    return (numbers[0], numbers[1], numbers[2], numbers[3]) if len(numbers) == 4 else None


def _matrix(element: Any) -> list[float]:
    numbers = numbers_of(attribute(element, "CTM"))
    return numbers if len(numbers) == 6 else [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]


def _glyphs(element: Any, glyphs: list[Glyph]) -> None:
    frame = _frame(element)
    if frame is None:
        return
    a, b, c, d, e, f = _matrix(element)
    stated = numbers_of(attribute(element, "Size"))
    stretch = numbers_of(attribute(element, "HScale"))
    size = stated[0] if stated and stated[0] > 0 else frame[3] * 0.8
    scale_x = (a * a + b * b) ** 0.5 or 1.0
    scale_y = (c * c + d * d) ** 0.5 or 1.0
    tall = size * scale_y
    x = y = 0.0
    for code in children(element, "TextCode"):
        words = code.text or ""
        starts_x, starts_y = numbers_of(attribute(code, "X")), numbers_of(attribute(code, "Y"))
        x = starts_x[0] if starts_x else x
        y = starts_y[0] if starts_y else y
        steps_x = _deltas(attribute(code, "DeltaX"), len(words))
        steps_y = _deltas(attribute(code, "DeltaY"), len(words))
        for at, character in enumerate(words):
            wide = size * (0.5 if character.isascii() else 1.0)
            if stretch and 0 < stretch[0] < 10:
                wide *= stretch[0]
            left = frame[0] + a * x + c * y + e
            base = frame[1] + b * x + d * y + f
            if character >= " ":
                glyphs.append(
                    Glyph(
                        " " if character.isspace() else character,
                        left,
                        base - 0.85 * tall,
                        left + wide * scale_x,
                        base + 0.15 * tall,
                        tall,
                    )
                )
            step = steps_x[at] if at < len(steps_x) else None
            if step is None and not (at < len(steps_y) and steps_y[at]):
                step = wide
            x += step or 0.0
            y += steps_y[at] if at < len(steps_y) else 0.0


def _rules(element: Any, rules: list[Rule]) -> None:
    """Straight strokes and thin boxes of a path; curves draw no table."""
    frame = _frame(element)
    data = text_of(child(element, "AbbreviatedData"))
    if frame is None or len(data) > 20_000:
        return
    stroked = attribute(element, "Stroke") != "false"
    filled = attribute(element, "Fill") == "true"
    if not (stroked or filled):
        return
    a, b, c, d, e, f = _matrix(element)
    outlines: list[list[tuple[float, float]]] = []
    tokens = data.split()
    at = 0
    while at < len(tokens):
        command = tokens[at]
        at += 1
        if command in ("M", "S", "L"):
            pair = numbers_of(" ".join(tokens[at : at + 2]))
            at += 2
            if len(pair) != 2:
                return
            point = (
                frame[0] + a * pair[0] + c * pair[1] + e,
                frame[1] + b * pair[0] + d * pair[1] + f,
            )
            if command == "L" and outlines:
                outlines[-1].append(point)
            else:
                outlines.append([point])
        elif command == "C" and outlines:
            outlines[-1].append(outlines[-1][0])
        elif command in ("Q", "B", "A"):
            return
    for points in outlines:
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        if len(points) < 2:
            continue
        if min(max(xs) - min(xs), max(ys) - min(ys)) <= _THIN:
            rules.append(Rule(min(xs), min(ys), max(xs), max(ys)))
        elif stroked:
            for (ax, ay), (bx, by) in itertools.pairwise(points):
                if abs(ax - bx) < 0.3 or abs(ay - by) < 0.3:
                    rules.append(Rule(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))


def _deltas(text: str, most: int) -> list[float]:
    """Steps between glyphs; ``g 5 3.2`` stands for five times 3.2."""
    out: list[float] = []
    tokens = text.split()
    at = 0
    while at < len(tokens) and len(out) < most:
        if tokens[at] == "g":
            pair = numbers_of(" ".join(tokens[at + 1 : at + 3]))
            if len(pair) != 2:
                break
            out.extend([pair[1]] * max(0, min(int(pair[0]), most - len(out))))
            at += 3
        else:
            number = numbers_of(tokens[at])
            if not number:
                break
            out.extend(number)
            at += 1
    return out

"""The proof of a released copy: its text, its pixels and its make-up, read back from the bytes.

The proof trusts nothing of how the copy was made. It opens source and copy again, and says of each
point whether it holds; a copy that fails any is never released.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from PIL import Image, ImageChops, ImageStat

from yangguang.apps.files.redaction.marks import Area, Mark, Passage
from yangguang.apps.files.redaction.pagetext import PageText
from yangguang.apps.files.redaction.raster import pixels
from yangguang.apps.files.redaction.rebuilt import without_passages
from yangguang.apps.files.redaction.sources import PagedSource, PdfPages, Words, covered
from yangguang.apps.files.releasecheck.pdf import check_pdf
from yangguang.text.document import Document, UnreadableDocument
from yangguang.text.extract import read

_SCALE = 1.5
_DARK = 40
_FAR = 10.0
_INK = 24
_EDGE = 2
_ALLOWED = frozenset({"hidden-text"})
"""Of the release check's kinds, those a copy has by design: its searchable words are not drawn."""


@dataclass(frozen=True, slots=True)
class Check:
    """One point of the proof; ``sentence`` says what was found, for a clerk."""

    key: str
    passed: bool
    sentence: str


def prove_pages(
    source: PagedSource, marks: Sequence[Mark], result: bytes, *, words: bool
) -> list[Check]:
    """Whether ``result`` shows all of the source but the marks, and hides nothing."""
    try:
        copy = PdfPages(result)
    except UnreadableDocument as error:
        return [Check("opens", False, f"生成的文件打不开：{error}")]
    checks = [_same_shapes(source, copy), _marks_meet(source, marks)]
    if not all(check.passed for check in checks):
        return checks
    dark: list[int] = []
    strange: list[int] = []
    spoken: list[int] = []
    unseen: list[int] = []
    kept = lost = 0
    for number in range(1, len(source.shapes) + 1):
        areas = covered(source, marks, number)
        before, after = source.picture(number, _SCALE), copy.picture(number, _SCALE)
        if not all(_is_black(after, area) for area in areas):
            dark.append(number)
        if not _same_outside(before, after, areas):
            strange.append(number)
        unseen += _without_ink(source, before, marks, number)
        text = copy.text(number)
        if any(_speaks(copy, number, area) for area in areas) or (not words and text.text.strip()):
            spoken.append(number)
        kept += len(text.text)
        lost += len(areas)
    checks += [
        _pages("black", dark, "标注区域全部涂黑，逐个像素核对", "标注区域没有涂黑"),
        _pages("outside", strange, "标注以外的内容与原文件一致", "标注以外的内容与原文件不一致"),
        _pages("text", spoken, "标注区域内没有可提取的文字", "标注区域内仍有可提取的文字"),
        _pages(
            "seen", unseen, "标注的文字在页面上都看得到、盖得住",
            "标注的文字在页面上的位置看不到字，可能是隐藏文字层错位，请改用区域标注",
        ),
        _make_up(result),
    ]  # fmt: skip
    return checks


def prove_words(
    source: Words, marks: Sequence[Mark], result: bytes, media_type: str
) -> list[Check]:
    """Whether ``result`` says what is left of the source's words, and nothing else."""
    expected = _signs(without_passages(source.document, marks).text())
    if media_type == "application/pdf":
        try:
            said = _signs(_pdf_words(result))
        except UnreadableDocument as error:
            return [Check("opens", False, f"生成的文件打不开：{error}")]
        checks = [_make_up(result)]
    else:
        said = _signs(read(result, name="released.txt").text())
        checks = []
    more, less = said - expected, expected - said
    checks.insert(
        0,
        Check(
            "text", not more,
            "提取的文字不多于应保留的文字" if not more else f"提取的文字比应保留的多{more.total()}个字",
        ),
    )  # fmt: skip
    checks.insert(
        1,
        Check(
            "outside", not less,
            "应保留的文字没有缺少" if not less else f"应保留的文字缺少{less.total()}个字",
        ),
    )  # fmt: skip
    checks.append(_nothing_back(source.document, marks, expected))
    return checks


def _nothing_back(document: Document, marks: Sequence[Mark], expected: Counter[str]) -> Check:
    """Marks must take something out, or the copy is the old file under a new name."""
    taken = sum(m.end - m.start for m in marks if isinstance(m, Passage))
    whole = _signs(document.text())
    passed = taken == 0 or bool(whole - expected)
    return Check(
        "taken-out", passed, f"共处理{taken}个字" if passed else "标注没有对应任何文字，请重新标注"
    )


def _pdf_words(data: bytes) -> str:
    pages = PdfPages(data)
    return "".join(pages.text(number).text for number in range(1, len(pages.shapes) + 1))


def _signs(text: str) -> Counter[str]:
    """Letters and digits with their number; page numbers and punctuation prove nothing."""
    return Counter(sign for sign in text if sign.isalnum() and not sign.isspace())


def _same_shapes(source: PagedSource, copy: PagedSource) -> Check:
    same = len(source.shapes) == len(copy.shapes) and all(
        abs(a.width - b.width) < 1 and abs(a.height - b.height) < 1
        for a, b in zip(source.shapes, copy.shapes, strict=True)
    )
    return Check(
        "pages", same,
        f"页数和页面大小与原文件一致（{len(source.shapes)}页）" if same else "页数或页面大小与原文件不一致",
    )  # fmt: skip


def _marks_meet(source: PagedSource, marks: Sequence[Mark]) -> Check:
    """Every mark covers something of a page that exists; one that does not was meant otherwise."""
    lost: list[int] = []
    for mark in marks:
        there = 1 <= mark.page <= len(source.shapes)
        areas = covered(source, [mark], mark.page) if there else []
        if not any(area.x1 > area.x0 and area.y1 > area.y0 for area in areas):
            lost.append(mark.page)
    return _pages(
        "marks", lost, f"{len(marks)}处标注都落在页面上", "有标注没有落在页面内容上，请重新标注"
    )


def _is_black(picture: Image.Image, area: Area) -> bool:
    """Black all over, the outermost pixels aside where scaling mixes them with their neighbours."""
    x0, y0, x1, y1 = pixels(area, _SCALE)
    box = (x0 + _EDGE, y0 + _EDGE, x1 + 1 - _EDGE, y1 + 1 - _EDGE)
    if box[0] >= box[2] or box[1] >= box[3]:
        box = ((x0 + x1) // 2, (y0 + y1) // 2, (x0 + x1) // 2 + 1, (y0 + y1) // 2 + 1)
    lightest = picture.crop(box).convert("L").getextrema()[1]
    return isinstance(lightest, int | float) and lightest <= _DARK


def _same_outside(before: Image.Image, after: Image.Image, areas: Sequence[Area]) -> bool:
    """Whether the rest looks the same, tile by tile, so that one missing line shows."""
    size = before.size
    before, after = before.copy(), after.resize(size)
    for area in areas:
        x0, y0, x1, y1 = pixels(area, _SCALE)
        hole = (max(0, x0 - _EDGE), max(0, y0 - _EDGE), x1 + 1 + _EDGE, y1 + 1 + _EDGE)
        for picture in (before, after):
            picture.paste("black", hole)
    difference = ImageChops.difference(before, after).convert("L")
    small = difference.reduce(8) if min(size) >= 8 else difference
    values = ImageStat.Stat(difference).mean
    return fmean(values) < _FAR and _brightest(small) < 100


def _brightest(picture: Image.Image) -> float:
    value = picture.getextrema()[1]
    assert isinstance(value, int | float)  # noqa: S101 (one band, made so above)
    return float(value)


def _without_ink(
    source: PagedSource, picture: Image.Image, marks: Sequence[Mark], number: int
) -> list[int]:
    """The page, where a marked passage stands at a place where nothing is to be seen."""
    passages = [m for m in marks if isinstance(m, Passage) and m.page == number]
    if not passages:
        return []
    text: PageText = source.text(number)
    grey = picture.convert("L")
    for passage in passages:
        for box in text.areas(passage.start, passage.end):
            low, high = grey.crop(
                pixels(Area(number, box.x0, box.y0, box.x1, box.y1), _SCALE)
            ).getextrema()
            assert isinstance(low, int | float) and isinstance(high, int | float)  # noqa: S101, PT018 (one band)
            if high - low < _INK:
                return [number]
    return []


def _speaks(copy: PdfPages, number: int, area: Area) -> bool:
    """Whether any character of the copy has its middle inside an area."""
    text = copy.text(number)
    return any(
        box is not None
        and area.x0 < (box.x0 + box.x1) / 2 < area.x1
        and area.y0 < (box.y0 + box.y1) / 2 < area.y1
        for box in text.boxes
    )


def _make_up(result: bytes) -> Check:
    """Nothing but pages: no metadata, attachments, forms, scripts, layers, earlier versions."""
    found = [one for one in check_pdf(result, personal=False) if one.kind not in _ALLOWED]
    if not found:
        return Check("make-up", True, "没有元数据、附件、批注、表单、脚本、图层和历史版本")
    return Check("make-up", False, "；".join(one.sentence for one in found[:5]))


def _pages(key: str, wrong: list[int], good: str, bad: str) -> Check:
    if not wrong:
        return Check(key, True, good)
    shown = "、".join(str(number) for number in dict.fromkeys(wrong[:20]))
    return Check(key, False, f"第{shown}页：{bad}")

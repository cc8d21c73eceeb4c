"""Lists of pasted pages whose numbers are not 1. 2. 3.: the numbers are written out as words.

（一） and (a) are cited; a list that a browser numbers anew by its own rules would change what is
cited. Lists that count 1. 2. 3. stay lists, with the number they begin at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from yangguang.apps.publishing.markup import Element
from yangguang.text.extract.docxnumbers import spell
from yangguang.text.structure import opening_of

_DEFINED = re.compile(r"@list\s+(l\d+:level\d)\s*\{([^{}]{0,2000})\}")
_FORMAT = re.compile(r"mso-level-number-format\s*:\s*([\w-]+)", re.I)
_TEXT = re.compile(r"""mso-level-text\s*:\s*(?:"([^"]{0,40})"|'([^']{0,40})'|([^;"'\s]{1,40}))""", re.I)  # fmt: skip
_MEMBER = re.compile(r"mso-list\s*:\s*(l\d+)\s+level(\d)", re.I)
_STYLE = re.compile(
    r"""list-style(?:-type)?\s*:\s*(?:"([^"]{0,40})"|'([^']{0,40})'|([\w-]+))""", re.I
)
_PLACE = re.compile(r"%([1-9])")
_INLINE_ENDS = frozenset(
    {"p", "div", "h2", "h3", "h4", "h5", "ul", "ol", "blockquote", "table", "hr", "section", "figure"}
)  # fmt: skip
_TYPES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "1": "decimal"}  # fmt: skip
_DRAWN = frozenset({"disc", "circle", "square"})
_SPELT = {
    "decimal": "decimal",
    "decimal-leading-zero": "decimalZero",
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "alpha-lower": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "alpha-upper": "upperLetter",
    "lower-roman": "lowerRoman",
    "roman-lower": "lowerRoman",
    "upper-roman": "upperRoman",
    "roman-upper": "upperRoman",
    "cjk-ideographic": "chineseCounting",
    "cjk-decimal": "ideographDigital",
    "simp-chinese-informal": "chineseCounting",
    "trad-chinese-informal": "chineseCounting",
    "chinese-counting": "chineseCounting",
    "chinese-counting-thousand": "chineseCountingThousand",
    "japanese-counting": "japaneseCounting",
    "ideograph-digital": "ideographDigital",
    "cjk-heavenly-stem": "ideographTraditional",
    "ideograph-traditional": "ideographTraditional",
    "cjk-earthly-branch": "ideographZodiac",
    "ideograph-zodiac": "ideographZodiac",
    "decimal-enclosed-circle": "decimalEnclosedCircle",
    "circle-num": "decimalEnclosedCircle",
    "decimal-full-width": "decimalFullWidth",
}
_HAN = frozenset({"chineseCounting", "ideographDigital", "ideographTraditional", "ideographZodiac"})


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered: the number style of Word, and the text around it."""

    style: str
    text: str
    """``%1`` stands for the number of the first level; empty where nothing is drawn."""

    @property
    def plain(self) -> bool:
        """Whether a browser's own 1. 2. 3. draws the same."""
        return self.style == "decimal" and self.text in {"%1.", "%2.", "%3."}


def levels_of(pasted: str) -> dict[str, Level]:
    """The list levels that office programs define in the head of what they put on the clipboard."""
    found: dict[str, Level] = {}
    for name, rules in _DEFINED.findall(pasted):
        text, style = _TEXT.search(rules), _FORMAT.search(rules)
        kind = style[1].lower() if style else "decimal"
        if kind == "bullet" or kind not in _SPELT:
            continue
        words = (text[1] or text[2] or text[3]) if text else f"%{name[-1]}."
        found[name] = Level(_SPELT[kind], words.replace("\\", ""))
    return found


def write_out(root: Element, known: Mapping[str, Level], *, plain_too: bool = False) -> None:
    """Lists numbered otherwise than 1. 2. 3. become paragraphs that begin with their numbers.

    ``plain_too`` writes out those as well, for paper, on which nothing counts by itself.
    """
    _write_out(root, known, (), plain_too)


def _write_out(
    node: Element, known: Mapping[str, Level], above: tuple[str, ...], plain_too: bool
) -> None:
    made: list[Element | str] = []
    for one in node.children:
        if isinstance(one, str) or one.tag not in {"ol", "ul"} or _is_note(node):
            if isinstance(one, Element):
                _write_out(one, known, above, plain_too)
            made.append(one)
            continue
        rows = _rows(one)
        labels = _labels(one, rows, known, above, plain_too)
        for row, number, _label in labels:
            _write_out(row, known, (*above, number), plain_too)
        if all(label is None for _row, _number, label in labels):
            made.append(one)
            continue
        for row, _number, label in labels:
            made += _paragraphs(row, label or "")
    if node.tag == "li" and any(isinstance(one, Element) and one.tag == "p" for one in made):
        made = _wrapped(made)
    node.children = made


def _rows(drawn: Element) -> list[Element]:
    """The rows of a list; a list that stands between them belongs to the row before it."""
    rows: list[Element] = []
    for one in drawn.elements():
        if one.tag == "li":
            rows.append(one)
        elif rows and one.tag in {"ol", "ul"}:
            rows[-1].children.append(one)
        else:
            rows.append(Element("li", {}, [one]))
    drawn.children = [*rows]
    return rows


def _is_note(node: Element) -> bool:
    return node.tag == "section" and node.attributes.get("class") == "footnotes"


def _labels(
    drawn: Element,
    rows: list[Element],
    known: Mapping[str, Level],
    above: tuple[str, ...],
    plain_too: bool,
) -> list[tuple[Element, str, str | None]]:
    """Every row with its number and the label to write; None throughout where the list may stay."""
    if drawn.tag == "ol" and _number_themselves(rows):
        return [(row, "", "") for row in rows]
    counted = _integer(drawn.attributes.get("start", ""), 1)
    found: list[tuple[Element, str, str | None]] = []
    stays = not plain_too or drawn.tag == "ul"
    for row in rows:
        level = _level(drawn, row, known, len(above) + 1)
        value = _integer(row.attributes.get("value", ""), counted)
        # A number given out of turn cannot be kept by a list that counts by itself.
        stays = stays and (level is None or level.plain) and (value == counted or row is rows[0])
        if row is rows[0] and value != counted and drawn.tag == "ol":
            drawn.attributes["start"] = str(value)
        counted = value + 1
        number = spell(value, level.style) if level else ""
        numbers = (*above, number)
        own = len(numbers)
        label = "" if level is None else _filled(level.text, numbers, own)
        found.append((row, number, label))
    return [(row, number, None) for row, number, _ in found] if stays else found


def _number_themselves(rows: list[Element]) -> bool:
    """Whether the rows bear numbers of their own, which the site drew no second ones before."""
    words = [row.words().strip() for row in rows]
    own = sum(opening_of(one) is not None for one in words)
    return len(words) > 1 and own * 2 > len(words)


def _filled(text: str, numbers: tuple[str, ...], own: int) -> str:
    places = {int(place) for place in _PLACE.findall(text)}
    if len(places) == 1:
        # One number only is that of the row itself, whatever level the program calls it.
        return _PLACE.sub(lambda _found: numbers[own - 1], text)
    return _PLACE.sub(
        lambda found: numbers[int(found[1]) - 1] if int(found[1]) <= own else "", text
    )


def _level(drawn: Element, row: Element, known: Mapping[str, Level], depth: int) -> Level | None:
    """How the row is numbered; None for a bullet."""
    told = row.attributes.get("data-leveltext", "").strip()
    styles = f"{row.attributes.get('style', '')};{drawn.attributes.get('style', '')}"
    member = _MEMBER.search(styles)
    if member and f"{member[1]}:level{member[2]}" in known:
        return known[f"{member[1]}:level{member[2]}"]
    style, words = "", ""
    for chosen in _STYLE.finditer(styles):
        if chosen[3] is None:
            words = chosen[1] or chosen[2] or ""
            return Level("none", words.strip())
        name = chosen[3].lower()
        if name == "none":
            return Level("none", "")
        if name in _DRAWN:
            return None
        if name in _SPELT:
            style = _SPELT[name]
            break
    kind = row.attributes.get("type") or drawn.attributes.get("type") or ""
    if not style and kind in _TYPES:
        style = _TYPES[kind]
    if drawn.tag == "ul" and not style:
        return None
    style = style or "decimal"
    if told and _PLACE.search(told):
        return Level(style, told)
    return Level(style, f"%{depth}、" if style in _HAN else f"%{depth}.")


def _paragraphs(row: Element, label: str) -> list[Element | str]:
    blocks = _wrapped(row.children)
    first = blocks[0] if blocks else None
    if label:
        words = label if label[-1] in "、．）)" else f"{label} "
        if isinstance(first, Element) and first.tag in {"p", "h2", "h3", "h4", "h5"}:
            first.children = [words, *first.children]
        else:
            blocks = [Element("p", {}, [label]), *blocks]
    return blocks


def _wrapped(children: list[Element | str]) -> list[Element | str]:
    """Loose words between blocks, in paragraphs of their own."""
    made: list[Element | str] = []
    line: list[Element | str] = []

    def close() -> None:
        if any(one.strip() if isinstance(one, str) else True for one in line):
            made.append(Element("p", {}, [*line]))
        line.clear()

    for one in children:
        if isinstance(one, Element) and one.tag in _INLINE_ENDS:
            close()
            made.append(one)
        else:
            line.append(one)
    close()
    return made


def _integer(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else otherwise

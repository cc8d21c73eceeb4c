"""Numbers that a browser draws before the rows of a list, written into the text.

A document cites “第2项”, and only the browser wrote the 2. But many sites switch these numbers off by
style and type their own: a list whose rows bear numbers, or whose numbers nobody saw, gets none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from yangguang.text.document import Paragraph
from yangguang.text.extract.docxnumbers import spell
from yangguang.text.extract.flow import Placed
from yangguang.text.extract.traces import Region
from yangguang.text.structure import opening_of

_STYLE = re.compile(r"""list-style(?:-type)?\s{0,5}:\s{0,5}([^;}]{0,200})""", re.IGNORECASE)
_SIMPLE = re.compile(r"^([a-z][a-z0-9]*|\*)?((?:[.#][\w-]+)*)$", re.IGNORECASE)
_NAME = re.compile(r"[.#]([\w-]+)")
_OWN = re.compile(
    r"^(?:[·•●○■□◆◇▪▫➢➤✓✔★☆※—–-]|\d{1,3}$|第[一二三四五六七八九十\d]{1,4}[条项章节、])"
)
_MOST_RULES = 100
_LONGEST_SELECTOR = 2_000
_MOST_CSS = 200_000
_SPELT = {
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "cjk-ideographic": "chineseCounting",
    "simp-chinese-informal": "chineseCounting",
    "trad-chinese-informal": "chineseCounting",
    "cjk-decimal": "ideographDigital",
    "cjk-heavenly-stem": "ideographTraditional",
    "cjk-earthly-branch": "ideographZodiac",
    "decimal-leading-zero": "decimalZero",
    "decimal": "decimal",
}
_TYPES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_WITH_COMMA = frozenset({"chineseCounting", "ideographDigital", "ideographTraditional", "ideographZodiac"})  # fmt: skip
_UNNUMBERED = frozenset({"none", "disc", "circle", "square"})


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a style sheet that speaks of the marks of lists."""

    parts: tuple[tuple[str, frozenset[str]], ...]
    """Each step of the selector: tag ("" for any) and the names (ids, classes) asked for."""
    style: str

    @property
    def weight(self) -> tuple[int, int]:
        """How particular the selector is."""
        return sum(len(names) for _, names in self.parts), sum(bool(tag) for tag, _ in self.parts)


def rules_of(css: str) -> list[Rule]:
    """The rules of a style sheet about marks of lists, in order."""
    if "list-style" not in css.lower():
        return []
    found: list[Rule] = []
    for chunk in css[:_MOST_CSS].split("}"):
        # Of @media and the like only the rule inside counts.
        before, _, body = chunk.rpartition("{")
        selectors = before.rpartition("{")[2]
        style = _STYLE.search(body)
        if style is None or len(selectors) > _LONGEST_SELECTOR:
            continue
        named = _named(style[1])
        if not named:
            continue
        for selector in selectors.split(","):
            parts = _steps(selector)
            if parts and len(found) < _MOST_RULES:
                found.append(Rule(parts, named))
    return found


def _steps(selector: str) -> tuple[tuple[str, frozenset[str]], ...]:
    steps = []
    for step in selector.replace(">", " ").split():
        simple = _SIMPLE.match(step)
        if simple is None:
            return ()
        tag = (simple[1] or "").lower()
        names = frozenset(name.lower() for name in _NAME.findall(simple[2]))
        steps.append(("" if tag == "*" else tag, names))
    return tuple(steps)


def _named(value: str) -> str:
    """The kind of mark that a value of ``list-style`` names; empty where it names none."""
    for word in value.lower().replace("!important", " ").split():
        if word in _SPELT or word in _UNNUMBERED:
            return word
    return ""


class ListUnderWay:
    """A list whose end tag has not come yet: where each of its rows begins."""

    __slots__ = ("counted", "depth", "placed", "rows", "style")

    def __init__(
        self,
        tag: str,
        attributes: dict[str, str],
        placed: list[Placed],
        chain: Sequence[Region],
        rules: Sequence[Rule],
        depth: int,
    ) -> None:
        self.placed = placed
        self.depth = depth
        self.counted = _integer(attributes.get("start", ""), 1)
        self.rows: list[tuple[int, int]] = []
        own = _STYLE.search(attributes.get("style", ""))
        named = (_named(own[1]) if own else "") or _by_rules(chain, rules)
        if not named and tag == "ol":
            named = _TYPES.get(attributes.get("type", ""), "decimal")
        notes = any(one.tag == "section" and one.name.strip() == "footnotes" for one in chain)
        # Notes of our own bodies are numbered by their marks in the text.
        self.style = _SPELT.get(named, named) if tag == "ol" and not notes else "none"

    def row(self, attributes: dict[str, str]) -> None:
        """A row begins with the next block."""
        own = _STYLE.search(attributes.get("style", ""))
        number = _integer(attributes.get("value", ""), self.counted)
        self.counted = number + 1
        if own and _named(own[1]) in _UNNUMBERED:
            return
        self.rows.append((len(self.placed), number))

    def settle(self) -> None:
        """Writes the numbers before the rows, unless they have some or were shown without."""
        if self.style in _UNNUMBERED or not self.style:
            return
        starts = {at: number for at, number in reversed(self.rows) if at < len(self.placed)}
        texts = {at: self.placed[at] for at in starts}
        firsts = [
            (block.text, trace.link_chars)
            for block, trace in texts.values()
            if isinstance(block, Paragraph)
        ]
        own = sum(opening_of(text) is not None or bool(_OWN.match(text)) for text, _ in firsts)
        links = sum(linked * 10 > len(text) * 8 for text, linked in firsts)
        if not firsts or own * 2 >= len(firsts) or links == len(firsts):
            return
        for at, number in starts.items():
            block, trace = self.placed[at]
            if isinstance(block, Paragraph):
                text = _label(number, self.style) + block.text
                self.placed[at] = (replace(block, text=text), trace)


def _by_rules(chain: Sequence[Region], rules: Sequence[Rule]) -> str:
    """What the style sheets say of a list that stands within ``chain`` and is its last."""
    best: tuple[tuple[int, int], str] | None = None
    for rule in rules:
        steps = rule.parts[:-1] if rule.parts[-1] == ("li", frozenset()) else rule.parts
        if not steps:
            matched = True
        else:
            matched = _fits(steps[-1], chain[-1]) and _follow(steps[:-1], chain[:-1])
            if rule.parts is not steps and not matched:
                # A rule for the rows speaks of any list below the rest of its selector.
                matched = _follow(steps, chain)
        if matched and (best is None or rule.weight >= best[0]):
            best = (rule.weight, rule.style)
    return best[1] if best else ""


def _follow(steps: Sequence[tuple[str, frozenset[str]]], chain: Sequence[Region]) -> bool:
    """Whether the steps are met from the outside inwards."""
    at = 0
    for region in chain:
        if at < len(steps) and _fits(steps[at], region):
            at += 1
    return at == len(steps)


def _fits(step: tuple[str, frozenset[str]], region: Region) -> bool:
    tag, names = step
    return (not tag or tag == region.tag) and names <= set(region.name.split())


def _label(number: int, style: str) -> str:
    return spell(number, style) + ("、" if style in _WITH_COMMA else ".")


def _integer(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else otherwise

"""A small language for sentences whose every figure is accounted for.

``{received}`` names a quantity and prints it; ``{pct:refused/handled}`` a percentage of two;
``{grow:received}`` a change against last year; ``{about:received}`` a rounded-down 余
figure; ``{tenth:natural/received}`` a share in 成; ``{diff:received}`` a change in numbers;
``{num:name=low-high}`` a free figure that stays the same within a report; ``{split4:low-high}``
draws a free total with parts, ``{cut3:received}`` cuts a quantity into parts, printed by ``{part:0}`` (total) and ``{part:1}`` …; ``{@area}`` is a
word; ``<a|b>`` picks one wording. Each printed figure is recorded as a `Mention`, so that a second
rendering of the same text can print chosen figures wrong and say which.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from tests.builders.reports.facts import Quantity
from tests.builders.reports.numbers import Value

_CHOICE = re.compile(r"<([^<>]*)>")
_SLOT = re.compile(r"\{([^{}]+)\}")
_CONDITION = re.compile(r"^([a-z_]+)\s*(==|!=|>=|<=|>|<)\s*([a-z_]+|\d+)$")
# Free figures printed before a percent sign, never in Chinese numerals.
_SHARES = ("hotrate", "pleased", "doneshare")
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Mention:
    """One figure as the text prints it."""

    index: int
    kind: str
    name: str
    cells: tuple[str, ...]
    value: Value
    text: str
    sentence: int
    group: int = 0
    places: int = 0


@dataclass(frozen=True)
class Style:
    """How one writer prints figures."""

    thousands: str = ""
    full_width: bool = False
    chinese: bool = False
    padded: bool = False
    percent_sign: str = "%"
    percent_places: int = 2
    unit: str = "件"


@dataclass(frozen=True)
class Template:
    """One wording, usable when its conditions hold."""

    text: str
    conditions: tuple[str, ...] = ()
    marks: Mapping[str, str] = field(default_factory=dict)


def parse_phrases(source: str) -> dict[str, tuple[Template, ...]]:
    """Wordings by topic: ``== topic`` opens one, ``? condition, …`` and ``! key=value`` precede a line."""
    topics: dict[str, list[Template]] = {}
    topic = ""
    conditions: tuple[str, ...] = ()
    marks: dict[str, str] = {}
    for line in source.splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("== "):
            topic = line[3:].strip()
            topics.setdefault(topic, [])
        elif line.startswith("? "):
            conditions = tuple(part.strip() for part in line[2:].split(","))
        elif line.startswith("! "):
            marks = dict(pair.strip().split("=", 1) for pair in line[2:].split(";"))
        else:
            topics[topic].append(Template(line, conditions, marks))
            conditions, marks = (), {}
    return {name: tuple(templates) for name, templates in topics.items()}


@dataclass
class Voice:
    """Says templates about a set of quantities, recording every figure it prints."""

    rng: random.Random
    quantities: dict[str, Quantity]
    words: dict[str, str]
    style: Style
    overrides: dict[int, Value] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    free: dict[str, int] = field(default_factory=dict)

    def holds(self, template: Template) -> bool:
        """Whether all that the template names exists and its conditions are met."""
        if not all(self._condition(condition) for condition in template.conditions):
            return False
        for slot in _SLOT.findall(template.text):
            kind, _, rest = slot.rpartition(":")
            if slot.startswith("@"):
                if slot[1:] not in self.words:
                    return False
                continue
            if kind in ("num", "part") or kind.startswith("split"):
                continue
            if kind.startswith("cut"):
                if self._value(rest) < 3 * int(kind[3:]):
                    return False
                continue
            names = rest.split("/")
            if any(name not in self.quantities for name in names):
                return False
            if kind == "pct" and not self._value(names[1]):
                return False
            if kind == "tenth" and not 2 <= self._value(names[0]) * 10 / self._value(names[1]) < 10:
                return False
            if kind == "grow" and not self.quantities.get(f"last_{names[0]}", Quantity(0)).value:
                return False
            if kind == "diff":
                last = self.quantities.get(f"last_{rest}", Quantity(0)).value
                if not last or last == self._value(rest):
                    return False
            if kind == "about" and self._value(names[0]) < 30:
                return False
        return True

    def say(self, template: Template) -> str:
        """The template as text."""
        text = template.text
        while (found := _CHOICE.search(text)) is not None:
            options = found.group(1).split("|")
            text = text[: found.start()] + self.rng.choice(options) + text[found.end() :]
        parts: list[int] = []
        number = len(self.sentences)

        def fill(match: re.Match[str]) -> str:
            return self._fill(match.group(1), parts, number)

        text = _SLOT.sub(fill, text)
        self.sentences.append(text)
        return text

    def _value(self, name: str) -> Value:
        return self.quantities[name].value

    def _condition(self, condition: str) -> bool:
        found = _CONDITION.match(condition)
        assert found is not None, condition
        name, sign, other = found.groups()
        if name not in self.quantities and name not in self.words:
            return False
        left = self.quantities[name].value if name in self.quantities else self.words[name]
        right: Value | str
        if other.isdigit():
            right = int(other)
        elif other in self.quantities:
            right = self.quantities[other].value
        elif name in self.words:
            right = other
        else:
            return False
        if sign in ("==", "!="):
            return (left == right) == (sign == "==")
        assert not isinstance(left, str)
        assert not isinstance(right, str)
        return {">": left > right, "<": left < right, ">=": left >= right, "<=": left <= right}[
            sign
        ]

    def _fill(self, slot: str, parts: list[int], sentence: int) -> str:
        if slot.startswith("@"):
            return self.words[slot[1:]]
        kind, _, rest = slot.rpartition(":")
        if kind == "num":
            name, _, bounds = rest.partition("=")
            return self._record("free", name, (), self._free(name, bounds), sentence)
        if kind.startswith(("split", "cut")):
            if kind.startswith("cut"):
                count, total = int(kind[3:]), int(self._value(rest))
            else:
                low, high = map(int, rest.split("-"))
                count, total = int(kind[5:]), self.rng.randint(low, high)
            cuts = sorted(self.rng.sample(range(1, total), count - 1))
            parts[:] = [total, *(b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True))]
            return ""
        if kind == "part":
            return self._record("part", rest, (), parts[int(rest)], sentence)
        if kind == "pct":
            share, whole = rest.split("/")
            return self._percent("percent", rest, self._value(share), self._value(whole), sentence)
        if kind == "grow":
            return self._growth(rest, sentence)
        if kind == "diff":
            change = int(self._value(rest) - self._value(f"last_{rest}"))
            return ("增加" if change > 0 else "减少") + self._number(abs(change))
        if kind == "tenth":
            share, whole = rest.split("/")
            return _DIGITS[int(self._value(share) * 10 / self._value(whole))] + "成"
        if kind == "about":
            value = int(self._value(rest))
            step = 10 ** (len(str(value)) - 1)
            step = max(10, step // 10) if value // step < 3 else step
            return f"{value // step * step}余"
        quantity = self.quantities[slot]
        role = "last" if slot.startswith("last_") else "cell" if quantity.cells else "plain"
        return self._record(role, slot, quantity.cells, quantity.value, sentence)

    def _free(self, name: str, bounds: str) -> int:
        if name not in self.free:
            low, high = map(int, bounds.split("-"))
            self.free[name] = low + int((high - low) * self.rng.random() ** 1.7)
        return self.free[name]

    def _record(
        self, kind: str, name: str, cells: tuple[str, ...], value: Value, sentence: int
    ) -> str:
        index = len(self.mentions)
        printed = self.overrides.get(index, value)
        text = str(printed) if name in _SHARES else self._number(printed)
        self.mentions.append(Mention(index, kind, name, cells, value, text, sentence))
        return text

    def _percent(self, kind: str, name: str, share: Value, whole: Value, sentence: int) -> str:
        places = self.style.percent_places
        exact = Decimal(share) * 100 / Decimal(whole)
        value = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        index = len(self.mentions)
        printed = Decimal(self.overrides.get(index, value))
        text = f"{_plain(printed)}{self.style.percent_sign}"
        self.mentions.append(Mention(index, kind, name, (), value, text, sentence, places=places))
        return text

    def _growth(self, name: str, sentence: int) -> str:
        now, before = self._value(name), self._value(f"last_{name}")
        if now == before:
            return "持平"
        word = (
            self.rng.choice(("增长", "上升", "增加"))
            if now > before
            else self.rng.choice(("下降", "减少"))
        )
        return word + self._percent("growth", name, abs(now - before), before, sentence)

    def _number(self, value: Value) -> str:
        if isinstance(value, Decimal):
            return self._pad(_plain(value))
        if self.style.chinese and 0 < value <= 99:
            return _chinese(value)
        text = f"{value:,}" if self.style.thousands and value >= 1000 else str(value)
        if self.style.thousands not in ("", ","):
            text = text.replace(",", self.style.thousands)
        if self.style.full_width:
            text = text.translate(
                {ord(a): ord(b) for a, b in zip("0123456789", "０１２３４５６７８９", strict=True)}
            )
        return self._pad(text)

    def _pad(self, text: str) -> str:
        return f" {text} " if self.style.padded else text


def _plain(value: Decimal) -> str:
    return format(value, "f")


def _chinese(value: int) -> str:
    if value == 2:
        return "两"
    tens, ones = divmod(value, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")

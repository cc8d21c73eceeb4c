"""The language in which definitions state their rules: parsed into a tree, never run as code.

    decided_on <= published_on
    amount = sum(part_a, part_b)
    if(kind = "罚款", amount > 0, true)
    total(amount where level = "合计") = total(amount where level != "合计") by year

Names are fields, texts stand in double quotes, dates are written 2024-03-01. An empty field is
empty in arithmetic as well: a rule about a value that is not there holds; `empty(x)` asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, DivisionByZero, InvalidOperation

Term = Decimal | str | date | bool | None
"""What a rule reckons with; None is an empty field."""


class BadRule(ValueError):
    """The rule cannot be read; ``args[0]`` says where and why, in Chinese."""


_TOKEN = re.compile(
    r"""\s*(?:(?P<date>\d{4}-\d{2}-\d{2})|(?P<number>\d+(?:\.\d+)?)|"(?P<text>[^"]*)"
    |(?P<name>[a-z][a-z0-9_]*)|(?P<sign><=|>=|!=|[-+*/()=<>,]))""",
    re.VERBOSE,
)
_WORDS = frozenset({"and", "or", "not", "where", "by", "true", "false"})
_FUNCTIONS = {"empty": 1, "sum": -1, "days": 2, "if": 3, "abs": 1, "total": 1, "count": 0}
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Node:
    """One place of the tree: ``op`` and what it works on."""

    op: str
    parts: tuple[Node, ...] = ()
    value: Term = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Expression:
    """A rule that was read. ``by`` divides a rule over the whole list into groups."""

    text: str
    root: Node
    by: tuple[str, ...] = ()
    over_list: bool = field(init=False, compare=False)
    """Whether it adds up rows, and so speaks of the list and not of one row."""

    def __post_init__(self) -> None:
        # Asked of each rule for each row, so it is found out once.
        adds_up = any(node.op in ("total", "count") for node in _walk(self.root))
        object.__setattr__(self, "over_list", adds_up)

    def names(self) -> set[str]:
        """The fields it speaks of."""
        return {node.name for node in _walk(self.root) if node.op == "name"} | set(self.by)

    def value(self, row: Mapping[str, Term]) -> Term:
        """What it comes to for one row; None where a field it needs is empty."""
        return _value(self.root, row, ())

    def holds(self, row: Mapping[str, Term]) -> bool:
        """Whether the row keeps the rule; a rule about an empty field is kept."""
        return self.value(row) is not False

    def breaches(self, rows: Sequence[Mapping[str, Term]]) -> list[tuple[Term, ...]]:
        """The groups of the list that break a rule over it, each by the values it is named by."""
        groups: dict[tuple[Term, ...], list[Mapping[str, Term]]] = {}
        for row in rows:
            groups.setdefault(tuple(row.get(name) for name in self.by), []).append(row)
        return [named for named, group in groups.items() if _value(self.root, {}, group) is False]


def read_rule(text: str) -> Expression:
    """The rule as a tree. Raises BadRule."""
    return _Reader(text).read()


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts:
        yield from _walk(part)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(self._cut(text))
        self.at = 0
        self.deep = 0

    def _cut(self, text: str) -> Iterator[tuple[str, str]]:
        place = 0
        while place < len(text.rstrip()):
            found = _TOKEN.match(text, place)
            if not found:
                raise BadRule(f"规则“{text}”从“{text[place:].strip()[:12]}”起读不懂。")
            kind = str(found.lastgroup)
            word = found[kind]
            yield ("word" if kind == "name" and word in _WORDS else kind, word)
            place = found.end()

    def read(self) -> Expression:
        root = self._either()
        by: list[str] = []
        if self._take("word", "by"):
            by.append(self._name())
            while self._take("sign", ","):
                by.append(self._name())
        if self.at < len(self.tokens):
            raise BadRule(f"规则“{self.text}”在“{self.tokens[self.at][1]}”处多了内容。")
        if by and not any(node.op in ("total", "count") for node in _walk(root)):
            raise BadRule(f"规则“{self.text}”只有用 total 或 count 时才能写 by。")
        return Expression(self.text, root, tuple(by))

    def _either(self) -> Node:
        self.deep += 1
        if self.deep > _DEEPEST:
            raise BadRule(f"规则“{self.text[:30]}……”嵌套太深，请拆成几条。")
        left = self._both()
        while self._take("word", "or"):
            left = Node("or", (left, self._both()))
        self.deep -= 1
        return left

    def _both(self) -> Node:
        left = self._denied()
        while self._take("word", "and"):
            left = Node("and", (left, self._denied()))
        return left

    def _denied(self) -> Node:
        flips = 0
        while self._take("word", "not"):
            flips += 1
        node = self._compared()
        return Node("not", (node,)) if flips % 2 else node

    def _compared(self) -> Node:
        left = self._added()
        for sign in ("<=", ">=", "!=", "=", "<", ">"):
            if self._take("sign", sign):
                return Node(sign, (left, self._added()))
        return left

    def _added(self) -> Node:
        left = self._multiplied()
        while True:
            for sign in "+-":
                if self._take("sign", sign):
                    left = Node(sign, (left, self._multiplied()))
                    break
            else:
                return left

    def _multiplied(self) -> Node:
        left = self._single()
        while True:
            for sign in "*/":
                if self._take("sign", sign):
                    left = Node(sign, (left, self._single()))
                    break
            else:
                return left

    def _single(self) -> Node:
        if self._take("sign", "("):
            inner = self._either()
            self._need(")")
            return inner
        if self._take("sign", "-"):
            self.deep += 1
            if self.deep > _DEEPEST:
                raise BadRule(f"规则“{self.text[:30]}……”嵌套太深，请拆成几条。")
            node = Node("-", (Node("value", value=Decimal(0)), self._single()))
            self.deep -= 1
            return node
        if self.at >= len(self.tokens):
            raise BadRule(f"规则“{self.text}”没有写完。")
        kind, word = self.tokens[self.at]
        self.at += 1
        if kind == "date":
            try:
                return Node("value", value=date.fromisoformat(word))
            except ValueError as wrong:
                raise BadRule(f"规则“{self.text}”里没有 {word} 这一天。") from wrong
        if kind == "number":
            return Node("value", value=Decimal(word))
        if kind == "text":
            return Node("value", value=word)
        if kind == "word" and word in ("true", "false"):
            return Node("value", value=word == "true")
        if kind == "name":
            return self._called(word) if self._take("sign", "(") else Node("name", name=word)
        raise BadRule(f"规则“{self.text}”在“{word}”处应当是字段、数字或函数。")

    def _called(self, word: str) -> Node:
        if word not in _FUNCTIONS:
            known = "、".join(_FUNCTIONS)
            raise BadRule(f"规则“{self.text}”里没有函数 {word}；可以用的有：{known}。")
        parts: list[Node] = []
        if not self._take("sign", ")"):
            if not (word == "count" and self._peek() == ("word", "where")):
                parts.append(self._either())
            where = self._either() if self._take("word", "where") else None
            while self._take("sign", ","):
                parts.append(self._either())
            self._need(")")
            if where is not None:
                if word not in ("total", "count"):
                    raise BadRule(f"规则“{self.text}”里 where 只能用在 total 和 count 里。")
                parts.append(where)
            wanted = _FUNCTIONS[word] + (where is not None)
        else:
            wanted = _FUNCTIONS[word]
        if wanted >= 0 and len(parts) != wanted and not (word == "sum" and parts):
            raise BadRule(f"规则“{self.text}”里 {word} 的参数个数不对。")
        if word in ("total", "count") and any(
            node.op in ("total", "count") for part in parts for node in _walk(part)
        ):
            raise BadRule(f"规则“{self.text}”里 total 和 count 不能套用。")
        return Node(word, tuple(parts))

    def _name(self) -> str:
        kind, word = self._peek()
        if kind != "name":
            raise BadRule(f"规则“{self.text}”的 by 后面应当写字段。")
        self.at += 1
        return word

    def _peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "")

    def _take(self, kind: str, word: str) -> bool:
        if self._peek() == (kind, word):
            self.at += 1
            return True
        return False

    def _need(self, sign: str) -> None:
        if not self._take("sign", sign):
            raise BadRule(f"规则“{self.text}”少了“{sign}”。")


def _value(node: Node, row: Mapping[str, Term], rows: Sequence[Mapping[str, Term]]) -> Term:
    match node.op:
        case "value":
            return node.value
        case "name":
            return row.get(node.name)
        case "and" | "or":
            return _joined(node, row, rows)
        case "not":
            inner = _value(node.parts[0], row, rows)
            return None if inner is None else inner is False
        case "empty":
            return _value(node.parts[0], row, rows) in (None, "")
        case "if":
            asked = _value(node.parts[0], row, rows)
            return _value(node.parts[1 if asked is True else 2], row, rows)
        case "sum":
            given = [_value(part, row, rows) for part in node.parts]
            numbers = [one for one in given if isinstance(one, Decimal)]
            return sum(numbers, Decimal(0)) if numbers else None
        case "total" | "count":
            return _totalled(node, rows)
    return _reckoned(node, [_value(part, row, rows) for part in node.parts])


def _joined(node: Node, row: Mapping[str, Term], rows: Sequence[Mapping[str, Term]]) -> Term:
    decisive = node.op == "or"
    given = [_value(part, row, rows) for part in node.parts]
    if decisive in given:
        return decisive
    return None if None in given else not decisive


def _totalled(node: Node, rows: Sequence[Mapping[str, Term]]) -> Term:
    plain = 1 if node.op == "total" else 0
    where = node.parts[plain] if len(node.parts) > plain else None
    counted = [row for row in rows if where is None or _value(where, row, ()) is True]
    if node.op == "count":
        return Decimal(len(counted))
    found = [_value(node.parts[0], row, ()) for row in counted]
    numbers = [one for one in found if isinstance(one, Decimal)]
    return sum(numbers, Decimal(0)) if numbers else None


def _reckoned(node: Node, given: Sequence[Term]) -> Term:
    if any(one is None for one in given):
        return None
    if node.op == "abs":
        return abs(given[0]) if isinstance(given[0], Decimal) else None
    left, right = given
    if node.op == "days":
        if isinstance(left, date) and isinstance(right, date):
            return Decimal((right - left).days)
        return None
    if node.op in ("=", "!="):
        return (left == right) is (node.op == "=")
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return _arithmetic(node.op, left, right)
    if isinstance(left, date) and isinstance(right, date):
        return _ordered(node.op, (left - right).days)
    if isinstance(left, str) and isinstance(right, str):
        return _ordered(node.op, (left > right) - (left < right))
    return None


def _arithmetic(op: str, left: Decimal, right: Decimal) -> Term:
    try:
        match op:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case "/":
                return left / right
    except (DivisionByZero, InvalidOperation):
        return None
    return _ordered(op, (left > right) - (left < right))


def _ordered(op: str, sign: int) -> Term:
    return {"<": sign < 0, ">": sign > 0, "<=": sign <= 0, ">=": sign >= 0}.get(op)

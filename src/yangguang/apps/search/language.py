"""What people type into the search box, read into terms.

The language is small: words stand in any order and must all be found, “短语” in quotes of any style
is taken letter by letter (a quote inside a word, as in 落实“十三五”规划, is part of it), -排除 leaves out, 或 and | give alternatives, 标题: 文号: 索引号: 机构: look in
one place only. A 文号 or 索引号 is recognised in any spelling. Whatever cannot be used is left out
with a sentence that says so; nothing typed raises an exception.
"""

# ruff: noqa: RUF001 - every style of quote, dash and wildcard that people type is named here

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from yangguang.text.docnum import DocNumber, find_docnums, parse_docnum, parse_docnums
from yangguang.text.folding import fold
from yangguang.text.indexnum import parse_index_number
from yangguang.text.variants import readings

LONGEST = 200
MOST_TERMS = 24


class Place(StrEnum):
    """Where a term is looked for."""

    ANYWHERE = "anywhere"
    TITLE = "title"
    AGENCY = "agency"
    NUMBER = "number"
    INDEX_NUMBER = "index-number"


_PLACES = {
    "标题": Place.TITLE,
    "题目": Place.TITLE,
    "机构": Place.AGENCY,
    "发布机构": Place.AGENCY,
    "文号": Place.NUMBER,
    "发文字号": Place.NUMBER,
    "索引号": Place.INDEX_NUMBER,
}


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to find: any of its folded readings, or the document whose number it is."""

    text: str
    readings: tuple[str, ...]
    quoted: bool = False
    place: Place = Place.ANYWHERE
    number_key: str = ""
    index_key: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query as understood: each of ``clauses`` must be found by one of its terms, none of
    ``excluded`` may be. ``nothing`` says that something was typed that nobody can look for.
    ``enough`` other than 0 says that so many of the clauses will do."""

    clauses: tuple[tuple[Term, ...], ...] = ()
    excluded: tuple[Term, ...] = ()
    notices: tuple[str, ...] = ()
    nothing: bool = False
    enough: int = 0

    @property
    def terms(self) -> tuple[Term, ...]:
        """All terms that are looked for, in the order typed."""
        return tuple(term for clause in self.clauses for term in clause)

    @property
    def alone(self) -> Term | None:
        """The only term, if there is just one."""
        terms = self.terms
        return terms[0] if len(terms) == 1 else None


_CLOSING = {"「": "」", "『": "』", "〝": "〞〟"}
_QUOTES = '"“”„‟＂'
_PLACE = r"(?:标题|题目|发布机构|机构|发文字号|文号|索引号)(?=[:：])"
_TOKEN = re.compile(
    r"(?P<minus>(?:(?<=\s)|^)[-－−]+(?=[^\s－−-]))?[，。、；：！？,;:!?.]*"
    rf"(?:(?P<place>{_PLACE})[:：]\s*)?"
    rf"(?:(?P<quote>[{_QUOTES}「『〝])|(?P<or>[|｜])|(?P<bare>[^\s|｜]+)|(?P<end>$))"
)
_NO_VALUE = re.compile(rf"或$|OR$|{_PLACE}")
# Most texts cite nothing, which this tells ten times faster than looking for numbers.
_MAY_CITE = re.compile(
    r"[〔﹝［\[（(【{][ ]{0,3}(?:19|20)\d\d|(?:19|20)\d\d[ ]{0,3}[〕﹞］\]）)】]|令[ ]{0,3}[（(]?[ ]{0,3}第"
)
_WILD = re.compile(r"[*＊]+|[?？]+(?=\w)")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SOLID = re.compile(r"\w")


def number_key(number: DocNumber) -> str:
    """Equal for every spelling of one 文号, also across scripts."""
    org, year, sequence, suffix = number.key
    return fold(f"{org}|{year or ''}|{sequence}|{suffix}").replace(" ", "")


def number_keys(field: str) -> tuple[str, ...]:
    """The keys of a document's 文号 field, which may hold several numbers of a joint document."""
    if not field:
        return ()
    # The number reader knows simplified characters; 號 and 發 are folded for it.
    numbers = parse_docnums(field) or parse_docnums(fold(field))
    return tuple(number_key(number) for number in numbers)


def cited_keys(text: str) -> frozenset[str]:
    """The keys of every 文号 that a text mentions, broken spellings repaired."""
    return frozenset(key for key, _, _ in cited_numbers(text))


def cited_numbers(text: str) -> Iterator[tuple[str, int, int]]:
    """(key, begin, end) of every 文号 in a text."""
    if _MAY_CITE.search(text):
        for number in find_docnums(text):
            yield number_key(number), number.start, number.end


def index_key(field: str) -> str:
    """Equal for every spelling of one 索引号; empty if it is none."""
    number = parse_index_number(field)
    return fold(number.key) if number else ""


def parse(text: str) -> Parsed:
    """Read a query; any string gives an answer.

    >>> [term.readings for term in parse('政府資訊 -“十三五”').terms]
    [('政府资讯', '政府信息')]
    """
    notices: list[str] = []
    typed = bool(text.strip())
    text = text.replace("\x00", "").strip()
    if len(text) > LONGEST:
        notices.append(
            f"查找内容太长（{len(text)}字），只用了前{LONGEST}字。可以只输入最关键的几个词。"
        )
        text = text[:LONGEST]
    whole = _whole_number(text)
    if whole is not None:
        return Parsed(clauses=((whole,),), notices=tuple(notices))
    reader = _Reader()
    reader.read(text)
    if reader.wild and (reader.clauses or reader.excluded):
        notices.append("不需要输入 * 或 ?：只要文中有这几个字就能找到，已按去掉这些符号查找。")
    if reader.dropped_terms:
        notices.append(f"查找的词太多，只用了前{MOST_TERMS}个。")
    if reader.without_value:
        named = "”“".join(f"{name}:" for name in reader.without_value)
        notices.append(
            f"“{named}”后面没有写要找的内容，已略去。请在冒号后面接着写，例如 标题:停车。"
        )
    nothing = typed and not reader.clauses and not reader.excluded
    if nothing and not reader.without_value:
        notices.append("没有可以查找的字：请输入词语、文号或索引号，只有标点或通配符无法查找。")
    return Parsed(
        tuple(map(tuple, reader.clauses)), tuple(reader.excluded), tuple(notices), nothing
    )


def _whole_number(text: str) -> Term | None:
    """The query as one 文号 or 索引号, if it is nothing else."""
    if not re.search(r"\d", text) or any(quote in text for quote in _QUOTES):
        return None
    number = _read_number(text)
    if number is not None:
        return _number_term(text, number)
    # An index number has many digits, and more yet if it is typed with spaces: “3854” and
    # “2019 2020” are words.
    compact = re.sub(r"\s+", "", text)
    digits = sum(map(str.isdigit, compact))
    if digits >= (8 if compact == text else 14) and not _HAN.search(text):
        key = index_key(text)
        if key:
            return Term(text, _distinct(fold(text), fold(compact)), index_key=key)
    return None


def _read_number(text: str) -> DocNumber | None:
    return parse_docnum(text) or parse_docnum(fold(text))


def _number_term(text: str, number: DocNumber, place: Place = Place.ANYWHERE) -> Term:
    standard = fold(number.text)
    return Term(text, _distinct(standard, fold(text)), place=place, number_key=number_key(number))


def _distinct(*readings_: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reading for reading in readings_ if reading))


class _Reader:
    """Walks over a query once, collecting clauses."""

    def __init__(self) -> None:
        self.clauses: list[list[Term]] = []
        self.excluded: list[Term] = []
        self.wild = False
        self.dropped_terms = False
        self.without_value: list[str] = []
        """Places named as typed without anything to look for in them."""
        self._or = False
        self._singles: list[str] = []

    def read(self, text: str) -> None:
        position = 0
        while position < len(text) and (match := _TOKEN.search(text, position)):
            position = match.end()
            if match["place"] and self._lacks_value(match):
                # What stands there instead of a value is read for itself.
                position = match.start(match.lastgroup or 0)
                self._note_lack(match["place"])
                continue
            if match["end"] is not None:
                break
            if match["or"] or match["bare"] in ("或", "OR"):
                self._flush()
                self._or = bool(self.clauses)
                continue
            place = _PLACES.get(match["place"] or "", Place.ANYWHERE)
            minus = bool(match["minus"])
            if match["quote"]:
                end = _closing(text, position, match["quote"])
                phrase = text[position:end]
                if match["place"] and not _SOLID.search(phrase):
                    self._note_lack(match["place"])
                self._add(phrase, quoted=True, place=place, minus=minus)
                position = end + 1
            else:
                if match["place"] and not _SOLID.search(match["bare"]):
                    self._note_lack(match["place"])
                self._bare(match["bare"], place, minus=minus)
        self._flush()

    @staticmethod
    def _lacks_value(match: re.Match[str]) -> bool:
        """Whether a place is followed by the end, by another operator or by another place."""
        if match["quote"]:
            return False
        bare = match["bare"] or ""
        apart = match.start("bare") > match.end("place") + 1
        return not bare or bool(_NO_VALUE.match(bare)) or (apart and bare[0] in "-－−")

    def _note_lack(self, name: str) -> None:
        if name not in self.without_value:
            self.without_value.append(name)

    def _bare(self, word: str, place: Place, *, minus: bool) -> None:
        if _WILD.search(word):
            self.wild = True
            word = _WILD.sub(" ", word).strip()
            self._flush()
            for part in word.split():
                self._add(part, quoted=False, place=place, minus=minus)
            return
        # Characters typed with a space between them (政 务 公 开) are one word.
        if len(word) == 1 and _HAN.match(word) and not minus and place is Place.ANYWHERE:
            self._singles.append(word)
            return
        self._flush()
        self._add(word, quoted=False, place=place, minus=minus)

    def _flush(self) -> None:
        if self._singles:
            word = "".join(self._singles)
            self._singles.clear()
            self._add(word, quoted=False, place=Place.ANYWHERE, minus=False)

    def _add(self, text: str, *, quoted: bool, place: Place, minus: bool) -> None:
        if quoted:
            self._flush()
        term = _term(text.strip(), quoted=quoted, place=place)
        if term is None:
            return
        if len(self.clauses) + len(self.excluded) >= MOST_TERMS:
            self.dropped_terms = True
        elif minus:
            self.excluded.append(term)
            self._or = False
        elif self._or:
            self.clauses[-1].append(term)
            self._or = False
        elif [term] not in self.clauses:
            self.clauses.append([term])


def _closing(text: str, start: int, quote: str) -> int:
    """Where the quoted phrase ends: at the mark that belongs to the opening one, or at the end."""
    closers = _CLOSING.get(quote, _QUOTES)
    ends = [text.find(closer, start) for closer in closers]
    return min((end for end in ends if end >= 0), default=len(text))


def _term(text: str, *, quoted: bool, place: Place) -> Term | None:
    if not _SOLID.search(text):
        return None
    if not quoted and place in (Place.ANYWHERE, Place.NUMBER):
        number = _read_number(text)
        if number is not None:
            return _number_term(text, number, place)
    if place is Place.INDEX_NUMBER:
        key = index_key(text)
        if key:
            return Term(text, _distinct(fold(text)), place=place, index_key=key)
    found = _distinct(*(reading.replace("\n", "") for reading in readings(text)))
    if not quoted:
        trimmed = (reading.strip(",。、;:!?.") for reading in found)
        found = _distinct(*trimmed)
    return Term(text, found, quoted=quoted, place=place) if found else None

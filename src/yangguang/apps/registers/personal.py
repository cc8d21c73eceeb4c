"""Reading what rows of a register say of people: many texts at once, a repeated sentence once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from yangguang.apps.files.models import FilePage
from yangguang.apps.registers.models import Version
from yangguang.law.registers import Definition, Field, FieldType, Shape
from yangguang.text.privacy import SURE, Context, Finding, find_personal

READ = (FieldType.TEXT, FieldType.LONG, FieldType.ROW, FieldType.FILE)
"""Types whose values somebody wrote freely; the others are masked, chosen, or numbers and days."""
CHUNK = 12_000
"""Signs that are read together: the finder takes a while to begin with a text."""
AGAIN = 12
"""A sentence of this length that stands in many rows (of a legal basis) is read once."""
MOST_KNOWN = 200_000
"""Sentences that are remembered at most; after so many the memory begins anew."""
LONGEST_FILE = 200_000
_QUOTES = re.compile(r"《[^》]{2,60}》[^。]{0,20}第[0-9一二三四五六七八九十百千零〇]{1,6}条")
_LEADS = re.compile(
    r"(?:联系人|联络人|联络员|负责人|经办人|承办人|咨询人|受理人|办理人|工作人员)(?:姓名)?[ \u3000]*[：:]"
)
_SPEAKS_OF_SOMEBODY = re.compile(
    r"联系|联络|经办|承办人|咨询|受理人|办理人|负责人|代表人|姓名|先生|女士|同志|身份证|电话|手机|\d{7}"
)
_OF_PEOPLE = re.compile(r"姓名|负责人|代表人|联系|人员|户主|学生|(?<!相对)(?<!法)人$|[者员]$")
"""Labels of columns in which people stand."""
_SENTENCE = re.compile(r"[^。；;\n]*[。；;\n]|[^。；;\n]+$")

Hit = tuple[Version, Field, Finding]
Place = tuple[Version, Field, int]
"""Whose text, and where in it a piece begins."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """A piece of a field's text in a chunk: where it begins and ends there, and in its own text."""

    start: int
    end: int
    version: Version
    field: Field
    shift: int
    key: bytes


def read_fields(definition: Definition) -> list[Field]:
    """The public columns whose texts are read."""
    return [one for one in definition.public_fields if one.type in READ]


class PersonalReader:
    """Reads the texts of many rows together, and a sentence that many rows have only once.

    ``known`` are sentences read before with what was found in them; a finding counts from the
    beginning of its sentence.

    Reading: a list of rules or matters (shape "list", no column of people) speaks of what bodies do.
    Numbers and addresses are looked for in all of it, names of people only in a sentence that
    speaks of somebody (联系人, 电话, a long number …), and in a text that quotes articles of law only
    in one that leads to somebody (联系人：…): the model of names takes parts of provisions for names,
    and provisions name nobody.
    """

    def __init__(
        self, definition: Definition, context: Context, *, fields: Sequence[Field] | None = None
    ) -> None:
        self.fields = read_fields(definition) if fields is None else list(fields)
        self.of_rules = definition.shape is Shape.LIST
        self.of_people = any(_OF_PEOPLE.search(one.label) for one in self.fields)
        self.known: dict[bytes, tuple[Finding, ...]] = {}
        self._named = _Chunk(context, self.known, names=True)
        self._unnamed = _Chunk(context, self.known, names=False)

    def read(
        self, versions: Sequence[Version], unchanged: Collection[tuple[int, str]]
    ) -> Iterator[Hit]:
        """Everything that the finder is sure of; ``unchanged`` (version, field) are passed over."""
        files = _file_texts(self.fields, versions)
        for version in versions:
            for field in self.fields:
                text = "" if (version.pk, field.code) in unchanged else _text(version, field, files)
                if text:
                    yield from self._take(version, field, text)
            for chunk in (self._named, self._unnamed):
                yield from chunk.end_row()
        for chunk in (self._named, self._unnamed):
            yield from chunk.flush()
        if len(self.known) > MOST_KNOWN:
            self.known.clear()

    def _take(self, version: Version, field: Field, text: str) -> Iterator[Hit]:
        leads = None
        if self.of_rules and _QUOTES.search(text):
            leads = _LEADS
        elif self.of_rules and not self.of_people:
            leads = _SPEAKS_OF_SOMEBODY
        for chunk in (self._named, self._unnamed):
            chunk.head(field)
        for match in _SENTENCE.finditer(text):
            named = leads is None or leads.search(field.label) or leads.search(match[0])
            chunk = self._named if named else self._unnamed
            yield from chunk.take(version, field, match[0], match.start())
        for chunk in (self._named, self._unnamed):
            chunk.tail()


class _Chunk:
    """Sentences gathered to be read together, because the finder takes a while to begin."""

    def __init__(
        self, context: Context, known: dict[bytes, tuple[Finding, ...]], *, names: bool
    ) -> None:
        self.context = context
        self.known = known
        self.names = names
        self._waiting: dict[bytes, list[Place]] = {}
        self._lines: list[str] = []
        self._spots: list[_Spot] = []
        self._length = 0
        self._head = ""
        self._headed = False

    def head(self, field: Field) -> None:
        """Begin the text of a column: its label stands before the first sentence read here."""
        self._head, self._headed = f"{field.label}：", False

    def tail(self) -> None:
        """End the text of a column."""
        if self._headed:
            self._add("\n")

    def end_row(self) -> Iterator[Hit]:
        """End a row; where enough was gathered, it is read."""
        if self._length:
            self._add("\n")
        if self._length >= CHUNK:
            yield from self.flush()

    def take(self, version: Version, field: Field, piece: str, shift: int) -> Iterator[Hit]:
        """Take a sentence in, or answer for one that was read before."""
        key = b""
        if len(piece) >= AGAIN:
            said = f"{field.code}\n{self.names}\n{piece}".encode()
            key = blake2b(said, digest_size=16).digest()
            if key in self.known:
                for one in self.known[key]:
                    yield version, field, _moved(one, shift)
                return
            if key in self._waiting:
                self._waiting[key].append((version, field, shift))
                return
            self._waiting[key] = []
        if not self._headed:
            self._add(self._head)
            self._headed = True
        start = self._length
        self._add(piece)
        self._spots.append(_Spot(start, self._length, version, field, shift, key))

    def _add(self, text: str) -> None:
        self._lines.append(text)
        self._length += len(text)

    def flush(self) -> Iterator[Hit]:
        """Read what was gathered, and answer for every row that says the same."""
        text, spots = "".join(self._lines), self._spots
        found: defaultdict[int, list[Finding]] = defaultdict(list)
        starts = [one.start for one in spots]
        for one in (
            find_personal(text, context=self.context, names=self.names, lone_names=True)
            if spots
            else ()
        ):
            at = bisect_right(starts, one.start) - 1
            if one.confidence < SURE or at < 0 or one.start >= spots[at].end:
                continue
            # A value may run on into the next sentence of its own text, never into another's.
            last = at
            while (
                last + 1 < len(spots)
                and spots[last + 1].start == spots[last].end < one.end
                and spots[last + 1].version is spots[at].version
                and spots[last + 1].field is spots[at].field
            ):
                last += 1
            end = min(one.end, spots[last].end)
            begin = one.start - spots[at].start
            found[at].append(
                replace(one, start=begin, end=begin + end - one.start, text=text[one.start : end])
            )
        for at, spot in enumerate(spots):
            inside = tuple(found.get(at, ()))
            if spot.key:
                self.known[spot.key] = inside
            places = [(spot.version, spot.field, spot.shift), *self._waiting.get(spot.key, ())]
            for version, field, shift in places:
                for one in inside:
                    yield version, field, _moved(one, shift)
        self._waiting, self._lines, self._spots, self._length = {}, [], [], 0


def _moved(one: Finding, shift: int) -> Finding:
    return replace(one, start=one.start + shift, end=one.end + shift)


def _text(version: Version, field: Field, files: Mapping[int, str]) -> str:
    value = version.values.get(field.code)
    if isinstance(value, dict):
        return f"{value.get('name', '')}\n{files.get(value['file'], '')}"
    return value if isinstance(value, str) else ""


def _file_texts(fields: Sequence[Field], versions: Sequence[Version]) -> Mapping[int, str]:
    """What the files of these rows say, by the key of the file."""
    codes = [one.code for one in fields if one.type is FieldType.FILE]
    keys = {
        value["file"]
        for version in versions
        for code in codes
        if isinstance(value := version.values.get(code), dict)
    }
    pages: defaultdict[int, list[str]] = defaultdict(list)
    if keys:
        rows = FilePage.objects.filter(file__in=keys).order_by("file", "number")
        for file, text in rows.values_list("file_id", "text"):
            pages[file].append(text)
    return {file: "\n".join(texts)[:LONGEST_FILE] for file, texts in pages.items()}

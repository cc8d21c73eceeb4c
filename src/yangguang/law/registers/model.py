"""What a definition of a register holds. Plain, frozen, and the same whoever wrote the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from yangguang.law.registers.grammar import Expression


class FieldType(StrEnum):
    """The kinds of value a column can hold."""

    TEXT = "text"
    """One line, up to 300 characters."""
    LONG = "long"
    """Running text, paragraphs kept."""
    NUMBER = "number"
    MONEY = "money"
    """An amount; ``unit`` is 元, 万元 or 亿元."""
    DATE = "date"
    MONTH = "month"
    YEAR = "year"
    PERIOD = "period"
    """From one day to another, either of them open."""
    CHOICE = "choice"
    CHOICES = "choices"
    """Several of the choices, kept as one text in the order of the choices, joined by 、."""
    AGENCY = "agency"
    PERSON = "person"
    """A name or number of a natural person: masked before it is stored."""
    REGION = "region"
    FILE = "file"
    LINK = "link"
    ROW = "row"
    """The key of a row of another register, named by ``of``."""
    ITEM = "item"
    """The index number of a published item."""


class Shape(StrEnum):
    """Whether the rows make up one list that is adjusted, or are happenings that follow another."""

    LIST = "list"
    ROWS = "rows"


class KeyScope(StrEnum):
    """Whether two bodies may each have a row with the same key."""

    BODY = "body"
    REGISTER = "register"


class Mask(StrEnum):
    """What is kept and shown instead of personal data."""

    NAME = "name"
    IDENTITY = "identity"
    PHONE = "phone"
    ADDRESS = "address"
    ACCOUNT = "account"


class Severity(StrEnum):
    """Whether a row that breaks a rule may not be published, or is only pointed out."""

    ERROR = "error"
    WARNING = "warning"


class Duty(StrEnum):
    """What a limit demands."""

    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    RENEW = "renew"


@dataclass(frozen=True, slots=True)
class Field:
    """One column. ``aliases`` are other heads under which offices keep it; ``exchange`` is its code
    in the national exchange format; ``internal`` ones are never shown to the public. ``brief`` ones
    stand in the table of the list, the others only on the row's own page. ``slot`` names the typed
    place by which rows are filtered and sorted; empty where they are not.
    """

    code: str
    label: str
    type: FieldType = FieldType.TEXT
    required: bool = False
    unit: str = ""
    choices: tuple[str, ...] = ()
    choice_aliases: tuple[tuple[str, str], ...] = ()
    """(what offices write, the choice it means)"""
    of: str = ""
    mask: Mask | None = None
    exchange: str = ""
    aliases: tuple[str, ...] = ()
    filter: bool = False
    sort: bool = False
    internal: bool = False
    brief: bool = False
    group: str = ""
    help: str = ""
    mask_when: Expression | None = None
    """The rows in which it is masked; in the others it stands as it is. Where the row does not say
    which it is, it is masked."""
    slot: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A rule over one row, or over the whole list where the rule adds up; ``say`` is the sentence
    for whoever broke it."""

    rule: Expression
    say: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Limit:
    """Within how many days of the date in ``start`` a row must be published, taken down or renewed.

    ``start`` is a field, ``published`` (renewing), or ``revoked`` and ``repaired`` (taking down: the
    day on which the decision was revoked or credit was repaired, which no field holds). ``when``
    narrows it to some rows. ``working`` days go by the calendar of the body. ``by`` (month, day)
    instead of days is that day of the year after the start.
    """

    act: Duty
    start: str
    days: int
    working: bool
    basis: str
    title: str = ""
    when: Expression | None = None
    by: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """Until when a row stays public: so many months or days after the date in ``start``
    (``published`` is the day it was published). ``least_months`` is how long it stays at least
    before repaired credit may end it."""

    start: str
    basis: str
    months: int = 0
    days: int = 0
    when: Expression | None = None
    least_months: int = 0


@dataclass(frozen=True, slots=True)
class EditionColumn:
    """A column of an exchange format: its code, what stands in it, and how choices are coded.

    ``field`` is a field of the definition, one of `FILLED`, or empty for a column left blank.
    """

    code: str
    label: str
    field: str = ""
    values: tuple[tuple[str, str], ...] = ()
    """(choice, the code it is exchanged as)"""


@dataclass(frozen=True, slots=True)
class Edition:
    """One year's version of a national exchange format, in force from ``dated`` on."""

    code: str
    name: str
    dated: date
    columns: tuple[EditionColumn, ...]
    note: str = ""


FILLED = {
    "@body": "登记机构名称",
    "@body_code": "登记机构代码",
    "@region": "行政区划代码",
    "@published": "公开时间",
}
"""What a column of an exchange format can hold that is no field of the row."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure kept for each list: the rows, or the sum of a field, by the values of another."""

    by: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of a kept figure. ``kind`` is bars, columns, line, tree or share."""

    kind: str
    title: str
    by: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """A stage that a project owes by a day which one of its rows states.

    ``by`` is the field with that day (of several rows the newest decides), ``days`` are added to it.
    A row of ``stage`` fulfils it unless its field ``open_field`` reads one of ``open_values``.
    """

    stage: str
    by: str
    basis: str
    days: int = 0
    open_field: str = ""
    open_values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """Rows that belong to one project are shown on one page, by stage.

    ``part`` is the field that tells lots of one project apart (包号, 标段); a row without it speaks of
    every lot. Stages in ``optional`` are never missing. A project whose row reads one of ``ended_values`` in
    ``ended_field`` (终止公告) owes nothing further.
    """

    project: str
    stage: str
    stages: tuple[str, ...]
    name: str = ""
    """The field that holds the project's name."""
    date: str = ""
    amount: str = ""
    part: str = ""
    optional: tuple[str, ...] = ()
    owed: Owed | None = None
    ended_field: str = ""
    ended_values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Each row is a standing duty to publish: the fields that say who owes it, by when, and by what
    published items it is met.

    ``body`` names the bodies (empty: the one that keeps the row), ``limit`` the words of the limit;
    ``column`` and ``facet`` name columns and classifications whose items meet the row, ``words``
    what must stand in their titles. ``group`` is the field by which the rows are looked at together.
    """

    limit: str
    group: str = ""
    body: str = ""
    column: str = ""
    facet: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The standard a definition follows."""

    name: str
    dated: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """One register. ``key`` names the fields that tell two rows apart; ``title`` and ``date`` the
    ones by which people name and place a row; ``text`` is the file it was read from."""

    code: str
    name: str
    group: str
    version: str
    basis: str
    summary: str
    shape: Shape
    key: tuple[str, ...]
    title: str
    fields: tuple[Field, ...]
    in_force: date | None = None
    source: Source | None = None
    row_name: str = "记录"
    key_scope: KeyScope = KeyScope.BODY
    date: str = ""
    sort: tuple[str, ...] = ()
    """Codes of fields, with a leading minus for the greatest first."""
    decide_each: str = ""
    """Why each row needs a decision of its own before it may be public; empty where it does not."""
    compare: tuple[str, ...] = ()
    """Fields by whose agreement rows of same-named bodies are compared."""
    personal: bool = False
    """Rows tell of natural persons: nothing of it is kept for search engines of others."""
    facets: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    limits: tuple[Limit, ...] = ()
    retentions: tuple[Retention, ...] = ()
    """In this order: the first that applies to a row holds for it."""
    editions: tuple[Edition, ...] = ()
    """Exchange formats, the oldest first."""
    sums: tuple[Sum, ...] = ()
    charts: tuple[Chart, ...] = ()
    timeline: Timeline | None = None
    standing: Standing | None = None
    text: str = field(default="", repr=False, compare=False)

    def field(self, code: str) -> Field:
        """The column of that code; raises KeyError."""
        for one in self.fields:
            if one.code == code:
                return one
        raise KeyError(code)

    @property
    def retention(self) -> Retention | None:
        """The first rule on how long rows stay, if there is one."""
        return self.retentions[0] if self.retentions else None

    @property
    def public_fields(self) -> tuple[Field, ...]:
        """The columns that everybody may see."""
        return tuple(one for one in self.fields if not one.internal)

    @property
    def brief_fields(self) -> tuple[Field, ...]:
        """The columns of the public table: those marked so, else the first five."""
        marked = tuple(one for one in self.public_fields if one.brief)
        return marked or self.public_fields[:5]

    @property
    def filters(self) -> tuple[Field, ...]:
        """The public columns by which people narrow the list."""
        return tuple(one for one in self.public_fields if one.filter)

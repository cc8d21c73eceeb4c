"""What somebody enters into a ledger, checked against the ledger's definition.

The desk's form, the import of spreadsheets and the services hold the same rules because all of
them ask here; a problem names its field, so that each can say it where it belongs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.files.models import StoredFile
from yangguang.apps.resources.ledgers import LedgerKind, Span
from yangguang.apps.resources.models import Entry

EARLIEST = date(1949, 10, 1)
MOST = 2_000_000_000
"""The largest whole number the table holds on every database, rounded down."""
MOST_AMOUNT = Decimal(10) ** 9
"""十万亿元: more than any body spends, so a slip of the unit is met here."""
_DECIMAL = re.compile(r"\d{1,6}(?:\.\d{1,2})?")
LENGTHS = {"title": 200, "topic": 100, "source": 300, "details": 300}


@dataclass(frozen=True, slots=True)
class Values:
    """One row as entered. ``amount`` is in 万元; ``place`` any row of the point's chain."""

    starts_on: date | None = None
    title: str = ""
    ends_on: date | None = None
    quantity: int | None = None
    amount: Decimal | None = None
    mark: bool = False
    topic: str = ""
    place: Entry | None = None
    item: Item | None = None
    receipt: StoredFile | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field. ``field`` is its name in `Values`, or ``details.CODE``."""

    field: str
    label: str
    sentence: str

    def __str__(self) -> str:
        return f"“{self.label}”{self.sentence}"


class NotValid(Exception):
    """Values that cannot be recorded; the message names every field and what to do."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("；".join(str(problem).rstrip("。") for problem in problems) + "。")
        self.problems = problems


def values_of(entry: Entry) -> Values:
    """What a recorded row holds, as it would be entered."""
    return Values(
        starts_on=entry.starts_on,
        title=entry.title,
        ends_on=entry.ends_on,
        quantity=entry.quantity,
        amount=entry.amount,
        mark=entry.mark,
        topic=entry.topic,
        place=entry.place,
        item=entry.item,
        receipt=entry.receipt,
        details=entry.details,
        source=entry.source,
    )


def day_label(kind: LedgerKind) -> str:
    """What the ledger calls the day a row begins with."""
    return kind.day or ("起始日期" if kind.span is Span.STANDING else "日期")


def checked(
    kind: LedgerKind,
    values: Values,
    *,
    agency: Agency,
    today: date,
    point: Entry | None = None,
) -> Values:
    """The values as they are stored: spaces tidied, the default quantity filled in.

    ``point`` is the consultation point named, as it stands now. Raises NotValid with every problem.
    """
    tidied = _tidied(kind, values)
    problems = tuple(_problems(kind, tidied, agency, today, point))
    if problems:
        raise NotValid(problems)
    given = {code: value for code, value in tidied.details.items() if value not in {"", None}}
    return replace(tidied, details=given)


def topic_key(text: str) -> str:
    """The topic as stored: one spelling of width, spaces and quotes, since equal topics count once.

    依据：2014年统计表第二（一）项“不同方式回应同一热点或舆情计1次”。
    """
    folded = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in folded if not sign.isspace() and sign not in "“”\"'‘’《》「」")


def _tidied(kind: LedgerKind, values: Values) -> Values:
    details = {code: _tidy(value) for code, value in values.details.items()}
    quantity = values.quantity
    if quantity is None and kind.quantity:
        quantity = kind.default_quantity
    return replace(
        values,
        title=_tidy(values.title) or _default_title(kind, values.starts_on, details),
        topic=topic_key(values.topic),
        source=_tidy(values.source),
        details=details,
        quantity=quantity,
    )


def _default_title(kind: LedgerKind, day: date | None, details: Mapping[str, Any]) -> str:
    """The title of a row that names none; empty where the ledger asks for one."""
    if not kind.default_title or day is None:
        return ""
    known = {one.code: details.get(one.code) or "" for one in kind.fields}
    return kind.default_title.format(year=day.year, month=day.month, **known)


def _tidy(value: Any) -> Any:
    return " ".join(value.replace("\x00", "").split()) if isinstance(value, str) else value


def _problems(
    kind: LedgerKind, values: Values, agency: Agency, today: date, point: Entry | None
) -> Iterator[Problem]:
    yield from _days(kind, values, agency, today)
    if not values.title:
        yield Problem("title", kind.title, "没有填写，请填写。")
    yield from _lengths(kind, values)
    yield from _numbers(kind, values)
    yield from _links(kind, values, point)
    yield from _details(kind, values, today)
    yield from _beyond(kind, values)


def _days(kind: LedgerKind, values: Values, agency: Agency, today: date) -> Iterator[Problem]:
    label = day_label(kind)
    start, end = values.starts_on, values.ends_on
    if start is None:
        yield Problem("starts_on", label, "没有填写，请填写。")
        return
    if start < EARLIEST:
        yield Problem("starts_on", label, f"是{start.isoformat()}，早于1949年10月1日，请核对年份。")
    if kind.span is Span.HAPPENING and start > today:
        yield Problem(
            "starts_on",
            label,
            f"是{start.isoformat()}，还没有到；请在事情发生后登记，或者核对年份。",
        )
    elif start.year > today.year + 1:
        yield Problem("starts_on", label, f"是{start.isoformat()}，过于靠后，请核对年份。")
    if agency.valid_to is not None and start >= agency.valid_to:
        yield Problem(
            "starts_on",
            label,
            f"是{start.isoformat()}，{agency.name}已于{agency.valid_to.isoformat()}撤销，"
            "请登记到承接其职能的机构。",
        )
    if end is not None and kind.span is Span.HAPPENING:
        yield Problem("ends_on", "终止日期", "不用填写：本台账按发生日期统计。")
    elif end is not None and end < start:
        yield Problem("ends_on", "终止日期", f"是{end.isoformat()}，早于起始日期，请核对。")


def _lengths(kind: LedgerKind, values: Values) -> Iterator[Problem]:
    for name, label in (("title", kind.title), ("topic", kind.topic), ("source", "数据来源")):
        text: str = getattr(values, name)
        if len(text) > LENGTHS[name]:
            yield Problem(
                name, label, f"有{len(text)}个字，最多{LENGTHS[name]}个字，请写得简短些。"
            )


def _numbers(kind: LedgerKind, values: Values) -> Iterator[Problem]:
    quantity, amount = values.quantity, values.amount
    if not kind.quantity and quantity is not None:
        yield Problem("quantity", "数量", "本台账没有这一栏，请删去。")
    elif kind.quantity and quantity is None:
        yield Problem("quantity", kind.quantity, "没有填写，请填写0或者正整数。")
    elif quantity is not None and not 0 <= quantity <= MOST:
        yield Problem("quantity", kind.quantity, f"是{quantity}，应当是0或者正整数，请核对。")
    if not kind.amount and amount is not None:
        yield Problem("amount", "金额", "本台账没有这一栏，请删去。")
    elif kind.amount and amount is None:
        yield Problem("amount", kind.amount, "没有填写，请以万元为单位填写，没有发生的填0。")
    elif amount is not None:
        yield from _amount(kind, amount)
    if values.mark and not kind.mark:
        yield Problem("mark", "标志", "本台账没有这一栏，请删去。")
    if values.topic and not kind.topic:
        yield Problem("topic", "事由", "本台账没有这一栏，请删去。")


def _amount(kind: LedgerKind, amount: Decimal) -> Iterator[Problem]:
    if not amount.is_finite() or amount < 0:
        yield Problem("amount", kind.amount, f"是{amount}，不能为负数，请核对。")
    elif amount >= MOST_AMOUNT:
        yield Problem("amount", kind.amount, f"是{amount}万元，数额过大，请核对单位是否为万元。")
    elif amount != round(amount, 6):
        yield Problem("amount", kind.amount, f"是{amount}，小数最多六位（精确到分），请核对。")


def _links(kind: LedgerKind, values: Values, point: Entry | None) -> Iterator[Problem]:
    if kind.place:
        if point is None:
            yield Problem("place", "查阅点", "没有选择，请选择；还没有登记的，请先登记查阅点。")
        elif values.starts_on is not None and not _open(point, values.starts_on):
            yield Problem(
                "place",
                "查阅点",
                f"“{point.title}”在{values.starts_on.isoformat()}没有设立，请核对日期。",
            )
    elif values.place is not None:
        yield Problem("place", "查阅点", "本台账没有这一栏，请删去。")
    if values.item is not None and not kind.item:
        yield Problem("item", "信息", "本台账没有这一栏，请删去。")
    elif values.item is not None and values.item.state != ItemState.PUBLISHED:
        yield Problem("item", kind.item, f"“{values.item.title}”没有公开，不能移交，请另选。")
    if values.receipt is not None and not kind.receipt:
        yield Problem("receipt", "凭据", "本台账没有这一栏，请删去。")


def _open(point: Entry, day: date) -> bool:
    return point.starts_on <= day and (point.ends_on is None or day <= point.ends_on)


def _details(kind: LedgerKind, values: Values, today: date) -> Iterator[Problem]:
    known = {one.code: one for one in kind.fields}
    for code in values.details.keys() - known.keys():
        yield Problem(f"details.{code}", code, "本台账没有这一栏，请删去。")
    for code, one in known.items():
        value = values.details.get(code)
        name = f"details.{code}"
        if value is None or value == "":
            if one.required:
                yield Problem(name, one.label, "没有填写，请填写。")
        elif one.number:
            if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
                yield Problem(name, one.label, f"是{value}，应当是0或者正整数，请核对。")
        elif one.day:
            if told := _wrong_day(value, today, ahead=one.ahead):
                yield Problem(name, one.label, told)
        elif one.decimal:
            if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
                yield Problem(name, one.label, f"是{value}，应当是数，最多两位小数，请核对。")
        elif not isinstance(value, str):
            yield Problem(name, one.label, "应当是文字，请核对。")
        elif one.choices and value not in one.choices:
            yield Problem(
                name, one.label, f"是“{value}”，只能是{'、'.join(one.choices)}之一，请改选。"
            )
        elif len(value) > LENGTHS["details"]:
            yield Problem(name, one.label, f"最多{LENGTHS['details']}个字，请写得简短些。")


def _wrong_day(value: Any, today: date, *, ahead: bool) -> str:
    """What is wrong with a day kept as text; empty where nothing is."""
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        return f"是{value}，不是日期，请写作2024-03-05。"
    if day < EARLIEST:
        return f"是{value}，早于1949年10月1日，请核对年份。"
    if day > today and not ahead:
        return f"是{value}，还没有到；请在事情发生后登记，或者核对年份。"
    if day.year > today.year + 5:
        return f"是{value}，过于靠后，请核对年份。"
    return ""


def _beyond(kind: LedgerKind, values: Values) -> Iterator[Problem]:
    """Where one field of the row says what another does not allow."""
    for limit in kind.limits:
        left, right = (_said(values, name) for name in (limit.left, limit.right))
        mine, other = (_label(kind, name) for name in (limit.left, limit.right))
        where = limit.left if hasattr(values, limit.left) else f"details.{limit.left}"
        if left is None:
            continue
        if limit.needs and right is None:
            yield Problem(where, mine, f"填写了，而“{other}”没有填写，请核对。")
        elif isinstance(left, date) and isinstance(right, date) and left > right:
            yield Problem(where, mine, f"是{left}，晚于“{other}”{right}，请核对。")
        elif isinstance(left, int) and isinstance(right, int) and not limit.needs and left > right:
            yield Problem(where, mine, f"是{left}，大于“{other}”{right}，请核对。")


def _said(values: Values, name: str) -> int | date | str | None:
    """A field as it can be compared: a number or a day; None where it is empty."""
    given: Any = getattr(values, name) if hasattr(values, name) else values.details.get(name)
    if given is None or given == "" or given is False:
        return None
    if isinstance(given, str):
        try:
            return date.fromisoformat(given)
        except ValueError:
            return given
    return given if isinstance(given, int | date) else None


def _label(kind: LedgerKind, name: str) -> str:
    if name == "starts_on":
        return day_label(kind)
    found = getattr(kind, name, "")
    return found if isinstance(found, str) and found else kind.field(name).label

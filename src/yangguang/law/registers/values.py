"""From what somebody wrote in a cell to a value of a column, and from the value to what is shown.

A value is kept as JSON keeps it: a text, or a decimal as text, an ISO date, a pair of dates. What
belongs to a natural person is masked here, before anything is stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from yangguang.law.registers.amounts import read_amount
from yangguang.law.registers.badvalue import BadValue
from yangguang.law.registers.days import read_day, read_month, read_span, read_year
from yangguang.law.registers.grammar import Term
from yangguang.law.registers.model import Definition, Field, FieldType, Mask
from yangguang.text import masking
from yangguang.text.numerals import fold_width

Value = str | list[str | None] | dict[str, Any] | None
"""What a field of a row holds, as JSON keeps it; None is an empty field."""

LINE = 300
LONGEST = 200_000
_EMPTY = frozenset({"", "-", "--", "—", "——", "/", "／", "无数据", "空", "nan", "none", "null"})
_HALF = {
    code: code - 0xFEE0
    for first, last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
    for code in range(first, last + 1)
}
"""Letters and digits of full width; two codes that differ in them only are the same code."""
_DOCUMENT = re.compile(
    r"(?P<body>[\u4e00-\u9fff ]{1,20})[\[【〔(（［] ?(?P<year>(?:19|20)\d{2}) ?[\]】〕)）］]"
    r"(?P<rest> ?第? ?\d{1,6} ?号)"
)
_LINK = re.compile(r"https?://[^\s<>\"']{3,500}")
_MASKS: Mapping[Mask, Callable[[str], str]] = {
    Mask.NAME: masking.mask_name,
    Mask.IDENTITY: masking.mask_identity,
    Mask.PHONE: masking.mask_phone,
    Mask.ADDRESS: masking.mask_address,
    Mask.ACCOUNT: masking.mask_account,
}


def read_value(field: Field, raw: object, *, unit: str = "") -> Value:
    """The value that a cell holds. ``raw`` is its text, or a number or date as a workbook gave it;
    ``unit`` is the unit that the sheet states, where it differs from the column's. Raises BadValue.
    """
    if isinstance(raw, list | dict):
        return _kept(field, raw)
    text = _text_of(field, raw)
    if text.strip().lower() in _EMPTY:
        return None
    value = _READERS[field.type](field, text, unit)
    return value if field.mask_when is not None else masked(field, value)


def masked(field: Field, value: Value) -> Value:
    """The value as its mask leaves it; masked once, it stays as it is."""
    if field.mask is None or not isinstance(value, str) or masking.STAR in value:
        return value
    return _MASKS[field.mask](value)


def masked_where_due(definition: Definition, values: Mapping[str, Value]) -> dict[str, Value]:
    """The row with the fields masked that are masked in some rows only, this one among them."""
    found = dict(values)
    if any(field.mask_when is not None for field in definition.fields):
        terms = terms_of(definition, values)
        for field in definition.fields:
            rule = field.mask_when
            if rule is not None and field.code in found and rule.value(terms) is not False:
                found[field.code] = masked(field, found[field.code])
    return found


def show_value(field: Field, value: Value) -> str:
    """The value as a page prints it, with no unit; empty for an empty field."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return str(value.get("name", ""))
    if isinstance(value, list):
        first, last = (_shown_day(one) for one in value)
        return f"{first}至{last}" if first and last else f"{first}起" if first else f"至{last}"
    match field.type:
        case FieldType.NUMBER | FieldType.MONEY:
            return f"{Decimal(value):,f}"
        case FieldType.DATE:
            return _shown_day(value)
        case FieldType.MONTH:
            return f"{int(value[:4])}年{int(value[5:7])}月"
        case FieldType.YEAR:
            return f"{value}年"
    return value


def sort_value(field: Field, value: Value) -> str | Decimal | date | None:
    """The value as it is filtered and sorted by: a text of at most 80 characters, a number, a day."""
    if value is None or isinstance(value, dict):
        return None
    if isinstance(value, list):
        return date.fromisoformat(value[0]) if value[0] else None
    if field.type in (FieldType.NUMBER, FieldType.MONEY):
        return Decimal(value)
    if field.type is FieldType.DATE:
        return date.fromisoformat(value)
    return value[:80]


def day_of(field: Field, value: Value) -> date | None:
    """The day by which a row is placed in time: of a month or year its first."""
    if isinstance(value, list):
        return date.fromisoformat(value[0]) if value[0] else None
    if not isinstance(value, str):
        return None
    match field.type:
        case FieldType.DATE:
            return date.fromisoformat(value)
        case FieldType.MONTH:
            return date(int(value[:4]), int(value[5:7]), 1)
        case FieldType.YEAR:
            return date(int(value), 1, 1)
    return None


def terms_of(definition: Definition, values: Mapping[str, Value]) -> dict[str, Term]:
    """A row as the rules of its definition reckon with it. Of a period ``x`` the rules know
    ``x_from`` and ``x_to``."""
    terms: dict[str, Term] = {}
    for field in definition.fields:
        value = values.get(field.code)
        if isinstance(value, list):
            first, last = value
            terms[f"{field.code}_from"] = date.fromisoformat(first) if first else None
            terms[f"{field.code}_to"] = date.fromisoformat(last) if last else None
            terms[field.code] = terms[f"{field.code}_from"]
        elif isinstance(value, dict):
            terms[field.code] = str(value.get("name", ""))
        elif value is None:
            terms[field.code] = None
        elif field.type in (FieldType.NUMBER, FieldType.MONEY, FieldType.YEAR):
            terms[field.code] = Decimal(value)
        elif field.type in (FieldType.DATE, FieldType.MONTH):
            terms[field.code] = day_of(field, value)
        else:
            terms[field.code] = value
    return terms


def _kept(field: Field, raw: list[Any] | dict[str, Any]) -> Value:
    """A value that has its final shape already (a period, a stored file)."""
    if isinstance(raw, dict):
        if field.type is not FieldType.FILE or not isinstance(raw.get("file"), int):
            raise BadValue(f"“{field.label}”应当是已上传的文件。")
        return {"file": raw["file"], "name": str(raw.get("name", ""))}
    if field.type is not FieldType.PERIOD or len(raw) != 2:
        raise BadValue(f"“{field.label}”不能是一组值。")
    first, last = (read_day(str(one)) if one else None for one in raw)
    return _period(field, first, last)


def _text_of(field: Field, raw: object) -> str:
    if raw is None:
        return ""
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, bool):
        return "是" if raw else "否"
    text = str(raw).strip()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if field.type is FieldType.LONG:
        if len(text) > LONGEST:
            raise BadValue(f"“{field.label}”有{len(text)}个字，最多{LONGEST}个。")
        return text
    return " ".join(text.split())


def _line(field: Field, text: str, unit: str) -> str:
    if len(text) > LINE:
        raise BadValue(f"“{field.label}”有{len(text)}个字，最多{LINE}个；请压缩后再填。")
    text = text.translate(_HALF)
    if number := _DOCUMENT.fullmatch(text):
        # The same document number is written with many brackets; GB/T 9704 writes 〔2024〕.
        return f"{number['body'].rstrip()}〔{number['year']}〕{number['rest']}".replace(" ", "")
    return text


def _long(field: Field, text: str, unit: str) -> str:
    return text


def _number(field: Field, text: str, unit: str) -> str:
    return read_amount(field.unit, text, unit)


def _date(field: Field, text: str, unit: str) -> str:
    return read_day(text).isoformat()


def _month(field: Field, text: str, unit: str) -> str:
    return read_month(text)


def _year(field: Field, text: str, unit: str) -> str:
    return read_year(text)


def _read_period(field: Field, text: str, unit: str) -> list[str | None]:
    return _period(field, *read_span(text))


def _period(field: Field, first: date | None, last: date | None) -> list[str | None]:
    if first and last and last < first:
        raise BadValue(f"“{field.label}”的截止日期{last}早于起始日期{first}。")
    if first is None and last is None:
        raise BadValue(f"“{field.label}”至少要有一个日期。")
    return [first.isoformat() if first else None, last.isoformat() if last else None]


def _choice(field: Field, text: str, unit: str) -> str:
    plain = _bare(text)
    for choice in field.choices:
        if _bare(choice) == plain:
            return choice
    for alias, choice in field.choice_aliases:
        if _bare(alias) == plain:
            return choice
    # 罚款；没收违法所得 is two things, so it is not the one of them that is a choice.
    several = bool(_PARTS.search(text))
    near = [
        one
        for one in field.choices
        if _near(plain, _bare(one)) and not (several and len(plain) > len(_bare(one)))
    ]
    if len(near) == 1:
        return near[0]
    raise BadValue(f"“{text}”不在可选范围内，应为：{'、'.join(field.choices)}。")


def _near(said: str, choice: str) -> bool:
    """Whether one stands within the other and what is over does not turn it round: 开工 is not
    未开工, 不批准 not 批准."""
    short, long = sorted((said, choice), key=len)
    return bool(short) and short in long and not _TURNS.search(long.replace(short, "", 1))


_TURNS = re.compile("[不未非无免否禁停]|没(?!收)")
_PARTS = re.compile("[、,，;；/+]|并处|以及")
_TICKED = re.compile(r"[■☑☒√✓✔●]\s*([^■☑☒√✓✔●□☐○◯]+)")
_BOXES = re.compile(r"[■☑☒√✓✔●□☐○◯]")
_APART = re.compile(r"[、,，;；/\n]|\s{1,}(?=\S)")


def _several(field: Field, text: str, unit: str) -> str | None:
    """Several choices; where boxes are drawn only the ticked ones are meant."""
    ticked = _TICKED.findall(text)
    if ticked:
        text = "、".join(ticked)
    elif _BOXES.search(text):
        return None
    found = set()
    for choice in sorted(field.choices, key=len, reverse=True):
        # A choice may have a stroke of its own (入户/现场): whole ones go before the text is parted.
        whole = rf"(?<![^、,，;；/\s]){re.escape(choice)}(?![^、,，;；/\s])"
        text, times = re.subn(whole, "、", text)
        if times:
            found.add(choice)
    for part in _APART.split(text):
        if part.strip():
            found.add(_choice(field, part.strip(), unit))
    return "、".join(one for one in field.choices if one in found) or None


def _bare(text: str) -> str:
    return re.sub(r"[\s、,，.。:：;；()（）\-]", "", fold_width(text)).lower()


def _link(field: Field, text: str, unit: str) -> str:
    if not _LINK.fullmatch(text):
        raise BadValue(f"“{text}”不是网址，请以 http:// 或 https:// 开头填写。")
    return text


def _file(field: Field, text: str, unit: str) -> Value:
    raise BadValue(f"“{field.label}”是文件，不能在表格里填写；请导入后逐条上传。")


_READERS: Mapping[FieldType, Callable[[Field, str, str], Value]] = {
    FieldType.TEXT: _line,
    FieldType.LONG: _long,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _number,
    FieldType.DATE: _date,
    FieldType.MONTH: _month,
    FieldType.YEAR: _year,
    FieldType.PERIOD: _read_period,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _several,
    FieldType.AGENCY: _line,
    FieldType.PERSON: _line,
    FieldType.REGION: _line,
    FieldType.FILE: _file,
    FieldType.LINK: _link,
    FieldType.ROW: _line,
    FieldType.ITEM: _line,
}


def _shown_day(text: str | None) -> str:
    if not text:
        return ""
    day = date.fromisoformat(text)
    return f"{day.year}年{day.month}月{day.day}日"

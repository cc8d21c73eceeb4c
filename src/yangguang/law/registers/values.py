"""From what somebody wrote in a cell to a value of a column, and from the value to what is shown.

A value is kept as JSON keeps it: a text, or a decimal as text, an ISO date, a pair of dates. What
belongs to a natural person is masked here, before anything is stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from yangguang.law.registers.grammar import Term
from yangguang.law.registers.model import Definition, Field, FieldType, Mask
from yangguang.text import masking
from yangguang.text.dates import parse_date
from yangguang.text.numerals import fold_width, parse_numeral

Value = str | list[str | None] | dict[str, Any] | None
"""What a field of a row holds, as JSON keeps it; None is an empty field."""

LINE = 300
LONGEST = 200_000
_EMPTY = frozenset({"", "-", "--", "—", "——", "/", "／", "无数据", "空", "nan", "none", "null"})
_UNITS = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_NUMBER = re.compile(r"[-+]?(?:\d[\d,]*)?(?:\.\d+)?(?:[eE][-+]?\d{1,3})?")
_BRACKETED = re.compile(r"\((\d[\d,]*(?:\.\d+)?)\)")
_MONTH = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*月?(?:份)?")
_YEAR = re.compile(r"(\d{4})\s*(?:年度?)?")
_BETWEEN = re.compile(r"\s*(?:至|到|~|～|—+|－+|--+|\s-\s)\s*")
_LINK = re.compile(r"https?://[^\s<>\"']{3,500}")
_EPOCH = date(1899, 12, 30)
_MASKS: Mapping[Mask, Callable[[str], str]] = {
    Mask.NAME: masking.mask_name,
    Mask.IDENTITY: masking.mask_identity,
    Mask.PHONE: masking.mask_phone,
    Mask.ADDRESS: masking.mask_address,
    Mask.ACCOUNT: masking.mask_account,
}


class BadValue(ValueError):
    """The cell does not hold what the column asks for; ``args[0]`` says what to write instead."""


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
    first, last = (_day(field, str(one)) if one else None for one in raw)
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
    return text


def _long(field: Field, text: str, unit: str) -> str:
    return text


def _number(field: Field, text: str, unit: str) -> str:
    plain = fold_width(text).strip()
    stated = unit
    for name in sorted({*_UNITS, field.unit} - {""}, key=len, reverse=True):
        if plain.endswith(name):
            plain, stated = plain[: -len(name)].strip(), name
            break
    plain = plain.lstrip("¥￥").replace(" ", "").replace("，", ",")
    bracketed = _BRACKETED.fullmatch(plain)
    if bracketed:
        plain = "-" + bracketed[1]
    number: Decimal | int | None = None
    if plain and _NUMBER.fullmatch(plain) and any(sign.isdigit() for sign in plain):
        try:
            number = Decimal(plain.replace(",", ""))
        except InvalidOperation:
            number = None
    elif plain:
        number = parse_numeral(plain)
    if number is None:
        raise BadValue(f"“{text}”不是数，请填写数字，例如 12 或 3.5。")
    amount = Decimal(number)
    if stated in _UNITS and field.unit in _UNITS and stated != field.unit:
        amount = amount * _UNITS[stated] / _UNITS[field.unit]
    if abs(amount) >= Decimal(10) ** 14:
        raise BadValue(f"“{text}”太大，请核对单位。")
    amount = round(amount, 6).normalize()
    return f"{amount:f}" if amount else "0"


def _day(field: Field, text: str) -> date:
    plain = fold_width(text).strip()
    if re.fullmatch(r"\d{5}(?:\.\d+)?", plain) and 20_000 <= float(plain) <= 80_000:
        return _EPOCH + timedelta(days=int(float(plain)))
    compact = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", plain)
    if compact:
        plain = "-".join(compact.groups())
    if re.match(r"\d{4}-\d{2}-\d{2}[ T]\d", plain):
        plain = plain[:10]
    found = parse_date(plain)
    if found is None:
        raise BadValue(f"“{text}”不是日期，请写成 2024-03-05 或 2024年3月5日。")
    return found


def _date(field: Field, text: str, unit: str) -> str:
    return _day(field, text).isoformat()


def _month(field: Field, text: str, unit: str) -> str:
    found = _MONTH.match(fold_width(text))
    if found and 1 <= int(found[2]) <= 12:
        return f"{found[1]}-{int(found[2]):02d}"
    try:
        return _day(field, text).isoformat()[:7]
    except BadValue as wrong:
        raise BadValue(f"“{text}”不是月份，请写成 2024年3月 或 2024-03。") from wrong


def _year(field: Field, text: str, unit: str) -> str:
    plain = fold_width(text).strip()
    found = _YEAR.fullmatch(plain)
    if found and 1900 <= int(found[1]) <= 2100:
        return found[1]
    try:
        return str(_day(field, text).year)
    except BadValue as wrong:
        raise BadValue(f"“{text}”不是年份，请写成四位数字，例如 2024。") from wrong


def _read_period(field: Field, text: str, unit: str) -> list[str | None]:
    parts = _BETWEEN.split(text.strip())
    if len(parts) == 2:
        first, last = (part.strip() for part in parts)
        open_end = last in ("", "长期", "永久", "今")
        return _period(
            field, _day(field, first) if first else None, None if open_end else _day(field, last)
        )
    if text.endswith("起"):
        return _period(field, _day(field, text[:-1]), None)
    return _period(field, _day(field, text), None)


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
    near = [one for one in field.choices if plain and (plain in _bare(one) or _bare(one) in plain)]
    if len(near) == 1:
        return near[0]
    raise BadValue(f"“{text}”不在可选范围内，应为：{'、'.join(field.choices)}。")


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

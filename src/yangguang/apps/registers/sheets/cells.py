"""From a raw cell to the value of a field: what the workbook did to it is undone, then the
definition's own reading holds. What cannot be read says what to write instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field

from yangguang.law.registers import BadValue, Field, FieldType, Value, read_value
from yangguang.text.numerals import fold_width, parse_numeral
from yangguang.text.sheets import RawCell
from yangguang.text.sheets.harmless import unmarked
from yangguang.text.sheets.lines import NO, YES
from yangguang.text.sheets.words import MONEY

_ERRORS = frozenset(["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"])
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")
_BROKEN_LINE = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*\n\s*(?=[\u3000-\u9fff\uff00-\uffef])"
)
_POWER = re.compile(r"[-+]?\d(?:\.\d+)?[eE]\+?(\d{1,3})")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*([月./-])\s*(\d{1,2})\s*[日号]?")
_MOMENT = re.compile(
    r"(?P<day>\d{4}\s*(?:年|[./-])\s*\d{1,2}\s*(?:月|[./-])\s*\d{1,2}\s*[日号]?)"
    r"(?:\s*(?:[上中下]午|晚|凌晨)?\s*\d{1,2}\s*[时:点].{0,8}|(?P<from>起(?:执行|施行|实施|生效)?))"
)
_BOTH = re.compile(r"(?P<first>\d{4}-\d\d-\d\d)?/(?P<last>\d{4}-\d\d-\d\d)?")
"""A span of days as the public pages give it away (ISO 8601)."""
_NO_DAY_SIGN = re.compile(r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}")
_FOREVER = frozenset({"长期", "长期有效", "永久", "永久有效"})
FOREVER = "2099-12-31"
"""How the national exchange format of permits and penalties writes an end that never comes
(双公示数据标准：有效期为长期的填2099/12/31)."""
_CUT_OFF = re.compile(r"[1-9]\d{14}0{1,5}")
_NUMBERS = (FieldType.NUMBER, FieldType.MONEY)
_WORDS = (
    FieldType.TEXT, FieldType.LONG, FieldType.PERSON, FieldType.ROW, FieldType.ITEM,
    FieldType.AGENCY, FieldType.REGION,
)  # fmt: skip
_SHORT = 40
_BOXES = frozenset("□☐■☑▢√✓✔◻")
_SAME_UNIT = {
    "平米": "平方米", "m2": "平方米", "km2": "平方公里", "m3": "立方米", "kg": "千克",
    "公斤": "千克", "km": "公里", "千米": "公里", "m": "米",
}  # fmt: skip


_SCALES = {"百元": 100, "千元": 1_000, "百万元": 1_000_000, "千万元": 10_000_000}


@dataclass(frozen=True, slots=True)
class Asked:
    """How the cells of a column are read: its field, the unit stated, the year of bare days."""

    field: Field
    unit: str = ""
    year: int | None = None
    factor: str = ""
    """万 where the column counts in ten thousands of the field's unit."""
    read: dict[str, tuple[Value, str]] = dataclass_field(default_factory=dict, compare=False)
    """Short texts that were read already: most columns say the same few things again and again."""


def asked_of(field: Field, stated: str, money: str, year: int | None) -> Asked:
    """The way to read a column whose head states that unit; ``money`` is the sheet's own.

    Raises BadValue where the head states a unit that is not the field's and cannot be converted.
    """
    if field.type not in _NUMBERS:
        return Asked(field, "", year)
    if field.unit in MONEY:
        return Asked(field, stated if stated in MONEY else money)
    if not stated or not field.unit:
        return Asked(field)
    own, theirs = (_SAME_UNIT.get(unit.lower(), unit) for unit in (field.unit, stated))
    if own in (theirs, f"个{theirs}") or theirs == f"个{own}":
        return Asked(field)
    if theirs == f"万{own}":
        return Asked(field, factor="万")
    raise BadValue(
        f"表头写的单位是“{stated}”，“{field.label}”以“{field.unit}”为单位，请换算后再导入"
    )


def read_cell(asked: Asked, cell: RawCell) -> tuple[Value, str]:
    """The value of a cell and a remark on how it was read, if one is due. Raises BadValue."""
    if not cell.text:
        return None, ""
    if not cell.merged and (known := asked.read.get(cell.text)) is not None:
        return known
    found = _read(asked, cell)
    if len(cell.text) <= _SHORT and not cell.merged:
        asked.read[cell.text] = found
    return found


def _read(asked: Asked, cell: RawCell) -> tuple[Value, str]:
    field = asked.field
    text = _cleaned(field, cell.text)
    if not text:
        return None, ""
    if text in _ERRORS:
        raise BadValue(f"是表格软件的错误值{text}，请改正公式后另存再导入")
    if field.type in _NUMBERS:
        if cell.merged:
            raise BadValue("是几行合并的单元格，不能确定各行的数，请拆分后逐行填写")
        text = f"{text}{asked.factor}" if asked.factor and text[-1:].isdigit() else text
        if field.unit and text.endswith(f"个{field.unit}"):
            text = text.removesuffix(f"个{field.unit}")
        scale = _SCALES.get(asked.unit)
        number = parse_numeral(text) if scale else None
        if scale and number is not None:
            return read_value(field, f"{number * scale:f}", unit="元"), ""
        return read_value(field, text, unit=asked.unit), ""
    if field.type in _WORDS and (power := _POWER.fullmatch(text)) and int(power[1]) >= 10:
        raise BadValue(
            f"“{text}”是表格软件改写的长数字，末几位已经丢失，请把这一列设为文本格式后重新填写"
        )
    note = ""
    if field.type in _WORDS and _CUT_OFF.fullmatch(text):
        note = f"“{text}”第15位以后都是0，可能被表格软件改写过，请核对"
    if field.type is FieldType.CHOICE:
        text = _yes_or_no(field, text)
        if any(sign in _BOXES for sign in text):
            several = read_value(replace(field, type=FieldType.CHOICES), text)
            if several is None or several in field.choices:
                return several, ""
    if field.type is FieldType.PERIOD and (both := _BOTH.fullmatch(text)):
        return read_value(field, [both["first"] or None, both["last"] or None]), ""
    if field.type is FieldType.DATE:
        if text in _FOREVER:
            return FOREVER, f"“{text}”按{FOREVER}读取"
        text = text.rstrip(".。,，、;； ")
        if _NO_DAY_SIGN.fullmatch(fold_width(text)):
            text += "日"
    if field.type is FieldType.DATE and (moment := _MOMENT.fullmatch(fold_width(text))):
        if moment["from"]:
            note = f"“{text}”按这一天读取"
        text = moment["day"]
    if field.type is FieldType.DATE and asked.year is not None:
        bare = _MONTH_DAY.fullmatch(fold_width(text))
        if bare:
            note = f"“{text}”没有年份，按{asked.year}年读取"
            text = f"{asked.year}-{int(bare[1]):02d}-{int(bare[3]):02d}"
    return read_value(field, text), note


def _cleaned(field: Field, text: str) -> str:
    text = unmarked(_CONTROL.sub("", text)).strip()
    return text if field.type is FieldType.LONG else _BROKEN_LINE.sub("", text)


def _yes_or_no(field: Field, text: str) -> str:
    """A tick, TRUE or 1 under a field that knows 是 and 否."""
    if text in field.choices or "是" not in field.choices or "否" not in field.choices:
        return text
    return "是" if text in YES else "否" if text in NO else text

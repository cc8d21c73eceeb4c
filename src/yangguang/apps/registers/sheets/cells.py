"""From a raw cell to the value of a field: what the workbook did to it is undone, then the
definition's own reading holds. What cannot be read says what to write instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field

from yangguang.law.registers import BadValue, Field, FieldType, Value, read_value
from yangguang.text.numerals import fold_width
from yangguang.text.sheets import RawCell
from yangguang.text.sheets.harmless import unmarked
from yangguang.text.sheets.lines import NO, YES
from yangguang.text.sheets.words import MONEY

_ERRORS = frozenset(["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"])
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")
_BROKEN_LINE = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*\n\s*(?=\S)|(?<=\S)[ \t]*\n\s*(?=[\u3000-\u9fff\uff00-\uffef])"
)
"""Where a cell of one line was broken to fit: no blank stands there in Chinese."""
_POWER = re.compile(r"[-+]?\d(?:\.\d+)?[eE]\+?(\d{1,3})")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*([月./-])\s*(\d{1,2})\s*[日号]?")
_MOMENT = re.compile(
    r"(?P<day>\d{4}\s*(?:年|[./-])\s*\d{1,2}\s*(?:月|[./-])\s*\d{1,2}\s*[日号]?)"
    r"(?:\s*(?:[上中下]午|晚|凌晨)?\s*\d{1,2}\s*[时:点].{0,8}|(?P<from>起(?:执行|施行|实施|生效)?))"
)
_BOTH = re.compile(r"(?P<first>\d{4}-\d\d-\d\d)?/(?P<last>\d{4}-\d\d-\d\d)?")
"""A span of days as the public pages give it away (ISO 8601)."""
_NO_DAY_SIGN = re.compile(r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}")
_UNREASONED = re.compile(r"=(?![=\s]).+", re.DOTALL)
_PRICE = re.compile(r"(?P<price>[^/／每]*\d[^/／每]*元)\s*[/／每]\s*(?P<per>[^\d/／]{1,10})")
_BARE_MONTH = re.compile(r"(\d{1,2})\s*月(?:份)?")
_FAR_OFF = re.compile(
    r"(?:2[1-9]|[3-9]\d)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(?:[ T]0{1,2}:00.*)?"
)
_LONE_DAY = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(?: 00:00:00)?")
_YEARED = re.compile(r"\d{4}")
_ENDING = re.compile("有效期|期限|截止|届满")
_ENDS = re.compile("[至止到期](?!自|起)")
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
        # 元/吨 says what a price is for, 万元/台 besides in what it counts.
        counted = stated.partition("/")[0]
        if not counted or counted in MONEY:
            return Asked(field, counted or money)
        raise _other_unit(field, stated)
    if not stated or not field.unit:
        return Asked(field)
    own, theirs = (_SAME_UNIT.get(unit.lower(), unit) for unit in (field.unit, stated))
    if own in (theirs, f"个{theirs}") or theirs == f"个{own}":
        return Asked(field)
    if theirs == f"万{own}":
        return Asked(field, factor="万")
    raise _other_unit(field, stated)


def _other_unit(field: Field, stated: str) -> BadValue:
    return BadValue(
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
    if _UNREASONED.fullmatch(text) and not cell.text.startswith(("'", "\u2019", '="')):
        shown = text if len(text) <= _SHORT else f"{text[:_SHORT]}…"
        raise BadValue(
            f"是没有算出结果的公式（{shown}），请用表格软件打开、保存一次，或者粘贴为数值后再导入"
        )
    if field.type in _NUMBERS:
        if cell.merged:
            raise BadValue("是几行合并的单元格，不能确定各行的数，请拆分后逐行填写")
        text = f"{text}{asked.factor}" if asked.factor and text[-1:].isdigit() else text
        if field.unit and text.endswith(f"个{field.unit}"):
            text = text.removesuffix(f"个{field.unit}")
        if field.type is FieldType.MONEY and (price := _PRICE.fullmatch(fold_width(text))):
            value = read_value(field, price["price"], unit=asked.unit)
            return value, f"“{text}”按每{price['per']}的价读取"
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
        if text in _FOREVER or (_ENDS.search(field.label) and _FAR_OFF.fullmatch(text)):
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
    bare = _BARE_MONTH.fullmatch(fold_width(text)) if field.type is FieldType.MONTH else None
    if bare and asked.year is not None:
        note = f"“{text}”没有年份，按{asked.year}年读取"
        text = f"{asked.year}年{int(bare[1])}月"
    if field.type is FieldType.PERIOD:
        text, note = _dated(asked, text)
    return read_value(field, text), note


def _dated(asked: Asked, text: str) -> tuple[str, str]:
    """A period with the year of the sheet where it names none, and a lone day put at the end where
    the column tells of an end; with what there is to say about it."""
    plain = fold_width(text).strip()
    if asked.year is not None and not _YEARED.search(plain):
        sign = "年" if re.match(r"\D*\d{1,2}\s*月", plain) else "."
        first = re.search(r"\d", plain)
        if first:
            at = first.start()
            return (
                f"{plain[:at]}{asked.year}{sign}{plain[at:]}",
                f"“{text}”没有年份，按{asked.year}年读取",
            )
    if _LONE_DAY.fullmatch(plain):
        ends = bool(_ENDING.search(asked.field.label))
        said = "截止" if ends else "起始"
        return f"至{plain}" if ends else plain, f"“{text}”只有一个日期，按{said}日期读取，请核对"
    return text, ""


def _cleaned(field: Field, text: str) -> str:
    text = unmarked(_CONTROL.sub("", text)).strip()
    return text if field.type is FieldType.LONG else _BROKEN_LINE.sub("", text)


def _yes_or_no(field: Field, text: str) -> str:
    """A tick, TRUE or 1 under a field that knows 是 and 否."""
    if text in field.choices or "是" not in field.choices or "否" not in field.choices:
        return text
    return "是" if text in YES else "否" if text in NO else text

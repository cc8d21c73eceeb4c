"""Numbers and sums of money as offices write them into cells.

A wrong place of the decimal point is the worst a public ledger can hold, so whatever can be read in
two ways (5,5; 6千 under 万元) is refused with what to write instead.
"""

from __future__ import annotations

import re
from decimal import Decimal

from yangguang.law.registers.badvalue import BadValue
from yangguang.text.numerals import fold_width, parse_numeral

MONEY: dict[str, Decimal] = {
    "元": Decimal(1),
    "百元": Decimal(100),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
}
"""Units of money that a head or a cell may state, in 元."""
_PLAIN = r"(?:\d{1,3}(?:,\d{3})+|\d{1,4}(?:,\d{4})+|\d+|(?=\.))(?:\.\d*)?"
_NUMBER = re.compile(rf"[-+]?{_PLAIN}(?:[eE][-+]?\d{{1,3}})?")
_BRACKETED = re.compile(rf"[(（]({_PLAIN})[)）]")
_UNIT_IN_BRACKETS = re.compile(r"(?P<number>.*\S)\s*[(（](?P<unit>[^()（）]{1,8})[)）]")
_MYRIADS = "万萬亿億"
_SCALES = "百佰千仟"
_MOST = Decimal(10) ** 14


def read_amount(own: str, text: str, stated: str) -> str:
    """The number of a cell in the unit ``own`` of its column, as plain digits.

    ``stated`` is the unit that the sheet states; one in the cell itself goes before it. A number in
    万 or 亿 without 元 (2.3亿 under 万元) counts 元. Raises BadValue.
    """
    plain = fold_width(text).strip().replace("圆", "元")
    plain = plain.removesuffix("整").removesuffix("正") if plain[-2:] in ("元整", "元正") else plain
    bracketed = _UNIT_IN_BRACKETS.fullmatch(plain)
    if bracketed and bracketed["unit"] in {*MONEY, own}:
        plain = bracketed["number"] + bracketed["unit"]
    said = ""
    owned = {own, own.removeprefix("个"), own[:1] if own.startswith("个") else own}
    for name in sorted({*MONEY, *owned} - {""}, key=len, reverse=True):
        if plain.endswith(name):
            plain, said = plain[: -len(name)].strip(), name
            break
    plain = re.sub(r"(?<=\d) +(?=\d)", ",", plain.lstrip("¥￥")).replace(" ", "")
    amount = _number(plain)
    if amount is None:
        raise BadValue(f"“{text}”不是数，请填写数字，例如 12 或 3.5。")
    unit = said or stated
    if own in MONEY and not said and plain[-1:] in _MYRIADS + _SCALES:
        if plain[0].isdigit() and plain[-1] in _SCALES and not set(plain) & set(_MYRIADS):
            if (unit or own) != "元":
                raise BadValue(f"“{text}”没有写明是元还是{unit or own}，请写出全部数字。")
        elif set(plain) & set(_MYRIADS):
            unit = "元"
    if unit in MONEY and own in MONEY and unit != own:
        amount = amount * MONEY[unit] / MONEY[own]
    if abs(amount) >= _MOST:
        raise BadValue(f"“{text}”太大，请核对单位。")
    amount = round(amount, 6).normalize()
    return f"{amount:f}" if amount else "0"


def _number(plain: str) -> Decimal | None:
    if bracketed := _BRACKETED.fullmatch(plain):
        plain = "-" + bracketed[1]
    if _NUMBER.fullmatch(plain) and any(sign.isdigit() for sign in plain):
        return Decimal(plain.replace(",", ""))
    found = parse_numeral(plain) if plain and not plain.startswith("第") else None
    return None if found is None else Decimal(found)

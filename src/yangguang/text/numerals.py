"""Chinese and Arabic numerals, read and written.

Official pages mix every way of writing a number: 二〇一九, 二零一九, 一万二千, 壹佰贰拾, 廿三, １，２３４,
3.5万. Dates, document numbers, figures in prose and clause numbers all need the same reading of
them, so it stands here once. Nothing is guessed: text that is not wholly a numeral gives None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

DIGITS = {
    "〇": 0, "零": 0, "○": 0, "◯": 0,
    "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    "两": 2, "兩": 2,
    "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
    "壱": 1, "弌": 1, "貳": 2, "弍": 2, "参": 3, "參": 3, "叄": 3, "陸": 6,
}  # fmt: skip
"""Each character that stands for one digit."""

UNITS = {
    "十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000,
}  # fmt: skip
MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
TENS = {"廿": 20, "卄": 20, "卅": 30, "卌": 40}

_FULL_WIDTH = str.maketrans("０１２３４５６７８９，．\uff0d\u2212＋％　", "0123456789,.--+% ")
_ARABIC = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_MIXED = re.compile(
    r"(?P<number>[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?P<units>[百千万萬亿億兆]{1,2})"
)
_LIMIT = 64
"""No honest numeral is longer; past it we answer None instead of working on hostile input."""

CHINESE_CLASS = "".join(dict.fromkeys([*DIGITS, *UNITS, *MYRIADS, *TENS]))
"""All characters of Chinese numerals, for use inside a regex character class."""

_FOUND = re.compile(
    r"(?P<arabic>(?<![\d.,０-９．，])[-\uff0d]?[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+(?![0-9０-９])"
    r"(?:[.．][0-9０-９]+)?(?:[千万萬亿億兆]{1,2})?"
    r"|[0-9０-９]+(?:[.．][0-9０-９]+)?(?:[千万萬亿億兆]{1,2})?)"
    rf"|(?P<chinese>[{CHINESE_CLASS}]+(?:点[{CHINESE_CLASS}]+)?)"
)


def fold_width(text: str) -> str:
    """Full-width digits, signs, comma and point as their half-width forms; the rest untouched."""
    return text.translate(_FULL_WIDTH)


def parse_numeral(text: str) -> int | Decimal | None:
    """The number that ``text`` writes as a whole, or None where it is not one numeral.

    Reads Arabic (``1,393``, ``１２．５``, ``-3``), mixed (``3.5万``, ``2千``), positional Chinese
    (``二〇一九``), counted Chinese (``一万二千零五``, ``廿三``, ``两百五``), capitals (``壹佰贰拾``),
    decimals in words (``三点五``) and a leading 第 or 负. An int wherever the value is whole, except that
    ``3.0`` stays a Decimal: it was written as a measured value.

    >>> parse_numeral("一万二千零五"), parse_numeral("二〇一九"), parse_numeral("3.5万")
    (12005, 2019, 35000)
    """
    text = fold_width(text).strip()
    if not text or len(text) > _LIMIT:
        return None
    if text[0] == "第":
        text = text[1:].strip()
    if text[:1] in ("负", "負"):
        value = parse_numeral(text[1:]) if text[1:2] not in ("负", "負", "-", "第") else None
        return None if value is None else -value
    if _ARABIC.fullmatch(text):
        return _arabic(text)
    mixed = _MIXED.fullmatch(text)
    if mixed:
        return _mixed(mixed["number"], mixed["units"])
    if "点" in text:
        return _spoken_decimal(text)
    return _chinese(text)


def parse_year(text: str) -> int | None:
    """A four-digit year in any spelling (``2019``, ``二〇一九``, ``贰零壹玖``), else None."""
    text = fold_width(text).strip().removesuffix("年")
    if len(text) != 4:
        return None
    digits = positional_digits(text)
    if digits is None:
        return None
    year = int(digits)
    return year if 1000 <= year <= 2999 else None


def positional_digits(text: str) -> str | None:
    """``二〇一九`` or ``２０１９`` as ``"2019"``: digit by digit, leading zeros kept; else None."""
    digits = []
    for char in fold_width(text).strip():
        if char in "0123456789":
            digits.append(char)
        elif char in DIGITS:
            digits.append(str(DIGITS[char]))
        else:
            return None
    return "".join(digits) or None


@dataclass(frozen=True, slots=True)
class FoundNumeral:
    """A numeral met in running text: where it stands, how it is written, what it says."""

    start: int
    end: int
    text: str
    value: int | Decimal


def find_numerals(text: str, *, chinese: bool = True) -> Iterator[FoundNumeral]:
    """Every numeral in ``text`` in order; with ``chinese=False`` only those with Arabic digits.

    Reading: a lone Chinese digit inside a word (一致, 统一) is a numeral here too; whoever looks for
    figures asks for a measure word after it.
    """
    for match in _FOUND.finditer(text):
        if match["chinese"] is not None and not chinese:
            continue
        value = parse_numeral(match[0])
        if value is not None:
            yield FoundNumeral(match.start(), match.end(), match[0], value)


def to_chinese(number: int, *, capital: bool = False) -> str:
    """``number`` in counted Chinese: 12005 → 一万二千零五; capitals 壹万贰仟零伍.

    Raises ValueError for 10^16 and above, which no page writes in words.
    """
    if abs(number) >= 10**16:
        raise ValueError(f"数字 {number} 过大，无法写成中文数字")
    digits = "零壹贰叁肆伍陆柒捌玖" if capital else "零一二三四五六七八九"
    units = ("", "拾", "佰", "仟") if capital else ("", "十", "百", "千")
    if number < 0:
        return "负" + to_chinese(-number, capital=capital)
    if number == 0:
        return digits[0]
    text = _section_words(number, digits, units)
    if not capital and text.startswith("一十"):
        return text[1:]
    return text


def to_positional(number: int) -> str:
    """``2019`` as ``二〇一九``, the way years are written in signatures."""
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))


def _section_words(number: int, digits: str, units: tuple[str, ...]) -> str:
    for size, name in ((10**12, "兆"), (10**8, "亿"), (10**4, "万")):
        if number >= size:
            high, low = divmod(number, size)
            text = _section_words(high, digits, units) + name
            if not low:
                return text
            # A gap of at least one decimal place between the sections is spoken as 零.
            gap = digits[0] if low < size // 10 else ""
            return text + gap + _section_words(low, digits, units)
    text, pending_zero = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            if pending_zero and text:
                text += digits[0]
            text += digits[digit] + units[place]
            pending_zero = False
        else:
            pending_zero = True
    return text


def _arabic(text: str) -> int | Decimal:
    plain = text.replace(",", "")
    return Decimal(plain) if "." in plain else int(plain)


def _mixed(number: str, units: str) -> int | Decimal:
    value = Decimal(_arabic(number))
    for unit in units:
        value *= UNITS.get(unit) or MYRIADS[unit]
    return int(value) if value == value.to_integral_value() else value


def _spoken_decimal(text: str) -> int | Decimal | None:
    whole, _, fraction = text.partition("点")
    units = ""
    while fraction and fraction[-1] in MYRIADS:
        units = fraction[-1] + units
        fraction = fraction[:-1]
    whole_value = _chinese(whole)
    digits = positional_digits(fraction)
    if whole_value is None or digits is None or len(units) > 2:
        return None
    value = Decimal(f"{whole_value}.{digits}")
    for unit in units:
        value *= MYRIADS[unit]
    return int(value) if units and value == value.to_integral_value() else value


def _chinese(text: str) -> int | None:
    if not text:
        return None
    if all(char in DIGITS for char in text):
        digits = positional_digits(text)
        # Two or more 两 in a row is no number; 两 alone is 2.
        return None if digits is None or (len(text) > 1 and "两" in text) else int(digits)
    return _counted(text)


def _counted(text: str) -> int | None:
    """Words with units. ``total`` holds closed myriads, ``section`` the current 千百十, ``digit``
    a digit still waiting for its unit."""
    total, section, digit = 0, 0, None
    last_unit, section_unit = 0, 10**4
    last_myriad = 10**17
    zero = False
    for char in text:
        if char in DIGITS:
            value = DIGITS[char]
            if value == 0:
                if digit is not None:
                    return None
                zero = True
            elif digit is not None:
                return None
            else:
                digit = value
        elif char in TENS:
            if digit is not None or section_unit <= 10:
                return None
            section += TENS[char]
            section_unit = last_unit = 10
            zero = False
        elif char in UNITS:
            unit = UNITS[char]
            if unit >= section_unit:
                return None
            if digit is None:
                # 十二 and 一百十二 speak the ten without its one; 百 and 千 never stand alone.
                if unit != 10:
                    return None
                digit = 1
            section += digit * unit
            digit, section_unit, last_unit, zero = None, unit, unit, False
        elif char in MYRIADS:
            myriad = MYRIADS[char]
            section += digit or 0
            if myriad > last_myriad or myriad == last_myriad:
                # 一万亿: the unit multiplies all that was said before it.
                if section or myriad <= last_myriad or not total:
                    return None
                total *= myriad
            else:
                if not section:
                    return None
                total += section * myriad
            section, digit, zero = 0, None, False
            last_myriad, last_unit, section_unit = myriad, myriad, 10**4
        else:
            return None
    if digit is not None:
        # 两百五, 三万五: a bare digit right after a unit counts the next lower place.
        if not zero and last_unit > 10:
            digit *= last_unit // 10
        section += digit
    elif zero:
        return None
    return total + section

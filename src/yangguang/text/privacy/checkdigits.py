"""Numbers that prove themselves: resident IDs, unified social credit codes, bank cards.

依据：GB 11643—1999《公民身份号码》; GB 32100—2015《法人和其他组织统一社会信用代码编码规则》;
GB/T 17710—2008 and ISO/IEC 7812 for the check digit of cards. Input is plain ASCII without
separators; nothing here knows about context.
"""

from __future__ import annotations

from datetime import date
from operator import mul

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_CREDIT_VALUES = {sign: value for value, sign in enumerate(_CREDIT_ALPHABET)}
_FIRST_YEAR, _LAST_YEAR = 1880, 2099
_DOUBLED = str.maketrans("0123456789", "0246813579")
"""The sum of the digits of each digit's double."""


def id_check_digit(first17: str) -> str:
    """The eighteenth character that belongs to 17 digits."""
    if len(first17) != len(_ID_WEIGHTS):
        raise ValueError("a resident ID has 17 digits before its check digit")
    return _ID_CHECK[sum(map(mul, _ID_WEIGHTS, map(int, first17))) % 11]


def is_region(code: str) -> bool:
    """Whether six digits can be the region of an ID: a known province, a city and a county part.

    Reading: codes of counties that exist no more stay valid in the IDs of those born there, so
    the parts below the province are only bounded, not looked up.
    """
    if code[:2] not in _PROVINCES:
        return False
    city, county = int(code[2:4]), int(code[4:6])
    if code[0] in "78":
        return code[2:] == "0000"
    # Hainan's counties of before 2001 belong to no city: 460034.
    belongs = 1 <= city <= 54 or city == 90 or (city == 0 and code[:2] == "46" and county > 0)
    return belongs and 0 <= county <= 89


def is_birth(year: int, month: int, day: int) -> bool:
    """Whether somebody with an ID can have been born that day."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def has_id_shape(number: str) -> bool:
    """Whether 15 or 18 characters have the region and birthday of an ID, check digit aside."""
    if len(number) == 18:
        birth = number[6:14]
        body = number[:17]
    elif len(number) == 15:
        birth = "19" + number[6:12]
        body = number
    else:
        return False
    if not (body.isascii() and body.isdigit() and is_region(number[:6])):
        return False
    return is_birth(int(birth[:4]), int(birth[4:6]), int(birth[6:8]))


def is_id_number(number: str) -> bool:
    """Whether 18 characters are a resident ID: region, birthday and check digit all hold."""
    return (
        len(number) == 18
        and has_id_shape(number)
        and number[17].upper() == id_check_digit(number[:17])
    )


def credit_check_digit(first17: str) -> str:
    """The eighteenth character of a unified social credit code. KeyError for a foreign sign."""
    total = sum(
        weight * _CREDIT_VALUES[sign] for weight, sign in zip(_CREDIT_WEIGHTS, first17, strict=True)
    )
    return _CREDIT_ALPHABET[-total % 31]


def is_credit_code(code: str) -> bool:
    """Whether 18 characters are a unified social credit code with its own check digit."""
    if len(code) != 18 or any(sign not in _CREDIT_VALUES for sign in code):
        return False
    return code[2:8].isdigit() and credit_check_digit(code[:17]) == code[17]


def passes_luhn(number: str) -> bool:
    """Whether the last digit of a card number is its Luhn check digit."""
    doubled = number[-2::-2].translate(_DOUBLED)
    return sum(map(int, number[-1::-2] + doubled)) % 10 == 0

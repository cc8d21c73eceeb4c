"""One spelling for what identifies a person, so that the same person is recognised.

A keyed digest knows no spellings: 138-0000-5678 and １３８００００５６７８ must become one text before.
"""

from __future__ import annotations

import re
import unicodedata

from yangguang.text.folding import fold

_SEPARATORS = re.compile(r"[\s\-‐-―－.．·•・()（）]+")  # noqa: RUF001 (dashes as they are typed)
_OLD_ID = re.compile(r"\d{8}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_COUNTRY = re.compile(r"(?:\+|00)?86(?=1[3-9]\d{9}$|0?(?:10|2\d)\d{7,8}$|0?[3-9]\d{9,10}$)")
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_EXTENSION = re.compile(r"转|轉|[#＃*×xX]|(?i:ext)")


def normal_identity(text: str) -> str:
    """Number of an ID, passport or credit code: half-width, upper case, without separators.

    An ID of the first generation (15 digits) becomes the 18 characters that its bearer has now.
    依据：GB 11643—1999. Reading: centenarians marked by 996–999 at the end of an old number were
    born in the nineteenth century.

    >>> normal_identity("11010519491231002x"), normal_identity("110105491231002")
    ('11010519491231002X', '11010519491231002X')
    """
    number = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text).upper())
    number = unicodedata.normalize("NFKC", number)
    if _OLD_ID.fullmatch(number) is None:
        return number
    century = "18" if number[12:] >= "996" else "19"
    first = number[:6] + century + number[6:]
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first, strict=True))
    return first + _CHECK[total % 11]


def normal_phone(text: str) -> str:
    """Digits of a telephone number without country code, separators and extension.

    >>> normal_phone("+86 138-0000-5678"), normal_phone("（0773）282 3456 转 801")
    ('13800005678', '07732823456')
    """
    number = unicodedata.normalize("NFKC", _EXTENSION.split(text, maxsplit=1)[0])
    number = _SEPARATORS.sub("", number)
    bare = _COUNTRY.sub("", number)
    if bare != number and not bare.startswith("0") and not _MOBILE.fullmatch(bare):
        return "0" + bare
    return bare


def normal_email(text: str) -> str:
    """The address in lower case. Reading: no mail system of note tells capitals apart."""
    address = "".join(unicodedata.normalize("NFKC", text).split()).lower()
    return unicodedata.normalize("NFKC", address)


def normal_name(text: str) -> str:
    """A name without spaces, width, script and the various dots of transcribed names.

    >>> normal_name("買買提・艾 力"), normal_name("买买提•艾力")
    ('买买提艾力', '买买提艾力')
    """
    return _SEPARATORS.sub("", fold(text))

"""What lists show instead of personal data, where the kind of each value is known.

Enough stays for a clerk to tell two rows apart, too little to reach or impersonate anybody.
Whoever needs the whole value asks for it with a reason. Personal data found inside running text
is another matter: there kind and place have to be found first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

STAR = "*"
_SEPARATORS = re.compile(r"[\s\-‐-―－.．·•・()（）]+")  # noqa: RUF001 (dashes as they are typed)
_SPACES = re.compile(r"\s+")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’.-]*")
_DOTS = re.compile(r"([·•・‧．.])")
_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})")
_AREA = re.compile(r"(?:\+?86|0086)?0?((?:10|2\d)|[3-9]\d{2})(\d{7,8})")
_NUMBER_IN_ADDRESS = re.compile(
    r"\d|[〇零一二三四五六七八九十百两]+(?=[号號栋棟幢弄单單室楼樓组組队隊座院])|[A-Za-z](?=[座栋棟区區])"
)
_STREET = re.compile(r"^.*(?:街道|大道|胡同|[镇鎮乡鄉路街巷]|苏木)", re.DOTALL)
_COUNTY = re.compile(r"^.*(?:自治州|自治县|[县縣区區旗市州盟])", re.DOTALL)
_ADDRESS_TAIL = STAR * 4


def _plain(text: str) -> str:
    """Half-width, upper case, without separators."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def mask_name(text: str, *, organisation: bool = False) -> str:
    """张*, 张*明, 欧**明; 买**·艾*; J*** S****. The name of an organisation stays as it is.

    >>> mask_name("张明"), mask_name("张小明"), mask_name("欧阳小明")
    ('张*', '张*明', '欧**明')
    """
    if organisation:
        return text
    name = text.strip()
    if _LATIN_WORD.match(name):
        return " ".join(word[0] + STAR * max(3, len(word) - 1) for word in name.split())
    name = _SPACES.sub("", name)
    if _DOTS.search(name):
        pieces = _DOTS.split(name)
        return "".join(
            one if _DOTS.fullmatch(one) else one[:1] + STAR * max(1, len(one) - 1)
            for one in pieces
            if one
        )
    if len(name) <= 2:
        return name[: len(name) - 1] + STAR if name else ""
    return name[0] + STAR * (len(name) - 2) + name[-1]


def mask_identity(text: str) -> str:
    """450305********1234 for a resident ID; of other documents the first and last three signs.

    >>> mask_identity("45030519900101123x"), mask_identity("E12345678")
    ('450305********123X', 'E*****678')
    """
    number = _plain(text)
    if len(number) == 18:
        return _middle(number, 6, 4)
    if len(number) == 15 and number.isdigit():
        return _middle(number, 6, 3)
    return _middle(number, 1 if len(number) > 2 else 0, min(3, len(number) // 3))


def mask_phone(text: str) -> str:
    """138****5678 for a mobile, 0773-282**** for a fixed line; an extension is left out.

    >>> mask_phone("138 0000 5678"), mask_phone("0773-2823456"), mask_phone("2823456")
    ('138****5678', '0773-282****', '282****')
    """
    number = _plain(re.split(r"转|轉|[#＃*×xX]|(?i:ext)", text, maxsplit=1)[0])
    if not number:
        # Nothing stands before the extension: what was typed is no number, and none of it is shown.
        return "*" * len(_plain(text))
    mobile = _MOBILE.fullmatch(number)
    if mobile is not None:
        return _middle(mobile[1], 3, 4)
    if number.startswith(("0", "+86", "86")):
        fixed = _AREA.fullmatch(number)
        if fixed is not None:
            return f"0{fixed[1]}-{_middle(fixed[2], len(fixed[2]) - 4, 0)}"
    return _middle(number, min(3, len(number) // 2), 0)


def mask_email(text: str) -> str:
    """z***@example.com: the first sign and the domain stay.

    >>> mask_email("zhang.san@example.com")
    'z***@example.com'
    """
    address = unicodedata.normalize("NFKC", text).strip()
    local, at, domain = address.rpartition("@")
    if not at:
        return _middle(address, min(1, len(address) // 2), 0)
    return local[:1] * (len(local) > 1) + STAR * 3 + at + domain


def mask_address(text: str) -> str:
    """Down to the street or town, without house and room; where none is named, to the county.

    >>> mask_address("清源市石桥区解放路12号3栋502室")
    '清源市石桥区解放路****'
    """
    address = _SPACES.sub("", unicodedata.normalize("NFKC", text))
    if not address:
        return ""
    number = _NUMBER_IN_ADDRESS.search(address)
    area = address[: number.start()] if number else address
    for level in (_STREET, _COUNTY):
        found = level.match(area)
        if found is not None:
            return found[0] + _ADDRESS_TAIL
    return _ADDRESS_TAIL


def mask_account(text: str) -> str:
    """Only the last four digits of a bank account or card stay.

    >>> mask_account("6222 0212 3456 7890 123")
    '***************0123'
    """
    number = _plain(text)
    return _middle(number, 0, min(4, len(number) // 3))


def _middle(text: str, head: int, tail: int) -> str:
    """The text with everything but its head and tail starred; its length stays."""
    return text[:head] + STAR * (len(text) - head - tail) + text[len(text) - tail :]


MASKS: Mapping[str, Callable[[str], str]] = {
    "name": mask_name,
    "identity": mask_identity,
    "phone": mask_phone,
    "email": mask_email,
    "address": mask_address,
    "account": mask_account,
}
"""Kind of value → its mask, for definitions that name a mask as data."""

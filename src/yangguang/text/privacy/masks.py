"""What 公示 practice prints instead of personal data.

Numbers keep their length, so that a reader sees what kind of number stood there; separators go,
width becomes half. Names keep the surname: 某 in running text, stars in a table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from yangguang.text.privacy.finding import Finding, Kind

_SEPARATORS = re.compile(r"[\s\-–—－‐.．·•・()（）]+")  # noqa: RUF001 (dashes as they are typed)
_HEADS = {Kind.ID_NUMBER: 6, Kind.MOBILE: 3, Kind.BANK_CARD: 6}
_ADDRESS_KEEPS = re.compile(
    r"^.*?(?:街道|[镇乡]|苏木)(?=.)|^.*(?:自治县|[县区旗]|市)(?=.)", re.DOTALL
)


def plain(text: str) -> str:
    """Half-width, upper case, without separators."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def masked_number(text: str, kind: Kind) -> str:
    """ID 110101********1234, mobile 138****5678, card 622202*********5678: same length as plain."""
    number = plain(text).lstrip("+")
    if kind is Kind.MOBILE:
        number = number[-11:]
    size = len(number)
    head = min(_HEADS[kind], size // 3)
    tail = size - min(3 if size == 15 else 4, size - head)
    return number[:head] + "*" * (tail - head) + number[tail:]


def masked_landline(area: str, number: str) -> str:
    """Area code and first half stay: 0571-8765****."""
    keep = len(number) - 4
    local = number[:keep] + "*" * (len(number) - keep)
    return f"{area}-{local}" if area else local


def masked_document(text: str) -> str:
    """Passport or permit: E****5678 keeps its letters and the last three digits."""
    number = plain(text)
    head = len(number) - len(number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    head = max(head, 1)
    return number[:head] + "*" * max(0, len(number) - head - 3) + number[-3:]


def masked_plate(text: str) -> str:
    """京A**345: province, letter and the last three signs stay."""
    number = plain(text)
    return number[:2] + "*" * max(0, len(number) - 5) + number[-3:]


def masked_email(text: str) -> str:
    """z***@163.com: first sign and domain stay, the length too."""
    local, at, domain = unicodedata.normalize("NFKC", text).partition("@")
    return local[:1] + "*" * max(1, len(local) - 1) + at + domain


def masked_address(text: str) -> str:
    """Down to town or street office where one is named, else to county; the rest is ****."""
    match = _ADDRESS_KEEPS.match(text)
    return (match[0] if match else "") + "****"


def masked_name(text: str, surname: int, *, table: bool) -> str:
    """张某某 in running text, 张** in a table; ``surname`` is how long the surname is."""
    name = re.sub(r"\s+", "", text)
    sign = "*" if table else "某"
    if surname == 0:
        return name[:1] + sign * max(1, len(name) - 1)
    return name[:surname] + sign * max(1, len(name) - surname)


def mask(text: str, findings: Iterable[Finding]) -> str:
    """The text with every finding replaced; of findings that overlap, the first and longest wins."""
    pieces: list[str] = []
    at = 0
    for one in sorted(findings, key=lambda one: (one.start, -one.end)):
        if one.start < at:
            continue
        pieces.append(text[at : one.start])
        pieces.append(one.masked)
        at = one.end
    pieces.append(text[at:])
    return "".join(pieces)

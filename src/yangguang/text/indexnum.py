"""Index numbers (索引号) of government information, read whatever rule made them.

There is no national composition: 000014349/2019-00007, 003031320/201712-00811,
11440300…492/2021-00426, 01527918X-2020-153077, six groups in Ningbo, 21 digits in Yunnan. So this
module does not judge a number by one rule; it cleans it, says which known shape it has and splits
what the shape lets it split. Assigning numbers is the catalogue's business, not this one's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from yangguang.text.numerals import fold_width

Shape = Literal["code/year-serial", "code-year-serial", "groups", "digits", "other"]


@dataclass(frozen=True, slots=True)
class IndexNumber:
    """An index number as declared: ``text`` is its clean spelling, the parts are what the shape
    tells. ``year`` and ``month`` are those inside the number, not the document's."""

    raw: str
    text: str
    shape: Shape
    code: str = ""
    year: int | None = None
    month: int | None = None
    serial: str = ""

    @property
    def key(self) -> str:
        """Equal for two spellings of one number: letters upper-case, marks dropped."""
        return re.sub(r"[^0-9A-Z\u3400-\u9fff]", "", self.text.upper())


_LABEL = re.compile(r"^(?:信息|公开)?(?:索\s*引\s*号|索引编号|索取号)(?:码)?\s*[:：]?\s*")
_SLASHED = re.compile(
    r"(?P<code>[0-9A-Za-z_]{4,24}(?:-[0-9A-Za-z]{1,9}){0,4})/(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])?"
    r"[-/]?(?P<serial>\d{1,10})"
)
_DASHED = re.compile(
    r"(?P<code>[0-9A-Za-z]{5,24})-(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])?-(?P<serial>\d{1,10})"
)
_GROUPS = re.compile(r"[0-9A-Za-z\u3400-\u9fff]+(?:[-/_.][0-9A-Za-z\u3400-\u9fff]+){1,9}")
_DIGITS = re.compile(r"[A-Za-z]{0,6}\d[0-9A-Za-z]{7,39}")
_OTHER = re.compile(r"[0-9A-Za-z\u3400-\u9fff()〔〕\[\]（）/_.\-—:]{4,60}")
_YEAR_INSIDE = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])?(?:\d\d)?(?!\d)")


def parse_index_number(text: str) -> IndexNumber | None:
    """The index number that ``text`` is as a whole (label allowed, stray spaces dropped), or None.

    Reading: a number must hold a digit and nothing but letters, digits, marks and at most a few
    Chinese characters (some cities write 鄂B or a region's short name into it).
    """
    raw = text.strip().strip("\u3000\xa0")
    if not raw or len(raw) > 120:
        return None
    cleaned = _LABEL.sub("", raw)
    cleaned = fold_width(cleaned)
    cleaned = re.sub(r"\s+", "", cleaned).replace("—", "-").replace("–", "-").replace("／", "/")
    cleaned = cleaned.strip("。;；,，:：[]【】")
    if not _plausible(cleaned):
        return None
    for shape, pattern in (("code/year-serial", _SLASHED), ("code-year-serial", _DASHED)):
        match = pattern.fullmatch(cleaned)
        if match:
            return IndexNumber(
                raw=raw,
                text=cleaned,
                shape="code/year-serial" if shape == "code/year-serial" else "code-year-serial",
                code=match["code"],
                year=int(match["year"]),
                month=int(match["month"]) if match["month"] else None,
                serial=match["serial"],
            )
    if _GROUPS.fullmatch(cleaned):
        match = _YEAR_INSIDE.search(cleaned)
        return IndexNumber(
            raw=raw,
            text=cleaned,
            shape="groups",
            year=int(match["year"]) if match else None,
            month=int(match["month"]) if match and match["month"] else None,
            serial=re.split(r"[-/_.]", cleaned)[-1],
        )
    if _DIGITS.fullmatch(cleaned):
        return IndexNumber(raw=raw, text=cleaned, shape="digits")
    if _OTHER.fullmatch(cleaned):
        return IndexNumber(raw=raw, text=cleaned, shape="other")
    return None


def _plausible(text: str) -> bool:
    if not 4 <= len(text) <= 60 or not any(char.isdigit() for char in text):
        return False
    chinese = sum("\u3400" <= char <= "\u9fff" for char in text)
    # 2019年01月27日 or 国发〔2019〕5号 in the wrong field is no index number.
    if re.search(r"[年月日号]$|\d年\d", text) or re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text):
        return False
    return chinese <= max(4, len(text) // 3)

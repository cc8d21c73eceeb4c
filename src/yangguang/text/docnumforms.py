"""The ways in which a document number is written, right and wrong, as patterns.

What follows the agency's code comes in a dozen shapes: with the brackets of the standard, with one
lost or misread, with none, with the year in words, after 令 or 公告, or with the year before
the code as in old numbers. Each pattern says what had to be repaired and how sure the reading then is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Shape = Literal["document", "order", "announcement", "year-first"]

_OPEN = "〔﹝［\\[（(【{〖<〈《「"
_CLOSE = "〕﹞］\\]）)】}〗>〉》」"
HAN = "\u3400-\u9fff\uf900-\ufaff"
_YEAR = r"(?P<year>(?:19|20)[ ]?\d[ ]?\d)"
_TIGHT_YEAR = r"(?P<year>(?:19|20)\d\d)"
_SEQ = r"(?P<seq>\d{1,5}(?:[ ]?(?:[-—之]|--)[ ]?\d{1,2})?)"
_END = r"(?P<end>[ ]{0,3}号|(?=[ ]{0,3}(?:[》〉）)〕\],，。；;、:：/|\s]|$)))"


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which what follows the agency's code can be written."""

    pattern: re.Pattern[str]
    repair: str
    confidence: float
    shape: Shape = "document"


def _form(pattern: str, repair: str, confidence: float, shape: Shape = "document") -> Form:
    return Form(re.compile(pattern), repair, confidence, shape)


# After a bracket that opens: the standard writing first, then its repairs.
BRACKETED = (
    _form(
        rf"[{_OPEN}][ ]{{0,3}}{_YEAR}[ ]{{0,3}}年?[ ]{{0,3}}[{_CLOSE}][ ]{{0,3}}第?[ ]{{0,3}}{_SEQ}{_END}",
        "",
        1.0,
    ),
    _form(
        rf"[{_OPEN}][ ]{{0,3}}{_TIGHT_YEAR}(?P<seq>\d{{1,4}})(?:[ ]{{0,3}}[{_CLOSE}])?{_END}",
        "补齐丢失的右括号",
        0.9,
    ),
    _form(
        rf"[{_OPEN}][ ]{{0,3}}{_TIGHT_YEAR}[ ]{{1,4}}(?P<seq>\d{{1,4}})(?P<end>[ ]{{0,3}}号)",
        "补齐丢失的右括号",
        0.9,
    ),
    _form(
        rf"[{_OPEN}][ ]{{0,3}}{_TIGHT_YEAR}[ ]{{0,3}}[JjlI|][ ]{{0,3}}{_SEQ}(?P<end>[ ]{{0,3}}号)",
        "识别错的括号改回六角括号",
        0.7,
    ),
    _form(
        rf"[{_OPEN}][ ]{{0,3}}(?P<year>[12lIZ][09OoQ][0-9OoQlI]{{2}})[ ]{{0,3}}[{_CLOSE}][ ]{{0,3}}{_SEQ}{_END}",
        "识别错的年份改回数字",
        0.7,
    ),
    _form(
        rf"[{_OPEN}](?P<year>[一二][〇零○0一二三四五六七八九]{{3}})年?[{_CLOSE}]"
        r"第?(?P<seq>\d{1,5}|[一二三四五六七八九十百〇零]{1,6})(?P<end>号)",
        "年份写法改为阿拉伯数字",
        0.9,
    ),
)
# After a bare year: the opening bracket is lost, misread or was never there.
UNBRACKETED = (
    _form(
        rf"{_YEAR}[ ]{{0,3}}[{_CLOSE}][ ]{{0,3}}第?[ ]{{0,3}}{_SEQ}(?P<end>[ ]{{0,3}}号)",
        "补齐丢失的左括号",
        0.9,
    ),
    _form(
        rf"[CLIl1t][ ]{{0,3}}{_TIGHT_YEAR}[ ]{{0,3}}[{_CLOSE}JjlI][ ]{{0,3}}{_SEQ}(?P<end>[ ]{{0,3}}号)",
        "识别错的括号改回六角括号",
        0.7,
    ),
    _form(
        rf"{_TIGHT_YEAR}[ ]{{0,3}}年[ ]{{0,3}}第?[ ]{{0,3}}{_SEQ}(?P<end>[ ]{{0,3}}号)",
        "补齐年份两侧的六角括号",
        0.6,
    ),
    _form(
        rf"{_TIGHT_YEAR}[ ]{{0,3}}[-—第 ][ ]{{0,3}}(?P<seq>\d{{1,5}})(?P<end>[ ]{{0,3}}号)",
        "补齐年份两侧的六角括号",
        0.5,
    ),
    _form(rf"{_TIGHT_YEAR}(?P<seq>\d{{1,4}})(?P<end>[ ]{{0,3}}号)", "补齐年份两侧的六角括号", 0.5),
)
_WORDED_SEQ = r"(?P<seq>\d{1,5}|[一二三四五六七八九十百千〇零]{1,9})"
# 国令第707号, with or without brackets and year.
ORDER = _form(
    r"(?<=令)[ ]{0,3}(?P<open>[（(])?[ ]{0,3}"
    rf"(?:[〔\[（(]?{_TIGHT_YEAR}[ ]{{0,3}}年[ ]{{0,3}}[)）]?)?[ ]{{0,3}}第[ ]{{0,3}}{_WORDED_SEQ}"
    r"(?P<end>[ ]{0,3}号)(?(open)[ ]{0,3}[)）]|)",
    "",
    1.0,
    "order",
)
# 公告2019年第12号, and a field that holds only 第5号公告.
ANNOUNCED = _form(
    r"[ ]{0,3}(?P<open>[（(〔\[])?[ ]{0,3}"
    rf"(?:{_TIGHT_YEAR}[ ]{{0,3}}年?[ ]{{0,3}}[)）〕\]]?)?[ ]{{0,3}}第[ ]{{0,3}}(?P<seq>\d{{1,5}})"
    r"(?P<end>[ ]{0,3}号)(?P<tail>公告|通告|令)?(?:(?(open)[ ]{0,3}[)）]|(?!))|)",
    "",
    1.0,
    "announcement",
)
YEAR_FIRST = re.compile(
    rf"[{_OPEN}][ ]{{0,3}}(?P<year>(?:19|20)\d\d|[5-9]\d)[ ]{{0,3}}[{_CLOSE}]"
    rf"(?P<org>[{HAN}]{{1,12}}?)字?第?(?P<seq>\d{{1,5}})号"
)
# Where a number may begin after its code. Possessive in effect: no branch can rescan a long text.
HINT = re.compile(
    rf"(?P<bracket>[{_OPEN}][ ]{{0,3}}(?=[12lIZ5-9一二]))"
    r"|(?P<order>令)(?=[ ]{0,3}[（(]?[ ]{0,3}(?:[〔\[（(]?\d{4}|第))"
    r"|(?P<announced>公告|通告)(?=[ ]{0,3}[（(〔\[]?[ ]{0,3}(?:\d{4}|第))"
    r"|(?P<bare>[CLIl1t]?(?:19|20)[ ]?\d[ ]?\d)"
)

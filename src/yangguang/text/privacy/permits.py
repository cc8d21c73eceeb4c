"""Passports, permits to travel or stay, and military papers: numbers that count beside their word.

A passport number looks like many other codes: without its word, a heading that names it, or a text
that speaks of going abroad, it is left alone.
"""

from __future__ import annotations

import re

from yangguang.text.privacy import labels
from yangguang.text.privacy.finding import SURE, Finding, Kind
from yangguang.text.privacy.leading import is_named
from yangguang.text.privacy.masks import masked_document
from yangguang.text.privacy.surroundings import Surroundings

_PERMIT_WORD = re.compile(
    r"护照|通行证|台胞证|回乡证|居留许可|永久居留|居留证|旅行证|Passport|passport|PASSPORT|香港身份证|澳门身份证|香港居民身份证|澳门居民身份证|台湾居民身份证|"
    r"军官证|士兵证|警官证|文职干部证|军人证|海员证|居住证"
)
# The last signs of the words above: a set of signs is run over far quicker than words are.
_PERMIT_ENDS = re.compile(
    r"[照证留可tT](?:(?<=护照)|(?<=[行胞乡份官兵部人员住留]证)|(?<=居留)|(?<=居留许可)|(?<=assport)|(?<=ASSPORT))"
)
_PERMIT = re.compile(
    r"(?<![0-9A-Za-z])(?:[EGDSPHMCWLTKAeghm][A-Za-z]?[ -]?\d{7,8}(?:\d{2})?|[A-Z]\d{6}[(（][0-9A][)）]|\d{7}[(（]\d[)）]|"
    r"[A-Z][12]\d{8}|\d{8,10}(?:[(（][A-Z0-9][)）])?|[A-Z]{3}\d{12}|[A-Z]{1,2}\d{6,8}|(?=[A-Z0-9]*[A-Z][0-9]+[A-Z])[A-Z][0-9][A-Z0-9]{6,7})(?![0-9A-Za-z])"
)
_SOLDIER = re.compile(r"[军政士警武文][\u4e00-\u9fff]{0,3}字?第[ ]?\d{6,8}号?")
_GLUED_HAN = re.compile(
    r"[军海空武警字第京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新]"
)


# E00000000 stands in guides, to show how a number looks.
_INVENTED = re.compile(r"(\d)\1{6}")


class _Found:
    """What has been found so far, and where the sure ones begin."""

    def __init__(self) -> None:
        self.all: list[Finding] = []
        self.sure: set[int] = set()

    def add(self, start: int, number: str, confidence: float, why: str) -> None:
        masked = masked_document(number)
        if _INVENTED.search(number):
            confidence, why = min(confidence, 0.2), "号码全是同一个数字，是示例"
        end = start + len(number)
        self.all.append(Finding(start, end, number, Kind.PASSPORT, confidence, why, masked))
        if confidence >= SURE:
            self.sure.add(start)


def find_permits(text: str, around: Surroundings) -> list[Finding]:
    """Passport, permit and military numbers that stand beside their word or under its heading."""
    found = _Found()
    _add_bare_permits(found, text, around)
    words = list(_PERMIT_WORD.finditer(text)) if _PERMIT_ENDS.search(text) else []
    if not words:
        return found.all
    for word in words:
        _add_permit_before(found, text, word, around)
        for match in _PERMIT.finditer(text, word.end(), min(len(text), word.end() + 48)):
            between = text[word.end() : match.start()]
            if "。" in between or "\n" in between.strip() or len(between) > 30:
                break
            _add_permit(found, text, match, around)
            break
        soldier = _SOLDIER.search(text, word.end(), min(len(text), word.end() + 20))
        if soldier is not None:
            found.add(soldier.start(), soldier[0], 0.95, "标明为军人证件号码")
    headed = next((word.end() for word in words if around.row(word.start()) is not None), None)
    if headed is not None:
        _add_in_columns(found, text, headed, around)
    _add_listed(found, text)
    found.all.sort(key=lambda one: one.start)
    return found.all


def _add_listed(found: _Found, text: str) -> None:
    """E59078884、EA3427045: passports side by side, the first of which is one."""
    queue = [one.end for one in found.all if one.confidence >= SURE and one.text[0].isalpha()]
    while queue:
        beside = _BESIDE.match(text, queue.pop())
        if beside is not None and beside.start(1) not in found.sure:
            found.add(beside.start(1), beside[1], 0.85, "与护照号码并列，字母和位数符合")
            queue.append(beside.end())


_BESIDE = re.compile(r"[、，,；;和与及 ]{1,2}([EGDSP][A-HJ-NP-Z]?\d{7,8})(?![0-9A-Za-z])")


def _add_bare_permits(found: _Found, text: str, around: Surroundings) -> None:
    """Passports behind 证件: or, where the text speaks of going abroad, in a cell of their own."""
    if "证件" in text or "ID" in text or "Passport" in text:
        for match in _AFTER_PAPERS.finditer(text):
            why = "标明为证件，字母和位数符合护照或通行证"
            found.add(match.start(1), match[1], 0.8, why)
    if not any(
        not _PASSPORT_LETTERS.isdisjoint(text[max(0, one.start() - 2) : one.start()])
        for one in around.chains()
    ):
        return
    shaped = list(_CHINESE_PASSPORT.finditer(text))
    if not shaped or not _ABROAD.search(text):
        return
    taken = {one.start for one in found.all}
    for match in shaped:
        if match.start() not in taken:
            own = _is_foreigners(text, match.start()) or is_named(text, match.start())
            confidence = 0.7 if own else 0.4
            why = "字母和位数符合中国护照，前面没有标明"
            found.add(match.start(), match[0], confidence, why)


def _is_foreigners(text: str, start: int) -> bool:
    """Whether a foreigner's name or country leads up to a number, or one who stays here is spoken of."""
    if _FOREIGNER.search(text, max(0, start - 24), start):
        return True
    return (
        _IN_BRACKETS.match(text, start - 2) is not None
        and _STAYING.search(text, max(0, start - 120), start) is not None
    )


_AFTER_PAPERS = re.compile(
    r"(?:证件(?:名称及)?(?:号码|号|编号)?|ID|Passport(?: No\.?| Number)?)[：:为 \u3000]{1,3}([A-Z]{1,2}\d{7,9}|[A-Z]\d{10})(?![0-9A-Za-z])"
)
_ABROAD = re.compile(
    r"[护出通航入签来外居工旅游劳](?:(?<=旅)[行游]|(?<=游)客|(?<=劳)务|(?<=[护出通航入签])(?:照|境|国|访|行证|班|证)|(?<=来)华|(?<=外)(?:籍|国人)|(?<=居)留|(?<=工)作许可)"
)
_STAYING = re.compile(r"来华|外籍|外国人|居留|工作许可")
_IN_BRACKETS = re.compile(r"[A-Za-z\u4e00-\u9fff][（(][A-Z]{1,2}\d{7,8}[）)]")
# Right behind a foreigner's name or country, in brackets: Fatima Al-Sayed（G2…, （越南，G2….
_FOREIGNER = re.compile(
    r"[A-Za-zÀ-ÿ\-]{2,}[（(]$|[（(](?:[\u4e00-\u9fff]{1,8}(?:籍|国)|越南|缅甸|老挝|泰国|日本|朝鲜|蒙古|印度|俄罗斯|柬埔寨|菲律宾|马来西亚|巴基斯坦|尼泊尔|孟加拉|哈萨克斯坦)[，,、]$"
)
# The letter that the digits of a Chinese passport stand behind.
_PASSPORT_LETTERS = frozenset("ABCDEFGHJKLMNPQRSTUVWXYZ")
_CHINESE_PASSPORT = re.compile(
    r"[EGDSPHMC](?<![0-9A-Za-z].)(?:(?<=[EG])[ ]?\d{8}|(?<=E)[A-HJ-NP-Z]\d{7}|(?<=[DSP])E?\d{7,8}|(?<=[HMC])\d{8})(?![0-9A-Za-z])"
)


def _add_permit_before(found: _Found, text: str, word: re.Match[str], around: Surroundings) -> None:
    """E12345678号中华人民共和国护照."""
    floor = max(0, word.start() - 22)
    for match in _PERMIT.finditer(text, floor, word.start()):
        between = text[match.end() : word.start()]
        if not match[0].isdigit() and _UP_TO_WORD.fullmatch(between):
            _add_permit(found, text, match, around)


_UP_TO_WORD = re.compile(r"号?的?(?:中华人民共和国|中国|普通|公务|因私|因公|外国|[（(])*")


def _add_in_columns(found: _Found, text: str, start: int, around: Surroundings) -> None:
    """Numbers in a column headed 护照号码."""
    taken = set(found.sure)
    for row in around.rows():
        named = [_PERMIT_WORD.search(heading) is not None for heading in row.headings]
        if row.end < start or not any(named):
            continue
        for match in _PERMIT.finditer(text, max(start, row.start), row.end):
            column = row.column(match.start())
            if match.start() not in taken and column < len(named) and named[column]:
                _add_permit(found, text, match, around)


def _add_permit(found: _Found, text: str, match: re.Match[str], around: Surroundings) -> None:
    number = match[0].strip()
    if _GLUED_HAN.match(text[match.start() - 1 : match.start()]):
        return
    if sum(map(str.isdigit, number)) < 4 or match.start() in found.sure:
        return
    place = around.place(match.start(), match.end())
    words = place.label or place.heading
    pure = number.isdigit()
    other = labels.is_other_label(words)
    near = _CLAUSE_END.split(words)[-1][-14:] if other else words[-14:]
    named = _PERMIT_WORD.search(near) or _PERMIT_WORD.search(place.heading)
    if not named and (pure or other or labels.is_phone_label(words)):
        return
    if pure and len(number) != 9 and "护照" in (words[-6:] + place.heading):
        return
    found.add(match.start(), number, 0.92, "紧接护照或通行证字样，号码格式符合")


_CLAUSE_END = re.compile(r"[，,；;]")

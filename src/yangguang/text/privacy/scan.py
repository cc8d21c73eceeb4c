"""The one scan: every kind of personal data in a passage, in order.

Each kind has its own search with a cheap first look; what they find is put in order, and where two
claim the same characters the surer one keeps them. Names come last, since they lean on the rest.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from yangguang.text.privacy.addresses import find_addresses
from yangguang.text.privacy.besides import raise_behind_homes, raise_beside_names
from yangguang.text.privacy.company import weigh_in_company
from yangguang.text.privacy.emails import find_emails
from yangguang.text.privacy.finding import NOTHING_KNOWN, SURE, Context, Finding, Kind
from yangguang.text.privacy.lookout import has_signs, is_worth_searching
from yangguang.text.privacy.names import find_names
from yangguang.text.privacy.numbers import find_numbers
from yangguang.text.privacy.permits import find_permits
from yangguang.text.privacy.plates import find_plates
from yangguang.text.privacy.surroundings import Surroundings
from yangguang.text.privacy.tags import without_tags
from yangguang.text.privacy.torn import mend
from yangguang.text.privacy.wide import narrowed


def find_personal(
    text: str, *, context: Context | None = None, names: bool = True, lone_names: bool = False
) -> list[Finding]:
    """Personal data in ``text`` in order of place, none overlapping another.

    Offsets count code points of ``text``. All candidates come back, unlikely ones with a
    confidence below `SURE`, so that a clerk can be shown what was weighed and left alone.
    ``names`` may be switched off: they cost a pass of their own. A name counts next to other data of
    its bearer; ``lone_names`` are those of private people beside which nothing else is told.
    """
    worth = is_worth_searching(text)
    if not worth and not (names and lone_names):
        return []
    narrow = narrowed(text)
    if narrow is not None:
        found = find_personal(narrow, context=context, names=names, lone_names=lone_names)
        return [replace(one, text=text[one.start : one.end]) for one in found]
    bare = without_tags(text)
    if bare is not None:
        found = find_personal(bare, context=context, names=names, lone_names=lone_names)
        return [replace(one, text=text[one.start : one.end]) for one in found]
    mended = mend(text)
    if mended is None:
        return _find(text, context or NOTHING_KNOWN, names, lone_names, worth)
    found = _find(mended.text, context or NOTHING_KNOWN, names, lone_names, worth)
    return [mended.restore(one, text) for one in found]


def _find(text: str, context: Context, names: bool, lone_names: bool, worth: bool) -> list[Finding]:
    around = Surroundings(text, context)
    found = find_numbers_and_marks(text, around) if worth else []
    if names and (lone_names or any(one.confidence >= _MAY_RISE for one in found)):
        called = find_names(text, around, found)
        found = _apart(raise_beside_names(text, around, found, called) + called)
        found = weigh_in_company(text, around, found)
        if not lone_names:
            found = _without_lone(found)
    if found and _SAMPLE_END.search(text) and _SAMPLE.search(text):
        found = [_sampled(text, one) for one in found]
    return found


_MAY_RISE = 0.15
"""What is less sure than this is not raised, whoever is named beside it."""
_NEXT_TO = 200
"""Signs within which other data make a name personal; on labelled passages 99 of 100 stand within 60."""
_LONE = 0.45


def _without_lone(found: list[Finding]) -> list[Finding]:
    """Names lowered that no sure finding of another kind stands next to: a list of names is published.

    Who is named next to data once is so wherever he is named again.
    """
    data = [one for one in found if one.kind is not Kind.NAME and one.confidence >= SURE]
    starts = [one.start for one in data]

    def stands_alone(one: Finding) -> bool:
        index = bisect_left(starts, one.end)
        behind = index < len(data) and data[index].start - one.end <= _NEXT_TO
        return not behind and (index == 0 or one.start - data[index - 1].end > _NEXT_TO)

    told = {one.text for one in found if one.kind is Kind.NAME and not stands_alone(one)}
    return [
        replace(one, confidence=_LONE, why="人名，旁边没有其他个人信息")
        if one.kind is Kind.NAME and one.confidence >= SURE and one.text not in told
        else one
        for one in found
    ]


# The last signs of the words below: a set of signs is run over far quicker than words are.
_SAMPLE_END = re.compile(r"[例表张式构](?<=[样示范虚为].)")
_SAMPLE = re.compile(
    r"(?<!脱敏)(?:样例|示例)(?!号)|范例|样表|样张|填写样式|虚构(?!事实|交易|债|劳动|身份|合同|借款|原材料|贸易|业务|诉讼|理由|警情|案情|病|就医|住院|发票|的?事)|此处为例"
)
_SAMPLE_REACH = 80
_SHORT = 300


def _sampled(text: str, one: Finding) -> Finding:
    """A finding near the words that call the passage a sample: nobody's where it is plainly made up.

    Forms are filled in for show with the data of real people often enough; a clerk should look at those.
    """
    begin, end = max(0, one.start - _SAMPLE_REACH), one.end + _SAMPLE_REACH
    if "\n" in text and len(text) > _SHORT:
        # In a long text the word speaks for its own paragraph only.
        begin = max(begin, text.rfind("\n", 0, one.start) + 1)
        stop = text.find("\n", one.end)
        end = end if stop < 0 else min(end, stop)
    near = _SAMPLE.search(text, begin, end)
    if near is None:
        return one
    if _MADE_UP.search(text, begin, end) is None:
        why = f"旁边写明是“{near[0]}”，但写法与真实信息无异，请核对"
        return replace(one, confidence=min(one.confidence, _SHOWN_REAL), why=why)
    return replace(one, confidence=min(one.confidence, 0.3), why=f"旁边写明是“{near[0]}”")


_SHOWN_REAL = 0.6
# Said to be invented, or filled with the names and numbers that stand for anybody.
_MADE_UP = re.compile(
    r"虚构|虚拟|模拟|编造|并非真|非真实|不代表|张三|李四|王五|赵六|小明|小红|某某|[X\uff38×*]{3,}|12345678|(\d)\1{5}|110105194912310021|11010519491231002[Xx]|11010119900307\d{3}[\dXx]"
)


def find_numbers_and_marks(text: str, around: Surroundings) -> list[Finding]:
    """All kinds but names, in order, none overlapping another."""
    found = find_numbers(text, around)
    found += find_permits(text, around)
    if has_signs(text):
        found += find_emails(text, around)
        found += find_plates(text, around)
        homes = find_addresses(text, around)
        found += homes
        if homes:
            return raise_behind_homes(text, _apart(found))
    return _apart(found)


def _apart(found: list[Finding]) -> list[Finding]:
    """In order; of findings that overlap, the surer stays, then the longer, then the first."""
    if len(found) < 2:
        return found
    kept: list[Finding] = []
    for one in sorted(found, key=lambda one: one.start):
        if kept and one.start < kept[-1].end:
            other = kept[-1]
            if (one.confidence, one.end - one.start) > (other.confidence, other.end - other.start):
                kept[-1] = one
        else:
            kept.append(one)
    return kept

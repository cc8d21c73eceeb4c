"""Where a list of parts begins in a sentence, how far it goes, and whether it means to be complete.

A list opens after 其中, 分别, a colon or a bracket; it ends where the sentence turns to other things,
which no full stop shows.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from yangguang.law.forms.listed import FAMILIES, Item, same_family

OPENS = re.compile(
    r"其中|^[^，。；]{0,14}中，|分别(?:为|是|有)?|包括|包含|具体(?:为|是|包括)|主要(?:为|是)|即|(?:按|从)[^，。；]{2,16}(?:分|划分|统计|看|来看)"
)
_EXHAUSTIVE = re.compile(
    r"具体(?:为|是)|即|由[^，。]{1,20}组成|(?:按|从)[^，。；]{2,16}(?:分|划分|看|来看)|共分"
)
_LEAVES = re.compile(
    r"^，在|另外|此外|同时|另(?:有)?|还|以及开展|并(?!公)|比上年|较上年|同比|与上年|上年|去年|累计|共计?(?:办|收|答|受|开|召|发|组|培)"
)
REST = re.compile(r"其[他它余]|另外|剩余|未")
SUMS_UP = re.compile(
    r"(?:合计|共计|总计|合共|总共)(?:为|达|有)?$|(?:合计|总计)[^，。；]{0,16}$"
    r"|(?:以上|上述|各项|两项|三项)(?:共|合计|总计)[^，。；]{0,18}$"
)
_NESTED = re.compile(r"其中|包括|含|包含|^[^，；、]{0,2}：")
_CHANNELS = ("网[络上]|在线", "信函|邮寄", "当面|现场", "传真")
REASONS = re.compile(
    r"国家秘密|商业秘密|个人隐私|第三方|内部事务|过程性|执法案卷|行政查询|不掌握|另行制作|重复申请"
)


def opens(item: Item) -> bool:
    """Whether the words before a figure open a list of parts with it."""
    gap = item.gap
    if gap.startswith("：") and len(gap) < 16:
        return True
    if "（" in gap and item.depth and not re.search(r"含|不含|截|同比|占", gap):
        return True
    return bool(OPENS.search(gap))


def all_channels(counts: list[Item], start: int) -> bool:
    """``接受申请9件，当面1件，网络5件，信函3件，传真0件``: a total with each way to apply after it."""
    run = counts[start : start + 4]
    if not start or len(run) < 4 or FAMILIES[0].search(counts[start - 1].gap):
        return False
    if not all(re.match(r"[，、；：]", item.gap) and len(item.gap) < 12 for item in run):
        return False
    told = re.search(r"申请", counts[start - 1].gap + counts[start - 1].after) is not None
    return told and all(any(re.search(way, item.gap) for item in run) for way in _CHANNELS)


def is_whole_of(wholes: list[Item], first: Item, before: list[Item]) -> bool:
    """Whether 从办理结果看 and the like can only mean the one number that stands before."""
    same = [item for item in before if item.kind == first.kind]
    if len(wholes) != 1 or len(same) != 1:
        return False
    said = wholes[0].gap + wholes[0].after
    if same_family(wholes[0], first) or REASONS.search(wholes[0].gap):
        # 无法提供类答复9件，…。从办理结果看，予以公开3件: one result is not the whole of them.
        return False
    if FAMILIES[1].search(first.gap):
        return re.search(r"办结|答复|办理", said) is not None
    return re.search(r"申请|收到|受理|新收|复议|诉讼", said) is not None


def run_from(counts: list[Item], start: int) -> list[Item]:
    """The figures that may belong to a list beginning at ``start``, in order."""
    first = counts[start]
    run = [first]
    for item in counts[start + 1 :]:
        if item.depth > first.depth:
            continue
        if item.depth < first.depth or item.kind != first.kind or _LEAVES.search(item.gap):
            break
        if item.is_change:
            break
        if "。" in item.gap or SUMS_UP.search(item.gap):
            break
        run.append(item)
    return run


def flattened(run: list[Item]) -> list[Item]:
    """The run without figures that break down one of its own members (70条，包括24条、46条)."""
    result: list[Item] = []
    index = 0
    while index < len(run):
        item = run[index]
        result.append(item)
        inner = index + 1
        if inner < len(run) and _NESTED.search(run[inner].gap):
            added = Decimal(0)
            for last in range(inner, len(run)):
                added += run[last].value
                if added == item.value:
                    index = last
                    break
                if added > item.value:
                    break
        index += 1
    return result


def joint_whole(wholes: list[Item], run: list[Item]) -> bool:
    """``新收430宗，连同上年结转19宗，已全部办结，其中 …``: two numbers together are the whole."""
    added = sum((item.value for item in run), Decimal(0))
    return len(run) > 1 and any(
        one.value + other.value == added
        for one, other in pairwise(wholes)
        if one.kind == other.kind
    )


def natural_ends(run: list[Item]) -> list[int]:
    """Lengths at which the list may end: its whole run, and each ； or change from 、 to ，."""
    ends: list[int] = []
    for index in range(2, len(run)):
        gap = run[index].gap
        if same_family(run[index - 1], run[index]):
            continue
        if "；" in gap or ("，" in gap and "、" in run[index - 1].gap[:2]):
            ends.append(index)
    return [*ends, len(run)]


def is_complete(first: Item, run: list[Item]) -> bool:
    """Whether a list says, or its pairs of opposites show, that nothing is left out of it."""
    if re.match(r"等", run[-1].after):
        return False
    if _EXHAUSTIVE.search(first.gap) or first.gap.startswith("："):
        return True
    if REST.search(run[-1].gap):
        return True
    text = "".join(item.gap + item.after for item in run)
    pairs = (
        ("自然人", "法人"), ("专职", "兼职"), ("主动", "被动"), ("上级", "本级"), ("按时", "延期"),
        ("新收", "结转"), ("线上", "线下"), ("维持", "纠正"), ("公民", "法人"),
    )  # fmt: skip
    return any(a in text and b in text for a, b in pairs) or (
        sum(
            bool(re.search(word, text))
            for word in ("网[络上]|互联网|在线", "信函|邮寄", "当面|现场", "传真")
        )
        >= 3
    )

"""Whether a candidate is a whole name, or cut out of more: asked where the shape alone is in doubt."""

from __future__ import annotations

import re

from yangguang.text.privacy import cues
from yangguang.text.privacy.candidates import Candidate
from yangguang.text.privacy.lexicon import NOT_GIVEN, NOT_NAMES, SURNAMES
from yangguang.text.privacy.nameshape import HAN
from yangguang.text.privacy.shapes import FIELD_WORD
from yangguang.text.privacy.sounding import SOUNDING


def is_compound(text: str, one: Candidate) -> bool:
    """Whether a surname of two signs that no word is made of begins it, and a mark or household ends it."""
    name = text[one.start : one.end]
    return (
        len(name) > 2
        and name[:2] in _UNMISTAKABLE
        and (_CLOSED.match(text, one.end) is not None)
        and not any(sign in NOT_GIVEN or sign in "路街村庄乡市区院桥" for sign in name[2:])
    )


_UNMISTAKABLE = frozenset({
    "欧阳", "上官", "司徒", "令狐", "诸葛", "皇甫", "尉迟", "慕容", "端木", "宇文", "独孤", "呼延", "夏侯", "淳于", "澹台",
})  # fmt: skip
_CLOSED = re.compile(r"家?[（(，,；;、。：:]|$|\n")


def is_cut_out(text: str, one: Candidate) -> bool:
    """Whether it is cut out of a run of words: 儿童|康复|训练, 发放供养|金至其|本人."""
    name = text[one.start : one.end]
    if name[-1] == "其" and _ONES_OWN.match(text, one.end):
        return True
    if "·" in name and name.endswith(_ADDRESSED_AS):
        return True
    return _RECOVERY.match(text, one.start) is not None


_RECOVERY = re.compile(r"康复(?:训练|治疗|救助|医疗|机构|中心|器[具械]|项目|服务)")
_ADDRESSED_AS = ("同志", "先生", "女士", "同学", "老师")
_ONES_OWN = re.compile(r"本人|个人|名下|父|母|配偶|家[属人庭]|[银账卡]")


def lend_longer(text: str, all_: list[Candidate], shapes: list[float]) -> None:
    """Raise three signs above their first two where only behind the three a word stands that follows names.

    郑俊松|敬上, 吴刚发|名下: the model parts them wrongly where the last sign is a common word.
    """
    places = {(one.start, one.end): index for index, one in enumerate(all_)}
    for (start, end), index in places.items():
        short = places.get((start, end - 1))
        if end - start != 3 or short is None or shapes[short] <= shapes[index]:
            continue
        kind, word = cues.behind(text, end)
        if (
            ((kind in ("private", "official") and len(word) > 1) or word == "户")
            and text[end - 1] not in NOT_GIVEN
            and not cues.behind(text, end - 1)[0]
        ):
            shapes[index] = shapes[short] + 0.1


def sounds_whole(text: str, one: Candidate) -> bool:
    """Whether it has a dot, and reaches on both sides as far as signs of sound do: 我村热孜万古丽·买买提（."""
    name = text[one.start : one.end]
    if "·" not in name or not SOUNDING.issuperset(name.replace("·", "")):
        return False
    if text[one.end : one.end + 1] in SOUNDING:
        return False
    left = text[one.start - 1 : one.start]
    return not HAN.match(left) or left in "村镇乡县市区旗" or bool(cues.before(text, one.start)[0])


def is_led(text: str, one: Candidate) -> bool:
    """Whether two or three signs fill what a word such as 将 or 原告 leads up to."""
    name = text[one.start : one.end]
    if len(name) > 3 or name[0] not in SURNAMES or name[:2] in NOT_NAMES:
        return False
    if any(sign in NOT_GIVEN for sign in name[1:]) or FIELD_WORD.fullmatch(name[1:]):
        return False
    kind, word = cues.before(text, one.start)
    if len(word) == 1 and word in SURNAMES:
        # 向阳花 may be all of it, and 阳花 behind 向 a part.
        return False
    return kind == "lead" or (kind == "private" and len(word) > 1)

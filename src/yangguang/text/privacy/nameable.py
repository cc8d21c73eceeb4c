"""Whether signs that fill a place where only a name stands can be one: no role, duty, field or body."""

from __future__ import annotations

import re

from yangguang.text.privacy import cues
from yangguang.text.privacy.lexicon import (
    COMPOUND_SURNAMES,
    DUTIES,
    NOT_GIVEN,
    NOT_NAMES,
    PERSON_ROLES,
    SURNAMES,
)
from yangguang.text.privacy.nameshape import is_plain_word
from yangguang.text.privacy.nobody import NOBODY, PHRASE
from yangguang.text.privacy.peoples import folk_likeness
from yangguang.text.privacy.shapes import FIELD_WORD
from yangguang.text.privacy.sounding import SOUNDING

Place = tuple[int, int]
"""Where a name begins and ends."""

HAN_SIGN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
"""One Chinese sign."""
EDGE = frozenset('：:→，,、。；;！!？?（(【[“"\n\t|｜│┃=/／\\—-. \u3000>》）)@')
"""Marks that set a name off."""
NO_END = frozenset(
    "人者户员局院司厂店行村组镇乡县市区部处科队会所站校方号证车款费表卡折本簿路街巷弄桥"
)
"""Signs with which roles, bodies and things end, and no name."""
_NO_SHORT_END = frozenset("局院司村组镇乡县市区部处科队会校户号证车款费")
BANKS = frozenset(
    ["农行", "农商", "农信", "华夏", "光大", "广发", "兴业", "招商", "平安", "储蓄", "银行", "支付"]
)
"""Banks as people shorten them; many begin with a surname."""


def is_called(name: str) -> bool:
    """Whether signs can stand behind 姓名 as a name: there even who has no known surname is named."""
    return HAN_SIGN.match(name) is not None and not (
        FIELD_WORD.search(name)
        or name in DUTIES
        or name in PERSON_ROLES
        or cues.is_role(name)
        or name[-1] in NO_END
        or any(sign in NOT_GIVEN for sign in name)
    )


def can_be_name(name: str, *, desk: bool = True) -> bool:
    """Whether signs that fill such a place can be a name: no role, duty, field or body."""
    compound = name[:2] in COMPOUND_SURNAMES
    if not 2 <= len(name) <= (4 if compound else 3):
        sounds = len(name) == 4 and SOUNDING.issuperset(name[1:]) and name[0] in SURNAMES
        return sounds or (len(name) == 4 and folk_likeness(name) == "whole")
    if not (compound or name[0] in SURNAMES):
        return False
    if name in PERSON_ROLES or cues.is_role(name) or name in BANKS:
        return False
    if NOBODY.fullmatch(name) or PHRASE.match(name):
        return False
    if desk and (name in DUTIES or name[:2] in DUTIES):
        return False
    if FIELD_WORD.fullmatch(name) and name not in _NAMED_TOO:
        return False
    if len(name) == 2 and (name[0] in "老小阿" or name[1] in _NO_SHORT_END):
        return False
    if len(name) > 2 and (name in NOT_NAMES or (is_plain_word(name) and name[-1] in NO_END)):
        return False
    if len(name) > 2 and name[:2] in NOT_NAMES and name[-1] in NO_END:
        return False
    return not any(sign in NOT_GIVEN for sign in name[1:]) and name[-1] not in "某氏收"


_NAMED_TOO = frozenset({"时间", "方式", "项目"})
"""Words of fields that people are called all the same."""

"""What can be a name where one is expected: surname, given name, and what follows.

A Chinese name has no mark of its own. Its first sign is a surname, its others are signs that
names are made of, and behind it stands something that may follow a name; where that is not
plain, the segmenter is asked whether a word ends there.
"""

# ruff: noqa: RUF001 - characters that look alike are what scanners and typists mix up

from __future__ import annotations

import re
from itertools import pairwise

import rjieba

from yangguang.text.privacy import cues
from yangguang.text.privacy.lexicon import (
    COMPOUND_SURNAMES,
    NOT_GIVEN,
    NOT_NAMES,
    PERSON_ROLES,
    SURNAMES,
)
from yangguang.text.privacy.sounding import inner_edges

HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_FOLLOWS = re.compile(
    r"$|[\s，,。；;：:、（(）)\[\]【】“”\"'/|｜│┃\d\-—．.《》！!？?*]|身份证|公民身份|居民身份|电话|手机|联系|[男女](?:[\s，,。；;、（(]|$)|等|的|"
    r"与|和|及|诉|于|因|在|向|为|系|自|从|将|对|被|驾驶|持|至|到|住|家住|现住|户籍|出生|生于(?=[\d一])|先生|女士|同志|小姐|老人|同学|名下|所有|"
    r"本人|提出|申请|提交|提供|反映|投诉|举报|购买|承租|承包|签订|签字|签名|死亡|受伤|患|未|不服|通过|使用|占用|擅自|涉嫌|违法|违反|经营|"
    r"账户|账号|银行|卡号|车牌|所驾|享受|领取|缴纳|夫妇|夫妻|以|并|已|就|称|拨打|来电|来访|来信|致电|入职|报名|参加|要求|去|遗失|"
    r"经|又|也|开(?:私家|[汽轿货小客]?车|网约|出租)|之[父母妻夫子女]|护照|邮箱|电子|性别"
)
# What hardly follows anything but a name.
_PROVES = re.compile(
    r"[（(，,\s]{0,2}(?:(?:性别)?[男女](?:[\s，,。；;、）)]|$)|身份证|公民身份|居民身份|1[3-9]\d{9}|\d{17})|先生|女士|同志|同学|小姐"
)
_NUMBER_NEXT = re.compile(r"[（(，,\s]{0,2}(?:1[3-9]\d{9}|\d{17})")
_HONORIFICS = frozenset(
    {
        "先生", "女士", "老师", "小姐", "大爷", "大妈", "大叔", "阿姨", "师傅", "奶奶", "爷爷", "同学",
        "主任", "科长", "局长", "书记", "经理", "老板", "医生", "律师", "警官", "法官",
    }
)  # fmt: skip
_SHORT_TITLES = "工总局科处某"
_MASKED = re.compile(r"[某×xX*＊○〇□△ⅩХ]")
_FOREIGN = re.compile(r"[\u4e00-\u9fff]{1,8}(?:[·•・‧][\u4e00-\u9fff]{1,8}){1,3}")
_BLANKS = " \u3000\xa0"
_WIDEST_BLANK = 5


def name_at(
    text: str,
    start: int,
    limit: int | None = None,
    *,
    sure_of_end: bool = False,
    labelled: bool = False,
    behind_role: bool = False,
) -> tuple[int, int] | None:
    """End and length of the surname of the name that begins at ``start``, or None.

    Two or three signs, four with a surname of two; ``张　三`` and ``冯 国 庆`` with blanks inside
    are names too. With ``sure_of_end`` the caller knows that nothing but a name stands there up to
    ``limit``; with ``labelled`` that a colon set it off, so that a common word is a name there
    (姓名：高峰) and words run on only in a body's name (申请人：高峰建材店); with ``behind_role`` that
    it follows a role directly, where three signs are a name unless they are one word. The surname is 0 long for a name with middle dots (阿依古丽·买买提).
    """
    foreign = _FOREIGN.match(text, start)
    if foreign is not None:
        if _begins_with_role(text, start, foreign[0]) or inner_edges(foreign[0])[0]:
            return None
        return _closed_by_cue(text, foreign), 0
    bound = len(text) if limit is None else limit
    signs = _signs(text, start, bound)
    whole = "".join(text[end - 1] for end in signs)
    if len(whole) < 2:
        return None
    surname = 2 if whole[:2] in COMPOUND_SURNAMES else 1 if whole[0] in SURNAMES else 0
    if not surname or whole[surname : surname + 2] in _HONORIFICS:
        return None
    common = whole[:2] in NOT_NAMES
    if sure_of_end and surname < len(whole) <= surname + 2 and signs[-1] == bound:
        if any(sign in "某甲乙丙丁" for sign in whole[1:]):
            return None
        return signs[-1], surname
    torn = len(whole) > 2 and all(b - a > 1 for a, b in pairwise(signs))
    for size in (surname + 2, surname + 1):
        if size > len(whole):
            continue
        given = whole[surname:size]
        if len(given) == 2 and given[1] == "之" and not HAN.match(text[signs[size - 1] :][:1]):
            given = given[0]  # 闵行之，: a sign of names where nothing follows that it could tie to
        if any(sign in NOT_GIVEN for sign in given) and not (
            labelled and _is_closed(given, text[signs[size - 1] :][:1])
        ):
            continue
        if torn and size == 3 and whole[2] in "男女妻夫父母子":
            continue
        if size > 2 and given[-1] == "于" and _DAY.match(text, signs[size - 1]):
            continue
        if size > 2 and given[-1] == "开" and _DRIVES.match(text, signs[size - 1]):
            continue
        if size > 2 and given[-1] == "系" and _IS_ONE.match(text, signs[size - 1]):
            continue
        if size > 2 and given[-1] == "持" and _PAPERS.match(text, signs[size - 1]):
            continue
        end = signs[size - 1]
        if size > 2 and _received(whole[:size], text, end):
            continue
        rest = text[end : end + 24]
        if whole[:size] in NOT_NAMES or (size > 2 and not labelled and is_plain_word(whole[:size])):
            continue
        if _MASKED.match(rest) or (size == 2 and whole[1] in _SHORT_TITLES):
            return None
        if (
            _PROVES.match(rest)
            and not (common and size == 2)
            and (
                labelled
                or behind_role
                or _NUMBER_NEXT.match(rest)
                or not is_plain_word(text[start:end])
            )
        ):
            return end, surname
        if common and not (behind_role and size > 2 and _FOLLOWS.match(rest)):
            continue
        if size > surname + 1 and not labelled and word_crosses(text, start, end):
            continue
        if _FOLLOWS.match(rest):
            if labelled or not _is_common(text, start, end):
                return end, surname
            if behind_role and size > 2 and not _is_word(text, start, end):
                return end, surname
        elif not labelled and _cut_here(text, start, end, surname):
            return end, surname
    return None


def _is_closed(given: str, behind: str) -> bool:
    """Whether a mark closes what a label begins, so that a sign of other words is a name's: 姓名：姜照义；"""
    if len(given) == 1 and given in "甲乙丙丁":
        return False
    return behind in _CLOSES and not any(sign in "某们的号" for sign in given)


_CLOSES = "；;，,。\n|｜\t"
_DAY = re.compile(r"[0-9０-９一二三四五六七八九十今昨前当同次]")
_DRIVES = re.compile(r"私家|[汽轿货小客]?车|网约|出租|面包|摩托|[小商]?店")
"""爱人某某开私家车: the last sign is what she does."""
_IS_ONE = re.compile(
    r"孤儿|单亲|低保|残疾|独生|留守|困境|困难|贫困|脱贫|在[校读]|退[役休]|外来|[我本][局院校市县区镇村]|该|其|一[名位]|[男女][，,]|[\u4e00-\u9fff]{1,5}[人户生者员工][，,。]"
)
"""学生某某系孤儿: the last sign says what he is."""
_PAPERS = re.compile(r"护照|身份证|[有本]|证件|.{0,4}证")
"""旅客某某持护照: the last sign is what he does with them."""


def _begins_with_role(text: str, start: int, name: str) -> bool:
    """Whether a dotted name has swallowed the word before it: 男方阿卜杜拉·买提."""
    dot = next(at for at, sign in enumerate(name) if sign in "·•・‧")
    return any(
        cues.is_role(text[start : start + size]) or text[start : start + size] in PERSON_ROLES
        for size in range(2, min(dot, 8))
    )


def _closed_by_cue(text: str, foreign: re.Match[str]) -> int:
    """Where a dotted name ends: before a word that follows names (买买提夫妇), else with its signs."""
    last = max(foreign[0].rfind(dot) for dot in "·•・‧") + foreign.start() + 1
    sounding = foreign.start() + inner_edges(foreign[0])[1]
    for at in range(last + 2, min(foreign.end() - 1, sounding)):
        if len(cues.behind(text, at)[1]) > 1:
            return at
    return sounding


def _signs(text: str, start: int, bound: int) -> list[int]:
    """Ends of up to five Chinese signs from ``start`` on, over blanks as narrow as in names."""
    ends: list[int] = []
    at = start
    narrow = True
    while at < bound and len(ends) < 5:
        if HAN.match(text[at]):
            ends.append(at + 1)
            at += 1
            continue
        blanks = at
        while blanks < bound and text[blanks] in _BLANKS:
            blanks += 1
        wide = blanks - at
        # One wide blank inside a name of two; single blanks between all signs of a torn line.
        if not wide or not ends or wide > _WIDEST_BLANK or not narrow:
            break
        if len(ends) >= 2 and (wide > 1 or ends[1] - ends[0] == 1):
            break
        at = blanks
    return ends


def _received(name: str, text: str, end: int) -> bool:
    """Whether the last sign is the 收 behind an addressee: 文静收，138…."""
    return name[-1] == "收" and name[-2] not in "丰秋麦" and not HAN.match(text[end : end + 1])


def _plain_pieces(text: str) -> list[tuple[str, str]]:
    """Words of the dictionary with their parts of speech; what it does not know stays single signs."""
    pieces: list[tuple[str, str]] = rjieba.tag(text, False)
    return pieces


def _pieces(text: str, start: int, end: int) -> list[tuple[str, str]]:
    """Words, guessed ones too, from ``start`` to a little behind ``end``."""
    pieces: list[tuple[str, str]] = rjieba.tag(text[start : end + 6])
    return pieces


def rare_name_at(text: str, start: int) -> tuple[int, int] | None:
    """A name whose first sign is no common surname (岩温, 扎西卓玛), where only a name is expected.

    Two to four signs set off on both sides, no common word among them.
    """
    match = _SET_OFF.match(text, start)
    if match is None or match[1] in NOT_NAMES or match[1][:2] in NOT_NAMES:
        return None
    if any(sign in "某的了是在号" for sign in match[1]) or match[1].endswith(tuple(_HONORIFICS)):
        return None
    pieces = _plain_pieces(match[1])
    if any(len(word) > 1 and not tag.startswith(("nr", "nz")) for word, tag in pieces):
        return None
    return match.end(1), 0


_SET_OFF = re.compile(r"([\u4e00-\u9fff]{2,4})(?=[\s，,。；;、（(）)|]|$)")


def begins_word(text: str, start: int, end: int, *, led: bool) -> bool:
    """Whether the signs are a name as they stand before somebody's number.

    ``led`` says that a clause or a person's role ends right before; elsewhere the segmenter must
    begin a word there. A common word of the dictionary is a name only behind a role.
    """
    pieces = _plain_pieces(text[start:end])
    word, tag = pieces[0]
    if text[start:end] in NOT_NAMES:
        return False
    if tag in ("c", "p", "u") and len(pieces) > 1 and len(pieces[1][0]) > 1:
        return False
    if len(word) > 1 and not tag.startswith("nr") and word not in COMPOUND_SURNAMES:
        return led and len(word) == 2 == end - start and tag in ("n", "nz", "ns", "a", "z", "an")
    if len(pieces) > 1 and len(pieces[1][0]) > 1 and pieces[1][1] in ("v", "vn", "c", "p"):
        return False
    if led:
        return True
    floor = max(0, start - 6)
    at = floor
    for piece, _ in _plain_pieces(text[floor:end]):
        if at == start:
            return True
        at += len(piece)
    return False


def is_known_name(text: str, start: int, end: int) -> bool:
    """Whether the segmenter itself takes exactly these signs for a person's name."""
    word, tag = _pieces(text, start, end)[0]
    return start + len(word) == end and tag.startswith("nr")


def _is_common(text: str, start: int, end: int) -> bool:
    """Whether a word of the dictionary that is no person's name begins or stands here."""
    pieces = _plain_pieces(text[start : end + 6])
    word, tag = pieces[0]
    if text[start : start + 2] in COMPOUND_SURNAMES:
        return False
    if len(word) > 1:
        return not tag.startswith("nr") and start + len(word) <= end + 2
    given, kind = pieces[1] if len(pieces) > 1 else ("", "")
    return len(given) > 1 and start + 1 + len(given) == end and kind in ("v", "vn", "c", "p")


def first_word(text: str) -> str:
    """The word of the dictionary that ``text`` begins with, one sign where it knows none."""
    return _plain_pieces(text)[0][0]


def last_word(text: str) -> str:
    """The word of the dictionary that ``text`` ends with, one sign where it knows none."""
    return _plain_pieces(text)[-1][0]


def is_plain_word(word: str) -> bool:
    """Whether the dictionary has exactly this, and not as a person's name."""
    piece, tag = _plain_pieces(word)[0]
    return piece == word and not tag.startswith("nr") and word not in COMPOUND_SURNAMES


def sort_of_word(word: str) -> str:
    """The part of speech the dictionary gives a word, by its first letter; ``ns`` for places."""
    tag = _plain_pieces(word)[0][1]
    return tag if tag == "ns" else tag[:1]


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether the dictionary has exactly these signs as a common word."""
    word, tag = _pieces(text, start, end)[0]
    return start + len(word) >= end and not tag.startswith("nr")


def _cut_here(text: str, start: int, end: int, surname: int) -> bool:
    """Whether the segmenter sees a name that ends at ``end``, with another word behind it."""
    pieces = _pieces(text, start, end)
    word, tag = pieces[0]
    if len(word) > surname and not tag.startswith("nr"):
        return False
    if len(word) == 1 and tag in ("c", "p", "u", "d", "r"):
        return False
    if len(pieces) > 1 and start + len(word) + len(pieces[1][0]) == end:
        given, kind = pieces[1]
        if len(given) > 1 and kind in ("v", "vn", "c", "p"):
            return False
    at = start
    for word, _ in pieces:
        at += len(word)
        if at >= end:
            break
    behind = text[end : end + 12]
    if HAN.match(behind) is None or _BODY.match(behind) is not None:
        return False
    return at == end or _plainly_ends(text, start, end)


def _plainly_ends(text: str, start: int, end: int) -> bool:
    """Whether the dictionary knows the next word, and none of the signs before it as a word."""
    at = start
    for word, _ in _plain_pieces(text[start : end + 6]):
        if at == end:
            return len(word) > 1
        if len(word) > 1:
            return False
        at += len(word)
    return False


def word_crosses(text: str, start: int, end: int) -> bool:
    """Whether a word of the dictionary begins inside the name and ends behind it."""
    at = start
    for word, _ in _plain_pieces(text[start : end + 4]):
        if start < at < end < at + len(word):
            return True
        at += len(word)
    return False


_BODY = re.compile(
    r"[\u4e00-\u9fff]{0,10}?(?:公司|集团|厂|店|馆|局|委员会|政府|合作社|联社|医院|学校|大学|中学|小学|学院|村|乡|镇|县|市|区|街道|省|路|路口|桥|河|水库|银行|支行|中心|站|所(?!有|持))"
)

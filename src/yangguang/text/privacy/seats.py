"""Places beside somebody's own data where nothing but that person's name can stand.

``：方向，13540882617``, ``时间 211322…``, ``┃姓名┃黄河┃``, ``我叫高兴，``: whatever else the signs mean,
there they name the one whose number, cell or letter it is. Words for duties and desks stand in the
same places before a telephone; those are left to be weighed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from yangguang.text.privacy import cues
from yangguang.text.privacy.finding import Finding, Kind
from yangguang.text.privacy.lexicon import (
    COMPOUND_SURNAMES,
    DUTIES,
    NOT_GIVEN,
    NOT_NAMES,
    PERSON_ROLES,
    SELDOM_SURNAMES,
    SURNAMES,
)
from yangguang.text.privacy.nameshape import is_plain_word
from yangguang.text.privacy.nobody import NOBODY, PHRASE
from yangguang.text.privacy.peoples import folk_likeness
from yangguang.text.privacy.shapes import FIELD_WORD
from yangguang.text.privacy.sounding import SOUNDING
from yangguang.text.privacy.surroundings import Surroundings

Place = tuple[int, int]

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_ALL_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
_REACH = 28
# What may part a name from its bearer's number, read backwards from the number.
_LABEL = (
    r"(?:其|本人|二代|公民|居民|有效|原|家长|监护人|家属|配偶)?(?:身份证?(?:件)?|证件|护照|残疾人?证|联系|移动|银行卡?|手机|电话|卡|账号|社保卡|一卡通|农行卡|工行卡|建行卡|车牌|号牌|车号)"
    r"(?:电话|方式|手机)?(?:号码?)?[：: 为是]{0,2}[ \u3000\t|｜│┃]{0,2}"
)
_UP_TO_NUMBER = re.compile(
    r"(?:(?:(?<![账帐开])户|爸爸|妈妈|爷爷|奶奶|外公|外婆|姥姥|姥爷|家长)?(?:[（(，,：: \u3000\t|｜│┃/]|——|--){1,4}"
    rf"(?:(?:男|女)[，,、 \u3000\t|｜│┃/]{{1,3}})?(?:{_LABEL})?|(?P<bare>(?:的?{_LABEL}(?:应为|更正为|[（(](?:号码?[：:]?)?)?|(?:使用|用)(?:手机|号码)?)))$"
)
_EDGE = frozenset('：:，,、。；;！!？?（(【[“"\n\t|｜│┃=/\\—-. \u3000>》）)@')
_OWN = frozenset({Kind.ID_NUMBER, Kind.BANK_CARD, Kind.MOBILE, Kind.PASSPORT, Kind.PLATE})
_CALLS = frozenset({Kind.MOBILE, Kind.LANDLINE})
# 家庭电话 0851-…（洪玉书家）
_AT_WHOSE = re.compile(r"[（(]([\u4e00-\u9fff]{2,3})家[）)]")
_BANK_LABEL = re.compile(r"(?:开户行|银行|行别|开户机构|网点)[：: \u3000\t]{0,2}$")
_NO_END = frozenset(
    "人者户员局院司厂店行村组镇乡县市区部处科队会所站校方号证车款费表卡折本簿路街巷弄桥"
)
_NO_KIND_END = frozenset("族镇保残类级等户籍院屯寨社")
_NO_SHORT_END = frozenset("局院司村组镇乡县市区部处科队会校户号证车款费")
_BANKS = frozenset(
    ["农行", "农商", "农信", "华夏", "光大", "广发", "兴业", "招商", "平安", "储蓄", "银行", "支付"]
)
_CALLED = re.compile(
    r"(?:叫|名字是)([\u4e00-\u9fff]{2,4}?|[\u4e00-\u9fff]{1,6}(?:[·•・][\u4e00-\u9fff]{1,8}){1,2})(?=[，,。；;、（(\s！!]|$|的(?:群众|村民|居民|老人|男子|女子|市民|男的|女的|人))"
)
# 俺是下马坊村的某某，: who writes says where he is from first.
_FROM = re.compile(
    r"[我俺]是[^，,。；;\n]{1,14}[村组镇乡县市区楼室号户届级班厂校]的([\u4e00-\u9fff]{2,3}|[\u4e00-\u9fff]{1,6}(?:[·•・][\u4e00-\u9fff]{1,8}){1,2})(?=[，,。；;（(])"
)
# 我是外来务工人员，叫…
_OF_MYSELF = re.compile(r"[我俺]是[^。；，,\n]{1,14}[，,]$")
_HONOURED = re.compile(r"尊敬的([\u4e00-\u9fff]{2,3})(?=[，,：:！!][ \n]{0,2}[您你])")
_MYSELF = re.compile(r"(?:[我俺名]|本人|[我俺]的?名字|[他她](?:妈|爸|老公|老婆|儿子|女儿)?)$")
_RECEIVER = re.compile(
    r"[，,、 \u3000]{1,2}([\u4e00-\u9fff]{2,3})(?=[ \u3000]?[（(]?收[）)]?(?:[\s，,。；（(0-9]|$))"
)
# 住某屯7号的某某于2021年…
_LIVES_THERE = re.compile(
    r"的(?:村民|居民|住户|业主|户主)?([\u4e00-\u9fff]{2,3})(?=[于在因与、，,（(。系将未擅违驾涉])"
)
_NAME_CELL = re.compile(
    r"(?<![\u4e00-\u9fff])(?:申请人?|学生|户主|患者|老人|监护人|联系人|本人|家长|考生|业主|当事人|收款人|持卡人|开户)?(?:姓[ \u3000]{0,4}名|户名)[ \u3000]*[|｜│┃\t][ \u3000]*([\u4e00-\u9fff]{2,4})(?=[ \u3000]*(?:[|｜│┃\t\n]|$))"
)
# A field of that name with the bearer's number close behind.
_NAMED = re.compile(
    r"(?<![A-Za-z\u4e00-\u9fff])(?:姓名|[Nn]ame|NAME)[：:=][ \u3000]?([\u4e00-\u9fff]{2,3})(?=[\s，,；;|｜/][^。]{0,60}?(?<![0-9])(?:1[3-9][0-9]{9}|[1-9][0-9]{16}[0-9Xx])(?![0-9]))"
)
_MAILBOX = re.compile(
    r"(?:^|[：:，,；;\s])([\u4e00-\u9fff]{2,4})[ ]{0,2}[<＜〈(（](?=[A-Za-z0-9._%+\-]{1,40}@)",
    re.MULTILINE,
)
_HOUSEHOLD = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,4})户(?=[（(](?:房屋|身份证|户主|坐落|住|家庭))"
)
# 问：你的姓名？⏎答：某某。
_ANSWERED = re.compile(
    r"(?:姓名|名字|叫什么|怎么称呼)[^\n：:]{0,6}[？?]\s{0,3}(?:答|被[\u4e00-\u9fff]{2}人|对方|来电人)[：:][ ]?(?:我?叫|是)?([\u4e00-\u9fff]{1,6}(?:[·•・][\u4e00-\u9fff]{1,8}){0,2})(?=[。，,\n])"
)
# 姜杭村陆冬梅家（电话…
_AT_HOMES = re.compile(
    r"(?:(?<=[村组屯寨镇乡])|(?<![\u4e00-\u9fff]))([\u4e00-\u9fff]{2,4})(?=家[（(](?:电话|手机|联系|身份证|户主))"
)
_SURNAMED = re.compile(r"(?<=[家人户]姓)([\u4e00-\u9fff]{3})(?=的)")
_ADDRESSED = re.compile(
    r"(?:关于|对|给|将|为|同意|批准|因|向|经|请)([\u4e00-\u9fff]{2,3})(?=同学|女士|先生)"
)
# 登记人来国庆，男，: a sex in a clause of its own is told of nobody but the one just named.
_SEXED = re.compile(r"([\u4e00-\u9fff]{2,8})(?=[，,、][ ]?[男女](?:性)?[，,、；;。）)])")
# 持E79161791号护照的某某: whoever holds papers is named right behind them.
_HOLDER = re.compile(
    r"[0-9Xx]号?(?:的)?(?:普通|因私)?(?:护照|身份证|通行证)的([\u4e00-\u9fff]{2,3})(?=[于在系已因与被到，,、。；;（(])"
)
# 帅华所持护照, 阳光明一家4口: papers are held and a family is counted by its head's name.
_OF_HIS = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,3})(?=所持(?:有)?的?[\u4e00-\u9fff]{0,4}(?:护照|通行证|证件)|一家[一二两三四五六七八九十0-9]{1,2}口|名下车辆|(?:无证|酒后|醉酒|超员|超载)?驾驶(?:车牌(?:号|号码)?为)?[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新][A-Z]|的父母（|的(?:爸爸|妈妈|父亲|母亲|家长|监护人)[（(])"
)
# （所有人令狐水仙）: a role and a name fill the bracket. 你（余解放，: the one addressed.
_BRACKETED = re.compile(r"[（(]([\u4e00-\u9fff· ：:]{4,18})[）)]")
_YOU_ARE = re.compile(r"[你您][（(]([\u4e00-\u9fff]{2,3})(?=[，,、：:）)])")
# 请曾土养凭有效证件办理, 请强大力同志补交
_ASKED = re.compile(
    r"请([\u4e00-\u9fff]{2,3})(?=(同志)|凭(?:有效|本人|身份|证)|补[充交齐]|持(?:有效|本人|身份)|携带?(?:有效|本人|身份)|尽快|速)"
)
# 宋陈氏|92|3713…: an old woman's name in a list, with her identity number in the row.
_OLD_WOMAN = re.compile(
    r"(?:^|\n)[ \u3000|]*(?:\d{1,3}[、.|\t ]{1,2})?([\u4e00-\u9fff]{2}氏)(?=[ \u3000]{0,2}[|\t，, ][^\n]{0,40}?(?<!\d)\d{17}[\dXx])"
)
_COUPLE = re.compile(
    r"([\u4e00-\u9fff]{2,7})[和与跟、及]([\u4e00-\u9fff]{2,4}?)(?=两口子|夫妇|夫妻|[俩两二](?:人|户|口)?(?:的|共|系|为|是|$|[，,。；;（(])|(?:母|父)[子女]|姐[妹弟]|兄[弟妹])"
)


def seats(
    text: str, around: Surroundings, sure: Iterable[Finding], start: int, end: int
) -> set[Place]:
    """Spans between two offsets that are a name by what they stand beside."""
    found = {place for place in _spelt_out(text, start, end) if not _in_heading(around, place[0])}
    for one in sure:
        if one.kind is Kind.ADDRESS and start <= one.start < end:
            receiver = _RECEIVER.match(text, one.end)
            if receiver is None:
                receiver = _LIVES_THERE.match(text, one.end)
                if receiver is not None and is_plain_word(receiver[1][:2]):
                    # …的房屋
                    receiver = None
            if receiver is not None and _can_be_name(receiver[1], desk=False):
                found.add(receiver.span(1))
        if one.kind in _CALLS and start <= one.start < end:
            home = _AT_WHOSE.match(text, one.end)
            if home is not None and _can_be_name(home[1], desk=False):
                found.add(home.span(1))
        if one.kind in _OWN and start <= one.start < end:
            place = _before(text, one)
            if place is not None and not _in_heading(around, place[0]):
                found.add(place)
    return found


def _says_who(text: str, at: int) -> bool:
    """Whether what stands before 叫 is somebody: 我叫, 妈妈叫, 租客叫; 我叫外卖 is told by the words."""
    kind, word = cues.before(text, at)
    if _OF_MYSELF.search(text, max(0, at - 24), at) is not None:
        return True
    return _MYSELF.search(text, max(0, at - 4), at) is not None or (
        kind == "private" and len(word) > 1
    )


def _in_heading(around: Surroundings, at: int) -> bool:
    row = around.row(at)
    return row is not None and row.is_heading


def _before(text: str, one: Finding) -> Place | None:
    """The run of signs set off on both sides that leads up to somebody's number."""
    # A desk has a telephone and a car, but no papers: before those a duty is a name.
    desk = one.kind in (Kind.MOBILE, Kind.PLATE)
    floor = max(0, one.start - _REACH)
    led = _UP_TO_NUMBER.search(text, floor, one.start)
    if led is None:
        return _behind_role(text, floor, one.start, desk)
    if led["bare"]:
        # No mark: 监护人向日葵手机138….
        return _behind_role(text, floor, led.start(), desk)
    stop = begin = led.start()
    while begin > floor and stop - begin < 5 and _HAN.match(text[begin - 1]):
        begin -= 1
    if (text[begin] == "班" and text[begin - 1] in ("）", ")")) or (
        text[begin] in "房室班组" and text[begin - 1].isdigit()
    ):
        # 初二（3）班费凡, 201房戚磊.
        begin += 1
    elif begin and text[begin - 1] not in _EDGE:
        return _behind_role(text, floor, stop, desk)
    if one.kind in (Kind.ID_NUMBER, Kind.BANK_CARD) and _is_bearers_cell(text, begin, stop):
        return begin, stop
    if one.kind is Kind.PASSPORT and stop - begin == 4 and not _is_worded(text[begin:stop]):
        # 山本健一，护照号TR….
        return begin, stop
    if stop - begin > 3 and not _can_be_name(text[begin:stop], desk=False):
        return _behind_role(text, floor, stop, desk)
    if one.kind is Kind.BANK_CARD and (
        text[begin : begin + 2] in _BANKS or _BANK_LABEL.search(text, max(0, begin - 8), begin)
    ):
        return None
    return (begin, stop) if _can_be_name(text[begin:stop], desk=desk) else None


def _is_worded(name: str) -> bool:
    """Whether signs are words of a form or a text, and nobody's name."""
    return (
        FIELD_WORD.search(name) is not None
        or name[-2:] in PERSON_ROLES
        or cues.is_role(name[-2:])
        or name[-1] in _NO_END | _NO_KIND_END
        or name[:2] in NOT_NAMES
        or is_plain_word(name)
    )


def _is_bearers_cell(text: str, begin: int, stop: int) -> bool:
    """Whether signs stand first in a line that goes on to a resident ID or card, and are no word.

    Who has no surname of the Han is known by that place alone: 才让东智|男|6325…, 色拉（身份证….
    """
    first = begin == 0 or text[begin - 1] == "\n" or _ITEM.search(text, max(0, begin - 5), begin)
    bracketed = text[begin - 1 : begin] in _SET_OFF and text[stop : stop + 4] in _BY_PAPERS
    name = text[begin:stop]
    return (
        (bracketed or (bool(first) and text[stop : stop + 1] in _CELL_ENDS))
        and 2 <= len(name) <= 5
        and not (FIELD_WORD.search(name) or name in DUTIES)
        and not (name in PERSON_ROLES or cues.is_role(name) or is_plain_word(name))
        and name[-1] not in _NO_END | _NO_KIND_END
        and name[-1] != "通"
    )


_SET_OFF = ("：", ":", "；", ";", "、")
_BY_PAPERS = ("（身份证", "(身份证")
_ITEM = re.compile(r"[0-9]{1,3}[.．、)）][ ]?$")
_CELL_ENDS = frozenset("|｜│┃\t \u3000，,")


def _behind_role(text: str, floor: int, stop: int, desk: bool) -> Place | None:
    """The signs that a person's role leads up to, or the end of a phrase that says where he lives."""
    fits = [
        (at, stop)
        for at in (stop - 2, stop - 3, stop - 4)
        if at > floor
        and (stop - at < 4 or text[at : at + 2] in COMPOUND_SURNAMES)
        and _ALL_HAN.fullmatch(text, at, stop)
        and _leads(text, at, text[at:stop], desk)
    ]
    return fits[0] if len(fits) == 1 else None


def _leads(text: str, at: int, name: str, desk: bool) -> bool:
    kind, word = cues.before(text, at)
    if word.endswith("姓名"):
        return _is_called(name)
    if FIELD_WORD.search(name):
        return False
    led = kind in ("private", "lead") and len(word) > 1
    if word == "请" or text[at - 1] in _COMES_FROM:
        led = led or not (name in NOT_NAMES or is_plain_word(name))
    if kind == "private" and len(word) > 1 and len(name) == 3 and name[0] in SELDOM_SURNAMES:
        # 所有人招水胜（138…: behind a role even a seldom surname is one.
        return _can_be_name("王" + name[1:], desk=desk)
    return led and _can_be_name(name, desk=desk)


_COMES_FROM = frozenset("的村组镇乡屯寨班")
"""Signs that end where somebody comes from: 三官村祝有田, 初二（3）班费凡."""


def _is_called(name: str) -> bool:
    """Whether signs can stand behind 姓名 as a name: there even who has no known surname is named."""
    return _HAN.match(name) is not None and not (
        FIELD_WORD.search(name)
        or name in DUTIES
        or name in PERSON_ROLES
        or cues.is_role(name)
        or name[-1] in _NO_END
        or any(sign in NOT_GIVEN for sign in name)
    )


def _spelt_out(text: str, start: int, end: int) -> Iterator[Place]:
    """Places that words or cells make one: 我叫…, 姓名|…|, …<a@b.cn>, …等12人, …和…夫妇."""
    for match in _CALLED.finditer(text, start, end):
        if ("·" in match[1] or _can_be_name(match[1])) and _says_who(text, match.start()):
            yield match.span(1)
    for match in _FROM.finditer(text, start, end):
        if "·" in match[1] or _can_be_name(match[1], desk=False):
            yield match.span(1)
    for form in (
        _HONOURED,
        _NAME_CELL,
        _HOUSEHOLD,
        _AT_HOMES,
        _SURNAMED,
        _ADDRESSED,
        _HOLDER,
        _OF_HIS,
    ):
        for match in form.finditer(text, start, end):
            if _can_be_name(match[1], desk=False):
                yield match.span(1)
    for match in _YOU_ARE.finditer(text, start, end):
        if _is_called(match[1]) and match[1][0] in SURNAMES:
            yield match.span(1)
    for match in _OLD_WOMAN.finditer(text, start, end):
        if match[1][0] in SURNAMES:
            yield match.span(1)
    for match in _ASKED.finditer(text, start, end):
        common = match[1][:2] in NOT_NAMES or is_plain_word(match[1])
        if _can_be_name(match[1]) and (match[2] or not common):
            yield match.span(1)
    for match in _BRACKETED.finditer(text, start, end):
        yield from _behind_whole_role(text, match)
    for match in _ANSWERED.finditer(text, start, end):
        if "·" in match[1] or _is_called(match[1]):
            yield match.span(1)
    for match in _SEXED.finditer(text, start, end):
        yield from _sexed(text, match)
    for match in _NAMED.finditer(text, start, end):
        if _is_called(match[1]):
            yield match.span(1)
    if "@" in text:
        for match in _MAILBOX.finditer(text, start, end):
            if _can_be_name(match[1]):
                yield match.span(1)
    for match in _COUPLE.finditer(text, start, end):
        yield from _pair(text, match)


def _sexed(text: str, match: re.Match[str]) -> Iterator[Place]:
    """The signs before a sex: all of them where a mark stands before, else what a role leads up to."""
    begin, stop = match.span(1)
    if stop - begin <= 3:
        if (begin == 0 or text[begin - 1] in _EDGE) and _can_be_name(match[1], desk=False):
            yield begin, stop
        return
    fits = [
        (at, stop)
        for at in (stop - 2, stop - 3)
        if len(cues.before(text, at)[1]) > 1 and _can_be_name(text[at:stop], desk=False)
    ]
    if len(fits) == 1:
        yield fits[0]


def _behind_whole_role(text: str, match: re.Match[str]) -> Iterator[Place]:
    """The signs behind a private role that begins a bracket, where they can be a name."""
    begin, stop = match.span(1)
    for at in range(min(begin + 6, stop - 2), begin + 1, -1):
        kind, word = cues.before(text, at)
        if kind == "private" and len(word) == at - begin:
            while text[at] in " ：:":
                at += 1
            if "·" in text[at:stop] or _can_be_name(text[at:stop], desk=False):
                yield at, stop
            return


def _pair(text: str, match: re.Match[str]) -> Iterator[Place]:
    """Both of a couple, where only one beginning of the first is a name's."""
    if not _can_be_name(match[2]):
        return
    yield match.span(2)
    stop = match.end(1)
    fits = [
        (stop - size, stop)
        for size in (2, 3)
        if stop - size >= match.start(1) and _begins_like_name(text[stop - size : stop])
    ]
    if len(fits) == 1:
        yield fits[0]


def _begins_like_name(signs: str) -> bool:
    known = signs[:2] in COMPOUND_SURNAMES or signs[0] in SURNAMES
    return known and signs not in PERSON_ROLES and not cues.is_role(signs)


def _can_be_name(name: str, *, desk: bool = True) -> bool:
    """Whether signs that fill such a place can be a name: no role, duty, field or body."""
    compound = name[:2] in COMPOUND_SURNAMES
    if not 2 <= len(name) <= (4 if compound else 3):
        sounds = len(name) == 4 and SOUNDING.issuperset(name[1:]) and name[0] in SURNAMES
        return sounds or (len(name) == 4 and folk_likeness(name) == "whole")
    if not (compound or name[0] in SURNAMES):
        return False
    if name in PERSON_ROLES or cues.is_role(name) or name in _BANKS:
        return False
    if NOBODY.fullmatch(name) or PHRASE.match(name):
        return False
    if desk and (name in DUTIES or name[:2] in DUTIES):
        return False
    if FIELD_WORD.fullmatch(name) and name not in _NAMED_TOO:
        return False
    if len(name) == 2 and (name[0] in "老小阿" or name[1] in _NO_SHORT_END):
        return False
    if len(name) > 2 and (name in NOT_NAMES or (is_plain_word(name) and name[-1] in _NO_END)):
        return False
    if len(name) > 2 and name[:2] in NOT_NAMES and name[-1] in _NO_END:
        return False
    return not any(sign in NOT_GIVEN for sign in name[1:]) and name[-1] not in "某氏收"


_NAMED_TOO = frozenset({"时间", "方式", "项目"})
"""Words of fields that people are called all the same."""

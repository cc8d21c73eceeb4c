"""Places that words, brackets or cells make a name's: 我叫…, 姓名|…|, （所有人…）, …和…夫妇, 请…凭身份证.

Whatever the signs mean, there they name somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yangguang.text.privacy import cues
from yangguang.text.privacy.lexicon import (
    COMPOUND_SURNAMES,
    NOT_NAMES,
    PERSON_ROLES,
    SURNAMES,
)
from yangguang.text.privacy.nameable import (
    EDGE,
    Place,
    can_be_name,
    is_called,
)
from yangguang.text.privacy.nameshape import is_plain_word

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


def _says_who(text: str, at: int) -> bool:
    """Whether what stands before 叫 is somebody: 我叫, 妈妈叫, 租客叫; 我叫外卖 is told by the words."""
    kind, word = cues.before(text, at)
    if _OF_MYSELF.search(text, max(0, at - 24), at) is not None:
        return True
    return _MYSELF.search(text, max(0, at - 4), at) is not None or (
        kind == "private" and len(word) > 1
    )


def spelt_out(text: str, start: int, end: int) -> Iterator[Place]:
    """Places that words or cells make one: 我叫…, 姓名|…|, …<a@b.cn>, …等12人, …和…夫妇."""
    for match in _CALLED.finditer(text, start, end):
        if ("·" in match[1] or can_be_name(match[1])) and _says_who(text, match.start()):
            yield match.span(1)
    for match in _FROM.finditer(text, start, end):
        if "·" in match[1] or can_be_name(match[1], desk=False):
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
            if can_be_name(match[1], desk=False):
                yield match.span(1)
    for match in _YOU_ARE.finditer(text, start, end):
        if is_called(match[1]) and match[1][0] in SURNAMES:
            yield match.span(1)
    for match in _OLD_WOMAN.finditer(text, start, end):
        if match[1][0] in SURNAMES:
            yield match.span(1)
    for match in _ASKED.finditer(text, start, end):
        common = match[1][:2] in NOT_NAMES or is_plain_word(match[1])
        if can_be_name(match[1]) and (match[2] or not common):
            yield match.span(1)
    for match in _BRACKETED.finditer(text, start, end):
        yield from _behind_whole_role(text, match)
    for match in _ANSWERED.finditer(text, start, end):
        if "·" in match[1] or is_called(match[1]):
            yield match.span(1)
    for match in _SEXED.finditer(text, start, end):
        yield from _sexed(text, match)
    for match in _NAMED.finditer(text, start, end):
        if is_called(match[1]):
            yield match.span(1)
    if "@" in text:
        for match in _MAILBOX.finditer(text, start, end):
            if can_be_name(match[1]):
                yield match.span(1)
    for match in _COUPLE.finditer(text, start, end):
        yield from _pair(text, match)


def _sexed(text: str, match: re.Match[str]) -> Iterator[Place]:
    """The signs before a sex: all of them where a mark stands before, else what a role leads up to."""
    begin, stop = match.span(1)
    if stop - begin <= 3:
        if (begin == 0 or text[begin - 1] in EDGE) and can_be_name(match[1], desk=False):
            yield begin, stop
        return
    fits = [
        (at, stop)
        for at in (stop - 2, stop - 3)
        if len(cues.before(text, at)[1]) > 1 and can_be_name(text[at:stop], desk=False)
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
            if "·" in text[at:stop] or can_be_name(text[at:stop], desk=False):
                yield at, stop
            return


def _pair(text: str, match: re.Match[str]) -> Iterator[Place]:
    """Both of a couple, where only one beginning of the first is a name's."""
    if not can_be_name(match[2]):
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

"""Places in decisions and notices of law where nothing but a party's name can stand.

``被处罚人：…，男``, ``原告…与被告…``, ``…：你于2024年``: the form itself says that a name stands there,
however much its signs read as a common word, and that its bearer is a party. Offices' own staff
stand in the same forms behind other words (审判员, 候选人); those are left to be weighed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yangguang.text.privacy import cues
from yangguang.text.privacy.lexicon import (
    COMPOUND_SURNAMES,
    NOT_NAMES,
    PERSON_ROLES,
    SELDOM_SURNAMES,
    SURNAMES,
)
from yangguang.text.privacy.peoples import folk_likeness
from yangguang.text.privacy.shapes import FIELD_WORD

Place = tuple[int, int]

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_HAN_RUN = re.compile(r"[^、和]+")
_SEAL = re.compile(
    r"[，,、；; \u3000（(\n]{1,2}(?:驾驶证|(?:性别[：: ]?)?[男女](?![\u4e00-\u9fff])|住(?=[\u4e00-\u9fff]{2,6}[省市县区旗镇乡])|与[\u4e00-\u9fff]{1,6}关系|"
    r"(?:[12]\d{3}|[一二]\S{3})年\d{0,2}月?\d{0,2}日?(?:出生|生[，,。；）)])|"
    r"(?:公民|居民)?身份(?:证号|证件号|号码|证住址|证[：:])|住址[：:]|(?:曾用名|又名|绰号)|(?:[汉回满苗壮藏彝侗瑶白傣]|土家|布依)族[，,])"
)
# What somebody hands over: 转让人乌兰将名下出租汽车.
_HANDS_OVER = re.compile(r"将(?:名下|其名下|其所|自有|位于|坐落)")
_OPPOSED = re.compile(
    r"(?:原告|上诉人|(?<!被)申请人|申请执行人|被告|第三人|被上诉人|被申请人)(?:人)?([\u4e00-\u9fff]{2,4}?)"
    r"(?=(?:[与诉和、，,]|以及)(?:被告|被上诉人|被申请人|被执行人|第三人|原告|一审)|诉你们?)"
)
_QUARREL = re.compile(
    r"(?:原告|被告|第三人|被上诉人|被申请人|被执行人)([\u4e00-\u9fff]{2,4}?)"
    r"(?=(?:民间借贷|离婚|买卖|劳动|机动车|房屋|租赁|借款|金融借款|追偿|不当得利|健康权|生命权|名誉权|抚养|赡养|继承|合伙|物业|承揽|合同|婚约)[\u4e00-\u9fff]{0,14}(?:纠纷|一案))"
)
_CORRECTED = re.compile(
    r"(?:公示|名单|公告|表|册|栏)中(?:的)?([\u4e00-\u9fff]{2,3})(?=的(?:身份证|手机|电话|银行|账号|卡号|住址))"
)
_SPEAKS = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,4}?)(?=诉称|辩称)")
_ADDRESSED = re.compile(
    r"(?:^|(?<=[\n。\u3000]))[ \u3000]{0,4}致?(?P<name>[\u4e00-\u9fff]{2,4}?|[\u4e00-\u9fff]{1,6}(?:[·•・][\u4e00-\u9fff]{1,8}?){1,2})(?:先生|女士|同志|同学|用户|户)?[：:]\s{0,4}"
    r"(?:(?:因|经|由于|鉴于|现)?你(?!单位|公司|局|委|厅|校|店|厂|所|站|行|镇|乡|街|们?好)|您(?!好)|本(?:机关|[局府院委厅])[^。\n]{0,24}收到[你您](?!单位|公司|局|校|厂)|[本我][院委局所]受理|[本我][院委]决定)|^答：(?P<dotted>[\u4e00-\u9fff]{1,6}(?:[·•・][\u4e00-\u9fff]{1,8}){1,2})[，,：:][您你]好",
    re.MULTILINE,
)
_DOTTED = re.compile("[\u4e00-\u9fff]{1,6}(?:[·•・][\u4e00-\u9fff]{1,8}){1,2}")
_SPOKESMAN = re.compile(
    r"(?:代表|村民|居民|业主|职工|农户|工人|家长|群众|住户|商户|家属|学生|教师|司机|农民工|工友)(?:代表)?([\u4e00-\u9fff]{2,4}?)"
    r"(?=等[0-9一二三四五六七八九十百]{1,4}余?[人户名位](?:来访|到访|上访|走访|集访|反映|信访|投诉|举报|联名|申请|诉))"
)
_SENT_FOR = re.compile(
    r"(?:转告|告诉|联系不上|找不到|通知到?|提醒)([\u4e00-\u9fff]{2,3})(?=[，,](?:让|叫|请|说)?[他她])"
)
_QUOTED = re.compile(
    r"[“\"]([\u4e00-\u9fff]{2,4})[”\"]的?(?:公民|居民)?(?:身份证|银行卡|银行账|一卡通|手机|联系电话|卡号|账号|住址)"
)
# ②某某，遗失护照: a numbered row begins with whose matter it is.
_NUMBERED = re.compile(
    r"(?:^|\n)[ \u3000]{0,4}(?:[0-9]{1,3}[、.．)）]|[①-⑳]|[（(][0-9一二三四五六七八九十]{1,2}[)）])[ ]?([\u4e00-\u9fff]{2,4})"
    r"(?=[，,（(](?:公民|居民|持有)?(?:身份证|身份号|证件号|遗失|丢失))"
)
_HOUSEHOLDS = re.compile(
    r"[\u4e00-\u9fff]{2,4}户(?:[、和及][\u4e00-\u9fff]{2,3}户)+(?![\u4e00-\u9fff]?[主型均数])"
)
_FAMILY = re.compile(
    r"户主[^。；;\n]{2,50}?成员(?:有|为|[：:])?([\u4e00-\u9fff]{2,4}(?:[、和][\u4e00-\u9fff]{2,4}){0,7})(?=[，,。；;（(]|共|$)"
)
_PUBLIC_LIFE = re.compile(r"现任|拟任|任职|候选|中共党员|拟录用|拟聘|职称|简历|学历|任命|表彰|先进")
_BODY_END = frozenset("人者户员局院司厂店行村组镇乡县市区部处科队会所站校")
_AHEAD = 90


def party_places(text: str, start: int, end: int) -> set[Place]:
    """Spans between two offsets that are a private party's name by the form they stand in."""
    return {
        place
        for place in _in_form(text, start, end)
        if not _PUBLIC_LIFE.search(text, place[1], min(len(text), place[1] + _AHEAD))
    }


def _in_form(text: str, start: int, end: int) -> Iterator[Place]:
    for seal in _SEAL.finditer(text, start, end):
        yield from _sealed(text, start, seal.start())
    for row in _NUMBERED.finditer(text, start, end):
        if _is_name(text, *row.span(1), label=True, ended=text[row.end() + 1] in "公居身证"):
            yield row.span(1)
    if "将" in text:
        for seal in _HANDS_OVER.finditer(text, start, end):
            yield from _sealed(text, start, seal.start())
    for form in (_OPPOSED, _CORRECTED, _QUARREL, _SPEAKS, _QUOTED, _SPOKESMAN, _SENT_FOR):
        for match in form.finditer(text, start, end):
            if _is_name(text, *match.span(1), label=form in (_OPPOSED, _SPOKESMAN, _SENT_FOR)):
                yield match.span(1)
    if "户、" in text:
        for match in _HOUSEHOLDS.finditer(text, start, end):
            yield from _households(text, match.start(), match.end())
    if "成员" in text:
        for match in _FAMILY.finditer(text, start, end):
            for member in _HAN_RUN.finditer(text, *match.span(1)):
                if _is_name(text, *member.span(), label=True):
                    yield member.span()
    for match in _ADDRESSED.finditer(text, start, end):
        begin, stop = match.span("name" if match["name"] else "dotted")
        begin = _behind_role(text, begin, stop)
        if _is_name(text, begin, stop):
            yield begin, stop


def _behind_role(text: str, begin: int, stop: int) -> int:
    """Where a name with middle dots begins behind a role: 车主阿依古丽·卡德尔."""
    if _DOTTED.fullmatch(text, begin, stop):
        for size in (5, 4, 3, 2):
            if cues.is_role(text[begin : begin + size]):
                return begin + size
    return begin


def _sealed(text: str, floor: int, stop: int) -> Iterator[Place]:
    """The name that a party's label leads up to and a sex, birth or number closes at ``stop``."""
    begin = stop
    while begin > floor and stop - begin < 12 and _HAN.match(text[begin - 1]):
        begin -= 1
    if 2 <= stop - begin <= 4:
        label = begin
        while label > floor and text[label - 1] in "：: \u3000】]":
            label -= 1
        if label < begin and _says_party(text, label) and _is_name(text, begin, stop, label=True):
            yield begin, stop
            return
    fits = [
        (at, stop)
        for at in (stop - 2, stop - 3)
        if at > begin and _says_party(text, at) and _is_name(text, at, stop, label=True)
    ]
    if len(fits) == 1:
        yield fits[0]


def _households(text: str, start: int, end: int) -> Iterator[Place]:
    """The householders of a list: 请晋某某户、米某某户."""
    members = []
    for member in re.finditer(r"([\u4e00-\u9fff]{2,4})户", text[start:end]):
        stop = start + member.end(1)
        begin = stop - min(3, len(member[1]))
        if text[begin - 1 : begin] in ("、", "和", "及") or begin == start or member.start() == 0:
            if cues.is_role(text[begin : stop + 1]) or not _is_name(text, begin, stop):
                return
            members.append((begin, stop))
    if any(b - a > 2 for a, b in members):
        yield from members


def _says_party(text: str, at: int) -> bool:
    kind, word = cues.before(text, at)
    return kind == "private" and len(word) > 1 and word not in ("新增", "注销", "取消", "死亡")


def _is_name(text: str, start: int, end: int, *, label: bool = False, ended: bool = False) -> bool:
    """Whether the signs can be a name at all; behind a ``label`` common words can.

    One ``ended`` by his identity number may end like a body.
    """
    name = text[start:end]
    if "某" in name or name in PERSON_ROLES or cues.is_role(name) or FIELD_WORD.fullmatch(name):
        return False
    if len(name) == 2 and name[0] in "老小阿":
        # 老赵, 小姚: what friends call somebody.
        return False
    if _DOTTED.fullmatch(name):
        return True
    compound = name[:2] in COMPOUND_SURNAMES
    if len(name) == 4 and not compound:
        return folk_likeness(name) == "whole"
    if not (compound or name[0] in SURNAMES or name[0] in SELDOM_SURNAMES or folk_likeness(name)):
        return False
    if name[-1] in _BODY_END and not ended:
        return False
    return label or name not in NOT_NAMES

"""Every span of a text that is worth weighing as a private person's name.

Three sources: the model's spans, spans whose signs look like a name where a name can begin
(alikes.py), and what the rules of names.py propose in labels, rows and letters.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass

from yangguang.text.privacy import cues
from yangguang.text.privacy.finding import Finding
from yangguang.text.privacy.lexicon import (
    COMPOUND_SURNAMES,
    NEVER,
    NOT_NAMES,
    OFTEN_SURNAMES,
    PERSON_ROLES,
    SURNAMES,
)
from yangguang.text.privacy.likeness import likeness
from yangguang.text.privacy.nameshape import first_word, is_plain_word, sort_of_word
from yangguang.text.privacy.nobody import NOBODY, PHRASE, is_never
from yangguang.text.privacy.people import Span
from yangguang.text.privacy.peoples import folk_likeness, is_of_pieces
from yangguang.text.privacy.sounding import SOUNDING


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may be a private person's name: the model's chance, the rule that proposes it."""

    start: int
    end: int
    chance: float
    rule: Finding | None
    surname: int
    """How many signs the surname has; 0 for foreign names."""


_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")


def candidates(
    text: str,
    alike: set[tuple[int, int]],
    spans: list[Span],
    rules: list[Finding],
    taken: list[tuple[int, int]],
    parties: Collection[tuple[int, int]] = (),
) -> list[Candidate]:
    """The candidates in order; none touches what is already ``taken`` by other findings.

    Spans of ``parties`` are names by the form they stand in and are kept whatever their signs say.
    """
    chances = {(one.start, one.end): one.chance for one in spans}
    ruled = {(one.start, one.end): one for one in rules}
    places = set(chances) | set(ruled) | alike | set(parties)
    whole = [place for place in alike if is_of_pieces(text[place[0] : place[1]])]
    # Part of a name is none: 乌云|毕力格, 索南|才让.
    places -= {
        (start, end)
        for start, end in places
        for a, b in whole
        if a <= start and end <= b and (start, end) != (a, b)
    }
    kept = []
    taken = sorted(taken)
    for start, end in sorted(places):
        index = bisect_right(taken, (end - 1, len(text) + 1))
        if index and taken[index - 1][1] > start:
            continue
        rule = ruled.get((start, end))
        if text[start] in "年月日时房室" and text[start - 1 : start].isdigit():
            # 1964年入党, 201房戚磊: the end of a date or door.
            continue
        if text[start] == "班" and text[start - 1 : start] in _CLASSES:
            # 三（2）班某某
            continue
        if text[start - 1 : start] == "》" or _CARD_BEHIND.match(text, end):
            # 《乡土中国》费孝通, 金穗卡：622848…
            continue
        if text[start:end] in NEVER or text[end : end + 1] in ("县", "旗"):
            continue
        if text[start - 1 : start] in _QUOTED and _STORM.match(text, end):
            # 台风"杜苏芮"
            continue
        if text[start] == "母" and _FATHER.search(text, max(0, start - 60), start):
            # 父顾家铭…；母江月
            continue
        if text[start] == "金" and text[start - 1 : start] in _MONEY:
            # 救助金转入
            continue
        if _CASE.search(text, max(0, start - 8), start) and _CASE_SIGNS.match(text, start):
            # （2023）鄂襄阳证字第4471号
            continue
        if _CODED.search(text, max(0, start - 8), start) and _CODE.match(text, start):
            # 证编号：云殡2025…, 合同编号：安公租2021-…
            continue
        if text[start - 1 : start] in ("：", ":") and _PLACED.search(
            text, max(0, start - 10), start
        ):
            # 乡镇：永和
            continue
        if text[start - 1 : start] in ("“", "《") and _APP.match(text, end):
            # “爱广西”账号: a service, not somebody.
            continue
        if end - start > 2 and is_never(text[start:end]) and not is_of_pieces(text[start:end]):
            continue
        if (start, end) not in ruled and _is_too_long(
            text, start, end, chances.get((start, end), 0.0)
        ):
            continue
        if (
            (start, end) not in parties
            and NOBODY.fullmatch(text, start, end)
            and not is_of_pieces(text[start:end])
            and not _is_bearer(text, start, end)
        ):
            continue
        if not _HAN.match(text[start]) and rule is None:
            continue
        if _is_household(text, start, end):
            continue
        if (start, end) not in parties and _is_no_name(
            text, start, end, chances.get((start, end), 0.0)
        ):
            continue
        surname = 2 if text[start : start + 2] in COMPOUND_SURNAMES and end - start > 2 else 1
        if "·" in text[start:end] or not _HAN.match(text[start]) or folk_likeness(text[start:end]):
            surname = 0
        kept.append(Candidate(start, end, chances.get((start, end), 0.0), rule, surname))
    return kept


_CLASSES = frozenset("）)级0123456789一二三四五六七八九十")
_CARD_BEHIND = re.compile(r"卡[：:]")
_CASE = re.compile(r"[（(〔\[]\d{4}[）)〕\]]$")
_CASE_SIGNS = re.compile(r"[\u4e00-\u9fff]{2,8}字?第?\d{1,6}号")
_CODED = re.compile(r"(?:编号|证号|文号|案号|字号|批号|备案号|登记号)[：:为]?[ ]?$")
_CODE = re.compile(r"[\u4e00-\u9fff]{2,6}[（(〔\[]?\d{4}")
_PLACED = re.compile(
    r"(?:^|[\s，,；;|｜])(?:所[在属])?(?:区县|县区|乡镇|乡|镇|街道|社区|村名?|行政村|村组|组|地市)[ \u3000]{0,2}[：:]$"
)


def _is_bearer(text: str, start: int, end: int) -> bool:
    """Whether a role leads up to it and papers follow: 买受人谌立人(身份证号…."""
    name = text[start:end]
    return (
        len(name) == 3
        and name[0] in SURNAMES
        and name not in PERSON_ROLES
        and not cues.is_role(name)
        and cues.is_role(cues.before(text, start)[1])
        and _PAPERS_NEXT.match(text, end) is not None
    )


_PAPERS_NEXT = re.compile(r"[（(，,：: ]{0,2}(?:公民)?身份")


def _is_too_long(text: str, start: int, end: int, chance: float) -> bool:
    """Whether four signs that run on are more than a Han name has: 查|宗玉贵, 凌志远原|护照."""
    name = text[start:end]
    return (
        _FOUR_HAN.fullmatch(name) is not None
        and (_HAN.match(text[end : end + 1]) is not None or name[0] == "查")
        and name[:2] not in COMPOUND_SURNAMES
        and chance < 0.5
        and not folk_likeness(name)
        and not SOUNDING.issuperset(name[1:])
    )


_FOUR_HAN = re.compile("[\u4e00-\u9fff]{4}")


def _is_household(text: str, start: int, end: int) -> bool:
    """Whether 家 is no third sign but the household: 厍狄家的门牌, 走访低保户张静家."""
    if end - start not in (3, 4) or text[end - 1] != "家":
        return False
    return (text[end : end + 1] in _HOUSEHOLD or text[start - 1 : start] in ("的", "到")) or bool(
        _VISITED.search(text, max(0, start - 6), start)
    )


def _is_no_name(text: str, start: int, end: int, chance: float) -> bool:
    """Whether the signs are a role, or run on into a text in which they read as common words."""
    name = text[start:end]
    if text.startswith(_NOT_BEHIND_NAMES, end):
        return True
    if (
        text[start - 1 : start] in _AND_SURNAMES
        and len(name) == 2
        and not folk_likeness(name)
        and (
            name[0] not in SURNAMES
            or (name[0] not in OFTEN_SURNAMES and len(cues.before(text, start - 1)[1]) > 1)
        )
    ):
        # 申请执行人和丽琼, 会员向翠花: what is taken for 和 or 向 is the surname.
        return True
    if "·" in name and (
        name[0] in "叫是" or (name[0] in "为系由" and _HAN.match(text[start - 1 : start]))
    ):
        # 求助者是艾力·吐尔逊: the name begins behind.
        return True
    if (
        text[end : end + 1] == "县"
        or text[end : end + 1] in _NO_NAMES_BEFORE
        or _PAPER_HEAD.match(text, end)
    ):
        return True
    if is_never(name) or PHRASE.match(name):
        return True
    if (
        text[start - 1 : start] in _AND_SURNAMES
        and text[max(0, start - 2) : start - 1] in _ROW_EDGES
    ):
        # 和文杰：…: at the head of a line nothing is joined.
        return True
    if text[start - 1 : start] in ("：", ":") and _IS_FIRM.match(text, start):
        return True
    if name[-1] == "户":
        # 廖济户 is the household of 廖济.
        return True
    if name[0] == "籍" and text[start - 1 : start] in ("原", "户", "祖", "国", "学", "党"):
        return True
    if name[-1] == "线" and text[start - 1 : start] in ("在", "沿", "由", "于", "至"):
        # 在沈中线超速: a road.
        return True
    if name[-1] in "旗县州" and is_plain_word(name) and sort_of_word(name) == "ns":
        return True
    if (
        len(name) == 2
        and name in NOT_NAMES
        and not (
            "private" in (cues.before(text, start)[0], cues.before(text, start - 1)[0])
            and (
                not _HAN.match(text[start - 1 : start])
                or (cues.behind(text, end)[0] and sort_of_word(name) != "v")
            )
        )
        and not _OWN_NEXT.match(text, end)
    ):
        return True
    if len(name) > 4 and name[-1] in _BODY_ENDS:
        return True
    if text[start - 1 : start] in _BEFORE_PET and _PET.search(text, max(0, start - 8), start):
        # 犬名“旺财”: no person's.
        return True
    if (_VESSEL.match(text, end - 1) or _VESSEL.match(text, end)) and text[start] in _PROVINCES:
        return True
    if text[max(0, start - 2) : start] == "来自" and sort_of_word(name) == "ns":
        return True
    if text[max(0, start - 2) : start] == "共和" and text[start] == "国":
        return True
    if text[start - 1 : start] in _DOTS or text[end : end + 1] in _DOTS:
        return True
    if name in PERSON_ROLES or cues.is_role(name) or _in_quotation(text, start, end):
        return True
    if len(name) > 2 and name in NOT_NAMES:
        return True
    if len(name) > 2 and name[-1] == "收" and name[-2] not in "丰秋麦":
        return not _HAN.match(text[end : end + 1])
    if len(name) == 3 and name[:2] in NOT_NAMES and (is_plain_word(name) or name[2] in _THINGS):
        return True
    if (
        _AND_WORD.fullmatch(name)
        and _HAN.match(text[start - 1 : start])
        and is_plain_word(name[1:])
        and sort_of_word(name[1:]) in ("n", "v", "vn", "a", "an", "s", "f")
        and (chance < 0.5 or not cues.before(text, start)[0])
    ):
        # 人员和维修, 参与和监督: a word that joins, and a common word.
        return True
    if not _HAN.match(text[end : end + 1]) or folk_likeness(name) == "whole":
        return False
    if len(name) == 3 and name[:2] in NOT_NAMES and len(first_word(text[end - 1 : end + 3])) > 1:
        # 房屋|征收部门: one word ends inside and the next runs on.
        return True
    framed = cues.before(text, start)[0] and cues.behind(text, end)[0]
    if (
        not framed
        and len(name) == 3
        and (is_plain_word(name) or name[:2] in NOT_NAMES)
        and chance < 0.3
    ):
        return True
    return not framed and chance == 0 and likeness(name) < 0


def _in_quotation(text: str, start: int, end: int) -> bool:
    """Whether the signs are the end of a quoted word, such as a nickname: “清风徐来”."""
    if text[end : end + 1] not in _CLOSING or not _HAN.match(text[start - 1 : start]):
        return False
    return any(sign in _OPENING for sign in text[max(0, start - 6) : start])


_PET = re.compile(
    r"(?:[犬猫]种|(?:犬|猫|宠物|品|网|昵|店|字|商|船|车)(?:只)?(?:姓?名称?|号|称)|货物|作物|苗木|景点|景区|品种|商品|产品|品牌|商标|酒店|(?:机构|项目|企业|店铺|工程)名称)[：:为叫]?[ \u3000]?[“‘\"「]?$"
)
_APP = re.compile(
    r"[”》](?:[Aa][Pp][Pp]|APP|账号|帐号|账户|平台|小程序|公众号|系统|客户端|微信|软件|网站)"
)
_BODY_ENDS = frozenset("场园矿馆行室局院司所办会部科处队站校厂店社")
_BEFORE_PET = frozenset('“‘「"：: \u3000')
_HOUSEHOLD = frozenset("（(的里门住房有楼院与和因、")
# 苏启渔02817: a vessel is called by its province, port and trade.
_VESSEL = re.compile(r"[渔货油拖运客供港机工][0-9]{3,6}(?![0-9])")
_VISITED = re.compile(
    r"(?:(?:走访|慰问|入户|探访|看望)了?|[保困贫缘养养帮农]户|脱贫户|村民|居民|邻居|到|在|去)$"
)
_PROVINCES = frozenset("京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云")
_AND_WORD = re.compile(r"和[\u4e00-\u9fff]{2}")
_NO_NAMES_BEFORE = frozenset("某氏*＊×〔［")
"""A masked name (欧阳某) is none any more, and 卫医函〔2024〕 is the head of a document's number."""
_OWN_NEXT = re.compile(
    r"[\s（(，,：:、；;]{1,3}(?:[男女]|[0-9０-９]{6}|身份|手机|电话|卡号|[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新][A-Z])"
)
# 吴市监处罚〔2024〕: what a document's number begins with.
_PAPER_HEAD = re.compile(
    r"(?:[（(][\u4e00-\u9fff]{1,4}[）)])?[\u4e00-\u9fff]{0,6}(?:[〔［]|字(?:第)?[ ]?(?:19|20)\d{2}|[\[（(](?=(?:19|20)\d{2}[\]）)][\u4e00-\u9fff第]{0,8}\d{1,6}号))"
)
# 被许可人：霍邱佳和服饰有限公司: a firm fills the field.
_IS_FIRM = re.compile(
    r"(?:(?![与诉系在向因将])[\u4e00-\u9fff]){4,24}(?:公司|集团|合作社|经营部|商行|事务所)(?![\u4e00-\u9fff])"
)
_NOT_BEHIND_NAMES = (
    "银行",
    "民族",
    "不动产权",
    "信用社",
    "农商行",
    "花园",
    "小区",
    "家园",
    "公寓",
    "大厦",
    "广场",
    "商场",
)
_FATHER = re.compile(
    r"(?<![\u4e00-\u9fff])父[\u4e00-\u9fff]{2,3}[，,（(：:][^\n]{0,50}[；;，,、 ]$"
)
_QUOTED = ("“", '"', "'", "「")
_STORM = re.compile("[”\"'」](?:台风|受灾|期间|影响|登陆|号台风|暴雨|洪)")
_MONEY = frozenset("助资基奖补佣租押税罚现赔偿酬薪本定证恤贴积")
_AND_SURNAMES = ("和", "于", "向")
_ROW_EDGES = ("\n", "；", ";", "|", "\t")
_DOTS = frozenset("·•・‧")
_THINGS = frozenset("岗金费款险证卡户本院所站册表单书费率额宝方号")
_OPENING = "“‘《「『"
_CLOSING = frozenset("”’》」』")

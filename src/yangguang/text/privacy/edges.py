"""The two edges of a span that may be a name: which marks and words stand there.

Both questions, whether it is a name and whether its bearer is named privately, are asked of them.
"""

from __future__ import annotations

import re

from yangguang.text.privacy import cues
from yangguang.text.privacy.candidates import Candidate
from yangguang.text.privacy.lexicon import COMPOUND_SURNAMES, SURNAMES
from yangguang.text.privacy.officials import acts_officially

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_BODY = re.compile(
    r"[^\W\d_的在与和及为系向对被从到于是诉以将因等由给有去找称把、，]{0,8}?(?:公司|集团|[厂店馆铺坊]|经营部|商行|合作社|农场|超市|诊所|药房|事务所|[建施工车].队|车队|工作室|门市部|批发部|养殖场|有限|家庭农场)"
)
_PLACE = re.compile(
    r"(?:[村镇乡县市区省州路街巷桥河湖山沟庄屯寨湾岭坝]|街道|社区|小区|大道|派出所|水库|小学|中学|渔政|海事|路政|运政|海警|海关|边防|港监|禁渔|禁猎|水域|流域|湿地|景区|自治[县旗州]|[左右前后中]旗|[\u4e00-\u9fff]{1,3}族(?:自治|[区乡镇州]))"
)
_ROLE_END = re.compile(r"(?:[人者户员方生]|对象|家属)$")
_DATA_AHEAD = re.compile(
    r"身份|公民|证件|证号|护照|手机|电话|住|户籍|银行|账号|卡号|男|女|汉|\d{4}年|\d{2}岁|现年|[1-9]\d{9}"
)
_VILLAGE = re.compile(r"[\u4e00-\u9fff]{1,6}(?:村|组|社区|街道|镇|乡|小区|人)")
_YOU = re.compile(r"[你您]")
_TITLE = re.compile(
    r"(?:执法证|警号|检查证|工号)|(?:[\u4e00-\u9fff]{0,14})(?:局长|主任|科长|处长|股长|书记|[市县区镇乡厅部省院]长|主席|委员|法官|律师|所长|站长|校长|经理|董事|教授|专家|负责人|代表|医师|员|工程师)"
)
_DESK = re.compile(r"[\u4e00-\u9fff]{2}(?:[局科处股室办队站所厅委]|中心|大队|窗口)$")
_SOMEONE = "长员人师家官者事记理东监士"
_AMOUNT = re.compile(r"[^。；;\n]{0,24}?\d[\d,.]*\s?(?:元|万元|亩|分|平方米)")
_NUMBERED = re.compile(
    r"[^。；;，,\n]{0,8}?(?:编号|证号|号码|学号|学籍号|注册号|案号|序号|房号|代码)"
)
_KIN = re.compile(
    r"(?:户主|[妻夫父母子女]|配偶|长[子女]|次[子女]|监护人|本人|儿子|女儿|孙[子女]|丈夫|妻子|受害人|死者|伤者|患者|学生)"
)
_LEFT_MARKS = (
    ("colon", "：:→"),
    ("list", "、和与及"),
    ("comma", "，,"),
    ("stop", "；;。"),
    ("bracket", "（("),
    ("cell", "\t|｜│/／=#"),
    ("number", ".．）)"),
    ("quote", '“‘"「《'),
)
_RIGHT_MARKS = (
    ("colon", "：:"),
    ("list", "、"),
    ("comma", "，,"),
    ("stop", "；;。"),
    ("bracket", "（("),
    ("cell", "\t|｜│/／&#"),
    ("blank", " \u3000"),
    ("masked", "某×xX*＊○〇□"),
)


def _mark(sign: str, marks: tuple[tuple[str, str], ...]) -> str:
    for name, signs in marks:
        if sign in signs:
            return name
    return "han" if _HAN.match(sign) else "other"


def left_of(text: str, one: Candidate) -> list[str]:
    """The mark before a candidate, and what its bearer is said to be."""
    line = text.rfind("\n", 0, one.start) + 1
    at = one.start
    while at > line and text[at - 1] in " \u3000\xa0":
        at -= 1
    if at == line:
        return ["left:line"]
    sign = text[at - 1]
    mark = _mark(sign, _LEFT_MARKS)
    found = ["left:blank" if mark == "han" and at < one.start else f"left:{mark}"]
    while at > line and text[at - 1] in ' \u3000\xa0：:→（(“"‘【[]】│|\t=':
        at -= 1
    if text[at - 1] in "）)":
        opened = max(text.rfind("（", line, at), text.rfind("(", line, at))
        at = opened if opened > line else at
    kind, word = cues.before(text, at)
    if kind == "official" and sign in "：:" and word[-1] not in _SOMEONE:
        # 随访记录： heads a list; 记录：, alone, names who took the minutes.
        kind = kind if not _HAN.match(text[at - len(word) - 1 : at - len(word)]) else ""
    if not kind and found[0] == "left:blank" and _DESK.search(text[max(line, at - 8) : at]):
        # 联系人：县民政局社会救助科 王某: who is named behind a desk sits there.
        kind = "official"
    if kind:
        found.append(f"before:{kind}")
        if kind == "lead":
            under, _ = cues.before(text, at - len(word))
            found.append(f"under:{under}")
        elif kind == "official" and sign in "：:":
            found.append("before:official:colon")
    elif _ROLE_END.search(text[max(line, at - 6) : at]):
        found.append("before:role")
        found.append(f"before:role:{text[at - 1]}")
    if acts_officially(text, one.start, one.end):
        found.append("acts-officially")
    return found


def right_of(text: str, one: Candidate) -> list[str]:
    """The mark behind a candidate, and what is said of its bearer next."""
    end = one.end
    sign = text[end : end + 1]
    found = ["right:" + (_mark(sign, _RIGHT_MARKS) if sign.strip("\n") else "end")]
    kind, _ = cues.behind(text, end)
    if kind:
        found.append(f"behind:{kind}")
    elif _BODY.match(text, end):
        found.append("behind:body")
    elif _PLACE.match(text, end):
        found.append("behind:place")
    if sign and sign in "（(，,：:　 ":
        found += _then(text, end + 1, "bracket" if sign in "（(" else "other")
    return found


def goes_on_as_body(text: str, end: int) -> bool:
    """Whether the signs up to ``end`` go on as the name of a body or a place: 石狮|市锦尚公司."""
    return _BODY.match(text, end) is not None or _PLACE.match(text, end) is not None


def _then(text: str, at: int, where: str) -> list[str]:
    """What the words behind the first mark say: a title, kin, data, a village, an amount."""
    ahead = text[at : at + 24]
    kind, _ = cues.behind(text, at)
    found: list[str] = []
    if _is_title(re.split(r"[，,。；;、）)：:]", ahead)[0]):
        found.append(f"then:title:{where}")
    elif _KIN.match(ahead):
        found.append("then:kin")
    elif _DATA_AHEAD.match(ahead):
        found.append("then:data")
    elif _YOU.search(ahead[:16]):
        found.append("then:you")
    elif _NUMBERED.match(ahead):
        found.append("then:number")
    elif _VILLAGE.match(ahead):
        found.append("then:village")
    elif kind:
        found.append(f"then:{kind}")
    if _AMOUNT.match(ahead):
        found.append("then-amount")
    return found


def _is_title(clause: str) -> bool:
    """Whether words behind a name say what its bearer is, and not what the next person is.

    In 户主夏侯明，成员赵腊梅 the title belongs to the name behind it.
    """
    title = _TITLE.match(clause)
    if title is None:
        return False
    rest = clause[title.end() :]
    if not 2 <= len(rest) <= 4 or cues.behind(rest, 0)[0]:
        return True
    return rest[0] not in SURNAMES and rest[:2] not in COMPOUND_SURNAMES


_SEX = re.compile(r"[，,、 \u3000\t（(]{1,4}(?:性别[：:]?)?[男女](?![\u4e00-\u9fff])")
_PAPERS = re.compile(
    r"[，,、：: \u3000\t（(的\n]{0,4}(?:公民|居民|有效)?(?:身份|护照|证件|台胞证|军官证|残疾人?证|出生|现年|汉族|户籍|住址|家住|现住|住(?=[\u4e00-\u9fff]{2,8}[省市县区镇乡村]))"
)
_BARE_GAP = re.compile(
    r"[，,、：: \u3000\t（(的\n/|]{0,5}(?:联系|本人)?(?:电话|手机|卡号|账号|宅电)?(?:号码?)?[：: 为]{0,2}"
)
_AGED = re.compile(r"[，,、 \u3000\t（(]{1,3}(?:现年)?\d{1,3}岁")


def seal(text: str, one: Candidate, beside: int) -> str:
    """What closes a name on its right beyond doubt: a sex, an age, papers, or the number itself.

    ``beside`` is where the next sure finding begins, -1 for none.
    """
    end = one.end
    if _SEX.match(text, end):
        return "sex"
    if _AGED.match(text, end):
        return "aged"
    if beside >= end and beside - end <= 16 and _BARE_GAP.fullmatch(text, end, beside):
        return "number" if beside > end and not _HAN.match(text[end]) else "glued"
    if _PAPERS.match(text, end):
        return "papers"
    return ""


def edge(voices: list[str], side: str, cue: str) -> str:
    """How plainly a span ends on one side: at a mark, at a word that goes with names, or nowhere."""
    if f"{side}han" not in voices and f"{side}list" not in voices:
        return "mark"
    if any(voice.startswith(cue) for voice in voices):
        return "cue"
    return "mark" if f"{side}list" in voices else "open"


def buckets(value: float, edges: tuple[float, ...]) -> int:
    """How many of ``edges`` a value reaches."""
    return sum(value >= one for one in edges)


def paired(found: list[str], pairs: tuple[tuple[str, str], ...]) -> list[str]:
    """The voices, and those of ``pairs`` that are heard together."""
    own = sorted(set(found))
    heard = {
        head: [voice for voice in own if voice.startswith(head)]
        for head in {head for pair in pairs for head in pair}
    }
    for first, second in pairs:
        found += [f"{one}&{two}" for one in heard[first] for two in heard[second]]
    return found

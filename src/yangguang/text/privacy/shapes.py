"""Whether exactly these signs are a name: what speaks for and against it.

The model's chance in its sentence and alone, the sort of the signs, dictionary words that end or
run on at its edges, rival spans, and what stands beside it.
"""

from __future__ import annotations

import re

from yangguang.text.privacy import cues
from yangguang.text.privacy.candidates import Candidate
from yangguang.text.privacy.edges import buckets, edge, left_of, paired, right_of, seal
from yangguang.text.privacy.field import Field
from yangguang.text.privacy.finding import Finding
from yangguang.text.privacy.lexicon import (
    COMPOUND_SURNAMES,
    NOT_GIVEN,
    NOT_NAMES,
    OFTEN_SURNAMES,
    SELDOM_SURNAMES,
    SURNAMES,
)
from yangguang.text.privacy.likeness import likeness
from yangguang.text.privacy.nameshape import (
    first_word,
    is_plain_word,
    last_word,
    sort_of_word,
    word_crosses,
)
from yangguang.text.privacy.people import chance_alone
from yangguang.text.privacy.peoples import folk_likeness

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_PARTY = re.compile(r"[甲乙丙丁戊己患医男女买卖租承发转让受出入供需双对校原被他]方")
_SHAPE_PAIRS = (
    ("chance:", "like:"),
    ("rule", "chance:"),
    ("slot:", "chance:"),
    ("slot:", "like:"),
    ("frame:", "like:"),
    ("frame:", "alone:"),
    ("alone:", "like:"),
    ("frame:", "chance:"),
    ("frame:", "size:"),
    ("frame:", "then:"),
    ("seal:", "like:"),
    ("seal:", "size:"),
)
_SHAPING = ("left:", "right:", "before:", "behind:", "then:data", "then:kin", "then:title", "acts")
_BEHIND_PAIRS = frozenset(
    [
        "住在",
        "住于",
        "住址",
        "家住",
        "现住",
        "生于",
        "出生",
        "诉称",
        "诉至",
        "关系",
        "因病",
        "因犯",
        "在家",
        "等人",
        "自称",
        "向我",
        "向本",
        "系我",
        "系本",
        "系原",
        "系某",
        "为我",
        "为本",
        "户籍",
        "现年",
        "现因",
        "原系",
        "正在",
        "将其",
        "于昨",
        "同日",
        "到我",
        "来我",
        "至我",
    ]
)
_SLOTS = (
    ("表头为", "row"),
    ("后面紧接", "before-data"),
    ("同一句中", "sentence"),
    ("紧跟在", "behind-data"),
    ("署名", "signature"),
    ("收信人", "salutation"),
    ("受文人", "addressee"),
    ("没有其他个人信息", "role-alone"),
    ("旁边有", "role-data"),
    ("之后的人名", "role-strong"),
)


def shape_voices(text: str, one: Candidate, field: Field) -> list[str]:
    """What speaks for and against exactly these signs being a name."""
    name = re.sub(r"\s", "", text[one.start : one.end])
    whole = field.fills_cell(one)
    found = [
        f"chance:{buckets(one.chance, (0.03, 0.1, 0.3, 0.6, 0.85))}",
        f"like:{buckets(likeness(name), (0, 2, 4, 7))}",
        f"size:{min(len(name), 5)}",
        f"alone:{buckets(_alone(one, name), (0.03, 0.1, 0.3, 0.6, 0.9))}",
        f"surname:{_surname(name)}",
    ]
    if whole:
        found += ["whole-cell", f"whole-cell:{whole}"]
    if one.rule is not None:
        found += ["rule", f"slot:{slot_of(one.rule)}"]
    found += _signs_of(name)
    found += _edges_cut(text, one)
    found += _words_beside(text, one.start, one.end)
    if word_crosses(text, one.start, one.end):
        found.append("crossed")
    found += _rivals_of(text, one, field)
    near = left_of(text, one) + right_of(text, one)
    found += [voice for voice in near if voice.startswith(_SHAPING)]
    found.append(f"frame:{edge(near, 'left:', 'before:')}-{edge(near, 'right:', 'behind:')}")
    if "before:private" in near and "frame:mark-mark" in found and not whole:
        found.append("fill:label")
    if FIELD_WORD.fullmatch(name):
        found.append("field-word")
    if field.gap(one).endswith("touch"):
        found.append("touches-data")
    if folk := folk_likeness(name):
        found += [f"folk:{folk}", f"folk:{folk}:{edge(near, 'right:', 'behind:')}"]
    if sealed := seal(text, one, field.next_data(one)):
        found += ["seal", f"seal:{sealed}", f"seal:{edge(near, 'left:', 'before:')}-{sealed}"]
    return paired(found, _SHAPE_PAIRS)


def _signs_of(name: str) -> list[str]:
    """What the signs themselves say: an end like 村 or 费, a sign no name holds, a common word."""
    found = []
    if "·" in name:
        # The dot says all: which signs stand around it depends on the tongue it was written from.
        return ["dotted"]
    found += [voice for voice, ends in _ENDS if name[-1] in ends]
    given = name[1:-1] if len(name) > 2 and name[-1] == "之" else name[1:]
    if any(sign in NOT_GIVEN for sign in given) and not folk_likeness(name):
        found.append("odd-sign")
    if name[:2] in NOT_NAMES:
        found.append("common-head")
    if is_plain_word(name):
        found.append(f"plain-word:{len(name)}")
        found.append(f"word-sort:{sort_of_word(name)}")
    return found


FIELD_WORD = re.compile(
    r"联系方式|方式|通讯|通信|代码|陈述|姓名|名称|性别|年龄|民族|国籍|籍贯|户籍|学历|学位|专业|职业|职务|职称|岗位|单位|部门|机构|科室|地址|住址|住所|坐落|电话|手机|邮箱|银行|账[号户]|卡号|金额|面积|数量|单价|合计|备注|说明|"
    r"日期|时间|地点|序号|编号|号码|类[别型]|等级|级别|标准|结果|状态|原因|事由|内容|项目|关系|本人|配偶|父子|母子|父女|母女|夫妻|兄弟|姐妹|子女|户主|成员|申请|身份|证件|证书|信息|资料|材料|以上|以下|"
    r"如下|同上|其中|其他|其余|全部|部分|男性|女性|已婚|未婚|离异|丧偶|健康|良好|一般|优秀|合格|党员|团员|群众|小学|初中|高中|中专|大专|本科|硕士|博士|文盲|务农|无业|退休|汉族|回族|[\u4e00-\u9fff]{1,3}[族籍]|[中韩美英法德泰俄越外]国|越南|缅甸|老挝|日本|朝鲜|蒙古|印度|俄罗斯"
)
_ENDS = (
    ("kin-end", "姐哥叔婶嫂姨伯爷"),
    ("place-end", "村镇乡县市区路街巷桥庄屯寨湾站店厂局院馆所校园组"),
    ("thing-end", "册表单簿证书办会费款号员长者室处科股队业品类项件税额率量价"),
)


def _edges_cut(text: str, one: Candidate) -> list[str]:
    """Whether an edge runs through a word, a role, a party or a surname."""
    found = []
    if one.start and _PARTY.match(text, one.start - 1):
        found.append("split-party")
    elif cues.before(text, one.start + 1)[0] in ("private", "official"):
        found.append("cue-inside")
    if one.start and text[one.start - 1 : one.start + 1] in COMPOUND_SURNAMES:
        found.append("split-surname")
    if (
        one.start > 1
        and text[one.start - 1] in OFTEN_SURNAMES
        and not _HAN.match(text[one.start - 2])
    ):
        found.append("behind-surname")
    if text[one.end : one.end + 2] == "生于" and not re.match(r"\d{4}", text[one.end + 2 :]):
        found.append("cut-before-生")
    if _cuts_cue(text, one.end):
        found.append("cuts-cue")
    return found


def _rivals_of(text: str, one: Candidate, field: Field) -> list[str]:
    """How it does against the spans it overlaps, and whether it is named again elsewhere."""
    found = []
    rivals = [
        other
        for other in field.rivals(one)
        if text[other.start - 1 : other.start + 1] not in COMPOUND_SURNAMES
    ]
    if "·" in text[one.start : one.end]:
        rivals = [other for other in rivals if other.start < one.start]
    if any(other.chance > one.chance for other in rivals):
        found.append("beaten")
    if any(other.rule is not None for other in rivals):
        found.append("beaten-by-rule")
    if any(
        other.start == one.start
        and other.end > one.end
        and text[other.end - 1] not in NOT_GIVEN
        and not _cuts_cue(text, other.end)
        and len(first_word(text[other.end - 1 : other.end + 3])) == 1
        for other in rivals
    ):
        found.append("longer-rival")
    if field.mentions[text[one.start : one.end]] > 1:
        found.append("repeated")
        if any(
            other.end > one.end and field.mentions[text[other.start : other.end]] == 1
            for other in rivals
        ):
            found.append("repeated-alone")
    return found


def _alone(one: Candidate, name: str) -> float:
    return one.chance if one.chance >= 0.6 else chance_alone(name)


def _surname(name: str) -> str:
    if name[:2] in COMPOUND_SURNAMES:
        return "compound"
    if name[0] not in SURNAMES and name[0] not in SELDOM_SURNAMES:
        return "folk" if folk_likeness(name) else "none"
    return "common" if name[0] in OFTEN_SURNAMES else "rare"


def _cuts_cue(text: str, end: int) -> bool:
    """Whether a word that follows names begins with the last sign of the candidate: 牟兰住|在."""
    word = text[end - 1 : end + 1]
    kind, found = cues.behind(text, end - 1)
    return (kind != "" and len(found) > 1) or word in _BEHIND_PAIRS


def _words_beside(text: str, start: int, end: int) -> list[str]:
    """Whether words of the dictionary end, begin, or run across at the edges of a span."""
    found = []
    ahead = text[end : end + 5]
    if _HAN.match(ahead):
        if len(first_word(ahead)) > 1:
            found.append("word-behind")
        if len(first_word(text[end - 1 : end + 3])) > 1:
            found.append("cuts-word")
    if start and _HAN.match(text[start - 1]):
        if len(last_word(text[max(0, start - 4) : start])) > 1:
            found.append("word-before")
        if len(last_word(text[max(0, start - 3) : start + 1])) > 1:
            found.append("joins-left")
    if end - start == 3 and len(first_word(text[start + 1 : end])) == 2:
        found.append("given-word")
    return found


def slot_of(rule: Finding) -> str:
    """Which rule made the proposal, by the sentence it gives."""
    for word, slot in _SLOTS:
        if word in rule.why:
            return slot
    return "other"

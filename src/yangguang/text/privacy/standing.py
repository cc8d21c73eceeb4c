"""Named privately or in public: what speaks for taking a span as a private person's name.

A name is personal where its bearer is a subject of the matter (applicant, party, patient, owner)
or stands beside data of his own; office holders, judges, representatives of companies, winners and
staff are named in public. Each voice is a feature; ``weights.toml`` says how loud it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from yangguang.text.privacy import cues
from yangguang.text.privacy.finding import Finding
from yangguang.text.privacy.lexicon import (
    COMPOUND_SURNAMES,
    NOT_GIVEN,
    NOT_NAMES,
    OFTEN_SURNAMES,
    SURNAMES,
)
from yangguang.text.privacy.likeness import likeness
from yangguang.text.privacy.nameshape import first_word, is_plain_word, last_word, word_crosses
from yangguang.text.privacy.officials import acts_officially
from yangguang.text.privacy.surroundings import Surroundings

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_BODY = re.compile(
    r"[\u4e00-\u9fff]{0,8}?(?:公司|集团|[厂店馆铺坊]|经营部|商行|合作社|农场|超市|诊所|药房|事务所|[建施工车].队|车队|工作室|门市部|批发部|养殖场|有限|家庭农场)"
)
_PLACE = re.compile(r"(?:[村镇乡县市区省州路街巷桥河湖山沟庄屯寨湾岭坝]|街道|社区|小区|大道|派出所|水库|小学|中学)")
_ROLE_END = re.compile(r"(?:[人者户员方生]|对象|家属)$")
_DATA_AHEAD = re.compile(r"身份|公民|证件|证号|护照|手机|电话|住|户籍|银行|账号|卡号|男|女|汉|\d{4}年|\d{2}岁|现年|[1-9]\d{9}")
_VILLAGE = re.compile(r"[\u4e00-\u9fff]{1,6}(?:村|组|社区|街道|镇|乡|小区|人)")
_YOU = re.compile(r"[你您]")
_TITLE = re.compile(
    r"(?:[\u4e00-\u9fff]{0,14})(?:局长|主任|科长|处长|股长|书记|[市县区镇乡厅部省院]长|主席|委员|法官|律师|所长|站长|校长|经理|董事|教授|专家|负责人|代表|医师|员|工程师)"
)
_PARTY = re.compile(r"[甲乙丙丁戊己患医男女买卖租承发转让受出入供需双对校原被他]方")
_AND = "、和与及"
_SOMEONE = "长员人师家官者事记理东监"
_AMOUNT = re.compile(r"[^。；;\n]{0,24}?\d[\d,.]*\s?(?:元|万元|亩|分|平方米)")
_NUMBERED = re.compile(r"[^。；;，,\n]{0,8}?(?:编号|证号|号码|学号|学籍号|注册号|案号|序号|房号|代码)")
_KIN = re.compile(r"(?:户主|[妻夫父母子女]|配偶|长[子女]|次[子女]|监护人|本人|儿子|女儿|孙[子女]|丈夫|妻子|受害人|死者|伤者|患者|学生)")


# Voices that mean something else together than apart.
_PAIRS = (
    ("before:", "data:"),
    ("left:", "alone-tilt:"),
    ("behind:", "alone-tilt:"),
    ("before:", "alone-tilt:"),
    ("before:", "behind:"),
    ("before:", "then:"),
)
_SHAPE_PAIRS = (
    ("chance:", "like:"),
    ("rule", "chance:"),
    ("slot:", "chance:"),
    ("slot:", "like:"),
    ("frame:", "like:"),
    ("frame:", "chance:"),
    ("frame:", "size:"),
)
_SHAPING = ("left:", "right:", "before:", "behind:", "then:data", "then:kin", "then:title", "acts")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may be a private person's name: how sure the model is, and the rules."""

    start: int
    end: int
    chance: float
    rule: Finding | None
    surname: int


class Evidence:
    """One text whose candidates are weighed; ``sure`` are its findings other than names."""

    def __init__(
        self, text: str, around: Surroundings, sure: list[Finding], all_: list[Candidate]
    ) -> None:
        self.text = text
        self.around = around
        self.sure = sure
        self.all = all_
        self.by_start: dict[int, Candidate] = {}
        self.by_end: dict[int, Candidate] = {}
        for one in all_:
            for table, key in ((self.by_start, one.start), (self.by_end, one.end)):
                if key not in table or one.chance > table[key].chance:
                    table[key] = one

    def shape(self, one: Candidate) -> list[str]:
        """What speaks for and against exactly these signs being a name."""
        text = self.text
        name = re.sub(r"\s", "", text[one.start : one.end])
        whole = self._fills_cell(one)
        found = [
            f"chance:{_bucket(one.chance, (0.03, 0.1, 0.3, 0.6, 0.85))}",
            f"like:{_bucket(likeness(name), (0, 2, 4, 7))}",
            f"size:{min(len(name), 5)}",
            f"surname:{self._surname(name)}",
        ]
        if whole:
            found.append("whole-cell")
            found.append(f"whole-cell:{whole}")
        if "·" in name:
            found.append("dotted")
        if name[-1] in "村镇乡县市区路街巷桥庄屯寨湾站店厂局院馆所校园组":
            found.append("place-end")
        if name[-1] in "册表单簿证书办会费款号员长者室处科股队业品类项件税额率量价":
            found.append("thing-end")
        if one.rule is not None:
            found.append("rule")
            found.append(f"slot:{_slot(one.rule)}")
        if _PARTY.match(text, one.start - 1) and one.start:
            found.append("split-party")
        elif cues.before(text, one.start + 1)[0] in ("private", "official"):
            found.append("cue-inside")
        if text[one.start - 1 : one.start + 1] in COMPOUND_SURNAMES and one.start:
            found.append("split-surname")
        if text[one.end : one.end + 2] == "生于" and not re.match(r"\d{4}", text[one.end + 2 :]):
            found.append("cut-before-生")
        if _cuts_cue(text, one.end):
            found.append("cuts-cue")
        given = name[1:-1] if len(name) > 2 and name[-1] == "之" else name[1:]
        if any(sign in NOT_GIVEN for sign in given):
            found.append("odd-sign")
        if name[:2] in NOT_NAMES:
            found.append("common-head")
        if is_plain_word(name):
            found.append(f"plain-word:{len(name)}")
        found += _words_beside(text, one.start, one.end)
        if word_crosses(text, one.start, one.end):
            found.append("crossed")
        rivals = [
            other
            for other in self.all
            if other is not one
            and other.start < one.end
            and one.start < other.end
            and text[other.start - 1 : other.start + 1] not in COMPOUND_SURNAMES
        ]
        if any(other.chance > one.chance for other in rivals):
            found.append("beaten")
        if any(other.rule is not None for other in rivals):
            found.append("beaten-by-rule")
        if any(
            other.start == one.start
            and other.end > one.end
            and text[other.end - 1] not in NOT_GIVEN
            and not _cuts_cue(text, other.end)
            for other in rivals
        ):
            found.append("longer-rival")
        if text.count(text[one.start : one.end]) > 1:
            found.append("repeated")
            if any(other.end > one.end and text.count(text[other.start : other.end]) == 1 for other in rivals):
                found.append("repeated-alone")
        near = self._left(one) + self._right(one)
        found += [voice for voice in near if voice.startswith(_SHAPING)]
        found.append(f"frame:{_edge(near, 'left:', 'before:')}-{_edge(near, 'right:', 'behind:')}")
        if any(voice.startswith("data:") and voice.endswith("touch") for voice in self._near(one)):
            found.append("touches-data")
        return _paired(found, _SHAPE_PAIRS)

    def standing(self, one: Candidate) -> list[str]:
        """What speaks for and against its bearer being named as a private person."""
        found = self._list(one) + self._left(one) + self._right(one) + self._near(one)
        if whole := self._fills_cell(one):
            found.append(f"whole-cell:{whole}")
        if one.rule is not None:
            found.append(f"slot:{_slot(one.rule)}")
        return _paired(found, _PAIRS)

    def _fills_cell(self, one: Candidate) -> str:
        """Whether nothing else stands in its cell, between tabs, commas, wide blanks or line ends."""
        text = self.text
        left = text[max(0, one.start - 2) : one.start]
        right = text[one.end : one.end + 2]
        opens = not left or left[-1] in "\n\t|｜│,;/\"\u3000" or left == "  " or left in ("| ", "│ ", "/ ", "\n ")
        closes = not right or right[0] in "\n\t|｜│,;/\"\u3000" or right == "  " or right in (" |", " │", " /")
        if not (opens and closes):
            return ""
        line = text.rfind("\n", 0, one.start) + 1
        line_end = text.find("\n", one.end)
        line_end = len(text) if line_end < 0 else line_end
        beside = any(line <= other.start < line_end for other in self.sure)
        return "data" if beside else "plain"

    def _surname(self, name: str) -> str:
        if name[:2] in COMPOUND_SURNAMES:
            return "compound"
        if name[0] not in SURNAMES:
            return "none"
        return "common" if name[0] in OFTEN_SURNAMES else "rare"

    def _list(self, one: Candidate) -> list[str]:
        """What stands before the first and behind the last member of a list of names."""
        text = self.text
        first, last = one, one
        for _ in range(12):
            if text[first.start - 1 : first.start] not in _AND or not first.start:
                break
            left = self.by_end.get(first.start - 1)
            if left is None:
                break
            first = left
        for _ in range(12):
            if text[last.end : last.end + 1] not in _AND or last.end >= len(text):
                break
            right = self.by_start.get(last.end + 1)
            if right is None:
                break
            last = right
        found = []
        if first is not one:
            kind = cues.before(text, len(text[: first.start].rstrip("：: \u3000（(")))[0]
            found.append(f"head:{kind}")
        if last is not one:
            found.append(f"tail:{cues.behind(text, last.end)[0]}")
        return found

    def _left(self, one: Candidate) -> list[str]:
        text = self.text
        line = text.rfind("\n", 0, one.start) + 1
        at = one.start
        while at > line and text[at - 1] in " \u3000\xa0":
            at -= 1
        if at == line:
            return ["left:line"]
        sign = text[at - 1]
        found: list[str] = []
        if sign in "：:":
            found.append("left:colon")
        elif sign in "、和与及":
            found.append("left:list")
        elif sign in "，,":
            found.append("left:comma")
        elif sign in "；;。":
            found.append("left:stop")
        elif sign in "（(":
            found.append("left:bracket")
        elif sign in "\t|｜│,;/=":
            found.append("left:cell")
        elif _HAN.match(sign):
            found.append("left:han")
        elif sign in ".．）)":
            found.append("left:number")
        elif sign in "“‘\"「《":
            found.append("left:quote")
        else:
            found.append("left:other")
        while at > line and text[at - 1] in " \u3000\xa0：:（(“\"‘【[│|\t=":
            at -= 1
        if text[at - 1] in "）)":
            opened = max(text.rfind("（", line, at), text.rfind("(", line, at))
            at = opened if opened > line else at
        kind, word = cues.before(text, at)
        if kind == "official" and sign in "：:" and word[-1] not in _SOMEONE:
            # 随访记录： heads a list; 记录：, alone, names who took the minutes.
            kind = kind if not _HAN.match(text[at - len(word) - 1 : at - len(word)]) else ""
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

    def _right(self, one: Candidate) -> list[str]:
        text = self.text
        end = one.end
        sign = text[end : end + 1]
        found: list[str] = []
        if not sign or sign == "\n":
            found.append("right:end")
        elif sign in "：:":
            found.append("right:colon")
        elif sign in "、":
            found.append("right:list")
        elif sign in "，,":
            found.append("right:comma")
        elif sign in "；;。":
            found.append("right:stop")
        elif sign in "（(":
            found.append("right:bracket")
        elif sign in "\t|｜│,;/&":
            found.append("right:cell")
        elif sign in " \u3000":
            found.append("right:blank")
        elif _HAN.match(sign):
            found.append("right:han")
        elif sign in "某×xX*＊○〇□":
            found.append("right:masked")
        else:
            found.append("right:other")
        kind, _ = cues.behind(text, end)
        if kind:
            found.append(f"behind:{kind}")
        elif _BODY.match(text, end):
            found.append("behind:body")
        elif _PLACE.match(text, end):
            found.append("behind:place")
        if sign and sign in "（(，,：:　 ":
            at = end + 1
            ahead = text[at : at + 24]
            if _TITLE.match(re.split(r"[，,。；;、）)：:]", ahead)[0]):
                found.append(f"then:title:{'bracket' if sign in '（(' else 'other'}")
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
            else:
                kind, _ = cues.behind(text, at)
                if kind:
                    found.append(f"then:{kind}")
            if _AMOUNT.match(ahead):
                found.append("then-amount")
        return found

    def _near(self, one: Candidate) -> list[str]:
        text = self.text
        found: list[str] = []
        line = text.rfind("\n", 0, one.start) + 1
        line_end = text.find("\n", one.end)
        line_end = len(text) if line_end < 0 else line_end
        gap = self._gap(one, line, line_end)
        found.append(f"data:{gap}")
        row = self.around.row(one.start)
        if row is not None and row.headings and not row.is_heading:
            column = row.column(one.start)
            heading = row.headings[column] if column < len(row.headings) else ""
            found.append("heading:name" if re.search(r"姓名|人|户主|对象|学生|家长", heading) else "heading:other")
            if any(re.search(r"职务|职称|单位|科室", word) for word in row.headings):
                found.append("heading:office")
        lead = text[max(0, one.start - 160) : min(len(text), one.end + 120)]
        head = text[:60]
        private = len(cues.topics(lead, "private") | cues.topics(head, "private"))
        public = len(cues.topics(lead, "public") | cues.topics(head, "public"))
        found.append(f"private:{min(private, 4)}")
        found.append(f"public:{min(public, 4)}")
        tilt = max(-3, min(3, private - public))
        found.append(f"tilt:{tilt}")
        if gap == "none":
            found.append(f"alone-tilt:{tilt}")
        here = text[line:line_end]
        others = sum(1 for other in self.all if line <= other.start < line_end and other.chance > 0.3)
        found.append(f"names:{_bucket(others, (2, 4, 7))}")
        if _YOU.search(here):
            found.append("you")
        if not self.sure:
            found.append("no-data")
        if re.search(r"[某*＊×]", here):
            found.append("masked-beside")
        return found

    def _gap(self, one: Candidate, line: int, line_end: int) -> str:
        best = "none"
        for other in self.sure:
            if other.start >= one.end:
                between = self.text[one.end : other.start]
            elif other.end <= one.start:
                between = self.text[other.end : one.start]
            else:
                continue
            if "\n\n" in between:
                continue
            ahead = "after" if other.start >= one.end else "before"
            if not re.search(r"[。；;\n]", between):
                size = "touch" if len(between) <= 12 else "clause"
            elif "\n" not in between and between.count("。") <= 1:
                size = "line"
            else:
                size = "far"
            rank = ["touch", "clause", "line", "far"]
            label = f"{ahead}-{size}"
            if best == "none" or rank.index(size) < rank.index(best.split("-")[1]):
                best = label
        return best


def _edge(voices: list[str], side: str, cue: str) -> str:
    """How plainly a span ends on one side: at a mark, at a word that goes with names, or nowhere."""
    if f"{side}han" not in voices and f"{side}list" not in voices:
        return "mark"
    if any(voice.startswith(cue) for voice in voices):
        return "cue"
    return "mark" if f"{side}list" in voices else "open"


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


_BEHIND_PAIRS = frozenset(
    "住在 住于 住址 家住 现住 生于 出生 诉称 诉至 关系 因病 因犯 在家 等人 自称 向我 向本 系我 系本 系原 系某 为我 为本 户籍 现年 现因 原系 正在 将其 于昨 同日 到我 来我 至我".split()
)


def _slot(rule: Finding) -> str:
    """Which rule made the proposal, by the sentence it gives."""
    for word, slot in _SLOTS:
        if word in rule.why:
            return slot
    return "other"


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


def _paired(found: list[str], pairs: tuple[tuple[str, str], ...]) -> list[str]:
    own = sorted(set(found))
    for first, second in pairs:
        for one in own:
            if one.startswith(first):
                found += [f"{one}&{two}" for two in own if two.startswith(second)]
    return found


def _bucket(value: float, edges: Iterable[float]) -> int:
    return sum(value >= edge for edge in edges)

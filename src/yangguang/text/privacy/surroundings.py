"""Whose number is it? What stands left of a candidate decides more than the digits do.

Two questions are asked of the words before it: which label stands directly at it (身份证号, 举报电话,
许可证编号 …), and who the passage speaks of just then, a person or a body. Offices write both in
few, fixed ways.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from yangguang.text.privacy import cues
from yangguang.text.privacy.closings import Closing
from yangguang.text.privacy.digits import CHAIN
from yangguang.text.privacy.finding import Context
from yangguang.text.privacy.lexicon import CONTACT_ROLES, NOT_BODIES, PERSON_ROLES
from yangguang.text.privacy.nameshape import name_at
from yangguang.text.privacy.rows import Row, Rows


class Subject(StrEnum):
    """Whom the words before a candidate speak of."""

    PERSON = "person"
    CONTACT = "contact"
    OFFICE = "office"
    NOBODY = ""


_ROLES = AhoCorasick(sorted(PERSON_ROLES | CONTACT_ROLES), matchkind=MatchKind.LeftmostLongest)
# Each expression that is asked of whole clauses begins with a set of signs, or with words that do:
# the engine runs over all other signs without trying anything.
_DESCRIBED = re.compile(
    r"[男女族年一生先同家现身户其我俺](?:(?<=[，,、；;\s（(][男女])(?=[，,、；;\s）)。])|(?<=[，,、\s][汉回满苗壮藏彝侗瑶]族)(?=[，,、\s])|"
    r"(?<=\d{4}年)\d{1,2}月(?:\d{1,2}日)?(?:出生|生(?![产活效成育]))|(?<=一)家[一二三四五六七八九十\d]口|(?<=生)于|(?<=先)生|(?<=女)士|(?<=同)志|(?<=[家现])住|"
    r"(?<=身)份证|(?<=户)[籍口]|(?<=其)(?:本人|家|妻|夫|父|母|子|女|使用|个人|名下)|(?<=[我俺])(?:叫|是|的|家|住|今年))"
)
_BODIES = (
    r"人民政府|政府|委员会|管委会|党委|市委|县委|区委|办事处|办公室|办公厅|政务公开办|局|厅|署|委|部门|科|处|股|"
    r"中心|大厅|窗口|公司|集团|厂|银行|支行|分行|信用社|合作社|医院|卫生院|卫生室|卫生所|诊所|疾控|学校|小学|中学|大学|"
    r"学院|幼儿园|派出所|大队|支队|中队|总队|法院|法庭|检察院|仲裁委|公证处|司法所|监狱|看守所|村委会|居委会|社区|"
    r"服务站|工作站|管理站|管理所|收费站|执法队|协会|学会|商会|联合会|工会|妇联|残联|基金会|事务所|研究院|设计院|"
    r"研究所|报社|电视台|出版社|图书馆|博物馆|文化馆|档案馆|养老院|敬老院|福利院|救助站|指挥部|领导小组|专班|酒店|"
    r"宾馆|饭店|超市|商店|药店|药房|经营部|商行|门市部|网点|联社|联合社|合伙|经销处|工作室|基地|营业厅|值班室|服务台|接待室|信访室|投诉站|工作组|编辑部|"
    r"陵园|公墓|墓地|寺|庙|教堂|道观|招生办|就业办|财务室|人事处|物业|单位|机关|机构|部"
)
_SHOPS = "矿场园店馆坊厂社行吧城铺"
_BODY = Closing(_BODIES)
_SHOP = re.compile(rf"[\u4e00-\u9fff]{{3}}[{_SHOPS}]$")
_FIRST_PERSON = re.compile(
    r"我(?:局|委|厅|办|县|市|区|镇|乡|院|校|中心|单位|站|所|队|部门|司|公司)|本(?:机关|单位|局|委|院|处|办|站|队|厅|校|社|会|中心|行|公司|所|县|市|区|镇)"
)
_OFFICE_ROLES = re.compile(
    "|".join(
        rf"{word}(?:专用)?(?:电话|热线|邮箱)"
        for word in ["值班", "监督", "举报", "咨询", "服务热?", "办公", "反馈"]
    )
    + r"|采购人|招标人|采购单位|招标单位|代理机构|招标代理|采购代理|建设单位|施工单位|设计单位|监理单位|主办单位|承办单位|"
    r"协办单位|受理单位|受理机构|受理部门|联系单位|联系科室|责任单位|责任部门|主管部门|监督部门|监督机构|监管部门|行政机关|"
    r"复议机关|处罚机关|执法机关|发布机构|公示单位|征求意见单位|意见反馈|公示期|公示时间|公开征求意见|办公时间|工作时间|"
    r"上班时间|工作日|办公地址|办公地点|联系方式如下|传真|审核(?<!麻烦..)(?<!请..)(?<!请予..)(?<!帮忙..)|签发|经办人|承办人|拟稿|办案人员|执法人员|工作人员|检查人员|网址|官网|网站|公众号|报名方式|报名地点|"
    r"报名时间|资格审查|招聘单位|用人单位|考务|咨询方式|监督方式|投诉方式|举报方式|受理投诉|受理范围|委托单位|评价单位|环评|"
    r"验收单位|单位名称|机构名称|企业名称|公司名称|商户名称|字号名称|统一社会信用代码|营业执照|服务热线|预约方式"
)
_TOWN_OFFICE = re.compile(r"[乡镇街道社区村县市区]教?办(?:公室)?$")
_YOU = re.compile(
    r"(?:因|对|经|向|与|给|现将|现依法向|将)?你(?![们]?(?:单位|局|公司|委|厅|行|院|校|店|厂|处|所|县|市|区|镇|乡|村))"
)
_INSTRUCTS = re.compile(
    r"(?:可以?|应当?|须|需|请|凭|有权)[\u4e00-\u9fff0-9]{0,16}?(?:向|到|至|与|在|去|找)"
)
_TOWARDS_OFFICE = re.compile(
    r"(?:向|到|至|与|找|由)(?:[\u4e00-\u9fff]{0,12}(?:机关|局|单位|部门|委员会|政府|中心|窗口|办公室|派出所|法院|大厅)|[本我][处局办所院会站厅委队])(?:书面)?(?:申请|提出|咨询|反映|联系|查询|办理|了解|投诉|核实|申报|提交|领取|索取)"
)
_COUNTED = re.compile(
    r"(?:共|累计|总计|受理|接到|收到|办理|服务|组织|发放|涉及|惠及)[\u4e00-\u9fff]{0,8}\d[\d,.]*\s?(?:万|余)?(?:件|次|人|户|名|起|个|场|批)"
)
_SOMEBODY = re.compile(r"(?:人|者|员|户|姓名|收|寄)$")
_NOT_SOMEBODY = re.compile(
    r"签字|签发|授权|监考|设计|发明|专利|投资|申报|出资|作者|记者|译者|读者|法人|发言|主持|记录|审|承办|采购|招标|投标|供应|监督|责任|用人|招聘|应聘简历|拟稿|抄送|无人|机构|服务|复核|制表|填[表报]|账|帐|开户"
)
_UNNAMED = re.compile(
    r"(?:联系|联络|负责|经办|对接)(?:人|员|人员)?[：: \u3000]{1,3}(?:[\u4e00-\u9fff]{2,14}[会局所站办室部科股中心司] ?(?=[老小阿]))?[小老阿]?[\u4e00-\u9fff](?:工|总|局|科长|处长|主任|老师|先生|女士|经理|小姐|同志|某{1,2})?(?:[，,；;、（(\s\d]|电话|联系)"
)
_EMPLOYER = re.compile(
    r"[工见实所服就任供毕在职务打学户籍](?:(?<=[工见实])[作习]单位|(?<=所)在单位|(?<=服)务处所|(?<=就)[读职]|(?<=任)职|(?<=供)职|(?<=毕)业|(?<=在)读|(?<=职)业|(?<=务)工|(?<=打)工|(?<=学)籍|(?<=户)籍地|(?<=籍)贯)"
)
_OWN_BODIES = (
    "毕业院校",
    "毕业学校",
    "就读学校",
    "就读院校",
    "所在学校",
    "所读学校",
    "工作单位",
    "就诊医院",
    "就诊机构",
    "住院医院",
    "治疗医院",
)
_BANKS = ("开户行", "开户银行", "收款银行", "收款账户", "汇入银行", "发卡银行")
_BANK_ENDS = ("银行", "支行", "信用社", "农商行", "农信社", "邮储", "农行", "工行", "建行", "中行")
_FIELD_WORDS = (
    r"(?:联系|办公|咨询|公开|单位|固定|本部)?(?:电话号码|电话|手机号码|手机号|手机|座机|邮箱地址|电子邮箱|电子邮件|邮箱|邮件|"
    r"E-?mail|Email|email|Tel|TEL|地址|方式|号码|(?:开户|工资)?(?:银行|农信社|农商行|信用社|[农工建中]行|邮储|社保卡)?(?:账号|帐号|卡号|账户)|卡)?(?:为|是)?"
)
_FIELD_WORD = Closing(_FIELD_WORDS)
_CLAUSES = re.compile(
    r"[，,、；;。！？!?：:\n\t|｜（）()【】\[\]《》 \u3000](?:(?<![ \u3000])[，,、；;。！？!?：:\n\t|｜（）()【】\[\]《》]*|[ \u3000]+)"
)
_REACH = 220


class Place(NamedTuple):
    """The words around a candidate: ``label`` directly before, ``before`` and ``after`` it."""

    label: str
    """Up to 40 characters before it in its cell or line, blanks and closing colons taken off."""
    clause: str
    """The words since the last full stop, semicolon or line, blanks taken off."""
    after: str
    """Up to 24 characters behind it."""
    heading: str
    """The column heading over it or the cell left of it; empty outside of tables."""
    row: Row | None


class Surroundings:
    """A text to be asked about the neighbourhood of its candidates."""

    def __init__(self, text: str, context: Context) -> None:
        self.text = text
        self.context = context
        self._chains: list[re.Match[str]] | None = None
        self._rows: Rows | None = None
        self._letter: bool | None = None
        self._spoken_of: dict[str, Subject | None] = {}
        self._subjects: dict[int, Subject] = {}

    def chains(self) -> list[re.Match[str]]:
        """The digits of the text that can be a number."""
        if self._chains is None:
            self._chains = list(CHAIN.finditer(self.text))
        return self._chains

    def row(self, offset: int) -> Row | None:
        """The table row around an offset."""
        if self._rows is None:
            self._rows = Rows(self.text)
        return self._rows.at(offset)

    def rows(self) -> list[Row]:
        """All table rows."""
        if self._rows is None:
            self._rows = Rows(self.text)
        return self._rows.all()

    def place(self, start: int, end: int) -> Place:
        """The words around the candidate from ``start`` to ``end``."""
        text = self.text
        row = self.row(start)
        heading = ""
        floor = max(0, start - 60)
        if row is not None:
            column = row.column(start)
            floor = max(floor, row.cells[column][0])
            if column > 0:
                beside = column - 1
                while beside and row.cells[beside][0] == row.cells[beside][1]:
                    # 手机号码, an empty cell, the number.
                    beside -= 1
                a, b = row.cells[beside]
                left = _without_blanks(text[a:b]).rstrip("：:")
                if _is_field(left):
                    heading = left
            if not heading and column < len(row.headings):
                heading = _without_blanks(row.headings[column])
        window = text[floor:start]
        cut = window.rfind("。")
        for sign in "；;":
            if sign in window:
                cut = max(cut, window.rfind(sign))
        line = window.rfind("\n")
        # A label may stand alone on the line above its value.
        if line > cut and (window[line + 1 :].strip() or not window[:line].rstrip(" :：")):
            cut = line
        clause = _without_blanks(window[cut + 1 :])
        label = clause.replace("\n", "") if line >= 0 else clause
        if label[-1:] in _NUMBER_ENDS:
            label = _NUMBERS_BEFORE.sub("", label)
            if label.endswith(_POSTAL):
                # 邮编537500，138…: no list of postal codes.
                label = ""
        label = label.rstrip(_LABEL_ENDS)
        if label.endswith(_IN_TURN):
            label = label[:-2]
        if not label and not heading and floor == 0:
            heading = self.context.label
        return Place(label[-40:], clause, text[end : end + 24], heading, row)

    def subject(self, offset: int) -> Subject:
        """Whom the nearest words before ``offset`` speak of, within the same block of lines."""
        found = self._subjects.get(offset)
        if found is None:
            found = self._subjects[offset] = self._subject(offset)
        return found

    def _subject(self, offset: int) -> Subject:
        window = self.text[max(0, offset - _REACH) : offset]
        gap = window.rfind("\n\n")
        if gap >= 0:
            window = window[gap + 2 :]
        represented = False
        words = window
        if " " in words or "\u3000" in words:
            words = _BLANKS_IN_WORDS.sub("", words)
        spoken_of = self._spoken_of
        clauses = _CLAUSES.split(words)
        for index in range(len(clauses) - 1, -1, -1):
            clause = clauses[index]
            if clause.isascii() or (clause == "传真" and clauses[index + 1 : index + 2] in _UNUSED):
                continue
            if clause in spoken_of:
                # Asked already for a neighbour.
                found = spoken_of[clause]
            else:
                found = None if _REPRESENTS.match(clause) else _who(clause)
                spoken_of[clause] = found
            if found is None:
                # Whom a body's representative stands for is said before.
                represented = True
            elif found is Subject.OFFICE and index and _names_bank(clause, clauses[index - 1]):
                # Whose account it is has been said before.
                continue
            elif found is Subject.OFFICE and index and clauses[index - 1].endswith(_OWN_BODIES):
                # 毕业院校：某大学: the body tells of somebody, who is not it.
                return Subject.PERSON
            elif found is not Subject.NOBODY:
                contact = represented and found is Subject.CONTACT
                return Subject.PERSON if contact else found
        if represented or _DESCRIBED.search(window):
            return Subject.PERSON
        return Subject.NOBODY

    def sentence(self, offset: int) -> str:
        """The words of the same sentence or line before an offset, at most 120."""
        window = self.text[max(0, offset - 120) : offset]
        return window[max(window.rfind("。"), window.rfind("\n")) + 1 :]

    def names_person(self, offset: int) -> bool:
        """Whether the sentence before ``offset`` says 我, 本人, or a person's role with a name."""
        sentence = _BLANKS_IN_WORDS.sub("", self.sentence(offset))
        if _I.search(sentence) or _FORM.search(self.text, max(0, offset - _REACH), offset):
            return True
        return any(
            name_at(sentence, _ROLE_LINK.match(sentence, end).end(), labelled=True)  # type: ignore[union-attr]  # every part of it may be empty
            for _, _, end in _ROLES.find_matches_as_indexes(sentence)
        )

    @property
    def is_letter(self) -> bool:
        """Whether somebody writes of himself: 我叫, 我家, 我老婆; then names and homes are his circle's."""
        if self._letter is None:
            self._letter = (
                _LETTER_SIGN.search(self.text) is not None and _LETTER.search(self.text) is not None
            )
        return self._letter

    def has_unnamed_contact(self, offset: int) -> bool:
        """Whether a body's contact is given as 王工 or 李老师 only, as offices do."""
        window = self.text[max(0, offset - _REACH) : offset]
        return _UNNAMED.search(window) is not None

    def is_bodys_contact(self, offset: int) -> bool:
        """Whether the contact named before ``offset`` is that of a body or of a document it sends.

        A purchaser, a builder, an agency, or the writer of a 请示 names one of its staff.
        """
        window = self.text[max(0, offset - _REACH) : offset]
        contact = max(window.rfind("联系人"), window.rfind("联络人"), window.rfind("联络员"))
        if contact < 0:
            return False
        return (
            _SENDERS.search(window, 0, contact) is not None
            or _PAPER.search(self.text, 0, _HEAD) is not None
        )

    def speaks_of_person(self, offset: int, reach: int = 120) -> bool:
        """Whether a natural person is described near before or behind an offset."""
        window = self.text[max(0, offset - reach) : offset + 40]
        return _DESCRIBED.search(window) is not None


_UNUSED: tuple[list[str], ...] = ([], ["无"], ["—"], ["/"])
"""What stands behind 传真 in the form of somebody who has none."""
_SENDERS = re.compile(
    r"(?:建设|施工|设计|监理|代理|招标|采购|环评|评价|编制|测绘|勘察|招租|出租|出让|转让|主办|承办|协办|组织|责任|牵头|来文|发文|报送|填报|申报|报告|主管|受理|公示|发布)(?:单位|机构|部门|方)|采购人|招标人|拍卖人|"
    r"领奖地|兑奖地|会务组|筹备组|工作专班|附件[：:0-9一二]|此(?:函|复|致)|特此(?:函|请|报|通|公|复|告)|(?:妥否|当否)，?请"
)
_PAPER = re.compile(
    r"关于[^。；\n]{2,60}的(?:请示|报告|函|通知|通报|批复|意见|方案|公告|复函|纪要|决定|通告)|[〔\[]20\d{2}[〕\]]\d{1,4}号"
)
_HEAD = 160
_POSTAL = ("邮编", "邮政编码", "邮编：", "邮政编码：")
_IN_TURN = ("依次", "分别")
"""卡号依次为 is the label 卡号."""
_LABEL_ENDS = "：:为是系即应（(【[“\"'、,，/—-－.·☎☏✆📞"
# In a list of numbers the label stands before the first.
_NUMBERS_BEFORE = re.compile(
    r"(?:[0-9０-９][0-9０-９Xx*\-—－()（）]{5,24}[、，,/或和及；;]{1,2}){1,6}$"
)
_I = re.compile(r"我(?:叫|是|家|住|的)|本人|俺|其(?:本人|家|父|母|妻|夫|子|女)|家[里中住庭]")
_FORM = re.compile(
    r"(?:^|\n)[ \u3000]*(?:[一二三四五六七八九十0-9]{1,2}[、.．])?(?:户主|本人|学生|患者)?(?:姓[ \u3000]*名|申请人|公民身份号码|身份证号码?)[（(]?[^\n]{0,12}[：:][^\n]{2,40}\n"
)
_LETTER_SIGN = re.compile(r"[我俺人的主](?:(?<=[我俺])|(?<=信.)|(?<=楼主))")
_LETTER = re.compile(
    r"[我俺](?:叫|是(?!局|市|县|区|省|院|校|公司|国|单位|镇|乡)|家(?!庭医)|爸|妈|爹|娘|爷|奶|老[婆公伴]|丈夫|妻子|儿子|女儿|母亲|父亲|弟|哥|姐|妹|婆婆|公公|爱人|对象|住|"
    r"今年|的(?:电话|手机|号码|身份证|房|地|名字|姓名|邮箱|孩子|卡|车)|们(?:家|夫妻|村|小区|楼)|想问|要(?:反映|投诉|举报|求)|本人|就说|男人|女人|媳妇|岳)|打我|俺|写信人|[我俺](?![局委厅办县市区省镇乡院校中单站所队部司公国行处科们会党军方馆厂店社段园])|来信人|[寄写]信的|楼主|我[：:，]"
)
_REPRESENTS = re.compile(
    r"(?:法定代表人|法人代表|负责人|投资人|企业负责人|单位负责人)(?![的：:]?$)|^(?:法定代表人|法人代表|负责人|投资人)$"
)
_ROLE_LINK = re.compile(r"[：:为是（(]?[ \u3000]{0,2}")
_BLANKS_IN_WORDS = re.compile(r"(?<=[\u4e00-\u9fff：:])[ \u3000](?=[\u4e00-\u9fff])")


_NUMBER_ENDS = frozenset("、，,/或和及；;")
"""With what `_NUMBERS_BEFORE` ends: asked first, since the pattern is dear."""


def _without_blanks(words: str) -> str:
    return words.replace(" ", "").replace("\u3000", "").replace("\xa0", "")


def _is_field(words: str) -> bool:
    return 1 < len(words) <= 14 and _FIELD.search(words) is not None


_FIELD = re.compile(
    r"(?:号码?|电话|手机|方式|地址|住址|住所|邮箱|邮件|[Ee]-?mail|姓名|账户|账号|帐号|存折|银行卡|宅电|座机|固话|身份证|证件|通行证|护照|车牌|卡号|人|户主|籍|地|所在地|门牌)(?:[（(].*[)）])?$"
)


def _is_body(clause: str) -> bool:
    """Whether a clause ends with a body, the word for its number or address taken off."""
    if clause.endswith("银行卡"):
        # A person's field: not the bank's.
        return False
    clause = _FIELD_WORD.cut(clause)
    if clause[-2:] in NOT_BODIES:
        return False
    return _BODY.ends(clause) or (
        clause[-1:] in _SHOPS and _SHOP.search(clause, max(0, len(clause) - 4)) is not None
    )


def _names_bank(clause: str, before: str) -> bool:
    """Whether a clause only says at which bank an account is held."""
    if before.endswith(_BANKS) or clause.startswith(_BANKS) or clause.endswith(_BANKS):
        return True
    return clause.endswith(_BANK_ENDS) and before.isdecimal() and len(before) > 14


def _is_town_office(clause: str) -> bool:
    return clause.endswith(("办", "办公室")) and _TOWN_OFFICE.search(clause) is not None


def _who(clause: str) -> Subject:
    clause = clause.strip(" \u3000.·-—*")
    if not clause:
        return Subject.NOBODY
    if _EMPLOYER.search(clause):
        return Subject.PERSON
    found = _ROLES.find_matches_as_indexes(clause)
    _, first, end = found[0] if found else (0, 1, 0)
    if first == 0 and 0 < len(clause) - end <= 4:
        named = name_at(clause, end, len(clause), sure_of_end=True)
        if named is not None and clause[:end] not in CONTACT_ROLES:
            return Subject.PERSON
    if _FIRST_PERSON.match(clause) or _is_body(clause):
        return Subject.OFFICE
    if _TOWARDS_OFFICE.search(clause):
        return Subject.OFFICE
    if _COUNTED.search(clause):
        return Subject.NOBODY
    roles = [
        clause[start:end]
        for _, start, end in found
        if clause[start:end] in CONTACT_ROLES or cues.before(clause, end)[0] != "official"
    ]
    if _OFFICE_ROLES.search(clause) or _is_town_office(clause):
        return Subject.OFFICE
    if roles and _INSTRUCTS.search(clause):
        return Subject.OFFICE
    if _YOU.match(clause):
        return Subject.PERSON
    if roles:
        return Subject.CONTACT if roles[-1] in CONTACT_ROLES else Subject.PERSON
    if len(clause) <= 6 and _SOMEBODY.search(clause) and not _NOT_SOMEBODY.search(clause):
        return Subject.PERSON
    if _DESCRIBED.search(f"，{clause}，"):
        return Subject.PERSON
    return Subject.NOBODY

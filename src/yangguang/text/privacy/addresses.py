"""Home addresses down to the house: what a label such as 住址 or a flat number makes personal.

The address of an office, a shop or a building site is public. What is looked for is where a person
lives, and only when it is told finely enough to find the door.
"""

from __future__ import annotations

import re

from yangguang.text.privacy.checkdigits import is_id_number
from yangguang.text.privacy.finding import Finding, Kind
from yangguang.text.privacy.houses import (
    ADMIN,
    DIGIT,
    JOINED,
    NUMERAL,
    house_end,
    is_office,
    passage_at,
)
from yangguang.text.privacy.leading import is_named
from yangguang.text.privacy.lookout import around_doors
from yangguang.text.privacy.masks import masked_address
from yangguang.text.privacy.rows import Row, is_person_row
from yangguang.text.privacy.surroundings import Subject, Surroundings

_CORE = re.compile(
    r"住[ \u3000]{0,5}(?:址|所地?|地址|地|处|在|于)|送达地点|居住(?:地址|地点|地|在|于)?|户籍(?:所在地|登记地|地址|地)?|户口(?:所在地|登记地|地址|地)?|"
    r"[独寄定借暂旅]居[于在]|现?居家[于在]|(?<![国大专商画作行管人])家(?:就)?[在是]|(?:居住|所住|自住|租住)的|租住[于在]?|搬[至到往]|迁[至到往]|迁居|通[讯信]处|Add(?:ress)?\.?|房[屋产]?(?:位于|[坐座]落于?)|住[房宅](?:位于|坐落于?)|送达地点|现居(?:住地址|住地|地址|地|住)?|[现家原]住(?:址|所|地)?|[原祖]籍|籍贯|地[ \u3000]{0,5}址|门牌号?码?|[坐座]落|房址"
)
_SENT_TO = re.compile(r"寄(?:送|回|往)?[至到回](?=[\u4e00-\u9fff]{2,8}(?:省|市|县|区|旗))")
_LINK = re.compile(
    r"(?:[（(][^（）()\n]{0,12}[）)])?[ \u3000]{0,4}(?:(?:登记|确认|变更|更正|填写|预留|同上|同身份证(?:地址)?|同户籍)?[：:为是系在\t|｜│┃]|位于|于)?[ \u3000]{0,4}[（(]?"
)
_BODY_HEAD = re.compile(
    r"(?:法定代表人|负责人|经营者|投资人|执行事务合伙人)[：:]?[\u4e00-\u9fff·某*]{0,8}[，,；;、（(\s]{0,2}$"
)
# 车管所地址, 老年食堂地址: the word before says whose it is.
_OF_A_BODY = re.compile(r"[\u4e00-\u9fff]{2,}[所堂馆店站院厂心部处点台局园校场会]$")
_LEGAL_BODY = re.compile(r"法定代表人|(?:社会)?信用代码|税号|纳税人识别号|对公账")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,6}(?:省|自治区|市|县|区|旗|乡|镇)[\u4e00-\u9fff]")
_NEED_LINK = frozenset({"户籍", "户口", "居住", "籍贯", "现居"})
"""Words that also stand in 户籍窗口 or 居住环境: an address follows them only behind a link."""
_BEFORE_LABEL = re.compile(
    r"(?:家庭|现|常|居|户籍|户口|身份证|暂|原|详细|本人|申请人|当事人|被处罚人|学生|患者|业主|户主|经常|通讯|通信|送达|收件|收货|联系|邮寄|"
    r"个人|租|寄|房屋|自建房|住宅|家|登记|载明|记载|预留|填写|所留|留存|确认|证载|居留)+$"
)
_HOME = re.compile(
    r"家|其|籍|送达|收件|居住|户籍|户口|[现暂租寄原]住|身份证|个人|本人|申请人|当事人|学生|患者|业主|户主|住址|住处|住在|住于|被处罚人"
)
_SURELY_HOME = re.compile(
    r"迁|居留|通[讯信]处|[独寄定借暂旅]居|居家|[居自]住的|所住的|租住|搬|住[房宅]|家|其|籍|送达|收件|居住|户籍|户口|[现租暂原]住|住在"
)
_BARE = re.compile(
    r"住(?![址所地处在于房宅院建宿户])(?=[\u4e00-\u9fff]{2,8}(?:省|市|县|区|旗|镇|乡|街道|自治[区州县])[\u4e00-\u9fff])|(?:^|(?<=[，,、；;。（(\s男女族生我俺其他她人]))[现均家原户籍]{0,2}住(?![址所地处在于房宅院建宿户址])[ \u3000]?"
)
_OFFICE_LABEL = re.compile(
    r"办公|单位|公司|企业|经营|注册|机关|机构|工商|营业|工程|项目|建设|办事|受理|来访|来信|接待|投诉|举报|现场|报名|考试|考点|医院|"
    r"学校|店铺|商铺|门店|厂|仓库|生产|养殖|种植|开标|投标|递交|查阅|公示|局|委|厅|办公室|中心|窗口|大厅|网点|站点|地点|事故|案发|违法|"
    r"申报|债权|房源|拟配|标的|拍卖|挂牌|成交|施工|采样|监测|检查|抽样|会议|活动|场所|场地|网|房号|安置房|选房|选定|购买|认购"
)
_FLAT = re.compile(
    rf"(?<![0-9０-９\-－—]){DIGIT}{{1,3}}[-－—]{DIGIT}{{1,2}}[-－—]{DIGIT}{{3,4}}(?![0-9０-９\-－—])|"
    rf"{NUMERAL}[ ]?(?:号楼|栋|幢|座|号|#)[ ]?(?:{NUMERAL}[ ]?单元)?[ ]?(?:{DIGIT}{{2,4}}[ ]?(?:室|户|房|号)?|{DIGIT}[ ]?[室户号])(?![0-9０-９年月日元.楼])"
)
_FLAT_SIGN = re.compile(
    r"[栋幢座室元楼#\-－—](?<=[0-9０-９一二三四五六七八九十A-Za-z甲乙丙丁单号].)"
)
_ESTATE = re.compile(
    r"(?:小区|花园|家园|公寓|花苑|新村|新苑|名苑|嘉园|雅苑|佳苑|新城|雅居|山庄|华府|豪庭|名邸|公馆|家属院|宿舍|苑|里|庭|府|湾|城|园|"
    r"邸|居|社区|坊|郡|院)(?:[\u4e00-\u9fff]{0,3}区)?$"
)
_LEFT = re.compile(r"[\u4e00-\u9fffA-Za-z0-9０-９]")
_LEFT_CUT = re.compile(
    r"位于|坐落于?|购买|承租|租赁|抽中|选中|竞得|分得|选定|购得|(?:原|抵押)?房[屋产]|[的为在于到至对将与和及是叫称]|系(?![\u4e00-\u9fff]{1,3}[街路巷村])|名下|所有|业主|户主|住户"
)
_COLUMN = re.compile(r"住址|家庭|居住|户籍地|户口地|住所|现住|地址|坐落|门牌")
_BODY_COLUMN = re.compile(r"单位|机构|企业|名称|公司|站点|网点|门店")
_HINTS = ("住", "送达", "址", "户籍", "户口", "坐落", "座落", "门牌", "居", "家是", "家在", "家就")


def find_addresses(text: str, around: Surroundings) -> list[Finding]:
    """Where people live, told to the house; in order, none overlapping another."""
    found: list[Finding] = []
    near = around_doors(text)
    if not near:
        return found
    if any(hint in text for hint in _HINTS):
        rows: dict[int, Row] = {}
        for start, end in near:
            for match in _CORE.finditer(text, start, end):
                _add_labelled(found, text, match, around)
                row = around.row(match.start())
                if row is not None:
                    rows[row.start] = row
            for match in _BARE.finditer(text, start, end):
                _add_bare(found, text, match)
        if rows:
            _add_columns(found, text, around)
    if _FLAT_SIGN.search(text) is not None:
        for start, end in near:
            for match in _FLAT.finditer(text, start, end):
                _add_flat(found, text, match, around)
    if "村" in text or "寨" in text or "屯" in text:
        for match in _RURAL.finditer(text):
            _add_rural(found, text, match, around)
    if "你" in text or "您" in text or "其" in text:
        for match in _YOURS.finditer(text):
            _add_yours(found, text, match)
    if "家" in text:
        for match in _HOME_BRACKET.finditer(text):
            _add_in_bracket(found, text, match)
    if _HOME_WORD.search(text):
        for start, end in near:
            for match in _HOME_BEHIND.finditer(text, start, end):
                _add_home_behind(found, text, match)
    _add_doors(found, text, around)
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[Finding] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _add_labelled(
    found: list[Finding], text: str, core: re.Match[str], around: Surroundings
) -> None:
    link = _LINK.match(text, core.end())
    assert link is not None  # noqa: S101 (every part of the pattern may be empty)
    start = link.end()
    linked = re.search(r"[：:为是系在于至到往\t|｜│┃（(]", core[0][-1] + link[0])
    if core[0] in _NEED_LINK and not linked and not _PLACE.match(text, start):
        return
    passage = passage_at(text, start)
    end = house_end(passage)
    if not end or not ADMIN.search(passage[:end]):
        return
    before = text[max(0, core.start() - 10) : core.start()]
    before = re.split(r"[，,。；;：:、\s|（(]", before)[-1]
    words = before + core[0]
    prefix = _BEFORE_LABEL.search(before)
    label = (
        ("其" if "其" in before else "")
        + (prefix[0] if prefix else "")
        + re.sub(r"\s", "", core[0])
    )
    if _OFFICE_LABEL.search(words) and not re.search(
        r"家庭|户籍|户口|家住|送达|居住|身份证|本人|其", label
    ):
        return
    if is_office(passage[: end + 10]):
        return
    if prefix is None and _OF_A_BODY.search(before):
        return
    if core[0].startswith("地") and _LEGAL_BODY.search(around.sentence(core.start())):
        return
    if core[0].startswith("住所") and _BODY_HEAD.search(around.sentence(core.start())):
        return
    surely = _SURELY_HOME.search(label) is not None
    subject = around.subject(core.start())
    in_row = is_person_row(around.row(start))
    if subject is Subject.OFFICE and not in_row and not surely:
        return
    if _HOME.search(label) or surely:
        confidence, why = 0.92, "标明为住址，写到门牌"
    elif (
        subject is Subject.PERSON
        or in_row
        or is_named(text, core.start() - (len(prefix[0]) if prefix else 0))
    ):
        confidence, why = 0.8, "前文说的是个人，地址写到门牌"
    elif subject is not Subject.OFFICE and _TICKET.search(
        text, max(0, start - 160), start + end + 160
    ):
        confidence, why = 0.65, "诉求、工单里留的地址，写到门牌"
    elif (
        subject is not Subject.OFFICE
        and core[0][-1] == "落"
        and _REGISTERED.search(text, max(0, start - 120), start + end + 120)
        and not _BODY_OWNER.search(text, max(0, start - 80), start)
    ):
        confidence, why = 0.62, "登记或遗失公告中的房屋，写到门牌"
    elif subject is Subject.CONTACT:
        confidence, why = 0.4, "联系地址，看不出是否住家"
    else:
        confidence, why = 0.35, "地址写到门牌，看不出是否住家"
    _add(found, text, start, start + end, confidence, why)


def _add_bare(found: list[Finding], text: str, match: re.Match[str]) -> None:
    passage = passage_at(text, match.end())
    end = house_end(passage)
    if end and ADMIN.search(passage[:end]) and not is_office(passage[: end + 10]):
        _add(found, text, match.end(), match.end() + end, 0.9, "“住”字后写到门牌")


def _add_columns(found: list[Finding], text: str, around: Surroundings) -> None:
    """Cells under a heading such as 家庭住址."""
    taken = {one.start for one in found}
    for row in around.rows():
        if len(row.cells) != len(row.headings) or any(map(_BODY_COLUMN.search, row.headings)):
            continue
        for (start, end), heading in zip(row.cells, row.headings, strict=True):
            if start in taken or not _COLUMN.search(heading) or _OFFICE_LABEL.search(heading):
                continue
            if not is_person_row(row) and not _HOME.search(heading):
                continue
            passage = text[start:end]
            size = house_end(passage)
            if size and ADMIN.search(passage[:size]):
                _add(found, text, start, start + size, 0.88, f"表头为“{heading}”，写到门牌")


def _add_flat(found: list[Finding], text: str, flat: re.Match[str], around: Surroundings) -> None:
    """A flat in a housing estate, without any label: 翡翠花园12幢2单元1801室."""
    begin = flat.start()
    floor = max(0, begin - 40)
    while begin > floor and _LEFT.match(text[begin - 1]):
        begin -= 1
    head = text[begin : flat.start()]
    whole = "单元" in flat[0] and flat[0].rstrip()[-1] in "室户号"
    if len(head) < 3 or not (whole or _ESTATE.search(head)):
        return
    if not re.search(r"[室户房号]$|单元|[栋幢座#楼][ ]?\d{3,4}$|^\d+[-－—]\d+[-－—]\d+$", flat[0]):
        return
    cuts = [cut.end() for cut in _LEFT_CUT.finditer(head) if cut.end() < len(head) - 2]
    begin += cuts[-1] if cuts else 0
    end = flat.end()
    if any(one.start < end and begin < one.end for one in found):
        return
    place = around.place(begin, end)
    near = re.split(r"[，,。；;、：:（(]", place.clause.rstrip("：:（("))[-1][-24:] + place.heading
    if _OFFICE_LABEL.search(near) or is_office(text[begin : end + 8]):
        return
    if _FOR_SALE.search(text, max(0, begin - 24), begin) or _FOR_SALE.search(text, end, end + 30):
        return
    if _FOR_INSTANCE.search(text, max(0, begin - 6), begin):
        return
    subject = around.subject(begin)
    if subject is Subject.OFFICE and not re.search(r"业主|名下|候选", around.sentence(begin)):
        return
    person = subject is Subject.PERSON
    _add(
        found,
        text,
        begin,
        end,
        0.75 if person else 0.55,
        "写到室号的住宅地址" + ("，前文说的是个人" if person else ""),
    )


_FOR_INSTANCE = re.compile(r"[例比]如[：:，,“\"]{0,2}$")
_FOR_SALE = re.compile(r"起拍|挂牌|评估价|竞价|标的|拍卖|变卖|招租|预售|出让")
_RURAL = re.compile(
    rf"[村寨屯](?:民委员会|委会)?[\u4e00-\u9fff]{{0,5}}{NUMERAL}[ ]?(?:组|社|队|屯)[ ]?{DIGIT}{{1,4}}[ ]?号(?!地块|小班|图斑|宗地)"
)
_BESIDE_NUMBER = re.compile(
    r"((?<![0-9])1[3-9][0-9]{9}|(?<![0-9])[0-9]{17}[0-9Xx])[）)]?[，,、；; \u3000]{0,3}(?=[\u4e00-\u9fff]{2,12}(?:省|市|县|区|乡|镇|街道|村))"
)
_CLAUSE_PLACE = re.compile(
    r"(?:[（(，,；;：:／/\t \n—](?:原|抵押|被征收)?(?:房屋|房产|住房|门牌)?为?(?:回)?|房屋|[是系在从到往至于寄由]|房子|门牌为?|地址|寄回)(?=[\u4e00-\u9fff]{2,7}(?:省|自治区|市|县|区|旗|镇|乡|街道)[\u4e00-\u9fff])"
    r"|(?<=[\u4e00-\u9fff])[（(](?=[\u4e00-\u9fff]{1,8}(?:路|街|弄|巷|里|苑|园|道)[甲乙丙丁]?[0-9])"
)
_NUMBERED_DOOR = re.compile(
    r"[号室栋幢弄组社单](?<=[0-9０-９ 一二三四五六七八九十].)(?!(?<=号)(?:[线文令船函段机车井台]|公(?![租共寓房])))"
)
_REACH_OF_PLACE = 60
_LED_TO_PLACE = re.compile(
    r"[\u4e00-\u9fff]{0,14}?(?:[在到至往于从由的]|寄回?)(?=[\u4e00-\u9fff]{2,5}(?:省|市|县|自治区))"
)
_YOURS = re.compile(
    r"[你您其](?:[户家](?:于|在|位于|坐落于|坐落在|承租|租住|居住|所有|名下|购买)|(?:承租|租住|居住|所有|名下|所购))的?(?:位于|坐落于|坐落在)?(?=[\u4e00-\u9fff]{2,24}[0-9０-９])"
)
_WHOLE_PLACE = re.compile(r"[\u4e00-\u9fff]{2,7}(?:省|自治区|市|县|区|旗)[\u4e00-\u9fff]")
WEAK = 0.3
"""What is found without any word that it is a home."""
_REGISTERED = re.compile(r"(?:转移|首次|变更|注销|继承|更正|抵押)登记|遗失|产权证")
_BODY_OWNER = re.compile(r"公司|集团|[局厂]|中心|委员会|学校|医院|银行|合作社|政府")
_TICKET = re.compile(
    r"诉求|事由|反映(?:内容|问题|事项)|投诉(?:人|内容|事项)|来电(?:人|号码|内容)|工单|(?:留言|信件)内容|问题描述"
)
_HOME_WORD = re.compile(
    r"家[中里门]|住[处宅所房]|租住|自建房|民房|家属楼|出租房|出租屋|暂住处|自家|房前|屋内"
)
_HOME_BRACKET = re.compile(r"(?<![国大专商画庭作行])家(?:里|中|门口|门前|楼下|附近|房前)?[（(]")
_HOME_BEHIND = re.compile(
    rf"{JOINED}(?:号|室|户)(?=(?:的)?(?:家中|家里|家门|住处|住宅|住房|租住处|租住|出租[屋房]|自建房|民房|暂住处|自家|房前|屋内|房屋内|住所内|家属楼))"
)
_PLACE_CUT = re.compile(r"位于|坐落于?|[在从于到至对由往]|前往|其|的|回|离开|进入|潜入|租住|名下")


def _left_end(text: str, begin: int, cut: re.Pattern[str]) -> int:
    """Where the address that is under way at ``begin`` starts, walking left."""
    at = begin
    floor = max(0, begin - 45)
    while at > floor and _LEFT.match(text[at - 1]):
        at -= 1
    head = text[at:begin]
    cuts = [match.end() for match in cut.finditer(head) if match.end() < len(head) - 1]
    return at + (cuts[-1] if cuts else 0)


def _add_rural(found: list[Finding], text: str, house: re.Match[str], around: Surroundings) -> None:
    """沿江村8组15号: in the country only homes are counted so."""
    start = _left_end(text, house.start(), _PLACE_CUT)
    if any(one.start < house.end() and start < one.end for one in found):
        return
    place = around.place(start, house.end())
    if _OFFICE_LABEL.search(place.clause[-16:]) or is_office(text[start : house.end() + 8]):
        return
    if around.subject(start) is Subject.OFFICE:
        return
    _add(found, text, start, house.end(), 0.6, "村组门牌，农村的门牌一般是住家")


def _add_beside(found: list[Finding], text: str, number: re.Match[str]) -> None:
    """周某，13812345678，清源市石桥县柳河镇东沟村27号: right behind a person's own number."""
    if len(number[1]) == 18 and not is_id_number(number[1].upper()):
        return
    start = number.end()
    passage = passage_at(text, start)
    led = _LED_TO_PLACE.match(passage)
    if led is not None:
        start += led.end()
        passage = passage[led.end() :]
    end = house_end(passage)
    if not end or not ADMIN.search(passage[:end]) or is_office(passage[: end + 10]):
        return
    if not any(one.start < start + end and start < one.end for one in found):
        _add(found, text, start, start + end, 0.7, "紧接个人号码之后，写到门牌")


def _add_doors(found: list[Finding], text: str, around: Surroundings) -> None:
    """What leads up to a door number that no label announced."""
    done = 0
    for door in _NUMBERED_DOOR.finditer(text):
        floor = max(done, door.start() - _REACH_OF_PLACE)
        beside = _BESIDE_NUMBER.search(text, floor, door.start())
        if beside is not None:
            _add_beside(found, text, beside)
        for head in _CLAUSE_PLACE.finditer(text, floor, door.start()):
            _add_unlabelled(found, text, head, around)
        done = max(done, door.start() - 1)


def _add_unlabelled(
    found: list[Finding], text: str, head: re.Match[str], around: Surroundings
) -> None:
    """An address in a clause or bracket of its own: nobody's, unless a private name is beside it."""
    start = head.end()
    passage = passage_at(text, start)
    led = _LED_TO_PLACE.match(passage)
    if led is not None:
        start += led.end()
        passage = passage[led.end() :]
    end = house_end(passage)
    if not end or not ADMIN.search(passage[:end]):
        return
    if is_office(passage[: end + (0 if around.is_letter else 10)]):
        return
    if not any(one.start < start + end and start < one.end for one in found):
        own = around.is_letter and around.subject(start) is not Subject.OFFICE
        if own and _WHOLE_PLACE.match(passage):
            _add(found, text, start, start + end, 0.6, "个人来信里写到门牌的地址")
        else:
            _add(found, text, start, start + end, WEAK, "地址写到门牌，看不出是否住家")


def _add_yours(found: list[Finding], text: str, yours: re.Match[str]) -> None:
    """你户承租的, 您家位于: what follows is where the one addressed lives."""
    passage = passage_at(text, yours.end())
    end = house_end(passage)
    if not end or not ADMIN.search(passage[:end]) or is_office(passage[:end]):
        return
    start = yours.end()
    if not any(one.start < start + end and start < one.end for one in found):
        _add(found, text, start, start + end, 0.75, "受文人自家的房屋，写到门牌")


def _add_in_bracket(found: list[Finding], text: str, home: re.Match[str]) -> None:
    """我家（东湖路58弄12号）: the bracket says where that home is."""
    passage = passage_at(text, home.end())
    end = house_end(passage)
    if end and ADMIN.search(passage[:end]) and not is_office(passage[:end]):
        _add(found, text, home.end(), home.end() + end, 0.75, "紧跟在某人的家之后，写到门牌")


def _add_home_behind(found: list[Finding], text: str, house: re.Match[str]) -> None:
    """文昌巷27号家中: the words behind say that somebody lives there."""
    start = _left_end(text, house.start(), _PLACE_CUT)
    end = house.end()
    if any(one.start < end and start < one.end for one in found):
        return
    if _FOR_SALE.search(text, max(0, start - 24), start) or _FOR_SALE.search(text, end, end + 30):
        return
    if ADMIN.search(text[start:end]) and not is_office(text[start:end]):
        _add(found, text, start, end, 0.75, "写到门牌，后文说明是住家")


def _add(
    found: list[Finding], text: str, start: int, end: int, confidence: float, why: str
) -> None:
    passage = text[start:end].rstrip()
    found.append(
        Finding(
            start,
            start + len(passage),
            passage,
            Kind.ADDRESS,
            confidence,
            why,
            masked_address(passage),
        )
    )

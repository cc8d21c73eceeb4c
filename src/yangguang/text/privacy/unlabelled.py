"""Addresses that no label announces: a flat in an estate, a door in a village, 你户位于 and 家中.

Without a word that somebody lives there, an address is nobody's in particular; what stands around it
may say more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yangguang.text.privacy.checkdigits import is_id_number
from yangguang.text.privacy.houses import (
    BY_BUS,
    DIGIT,
    JOINED,
    NUMERAL,
    OFFICE_LABEL,
    WEAK,
    Homes,
    house_end,
    is_office,
    names_place,
    passage_at,
    within_reach,
)
from yangguang.text.privacy.surroundings import Subject, Surroundings

_FLAT = re.compile(
    rf"(?<![0-9０-９\-－—]){DIGIT}{{1,3}}[-－—]{DIGIT}{{1,2}}[-－—]{DIGIT}{{3,4}}(?![0-9０-９\-－—])|"
    rf"{NUMERAL}[ ]?(?:号楼|栋|幢|座|号|#)[ ]?(?:{NUMERAL}[ ]?(?:单元|门))?[ ]?(?:{DIGIT}{{2,4}}[ ]?(?:室|户|房|号)?|{DIGIT}[ ]?[室户号])(?![0-9０-９年月日元.]|楼(?![上下道]))"
)
# The sign inside every flat: a door with digits behind it, or the first of two dashes.
_FLAT_SIGN = re.compile(
    rf"[栋幢座号#\-－—](?:(?<=[栋幢座号#])(?=楼?[ ]?(?:{NUMERAL}[ ]?(?:单元|门))?[ ]?{DIGIT})|(?<={DIGIT}[\-－—])(?={DIGIT}{{1,2}}[\-－—]{DIGIT}{{3}}))"
)
_LONGEST_NUMERAL = 6
_WHOLE_FLAT = re.compile(r"[室户房号]$|单元|\d门\d|[栋幢座#楼][ ]?\d{3,4}$|^\d+[-－—]\d+[-－—]\d+$")
_ESTATE = re.compile(
    r"(?:小区|花园|家园|公寓|花苑|新村|新苑|名苑|嘉园|雅苑|佳苑|新城|雅居|山庄|华府|豪庭|名邸|公馆|家属院|宿舍|苑|里|庭|府|湾|城|园|世家|人家|绿洲|水岸|首府|江南|印象|丽都|名门|华章|悦府|御景|名居|福第|景园|御园|海岸|半岛|丽景|盛景|学府|书香|"
    r"邸|居|社区|坊|郡|院|壹号|名都|国际|一品|帝景|时代|天地|家属楼|住宅楼|安置房|廉租房|公租房|保障房)(?:[\u4e00-\u9fff]{0,3}区)?$"
)
_LEFT = re.compile(r"[\u4e00-\u9fffA-Za-z0-9０-９]+")
_LEFT_CUT = re.compile(
    r"迁[往至入]|办理|寄(?:送|回|发)?[至到往给]?(?=[\u4e00-\u9fff]{2})|(?<=[日前])由|日内|天内|腾退|腾空|搬离|交还|归还|收回|走访|慰问|反映|投诉|举报|楼[上下]|隔壁|对面|[我你您他她]家|邻居|位于|坐落于?|购买|承租|租赁|抽中|选中|竞得|分得|选定|购得|(?:原|抵押)?房[屋产]|放弃|继承|赠与|从(?!化)|(?<!求)是|和(?!浩|静|硕|龙|林格|布克|谐|路|街|巷|里|平|顺|美|园|苑|泰|庭|兴|合|县|田|政|睦)|[的为在于到至对将与及叫称]|系(?![\u4e00-\u9fff]{1,3}[街路巷村])|名下|所有|业主|户主|住户"
)
_PIECE_END = re.compile(r"[，,。；;、：:（(]")
_OWNED = re.compile(r"业主|名下|候选")
_FOR_INSTANCE = re.compile(r"[例比]如[：:，,“\"]{0,2}$")
_FOR_SALE = re.compile(r"起拍|挂牌|评估价|竞价|标的|拍卖|变卖|招租|预售|出让")
_RURAL = re.compile(
    rf"[村寨屯](?:民委员会|委会)?(?:[\u4e00-\u9fff]{{0,5}}{NUMERAL}[ ]?|[\u4e00-\u9fff]{{1,4}}(?=社|组|队|屯))(?:组|社|队|屯)[ ]?{DIGIT}{{1,4}}[ ]?号(?!地块|小班|图斑|宗地)"
)
_BESIDE_NUMBER = re.compile(
    r"([0-9](?<![0-9][0-9])(?:(?<=1)[3-9][0-9]{9}|[0-9]{16}[0-9Xx]))[）)]?[，,、；; \u3000]{0,3}(?=[\u4e00-\u9fff]{2,12}(?:省|市|县|区|乡|镇|街道|村|[路街巷道里][0-9]))"
)
_CLAUSE_PLACE = re.compile(
    r"[（(，,；;：:／/|｜│\t \u3000\n—\"“房是系在从到往至于寄由门地](?:(?:(?<=[（(，,；;：:／/|｜│\t \u3000\n—\"“])(?:原|抵押|被征收)?(?:房屋|房产|住房|门牌)?为?(?:回)?|"
    r"(?<=房)屋|(?<=[是系在从到往至于寄由])|(?<=房)子|(?<=门)牌为?|(?<=地)址[为是]?|(?<=寄)回)(?=[\u4e00-\u9fff]{2,7}(?:省|自治区|市|县|区|旗|镇|乡|街道)[\u4e00-\u9fff])"
    r"|(?<=[\u4e00-\u9fff][（(，, \u3000])(?![\u4e00-\u9fff]{0,6}(?:地址|位于|坐落|选定|购买|认购|[住在于至到]))(?=[\u4e00-\u9fff]{1,8}(?:路|街|弄|巷|里|苑|园|道)[甲乙丙丁]?[0-9]))"
)
_NUMBERED_DOOR = re.compile(
    r"[号室栋幢弄组社单](?<=[0-9０-９ 一二三四五六七八九十].)(?!(?<=号)(?:[线文令船函段机车井台]|公(?![租共寓房])))"
)
_REACH_OF_PLACE = 60
_LED_TO_PLACE = re.compile(
    r"(?:抵押|被征收|名下)(?:房产|房屋|住房)(?:位于|坐落于?)?(?=[\u4e00-\u9fff]{2,8}(?:[省市县区旗镇乡路街]))|(?:安置)?房号[为是：:]?(?=[\u4e00-\u9fff]{2,8}(?:路|街|小区|苑|园))|[\u4e00-\u9fff]{0,14}?(?:[在到至往于从由的]|寄回?|坐落|办理)(?=[\u4e00-\u9fff]{2,5}(?:省|市|县|区|旗))|[\u4e00-\u9fff]{0,14}?寄回?(?=[\u4e00-\u9fff]{2,5}(?:镇|乡|街道))"
)
_YOURS = re.compile(
    r"[其他她我俺你您](?:(?<=[其他她我俺])(?:父母|父亲|母亲|儿子|女儿|本人)?家(?:里|中)?(?=[\u4e00-\u9fff]{2,6}(?:省|市|县|区|旗|镇|乡|街道)[\u4e00-\u9fff])|(?<=[你您其])(?:位于|坐落于|(?:购买|购置|预购|认购)|[户家](?:于|在|位于|坐落于|坐落在|承租|租住|居住|所有|名下|购买)|(?:承租|租住|居住|所有|名下|所购))的?(?:位于|坐落于|坐落在)?(?=[\u4e00-\u9fff]{2,24}[0-9０-９]))"
)
_WHOLE_PLACE = re.compile(r"[\u4e00-\u9fff]{2,7}(?:省|自治区|市|县|区|旗)[\u4e00-\u9fff]")
# 家的门牌换了，原…，现…: both are that home's.
_RENUMBERED = re.compile(r"(?:家|户|宅)的?门牌号?码?[\u4e00-\u9fff]{0,6}[，,：:].{0,40}$")
_SOME_PLACE = re.compile(r"[\u4e00-\u9fff]{3}")
_HOME_BRACKET = re.compile(r"家(?<![国大专商画庭作行].)(?:里|中|门口|门前|楼下|附近|房前)?[（(]")
_AT_HOME = r"(?:号|室|户|房|(?<=[0-9])楼|(?<=[\-－—][0-9]{3})|(?<=[\-－—][0-9]{4})|(?<=单元[0-9]{3})|(?<=单元[0-9]{4})|(?:村民小)?组|社)(?=(?:的)?(?:发生火[情灾][，,]户主|住所(?!地)|(?:核查|核实|走访|探访|了解)[，,][\u4e00-\u9fff·]{2,6}(?:一家|全家|独居|独自|夫妇|与)|(?:看望|慰问|探望)(?:独居|空巢|孤寡|留守|居民|老人|困难)|快递[^，。；]{0,6}退|邮件[^，。；]{0,6}退|有(?:一[名位户])?(?:独居|空巢|孤寡|留守|住户|居民|村民|老人)|家中|家里|家门|住处|住宅|住房|租住处|租住|出租[屋房]|自建房|民房|暂住处|自家|房前|屋内|房屋内|住所内|家属楼|房[产屋](?:的)?(?:产权份额|份额|拆迁|征迁|征收补偿|过户|继承|出售|转让|买卖|不动产|水电|转移登记|(?:已|业已)(?:完成|办理))|为(?:家庭|我家|唯一|自住)|迁[入出至往]|移至|入户(?:未|走访|安检|抄|核|管|门|水|线|电|检|维|调)|上门|无人(?:签收|居住|在家|应)|(?:独居|空巢|孤寡|留守)|原址(?:拆|翻|重)|(?<=[号室房])(?:用户|住户|业主|户主|租户|租客|房主|村民|居民)(?![、，区])|(?<=的)[\u4e00-\u9fff]{2,4}户(?![籍口数])))"
_HOME_BEHIND = re.compile(JOINED + _AT_HOME)
# The sign behind every such door: with none of them near a door the rest is not tried.
_HOME_SIGN = re.compile(
    r"[的发看慰探核走了有家住租出暂自民房屋为迁移入上无独空孤留原用业户村居](?<=[号室户房楼组社0-9].)"
)
_PLACE_CUT = re.compile(
    r"迁[入出至往到]|请寄|寄[至到往]|移至|搬至|(?:申请)?(?:(?:无法|代为|委托)?(?:亲自|前往|现场)?办理|开通|报装|安装|改造|修缮|翻建|新建|拆除|购买|承租|占用|变更|过户|转让|出租|出售)|位于|坐落于?|放弃|继承|[在从于到至对由往]|前往|其|的|回(?!族)|离开|走访|看望|慰问|探望|进入|潜入|租住|名下"
)


def add_unlabelled(homes: Homes, around: Surroundings, near: list[tuple[int, int]]) -> None:
    """Addresses without a label in ``text``; ``near`` are the stretches in which doors stand."""
    text = homes.text
    for start, end in near:
        for match in _flats(text, start, end):
            _add_flat(homes, match, around)
    if "村" in text or "寨" in text or "屯" in text:
        for match in _RURAL.finditer(text):
            _add_rural(homes, match, around)
    if any(sign in text for sign in "你您其我俺"):
        for match in _YOURS.finditer(text):
            _add_yours(homes, match)
    if "家" in text:
        for match in _HOME_BRACKET.finditer(text):
            _add_in_bracket(homes, match)
    for start, end in near:
        if _HOME_SIGN.search(text, start, end):
            for match in _HOME_BEHIND.finditer(text, start, end):
                _add_home_behind(homes, match)
    _add_doors(homes, around)


def _flats(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """What may be a flat between two offsets, tried only before the signs that one holds."""
    done = start
    for sign in _FLAT_SIGN.finditer(text, start, end):
        for begin in range(max(done, sign.start() - _LONGEST_NUMERAL), sign.start()):
            flat = _FLAT.match(text, begin, end)
            if flat is not None:
                yield flat
                done = flat.end()
                break


def _words_left(text: str, at: int, reach: int) -> int:
    """Where the unbroken run of words, letters and digits that ends at ``at`` begins."""
    run = _LEFT.match(text[max(0, at - reach) : at][::-1])
    return at if run is None else at - run.end()


def _left_end(text: str, begin: int, cut: re.Pattern[str]) -> int:
    """Where the address that is under way at ``begin`` starts, walking left."""
    at = _words_left(text, begin, 45)
    head = text[at:begin]
    cuts = [match.end() for match in cut.finditer(head) if match.end() < len(head) - 1]
    return at + (cuts[-1] if cuts else 0)


def _add_flat(homes: Homes, flat: re.Match[str], around: Surroundings) -> None:
    """A flat in a housing estate, without any label: 翡翠花园12幢2单元1801室."""
    text = homes.text
    begin = _words_left(text, flat.start(), 40)
    head = text[begin : flat.start()]
    whole = ("单元" in flat[0] or "门" in flat[0]) and flat[0].rstrip()[-1] in "室户号"
    if len(head) < 3:
        return
    if not (whole or _ESTATE.search(head) or _lived_in(text, flat)):
        return
    if not _WHOLE_FLAT.search(flat[0]):
        return
    cuts = [cut.end() for cut in _LEFT_CUT.finditer(head) if cut.end() < len(head) - 2]
    begin += cuts[-1] if cuts else 0
    end = flat.end()
    if homes.covers(begin, end):
        return
    place = around.place(begin, end)
    near = _PIECE_END.split(place.clause.rstrip("：:（("))[-1][-24:] + place.heading
    bought = OFFICE_LABEL.search(near)
    if is_office(text[begin : end + 8]) or (bought is not None and bought[0] not in _BOUGHT):
        return
    if bought is not None:
        # Who buys may be named beside: the company decides.
        homes.add(begin, end, WEAK, "购买、选定的住房，看不出是谁的")
        return
    if _FOR_SALE.search(text, max(0, begin - 24), begin) or _FOR_SALE.search(text, end, end + 30):
        return
    if _FOR_INSTANCE.search(text, max(0, begin - 6), begin):
        return
    subject = around.subject(begin)
    if subject is Subject.OFFICE and not _OWNED.search(around.sentence(begin)):
        return
    person = subject is Subject.PERSON
    homes.add(
        begin,
        end,
        0.75 if person else 0.55,
        "写到室号的住宅地址" + ("，前文说的是个人" if person else ""),
    )


_BOUGHT = frozenset({"购买", "认购"})


def _lived_in(text: str, flat: re.Match[str]) -> bool:
    """Whether a room is complained of as homes are: …14栋2702室漏水, 3号楼502户楼上."""
    behind = text[flat.end() - 1] in "室户" or text[flat.end() : flat.end() + 1] in "室户"
    return behind and _HOME_TROUBLE.match(text, flat.end()) is not None


_HOME_TROUBLE = re.compile(
    r"[室户]?的?(?:楼道|楼梯|单元门|厨房|卫生间|阳台|客厅|卧室|天花|顶棚|墙面|外墙|楼顶|门口|入户门|防盗门|窗|空调|下水|水管|水表|暖气|地暖|供暖|漏水|渗水|漏雨|停水|停电|噪|扰民|装修|违建|搭建|私搭|封阳台|住户|租户|居民|租客|房客|业主|家|群租|养狗|养犬|燃气|天然气|不热|温度|邻居|楼上|楼下)"
)


def _add_rural(homes: Homes, house: re.Match[str], around: Surroundings) -> None:
    """沿江村8组15号: in the country only homes are counted so."""
    text = homes.text
    start = _left_end(text, house.start(), _PLACE_CUT)
    if homes.covers(start, house.end()):
        return
    place = around.place(start, house.end())
    if OFFICE_LABEL.search(place.clause[-16:]) or is_office(text[start : house.end() + 8]):
        return
    if around.subject(start) is Subject.OFFICE:
        return
    homes.add(start, house.end(), 0.6, "村组门牌，农村的门牌一般是住家")


def _add_doors(homes: Homes, around: Surroundings) -> None:
    """What leads up to a door number that no label announced."""
    text = homes.text
    done = 0
    for door in _NUMBERED_DOOR.finditer(text):
        floor = max(done, door.start() - _REACH_OF_PLACE)
        beside = _BESIDE_NUMBER.search(text, floor, door.start())
        if beside is not None:
            _add_beside(homes, beside)
        for head in _CLAUSE_PLACE.finditer(text, floor, door.start()):
            _add_unlabelled(homes, head, around)
        done = max(done, door.start() - 1)


def _add_beside(homes: Homes, number: re.Match[str]) -> None:
    """周某，13812345678，清源市石桥县柳河镇东沟村27号: right behind a person's own number."""
    text = homes.text
    if len(number[1]) == 18 and not is_id_number(number[1].upper()):
        return
    start, passage = _passage_behind(text, number.end())
    if passage[:2] in ("系我", "系本", "系该", "是我", "为我"):
        # …，系我村7组村民: what he is, not where he lives.
        return
    if homes.covers(start, start + 1):
        return
    end = house_end(passage)
    if not end or not names_place(passage[:end]) or is_office(within_reach(passage, end)):
        return
    if _AT_OFFICE.match(text, start + end):
        return
    if not homes.covers(start, start + end):
        homes.add(start, start + end, 0.7, "紧接个人号码之后，写到门牌")


def _passage_behind(text: str, start: int) -> tuple[int, str]:
    """Where a place begins behind the words that lead to it, and the text from there on."""
    passage = passage_at(text, start)
    led = _LED_TO_PLACE.match(passage)
    return (start, passage) if led is None else (start + led.end(), passage[led.end() :])


_OFFICES_PLACE = re.compile(r"(?:领奖|兑奖|认领|办公|报名|收件|递交)地[址点][：:为]?$")


def _add_unlabelled(homes: Homes, head: re.Match[str], around: Surroundings) -> None:
    """An address in a clause or bracket of its own: nobody's, unless a private name is beside it."""
    text = homes.text
    start, passage = _passage_behind(text, head.end())
    if homes.covers(start, start + 1):
        return
    end = house_end(passage)
    if not end or not names_place(passage[:end]):
        return
    if is_office(passage[: end + (0 if around.is_letter else 10)]):
        return
    if _OFFICES_PLACE.search(text, max(0, start - 10), start) or BY_BUS.match(text, start + end):
        return
    if not homes.covers(start, start + end):
        if _SENT_BY_BODY.search(text, max(0, start - 90), start):
            homes.add(start, start + end, _NOBODYS, "寄件单位的地址")
            return
        moved = _RENUMBERED.search(text, max(0, start - 60), start)
        if moved is not None and around.subject(start) is not Subject.OFFICE:
            homes.add(start, start + end, 0.65, "住户变更的门牌")
            return
        if _SERVED.search(text, max(0, start - 24), start) and _OF_A_PERSON.search(text):
            homes.add(start, start + end, 0.75, "文书、证书寄往的住址，写到门牌")
            return
        own = (
            around.is_letter
            and around.subject(start) is not Subject.OFFICE
            and _AT_OFFICE.match(text, start + end) is None
        )
        if own and _WHOLE_PLACE.match(passage):
            homes.add(start, start + end, 0.6, "个人来信里写到门牌的地址")
        else:
            homes.add(start, start + end, WEAK, "地址写到门牌，看不出是否住家")


_NOBODYS = 0.1
_SENT_BY_BODY = re.compile(
    r"(?:^|\n)[ \u3000]*(?:寄|发|交)(?:件|出)?(?:人|方|单位)?[：: ][^\n]{0,40}?(?:[局厅委院办行所站]|中心|政府|公司|大厅|学校)(?![^\n]*(?<![0-9])1[3-9][0-9])[^\n]{0,40}$"
)
"""寄件：某县人力资源和社会保障局 某某 0998-… …: the desk a parcel comes from."""
_SERVED = re.compile(
    r"(?:(?:书|证|函|件|票|回执|收据|证明|包裹|奖品|材料)(?:将|已|随(?:文|函|信)|由[\u4e00-\u9fff]{1,8})?|(?:发票|收据|答复|回复|结果|奖品|包裹)(?:将|已|请)?)"
    r"(?:邮寄|寄送|寄|送达|快递|邮)(?:至|到|往|给|回)[：: ]{0,2}$"
)
"""What is sent to somebody: 本决定书邮寄至：, 捐赠证书寄至."""
_OF_A_PERSON = re.compile(
    r"[你您](?![们]?(?:单位|局|公司|委|厅|行|院|校|店|厂|处|所|县|市|区|镇|乡|村))|个人捐|(?<!\d)(?:\d{17}[\dXx]|62\d{14,17})(?!\d)|[，,（(][男女][，,）)]"
)
_AT_OFFICE = re.compile(
    r"(?:办理|咨询|领取|取回|认领|缴纳|接受|反映|查询|报到|现场|提交|受理|申请|核实|面谈)|[东南西北]侧|以[东南西北]"
)
"""请到某路12号办理 is where an office is, whatever the letter it answers tells of."""


def _add_yours(homes: Homes, yours: re.Match[str]) -> None:
    """你户承租的, 您家位于: what follows is where the one addressed lives."""
    text = homes.text
    passage = passage_at(text, yours.end())
    end = house_end(passage)
    if not end or not names_place(passage[:end]) or is_office(passage[:end]):
        return
    start = yours.end()
    if not homes.covers(start, start + end):
        homes.add(start, start + end, 0.75, "受文人自家的房屋，写到门牌")


def _add_in_bracket(homes: Homes, home: re.Match[str]) -> None:
    """我家（东湖路58弄12号）: the bracket says where that home is."""
    text = homes.text
    passage = passage_at(text, home.end())
    end = house_end(passage)
    if end and names_place(passage[:end]) and not is_office(passage[:end]):
        homes.add(home.end(), home.end() + end, 0.75, "紧跟在某人的家之后，写到门牌")


_FIRM = re.compile(r"政府|驻地|公司|企业|单位|[厂店局]|中心|机构|事务所|合作社")


def _add_home_behind(homes: Homes, house: re.Match[str]) -> None:
    """文昌巷27号家中: the words behind say that somebody lives there."""
    text = homes.text
    start = _left_end(text, house.start(), _PLACE_CUT)
    end = house.end()
    if homes.covers(start, end) or not _SOME_PLACE.match(text, start):
        return
    if text[end : end + 1] == "迁" and _FIRM.search(text, max(0, start - 30), start):
        return
    if _FOR_SALE.search(text, max(0, start - 24), start) or _FOR_SALE.search(text, end, end + 30):
        return
    if names_place(text[start:end]) and not is_office(text[start:end]):
        homes.add(start, end, 0.75, "写到门牌，后文说明是住家")

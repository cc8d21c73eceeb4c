"""How an address is told: where it ends, which door it names, and whether people live there."""

# ruff: noqa: RUF001 - characters that look alike are what scanners and typists mix up

from __future__ import annotations

import re

from yangguang.text.privacy.finding import Finding, Kind
from yangguang.text.privacy.masks import masked_address

DIGIT = "[0-9０-９]"
# Each expression begins with a set of signs, or with words that do: the engine runs over all other
# signs without trying anything.
_HAN_NUMBER = "[一二三四五六七八九十百零〇]"
_ONE_SIGN = "A-Za-zＡ-Ｚ甲乙丙丁东西南北上下前后新老"
NUMERAL = (
    rf"[0-9０-９一二三四五六七八九十百零〇{_ONE_SIGN}]"
    rf"(?:(?<={DIGIT}){DIGIT}{{0,4}}|(?<={_HAN_NUMBER}){_HAN_NUMBER}{{0,3}}|(?<=[{_ONE_SIGN}]))"
)
JOINED = rf"{NUMERAL}(?:[-－—–之]{NUMERAL}){{0,4}}[ ]?"
_DOOR = re.compile(
    rf"{JOINED}(?:号楼|号院|号门|(?<![新老旧前后])号|栋|幢|座|单元|室|户|房|楼|层|组|弄|#|排|队|社(?!区)|舍|门(?=[0-9０-９])|附{DIGIT}{{1,3}}号|村?民?小组)"
)
_HOUSE = re.compile(
    rf"{JOINED}(?:号(?![线路文令船函段机车井台]|公(?![租共寓房]))|室|户|栋|幢|座(?=[ ]?[0-9]{{3}})|单元|组|村?民?小组|弄|排|队|社(?!区))|"
    rf"{DIGIT}{{1,3}}[-－—–#]{DIGIT}{{1,3}}[-－—–#]{DIGIT}{{2,4}}"
)
_ROOM_TAIL = re.compile(
    rf"(?:之[一二三四五六七八九十]+[ ]?|[甲乙丙丁](?=[0-9]))?(?:[附主副配东西南北前后][属楼]?楼)?(?:[-－—–]?{DIGIT}{{2,4}}|[-－—–]{DIGIT}{{1,4}}|{DIGIT}{{1,4}}[-－—–]{DIGIT}{{1,4}})(?:[-－—–]{DIGIT}{{1,4}}){{0,2}}(?![0-9０-９年月日元])[ ]?室?"
)
# Blanks in front of the room, as typists set them: 1 单元 502, 168 号 22-5.
_SPACED_ROOM = re.compile(
    rf"[ ](?:{DIGIT}{{3,4}}|{DIGIT}{{1,3}}[-－—–]{DIGIT}{{1,4}}(?:[-－—–]{DIGIT}{{1,4}})?)[ ]?(?:室|号|户)?(?=[\s，,。；;、）)）]|$)"
)
# What tells one door of a house from another: 53号附1号, 226号之一, 18号楼6门, 3单元中户, 21号后门.
_SIDE_TAIL = re.compile(
    rf"附[ ]?{DIGIT}{{1,3}}号|之[一二三四五六七八九十0-9]{{1,2}}(?!{DIGIT})|{DIGIT}{{1,2}}门(?:{DIGIT}{{3,4}})?|[东西南北中]户|[前后侧]门|"
    r"[院内里]{0,2}[东西南北前后正中]{1,2}[边侧]?(?:厢房|平房|[屋耳配]房|屋|间)"
)
_ESTATE_TAIL = re.compile(
    rf"[\u4e00-\u9fff]{{2,8}}?(?:园|苑|城|府|小区|公馆|家园|花园|郡|湾|庭|邸|里|院|新村|居|坊|阁|轩|名都|国际|壹号|公寓|大厦|广场|楼|[旺名首银金]座)(?:[A-Z东西南北中]区)?(?:{DIGIT}{{1,3}}[-－—–#]{DIGIT}{{1,4}}(?:[-－—–]{DIGIT}{{1,4}})?|(?<=区){DIGIT}{{3,4}}室?)(?![0-9０-９年月日元])|"
    rf"[\u4e00-\u9fff]{{2,8}}?{DIGIT}{{1,3}}[-－—]{DIGIT}{{1,2}}[-－—]{DIGIT}{{3,4}}(?![0-9０-９年月日元\-－—])"
)
ADMIN = re.compile(
    r"省|自治区|市|州|县|区|旗|镇|乡|街道|村|庄|屯|寨|庭|墅|邸|期|轩|府|郡|湾|宿舍|社区|路|街|巷|弄|道|里|胡同|小区|花园|苑|大院|家属院|组|园|城"
)
_FLAT_END = re.compile(
    rf"[\u4e00-\u9fff]{{3}}(?:{DIGIT}{{1,3}}[-－—]{DIGIT}{{1,2}}[-－—]{DIGIT}{{3,4}}|{DIGIT}{{1,3}}(?:号楼|[栋幢座])(?:{DIGIT}{{1,2}}(?:单元|门))?{DIGIT}{{3,4}}[室号房]?)$"
)
_SPAN = re.compile(r"[\u4e00-\u9fffA-Za-zＡ-Ｚ0-9０-９\-－—–#·（）()〇 \u3000]{4,90}")
_BLANK_STOPS = (
    r"(?:[ \u3000]{1,8}(?=[^0-9０-９A-Za-z\s])|"
    r"(?=[^0-9０-９A-Za-z\s])(?![^ \u3000：:]{1,8}[ \u3000]?(?:路|街|巷|弄|号|栋|幢|室|组|村|镇|区|苑|园|单元)|[号栋幢室弄组]|单元))"
)
_STOPS = re.compile(
    r"[权证]字?第|邮编|邮政编码|电话|联系|手机|身份证|公民身份|性别|民族(?![东西南北中]?[路街巷]|[东西南北中]?大道|乡|团结)|出生|职业(?!技)|文化程度|法定|委托|户籍|经营|从事|务农|农民|"
    r"无业|个体|系(?![\u4e00-\u9fff]{1,3}[街路巷村])|因|于\d|与(?![\u4e00-\u9fff]{1,8}[路街道巷](?:交|[东西南北]))|的|附近|一带|以[东南西北]|房屋|住宅|居住|租住|自建|宅基地|建房|搬|面积|工作|涉嫌|驾驶|擅自|未经|为(?<!无为)|是(?<!求是)|现(?=[在住为系因已就有年场])|本人|"
    r"报名|申请|姓名|抵押|注销|翻建|新建(?=住房|房屋|[一二三]层)|改建(?=住房|房屋|[一二三]层)|扩建(?=住房|房屋|[一二三]层)|（(?!\d)|\((?!\d)|"
    rf" {_BLANK_STOPS}|\u3000{_BLANK_STOPS}"
)
_GAP_IN_DOORS = 12
OFFICE_LABEL = re.compile(
    r"办公|办税|办理|办证|陈述|申辩|听证|单位|公司|企业|经营(?!者)|注册|机关|机构|工商|营业|工程|项目|建设|办事|受理|来访|来信|接待|投诉|举报|现场|报名|领奖|兑奖|认领|考试|考点|医院|"
    r"学校|店铺|商铺|门店|厂|仓库|生产|养殖|种植|开标|投标|递交|查阅|公示|局|委|厅|办公室|中心|窗口|大厅|网点|站点|地点|事故|案发|违法|"
    r"申报|债权|房源|拟配|标的|拍卖|挂牌|成交|施工|采样|监测|检查|抽样|会议|活动|场所|场地|网|房号|安置房|选房|选定|购买|认购"
)
"""Words before an address that make it an office's, a shop's or a site's."""
# 联系地址：龙山路25号（县退役军人事务局）
BODY_THERE = re.compile(
    r"[ ]?[（(](?:本|我)?[\u4e00-\u9fff]{2,24}(?:[局厅院委办处科]|(?<!住)所|中心|联合会|政府|办公室|大厅|窗口|委员会|街道办事处|学校)[，,）)]"
)
# 地址：光明路257号，乘9路公交: how the public gets there.
BY_BUS = re.compile(
    r"[，,；;（( ]{0,2}(?:可)?(?:乘|坐|搭)(?:坐|乘)?(?:公交|地铁|[0-9一二三四五六七八九十KB]{1,4}路)"
)
_OFFICE_BUILDING = re.compile(
    r"[局政委机办大写商中公法检派医学小幼酒宾门车仓厂科股处室市广银超摊村居工](?:(?<=局)(?![巷街路里弄]|院内?[0-9])|(?<=政)府|(?<=[县市省区州旗]委)大[院楼]|(?<=机)关大院|(?<=委)员会(?!\S{0,8}村)|(?<=办)公[室楼]|(?<=大)[厅楼厦]|(?<=写)字楼|(?<=商)[务铺]|"
    r"(?<=中)(?:心(?![东西南北]?[路街]|村|组)|学)|(?<=公)司|(?<=法)院|(?<=检)察院|(?<=派)出所|(?<=医)院|(?<=学)校|(?<=小)学|(?<=幼)儿园|(?<=酒)店|(?<=宾)馆|(?<=门)面|(?<=车)间|"
    r"(?<=仓)库|(?<=厂)房|(?:(?<=(?:公开|信访|综合|政务|法制|征收|征迁|拆迁|联席|街道|综治|民政|扶贫|招生)办)|(?<=[镇乡]办))(?!理|法|事|公?住|[\u4e00-\u9fff]{1,8}[村组寨屯]|[\u4e00-\u9fff]{2,8}[路街巷])|"
    r"(?<=(?:公开|信访|法规|综合|执法|监督|登记|受理|审批|办公|复议|应诉|财务|人事)[科股处室])|(?<=[市广])场(?![东西南北中]?[路街巷道])|(?<=银)行(?!卡|账)|(?<=超)市|(?<=摊)位|(?<=[村居])委会|(?<=工)业园(?!区))"
)
_VILLAGE_COMMITTEE = re.compile(
    r"(?:村|居)(?:民|委员)?委(?:员)?会(?=[\u4e00-\u9fff]{0,8}[村组0-9一二三四五六七八九十])"
)
_LANDMARK = re.compile(
    r"[\u4e00-\u9fff]{2,5}(?:宾馆|酒店|饭店|医院|学校|[小中]学|超市|银行|公司|市场|商场|幼儿园|派出所|政府|法院|大厦)(?:旁边?|对面|后面?|附近|隔壁|背后|[东西南北]侧)(?=[\u4e00-\u9fffA-Za-z]{0,8}[0-9])"
)
"""银河宾馆旁家属院3栋102: what stands beside is no address."""
_STAFF_HOUSING = re.compile(
    r"[\u4e00-\u9fff]{0,5}?(?:局|政府|公司|法院|检察院|医院|[小中大]学|银行|市场|委员会)(?=(?:职工|教师|教工|机关)?(?:家属|宿舍|公寓|小区|住宅楼|生活区))"
)
_STAFF_HOME = re.compile(r"家属|宿舍|公寓|小区|住宅楼|生活区")
_DWELLING = re.compile(r"公寓|单元|小区|家属楼|宿舍|花园|[栋幢楼][0-9]{3,4}")
_ALSO_PLACES = re.compile(
    r"(?<!行政)(?<!政务)(?<!服务)(?<!文化)(?<!会展)中心|大厦|广场|市场|大楼|商务"
)
_NEXT_LINE = re.compile(
    r"\n(?:[\u4e00-\u9fff]{1,12}(?:路|街|巷|道|村|组|区|园|苑|城|里|弄)|[0-9])[\u4e00-\u9fffA-Za-z0-9\-]{1,30}"
)


def house_end(passage: str) -> int:
    """Where the address in ``passage`` ends: behind its last door number; 0 when it names none."""
    stop = _STOPS.search(passage, 4)
    bound = stop.start() if stop else len(passage)
    end = 0
    for match in _DOOR.finditer(passage, 0, bound):
        if end and match.start() - end > _GAP_IN_DOORS:
            break
        end = match.end()
    house = _HOUSE.search(passage, 0, bound)
    if house is None:
        return 0
    end = max(end, house.end())
    tail = _ROOM_TAIL.match(passage, end, bound)
    end = tail.end() if tail else end
    spaced = _SPACED_ROOM.match(passage, end, bound) if end == house.end() or not tail else None
    end = spaced.end() if spaced else end
    side = _SIDE_TAIL.match(passage, end, bound)
    end = side.end() if side else end
    estate = _ESTATE_TAIL.match(passage, end, bound)
    return estate.end() if estate else end


def passage_at(text: str, start: int) -> str:
    """What may be an address from ``start`` on, up to the first mark that ends one."""
    match = _SPAN.match(text, start)
    if match is None:
        return ""
    passage = match[0]
    onward = _NEXT_LINE.match(text, match.end())
    if onward is not None and not house_end(passage) and ADMIN.search(passage):
        # A scanner broke the line inside the address.
        passage += onward[0]
    closed = passage.find("）")
    if closed >= 0 and "（" not in passage[:closed]:
        passage = passage[:closed]
    return passage


def is_office(passage: str, *, lived_in: bool = False) -> bool:
    """Whether an address leads to a public building, a shop or a works.

    Where it is said to be ``lived_in``, 大厦 and 广场 are names of estates.
    """
    if _OFFICE_BUILDING.search(passage) is None:
        return False
    passage = _LANDMARK.sub("", _VILLAGE_COMMITTEE.sub("", passage))
    if _STAFF_HOME.search(passage):
        passage = _STAFF_HOUSING.sub("", passage)
    if lived_in or _DWELLING.search(passage):
        passage = _ALSO_PLACES.sub("", passage)
    return _OFFICE_BUILDING.search(passage) is not None


def names_place(words: str) -> bool:
    """Whether an address names a street, a village or a flat: 光明路3号, 星河国际1-1-2005."""
    return ADMIN.search(words) is not None or _FLAT_END.search(words) is not None


def within_reach(passage: str, end: int) -> str:
    """An address that ends at ``end`` with the words that touch it, those behind a blank left out."""
    return passage[:end] + _BLANKS.split(passage[end : end + 10])[0]


_BLANKS = re.compile(r"[ \u3000]")


WEAK = 0.3
"""What is found without any word that it is a home."""
_NEARBY = re.compile(r"附近|一带|路段|门前|旁边|路口")


class Homes:
    """The addresses found in a text so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Finding] = []

    def covers(self, start: int, end: int) -> bool:
        """Whether one found already overlaps what stands from ``start`` to ``end``."""
        return any(one.start < end and start < one.end for one in self.found)

    def add(self, start: int, end: int, confidence: float, why: str) -> None:
        """Take what stands from ``start`` to ``end``, blanks behind it left out."""
        passage = self.text[start:end].rstrip()
        stop = start + len(passage)
        if confidence == WEAK and _NEARBY.match(self.text, stop):
            confidence, why = 0.1, "说的是附近的路段"
        masked = masked_address(passage)
        self.found.append(Finding(start, stop, passage, Kind.ADDRESS, confidence, why, masked))

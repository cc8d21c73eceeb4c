"""Vehicle plates: a plate shows itself, but those of official vehicles are not personal."""

from __future__ import annotations

import re

from yangguang.text.privacy.finding import Finding, Kind
from yangguang.text.privacy.masks import masked_plate
from yangguang.text.privacy.rows import Row
from yangguang.text.privacy.surroundings import Subject, Surroundings

# 黔, 滇 and 陇 stand on no plate, but people write them for 贵, 云 and 甘.
_PROVINCE_SIGNS = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新黔滇陇"
# The letter comes first: signs of provinces stand everywhere in a text, Latin letters seldom do.
_PLATE = re.compile(
    rf"[A-HJ-NP-Z](?:(?<=[{_PROVINCE_SIGNS}].)|(?<=[{_PROVINCE_SIGNS}] .))[ ]?[·•・.．\-—－ ]?[ ]?"
    r"(?:[0-9A-HJ-NP-Z０-９]{4}[学挂港澳试超领]|[0-9A-HJ-NP-Z０-９]{5,6})(?![0-9A-Za-z０-９])"
)
_OFFICIAL_VEHICLE = re.compile(
    r"客运班线|客运公司(?:的)?(?:客车|车辆)|队车|公交线|大型客车[）)]?途经|黄牌|业户名称|执法(?:专用|专|用)?车|考试(?:用)?车|教练车|号段|(?<!车位)(?<!房)选号|投放|(?:水罐|泡沫|云梯|负压救护|登高平台|抢险救援|消防|检测|加载|试验|火化|殡仪|灵|作业|采样|监测|测量|除冰|融雪|绿化|园林|喷雾|消杀|防疫|冷藏|疫苗|献血|采血|体检|义诊|图书|流动|巡查|巡检|督查|稽查|监察|执勤|勤务|通勤|接驳|摆渡|旅游|观光|高空|登高|云梯|排涝|发电|照明|餐饮|医疗|监护|转运|应急|通信|监控|清运|除尘|抑尘|养路|稽征|质检|计量|检衡|探测|气象|人影|普法|宣讲|送水|供水|抽水|运尸|收运|救助|救援)(?:专用|专|用)?[大小]?车|核定载客|营运客车|承运企业|班线车|辆出租(?:汽)?车|出租(?:汽)?车[\u4e00-\u9fff]{0,6}(?:道路运输证|更新|公司)|首末班|线路|公交|公务(?:用)?车|公车|应急指挥|救护|急救车|\d{1,3}路[ ，,、：:（(]|(?:抢修|抢险|扫雪|除雪|养护|渣土|清障|吊|拖|施救|运钞|邮政|快递|保洁|吸污|洗扫|勘察|转播|宣传|客运|旅游大巴|公交|班|出租)车|大巴|中巴|所属企业|所属公司|所属单位|车属单位|执法车|警车|消防车(?!通道|库|位)|救护车|洒水车|清扫车|环卫车|垃圾(?:清运|转运)?车|公交车|校车(?!接送)|工程车|抢险车|巡逻车|"
    r"单位(?:车辆|用车)|机要|通信车|应急(?:保障)?车|特种车|押运车|囚车|指挥车|采血车|监测车|公车拍卖|车改|司勤|定点加油|保留车辆|"
    r"(?:局|委|办|院|中心|公司|政府|大队|支队|站|机关|集团|车队)(?:所有|名下|自有|所属|登记(?=[的在车]))|(?:局|公司|政府|大队|机关|集团|车队|中心)的(?:[\u4e00-\u9fff]{0,8}车|$)"
)
# Said to be somebody's own right before the plate, whatever he drives for a living.
_OWN_CAR = re.compile(
    r"所驾(?:驶)?的?$|(?:[你您]|本人|我|俺)(?:驾驶|开|停放)(?:着|的)?$|(?:私家|私|自家|自有|自备|本人|个人|家用|其)(?:的)?(?:小?(?:汽|轿|客|货)?车|车辆)?(?:号牌|车牌|牌照)?(?:号码?)?[：:为是]?$"
)
# 某某（身份证号…）驾驶…: whose papers are told, whatever the officers came in.
_PAPERS_AND_DRIVES = re.compile(r"[0-9Xx][）)]驾驶的?$")
# 公务用车…，另有干部私家车…：: what is told of private cars begins there.
_PRIVATE_CARS = re.compile(r"(?:私家|私|自家|自备|家用)(?:小?(?:汽|轿|客)?车)(?!位|道|补)")
_OWNER_AHEAD = re.compile(
    r"[号）)]?[，,、（( ]{1,2}(?:车辆|机动车|登记)?(?:所有人|车主|失主)(?!单位|为?[\u4e00-\u9fff]{2,12}(?:公司|[局院委厂]))"
)
# What kind of car it is is said right before, and it is nobody's duty car: 小型客车川B….
_OWN_KIND = re.compile(
    r"(?:小型(?:客车|轿车|汽车)|小轿车|轿车|小车|摩托车|面包车|越野车|私家车)(?:[：:（( ]?|[，,](?:号牌|车牌|牌照|车号)(?:号码?)?[：:为]?)$"
)
_KIND_AHEAD = re.compile(
    r"号?(?:的)?(?:小型(?:客车|轿车|汽车|普通客车)|小轿车|轿车|小车|(?:普通)?(?:二轮|两轮)?摩托车|越野车|私家车)"
)
# 出租车司机某某（车牌…: the driver's, as told beside him.
# 执法车辆…于当日拦停一辆小轿车，号牌…: what the officers came upon.
_STOPPED = re.compile(r"(?:拦[停下截]|查[获扣处]|截停|发现)一[辆台部][^。；\n]{0,24}$")
_OWNED = re.compile(r"[）)]?[系为是属](?!公司|单位|企业|机关)[^，。；\n]{2,8}?(?:私人|个人)所有")
_DRIVER = re.compile(
    r"(?:司机|驾驶员|驾驶人|车主|的哥)[\u4e00-\u9fff]{2,4}[（(，,：:]{1,2}(?:车牌|号牌|车号)?(?:号码?)?[：:为]?$"
)
_BY_VEHICLE = re.compile(
    r"公交(?:专用)?(?:车?道|站)|[\u4e00-\u9fff]{2,3}车(?:旁边?|安全检查|安全|检查|站|棚|道(?!路)|专用道|通道|通行|专用通道|停靠点|停车位)"
)
"""What stands beside an official vehicle, or in its way, is another one."""
_IN_PLATE = re.compile(r"[·•・.．\-—－ ]")
_LABEL = re.compile(r"车牌|号牌|车号|牌照|牌号|驾驶|车辆")
_NO_PLATE_BEHIND = re.compile(
    r"[(（]\d{2}[)）]|[-－—/](?!1[3-9]\d[ -]?\d{4})\d(?!\d{3}[.年\-/])|级|类|[(（〔\[]\d{4}|号(?:文|公告|令)"
)
_STATE_CAR = re.compile(
    r"公务(?:用)?车|公车|^[（( ]?(?:急救|救护|消防|执法|警务|环卫)(?!人|员|大)|^[（(](?:行政)?(?:执法|执勤|公务|应急|救护|机要|退役警车|特种|一般)"
)
_PIECE_END = re.compile(r"[；;。\n]")
_CLAUSE_END = re.compile(r"[，,。；\n]")
_OFFICIAL_COLUMN = re.compile(r"线路|班次|首班|末班|车队|公车|公务|单位|使用部门|资产")
_OFFICES_CAR = re.compile(r"执法车|公务车|巡[查逻]车|警车|单位车|作业车|工程车|出动车|公车")
_NOT_PLATE = re.compile(
    r"(?:编号|文号|证号|许可证|证书|型号|牌号规格|备案|批准|标准|字|代码|案号|ICP)[^，。；\n]{0,8}(?:、[^，。；\n]{0,10})?$"
)
_DIGIT = re.compile(r"[0-9０-９]")


def find_plates(text: str, around: Surroundings) -> list[Finding]:
    """Plates of vehicles that are not said to be official ones."""
    found: list[Finding] = []
    for match in _PLATE.finditer(text):
        start, end = match.span()
        start -= 2 if text[start - 1] == " " else 1
        plate = text[start:end]
        serial = _IN_PLATE.split(plate)[-1][-6:]
        if len(_DIGIT.findall(serial)) < 2:
            continue
        place = around.place(start, end)
        labelled = _LABEL.search(place.clause + place.heading)
        if "学" in (plate[-1], text[end : end + 1]) or text[end : end + 1] == "警":
            # Cars of driving schools and of the police.
            continue
        if not labelled and _NOT_PLATE.search(place.clause):
            continue
        if _NO_PLATE_BEHIND.match(text, end, end + 12):
            continue
        sentence = text[max(0, start - 90) : start]
        sentence = sentence[max(sentence.rfind("。"), sentence.rfind("\n")) + 1 :]
        sentence = _PRIVATE_CARS.split(sentence)[-1]
        own_kind = (
            _OWN_KIND.search(text, max(0, start - 16), start) is not None
            or _KIND_AHEAD.match(text, end) is not None
        )
        behind = "" if own_kind else _CLAUSE_END.split(text[end : end + 44])[0]
        near = _BY_VEHICLE.sub("", sentence + behind)
        near += _head_line(text, start, place.row)
        own = (
            _DRIVER.search(place.clause) is not None
            or _OWN_CAR.search(place.clause) is not None
            or _OWNER_AHEAD.match(text, end) is not None
            or _OWNED.match(text, end) is not None
        )
        ahead = _PIECE_END.split(text[end : end + 30])[0]
        if own_kind and _STOPPED.search(text, max(0, start - 40), start):
            own = True
        if _PAPERS_AND_DRIVES.search(place.clause) and not _OFFICIAL_VEHICLE.search(ahead):
            own = True
        if (not own and (_OFFICIAL_VEHICLE.search(near) or _STATE_CAR.search(ahead))) or (
            place.row is not None and _is_official_column(place.row, start)
        ):
            confidence, why = 0.3, "号牌格式符合，但前后文说的是公务或单位车辆"
        elif labelled:
            confidence, why = 0.93, "标明为车牌或所驾车辆，号牌格式符合"
        elif around.subject(start) is Subject.OFFICE and "公司" in place.clause:
            confidence, why = 0.4, "号牌格式符合，前文说的是单位"
        else:
            confidence, why = 0.8, "号牌格式符合"
        found.append(Finding(start, end, plate, Kind.PLATE, confidence, why, masked_plate(plate)))
    return found


def _is_official_column(row: Row, start: int) -> bool:
    """Whether the row tells of official cars, or the column of a plate does: 执法车."""
    column = row.column(start)
    heading = row.headings[column] if column < len(row.headings) else ""
    return (
        _OFFICIAL_COLUMN.search("".join(row.headings)) is not None
        or _OFFICES_CAR.search(heading) is not None
    )


def _head_line(text: str, start: int, row: Row | None) -> str:
    """The first line of the block of lines ``start`` stands in, where it heads a list."""
    block = text.rfind("\n\n", 0, start) + 1
    line = text.rfind("\n", block, start)
    if line < 0 or start - block > 2_000:
        return ""
    head = text[block:line].lstrip("\n").split("\n", 1)[0]
    if row is not None and row.headings and row.headings[-1] and row.headings[-1] in head:
        # The headings of the columns, and no heading of the list.
        return ""
    return head if "车" in head and not _PLATE.search(head) else ""

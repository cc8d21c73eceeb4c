"""The powers of the demo city's bodies since 2016, adjusted as laws and reforms went on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from yangguang.config.demo.register_batches import BODY, Batch, Row
from yangguang.config.demo.setting import City

LAWS = {
    "edu": "《义务教育法》《教师法》《民办教育促进法》",
    "civil": "《社会救助暂行办法》《殡葬管理条例》《养老机构管理办法》",
    "housing": "《建筑法》《城市房地产管理法》《物业管理条例》",
    "agri": "《种子法》《动物防疫法》《农产品质量安全法》",
    "health": "《医师法》《传染病防治法》《公共场所卫生管理条例》",
    "market": "《食品安全法》《药品管理法》《市场主体登记管理条例》",
}
POWERS: dict[str, tuple[tuple[str, str, int, int, int], ...]] = {
    "edu": (
        ("行政许可", "民办幼儿园设立审批", 60, 2016, 0),
        ("行政许可", "教师资格认定", 30, 2016, 0),
        ("行政处罚", "对违规举办校外培训机构的处罚", 90, 2022, 0),
        ("行政奖励", "对优秀教师和教育工作者的表彰", 0, 2016, 0),
        ("行政给付", "家庭经济困难学生生活补助发放", 30, 2016, 0),
        ("行政确认", "进城务工人员随迁子女入学资格确认", 15, 2019, 0),
        ("公共服务", "义务教育学校招生入学咨询", 1, 2019, 0),
        ("其他行政权力", "中小学地方教材选用备案", 20, 2016, 2022),
    ),
    "civil": (
        ("行政许可", "公益性墓地建设审批", 20, 2016, 0),
        ("行政给付", "最低生活保障金发放", 30, 2016, 0),
        ("行政给付", "临时救助金发放", 10, 2016, 0),
        ("行政确认", "特困人员供养资格确认", 20, 2019, 0),
        ("行政检查", "养老机构服务安全和质量检查", 0, 2016, 0),
        ("行政处罚", "对骗取社会救助资金的处罚", 90, 2016, 0),
        ("行政许可", "养老机构设立许可", 20, 2016, 2019),
    ),
    "housing": (
        ("行政许可", "建筑工程施工许可", 15, 2016, 0),
        ("行政许可", "商品房预售许可", 10, 2016, 0),
        ("行政处罚", "对未取得施工许可证擅自施工的处罚", 90, 2016, 0),
        ("行政强制", "查封违法建设施工现场", 0, 2016, 0),
        ("行政确认", "公共租赁住房保障资格确认", 30, 2019, 0),
        ("行政给付", "住房租赁补贴发放", 20, 2019, 0),
        ("行政检查", "建设工程质量和安全监督检查", 0, 2016, 0),
        ("行政征收", "城市基础设施配套费征收", 0, 2016, 0),
    ),
    "agri": (
        ("行政许可", "动物防疫条件合格证核发", 20, 2016, 0),
        ("行政许可", "农作物种子生产经营许可", 20, 2016, 0),
        ("行政处罚", "对经营假劣农药的处罚", 90, 2016, 0),
        ("行政强制", "扣押不符合标准的农业投入品", 0, 2016, 0),
        ("行政裁决", "农村土地承包经营纠纷调处", 45, 2016, 0),
        ("行政给付", "耕地地力保护补贴发放", 30, 2016, 0),
    ),
    "health": (
        ("行政许可", "公共场所卫生许可", 20, 2016, 0),
        ("行政许可", "医疗机构执业登记", 45, 2016, 0),
        ("行政处罚", "对无证行医的处罚", 90, 2016, 0),
        ("行政检查", "传染病防治监督检查", 0, 2016, 0),
        ("行政奖励", "对无偿献血先进个人的奖励", 0, 2016, 0),
        ("行政给付", "计划生育家庭奖励扶助金发放", 30, 2016, 0),
        ("行政强制", "封存被污染的公共饮用水源", 0, 2019, 0),
    ),
    "market": (
        ("行政许可", "食品经营许可", 20, 2016, 0),
        ("行政许可", "特种设备使用登记", 30, 2019, 0),
        ("行政处罚", "对经营超过保质期食品的处罚", 90, 2016, 0),
        ("行政强制", "查封、扣押涉嫌违法的特种设备", 0, 2016, 0),
        ("行政检查", "价格行为监督检查", 0, 2019, 0),
        ("行政裁决", "专利侵权纠纷调处", 90, 2022, 0),
        ("行政确认", "股权出质登记", 3, 2016, 0),
        ("公共服务", "企业开办一站式服务", 1, 2022, 0),
    ),
}
"""Department → (kind, name, days allowed, year it came, year it went or 0)."""
ADJUSTED = (
    (2016, "权责清单首次公布", "清政发〔2016〕21号"),
    (2019, "机构改革后权责清单调整", "清政办发〔2019〕17号"),
    (2022, "2022年权责清单动态调整", "清政办发〔2022〕30号"),
    (2025, "2025年权责清单动态调整", "清政办发〔2025〕12号"),
)
MISSING = {("dongshan", 2), ("dongshan", 5), ("anhe", 4), ("linhu", 6)}
"""Places of the table above that a county has never listed."""
CODES = {
    "行政许可": "XK", "行政处罚": "CF", "行政强制": "QZ", "行政征收": "ZS", "行政给付": "JF",
    "行政检查": "JC", "行政确认": "QR", "行政奖励": "JL", "行政裁决": "CJ", "其他行政权力": "QT",
    "公共服务": "GG",
}  # fmt: skip


def batches(city: City) -> Iterator[Batch]:
    """Every adjustment of every body up to today, and one that is decided and not yet in force."""
    for place in ("city", "linhu", "dongshan", "anhe"):
        before = "" if place == "city" else f"{place}-"
        for year, title, basis in ADJUSTED:
            rows = [
                {BODY: before + role, **row}
                for role in POWERS
                for row in _list(city, before + role, year)
            ]
            yield Batch(
                "power-list", place, date(year, 6, 18), title, tuple(rows), basis=basis, whole=True
            )
    yield _scheduled(city)
    yield from _approvals(city)


def _list(city: City, slug: str, year: int) -> Iterator[Row]:
    county, _, role = slug.rpartition("-")
    level = "县级" if county else "市级"
    for place, (kind, name, days, since, until) in enumerate(POWERS[role]):
        if since > year or (until and year >= until) or (county, place) in MISSING:
            continue
        promised = max(1, days * (12 - (year - 2016)) // 12) if days else 0
        row: Row = {
            "number": f"{CODES[kind]}-{role.upper()}-{place + 1:03d}",
            "name": name,
            "kind": kind,
            "level": level,
            "holder": city.agencies[slug].name,
            "basis": f"{LAWS[role]}及其实施办法关于{name}的规定。",
            "duties": "受理、审查、决定、送达、事后监管；公示办理条件、程序和结果，接受监督。",
            "supervision": f"监督电话：{city.agencies[slug].telephone}",
        }
        if days:
            row |= {"legal_days": str(days), "promised_days": str(promised)}
        if kind in ("行政许可", "行政处罚", "行政强制"):
            row["accountability"] = (
                "不依法履行职责，有超越权限、违反程序、收受财物等情形的，依照法律法规和有关规定追究责任。"
            )
        yield row


def _scheduled(city: City) -> Batch:
    """Decided, and in force from the first of a month to come."""
    day = city.today.replace(day=1) + timedelta(days=45)
    rows = list(_list(city, "market", 2025))
    rows = [one for one in rows if one["name"] != "股权出质登记"]
    rows.append({**rows[0], "number": "XK-MARKET-019", "name": "食品小作坊登记"})
    return Batch(
        "power-list", "market", city.today - timedelta(days=3), "新一轮权责清单动态调整",
        tuple(rows), basis=f"清政办发〔{city.today.year}〕8号", whole=True,
        in_force_on=day.replace(day=1),
    )  # fmt: skip


def _approvals(city: City) -> Iterator[Batch]:
    rows: list[Row] = []
    for role in ("housing", "market", "health"):
        for place, (kind, name, days, _, until) in enumerate(POWERS[role], 1):
            if kind != "行政许可" or until:
                continue
            rows.append(
                {
                    BODY: role,
                    "number": f"0001{place:02d}{len(role):02d}{len(name):02d}000",
                    "name": name,
                    "department": city.agencies[role].name,
                    "implementer": city.agencies["service"].name,
                    "level": "市级",
                    "basis": f"{LAWS[role]}关于{name}的规定。",
                    "conditions": "申请人具备法定条件，材料齐全、符合法定形式。",
                    "materials": "申请书；身份证明或者营业执照；法律、法规规定的其他材料。",
                    "legal_days": str(days),
                    "promised_days": str(max(1, days // 2)),
                    "charges": "否",
                    "supervisor": city.agencies[role].name,
                    "contact": city.agencies[role].telephone,
                }
            )
    yield Batch(
        "approval-items", "service", date(2022, 10, 12), "2022年行政许可事项清单", tuple(rows),
        basis="国办发〔2022〕2号", whole=True,
    )  # fmt: skip
    yield Batch(
        "intermediary-services", "housing", date(2023, 3, 15), "行政审批中介服务事项清单",
        (
            {"name": "施工图设计文件审查", "approval": "建筑工程施工许可", "basis": "《建设工程质量管理条例》",
             "pricing": "市场调节价", "payer": "申请人委托", "days": "10", "result": "审查合格书"},
            {"name": "建设工程消防技术评估", "approval": "建筑工程施工许可", "basis": "《消防法》",
             "pricing": "财政承担", "payer": "审批部门委托", "days": "7", "result": "评估报告"},
        ),
        basis="清政办发〔2023〕9号", whole=True,
    )  # fmt: skip
    yield Batch(
        "enterprise-fees", "finance", date(2024, 1, 10), "2024年涉企收费目录清单", tuple(_fees(city)),
        basis="清财〔2024〕3号", whole=True,
    )  # fmt: skip
    fees = [one for one in _fees(city) if one["name"] != "城镇垃圾处理费"]
    fees[0] = {**fees[0], "standard": "每平方米 40 元，小微企业减半。"}
    yield Batch(
        "enterprise-fees", "finance", date(2025, 1, 9), "2025年涉企收费目录清单", tuple(fees),
        basis="清财〔2025〕2号", whole=True,
    )  # fmt: skip
    yield Batch(
        "public-services", "hr", date(2023, 5, 24), "公共服务事项清单", tuple(_services(city)),
        basis="国办发〔2015〕86号", whole=True,
    )  # fmt: skip


def _fees(city: City) -> Iterator[Row]:
    lines = (
        ("行政事业性收费", "城市道路占用、挖掘修复费", "enforce", "每平方米 45 元。", "缴入国库"),
        ("行政事业性收费", "不动产登记费", "land", "住宅类每件 80 元，非住宅类每件 550 元。", "缴入国库"),
        ("行政事业性收费", "水土保持补偿费", "water", "每平方米 1.2 元。", "缴入国库"),
        ("政府性基金", "城市基础设施配套费", "housing", "按建筑面积每平方米 60 元。", "缴入国库"),
        ("政府性基金", "残疾人就业保障金", "disabled", "按职工平均工资和差额人数计算。", "缴入国库"),
        ("政府定价的经营服务性收费", "城镇垃圾处理费", "enforce", "每月每户 6 元。", "不属于财政收入"),
        ("涉企保证金", "农民工工资保证金", "hr", "不超过施工合同额的 3%。", "财政专户"),
    )  # fmt: skip
    for kind, name, slug, standard, into in lines:
        row: Row = {
            "kind": kind, "name": name, "collector": city.agencies[slug].name,
            "standard": standard, "basis": f"国家和省关于{name}的规定。", "into_treasury": into,
            "origin": "中央设立", "payer": "从事生产经营活动的单位和个人",
        }  # fmt: skip
        if kind == "涉企保证金":
            row["refund"] = "工程完工并结清工资后 5 个工作日内返还。"
        yield row


def _services(city: City) -> Iterator[Row]:
    names = (
        ("失业登记", "就业", "自然人", 1), ("就业见习补贴申领", "就业", "自然人和法人", 20),
        ("社会保险个人权益记录查询", "社会保障", "自然人", 1), ("职业技能等级证书查询", "就业", "自然人", 1),
        ("企业职工基本养老保险参保登记", "社会保障", "法人", 3), ("创业担保贷款申请", "创业创新", "自然人和法人", 15),
    )  # fmt: skip
    for place, (name, area, target, days) in enumerate(names, 1):
        yield {
            "number": f"GG-HR-{place:03d}", "name": name, "provider": city.agencies["hr"].name,
            "level": "市级", "field": area, "target": target,
            "basis": "国家和省人力资源社会保障公共服务事项清单。",
            "procedure": "申请、受理、审核、办结。", "days": str(days), "fee": "不收费",
            "place": "市政务服务中心二楼", "phone": city.agencies["hr"].telephone,
        }  # fmt: skip

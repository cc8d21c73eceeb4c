"""A workbook of invented powers as bodies hand them in: long texts, some of them the same in many rows.

As many rows as the two lists of a city and its counties that the platform is measured by: each power
quotes an article of its own, its duties follow from its kind, and who is held to account is said in
one of a few hundred ways.
"""

from __future__ import annotations

import random
from io import BytesIO

CITY, COUNTIES = 5_645, 25_629
HEADS = (
    "序号", "职权编码", "职权名称", "子项名称", "职权类型", "行使层级", "承办机构", "实施依据", "责任事项", "追责情形",
    "行使条件", "服务对象", "法定期限", "承诺期限", "运行流程", "监督电话", "备注",
)  # fmt: skip
_KINDS = (
    "行政许可", "行政处罚", "行政强制", "行政征收", "行政给付", "行政检查", "行政确认", "行政奖励", "行政裁决", "其他行政权力",
)  # fmt: skip
_WEIGHTS = (8, 55, 6, 2, 3, 8, 6, 4, 2, 6)
_OBJECTS = (
    "道路旅客运输", "城镇燃气经营", "建设工程施工", "食品生产经营", "危险化学品储存", "水土保持方案", "医疗机构执业",
    "森林防火", "渔业捕捞", "民办学校办学", "特种设备使用", "排污口设置", "广告发布", "文物保护单位修缮",
)  # fmt: skip
_DEEDS = (
    "未按照规定备案",
    "提供虚假材料",
    "超出核准范围",
    "逾期不改正",
    "拒绝接受检查",
    "擅自变更",
)
_LAWS = (
    "道路运输条例",
    "城镇燃气管理条例",
    "建筑法",
    "食品安全法",
    "安全生产法",
    "水土保持法",
    "森林法",
    "渔业法",
)
_SAYS = (
    "应当向所在地县级以上人民政府主管部门提出申请，并提交符合国家规定条件的材料",
    "由县级以上人民政府主管部门责令限期改正，给予警告；逾期不改正的，处一万元以上五万元以下罚款",
    "主管部门应当自受理之日起二十个工作日内作出决定，不予批准的应当书面说明理由",
    "情节严重的，责令停业整顿，并可以由发证机关吊销许可证；构成犯罪的，依法追究刑事责任",
)
_STAGES = ("受理", "审查", "立案", "调查", "告知", "决定", "送达", "事后监管")


def workbook() -> bytes:
    """The rows of both lists on two sheets, as xlsx; the same bytes of text for every run."""
    import xlsxwriter

    target = BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        for level, first, count in (("市级", 1, CITY), ("县级", CITY + 1, COUNTIES)):
            sheet = book.add_worksheet(f"{level}权责清单")
            sheet.write_row(0, 0, HEADS)
            for y in range(count):
                sheet.write_row(y + 1, 0, (y + 1, *_power(first + y, level)))
    return target.getvalue()


def _power(number: int, level: str) -> tuple[str, ...]:
    chance = random.Random(number)
    kind = chance.choices(_KINDS, _WEIGHTS)[0]
    what = chance.choice(_OBJECTS)
    deed = chance.choice(_DEEDS)
    article = number % 90 + 1
    days = chance.choice((10, 15, 20, 30))
    way = chance.randrange(300)
    basis = (
        f"《中华人民共和国{chance.choice(_LAWS)}》第{article}条：{what}的，{chance.choice(_SAYS)}；"
    )
    basis += f"{deed}的，{chance.choice(_SAYS)}。"
    duties = "".join(
        f"{place}.{stage}责任：对{what}事项依法{stage}，第{way % 40 + 1}类。"
        for place, stage in enumerate(_STAGES, 1)
    )
    blame = f"有下列情形之一的，依照第{way}号办法追究责任：不履行或者不正确履行{kind[2:]}职责的；滥用职权的。"
    return (
        f"{number:07d}", f"对{what}中{deed}行为的{kind[2:]}（第{number}项）", "", kind, level, f"{what[:2]}科",
        basis, duties, blame, f"符合{what}的法定条件", "自然人、企业法人", str(days), str(days - chance.randrange(6)),
        "申请—受理—审查—决定—送达", "0739-8123456", "",
    )  # fmt: skip

"""The demo city's lists of disclosure: what is published, what is withheld, and the grass roots.

The lists were first published two years ago and adjusted lately, so that the matrix shows rows that
are met, waited for and late; the newest rows owe duties.
"""

from __future__ import annotations

from datetime import timedelta

from yangguang.apps.coverage.services import propose_ties, refresh_list
from yangguang.apps.registers.services import Proposed
from yangguang.config.demo.register_sets import CLERK, owe_since, publish_rows
from yangguang.config.demo.setting import City
from yangguang.config.demo.writing import working_day

KEEPER = "city-office"
FIRST, LATELY = 700, 16
"""Days back on which the lists were first published, and last adjusted."""
RULE = "《政府信息公开条例》第二十条第（{}）项"
WITHIN = "自信息形成或者变更之日起20个工作日内"
MONEY = (
    "市教育局、市民政局、市财政局、市自然资源和规划局、市生态环境局、市住建局、市交通运输局、市卫生健康委、"
    "市市场监管局、市公安局"
)
"""Whose budgets, accounts and annual reports the list names one by one."""

# Group, item, content, item of Art. 20, limit, who owes it, columns, words in titles.
_ITEMS: tuple[tuple[str, str, str, str, str, str, str, str], ...] = (
    ("机构信息", "领导信息", "负责人姓名、职务、分工", "二", "实时公开", "市人民政府办公室", "领导信息、政府会议", ""),
    ("机构信息", "信息公开指南", "公开工作机构、获取方式、监督渠道", "二", WITHIN, "市人民政府办公室", "信息公开指南、信息公开制度", ""),
    ("机构信息", "信息公开年报", "政府信息公开工作年度报告", "十五", "每年1月31日前", MONEY, "信息公开年报", "年度报告"),
    ("政策文件", "行政规范性文件", "正文、编号、有效性", "一", WITHIN, "市人民政府、市住建局、市教育局、市卫生健康委", "政府文件、重点领域", "办法、通知、意见"),
    ("政策文件", "政策解读", "文字、图片、视频等形式的解读", "一", "与政策文件同步公开，最迟不超过3个工作日", "市发展改革委、市人社局、市教育局、市住建局", "政策解读", ""),
    ("政策文件", "文件清理结果", "继续有效、废止、失效的文件目录", "一", "每两年清理后20个工作日内", "市司法局", "文件清理、通知公告", "清理、规范性文件"),
    ("规划统计", "国民经济和社会发展规划", "规划文本、中期评估、年度计划", "三", WITHIN, "市发展改革委", "规划计划、重大建设项目", ""),
    ("规划统计", "统计公报", "国民经济和社会发展统计公报", "四", "每年4月底前", "市统计局", "统计公报", ""),
    ("规划统计", "月度统计数据", "主要经济指标月度数据", "四", "次月25日前", "市统计局", "月度数据", ""),
    ("财政信息", "部门预算", "收支预算、“三公”经费预算及说明", "七", "财政部门批复后20日内", MONEY, "部门预算", ""),
    ("财政信息", "部门决算", "收支决算、“三公”经费决算及说明", "七", "财政部门批复后20日内", MONEY, "部门决算", ""),
    ("财政信息", "预算执行情况", "一般公共预算收支执行情况", "七", "每季度结束后20日内", "市财政局", "市级预算执行", ""),
    ("财政信息", "审计结果公告", "本级预算执行和其他财政收支审计结果", "七", WITHIN, "市审计局", "审计结果、市级预算执行", ""),
    ("财政信息", "收费目录清单", "行政事业性收费项目、依据、标准", "八", "实时更新", "市发展改革委、市财政局", "收费目录、价格和收费", ""),
    ("行政执法", "行政许可和处罚", "依据、条件、程序和办理结果", "五", "作出决定之日起7个工作日内", "市市场监管局、市生态环境局、市应急局、市住建局", "重点领域", ""),
    ("行政执法", "监督检查情况", "环境保护、公共卫生、安全生产、食品药品监督检查", "十三", WITHIN, "市生态环境局、市应急局、市市场监管局", "环境保护、安全生产、食品药品安全", ""),
    ("重点领域", "保障性住房", "政策、计划、分配、退出", "十一", WITHIN, "市住建局", "保障性住房", ""),
    ("重点领域", "义务教育招生", "招生政策、学区范围、招生结果", "十一", WITHIN, "市教育局", "教育", "招生、入学"),
    ("重点领域", "社会救助", "城乡低保、特困供养政策和资金", "十一", "每季度结束后15个工作日内", "市民政局", "社会保障", ""),
    ("重点领域", "促进就业", "就业创业政策和补贴发放", "十一", WITHIN, "市人社局", "就业创业", ""),
    ("重点领域", "征收土地", "征收公告、补偿安置方案", "五", "10个工作日内", "市自然资源和规划局", "征地拆迁", ""),
    ("重点领域", "重大建设项目", "批准服务、实施、竣工信息", "十", WITHIN, "市发展改革委", "重大建设项目", ""),
    ("应急管理", "应急预案", "突发事件应急预案", "十二", WITHIN, "市应急局、市卫生健康委、市教育局、市水利局", "应急预案", ""),
    ("应急管理", "预警信息", "气象、洪涝等预警及应对情况", "十二", "24小时内", "市应急局", "预警信息", ""),
    ("人事信息", "人事任免", "任免决定", "十四", "7个工作日内", "市人民政府", "人事任免", ""),
    ("人事信息", "公务员招录", "职位、名额、条件和录用结果", "十四", "每年一次，公告当日公开", "市人社局", "招考录用、通知公告", ""),
)  # fmt: skip
_NEW = (
    ("政策文件", "公开征求意见采纳情况", "意见数量、采纳情况和不采纳的理由", "十五", WITHIN, "市发展改革委、市教育局、市生态环境局", "意见征集", "采纳"),
    ("办事服务", "高效办成一件事清单", "事项、办理流程、材料", "五", WITHIN, "市数据局", "办事服务", "一件事"),
    ("重点领域", "城市更新项目", "年度项目清单和进展", "十", "每季度结束后10个工作日内", "市住建局", "重大建设项目", "城市更新"),
)  # fmt: skip

_AREAS: tuple[tuple[str, str, str, str, str, str], ...] = (
    # Field, item, content, limit, who owes it, words in titles.
    ("义务教育", "招生入学", "招生计划、学区、条件、结果", WITHIN, "县区教育局", "招生、入学、学区"),
    ("义务教育", "学校名录", "学校名称、地址、办学层次", "实时公开", "县区教育局", "学校名录"),
    ("社会救助", "最低生活保障", "政策、标准、对象、资金", "每季度结束后15个工作日内", "县区民政局", "低保、最低生活保障"),
    ("社会救助", "临时救助", "对象、金额、事由", WITHIN, "各乡镇（街道）", "临时救助"),
    ("养老服务", "养老服务扶持政策", "补贴项目、标准、办理", WITHIN, "县区民政局", "养老"),
    ("财政预决算", "政府预算", "预算草案、报表、说明", "批准后20日内", "县区财政局", "预算"),
    ("财政预决算", "政府决算", "决算草案、报表、说明", "批准后20日内", "县区财政局", "决算"),
    ("保障性住房", "分配管理", "申请条件、轮候、分配结果", WITHIN, "县区住房和城乡建设局", "住房"),
    ("农村危房改造", "对象和补助", "改造对象、补助标准、进度", WITHIN, "县区住房和城乡建设局", "危房"),
    ("涉农补贴", "补贴发放", "项目、对象、标准、金额", WITHIN, "县区农业农村局", "补贴"),
    ("医疗卫生", "医疗机构信息", "机构名录、执业登记", WITHIN, "县区卫生健康局", "医疗机构"),
    ("食品药品监管", "监督抽检", "抽检结果、风险提示", WITHIN, "县区市场监督管理局", "抽检、食品"),
    ("公共法律服务", "法律援助", "条件、流程、机构", WITHIN, "各县（区）人民政府", "法律援助"),
    ("就业", "就业援助", "援助对象、政策、流程", WITHIN, "各县（区）人民政府", "就业"),
    ("重大建设项目", "项目进展", "年度项目和进度", "每半年公开一次", "各县（区）人民政府", "项目"),
    ("国土空间规划", "乡镇规划", "规划文本和图件", WITHIN, "各乡镇（街道）", "规划"),
    ("救灾", "灾情和救助", "灾情、物资发放", "实时公开", "各乡镇（街道）", "救灾、防汛"),
    ("公共文化服务", "服务活动", "免费开放、活动预告", WITHIN, "各乡镇（街道）", "文化"),
    ("户籍管理", "户口登记", "条件、材料、流程", WITHIN, "各县（区）人民政府", "户口、户籍"),
    ("城市综合执法", "执法依据和结果", "权责清单、执法结果", "7个工作日内", "各县（区）人民政府", "执法"),
)  # fmt: skip

_WITHHELD: tuple[tuple[str, str, str, str, str], ...] = (
    ("依法确定为国家秘密的文件和信息", "标注密级和保密期限的文件、资料、数据", "国家秘密", "《保守国家秘密法》第十三条", ""),
    ("未公开的商业秘密", "企业申报材料中的技术方案、财务数据、客户信息", "商业秘密", "", "企业名称、项目名称和批复结论"),
    ("个人隐私信息", "身份证件号码、住址、电话、银行账号、病历、婚姻状况", "个人隐私", "", "隐去个人信息后的内容"),
    ("举报人、投诉人信息", "举报人姓名、住址、举报内容", "其他第三方合法权益", "", "处理结果"),
    ("干部考核和人事档案", "考核材料、人事档案、后备人选", "内部事务信息：人事管理", "", "任免决定、招录结果"),
    ("机关后勤管理信息", "值班表、内部车辆调度、食堂管理", "内部事务信息：后勤管理", "", "“三公”经费预决算"),
    ("内部工作流程信息", "收发文流转单、内部审批签", "内部事务信息：内部工作流程", "", ""),
    ("会议讨论记录", "常务会议、专题会议的讨论记录", "过程性信息：讨论记录", "", "会议议定的事项"),
    ("文件的过程稿", "征求意见稿以外的起草稿、修改稿", "过程性信息：过程稿", "", "公开征求意见的稿件"),
    ("磋商信函", "部门之间的商洽函、征求意见函", "过程性信息：磋商信函", "", ""),
    ("请示报告", "对上级的请示和内部报告", "过程性信息：请示报告", "", "批复中对外发生效力的内容"),
    ("行政执法案卷", "案卷中的询问笔录、内部审批、证据材料", "行政执法案卷信息", "", "依法应当公开的处罚决定"),
    ("危及公共安全的设施信息", "供水、供气、供电关键节点的详细图纸", "危及“三安全一稳定”", "", "规划许可的批后公告"),
    ("正在调查的案件线索", "尚未查结的线索和侦查手段", "法律、行政法规禁止公开", "《监察法》第三十九条", ""),
    ("应急处置内部方案", "涉及重要目标守护的内部处置方案", "危及“三安全一稳定”", "", "应急预案正文"),
)  # fmt: skip


def build(city: City) -> int:
    """The three lists with what meets them; the items must have been published before. Gives the
    number of rows."""
    registers = owe_since(
        city, ["disclosure-items", "grassroots-standards", "negative-list"], LATELY + 5
    )
    first = working_day(city.today - timedelta(days=FIRST))
    lately = working_day(city.today - timedelta(days=LATELY))
    items = [_item(number, *row) for number, row in enumerate((*_ITEMS, *_NEW), start=1)]
    body = city.agencies[KEEPER]
    sets = (
        ("disclosure-items", first, items[: len(_ITEMS)], f"{first.year}年版主动公开事项清单"),
        ("disclosure-items", lately, items[len(_ITEMS) :], f"{lately.year}年动态调整"),
        (
            "grassroots-standards", first,
            [_standard(number, *row) for number, row in enumerate(_AREAS, start=1)],
            f"{first.year}年版基层政务公开标准目录",
        ),
        (
            "negative-list", first,
            [
                _withheld(city, number, *row)
                for number, row in enumerate(_WITHHELD, start=1)
            ],
            f"{first.year}年版负面清单",
        ),
    )  # fmt: skip
    for code, on, rows, title in sets:
        publish_rows(
            city, registers[code], KEEPER, [Proposed(body, row) for row in rows], on=on,
            title=title, basis="清政办发〔2024〕12号" if on == first else "清政办函〔2026〕30号",
        )  # fmt: skip
    at = city.moment(city.today, 17)
    for code in ("disclosure-items", "grassroots-standards"):
        refresh_list(register=registers[code], at=at)
    propose_ties(
        register=registers["disclosure-items"], agency=city.agencies["drc"], by=CLERK, at=at
    )
    return sum(len(rows) for _, _, rows, _ in sets)


def _item(
    number: int,
    group: str,
    item: str,
    content: str,
    rule: str,
    limit: str,
    body: str,
    columns: str,
    words: str,
) -> dict[str, str]:
    return {
        "number": str(number), "group": group, "item": item, "content": content,
        "basis": RULE.format(rule), "time_limit": limit, "body": body,
        "channels": "政府网站、两微一端" if number % 3 else "政府网站、政府公报、公开查阅点",
        "audience": "全社会", "manner": "主动公开", "columns": columns, "words": words,
    }  # fmt: skip


def _standard(
    number: int, area: str, item: str, content: str, limit: str, body: str, words: str
) -> dict[str, str]:
    return {
        "number": str(number), "area": area, "group": f"{area}信息", "item": item,
        "content": content, "basis": "国办发〔2019〕54号；本领域标准指引", "time_limit": limit,
        "body": body, "channels": "政府网站、政务服务中心、社区/企事业单位/村公示栏（电子屏）",
        "audience": "全社会", "manner": "主动公开",
        "level": "县级、乡级" if "乡镇" in body else "县级",
        "columns": "县区文件、县区动态、通知公告、重点领域、财政资金", "words": words,
    }  # fmt: skip


def _withheld(
    city: City, number: int, matter: str, scope: str, ground: str, law: str, handling: str
) -> dict[str, str]:
    reviewed = working_day(city.today - timedelta(days=40 * number % 340 + 10))
    return {
        "number": str(number), "matter": matter, "scope": scope, "ground": ground, "law": law,
        "handling": handling, "body": city.agencies[KEEPER].name,
        "reviewed_on": reviewed.isoformat(),
    }  # fmt: skip

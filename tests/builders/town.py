"""A small site as a citizen would meet it: bodies, columns, policies with interpretations, reports.

Used by the browser tests and for looking at pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tests.builders.catalog import (
    a_column,
    a_facet,
    a_government,
    a_stored_file,
    an_agency,
    an_attachment,
    an_item,
    linked,
    withdrawn,
)
from tests.builders.published_reports import a_report, cells_2021
from yangguang.apps.agencies.models import Agency, AgencyKind, AgencyLevel, AgencyName
from yangguang.apps.catalog.models import (
    Column,
    ColumnType,
    Facet,
    Item,
    ItemKind,
    ItemLink,
    Validity,
)
from yangguang.apps.reports.models import PublishedReport

DEPARTMENTS = (
    ("finance", "财政局", "周明远"), ("education", "教育局", "沈若兰"), ("housing", "住房和城乡建设局", "韩立"),
    ("transport", "交通运输局", "丁一鸣"), ("health", "卫生健康委员会", "顾清"), ("ecology", "生态环境局", "陆远山"),
    ("civil", "民政局", "方敏"), ("human", "人力资源和社会保障局", "贺文"), ("market", "市场监督管理局", "袁真"),
    ("emergency", "应急管理局", "石坚"),
)  # fmt: skip
POLICIES = (
    ("关于印发《清源市城镇保障性住房分配管理办法》的通知", "清政发〔2026〕31号", "housing"),
    ("关于进一步优化义务教育阶段入学服务的意见", "清政办发〔2026〕27号", "education"),
    ("关于加强城市公共停车场建设和管理的实施意见", "清政办发〔2026〕22号", "transport"),
    ("关于公布清源市市级涉企行政事业性收费目录清单的通知", "清财综〔2026〕9号", "finance"),
    ("关于提高城乡居民最低生活保障标准的通知", "清民发〔2026〕14号", "civil"),
    ("关于印发《清源市突发环境事件应急预案》的通知", "清政办发〔2026〕18号", "ecology"),
    ("关于做好2026年基本公共卫生服务项目工作的通知", "清卫基〔2026〕6号", "health"),
    ("关于支持高校毕业生就业创业若干措施的通知", "清人社发〔2026〕11号", "human"),
)
BODY = """<p>各县（区）人民政府，市政府各部门：</p>
<p>现将有关事项通知如下，请认真贯彻执行。</p>
<p>一、总体要求</p>
<p>坚持以人民为中心，规范办理程序，压缩办理时限，保障群众的知情权、参与权、表达权和监督权。各单位应当在本通知印发之日起二十个工作日内制定具体办法，并向社会公开。</p>
<p>二、主要任务</p>
<p>（一）明确申请条件。申请人应当具有本市户籍，家庭人均可支配收入低于上年度全市城镇居民人均可支配收入的百分之八十。</p>
<p>（二）公开办理结果。分配方案、轮候名单和分配结果在政府网站公示，公示期不少于七个工作日。</p>
<table><tr><th>档次</th><th>人均住房面积</th><th>补贴标准（元/平方米·月）</th></tr><tr><td>一档</td><td>10平方米以下</td><td>18.50</td></tr><tr><td>二档</td><td>10至15平方米</td><td>12.00</td></tr></table>
<p>三、组织保障</p>
<p>市住房和城乡建设局会同有关部门负责解释和督促落实。本通知自2026年12月1日起施行，有效期五年。</p>
<p align="right">清源市人民政府</p><p align="right">2026年11月13日</p>"""
NOTICES = (
    "2026年第三季度预算执行情况", "关于2026年秋季学期招生工作的通告", "10月环境影响评价文件审批情况公示",
    "关于公开征集城市更新项目建议的公告", "2026年度部门预算公开", "食品安全监督抽检信息（第42期）",
    "安全生产行政处罚信息公示", "事业单位公开招聘工作人员公告", "政府采购中标结果公告",
    "2026年第三批行政许可事项办理结果", "道路维修施工期间交通管制的通告", "防汛物资储备情况公示",
)  # fmt: skip
ARTICLE_20 = (
    ("rules", "规章和规范性文件", "第（一）项：行政法规、规章和规范性文件"),
    ("organs", "机构职能和负责人", "第（二）项：机关职能、机构设置、办公地址、办公时间、联系方式、负责人姓名"),
    ("plans", "规划和政策", "第（三）项：国民经济和社会发展规划、专项规划、区域规划及相关政策"),
    ("statistics", "统计信息", "第（四）项：国民经济和社会发展统计信息"),
    ("permits", "行政许可", "第（五）项：办理行政许可和其他对外管理服务事项的依据、条件、程序以及办理结果"),
    ("penalties", "行政处罚和行政强制", "第（六）项：实施行政处罚、行政强制的依据、条件、程序以及有社会影响的处罚决定"),
    ("budget", "预算、决算", "第（七）项：财政预算、决算信息"),
    ("fees", "收费", "第（八）项：行政事业性收费项目及其依据、标准"),
)  # fmt: skip
KEY_AREAS = (
    ("finance", "财政资金"), ("housing", "保障性住房"), ("education", "教育"), ("health", "医疗卫生"),
    ("environment", "环境保护"), ("safety", "安全生产"), ("food", "食品药品"),
)  # fmt: skip


@dataclass
class Town:
    """What tests need to name."""

    government: Agency
    agencies: dict[str, Agency]
    policy: Item
    interpretation: Item
    withdrawn: Item
    column: Column
    facet: Facet
    report: PublishedReport


def a_town() -> Town:
    """Fill the database."""
    government = a_government(
        head_name="林正",
        document_word="清政发",
        region_code="000700",
        duties_text="领导全市行政工作。",
    )
    agencies = {"government": government}
    agencies["office"] = an_agency(
        "清源市人民政府办公室", slug="office", kind=AgencyKind.OFFICE, parent=government, order=1,
        head_name="白舟", duties_text="协助市政府领导处理日常工作，主管全市政府信息公开。",
    )  # fmt: skip
    for order, (slug, name, head) in enumerate(DEPARTMENTS, start=2):
        agencies[slug] = an_agency(
            f"清源市{name}", slug=slug, short_name=f"市{name}", parent=government, order=order, head_name=head,
            address=f"清源市政务路{order}号", postcode="070000", telephone=f"0700-80000{order:02d}",
            fax=f"0700-80010{order:02d}", email=f"{slug}@qingyuan.example", office_hours="工作日 8:30—12:00，14:00—17:30",
            duties_text=f"贯彻执行国家和省有关法律法规，拟订{name[:2]}工作的政策措施并组织实施。\n\n承担本领域的政府信息公开、政策解读和行政审批服务工作。",
        )  # fmt: skip
    AgencyName.objects.create(
        agency=agencies["health"], name="清源市卫生和计划生育委员会",
        valid_from=date(2014, 3, 1), valid_to=date(2019, 1, 20), recorded_at=agencies["health"].names.get().recorded_at,
    )  # fmt: skip
    for order, county in enumerate(("临湖县", "东城区"), start=40):
        seat = an_agency(
            f"{county}人民政府", slug=f"county-{order}", kind=AgencyKind.GOVERNMENT, level=AgencyLevel.COUNTY,
            parent=government, order=order, short_name=county,
        )  # fmt: skip
        for place, name in enumerate(("财政局", "教育局", "生态环境局"), start=1):
            an_agency(
                f"{county}{name}",
                slug=f"county-{order}-{place}",
                level=AgencyLevel.COUNTY,
                parent=seat,
                order=order * 10 + place,
            )
    for order, town in enumerate(("柳塘镇", "石桥乡", "北关街道办事处"), start=60):
        an_agency(
            f"{town}人民政府" if "街道" not in town else town,
            slug=f"town-{order}",
            kind=AgencyKind.TOWN,
            level=AgencyLevel.TOWN,
            parent=government,
            order=order,
        )

    policy_column = a_column(
        "政策文件",
        slug="policy",
        description="市政府及部门制发的行政规范性文件和其他政策文件",
        keywords="政策,规范性文件",
    )
    norms = a_column(
        "行政规范性文件",
        slug="norms",
        parent=policy_column,
        description="现行有效、已修改、失效和废止的行政规范性文件",
    )
    other = a_column("其他文件", slug="other-policy", parent=policy_column)
    reading = a_column("政策解读", slug="interpretation", column_type=ColumnType.INTERPRETATION)
    notices = a_column("通知公告", slug="notices", column_type=ColumnType.NEWS)
    budget = a_column("财政预决算", slug="budget", column_type=ColumnType.DATA)
    yearly = a_column(
        "政府信息公开年报", slug="annual-reports", column_type=ColumnType.ANNUAL_REPORT
    )
    rules = a_column("政府信息公开制度", slug="rules", column_type=ColumnType.CATALOGUE)
    a_column("机构概况", slug="overview", column_type=ColumnType.OVERVIEW)

    five = [
        a_facet(Facet.Scheme.FIVE, code, name)
        for code, name in (
            ("decision", "决策"),
            ("execution", "执行"),
            ("management", "管理"),
            ("service", "服务"),
            ("result", "结果"),
        )
    ]
    article = {
        code: a_facet(Facet.Scheme.ARTICLE_20, code, name, description=words)
        for code, name, words in ARTICLE_20
    }
    areas = {code: a_facet(Facet.Scheme.KEY_AREA, code, name) for code, name in KEY_AREAS}

    today = date(2026, 11, 20)
    policies = []
    for place, (title, number, slug) in enumerate(POLICIES):
        on = today - timedelta(days=17 * place)
        item = an_item(
            ("清源市人民政府" if "政发" in number else "") + title, doc_number=number, agency=agencies["government"] if "清政" in number else agencies[slug],
            on=on, body=BODY, column=norms if place % 2 == 0 else other, keywords="住房保障，分配，管理", subject="民政、扶贫、救灾",
            formed_on=on - timedelta(days=7), in_force_on=on + timedelta(days=11), facets=(five[0], article["rules"]),
        )  # fmt: skip
        policies.append(item)
    old = an_item(
        "清源市人民政府关于印发《清源市廉租住房保障办法》的通知", doc_number="清政发〔2019〕12号", agency=government, on=date(2019, 4, 2),
        body=BODY, column=norms, validity=Validity.REPEALED, in_force_on=date(2019, 5, 1), lost_force_on=date(2026, 12, 1), source_published_on=date(2019, 4, 2),
        source_site="清源市人民政府旧网站", source_url="http://www.qingyuan.example/2019/0402/12.html", facets=(article["rules"],),
    )  # fmt: skip
    linked(ItemLink.Kind.REPEALS, policies[0], old)
    explained = an_item(
        "一图读懂：谁能申请保障性住房，怎样排队",
        agency=agencies["housing"],
        on=today,
        kind=ItemKind.INTERPRETATION,
        column=reading,
        facets=(five[0],),
    )
    linked(ItemLink.Kind.INTERPRETS, explained, policies[0])
    linked(
        ItemLink.Kind.INTERPRETS,
        an_item(
            "市住房和城乡建设局负责人就保障性住房分配办法答记者问",
            agency=agencies["housing"],
            on=today,
            kind=ItemKind.INTERPRETATION,
            column=reading,
        ),
        policies[0],
    )
    for place in range(1, 5):
        linked(
            ItemLink.Kind.INTERPRETS,
            an_item(
                f"《{policies[place].title[:24]}》解读",
                agency=policies[place].agency,
                on=policies[place].listed_on or today,
                kind=ItemKind.INTERPRETATION,
                column=reading,
            ),
            policies[place],
        )
    an_attachment(
        policies[0],
        "城镇保障性住房申请表",
        a_stored_file(
            b"PK demo form",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    )
    an_attachment(
        policies[0],
        "办法全文（版式）",
        a_stored_file(b"%PDF-1.4 demo whole" * 900, "application/pdf"),
        order=1,
    )
    keys = list(agencies)
    for place in range(72):
        title = NOTICES[place % len(NOTICES)]
        agency = agencies[keys[2 + place % 10]]
        on = today - timedelta(days=place * 9 + 1)
        kind = ItemKind.BUDGET if "预算" in title else ItemKind.ANNOUNCEMENT
        an_item(
            f"{agency.name}{title}" if place % 3 else title, agency=agency, on=on, kind=kind,
            column=budget if kind == ItemKind.BUDGET else notices, facets=(five[1 + place % 4], list(areas.values())[place % 7], article["budget" if kind == ItemKind.BUDGET else "permits"]),
        )  # fmt: skip
    an_item(
        "清源市政府信息公开工作考核办法",
        agency=agencies["office"],
        on=date(2024, 5, 6),
        column=rules,
        doc_number="清政办发〔2024〕15号",
        facets=(article["rules"],),
    )
    taken = withdrawn(
        an_item(
            "关于2026年第二批公租房轮候对象名单的公示",
            agency=agencies["housing"],
            on=date(2026, 6, 3),
            column=notices,
        )
    )
    report = None
    for place, slug in enumerate(
        ("government", "finance", "education", "housing", "health", "ecology")
    ):
        for year in (2021, 2022, 2023, 2024, 2025):
            cells = cells_2021(
                24 + 13 * place + (year - 2021) * (9 - place) + (70 if slug == "government" else 0)
            )
            findings = []
            if slug == "housing" and year == 2025:
                right = cells["3.3.7/natural"]
                cells["3.3.7/natural"] = right + 3
                findings = [
                    {"id": "a1", "rule": "sum", "severity": "error", "cells": ["3.3.7/natural"], "said": right + 3, "expected": right, "quote": "（七）总计", "message": f"表三“（七）总计”的“自然人”填 {right + 3}，各项办理结果相加为 {right}。"},
                    {"id": "a2", "rule": "narrative", "severity": "warning", "cells": ["3.1/total"], "said": 99, "expected": cells["3.1/total"], "quote": "全年收到政府信息公开申请99件", "message": f"正文称全年收到申请 99 件，表三为 {cells['3.1/total']} 件。"},
                ]  # fmt: skip
            made = a_report(
                agencies[slug],
                year,
                cells=cells,
                column=yearly,
                findings=findings,
                unread={"2.1.rules/in_force": "此处文字残缺"}
                if slug == "ecology" and year == 2025
                else None,
            )
            if slug == "housing" and year == 2025:
                report = made
    assert report is not None
    return Town(government, agencies, policies[0], explained, taken, norms, five[0], report)

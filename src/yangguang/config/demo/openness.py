"""The demo city's own rules of disclosure, guides to its services, and what it asks the public.

They fill the columns that a visitor opens first and that no recurring matter would fill:
信息公开制度, 办事服务, 互动交流.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from yangguang.apps.agencies.models import AgencyLevel
from yangguang.apps.reports.selectors.writing import REPORTING as OWING
from yangguang.config.demo import columns, writing
from yangguang.config.demo.setting import City
from yangguang.config.demo.writing import Draft


@dataclass(frozen=True, slots=True)
class _Rule:
    on: date
    title: str
    articles: tuple[str, ...]


_RULES = (
    _Rule(
        date(2019, 9, 16), "政府信息公开申请办理规程",
        (
            "为规范政府信息公开申请的接收、登记、审查、答复，根据《中华人民共和国政府信息公开条例》，制定本规程。",
            "各行政机关政府信息公开工作机构统一接收申请，当面、邮寄、网上提交的申请均当日登记。",
            "能够当场答复的当场答复；不能当场答复的，自收到申请之日起二十个工作日内答复；需要延长的，经负责人同意并告知申请人，最多延长二十个工作日。",
            "申请内容不明确的，自收到申请之日起七个工作日内一次性告知补正。",
        ),
    ),
    _Rule(
        date(2020, 4, 20), "政府信息公开保密审查办法",
        (
            "公开政府信息前，应当依照《中华人民共和国保守国家秘密法》等规定进行审查，做到先审查、后公开，一事一审。",
            "审查由承办人提出意见、科室负责人复核、分管负责人审定，每一步均留存记录。",
            "不能确定是否可以公开的，报有关主管部门或者保密行政管理部门确定。",
        ),
    ),
    _Rule(
        date(2021, 6, 8), "政府信息主动公开目录管理规定",
        (
            "目录包括索引号、名称、内容概述、生成日期等内容，由市政府办公室统一编制规则。",
            "主动公开的信息，自形成或者变更之日起二十个工作日内公开并编入目录。",
            "信息失效、废止的，在五个工作日内标注效力状态。",
        ),
    ),
    _Rule(
        date(2022, 3, 14), "政策文件解读工作办法",
        (
            "涉及公众切身利益的政策文件，解读材料与文件同步起草、同步审签、同步公布。",
            "提倡采用问答、图解、短视频等形式，说明背景依据、主要内容、办理方式和咨询渠道。",
            "解读材料与文件在政府网站上相互链接。",
        ),
    ),
    _Rule(
        date(2023, 10, 23), "政府信息公开社会评议和责任追究办法",
        (
            "市政府办公室每年组织一次社会评议，评议人员从公众、企业、新闻单位中随机邀请。",
            "评议结果向社会公布，并作为年度考核的内容。",
            "不依法履行公开义务的，由上一级行政机关责令改正；情节严重的，依法追究责任。",
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Service:
    agency: str
    column: str
    title: str
    who: str
    papers: tuple[str, ...]
    days: int


_SERVICES = (
    _Service("civil", "personal", "老年人优待证办理指南", "本市户籍或者持有居住证、年满六十周岁的老年人", ("居民身份证或者居住证", "近期免冠照片一张"), 3),
    _Service("police", "personal", "居民身份证换领补领指南", "身份证有效期满、损坏或者丢失的本市居民", ("居民户口簿", "损坏的身份证（丢失的不用提供）"), 20),
    _Service("hr", "personal", "失业保险金申领指南", "缴费满一年、非因本人意愿中断就业并已办理失业登记的人员", ("居民身份证", "本人银行卡号"), 10),
    _Service("market", "business", "企业设立登记指南", "拟在本市设立的公司、合伙企业、个人独资企业", ("设立登记申请书", "公司章程", "住所使用证明"), 1),
    _Service("eco", "business", "排污许可证申请指南", "列入固定污染源名录的排污单位", ("申请表", "自行监测方案", "排污口设置说明"), 30),
    _Service("housing", "business", "建筑工程施工许可证办理指南", "建设单位", ("申请表", "建设工程规划许可证", "施工合同", "资金安排承诺"), 7),
    _Service("transport", "convenience", "公交卡办理和挂失指南", "在本市乘坐公共汽车的乘客", ("居民身份证（普通卡不用提供）",), 1),
    _Service("insurance", "convenience", "异地就医备案指南", "参加本市基本医疗保险、需要到外地就医的人员", ("医保电子凭证或者社会保障卡", "备案承诺书"), 1),
    _Service("archive", "convenience", "政府信息公开查阅点服务指南", "需要查阅政府公报和公开文件的公民、法人和其他组织", ("不需要提供材料",), 1),
)  # fmt: skip

_LETTERS = (
    ("consultations", "关于公开征求《{name}（征求意见稿）》意见的公告", "announcement"),
    ("responses", "《{name}》公开征求意见采纳情况", "announcement"),
    ("press", "“{area}”专题新闻发布会文字实录", "news"),
    ("interviews", "在线访谈：{issuer}负责人谈{area}", "news"),
    ("mayor-box", "{area}问题来信选登", "news"),
)


def rules(city: City) -> Iterator[Draft]:
    """信息公开制度: five rules of the government office."""
    for rule in _RULES:
        issuer = city.name_on("city-office", rule.on)
        numbered = [
            f"第{writing.NUMERALS[number]}条　{text}"
            for number, text in enumerate(rule.articles, start=1)
        ]
        yield Draft(
            slug="rules", key=f"rules-{rule.on}", on=rule.on, agency="city-office",
            title=f"{issuer}关于印发《清源市{rule.title}》的通知",
            paragraphs=[
                "各县（区）人民政府，市政府各部门、各直属机构：",
                f"《清源市{rule.title}》已经市政府同意，现印发给你们，请认真贯彻执行。",
                issuer, writing.chinese_date(rule.on), f"清源市{rule.title}", *numbered,
                f"第{writing.NUMERALS[len(numbered) + 1]}条　本规定由{issuer}负责解释，自印发之日起施行。",
                "（此件公开发布）",
            ],
            kind="policy-document", columns=["rules"], word="清政办发", validity="in-force",
            facets=[("five-open", "administration"), ("article-20", "rules")],
            subject="政务公开", keywords="政务公开，制度", formed_on=rule.on,
        )  # fmt: skip


def workplans(city: City) -> Iterator[Draft]:
    """What every body sets itself for the year's disclosure, this year's and last year's."""
    for slug, agency in city.agencies.items():
        if agency.kind not in OWING or slug.startswith("village-office"):
            continue
        for year in (city.today.year - 1, city.today.year):
            on = writing.working_day(date(year, 4, city.rng("workplan", slug, year).randint(8, 26)))
            if agency.valid_to is not None and agency.valid_to <= on:
                continue
            issuer = city.name_on(slug, on)
            yield Draft(
                slug="workplan", key=f"workplan-{slug}-{year}", on=on, agency=slug,
                title=f"{issuer}{year}年政务公开工作安排",
                paragraphs=[
                    "一、重点公开内容",
                    f"围绕{agency.duties_text.rstrip('。')}，及时公开政策文件、办理结果和群众关心的事项。",
                    "二、规范办理",
                    "依法办理公开申请，答复文书统一格式，答复前征求法制机构意见。",
                    "三、基础工作",
                    "明确专人负责，每季度检查栏目更新和链接，年底在年度报告中公布完成情况。",
                    issuer, writing.chinese_date(on),
                ],
                kind="plan", columns=["county-files" if agency.level != AgencyLevel.CITY else "dept-files"],
                facets=[("five-open", "administration"), ("article-20", "other")],
                subject="政务公开", formed_on=on,
            )  # fmt: skip


def services(city: City) -> Iterator[Draft]:
    """办事服务: how to get what people come for."""
    for number, service in enumerate(_SERVICES):
        rng = city.rng("service", service.title)
        on = writing.working_day(city.today - timedelta(days=30 + 17 * number + rng.randint(0, 9)))
        agency = city.agencies[service.agency]
        papers = [f"{index}．{paper}" for index, paper in enumerate(service.papers, start=1)]
        yield Draft(
            slug="service", key=f"service-{number}", on=on, agency=service.agency,
            title=service.title,
            paragraphs=[
                "一、办理对象", f"{service.who}。",
                "二、需要的材料", *papers,
                "三、办理时限", f"材料齐全的，{service.days} 个工作日内办结。" if service.days > 1 else "材料齐全的，当场办结。",
                "四、收费", "不收费。",
                "五、办理地点和咨询",
                f"市政务服务中心{agency.short_name}窗口，{agency.office_hours}。咨询电话：{agency.telephone}。",
                "六、救济途径", "对办理结果有异议的，可以依法申请行政复议或者提起行政诉讼。",
            ],
            kind="other", columns=[service.column],
            facets=[("five-open", "service"), ("article-20", "permits")], subject="办事指南",
        )  # fmt: skip


def dialogue(city: City, table: list[dict[str, Any]]) -> Iterator[Draft]:
    """互动交流: drafts put to the public, what came of it, and answers to letters, one a month."""
    first = city.today.year - 3
    months = [(year, month) for year in range(first, city.today.year + 1) for month in range(1, 13)]
    for index, (year, month) in enumerate(months):
        rng = city.rng("dialogue", year, month)
        column, wording, kind = _LETTERS[index % len(_LETTERS)]
        topic = rng.choice([one for one in table if "{" not in one["title"] and "关于" not in one["title"]])  # fmt: skip
        on = writing.working_day(date(year, month, rng.randint(5, 24)))
        issuer = city.name_on(topic["agency"], on)
        points = topic["points"]
        said = {"name": topic["title"], "area": columns.area_name(topic["area"]), "issuer": issuer}
        letters = rng.randint(9, 80)
        bodies = {
            "consultations": [
                f"{issuer}起草了《{topic['title']}（征求意见稿）》，现向社会公开征求意见。",
                "主要内容如下：", *(f"{number}．{point}。" for number, point in enumerate(points, start=1)),
                f"意见请于 {(on + timedelta(days=30)).isoformat()} 前以信函、电子邮件提交，也可以当面提出。",
                issuer, writing.chinese_date(on),
            ],
            "responses": [
                f"《{topic['title']}》公开征求意见期间，共收到意见 {letters} 条，采纳 {letters // 3} 条。",
                f"采纳的意见主要涉及：{points[0]}。",
                "没有采纳的意见，主要因为与上位规定不一致，或者已在其他文件中规定，已逐一向提出人说明。",
                issuer, writing.chinese_date(on),
            ],
        }  # fmt: skip
        answered = [
            f"问：{said['area']}方面，今年做了哪些工作？",
            f"答：主要是{points[0]}；{points[-1]}。",
            "问：群众怎样了解办理进展？",
            f"答：进展在政府网站公布，也可以拨打{issuer}的电话查询。",
        ]
        yield Draft(
            slug="dialogue", key=f"dialogue-{year}-{month:02d}", on=on, agency=topic["agency"],
            title=wording.format(**said), paragraphs=bodies.get(column, answered), kind=kind,
            columns=[column], facets=[("five-open", "decision" if column == "consultations" else "result")],
            subject="互动交流",
        )  # fmt: skip

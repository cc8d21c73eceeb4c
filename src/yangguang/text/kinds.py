"""What kind of page it is, by its title first and its form second.

The catalogue files a page under columns, watches deadlines and runs checks by kind, so kinds are a
small closed vocabulary. The end of a title says most (…的批复), unless what it is about outranks it
(…第4626号提案的答复). Where the form contradicts or nothing speaks, the answer says how sure it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from yangguang.text.folding import fold

KINDS: dict[str, str] = {
    "policy-document": "政策文件（通知、意见、决定、函等公文）",
    "regulation": "法规规章（条例、以令公布的规定和办法）",
    "interpretation": "政策解读",
    "annual-report": "政府信息公开工作年度报告",
    "request-guide": "依申请公开指南或说明",
    "disclosure-guide": "政府信息公开指南",
    "disclosure-list": "主动公开目录",
    "budget": "预算",
    "final-accounts": "决算",
    "statistics-bulletin": "统计公报与统计数据",
    "approval-reply": "批复、复函",
    "proposal-reply": "建议提案答复",
    "announcement": "公告、通告、公示",
    "personnel": "人事任免与招录",
    "plan": "规划、计划、要点",
    "work-summary": "工作总结、工作报告、评估报告",
    "tender": "招标采购与交易",
    "penalty": "行政处罚",
    "news": "动态",
    "notice": "事务性通知、提示",
    "meeting": "会议",
    "gazette": "政府公报",
    "list": "清单、名单、目录",
    "agency-profile": "机构职能、领导信息",
    "other": "其他",
}
"""The closed vocabulary with what each kind covers."""


@dataclass(frozen=True, slots=True)
class KindReading:
    """A kind, whether it is certain, and in Chinese why it is not."""

    kind: str
    certain: bool = True
    why: str = ""


_ISSUED = re.compile(
    r"的?(?:通知|意见|决定|通报|命令|请示|(?<![复答])(?<!答复)函|指示|议案|指导意见|实施意见|批转|规定的通知)$"
)
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            "proposal-reply",
            (
                r"(?:人大|政协|代表|委员(?!会)|提案|议案).{0,60}(?:的?(?:答复|复函|回复|办理情况|办理答复|答复函|答复意见|"
                r"协办意见|会办意见|办理复文))(?:的?函)?$|建议.{0,20}的?(?:答复|答复函|回复)$|第\S{1,8}号(?:建议|提案|议案|代表建议|委员提案).{0,40}(?:答复|复函|回复|办理|函$)"
                r"|^对.{2,60}(?:建议|提案|议案)的(?:答复|复函)"
            ),
        ),
        (
            "interpretation",
            (
                r"解读(?:之.{1,3}|[（(].{1,8}[)）])?$|^(?:政策)?解读|^【.{0,6}解读】|图解|一图(?:读懂|看懂|了解)|政策问答|答记者问|"
                r"》(?:的)?(?:起草说明|政策说明|问答|解读材料|的?解读说明)$|^《.{2,80}》.{0,12}解读|文字解读|图文解读|专家解读|解读[|｜:：]"
            ),
        ),
        (
            "annual-report",
            r"信息公开.{0,12}(?:年度报告|年报|年度工作报告|工作报告|情况报告)|政务公开.{0,8}(?:年度报告|年报)",
        ),
        (
            "request-guide",
            r"依?申请公开.{0,24}(?:说明|指南|流程|须知|指引|程序|办事指南|规程|渠道|方式|申请表)|申请公开政府信息.{0,8}(?:说明|指南|流程)",
        ),
        ("disclosure-guide", r"(?:政府)?信息公开.{0,6}指南|政务公开指南|公开指南$"),
        ("disclosure-list", r"(?:主动公开|政府信息公开|政务公开|标准).{0,10}(?:目录|事项清单)$"),
        ("final-accounts", r"决算(?!.{0,20}(?:预算草案|审计))"),
        ("budget", r"预算(?!.{0,6}(?:管理|绩效管理)?(?:条例|办法|规定)$|.{0,14}审计)"),
        (
            "statistics-bulletin",
            (
                r"统计公报|普查公报|普查.{0,6}主要数据公报|统计月报|统计年鉴|抽样调查公报|国民经济(?:和社会发展)?(?:运行)?(?:情况|数据|统计)|"
                r"(?:主要)?(?:经济|统计|主要)指标|经济运行(?:情况|简况|数据)|统计数据|统计快报|居民消费价格|调查数据"
            ),
        ),
        ("gazette", r"(?:人民政府|政府|国务院)公报|公报.{0,4}(?:19|20)\d\d年?第?.{1,4}[期号]"),
        (
            "penalty",
            r"行政处罚(?:决定书?|信息|公示|结果|案件|当场|决定公示|信息公示)|处罚决定书|行政强制(?:决定书|执行)|行政处罚$",
        ),
        (
            "tender",
            (
                r"招标(?:公告|文件|投标)?|中标(?:公告|结果|候选人)|(?:采购|磋商|询价|竞价|比选|遴选|谈判|流标|废标|单一来源).{0,12}(?:公告|公示|结果|通知书|文件|意向)"
                r"|(?:成交|更正|终止|流标|废标|合同)公告$|采购意向|拍卖公告|(?:土地|国有建设用地|使用权|采矿权|矿业权).{0,12}(?:出让|挂牌|拍卖|招拍挂).{0,12}(?:公告|公示|结果)"
            ),
        ),
        (
            "personnel",
            (
                r"(?:任免|任职|免职|职务任免|任前公示|拟任|人事任命|挂职|辞职|试用期满)|招聘|招录|录用|遴选(?:公告|公务员)|选调|聘任|干部.{0,6}公示|选聘|"
                r"(?:面试|笔试|体检|资格复审).{0,10}(?:公告|通知|名单|公示)"
            ),
        ),
        ("approval-reply", r"批复$|复函$|的批复|批准书$|核准(?:的)?(?:通知|批复)?$"),
        (
            "work-summary",
            r"工作总结|年度总结|年终总结|工作小结|工作情况的?(?:报告|总结|汇报)|政府工作报告|述职报告|法治政府建设.{0,10}(?:报告|情况)|工作报告$|总结$|情况汇报$|报告(?:[（(].{1,20}[)）])?$",
        ),
        (
            "agency-profile",
            r"(?:主要职责|机构职能|机构设置|内设机构|领导分工|领导简介|领导信息|机构简介|机构概况|工作职责|三定方案|人员编制规定|职能配置|领导班子|部门职责)",
        ),
        (
            "meeting",
            r"(?:常务|办公|专题|全体|党组|工作|座谈|协调|推进|动员|联席|调度|部署|电视电话|视频)会议?(?:召开|纪要|议题|精神|在)|召开.{0,40}会|会议纪要|常务会议?$|次常务会议?",
        ),
    )
)
_SUFFIXES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            "announcement",
            r"(?:公告|通告|公示|启事|声明|公示表|公示名单|公示书|公告书|布告|公示公告)(?:[（(].{1,20}[)）]|（.{1,12}）)?$",
        ),
        (
            "list",
            r"(?:清单|名单|名录|一览表|目录|台账|明细表|汇总表|统计表|公开表|情况表|信息表|目录表|清单表)(?:[（(].{1,20}[)）])?$",
        ),
        (
            "plan",
            r"(?:规划(?:纲要)?|计划|要点|工作安排|纲要|规划和.{2,30}目标.{0,6}|行动计划|三年行动|预案|方案|计划表|任务书|工作思路|规划纲要)(?:[（(].{1,24}[)）])*$",
        ),
        (
            "regulation",
            r"(?:条例|实施条例|法实施细则|自治条例|单行条例|(?<![办方疗做用])法)(?:[（(].{1,24}[)）])*$",
        ),
        (
            "policy-document",
            (
                r"(?:通知|意见|决定|决议|通报|函|办法|规定|细则|措施|规则|规程|准则|制度|标准|规范|政策|若干政策|若干措施|指引|命令|令|请示|议案|指示|要求|章程|公约|导则|十条|条措施|实施意见|工作指南|解释|规定的说明)"
                r"(?:[（(].{1,24}[)）])*$"
            ),
        ),
    )
)
_ORDER = re.compile(r"(?:人民政府|国务院|部|局|委员会|署|厅|总局|中国人民银行)令(?:[（(〔第 ]|$)")
_ISSUE_WORDS = re.compile(
    r"(?:关于)?(?:印发|转发|批转|下发|发布|公布|修订|修改|废止|公开|报送|做好|调整|征求)"
)
_NEWS = re.compile(
    r"调研|视察|检查指导|走访|慰问|出席|开展|举行|举办|启动|圆满|成功|赴|一行|来我|看望|督导|荣获|推进|召开|会见|座谈|举措|助力"
)
_NOTICE = re.compile(
    r"停水|停电|停气|放假|温馨提示|提示$|提醒|会议通知|举办.{0,20}培训|培训.{0,6}通知|报名|预警|征稿|值班|限行|封闭施工|体检|邀请函"
)
_FRAME = re.compile(r"^[\s【\[（(]*|[\s】\]]+$")


def classify(
    title: str,
    *,
    number_shape: str = "",
    text: str = "",
    column: str = "",
    genre: str = "",
) -> KindReading:
    """The kind of a page with this ``title``.

    ``number_shape`` is the shape of its own document number (`text.docnum`), ``text`` the beginning
    of the page, ``column`` the declared column or category, ``genre`` the declared 文种.
    """
    name = _FRAME.sub("", fold(title)) if title else ""
    name = re.sub(r"\s+", "", name)
    name = (
        re.sub(r"[（(][^（()）]{0,6}(?:已?废止|已?失效|已修改|有效|试行|暂行)[)）]$", "", name)
        or name
    )
    lead = fold(text[:3000])
    if not name:
        return _without_title(lead, column, genre)
    if name.endswith("决议"):
        return KindReading("policy-document")
    issued = _issued(name)
    for kind, pattern in _RULES:
        if issued and not _may_be_issued_as(kind, name):
            continue
        if pattern.search(name):
            return KindReading(kind)
    if number_shape == "order" and re.search(r"(?:条例|规定|办法|规则|细则|决定|令|法)", name):
        return KindReading("regulation")
    if _ORDER.search(name):
        return KindReading("regulation")
    if _NOTICE.search(name) and not number_shape:
        return KindReading("notice")
    for kind, pattern in _SUFFIXES:
        if pattern.search(name):
            if kind in ("plan", "list") and number_shape in ("document", "announcement"):
                return KindReading("policy-document")
            return KindReading(kind)
    if number_shape == "document":
        return KindReading("policy-document")
    if genre and re.search(r"通知|意见|决定|通报|函|令|办法|规定|公文|规范性文件", genre):
        return KindReading("policy-document")
    return _by_form(name, lead, column)


def _issued(name: str) -> bool:
    """Whether the title is of an act about something (…年度报告格式的通知), not of the thing."""
    return bool(_ISSUED.search(name)) and bool(
        re.search(r"关于|印发|转发|批转|公布|发布|做好|开展|认真", name)
    )


def _may_be_issued_as(kind: str, name: str) -> bool:
    if kind == "proposal-reply":
        return bool(re.search(r"第\S{1,8}号|答复|复函|回复", name))
    if kind == "personnel":
        return bool(
            re.search(r"任免|任职|免职|挂职|试用期满|聘任.{0,16}(?:等?同志|职务)|辞去", name)
        ) and not re.search(r"办法|规定|印发|条例", name)
    if kind in ("approval-reply", "annual-report"):
        return False
    if kind == "tender":
        return bool(re.search(r"(?:中标|成交)通知书$", name))
    # 关于批复2024年部门预算的通知 is an act that gives a body its budget, a policy document.
    return False


def _without_title(lead: str, column: str, genre: str) -> KindReading:
    why = "页面没有标题，按内容判断"
    for kind, pattern in (
        (
            "annual-report",
            r"政府信息公开(?:工作)?(?:的)?(?:年度报告|基本情况|情况统计表)|信息公开年度报告",
        ),
        ("final-accounts", r"部门决算|收入支出决算"),
        ("budget", r"部门预算|收支预算"),
        ("statistics-bulletin", r"统计公报"),
    ):
        if re.search(pattern, lead):
            return KindReading(kind, False, why)
    reading = _by_form("", lead, column)
    return KindReading(reading.kind, False, why)


def _by_form(name: str, lead: str, column: str) -> KindReading:
    place = fold(column)
    for kind, pattern in (
        ("annual-report", r"信息公开年报|年度报告"),
        ("interpretation", r"解读"),
        ("disclosure-guide", r"公开指南"),
        ("request-guide", r"依申请公开"),
        ("budget", r"预算(?!.{0,3}决算)"),
        ("final-accounts", r"(?<!预)决算"),
        ("statistics-bulletin", r"统计|数据发布"),
        ("personnel", r"人事"),
        ("announcement", r"公告|公示"),
        ("tender", r"招标|采购"),
        ("penalty", r"处罚"),
        ("policy-document", r"政策文件|规范性文件|政府文件|法规文件|行政规范"),
        ("plan", r"规划|计划"),
        ("meeting", r"会议"),
        ("news", r"动态|要闻|新闻|工作信息"),
    ):
        if place and re.search(pattern, place):
            return KindReading(kind, False, f"标题看不出种类，按栏目“{column.strip()[:20]}”判断")
    if name and _NEWS.search(name):
        return KindReading("news", False, "标题不是公文标题，像工作动态")
    if re.search(
        r"各[^。]{2,40}[:：]\s*(?:\n|$)|现印发给你们|现就.{2,20}通知如下|请认真贯彻执行", lead
    ):
        return KindReading("policy-document", False, "标题不是公文标题，正文像公文")
    if re.search(r"第一条", lead):
        return KindReading("policy-document", False, "标题看不出种类，正文为条款")
    if re.search(r"本报讯|讯[（(]|日(?:上午|下午|晚)|记者", lead[:600]):
        return KindReading("news", False, "标题看不出种类，正文像工作动态")
    return KindReading("other", False, "标题和正文都看不出种类")

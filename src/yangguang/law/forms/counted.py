"""Things the forms count besides applications and appeals: documents, decisions, meetings, people.

Each entry is a wording, the units it may be counted in, and the cell per form. A wording that the
form's own label uses is ``hard``; looser ones only raise a question when they disagree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from yangguang.law.forms.reading import Reading
from yangguang.law.forms.vocabulary import COUNT
from yangguang.text.figures import Figure

_PIECE = ("件", "份", "个", "部", "")
_CASE = ("件", "宗", "起", "例", "项", "件次", "个", "条", "")
_TIME = ("次", "场", "场次", "期", "件", "个", "")
_MONEY = ("元", "万元", "亿元")


@dataclass(frozen=True, slots=True)
class Thing:
    """One wording: ``pattern`` ends where the figure begins."""

    topic: str
    pattern: re.Pattern[str]
    units: tuple[str, ...]
    cells: dict[str, tuple[tuple[str, ...], ...]]
    hard: bool = True
    needs: str = ""
    """Topic that must be set already; "" where the wording stands by itself."""


_MOD = (
    r"(?:了|各类|的|新|并公开|和公开|、公开|及|主动|地方|行政|有效|党政|共|本级|以|名义|市政府办公[室厅]|县政府办公室|区政府办公室|政府办公[室厅]|"
    r"市人民政府|县人民政府|区人民政府|市政府|县政府|区政府|旗政府|州政府|省政府|政府|市级|县级|区级|、|和)*"
)


def _thing(
    topic: str,
    pattern: str,
    units: tuple[str, ...],
    *,
    hard: bool = True,
    needs: str = "",
    f2014: str = "",
    f2019: str = "",
    f2021: str = "",
) -> Thing:
    """``f2021="a+b|c"`` means: a plus b, or else c; an empty text: no cell in that form."""
    options = {
        form: tuple(tuple(sums.split("+")) for sums in text.split("|"))
        for form, text in (("2014", f2014), ("2019", f2019), ("2021", f2021))
        if text
    }
    return Thing(topic, re.compile(rf"(?:{pattern}){COUNT}$"), units, options, hard, needs)


def _documents(noun: str, topic: str, row: str) -> tuple[Thing, ...]:
    # The 2019 form counts what was newly made public, the 2014 form what of it is published.
    made = (f"{row}/made", f"{row}/made|{row}/newly_public")
    shown = (f"{row}/made|{row}/in_force", f"{row}/newly_public|{row}/made|{row}/total_public")
    gone, valid = f"{row}/repealed", (f"{row}/in_force", f"{row}/total_public")
    old_made, old_shown = ("1.1.b", "1.1.a") if topic == "norms" else ("", "")
    ended = r"(?:废止|宣布失效|失效|清理废止)(?:和|、|或|及)?(?:宣布)?(?:失效)?"
    now = r"(?:现行|继续|目前|现|保留)?有效"
    verbs = r"(?:制发|制定|印发|出台|制作|新制定|新出台|新制发|制定印发|制定出台|制定并公开)"
    return (
        _thing(topic, rf"{ended}{_MOD}{noun}|{noun}{ended}", _PIECE, f2021=gone),
        _thing(topic, rf"{now}{_MOD}{noun}|{noun}{now}", _PIECE, f2021=valid[0], f2019=valid[1]),
        _thing(topic, rf"{verbs}{_MOD}{noun}|{noun}{verbs}", _PIECE, f2021=made[0], f2019=made[1], f2014=old_made),
        _thing(topic, rf"(?:主动公开|新增公开|公开|发布|公布|新公开){_MOD}{noun}", (*_PIECE, "条"), hard=False, f2021=shown[0], f2019=shown[1], f2014=old_shown),
        _thing(topic, rf"^{_MOD}{noun}", _PIECE, needs="rules" if topic == "norms" else "norms", f2021=made[0], f2019=made[1]),
        _thing(topic, ended, _PIECE, needs=topic, f2021=gone),
        _thing(topic, now, _PIECE, needs=topic, f2021=valid[0], f2019=valid[1]),
        _thing(topic, verbs, _PIECE, needs=topic, f2021=made[0], f2019=made[1], f2014=old_made),
    )  # fmt: skip


THINGS: tuple[Thing, ...] = (
    *_documents(r"(?:行政)?规范性文件", "norms", "2.1.norms"),
    *_documents(r"规章", "rules", "2.1.rules"),
    _thing("permits", r"(?:作出|做出|办理|处理|实施|办结|完成)(?:各类|的|各项)*行政许可(?:处理)?(?:决定|事项|案件|业务|办件)?|行政许可处理决定", _CASE, f2021="2.5.permits/decisions", f2019="2.5.permits/decisions"),
    _thing("permits", r"^(?:行政许可|行政许可决定)", ("件", "宗", "件次", ""), hard=False, f2021="2.5.permits/decisions", f2019="2.5.permits/decisions"),
    _thing("penalties", r"(?:作出|做出|办理|处理|实施|办结|查处)(?:各类|的|各项)*行政处罚(?:处理)?(?:决定|案件)?|行政处罚处理决定", _CASE, f2021="2.6.penalties/decisions", f2019="2.6.penalties/decisions"),
    _thing("penalties", r"^(?:行政处罚|行政处罚决定)", ("件", "宗", "件次", "起", ""), hard=False, f2021="2.6.penalties/decisions", f2019="2.6.penalties/decisions"),
    _thing("coercion", r"(?:作出|做出|办理|处理|实施|采取)(?:各类|的|各项)*行政强制(?:处理)?(?:决定|案件)?|行政强制处理决定", _CASE, f2021="2.6.coercion/decisions", f2019="2.6.coercion/decisions"),
    _thing("coercion", r"^(?:行政强制|行政强制决定)|(?:实施|采取)行政强制(?:措施|执行)", ("件", "宗", "件次", "起", ""), hard=False, f2021="2.6.coercion/decisions", f2019="2.6.coercion/decisions"),
    _thing("charges", r"(?:收取|征收|收缴)?(?:各类|的|各项)*行政事业性收费(?:收入|总额|金额|总金额|合计|共)?", _MONEY, f2021="2.8.fees/amount"),
    _thing("procurement", r"政府集中采购(?:项目)?(?:实施|完成)?", ("个", "项", "件", "次", ""), f2019="2.9.procurement/projects"),
    _thing("procurement", r"政府集中采购(?:项目)?(?:总)?(?:金额|资金|额)", _MONEY, f2019="2.9.procurement/amount"),
    _thing("procurement", r"(?:采购)?(?:总)?金额", _MONEY, needs="procurement", f2019="2.9.procurement/amount"),
    # 2014: what was published and answered
    _thing("weibo", r"(?:政务)?微博(?:共|主动|累计)*(?:公开|发布|推送)(?:政府|各类|政务|的)*信息|通过(?:政务)?微博(?:主动)?公开(?:各类)?(?:政府)?信息", ("条", "件", ""), f2014="1.2.3"),
    _thing("wechat", r"(?:政务)?微信(?:公众号|平台)?(?:共|主动|累计)*(?:公开|发布|推送)(?:政府|各类|政务|的)*信息|通过(?:政务)?微信(?:公众号)?(?:主动)?公开(?:各类)?(?:政府)?信息", ("条", "件", ""), f2014="1.2.4"),
    _thing("gazette", r"(?:政府)?公报[》”]?(?:共|主动)*(?:公开|刊发|刊登|刊载|登载)(?:政府|各类|的)*(?:信息|公文|文件)|通过(?:政府)?公报(?:主动)?公开(?:政府)?信息", ("条", "件", "篇", ""), f2014="1.2.1"),
    _thing("website", r"(?:政府)?(?:门户)?网站(?:上)?(?:共|主动|累计)*(?:公开|发布)(?:政府|各类|的)*信息", ("条", "件", ""), hard=False, f2014="1.2.2"),
    _thing("otherway", r"(?:通过)?其[他它](?:方式|渠道|途径)(?:主动)?公开(?:各类)?(?:政府)?信息", ("条", "件", ""), f2014="1.2.5"),
    _thing("website", r"^(?:政府)?(?:门户)?网站(?:主动)?公开", ("条",), hard=False, f2014="1.2.2"),
    _thing("website", r"(?:通过)?(?:政府)?(?:门户)?网站(?:公开)?(?:占)?", ("条",), hard=False, needs="channel", f2014="1.2.2"),
    _thing("gazette", r"(?:通过)?(?:政府)?公报(?:公开)?", ("条",), hard=False, needs="channel", f2014="1.2.1"),
    _thing("weibo", r"(?:通过)?(?:政务)?微博(?:公开)?(?:占)?", ("条",), hard=False, needs="channel", f2014="1.2.3"),
    _thing("wechat", r"(?:通过)?(?:政务)?微信(?:公众号)?(?:公开)?(?:占)?", ("条",), hard=False, needs="channel", f2014="1.2.4"),
    _thing("otherway", r"(?:通过)?其[他它](?:方式|渠道|途径)(?:公开)?", ("条",), hard=False, needs="channel", f2014="1.2.5"),
    _thing("norms", r"^(?:公开)?(?:政策类文件|规范性文件)", ("条", "件"), hard=False, f2014="1.1.a"),
    _thing("public", r"^(?:[^，]{0,24}(?:年度?|全年|我[^，]{1,2}|街道|本[^，]{1,3}|全[^，]{1,2}|共|累计|新增|已|各种渠道|各种方式|多种渠道))?主动公开(?:各类|的|各级)*(?:政府)?信息", ("条", "件", "项", ""), f2014="1.1"),
    _thing("public", r"(?:累计|共|全年|新增)公开(?:各类|的)*政府信息", ("条", "件", ""), hard=False, f2014="1.1"),
    _thing("hot", r"(?:热点|重大舆情)[^，]{0,10}，?(?:及时|积极|主动|共|均)*(?:作出|进行|予以)?回应|回应(?:公众|社会|群众)?(?:关注|关切)?(?:的)?(?:热点|重大舆情)(?:问题|或|和|及|、|重大|舆情|事件)*", ("次", "件", "个", "条"), f2014="2.1"),
    _thing("press", r"(?:主要负责同志|主要负责人|主要领导)(?:同志|参加|出席|或|举办)*(?:了)?新闻发布会", _TIME, hard=False, f2014="2.2.1.a|2.2.1"),
    _thing("press", r"(?<!或)(?<!和)(?<!、)(?:参加|出席)(?:了)?新闻发布会", _TIME, hard=False, f2014="2.2.1|2.2.1.a"),
    _thing("press", r"(?:召开|举办|举行|组织|参加|开展|参加或举办|举办或参加)(?:了|各类|各|场|专题|政府|市政府|县政府|区政府|的)*新闻发布会", _TIME, f2014="2.2.1"),
    _thing("press", r"^新闻发布会", _TIME, hard=False, f2014="2.2.1"),
    _thing("press", r"主要负责(?:同志|人)(?:参加|出席)(?:的)?", _TIME, needs="press", f2014="2.2.1.a"),
    _thing("talks", r"(?:政府)?(?:门户)?(?:网站)?(?:开展|举办|组织)?(?:了)?(?:在线|网上|网络)访谈(?:活动|节目)?", (*_TIME, "人次"), f2014="2.2.2"),
    _thing("talks", r"主要负责(?:同志|人)(?:参加|出席)(?:的)?", _TIME, needs="talks", f2014="2.2.2.a"),
    _thing("explain", r"政策解读(?:稿件|材料|文稿|稿)|解读稿件", ("篇", "件", "条", "个", "份"), f2014="2.2.3"),
    _thing("explain", r"(?:发布|公开|刊发)(?:各类)?政策解读(?:信息|文章)?|政策解读(?:信息|文章)?", ("篇",), hard=False, f2014="2.2.3"),
    _thing("answers", r"微博(?:、|和)?微信回应(?:事件)?", ("次", "件", "条", "个"), f2014="2.2.4"),
    _thing("complaints", r"政府信息公开(?:的|工作|方面|领域)*(?:举报|投诉)(?:、|和)?(?:举报|投诉)?(?:案件|事项)?", ("件", "起", "次", "例"), f2014="6"),
    _thing("organs", r"(?:政府信息公开)?(?:工作)?专门机构", ("个", "家"), f2014="8.1"),
    _thing("spots", r"(?:政府信息(?:公开)?)?(?:公共)?查阅(?:点|场所)", ("个", "处"), f2014="8.2"),
    _thing("staff", r"(?:信息公开|政务公开)(?:工作)?(?:的)?(?:专兼职|专职?(?:、|和|及|或)兼职)(?:工作)?人员", ("人", "名"), f2014="8.3"),
    _thing("staff", r"(?:^|现有|共有|配备|设有)(?:专兼职|专职?(?:、|和|及|或)兼职)(?:工作)?人员", ("人", "名"), hard=False, f2014="8.3"),
    _thing("staff", r"(?:从事)?政府信息公开工作(?:的)?(?:工作)?(?:人员)?|(?:政府信息公开|政务公开)?工作人员|政府信息公开(?:工作)?队伍", ("人", "名"), hard=False, f2014="8.3"),
    _thing("staff", r"专职(?:工作)?(?:人员)?", ("人", "名"), needs="staff", f2014="8.3.1"),
    _thing("staff", r"兼职(?:工作)?(?:人员)?", ("人", "名"), needs="staff", f2014="8.3.2"),
    _thing("staff", r"(?:现有|共有|配备|设有)专职(?:工作)?人员", ("人", "名"), hard=False, f2014="8.3.1"),
    _thing("funds", r"政府信息公开(?:工作)?(?:专项)?经费", _MONEY, f2014="8.4"),
    _thing("meetings", r"政府信息公开(?:工作)?(?:会议|专题会议|工作会|专题会)(?:或专题会议)?", ("次", "场", "场次"), f2014="9.1"),
    _thing("meetings", r"召开(?:了|政务公开|政府信息公开)*(?:专题会议|工作会议|专题会|工作会)", ("次", "场", "场次"), hard=False, f2014="9.1"),
    _thing("trainings", r"(?:举办|组织|开展)(?:了)?(?:各类|业务|政府信息公开|政务公开|专题)*(?:业务)?培训(?:班|会|活动)?|培训班", ("次", "期", "场", "场次", "班次", "个"), hard=False, f2014="9.2"),
    _thing("trainees", r"(?:接受)?(?:业务)?培训(?:人员|工作人员|干部)?", ("人次", "人", "名", "余人次"), hard=False, needs="trainings", f2014="9.3"),
    _thing("trainees", r"接受培训(?:人员|的人员)?", ("人次", "人"), f2014="9.3"),
    _thing("charged", r"(?:收取|收缴)(?:依申请公开|政府信息公开|检索|复制|邮寄|等|、|的|信息|政府)*(?:成本|工本)?费(?:用)?", _MONEY, hard=False, f2014="7"),
    _thing("charged", r"依申请公开(?:政府)?(?:信息)?(?:收取(?:的)?费用|收费)", _MONEY, f2014="7"),
)  # fmt: skip


_GROUPS = {"channel": frozenset({"website", "gazette", "weibo", "wechat", "otherway", "public"})}
"""Topics any of which lets a bare name go on with the same list."""


def counted_things(core: str, figure: Figure, form: str, topic: str) -> Reading | None:
    """The reading of ``core`` as one of these things, or None."""
    if len(core) > 80:
        core = core[-80:]
    for thing in THINGS:
        if figure.unit not in thing.units or (
            thing.needs and topic != thing.needs and topic not in _GROUPS.get(thing.needs, ())
        ):
            continue
        found = thing.pattern.search(core)
        if not found or (thing.needs and not _short_before(core[: found.start()])):
            continue
        if not thing.needs and _narrowed(core[: found.start()]):
            return None
        return Reading(thing.topic, thing.topic, thing.cells.get(form, ()), hard=thing.hard)
    return None


def _short_before(prefix: str) -> bool:
    return (
        len(re.sub(r"其中|共|现|已|、|和|及|并|新|本年度?|全年|的|均|各|有|当年|清理", "", prefix))
        <= 2
    )


def _narrowed(prefix: str) -> bool:
    """Whether words before the thing cut it down to a part of itself."""
    return bool(
        re.search(r"(?:领域|方面|类|重点|专项|非|涉及|关于|对|解读|征集|备案|审查|审核)$", prefix)
    )

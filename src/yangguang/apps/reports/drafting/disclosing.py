"""What a report says of proactive disclosure, of its platforms and of how the work is secured."""

from __future__ import annotations

from yangguang.apps.reports.drafting.appraising import missing_kinds, results_told
from yangguang.apps.reports.drafting.material import Material
from yangguang.apps.reports.drafting.pen import Pen
from yangguang.apps.reports.figures.letters import channels


def published(pen: Pen) -> str:
    """How much was published, and of what kinds; empty where no record tells."""
    if not pen.n("items.published"):
        return ""
    lead = pen.vary(
        "items", "全年主动公开政府信息", "本年主动公开各类政府信息", "年内主动公开政府信息"
    )
    said = f"{lead}{pen.fig('items.published')}条"
    said += pen.against_last_year("items.published", "条") + "。"
    kinds = [
        (name, key)
        for name, key in (
            ("政策文件", "items.policy"),
            ("政策解读", "items.interpretations"),
            ("规划计划", "items.plans"),
            ("财政预算决算", "items.finance"),
            ("统计信息", "items.statistics"),
            ("招标采购公告", "items.tenders"),
        )
        if pen.n(key)
    ]
    if len(kinds) > 1:
        listed = "、".join(f"{name}{pen.fig(key)}条" for name, key in kinds)
        said += f"按内容分，公开{listed}。"
    return said


def norms_2021(pen: Pen) -> str:
    """Rules and normative documents made, repealed and in force."""
    said = []
    if pen.n("2.1.rules/made") or pen.n("2.1.rules/in_force"):
        said.append(_one_kind(pen, "规章", "2.1.rules"))
    if pen.knows("2.1.norms/made", "2.1.norms/in_force"):
        said.append(_one_kind(pen, "行政规范性文件", "2.1.norms"))
    return f"本年{'。'.join(said)}。" if said else ""


def _one_kind(pen: Pen, name: str, row: str) -> str:
    made, repealed = pen.n(f"{row}/made"), pen.n(f"{row}/repealed")
    acts = []
    if made:
        acts.append(f"制发{name}{pen.fig(f'{row}/made')}件")
    else:
        acts.append(f"未制发{name}")
    if repealed:
        acts.append(f"废止{pen.fig(f'{row}/repealed')}件")
    if pen.n(f"{row}/in_force"):
        acts.append(f"年末现行有效{pen.fig(f'{row}/in_force')}件")
    return "，".join(acts)


def norms_2019(pen: Pen) -> str:
    """Normative documents by the columns of the form of 2019."""
    if not pen.knows("2.1.norms/made"):
        return ""
    if not pen.n("2.1.norms/made"):
        return "本年未制发规范性文件。"
    said = f"本年制发规范性文件{pen.fig('2.1.norms/made')}件"
    if pen.n("2.1.norms/total_public"):
        said += f"，对外公开的规范性文件总数为{pen.fig('2.1.norms/total_public')}件"
    return said + "。"


def decisions(pen: Pen) -> str:
    """Permits, penalties and coercive measures."""
    named = [
        ("行政许可决定", "2.5.permits/decisions"),
        ("行政处罚决定", "2.6.penalties/decisions"),
        ("行政强制决定", "2.6.coercion/decisions"),
    ]
    standing = [(name, one) for name, one in named if pen.n(one)]
    if not standing:
        return ""
    return "全年作出" + "、".join(f"{name}{pen.fig(one)}件" for name, one in standing) + "。"


def answering(pen: Pen) -> str:
    """Press conferences, interviews and interpretation outside the platform."""
    named = [
        ("召开新闻发布会", "press.conferences", "场"),
        ("开展政府网站在线访谈", "interviews", "次"),
        ("编发政府公报", "gazette.issues", "期"),
    ]
    standing = [f"{name}{pen.fig(one)}{unit}" for name, one, unit in named if pen.n(one)]
    return f"{'，'.join(standing)}。" if standing else ""


def managing(pen: Pen) -> str:
    """Management of what is public: attributes at the source, clean-up, mending."""
    said = pen.vary(
        "managing",
        "落实公文公开属性源头认定，拟制公文时同步明确公开属性及依据；发布前依法审查，谁公开、谁审查、谁负责。",
        "严格执行政府信息公开审查制度，未经审查的信息不得公开；公文起草时即明确主动公开、依申请公开或者不予公开。",
        "完善政府信息制作、审查、公开、归档的全过程管理，公开属性的认定做到有依据、有理由、有记录。",
    )
    acts = []
    if pen.n("items.corrected"):
        acts.append(f"更正、修改已公开信息{pen.fig('items.corrected')}条")
    if pen.n("items.withdrawn"):
        acts.append(f"撤回不宜继续公开的信息{pen.fig('items.withdrawn')}条")
    if acts:
        said += f"全年{'，'.join(acts)}。"
    return said


def platforms(pen: Pen, material: Material) -> str:
    """The platform and the consultation points."""
    we = material.body.we
    said = pen.vary(
        "platforms",
        f"{we}按照统一格式管理政府信息公开专栏，公开指南、公开制度、法定主动公开内容、公开年报和依申请公开入口齐全，检索、查阅、下载功能正常。",
        f"{we}持续做好政府信息公开专栏的内容保障，及时更新公开指南和公开目录，提供无障碍浏览、繁体浏览和站内检索。",
        f"{we}加强政府信息公开平台建设，规范栏目设置，专栏集中展示法定主动公开内容，便于公众查阅和检索。",
    )
    acts = []
    if pen.n("points"):
        acts.append(f"年末设有政府信息查阅点{pen.fig('points')}个")
    if pen.n("handovers"):
        acts.append(f"全年向查阅点移交资料{pen.fig('handovers')}份")
    if pen.n("visits"):
        acts.append(f"全年接待政府信息查阅{pen.fig('visits')}人次")
    return said + (f"{'，'.join(acts)}。" if acts else "")


def securing(pen: Pen, material: Material) -> str:
    """Meetings, training, people, assessment, public appraisal and accountability.

    依据：《政府信息公开条例》第五十条第一款：工作年度报告应当包括工作考核、社会评议和责任追究结果情况。
    """
    said = pen.vary(
        "securing",
        "政府信息公开工作机构履行推进、指导、协调、监督职责，日常检查与定期评估相结合。",
        "将政府信息公开工作列入年度重点任务，明确责任分工，加强业务指导和日常监督。",
        "健全政府信息公开工作责任制，定期通报工作情况，发现问题及时督促整改。",
    )
    acts = []
    if pen.n("meetings"):
        acts.append(f"召开政府信息公开工作会议{pen.fig('meetings')}次")
    if pen.n("training.classes"):
        acts.append(f"举办培训班{pen.fig('training.classes')}次")
        if pen.n("training.people"):
            acts.append(f"培训{pen.fig('training.people')}人次")
    if acts:
        said += f"全年{'，'.join(acts)}。"
    return said + appraised(pen, material)


def appraised(pen: Pen, material: Material) -> str:
    """Results of appraisal, and the place to fill in what a government has to tell besides.

    A note on record stands in the place of both.
    """
    noted = material.notes.get("assessment")
    if noted:
        return noted
    said = results_told(pen, material.results)
    missing = missing_kinds(material.results)
    if not missing:
        return said
    rest = "" if material.body.is_government else "，没有开展的删去"
    return said + (
        f"［请填写：{'、'.join(missing)}结果，依据《条例》第五十条第一款{rest}；"
        "登记到台账“考核评议和责任追究结果”的自动写入］"
    )


def letters(pen: Pen) -> str:
    """Letters and calls of the public and what became of them; empty where none are recorded."""
    if not pen.n("letters.received"):
        return ""
    named = [
        (name, f"letters.channel.{at}")
        for at, name in enumerate(channels(), 1)
        if pen.n(f"letters.channel.{at}")
    ]
    said = f"全年收到群众来信来电{pen.fig('letters.received')}件"
    said += pen.against_last_year("letters.received", "件")
    if len(named) > 1:
        said += "，其中" + "、".join(f"{name}{pen.fig(one)}件" for name, one in named)
    if pen.n("letters.answered") == pen.n("letters.received"):
        said += "；均已答复"
    else:
        rate = pen.fig("share:letters.answered|letters.received")
        said += f"；已答复{pen.fig('letters.answered')}件，答复率{rate}%"
    if pen.n("letters.timed"):
        said += f"，按期答复率{pen.fig('share:letters.in_time|letters.timed')}%"
    if pen.n("letters.published"):
        said += f"，公开答复{pen.fig('letters.published')}件"
    return said + "。"


def channels_2014(pen: Pen) -> str:
    """The form of 2014: what was published, through which channels."""
    if not pen.knows("1.1"):
        return ""
    if not pen.n("1.1"):
        return "全年没有主动公开政府信息。"
    said = f"全年主动公开政府信息{pen.fig('1.1')}条{pen.against_last_year('1.1', '条')}。"
    named = [
        ("政府公报", "1.2.1"),
        ("政府网站", "1.2.2"),
        ("政务微博", "1.2.3"),
        ("政务微信", "1.2.4"),
        ("其他方式", "1.2.5"),
    ]
    standing = [(name, one) for name, one in named if pen.n(one)]
    if standing:
        said += "按渠道分，通过"
        said += "，通过".join(f"{name}公开政府信息{pen.fig(one)}条" for name, one in standing)
        said += "；同一信息通过不同渠道公开的，总数中计1条。" if len(standing) > 1 else "。"
    if pen.knows("1.1.a", "1.1.b") and pen.n("1.1.b"):
        said += f"制发规范性文件{pen.fig('1.1.b')}件"
        said += f"，主动公开规范性文件{pen.fig('1.1.a')}条。" if pen.n("1.1.a") else "。"
    return said


def answers_2014(pen: Pen) -> str:
    """The form of 2014: answering what the public asks, and interpretation."""
    said = []
    if pen.n("2.1"):
        said.append(f"回应公众关注热点或重大舆情{pen.fig('2.1')}次")
    for name, row in (("参加或举办新闻发布会", "2.2.1"), ("开展政府网站在线访谈", "2.2.2")):
        if pen.n(row):
            led = f"（其中主要负责同志参加{pen.fig(row + '.a')}次）" if pen.n(row + ".a") else ""
            said.append(f"{name}{pen.fig(row)}次{led}")
    if pen.n("2.2.3"):
        said.append(f"发布政策解读稿件{pen.fig('2.2.3')}篇")
    if pen.n("2.2.4"):
        said.append(f"通过微博微信回应事件{pen.fig('2.2.4')}次")
    if pen.n("2.2.5"):
        said.append(f"通过其他方式回应事件{pen.fig('2.2.5')}次")
    return f"{'，'.join(said)}。" if said else ""


def means_2014(pen: Pen) -> str:
    """The form of 2014: bodies, people, funds, meetings and training."""
    said = []
    bodies = []
    if pen.n("8.1"):
        bodies.append(f"政府信息公开工作专门机构{pen.fig('8.1')}个")
    if pen.n("8.2"):
        bodies.append(f"政府信息公开查阅点{pen.fig('8.2')}个")
    if bodies:
        said.append(f"年末设有{'、'.join(bodies)}。")
    if pen.n("8.3"):
        ways = pen.parts([("专职人员", "8.3.1"), ("兼职人员", "8.3.2")], "人", whole="8.3")
        said.append(f"从事政府信息公开工作的人员{pen.fig('8.3')}人{f'，{ways}' if ways else ''}。")
    if pen.n("8.4"):
        said.append(f"安排政府信息公开专项经费{pen.fig('8.4')}万元。")
    acts = []
    if pen.n("9.1"):
        acts.append(f"召开政府信息公开工作会议{pen.fig('9.1')}次")
    if pen.n("9.2"):
        acts.append(f"举办各类培训班{pen.fig('9.2')}次")
    if pen.n("9.3"):
        acts.append(f"接受培训人员{pen.fig('9.3')}人次")
    if acts:
        said.append(f"全年{'，'.join(acts)}。")
    return "".join(said)

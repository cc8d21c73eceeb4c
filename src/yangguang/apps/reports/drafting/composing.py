"""The whole report: title, opening, the sections of the form in force, each with its tables.

依据：报告的内容见《政府信息公开条例》第五十条（2019年修订）、2007年条例第三十二条；格式见国办公开办函
〔2021〕30号（2021年度起）、国办公开办函〔2019〕60号（2019、2020年度）；统计表见国办发〔2014〕32号。
"""

from __future__ import annotations

from yangguang.apps.reports.drafting import applications as apply
from yangguang.apps.reports.drafting import disclosing as disclose
from yangguang.apps.reports.drafting.appraising import results_told
from yangguang.apps.reports.drafting.material import Composed, Material, Part, period_told
from yangguang.apps.reports.drafting.pen import Pen
from yangguang.apps.reports.drafting.problems import problems_text

OPENING = "opening"
_LAW_2019 = "《中华人民共和国政府信息公开条例》（国务院令第711号，以下简称《条例》）"
_LAW_2007 = "《中华人民共和国政府信息公开条例》（国务院令第492号，以下简称《条例》）"
_FORMATS = {
    "2021": "和《中华人民共和国政府信息公开工作年度报告格式》（国办公开办函〔2021〕30号）",
    "2019": "和《关于政府信息公开工作年度报告有关事项的通知》（国办公开办函〔2019〕60号）",
    "2014": "和《国务院办公厅关于做好政府信息公开统计工作的通知》（国办发〔2014〕32号）",
}
SECTIONS_2014 = (
    ("overview", "一", "概述"),
    ("disclosure", "二", "主动公开政府信息的情况"),
    ("applications", "三", "依申请公开政府信息的情况"),
    ("fees", "四", "政府信息公开的收费及减免情况"),
    ("appeals", "五", "因政府信息公开申请行政复议、提起行政诉讼的情况"),
    ("problems", "六", "政府信息公开工作存在的主要问题及改进情况"),
    ("other", "七", "其他需要报告的事项"),
)


def compose(material: Material) -> Composed:
    """The draft of the report; figures that no record gives leave their sentence out."""
    pen = Pen(material.book)
    parts = _parts_2014(pen, material) if material.form.code == "2014" else _parts(pen, material)
    return Composed(title_of(material), tuple(parts), dict(pen.bindings))


def title_of(material: Material) -> str:
    """``清源市人民政府2024年政府信息公开工作年度报告``."""
    return f"{material.body.name}{material.year}年政府信息公开工作年度报告"


def _opening(material: Material) -> str:
    body, form, year = material.body, material.form.code, material.year
    law = _LAW_2007 if form == "2014" else _LAW_2019
    said = [f"本报告根据{law}{_FORMATS[form]}编制。"]
    if form == "2014":
        said.append("报告由" + "；".join(title for _, _, title in SECTIONS_2014))
        said.append("等七部分组成，并附政府信息公开情况统计表。")
    else:
        titles = "；".join(section.title for section in material.form.sections)
        said.append(f"全文由{titles}等六部分组成。")
    said.append(period_told(year, material.up_to))
    contact = "，".join(
        f"{label}：{value}"
        for label, value in (
            ("地址", body.address),
            ("邮政编码", body.postcode),
            ("电话", body.telephone),
            ("电子邮箱", body.email),
        )
        if value
    )
    contact = f"（{contact}）" if contact else ""
    said.append(f"如对本报告有疑问，请与{body.name}联系{contact}。")
    return "".join(said)


def _parts(pen: Pen, material: Material) -> list[Part]:
    form = material.form
    texts = {
        "一": _overview(pen, material),
        "二": "",
        "三": "",
        "四": "",
        "五": problems_text(pen, material),
        "六": _other(pen, material),
    }
    codes = dict(zip("一二三四五六", _CODES, strict=True))
    parts = [Part(OPENING, "", "", _opening(material))]
    for section in form.sections:
        tables = tuple(table.code for table in form.tables if table.section == section.number)
        charts = ("results", "received") if section.number == "一" else ()
        parts.append(
            Part(
                codes[section.number], section.number, section.title, texts[section.number],
                tables, charts,
            )
        )  # fmt: skip
    return parts


_CODES = ("overview", "disclosure", "applications", "appeals", "problems", "other")


def _overview(pen: Pen, material: Material) -> str:
    body = material.body
    lines = [
        pen.vary(
            "overview",
            f"{material.year}年，{body.we}认真贯彻落实《条例》和上级关于政务公开工作的部署，坚持以公开为常态、不公开为例外，依法保障公民、法人和其他组织获取政府信息的权利。",
            f"{material.year}年，{body.we}围绕中心工作和群众关切推进政府信息公开，主动公开、依申请公开、平台建设和监督保障各项工作有序开展。",
            f"{material.year}年，{body.we}依照《条例》规定，公正、公平、合法、便民地做好政府信息公开工作，公开的内容、程序和监督机制进一步规范。",
        ),
        "（一）主动公开情况",
        "".join(
            [
                pen.vary(
                    "disclosing",
                    "围绕法定主动公开内容和群众关心的重点领域，及时、准确公开政府信息。",
                    "按照《条例》第二十条、第二十一条规定，在法定期限内主动公开政府信息。",
                    "聚焦政策落实、财政资金、民生保障等内容，主动公开政府信息。",
                ),
                disclose.published(pen),
                disclose.norms_2021(pen) if material.form.code == "2021" else disclose.norms_2019(pen),
                disclose.decisions(pen),
                disclose.answering(pen),
            ]
        ),
        "（二）依申请公开情况",
        (apply.applications(pen) or material.prompt("applications", "填写：收到和处理政府信息公开申请的情况"))
        + apply.applicants(pen)
        + apply.appeals(pen),
        "（三）政府信息管理情况",
        disclose.managing(pen),
        "（四）政府信息公开平台建设情况",
        disclose.platforms(pen, material) + disclose.letters(pen),
        "（五）监督保障情况",
        disclose.securing(pen, material),
    ]  # fmt: skip
    return "\n".join(lines)


def _other(pen: Pen, material: Material) -> str:
    """依据：《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）收取情况在第六部分报告，2021年度起。"""
    year = material.year
    extra = material.notes.get("other", "")
    if material.form.code == "2019":
        return extra or "本年度没有其他需要报告的事项。"
    lead = "依照《政府信息公开信息处理费管理办法》（国办函〔2020〕109号），"
    if pen.n("fees.yuan"):
        cases = f"，涉及申请{pen.fig('fees.cases')}件" if pen.n("fees.cases") else ""
        said = f"{lead}{year}年收取信息处理费{pen.fig('fees.yuan')}元{cases}，按照规定缴入国库。"
    elif pen.knows("fees.yuan"):
        said = f"{lead}{year}年未收取信息处理费。"
    else:
        said = material.prompt(
            "fees", "填写：发出收费通知的件数、总金额和实际收取的信息处理费总金额"
        )
    return said + (
        extra or pen.vary("no-other", "没有其他需要报告的事项。", "此外，没有其他需要报告的事项。")
    )


def _parts_2014(pen: Pen, material: Material) -> list[Part]:
    body = material.body
    overview = [
        pen.vary(
            "overview-2014",
            f"{material.year}年，{body.we}认真贯彻实施《条例》，健全制度、拓宽渠道、强化监督，政府信息公开工作取得新的进展。",
            f"{material.year}年，{body.we}按照《条例》和政务公开工作要点的要求，推进行政权力公开、重点领域信息公开和政策解读。",
            f"{material.year}年，{body.we}围绕重点领域信息公开和依申请公开，规范程序、完善目录，提高政府工作透明度。",
        ),
        disclose.means_2014(pen),
        results_told(pen, material.results),
    ]
    disclosure = [
        pen.vary(
            "disclosing-2014",
            "以政府网站为主要平台，通过政府公报、新闻发布会、政务微博微信等方式主动公开政府信息。",
            "着力做好财政资金、公共资源配置、重大建设项目、公共服务等领域信息公开。",
            "完善政府信息公开目录，做到依法应当公开的及时公开。",
        )
        + disclose.channels_2014(pen),
        disclose.answers_2014(pen),
        disclose.letters(pen),
    ]
    texts = {
        "overview": _lines(overview),
        "disclosure": _lines(disclosure),
        "applications": _lines(apply.applications_2014(pen))
        or material.prompt("applications", "填写：收到和办理政府信息公开申请的情况"),
        "fees": _fees_2014(pen, material),
        "appeals": apply.appeals_2014(pen)
        or material.prompt("appeals", "填写：行政复议、行政诉讼情况"),
        "problems": problems_text(pen, material),
        "other": material.notes.get("other") or "本年度没有其他需要报告的事项。",
    }
    parts = [Part(OPENING, "", "", _opening(material))]
    for code, number, title in SECTIONS_2014:
        charts = {"disclosure": ("channels",), "applications": ("results", "received")}
        parts.append(Part(code, number, title, texts[code], charts=charts.get(code, ())))
    tables = tuple(table.code for table in material.form.tables)
    parts.append(Part("annex", "", "", "", tables))
    return parts


def _fees_2014(pen: Pen, material: Material) -> str:
    """依据：2007年条例第二十七条：只收取检索、复制、邮寄等成本费用；2017年起停征。"""
    if not pen.knows("7"):
        return material.prompt("fees", "填写：依申请公开收费及减免情况")
    if pen.n("7"):
        return f"{material.year}年，依照规定收取依申请公开信息检索、复制、邮寄等成本费用{pen.fig('7')}万元。"
    return pen.vary(
        "fees-2014",
        f"{material.year}年，未就依申请公开政府信息收取费用。",
        f"{material.year}年，没有向申请人收取检索、复制、邮寄等费用。",
    )


def _lines(lines: list[str]) -> str:
    return "\n".join(line for line in lines if line)

"""The demo city's annual reports: figures that add up over the years, and a text that says them."""

from __future__ import annotations

import html
import random
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from yangguang.apps.requests.models import Application
from yangguang.apps.requests.selectors.figures import Scope, fees_collected, request_cells
from yangguang.config.demo.items import FIRST_YEAR
from yangguang.config.demo.setting import City
from yangguang.config.demo.writing import Draft, working_day
from yangguang.law.forms.layout import PrintedTable, print_table
from yangguang.law.forms.load import load_form

REPORTING = ("city", "linhu", "dongshan", "anhe", "edu", "housing", "health", "land", "eco", "market", "finance", "transport")  # fmt: skip
COLUMNS = ("natural", "business", "research", "welfare", "legal", "other")
OUTCOMES = (
    ("3.3.1", 42), ("3.3.2", 9), ("3.3.3.1", 1), ("3.3.3.2", 1), ("3.3.3.3", 1), ("3.3.3.4", 4),
    ("3.3.3.5", 3), ("3.3.3.6", 3), ("3.3.3.7", 3), ("3.3.3.8", 4), ("3.3.4.1", 22), ("3.3.4.2", 5),
    ("3.3.4.3", 2), ("3.3.5.1", 4), ("3.3.5.2", 3), ("3.3.5.3", 1), ("3.3.5.4", 1), ("3.3.5.5", 1),
    ("3.3.6.1", 2), ("3.3.6.2", 0), ("3.3.6.3", 5),
)  # fmt: skip


@dataclass
class Figures:
    """All cells of one report, by their codes."""

    form: str
    cells: dict[str, float] = field(default_factory=dict)
    fees: Decimal = Decimal(0)
    """What applicants paid, in 元."""

    def total(self, row: str) -> int:
        """The row's total."""
        return int(self.cells[f"{row}/total"])


def form_of(year: int) -> str:
    """The form in force for a report year."""
    return "2014" if year <= 2018 else "2019" if year <= 2020 else "2021"


def size_of(slug: str) -> int:
    """Roughly how many applications the body gets in a year."""
    if slug == "city":
        return 240
    return 46 if slug in {"linhu", "dongshan", "anhe"} else 28


def all_figures(city: City, slug: str) -> dict[int, Figures]:
    """Year → figures; what one year carries over is what the next one starts with.

    Where the city's applications have been played, what the form says of applications, reviews and
    suits is what they give as of the day of the report; else it is invented.
    """
    found: dict[int, Figures] = {}
    played = Application.objects.exists()
    carried = dict.fromkeys(COLUMNS, 0)
    in_force = {"rules": 4 if slug == "city" else 0, "norms": 160 if slug == "city" else 24}
    projects: dict[str, int] = {}
    for year in range(FIRST_YEAR, city.today.year):
        rng = city.rng("report", slug, year)
        form = form_of(year)
        if form == "2014":
            found[year] = _figures_2014(rng, size_of(slug))
        else:
            cells: dict[str, float] = {}
            carried = _table_3(rng, size_of(slug), carried, cells)
            _table_4(rng, size_of(slug), cells)
            if form == "2019":
                _one_row_for_other(cells)
            if form == "2021":
                _table_2_2021(rng, slug, in_force, cells)
            else:
                _table_2_2019(rng, in_force, projects, cells)
            found[year] = Figures(form, cells)
        if played:
            _from_applications(city, slug, year, found[year])
    return found


def _from_applications(city: City, slug: str, year: int, figures: Figures) -> None:
    """The figures that the applications give, as they were known on the day of the report."""
    scope = Scope((city.agencies[slug].pk,), year, city.moment(published_on(city, slug, year)))
    cells = request_cells(scope.agencies, year, as_of=scope.as_of)
    figures.cells |= {cell: float(value) for cell, value in cells.values.items()}
    figures.fees = fees_collected(scope) * 10000


def published_on(city: City, slug: str, year: int) -> date:
    """The day of the report about that year, by the dates of 条例第四十九条."""
    rng = city.rng("report-day", slug, year)
    is_government = slug in {"city", "linhu", "dongshan", "anhe"}
    return working_day(date(year + 1, 3 if is_government else 1, rng.randint(8, 24)))


def _split(rng: random.Random, amount: int, parts: int) -> list[int]:
    cuts = sorted(rng.randint(0, amount) for _ in range(parts - 1))
    return [b - a for a, b in zip([0, *cuts], [*cuts, amount], strict=True)]


def _figures_2014(rng: random.Random, size: int) -> Figures:
    cells: dict[str, float] = {}
    received = rng.randint(size // 2, size)
    published = rng.randint(size * 20, size * 60)
    norms = rng.randint(12, 60)
    cells["1.1"] = published
    cells["1.1.a"] = norms
    cells["1.1.b"] = norms + rng.randint(0, 3)
    website = published - rng.randint(0, published // 20)
    channels = [
        rng.randint(10, 90),
        website,
        rng.randint(60, 900),
        rng.randint(60, 900),
        published // 8,
    ]
    for number, value in enumerate(channels, start=1):
        cells[f"1.2.{number}"] = min(value, published)
    press, interviews = rng.randint(2, 16), rng.randint(1, 10)
    cells |= {
        "2.2.1": press, "2.2.1.a": rng.randint(0, press),
        "2.2.2": interviews, "2.2.2.a": rng.randint(0, interviews),
        "2.2.3": rng.randint(10, 120), "2.2.4": rng.randint(5, 200), "2.2.5": rng.randint(2, 60),
    }  # fmt: skip
    cells["2.1"] = rng.randint(20, 160)
    for number, value in enumerate(_split(rng, received, 4), start=1):
        cells[f"3.1.{number}"] = value
    cells["3.1"] = cells["3.2"] = cells["3.3"] = received
    late = rng.randint(0, received // 8)
    cells["3.2.1"], cells["3.2.2"] = received - late, late
    refused = rng.randint(0, received // 6)
    others = _split(rng, received - refused, 7)
    for code, value in zip(
        ("3.3.1", "3.3.2", "3.3.3", "3.3.5", "3.3.6", "3.3.7", "3.3.8"), others, strict=True
    ):
        cells[code] = value
    cells["3.3.4"] = refused
    for number, value in enumerate(_split(rng, refused, 6), start=1):
        cells[f"3.3.4.{number}"] = value
    for row in ("4", "5"):
        outcomes = [rng.randint(0, 6), rng.randint(0, 2), rng.randint(0, 2)]
        cells[row] = sum(outcomes)
        for number, value in enumerate(outcomes, start=1):
            cells[f"{row}.{number}"] = value
    cells["6"], cells["7"] = rng.randint(0, 3), 0
    cells["8.1"], cells["8.2"] = rng.randint(1, 40), rng.randint(2, 30)
    full, part = rng.randint(2, 30), rng.randint(10, 180)
    cells["8.3"], cells["8.3.1"], cells["8.3.2"] = full + part, full, part
    cells["8.4"] = rng.randint(0, 60)
    cells["9.1"], cells["9.2"], cells["9.3"] = (
        rng.randint(2, 20), rng.randint(1, 12), rng.randint(60, 900)
    )  # fmt: skip
    return Figures("2014", cells)


def _table_3(
    rng: random.Random, size: int, carried: dict[str, int], cells: dict[str, float]
) -> dict[str, int]:
    weights = {"natural": 80, "business": 12, "research": 1, "welfare": 2, "legal": 4, "other": 1}
    leaving: dict[str, int] = {}
    codes = [code for code, _ in OUTCOMES]
    for column in COLUMNS:
        new = round(size * weights[column] / 100 * rng.uniform(0.7, 1.3))
        total = new + carried[column]
        leaving[column] = min(total, round(total * rng.uniform(0, 0.12)))
        handled = total - leaving[column]
        drawn = rng.choices(codes, [weight for _, weight in OUTCOMES], k=handled)
        cells[f"3.1/{column}"], cells[f"3.2/{column}"] = new, carried[column]
        for code in codes:
            cells[f"{code}/{column}"] = drawn.count(code)
        cells[f"3.3.7/{column}"] = handled
        cells[f"3.4/{column}"] = leaving[column]
    for row in ("3.1", "3.2", *codes, "3.3.7", "3.4"):
        cells[f"{row}/total"] = sum(cells[f"{row}/{column}"] for column in COLUMNS)
    return leaving


def _one_row_for_other(cells: dict[str, float]) -> None:
    """The trial form of 2019 prints 其他处理 as one row."""
    for column in (*COLUMNS, "total"):
        parts = [f"3.3.6.{number}/{column}" for number in (1, 2, 3)]
        cells[f"3.3.6/{column}"] = sum(cells.pop(part) for part in parts)


def _table_4(rng: random.Random, size: int, cells: dict[str, float]) -> None:
    for row, most in (("4.1", size // 14), ("4.2", size // 28), ("4.3", size // 40)):
        values = {
            "upheld": rng.randint(0, most),
            "corrected": rng.randint(0, max(1, most // 4)),
            "other": rng.randint(0, max(1, most // 3)),
            "pending": rng.randint(0, max(1, most // 5)),
        }
        for column, value in values.items():
            cells[f"{row}/{column}"] = value
        cells[f"{row}/total"] = sum(values.values())


def _table_2_2021(
    rng: random.Random, slug: str, in_force: dict[str, int], cells: dict[str, float]
) -> None:
    for row in ("rules", "norms"):
        made = rng.randint(0, 1) if row == "rules" and slug == "city" else 0
        if row == "norms":
            made = rng.randint(2, 14)
        repealed = rng.randint(0, min(made + 2, in_force[row])) if in_force[row] else 0
        in_force[row] += made - repealed
        cells[f"2.1.{row}/made"] = made
        cells[f"2.1.{row}/repealed"] = repealed
        cells[f"2.1.{row}/in_force"] = in_force[row]
    cells["2.5.permits/decisions"] = rng.randint(200, 21000)
    cells["2.6.penalties/decisions"] = rng.randint(40, 6000)
    cells["2.6.coercion/decisions"] = rng.randint(0, 900)
    cells["2.8.fees/amount"] = round(rng.uniform(0, 3200), 2)


def _table_2_2019(
    rng: random.Random, in_force: dict[str, int], projects: dict[str, int], cells: dict[str, float]
) -> None:
    """``projects`` keeps each list's length, with which the next year's report begins."""
    for row in ("rules", "norms"):
        made = rng.randint(2, 14) if row == "norms" else 0
        in_force[row] += made
        cells[f"2.1.{row}/made"] = made
        cells[f"2.1.{row}/newly_public"] = made
        cells[f"2.1.{row}/total_public"] = in_force[row]
    lists = ("2.5.permits", "2.5.other_services", "2.6.penalties", "2.6.coercion", "2.8.fees")
    for row in lists:
        previous = projects.get(row, rng.randint(20, 260))
        change = rng.randint(-9, 18)
        projects[row] = previous + change
        cells[f"{row}/previous"] = previous
        cells[f"{row}/change"] = change
        if row != "2.8.fees":
            cells[f"{row}/decisions"] = rng.randint(60, 9000)
    cells["2.9.procurement/projects"] = rng.randint(10, 320)
    cells["2.9.procurement/amount"] = round(rng.uniform(200, 26000), 2)


def reports(city: City) -> list[Draft]:
    """The annual reports of the bodies that publish one, each in the first months after its year."""
    found = []
    for slug in REPORTING:
        figures = all_figures(city, slug)
        for year, values in figures.items():
            on = published_on(city, slug, year)
            if on > city.today:
                continue
            issuer = city.name_on(slug, on)
            title = f"{issuer}{year}年政府信息公开工作年度报告"
            paragraphs, markup = _compose(city, slug, issuer, year, values)
            found.append(
                Draft(
                    slug="annual-report", key=f"report-{slug}-{year}", on=on, agency=slug,
                    title=title, paragraphs=paragraphs, kind="annual-report",
                    columns=["annual-reports"], facets=[("article-20", "other")],
                    subject="政府信息公开", table_html=markup,
                )
            )  # fmt: skip
    return found


def _compose(
    city: City, slug: str, issuer: str, year: int, values: Figures
) -> tuple[list[str], str]:
    """Paragraphs before the tables, and the tables with what follows them as markup."""
    intro = (
        f"本报告根据《中华人民共和国政府信息公开条例》编制。报告中所列数据的统计期限为"
        f"{year}年1月1日至12月31日。如对报告有疑问，请与{issuer}联系（电话：{city.agencies[slug].telephone}）。"
    )
    if values.form == "2014":
        return _text_2014(intro, year, values), _markup(values, "")
    return _text_2019(intro, year, values), _markup(values, _after(year, values))


def _text_2014(intro: str, year: int, values: Figures) -> list[str]:
    c = {code: int(value) for code, value in values.cells.items()}
    return [
        intro,
        "一、概述",
        f"{year}年，我们认真落实政务公开工作要点，健全制度，拓宽渠道，政府信息公开工作取得新的进展。",
        "二、主动公开政府信息的情况",
        f"全年主动公开政府信息{c['1.1']}条，通过政府网站公开{c['1.2.2']}条。政务微博发布{c['1.2.3']}条，政务微信发布{c['1.2.4']}条。发布政策解读稿件{c['2.2.3']}篇。",
        "三、依申请公开政府信息办理情况",
        f"全年共收到政府信息公开申请{c['3.1']}件，其中当面申请{c['3.1.1']}件，传真申请{c['3.1.2']}件，网络申请{c['3.1.3']}件，信函申请{c['3.1.4']}件。办结{c['3.2']}件，其中按时办结{c['3.2.1']}件，延期办结{c['3.2.2']}件。",
        "四、政府信息公开的收费及减免情况",
        "全年未向申请人收取任何费用。",
        "五、行政复议、行政诉讼情况",
        f"因政府信息公开引起的行政复议{c['4']}件，行政诉讼{c['5']}件。",
        "六、存在的主要问题和改进措施",
        "主要问题是政策解读形式还不够丰富，部分栏目更新不够及时。下一步将加强培训和督查，提高公开质量。",
        "附：政府信息公开情况统计表",
    ]


def _text_2019(intro: str, year: int, values: Figures) -> list[str]:
    natural = int(values.cells["3.1/natural"])
    text = [
        intro,
        "一、总体情况",
        f"（一）主动公开。{year}年，围绕公众关切及时发布政策文件、财政资金、民生保障等信息，政策与解读同步公开。",
        f"（二）依申请公开。{year}年新收政府信息公开申请{values.total('3.1')}件，其中自然人申请{natural}件，法人或其他组织申请{values.total('3.1') - natural}件；上年结转{values.total('3.2')}件。全年办结{values.total('3.3.7')}件，结转下年度继续办理{values.total('3.4')}件。予以公开{values.total('3.3.1')}件，部分公开{values.total('3.3.2')}件。",
        "（三）政府信息管理。落实公开属性源头认定和发布审核制度，开展规范性文件清理。",
        "（四）平台建设。政府信息公开专栏按照统一格式设置，检索、下载等功能运行正常。",
        "（五）监督保障。政务公开纳入年度考核，开展业务培训和社会评议，未发生责任追究情形。",
    ]
    if values.form == "2021":
        made, in_force = (
            int(values.cells["2.1.norms/made"]),
            int(values.cells["2.1.norms/in_force"]),
        )
        text.insert(3, f"本年制发行政规范性文件{made}件，现行有效{in_force}件。")
    return text


def _after(year: int, values: Figures) -> str:
    lines = [
        "<h2>五、存在的主要问题及改进情况</h2>",
        "<p>一是个别单位公开意识有待加强，二是政策解读形式不够多样。对此，我们组织专题培训，增加图片、问答等解读形式。</p>",
        "<h2>六、其他需要报告的事项</h2>",
    ]
    fee = f"{year}年度未收取信息处理费。" if values.form == "2021" else "无其他需要报告的事项。"
    if values.fees:
        fee = f"{year}年度依照规定收取信息处理费{values.fees:.0f}元，全部缴入国库。"
    return "".join([*lines, f"<p>{fee}</p>"])


def _markup(values: Figures, after: str) -> str:
    parts = []
    if values.form != "2014":
        parts.append("<h2>二、主动公开政府信息情况</h2>")
    for table in load_form(values.form).tables:
        printed = print_table(table)
        if printed.heading[1:2] == "、":
            parts.append(f"<h2>{html.escape(printed.heading)}</h2>")
            parts.append(_draw(printed, values, caption=""))
        else:
            parts.append(_draw(printed, values, caption=printed.heading))
    return "".join(parts) + after


def _draw(printed: PrintedTable, values: Figures, *, caption: str) -> str:
    head = "".join(
        "<tr>"
        + "".join(
            f'<th colspan="{cell.columns}" rowspan="{cell.rows}">{html.escape(cell.text)}</th>'
            for cell in row
        )
        + "</tr>"
        for row in printed.head
    )
    body = []
    for row in printed.rows:
        cells = []
        if printed.row_heads:
            cells.append(f'<td colspan="{printed.label_columns}">{html.escape(row.label)}</td>')
        if printed.has_units:
            cells.append(f"<td>{html.escape(row.unit)}</td>")
        if row.cells:
            cells.extend(f"<td>{_shown(values.cells[code])}</td>" for code in row.cells)
        elif printed.row_heads:
            width = max(len(other.cells) for other in printed.rows)
            cells.append(f'<td colspan="{width}"></td>')
        body.append(f"<tr>{''.join(cells)}</tr>")
    title = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    return f"<table>{title}<thead>{head}</thead><tbody>{''.join(body)}</tbody></table>"


def _shown(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:.2f}"

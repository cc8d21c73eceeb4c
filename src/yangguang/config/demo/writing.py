"""Composing the demo city's documents: official wording put together from a topic's points."""

from __future__ import annotations

import html
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

NUMERALS = "零一二三四五六七八九十"
_AIMS = (
    "以保障群众合法权益为出发点，坚持公开、公平、公正",
    "坚持问题导向和系统观念，补齐短板、压实责任",
    "按照依法依规、分级负责、便民高效的原则推进",
    "坚持政府主导、部门联动、社会参与",
)
_MEASURES = (
    "各责任单位要细化任务分工，明确时间节点，确保措施落实到位。",
    "相关办理条件、流程和结果应当在政府网站和办事场所同步公布。",
    "对工作推进不力、弄虚作假的，依规依纪追究责任。",
    "财政、审计部门加强资金监管，实行专款专用。",
    "各县（区）人民政府对本辖区工作负总责，每季度报送进展情况。",
    "充分利用政府网站、政务新媒体和公示栏开展宣传，提高群众知晓率。",
)
_CLOSINGS = (
    "本文件自印发之日起施行，有效期五年。",
    "本文件由主管部门负责解释。",
    "以往规定与本文件不一致的，以本文件为准。",
)


@dataclass(frozen=True)
class Written:
    """A text made on its day: as markup and as words."""

    html: str
    text: str


@dataclass
class Draft:
    """A document of the demo city before it goes into the catalogue."""

    slug: str
    on: date
    agency: str
    title: str
    paragraphs: list[str]
    kind: str
    columns: list[str]
    facets: list[tuple[str, str]] = field(default_factory=list)
    word: str = ""
    validity: str = ""
    subject: str = ""
    keywords: str = ""
    attach: str = ""
    rows: list[list[Any]] = field(default_factory=list)
    table_html: str = ""
    interprets: str = ""
    formed_on: date | None = None
    state: str = "published"
    unsure: list[dict[str, str]] = field(default_factory=list)
    key: str = ""
    write: Callable[[datetime], Written] | None = None
    """Writes the text when its day has come, for documents that state what was recorded by then."""


def working_day(day: date) -> date:
    """The same day, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def season(month: int) -> str:
    """The quarter a month lies in, as offices write it."""
    return f"第{NUMERALS[(month - 1) // 3 + 1]}季度"


def chinese_date(day: date) -> str:
    """2026年1月27日."""
    return f"{day.year}年{day.month}月{day.day}日"


def figures(facts: list[list[Any]], year: int, rng: random.Random) -> list[tuple[str, float, str]]:
    """A topic's figures for a year: they grow from the low to the high bound, with some noise."""
    found = []
    for label, unit, low, high in facts:
        share = min(1.0, max(0.0, (year - 2014) / 12 + rng.uniform(-0.06, 0.06)))
        value = low + (high - low) * share
        found.append((label, round(value, 1) if high < 100 else round(value), unit))
    return found


def policy_body(
    *, issuer: str, subject: str, points: list[str], facts: list[tuple[str, float, str]],
    addressee: str, on: date, rng: random.Random, closing: bool,
) -> list[str]:  # fmt: skip
    """Paragraphs of a notice, plan or set of rules."""
    body = []
    if addressee:
        body.append(f"{addressee}：")
    body.append(f"为做好{subject}工作，{rng.choice(_AIMS)}，结合我市实际，现就有关事项通知如下。")
    body.append("一、总体要求")
    said = "，".join(f"{label}{_number(value)}{unit}" for label, value, unit in facts)
    body.append(f"{on.year}年，全市{said}。各有关单位要统一思想，扎实推进各项任务。")
    body.append("二、主要内容")
    for number, point in enumerate(points, start=1):
        body.append(f"（{NUMERALS[number]}）{point}。")
        body.append(rng.choice(_MEASURES))
    body.append("三、工作要求")
    body.extend(rng.sample(_MEASURES, 2))
    if closing:
        body.extend(_CLOSINGS[: rng.randint(1, 3)])
    body.append(f"联系人：{issuer}办公室。")
    body.append(issuer)
    body.append(chinese_date(on))
    body.append("（此件公开发布）")
    return body


def notice_body(
    *, issuer: str, subject: str, points: list[str], facts: list[tuple[str, float, str]],
    on: date, rng: random.Random,
) -> list[str]:  # fmt: skip
    """Paragraphs of an announcement or a set of results."""
    said = "，".join(f"{label}{_number(value)}{unit}" for label, value, unit in facts)
    body = [f"根据有关规定，现将{subject}有关情况公布如下：", f"本期{said}。"]
    body.extend(f"{number}．{point}。" for number, point in enumerate(points, start=1))
    body.append(f"公众如有疑问，可在工作时间与{issuer}联系。")
    body.extend([issuer, chinese_date(on)])
    return body


def interpretation_body(
    *, policy: str, issuer: str, points: list[str], facts: list[tuple[str, float, str]],
    rng: random.Random,
) -> list[str]:  # fmt: skip
    """Questions and answers about a policy."""
    body = [
        f"近日，《{policy}》印发。为便于社会公众了解政策内容，现解读如下。",
        "问：为什么要出台这个文件？",
        f"答：{rng.choice(_AIMS)}，回应群众关心的问题，是出台这个文件的主要考虑。",
    ]
    for point in points:
        body.append(f"问：关于“{point[:12]}……”，群众应当注意什么？")
        body.append(f"答：文件明确，{point}。{rng.choice(_MEASURES)}")
    said = "，".join(f"{label}{_number(value)}{unit}" for label, value, unit in facts)
    body.append(f"问：今年的目标是什么？\n答：今年{said}。")
    body.append(f"解读单位：{issuer}")
    return body


def _number(value: float) -> str:
    return f"{value:g}" if value < 100 else f"{value:.0f}"


def as_html(paragraphs: list[str], table: str = "") -> str:
    """Clean markup for the paragraphs; section lines become headings."""
    parts = []
    for text in paragraphs:
        safe = html.escape(text).replace("\n", "<br>")
        if len(text) < 20 and text[:2] in {f"{numeral}、" for numeral in NUMERALS}:
            parts.append(f"<h2>{safe}</h2>")
        else:
            parts.append(f"<p>{safe}</p>")
    return "\n".join(parts) + table


def table_html(rows: list[list[Any]]) -> str:
    """A table with its first row as the head."""
    head, *rest = rows
    cells = "".join(f'<th scope="col">{html.escape(str(cell))}</th>' for cell in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) + "</tr>"
        for row in rest
    )
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"

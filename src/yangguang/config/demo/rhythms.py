"""What keeps the demo city's columns alive: series that come again and again, reckoned back from today.

Recurring matters (``items``) stand in their month of the year, so that on some days a column would lie
still for long. A series says how often its column is updated and how long ago it was last, so that
the city looks lived in on whatever day it is started, with a few columns that somebody has let slip.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from importlib.resources import files
from itertools import islice
from typing import Any

from yangguang.config.demo import places, writing
from yangguang.config.demo.setting import City
from yangguang.config.demo.writing import Draft

READ_BACK, READ_EACH = 330, 6
"""Of the unexplained policies of so many days, every so-manieth is explained by a head or a film."""
_READINGS = (
    ("leader-reading", "负责人解读", "文件印发后，起草单位主要负责人就公众关心的问题作了解答。"),
    ("video-reading", "视频解读", "本视频时长三分钟，以下为文字稿，方便听障人士和不便播放的读者。"),
    ("text-reading", "政策问答", "为便于公众了解文件内容，起草单位作如下解读。"),
    ("graphic-reading", "一图读懂", "以下为图解的文字说明。"),
)
_FACETS = {
    "policy-document": ("decision", "rules"),
    "approval-reply": ("decision", "rules"),
    "plan": ("decision", "plans"),
    "statistics-bulletin": ("result", "statistics"),
    "budget": ("administration", "budgets"),
    "list": ("administration", "fees"),
    "tender": ("execution", "procurement"),
    "emergency": ("execution", "emergency"),
    "personnel": ("result", "recruitment"),
}
_SEASONS = ("winter", "spring", "summer", "autumn")


def load(name: str) -> dict[str, Any]:
    """A data file that lies beside this module."""
    text = files("yangguang.config.demo").joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def rhythms(city: City, series: Sequence[dict[str, Any]] | None = None) -> Iterator[Draft]:
    """The documents of every series, up to today."""
    for one in load("rhythms.toml")["series"] if series is None else series:
        for number, on in enumerate(sorted(_days(city, one)), start=1):
            yield _document(city, one, on, number)


def standing(city: City) -> Iterator[Draft]:
    """Pages that columns without news hold: profiles, duties, guides."""
    for page in load("standing.toml")["page"]:
        agency = page.get("agency", "city")
        on = weekday_before(city.today - timedelta(days=page["days"]))
        yield Draft(
            slug="standing", key=f"standing-{page['column']}", on=on, agency=agency,
            title=page["title"],
            paragraphs=[*page["lines"], city.name_on(agency, on), writing.chinese_date(on)],
            kind=page.get("kind", "other"), columns=[page["column"]],
            facets=[("five-open", "administration"), ("article-20", "bodies")], subject="政务公开",
        )  # fmt: skip


def readings(city: City, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Policies of the last year that nobody has explained, explained by a head or in a film."""
    explained = {draft.interprets for draft in drafts}
    since = city.today - timedelta(days=READ_BACK)
    left = [
        draft
        for draft in drafts
        if draft.kind == "policy-document" and draft.state == "published"
        and since <= draft.on <= city.today - timedelta(days=4) and draft.key not in explained
    ]  # fmt: skip
    left.sort(key=lambda draft: (draft.on, draft.key))
    for place, policy in enumerate(left[::READ_EACH]):
        column, form, opening = _READINGS[place % len(_READINGS)]
        said = [line for line in policy.paragraphs if line[0] in "一二三（第" and len(line) > 12]
        yield Draft(
            slug="reading", key=f"{policy.key}-reading", agency=policy.agency, kind="interpretation",
            on=weekday_before(policy.on + timedelta(days=4)),
            title=f"{form}：{policy.title}", columns=[column],
            paragraphs=[
                opening, "问：文件主要规定了什么？", *(f"答：{line}" for line in said[:3]),
                "问：群众到哪里咨询？", f"答：可以向{city.name_on(policy.agency, policy.on)}咨询，联系方式见机构信息。",
            ],
            facets=[("five-open", "decision")], subject=policy.subject, interprets=policy.key,
        )  # fmt: skip


def weekday_before(day: date) -> date:
    """The same day, or the Friday before a weekend: what was published by then stays published."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _days(city: City, series: dict[str, Any]) -> Iterator[date]:
    return islice(_back(city, series), series["count"])


def _back(city: City, series: dict[str, Any]) -> Iterator[date]:
    """The days of a series, the latest first."""
    if "months" in series:
        for year in range(city.today.year, 2013, -1):
            for month in sorted(series["months"], reverse=True):
                on = weekday_before(date(year, month, series.get("day", 17)))
                if on <= city.today:
                    yield on
        return
    day = city.today - timedelta(days=series["last"])
    while True:
        yield weekday_before(day)
        day -= timedelta(days=series["every"])


def _document(city: City, series: dict[str, Any], on: date, number: int) -> Draft:
    column, kind = series["column"], series["kind"]
    agency, matter = _matter(series, on, number)
    issuer = city.name_on(agency, on)
    rng = city.rng("rhythm", column, agency, on)
    counted = writing.figures(series.get("facts", []), on.year, rng)
    month, year = (on.month - 1, on.year) if on.month > 1 else (12, on.year - 1)
    said = {
        "issuer": issuer, "city": places.CITY, "year": on.year, "last_year": on.year - 1,
        "month": on.month, "day": writing.chinese_date(on), "number": number, "matter": matter,
        "before": f"{year}年1—{month}月" if month > 1 else f"{year}年1月",
        "place": rng.choice([row[1] for row in places.COUNTIES]),
        "facts": "，".join(f"{label}{value:g}{unit}" for label, value, unit in counted),
    }  # fmt: skip
    said["matter"] = matter.format(**said)
    five, article = _FACETS.get(kind, ("result", "other"))
    signed = [] if kind == "news" else [issuer, writing.chinese_date(on)]
    return Draft(
        slug=f"rhythm-{column}", key=f"rhythm-{column}-{agency}-{on}-{number}", on=on,
        agency=agency, title=series["title"].format(**said),
        paragraphs=[*(line.format(**said) for line in series["lines"]), *signed],
        kind=kind, columns=[column], facets=[("five-open", five), ("article-20", article)],
        word=_word(city, agency, series.get("word", "")),
        validity="in-force" if kind == "policy-document" else "",
        subject=series.get("subject", ""), formed_on=on,
    )  # fmt: skip


def _matter(series: dict[str, Any], on: date, number: int) -> tuple[str, str]:
    """Who publishes it, and what it is about: the matters of a series take turns."""
    season = _SEASONS[on.month % 12 // 3]
    matters = series.get("matters") or series.get(season) or [""]
    owner, bar, matter = matters[number % len(matters)].rpartition("|")
    return (owner if bar else series["agency"]), matter


def _word(city: City, agency: str, word: str) -> str:
    return city.agencies[agency].document_word.split("、")[0] if word == "own" else word

"""What the demo city has published since 2014: drafts by topic, year and body."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from yangguang.config.demo import columns, news, openness, places, rhythms, subsites, writing
from yangguang.config.demo.budget_reports import finance_report
from yangguang.config.demo.setting import City
from yangguang.config.demo.unmasked import unmasked
from yangguang.config.demo.writing import Draft, working_day

FIRST_YEAR = 2014
_GOVERNMENT_TOPICS = frozenset(
    {"public-rental", "water-source", "heavy-pollution", "five-year-plan", "earthquake-plan",
     "normative-cleanup", "garbage", "fitness", "forest-fire", "fireworks", "straw", "toilet",
     "rural-road", "pork", "license-list"}
)  # fmt: skip


def topics() -> list[dict[str, Any]]:
    """The recurring matters, from the data file beside this module."""
    text = files("yangguang.config.demo").joinpath("topics.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["topic"]
    return found


def drafts(city: City) -> list[Draft]:
    """Every document up to and including the city's today, oldest first, with its number."""
    found: list[Draft] = []
    for topic in topics():
        found.extend(_topic(city, topic))
    found.extend(_county_notices(city))
    found.extend(_personnel(city))
    found.extend(_proposals(city))
    found.extend(news.meetings(city))
    found.extend(news.news(city, topics()))
    found.extend(openness.rules(city))
    found.extend(openness.workplans(city))
    found.extend(openness.services(city))
    found.extend(openness.dialogue(city, topics()))
    found.extend(_waiting(city))
    found.extend(_department_finance(city))
    found.extend(unmasked(city))
    found.extend(rhythms.rhythms(city))
    found.extend(rhythms.standing(city))
    found.extend(subsites.news_of_subsites(city))
    found.extend(rhythms.readings(city, found))
    found = [draft for draft in found if draft.on <= city.today]
    found.sort(key=lambda draft: (draft.on, draft.key))
    _number(city, found)
    return found


def _years(city: City, topic: dict[str, Any]) -> Iterator[int]:
    every = topic.get("every", 1)
    offset = city.rng("offset", topic["slug"]).randrange(every)
    for year in range(FIRST_YEAR, city.today.year + 1):
        if (year - offset) % every == 0:
            yield year


def _topic(city: City, topic: dict[str, Any]) -> Iterator[Draft]:
    for year in _years(city, topic):
        seasonal = "{season}" in topic["title"]
        drawn = topic.get("month") or city.rng("m", topic["slug"], year).randint(1, 12)
        months = (4, 7, 10, 12) if seasonal else (drawn,)
        for month in months:
            yield from _topic_once(city, topic, year, month)


def _topic_once(city: City, topic: dict[str, Any], year: int, month: int) -> Iterator[Draft]:
    rng = city.rng("topic", topic["slug"], year, month)
    on = working_day(date(year, month, rng.randint(5, 24)))
    slug = "city" if topic["slug"] in _GOVERNMENT_TOPICS else topic["agency"]
    issuer = city.name_on(slug, on)
    kind = topic.get("kind", "policy-document")
    inner = topic["title"].format(
        city=places.CITY,
        year=year - 1 if kind == "statistics-bulletin" or topic["slug"] == "audit-report" else year,
        season=writing.season(max(1, month - 1)),
        county=rng.choice([row[1] for row in places.COUNTIES]),
        batch=writing.NUMERALS[(year - FIRST_YEAR) // 3 + 1],
    )
    numbers = writing.figures(topic["facts"], year, rng)
    is_policy = kind == "policy-document"
    subject = inner.removeprefix("关于").removesuffix("的通知").removesuffix("的通告")
    title = _title(issuer, inner, is_policy)
    if is_policy:
        paragraphs = writing.policy_body(
            issuer=issuer, subject=subject, points=topic["points"], facts=numbers,
            addressee="" if "通告" in title or "公告" in title else "各县（区）人民政府，市政府各部门、各直属机构",
            on=on, rng=rng, closing=not inner.startswith("关于"),
        )  # fmt: skip
    else:
        paragraphs = writing.notice_body(
            issuer=issuer, subject=subject, points=topic["points"], facts=numbers, on=on, rng=rng
        )
    rows: list[list[Any]] = [["序号", "项目", "内容", "数量"]]
    rows += [
        [number, label, rng.choice(topic["points"]), value]
        for number, (label, value, _) in enumerate(numbers * 6, start=1)
    ]
    area = topic["area"]
    key = f"{topic['slug']}-{year}-{month:02d}"
    usual = "gov-files" if slug == "city" and is_policy else columns.AREA_COLUMN[area]
    column = topic.get("column", usual)
    draft = Draft(
        slug=topic["slug"], key=key, on=on, agency=slug, title=title, paragraphs=paragraphs,
        kind=kind, columns=[column], facets=_facets(topic["slug"], area, kind),
        word=_word(city, slug, is_policy), validity=_validity(city, on, is_policy, inner, rng),
        subject=dict(columns.FACETS["key-area"]).get(area, "综合政务"),
        keywords="，".join(label for label, _, _ in numbers),
        attach=topic.get("attach", "pdf" if rng.random() < 0.12 else ""), rows=rows,
        table_html=writing.table_html(rows[:4]) if topic.get("attach") == "xlsx" else "",
        formed_on=on - timedelta(days=rng.randint(1, 9)),
    )  # fmt: skip
    yield draft
    if is_policy and rng.random() < 0.4:
        later = working_day(on + timedelta(days=rng.randint(1, 4)))
        yield Draft(
            slug=f"{topic['slug']}-reading", key=f"{key}-reading", on=later,
            agency=topic["agency"], title=f"《{inner}》政策解读",
            paragraphs=writing.interpretation_body(
                policy=inner, issuer=city.name_on(topic["agency"], later),
                points=topic["points"], facts=numbers, rng=rng,
            ),
            kind="interpretation",
            columns=[rng.choice(["text-reading", "graphic-reading", "expert-reading"])],
            facets=[("five-open", "decision"), *_topic_facet(topic["slug"])],
            subject=draft.subject, interprets=key,
        )  # fmt: skip


def _title(issuer: str, inner: str, is_policy: bool) -> str:
    if not is_policy:
        return inner if inner.startswith(places.CITY) or "公示" in inner else f"{issuer}{inner}"
    if inner.startswith("关于"):
        return f"{issuer}{inner}"
    if inner.endswith(("通知", "通告", "公告", "命令")):
        return f"{issuer}关于{inner}"
    return f"{issuer}关于印发《{inner.removeprefix(places.CITY)}》的通知"


def _word(city: City, slug: str, is_policy: bool) -> str:
    return city.agencies[slug].document_word.split("、")[0] if is_policy else ""


def _validity(city: City, on: date, is_policy: bool, inner: str, rng: Any) -> str:
    if not is_policy:
        return ""
    age = (city.today - on).days / 365
    if "{year}" in inner or any(str(year) in inner for year in range(2014, 2030)):
        return "expired" if age > 1.5 else "in-force"
    if age > 8:
        return str(rng.choice(["repealed", "expired"]))
    if age > 4:
        return str(rng.choice(["in-force", "amended", "repealed"]))
    return "in-force"


def _topic_facet(slug: str) -> list[tuple[str, str]]:
    code = columns.TOPIC_OF.get(slug)
    return [("topic", code)] if code else []


def _facets(slug: str, area: str, kind: str) -> list[tuple[str, str]]:
    five = {
        "policy-document": "decision",
        "plan": "decision",
        "budget": "administration",
        "list": "administration",
        "tender": "execution",
    }.get(kind, "result")
    found = [("five-open", five), ("article-20", columns.AREA_ARTICLE_20[area])]
    if kind == "policy-document":
        found[1] = ("article-20", "rules")
        if columns.AREA_ARTICLE_20[area] != "rules":
            found.append(("article-20", columns.AREA_ARTICLE_20[area]))
    if area in dict(columns.FACETS["key-area"]):
        found.append(("key-area", area))
    return found + _topic_facet(slug)


def _county_notices(city: City) -> Iterator[Draft]:
    wanted = {"edu": "enrolment", "civil": "subsistence", "agri": "land-subsidy", "health": "family-doctor", "market": "food-sampling", "housing": "old-community"}  # fmt: skip
    table = {topic["slug"]: topic for topic in topics()}
    for county_slug, county, short, *_ in places.COUNTIES:
        for suffix, topic_slug in wanted.items():
            topic = table[topic_slug]
            for year in range(FIRST_YEAR + 1, city.today.year + 1):
                rng = city.rng("county", county_slug, suffix, year)
                if rng.random() < 0.45:
                    continue
                on = working_day(date(year, rng.randint(2, 11), rng.randint(4, 25)))
                slug = f"{county_slug}-{suffix}"
                issuer = city.name_on(slug, on)
                inner = topic["title"].format(city=county, year=year, season=writing.season(on.month), county=county)  # fmt: skip
                numbers = [(label, max(1, round(value / 4)) if unit not in {"%", "元"} else value, unit) for label, value, unit in writing.figures(topic["facts"], year, rng)]  # fmt: skip
                yield Draft(
                    slug=topic_slug, key=f"{slug}-{year}", on=on, agency=slug,
                    title=_title(issuer, inner, True),
                    paragraphs=writing.policy_body(
                        issuer=issuer, subject=f"{short}{topic['points'][0][:8]}",
                        points=topic["points"], facts=numbers, addressee="各乡镇人民政府、街道办事处",
                        on=on, rng=rng, closing=False,
                    ),
                    kind="policy-document", columns=["county-files"],
                    facets=_facets(topic_slug, topic["area"], "policy-document"),
                    word=_word(city, slug, True), validity="in-force" if city.today.year - year < 3 else "expired",
                    subject=dict(columns.FACETS["key-area"]).get(topic["area"], "综合政务"),
                    formed_on=on - timedelta(days=rng.randint(1, 5)),
                )  # fmt: skip


def _personnel(city: City) -> Iterator[Draft]:
    for year in range(FIRST_YEAR, city.today.year + 1):
        for month in range(1, 13):
            rng = city.rng("personnel", year, month)
            if rng.random() < 0.25:
                continue
            on = working_day(date(year, month, rng.randint(6, 26)))
            department = rng.choice(places.DEPARTMENTS)
            name = rng.choice(places.SURNAMES) + rng.choice(places.GIVEN)
            title = f"清源市人民政府关于{name}等同志职务任免的通知"
            body = [
                "各县（区）人民政府，市政府各部门、各直属机构：",
                "经市人民政府研究决定：",
                f"任命{name}为{city.name_on(department.slug, on)}副局长（试用期一年）。",
                f"免去{rng.choice(places.SURNAMES)}{rng.choice(places.GIVEN)}的{city.name_on(rng.choice(places.DEPARTMENTS).slug, on)}副局长职务。",
                "清源市人民政府",
                writing.chinese_date(on),
            ]
            yield Draft(
                slug="personnel", key=f"personnel-{year}-{month:02d}", on=on, agency="city",
                title=title, paragraphs=body, kind="personnel", columns=["appointments"],
                facets=[("five-open", "result"), ("article-20", "bodies")], word="清政任",
                subject="人事任免", formed_on=on,
            )  # fmt: skip


def _proposals(city: City) -> Iterator[Draft]:
    table = topics()
    for year in range(2016, city.today.year + 1):
        for number in range(14):
            rng = city.rng("proposal", year, number)
            topic = rng.choice(table)
            on = working_day(date(year, rng.randint(5, 9), rng.randint(3, 27)))
            serial = rng.randint(2, 260)
            deputy = rng.choice(["代表建议", "委员提案"])
            which = f"市人大{'五六七'[(year - 2016) // 5]}届{writing.NUMERALS[(year - 2016) % 5 + 1]}次会议第{serial}号"
            if deputy == "委员提案":
                which = f"市政协{'五六七'[(year - 2016) // 5]}届{writing.NUMERALS[(year - 2016) % 5 + 1]}次会议第{serial}号"
            issuer = city.name_on(topic["agency"], on)
            yield Draft(
                slug="proposal", key=f"proposal-{year}-{number:02d}", on=on,
                agency=topic["agency"],
                title=f"{issuer}对{which}{'建议' if deputy == '代表建议' else '提案'}的答复",
                paragraphs=[
                    f"{rng.choice(places.SURNAMES)}{rng.choice(places.GIVEN)}{deputy[:2]}：",
                    f"您提出的关于“{topic['points'][0]}”的{deputy[2:]}收悉，现答复如下：",
                    f"一、关于{topic['points'][1][:14]}",
                    f"{topic['points'][1]}。我们将结合您的意见继续完善。",
                    "二、下一步打算",
                    f"{topic['points'][-1]}。感谢您对我们工作的关心和支持。",
                    issuer, writing.chinese_date(on),
                ],
                kind="proposal-reply", columns=["proposals"], facets=[("five-open", "result")],
                word=_word(city, topic["agency"], True).replace("发", "函"),
                subject="建议提案办理", formed_on=on,
            )  # fmt: skip


def _waiting(city: City) -> Iterator[Draft]:
    """Items as an import leaves them: waiting for a clerk, some with doubtful fields."""
    table = topics()
    for number in range(24):
        rng = city.rng("waiting", number)
        topic = rng.choice(table)
        on = working_day(city.today - timedelta(days=rng.randint(3, 400)))
        issuer = city.name_on(topic["agency"], on)
        inner = f"进一步做好{on.year}年{columns.area_name(topic['area'])}工作"
        doubts = {
            0: [{"field": "formed_on", "value": on.isoformat(), "why": "页头与落款的日期不一致"}],
            1: [
                {
                    "field": "doc_number",
                    "value": "清政发(201718号",
                    "why": "年份括号缺失，已按规则补全",
                }
            ],
        }.get(number % 4, [])
        yield Draft(
            slug="waiting", key=f"waiting-{number}", on=on, agency=topic["agency"],
            title=f"{issuer}关于{inner}的通知",
            paragraphs=["各有关单位：", *[f"{point}。" for point in topic["points"]], issuer, writing.chinese_date(on)],
            kind="policy-document", columns=["dept-files"], subject="综合政务",
            state="inbox", unsure=doubts,
        )  # fmt: skip


def _department_finance(city: City) -> Iterator[Draft]:
    chosen = ("edu", "housing", "health", "transport", "eco", "civil", "market", "land", "finance")
    for slug in chosen:
        for year in range(2015, city.today.year + 1):
            for kind, month, word, column in (
                ("budget", 2, "部门预算", "budgets"),
                ("final-accounts", 9, "部门决算", "accounts"),
            ):
                rng = city.rng("money", slug, year, kind)
                about = year if kind == "budget" else year - 1
                on = working_day(date(year, month, rng.randint(8, 22)))
                issuer = city.name_on(slug, on)
                income = rng.randint(3000, 42000)
                parts = [("一般公共服务支出", round(income * 0.2)), ("社会保障和就业支出", round(income * 0.15)), ("住房保障支出", round(income * 0.05))]  # fmt: skip
                parts.append(("本部门业务支出", income - sum(value for _, value in parts)))
                rows: list[list[Any]] = [["项目", f"{word[-2:]}数（万元）"], *([name, value] for name, value in parts), ["合计", income]]  # fmt: skip
                expenses = [rng.randint(0, 12), rng.randint(6, 40), rng.randint(2, 20)]
                if year > city.today.year - FULL_REPORTS:
                    yield _whole_report(city, slug, kind, about, on, column)
                    continue
                yield Draft(
                    slug=kind, key=f"{kind}-{slug}-{year}", on=on, agency=slug,
                    title=f"{issuer}{about}年度{word}",
                    paragraphs=[
                        "一、部门主要职能", city.agencies[slug].duties_text,
                        f"二、{about}年度{word}情况说明",
                        f"{about}年度收入总计{income}万元，支出总计{income}万元。",
                        "三、“三公”经费情况说明",
                        f"“三公”经费合计{sum(expenses)}万元，其中因公出国（境）费{expenses[0]}万元，公务用车购置及运行费{expenses[1]}万元，公务接待费{expenses[2]}万元。",
                    ],
                    kind=kind, columns=[column], facets=[("five-open", "administration"), ("article-20", "budgets"), ("key-area", "finance"), ("topic", "budget")],
                    subject="财政", attach="xlsx", rows=rows, table_html=writing.table_html(rows),
                )  # fmt: skip


FULL_REPORTS = 2
"""So many years back departments publish every table; before that a summary."""


def _whole_report(city: City, slug: str, kind: str, about: int, on: date, column: str) -> Draft:
    """A budget or final account with all its tables."""
    final = kind == "final-accounts"
    issuer = city.name_on(slug, on)
    paragraphs, tables, total = finance_report(
        city.rng("finance-report", slug, about, kind), issuer=issuer, about=about, final=final,
        duties=city.agencies[slug].duties_text,
        scale=city.rng("finance-scale", slug).uniform(0.8, 6),
    )  # fmt: skip
    word = "部门决算" if final else "部门预算"
    rows: list[list[Any]] = [["项目", f"{word[-2:]}数（万元）"], ["合计", float(total)]]
    return Draft(
        slug=kind, key=f"{kind}-{slug}-{on.year}", on=on, agency=slug,
        title=f"{issuer}{about}年度{word}", paragraphs=paragraphs, kind=kind, columns=[column],
        facets=[("five-open", "administration"), ("article-20", "budgets"), ("key-area", "finance"), ("topic", "budget")],
        subject="财政", attach="xlsx", rows=rows, table_html=tables,
    )  # fmt: skip


def _number(city: City, found: list[Draft]) -> None:
    """Give each document that bears one its number: consecutive by issuer, word and year."""
    counters: dict[tuple[str, int], int] = {}
    for draft in found:
        if not draft.word:
            continue
        key = (draft.word, draft.on.year)
        counters[key] = counters.get(key, 0) + 1
        draft.word = f"{draft.word}〔{draft.on.year}〕{counters[key]}号"

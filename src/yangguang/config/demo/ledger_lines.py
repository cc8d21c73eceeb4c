"""What stands in the demo city's ledgers: drawn from each body's own generator, row by row.

The yearly figures of the registers add up by construction, because each thing in them has a first
and a last day.
"""

from __future__ import annotations

import calendar
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yangguang.apps.resources.ledgers import ledger_kind
from yangguang.config.demo import places
from yangguang.config.demo.items import FIRST_YEAR
from yangguang.config.demo.setting import City
from yangguang.config.demo.writing import NUMERALS, working_day

GOVERNMENTS = ("city", "linhu", "dongshan", "anhe")
ENFORCING = (
    "police", "land", "eco", "housing", "transport", "water", "agri", "culture", "health",
    "emergency", "market", "enforce", "forest", "hr",
)  # fmt: skip
"""Departments that decide on permits and penalties; the governments do so through their offices."""
COERCING = ("police", "transport", "market", "enforce", "eco", "emergency")
COLLECTING = ("land", "police", "housing", "transport", "civil-air", "edu", "health")
LISTS_SINCE = 2018
"""The form of 2019 asks what stood at the end of 2018."""
MONTHLY_SINCE = 2019
HOT_SPOTS = (
    "校车安全", "供水管网改造", "停车难", "老旧小区加装电梯", "物业收费", "小学学区划分", "医保报销比例",
    "公交线路调整", "夜间施工噪声", "农民工工资", "垃圾分类", "积分落户", "棚户区改造补偿", "供暖温度",
    "食品抽检结果", "网约车管理", "住房公积金提取", "养老金调整", "流感疫苗接种", "道路塌陷修复",
)  # fmt: skip
_WAYS = {
    "press-conferences": ("{topic}新闻发布会", 1),
    "interviews": ("{body}负责人谈{topic}", 1),
    "interpretations": ("图解：{topic}", 3),
    "new-media-responses": ("{topic}情况说明", 4),
    "other-responses": ("{topic}现场答复", 1),
}
"""How a hot spot is answered: the title, and how many at most at one time."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row before it goes into the ledger."""

    slug: str
    ledger: str
    on: date
    title: str
    until: date | None = None
    quantity: int | None = None
    amount: Decimal | None = None
    mark: bool = False
    topic: str = ""
    point: str = ""
    """The name of the consultation point it belongs to."""
    details: dict[str, Any] = field(default_factory=dict)
    noted: date | None = None
    """The day it was written down, where that is a later one."""

    @property
    def known(self) -> date:
        """The day on which it was written down."""
        return self.noted or self.on


def all_lines(city: City) -> Iterator[Line]:
    """Every row, in no order, some of them later than today."""
    for slug in city.agencies:
        if slug.startswith("village-office") or slug.endswith("-office"):
            continue
        rng = city.rng("ledgers", slug)
        yield from _people(city, slug, rng)
        for year in range(FIRST_YEAR, city.today.year + 1):
            yearly = city.rng("ledgers", slug, year)
            for draw in (_meetings, _answers, _money):
                yield from draw(city, slug, year, yearly)
            if year >= MONTHLY_SINCE:
                yield from _decisions(city, slug, year, city.rng("decisions", slug, year))
            yield from _letters(city, slug, year, city.rng("letters", slug, year))
            yield from _appraisals(city, slug, year, city.rng("appraisals", slug, year))
        yield from _registers(city, slug)
    yield from _points(city)


def _lives(city: City, slug: str, day: date) -> bool:
    end = city.agencies[slug].valid_to
    return day <= city.today and (end is None or day < end)


def _people(city: City, slug: str, rng: random.Random) -> Iterator[Line]:
    """The body's disclosure section and staff; one change of staff in the years since."""
    start = date(FIRST_YEAR, 1, 6)
    government = slug in GOVERNMENTS
    if not _lives(city, slug, start):
        return
    end = city.agencies[slug].valid_to
    until = end - timedelta(days=1) if end else None
    short = city.agencies[slug].short_name
    if government or rng.random() < 0.4:
        yield Line(slug, "organs", start, f"{short}政务公开科", until=until)
    full = rng.randint(3, 6) if slug == "city" else rng.randint(1, 2) if government else 0
    if full:
        yield Line(slug, "full-time", start, "政务公开科工作人员", quantity=full)
        grown = working_day(date(rng.randint(2016, 2021), rng.randint(2, 11), rng.randint(1, 26)))
        yield Line(slug, "full-time", grown, "政务公开科新增人员", quantity=1)
    people = rng.randint(1, 4)
    change = date(rng.randint(2016, 2018), rng.randint(2, 11), rng.randint(1, 26))
    first_end = min(change - timedelta(days=1), until) if until else change - timedelta(days=1)
    yield Line(slug, "part-time", start, "政务公开联络员", until=first_end, quantity=people)
    if _lives(city, slug, change):
        more = max(1, people + rng.choice([-1, 1, 1, 2]))
        yield Line(slug, "part-time", change, "政务公开联络员", until=until, quantity=more)


def _days(rng: random.Random, year: int, count: int) -> list[date]:
    """Working days of the year, in order; none after 26 December."""
    return sorted(
        working_day(date(year, rng.randint(1, 12), rng.randint(3, 24))) for _ in range(count)
    )


def _meetings(city: City, slug: str, year: int, rng: random.Random) -> Iterator[Line]:
    government = slug in GOVERNMENTS
    for number, day in enumerate(_days(rng, year, rng.randint(2, 5) if government else 1), 1):
        if _lives(city, slug, day):
            name = (
                f"{year}年政务公开工作会议"
                if number == 1
                else f"{year}年政务公开专题会议（第{NUMERALS[number - 1]}次）"
            )
            people = rng.randint(30, 160) if government else rng.randint(8, 30)
            yield Line(slug, "meetings", day, name, quantity=people)
    courses = rng.randint(1, 4) if government else int(rng.random() < 0.45)
    for day in _days(rng, year, courses):
        if _lives(city, slug, day):
            subject = rng.choice(
                ("政府信息公开条例", "依申请公开办理", "政策解读", "政府网站内容建设")
            )
            yield Line(
                slug, "training", day, f"{subject}培训班",
                quantity=rng.randint(60, 220) if government else rng.randint(12, 60),
            )  # fmt: skip


def _answers(city: City, slug: str, year: int, rng: random.Random) -> Iterator[Line]:
    """Hot spots of the year, each answered in one to three ways."""
    wanted = rng.randint(4, 9) if slug in GOVERNMENTS else rng.randint(0, 3)
    area = city.agencies[slug].short_name
    for topic, day in zip(rng.sample(HOT_SPOTS, wanted), _days(rng, year, wanted), strict=True):
        if not _lives(city, slug, day):
            continue
        for way in rng.sample(tuple(_WAYS), rng.randint(1, 3)):
            wording, most = _WAYS[way]
            kind = ledger_kind(way)
            yield Line(
                slug, way, day, wording.format(topic=topic, body=area),
                quantity=rng.randint(1, most) if kind.quantity else None,
                mark=bool(kind.mark) and rng.random() < 0.6,
                topic=f"{topic}（{year}年）",
            )  # fmt: skip


def _money(city: City, slug: str, year: int, rng: random.Random) -> Iterator[Line]:
    """What disclosure work cost, and what the governments bought through central procurement."""
    if slug in GOVERNMENTS:
        for use in rng.sample(("政务公开培训", "政府公报印制", "第三方评估", "查阅点建设"), 2):
            day = working_day(date(year, rng.randint(2, 11), rng.randint(3, 24)))
            yield Line(slug, "funds", day, use, amount=Decimal(rng.randint(200, 2400)) / 100)
    if slug in GOVERNMENTS and year in {2019, 2020}:
        for month in range(1, 13):
            amount = Decimal(rng.randint(20_000, 900_000)) / 100
            yield Line(
                slug, "procurement", _month_end(year, month), f"{year}年{month}月集中采购项目",
                quantity=rng.randint(1, 24), amount=amount,
            )  # fmt: skip


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _decisions(city: City, slug: str, year: int, rng: random.Random) -> Iterator[Line]:
    """The numbers of each month; of other services only while the form asked for them."""
    sizes = _sizes(city, slug)
    if year > 2020:
        sizes.pop("other-services", None)
    growth = rng.uniform(0.85, 1.2)
    for month in range(1, 13):
        day = _month_end(year, month)
        if not _lives(city, slug, day):
            continue
        for ledger, (name, size) in sizes.items():
            size = size * growth * rng.uniform(0.7, 1.3)
            title = f"{year}年{month}月{name}"
            if ledger == "fees":
                yield Line(slug, ledger, day, title, amount=round(Decimal(size), 2))
            else:
                yield Line(slug, ledger, day, title, quantity=round(size))


_CHANNELS = (
    ("领导信箱", 9), ("网上咨询投诉", 14), ("政务服务便民热线", 40), ("来信", 2), ("政务新媒体留言", 5),
)  # fmt: skip
LETTERS_SINGLY = ("housing",)
"""Bodies that keep their letters one by one; the others note sums of each month."""
_MATTERS = (
    "楼道照明损坏",
    "物业收费标准",
    "公租房申请条件",
    "加装电梯流程",
    "小区停车位",
    "房屋漏水维修",
)


def _letters(city: City, slug: str, year: int, rng: random.Random) -> Iterator[Line]:
    """Letters and calls of each month by channel; most are answered, and most of those in time."""
    singly = slug in LETTERS_SINGLY and year >= city.today.year - 1
    if slug not in (*GOVERNMENTS, *LETTERS_SINGLY, "edu", "health", "transport"):
        return
    size = 6 if slug == "city" else 2 if slug in GOVERNMENTS else 1
    for month in range(1, 13):
        day = _month_end(year, month)
        if not _lives(city, slug, day):
            continue
        if singly:
            yield from _single_letters(slug, day, rng)
            continue
        for channel, usual in _CHANNELS if slug in GOVERNMENTS else _CHANNELS[:2]:
            came = round(usual * size * rng.uniform(0.6, 1.4))
            done = came - (rng.random() < 0.2)
            shown = round(done * rng.uniform(0.2, 0.6))
            details = {
                "channel": channel, "answered": max(0, done), "published": max(0, shown),
                "in_time": max(0, done - rng.randint(0, 2)),
            }  # fmt: skip
            title = f"{year}年{month}月{channel}"
            yield Line(slug, "letters-monthly", day, title, quantity=came, details=details)


def _single_letters(slug: str, end: date, rng: random.Random) -> Iterator[Line]:
    """A few letters of a month, each with its last day and its answer."""
    for number, matter in enumerate(rng.sample(_MATTERS, 3), 1):
        on = date(end.year, end.month, rng.randint(1, 12))
        done = on + timedelta(days=rng.choice((2, 3, 5, 6, 9)))
        details = {
            "channel": rng.choice(("领导信箱", "网上咨询投诉")), "kind": rng.choice(("咨询", "求助")),
            "due_on": str(on + timedelta(days=7)), "answered_on": str(done),
            "satisfaction": rng.choice(("满意", "满意", "基本满意", "不满意")),
        }  # fmt: skip
        title = f"{matter}（{end.month}月第{number}件）"
        # The row stands as it was written down at the month's end, the answer with it.
        yield Line(slug, "letters", on, title, mark=rng.random() < 0.4, details=details, noted=end)


def _appraisals(city: City, slug: str, year: int, rng: random.Random) -> Iterator[Line]:
    """Results about the year, out at the beginning of the next or at its end."""
    day = date(year, 12, 26)
    if not _lives(city, slug, day):
        return
    government = slug in GOVERNMENTS
    if government:
        among = 14 if slug == "city" else len(places.COUNTIES) + 1
        above = "上级人民政府办公厅" if slug == "city" else f"{places.CITY}人民政府"
        yield _appraisal(
            slug, day, year, "工作考核", f"{year}年度政府信息公开工作考核", above,
            rank=rng.randint(1, among), among=among, score=f"{rng.randint(860, 975) / 10:g}",
        )  # fmt: skip
    else:
        yield _appraisal(
            slug, day, year, "工作考核", f"{year}年度政务公开工作考核", "本级政府办公室",
            grade=rng.choice(("优秀", "良好", "良好", "合格")),
        )  # fmt: skip
    yield _appraisal(
        slug, day, year, "社会评议", f"{year}年度政务公开社会评议", "第三方调查机构",
        outcome=rng.choice(("评议意见已逐条研究并改进", "评议结果已反馈有关科室整改")),
        published_in="政府门户网站" if government else "",
    )  # fmt: skip
    yield _appraisal(
        slug, day, year, "责任追究", f"{year}年度责任追究情况", "监察机关",
        outcome="全年未发生因政府信息公开受到责任追究的情形",
    )  # fmt: skip


def _appraisal(
    slug: str, day: date, year: int, kind: str, title: str, organiser: str, **more: Any
) -> Line:
    details = {"year": year, "kind": kind, "organiser": organiser, **more}
    return Line(slug, "appraisals", day, title, details=details)


def _sizes(city: City, slug: str) -> dict[str, tuple[str, float]]:
    """What the body decides on in a month, and about how often; fees in 万元."""
    rng = city.rng("sizes", slug)
    found: dict[str, tuple[str, float]] = {}
    if slug in GOVERNMENTS or slug in ENFORCING:
        found["permits"] = ("行政许可决定", rng.randint(4, 320))
        found["penalties"] = ("行政处罚决定", rng.randint(1, 160))
        found["other-services"] = ("其他对外管理服务决定", rng.randint(5, 200))
    if slug in COERCING:
        found["coercion"] = ("行政强制决定", rng.randint(2, 30))
    if slug in COLLECTING or slug in GOVERNMENTS:
        found["fees"] = ("行政事业性收费", rng.uniform(2, 260))
    return found


def _registers(city: City, slug: str) -> Iterator[Line]:
    """The lists of what the body decides on: since 2018 some entries come and some go each year."""
    deciding = slug in GOVERNMENTS or slug in ENFORCING
    for ledger, name, holds in (
        ("permit-items", "行政许可", deciding),
        ("other-service-items", "其他对外管理服务", deciding),
        ("penalty-items", "行政处罚", deciding),
        ("coercion-items", "行政强制", slug in COERCING),
        ("fee-items", "行政事业性收费", slug in COLLECTING or slug in GOVERNMENTS),
    ):
        start = date(LISTS_SINCE, 1, 2)
        if not holds or not _lives(city, slug, start):
            continue
        rng = city.rng("register", slug, ledger)
        for number in range(1, 9):
            end = None
            if rng.random() < 0.4:
                end = date(
                    rng.randint(2019, city.today.year), rng.randint(1, 12), rng.randint(1, 28)
                )
            yield Line(
                slug, ledger, start, f"{name}事项清单第{NUMERALS[number]}类",
                until=end, quantity=rng.randint(1, 14),
            )  # fmt: skip
        for year in range(2019, city.today.year + 1):
            for number in range(rng.randint(0, 2)):
                day = working_day(date(year, rng.randint(1, 12), rng.randint(3, 24)))
                title = f"{year}年新增{name}事项（{NUMERALS[number + 1]}）"
                yield Line(slug, ledger, day, title, quantity=rng.randint(1, 4))


@dataclass(frozen=True, slots=True)
class _Point:
    slug: str
    name: str
    host: str
    since: date
    size: int
    """Roughly how many people come in a month."""


def _all_points(city: City) -> Iterator[_Point]:
    yield _Point(
        "archive", f"{places.CITY}档案馆政府信息查阅中心", "国家档案馆", date(2014, 1, 2), 60
    )
    yield _Point(
        "culture", f"{places.CITY}图书馆政府信息查阅点", "公共图书馆", date(2014, 1, 2), 90
    )
    yield _Point(
        "service", f"{places.CITY}政务服务中心政府信息查阅点", "政务服务场所", date(2015, 7, 1), 120
    )
    for slug, name, *_ in places.COUNTIES:
        yield _Point(slug, f"{name}档案馆政府信息查阅点", "国家档案馆", date(2014, 3, 3), 18)
        yield _Point(slug, f"{name}图书馆政府信息查阅点", "公共图书馆", date(2014, 3, 3), 24)
        yield _Point(
            slug, f"{name}政务服务中心政府信息查阅点", "政务服务场所", date(2017, 9, 1), 40
        )
    for _, slug, name in places.TOWNS:
        since = date(city.rng("point", slug).randint(2016, 2020), 6, 1)
        yield _Point(slug, f"{name}便民服务中心查阅点", "政务服务场所", since, 6)


def _points(city: City) -> Iterator[Line]:
    """The places where public materials can be read, with their visitors of each month and the
    materials of each quarter."""
    for point in _all_points(city):
        agency = city.agencies[point.slug]
        rng = city.rng("points", point.name)
        number = rng.randint(1, 260)
        details = {
            "address": f"清源市{rng.choice(('文昌街', '人民路', '建设路', '滨河大道'))}{number}号",
            "hours": "工作日 9:00—17:00" if point.host != "公共图书馆" else "周二至周日 9:00—20:00",
            "telephone": agency.telephone,
            "host": point.host,
        }
        yield Line(point.slug, "points", point.since, point.name, details=details)
        for year in range(point.since.year, city.today.year + 1):
            for month in range(1, 13):
                day = _month_end(year, month)
                if not max(point.since, date(2014, 1, 1)) <= day <= city.today:
                    continue
                yield Line(
                    point.slug, "visits", day, f"{year}年{month}月接待",
                    quantity=round(point.size * rng.uniform(0.5, 1.5)), point=point.name,
                    details={"calls": rng.randint(0, point.size // 3)},
                )  # fmt: skip
                if month % 3 == 0 and point.size > 15:
                    quarter = NUMERALS[month // 3]
                    yield Line(
                        point.slug if point.slug in GOVERNMENTS else "city", "handovers", day,
                        f"{year}年第{quarter}季度政府公报和公开文件汇编",
                        quantity=rng.randint(8, 60), point=point.name, details={"received_by": somebody(rng)},
                    )  # fmt: skip


def somebody(rng: random.Random) -> str:
    """A name."""
    return rng.choice(places.SURNAMES) + rng.choice(places.GIVEN)

"""The demo city's ledgers of housing, environment, safety, food, aid, schools, prices, projects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from yangguang.config.demo import places
from yangguang.config.demo.register_batches import BODY, Batch, Row
from yangguang.config.demo.register_cases import company, months
from yangguang.config.demo.setting import City
from yangguang.config.demo.writing import working_day

COUNTIES = tuple(row[1] for row in places.COUNTIES)
PROJECTS = (
    ("2020-990100-48-01-000101", "清源市北环快速路", "交通", "transport", 186_000),
    ("2021-990100-76-01-000207", "清河城区段综合治理工程", "水利", "water", 42_500),
    ("2022-990100-84-01-000316", "清源市第三人民医院迁建", "医疗卫生", "health", 98_000),
    ("2023-990100-83-01-000422", "临湖新区九年一贯制学校", "教育", "edu", 21_600),
    ("2024-990100-78-01-000535", "老城区雨污分流改造", "市政", "housing", 15_300),
)
STEPS = (
    ("批准结果", "关于可行性研究报告的批复", 0), ("征收土地", "征收土地公告", 90),
    ("招标投标", "施工招标中标结果公告", 200), ("施工", "开工信息", 260),
    ("质量安全监督", "质量安全监督检查情况", 420), ("设计变更", "重大设计变更批复", 560),
    ("竣工验收", "竣工验收备案", 1_050),
)  # fmt: skip


def batches(city: City) -> Iterator[Batch]:
    """All field ledgers up to today."""
    known = list(months(city, 22))
    yield _housing(city, known[:-5])
    for month in known[-5:-1]:
        yield _housing(city, [month])
    for month in known:
        if month.month % 4 == 1:
            yield _checks(city, month)
        if month.month % 6 == 3:
            yield from _environment(city, month)
    yield from _aid(city)
    yield from _schools(city)
    yield from _prices(city)
    yield from _accidents(city)
    yield from _projects(city)


def _housing(city: City, known: Sequence[date]) -> Batch:
    rows = []
    for month in known:
        formed = working_day(month.replace(day=28) + timedelta(days=6))
        for region in COUNTIES:
            for kind in ("公共租赁住房", "老旧小区改造"):
                rng = city.rng("housing", region, kind, month.year)
                planned = rng.randint(20, 90) * 10
                share = min(1.0, month.month / 11)
                paid = planned * city.rng("paid", region, kind, month).uniform(0.2, 0.9)
                rows.append(
                    {
                        "month": f"{month:%Y-%m}", "region": region, "kind": kind,
                        "planned": str(planned), "started": str(int(planned * share)),
                        "completed": str(int(planned * share * 0.7)),
                        "allotted": str(int(planned * share * 0.5)),
                        "funds": f"{paid:.1f}", "formed_on": formed.isoformat(),
                    }
                )  # fmt: skip
    named = f"{known[0].year}年{known[0].month}月"
    if len(known) > 1:
        named += f"至{known[-1].year}年{known[-1].month}月"
    return Batch(
        "affordable-housing", "housing", formed, f"{named}保障性住房进展", tuple(rows), late=3
    )


def _checks(city: City, month: date) -> Batch:
    rng = city.rng("samples", month)
    goods = (
        ("食品", "糕点"), ("食用农产品", "韭菜"), ("食用农产品", "鲫鱼"), ("食品", "食用植物油"),
        ("药品", "六味地黄丸"), ("化妆品", "保湿乳"),
    )  # fmt: skip
    on = working_day(month + timedelta(days=18))
    rows = []
    for number, (category, product) in enumerate(goods, 1):
        producer, _ = company(city, "producer", month, number)
        seller, _ = company(city, "seller", month, number)
        good = rng.random() < 0.85
        row: Row = {
            "number": f"XBJ{month:%Y%m}9901{number:04d}", "category": category, "product": product,
            "producer": producer, "sampled_at": seller, "result": "合格" if good else "不合格",
            "announced_on": on.isoformat(), "announcement": f"{month.year}年第{month.month}期",
            "laboratory": "清源市食品药品检验所",
        }  # fmt: skip
        if not good:
            row |= {
                "fault": "检出值不符合国家标准规定",
                "handling": "已下架封存，责令整改并立案调查。",
            }
        rows.append(row)
    title = f"{month.year}年第{month.month}期食品药品抽检结果"
    return Batch("food-drug-checks", "market", on, title, tuple(rows), late=2)


def _environment(city: City, month: date) -> Iterator[Batch]:
    rng = city.rng("assessment", month)
    builder, _ = company(city, "builder", month)
    base: Row = {
        "project": f"HP{month:%Y%m}01", "name": f"{builder.removesuffix('有限公司')}生产线扩建项目",
        "builder": builder, "place": f"{rng.choice(COUNTIES)}工业园区", "region": rng.choice(COUNTIES),
        "document_kind": rng.choice(("报告书", "报告表")), "assessor": "清源环境咨询中心",
        "contact": city.agencies["eco"].telephone,
    }  # fmt: skip
    for stage, days in (("受理公示", 4), ("拟审批公示", 26), ("审批决定", 41)):
        on = working_day(month + timedelta(days=days))
        row = {**base, "stage": stage, "on": on.isoformat()}
        if stage == "拟审批公示":
            row |= {
                "objections": f"{on}至{on + timedelta(days=6)}",
                "impact": "施工期扬尘、噪声，运行期废水；采取围挡、隔声和污水处理措施。",
            }
        if stage == "审批决定":
            row |= {"number": f"清环审〔{on.year}〕{on.month * 3}号", "decision": "批准"}
        yield Batch("environment-approvals", "eco", on, f"环评{stage}", (row,), late=2)


def _aid(city: City) -> Iterator[Batch]:
    for slug, region in (("linhu-civil", "linhu"), ("anhe-civil", "anhe")):
        towns = [row[2].removesuffix("办事处") for row in places.TOWNS if row[0] == region]
        for back, stage in (
            (400, "确认公示"),
            (150, "确认公示"),
            (40, "确认公示"),
            (3, "审核公示"),
        ):
            on = working_day(city.today - timedelta(days=back))
            if on > city.today:
                on = city.today
            rows = []
            for number in range(1, 7):
                rng = city.rng("aid", slug, back, number)
                row: Row = {
                    "number": f"{region.upper()}{on:%Y%m}{number:03d}", "stage": stage,
                    "kind": rng.choice(("农村最低生活保障", "城市最低生活保障", "特困人员供养", "临时救助")),
                    "name": rng.choice(places.SURNAMES) + rng.choice(places.GIVEN),
                    "address": f"{rng.choice(towns)}新民村{rng.randint(1, 9)}组{rng.randint(1, 80)}号",
                    "area": rng.choice(towns), "persons": str(rng.randint(1, 5)),
                    "amount": str(rng.randint(30, 180) * 10), "listed_on": on.isoformat(),
                    "objection": city.agencies[slug].telephone,
                }  # fmt: skip
                if stage == "确认公示":
                    row["confirmed_on"] = working_day(on - timedelta(days=9)).isoformat()
                rows.append(row)
            yield Batch(
                "social-aid", slug, on, f"{on.year}年{on.month}月社会救助{stage}", tuple(rows)
            )


def _schools(city: City) -> Iterator[Batch]:
    schools = (
        ("临湖县实验小学", "小学", "linhu-edu", 6), ("白沙镇中心小学", "小学", "linhu-edu", 3),
        ("临湖县第一初级中学", "初中", "linhu-edu", 10), ("东山县城关小学", "小学", "dongshan-edu", 5),
        ("松岭镇九年一贯制学校", "九年一贯制", "dongshan-edu", 4), ("安河区新渠小学", "小学", "anhe-edu", 8),
        ("安河区育才初级中学", "初中", "anhe-edu", 12),
    )  # fmt: skip
    for year in range(city.today.year - 2, city.today.year + 1):
        on = date(year, 4, 25)
        if on > city.today:
            continue
        rows = []
        for name, kind, slug, classes in schools:
            rng = city.rng("school", name, year)
            east, north = rng.sample(("人民路", "建设路", "文昌街", "滨河大道", "解放街"), 2)
            rows.append(
                {
                    BODY: slug, "year": str(year), "school": name, "kind": kind, "nature": "公办",
                    "region": city.agencies[slug.split("-")[0]].short_name.removesuffix("政府"),
                    "area": f"{east}以东、{north}以北的社区和行政村。",
                    "places": str(classes * 45), "classes": str(classes),
                    "enrol": f"{year}-07-05至{year}-07-15", "decided_on": on.isoformat(),
                    "phone": city.agencies[slug].telephone,
                }
            )  # fmt: skip
        yield Batch("school-areas", "edu", on, f"{year}年义务教育招生范围", tuple(rows), late=4)


def _prices(city: City) -> Iterator[Batch]:
    lines = (
        ("供水", "城区自来水", "居民生活第一阶梯", "政府定价", 2.35, "立方米"),
        ("供水", "城区自来水", "非居民", "政府定价", 3.2, "立方米"),
        ("供气", "管道天然气", "居民第一阶梯", "政府定价", 2.98, "立方米"),
        ("公共交通", "城市公交", "普通线路", "政府定价", 1.0, "人次"),
        ("停车", "道路临时停车", "小型车", "政府指导价", 2.0, "小时"),
        ("教育", "公办幼儿园保教费", "一级园", "政府定价", 420.0, "生·月"),
        ("景区门票", "清源湖景区", "旺季", "政府指导价", 60.0, "人次"),
        ("污水和垃圾处理", "污水处理费", "居民", "政府定价", 0.95, "立方米"),
    )  # fmt: skip
    for year in (2021, 2023, 2025):
        on = date(year, 11, 12)
        if on > city.today:
            continue
        rows = []
        for field, name, target, form, price, per in lines:
            row: Row = {
                "field": field, "name": name, "target": target, "form": form, "per": per,
                "price": f"{price * (1 + (year - 2021) * 0.02):.2f}",
                "document": f"清发改价〔{year}〕{lines.index((field, name, target, form, price, per)) + 3}号",
                "in_force": f"{year + 1}-01-01起", "decided_on": on.isoformat(), "hotline": "12315",
            }  # fmt: skip
            if form == "政府指导价":
                row["float"] = "上浮不超过 20%，下浮不限。"
            rows.append(row)
        yield Batch(
            "prices", "drc", on, f"{year}年政府定价和收费标准", tuple(rows),
            basis=f"清发改价〔{year}〕2号", whole=True, late=5,
        )  # fmt: skip


def _accidents(city: City) -> Iterator[Batch]:
    lines = (
        (2021, 5, "一建筑工地高处坠落事故", "一般事故", "高处坠落", "建筑施工", 1, 0, 136),
        (2023, 8, "一仓储企业火灾事故", "较大事故", "火灾", "工矿商贸", 3, 4, 1_260),
        (2024, 3, "一机械厂机械伤害事故", "一般事故", "机械伤害", "工矿商贸", 1, 0, 118),
        (2025, 4, "一道路运输车辆伤害事故", "一般事故", "车辆伤害", "道路运输", 2, 1, 245),
    )  # fmt: skip
    for year, month, name, grade, kind, trade, deaths, injured, loss in lines:
        happened = date(year, month, 13)
        approved = working_day(happened + timedelta(days=75))
        if approved > city.today:
            continue
        row: Row = {
            "number": f"清安事〔{year}〕{month}号", "name": f"清源市{year}年“{month}·13”{name[1:]}",
            "grade": grade, "kind": kind, "trade": trade, "region": COUNTIES[month % 3],
            "happened_on": happened.isoformat(), "deaths": str(deaths), "injured": str(injured),
            "loss": str(loss), "approved_on": approved.isoformat(),
            "cause": "作业人员违章操作，现场安全管理不到位。",
            "blame": "对事故责任单位给予行政处罚，对有关责任人员按规定处理。",
            "measures": "落实全员安全生产责任制，开展专项整治，加强教育培训。",
        }  # fmt: skip
        yield Batch("safety-accidents", "emergency", approved, "公布事故调查报告", (row,), late=6)
        later = approved + timedelta(days=330)
        if later <= city.today and year < 2024:
            row = {**row, "follow_up": "经评估，整改和防范措施已经落实。"}
            yield Batch("safety-accidents", "emergency", later, "公开整改评估情况", (row,))


def _projects(city: City) -> Iterator[Batch]:
    by_half: dict[date, list[Row]] = {}
    for code, name, field, slug, investment in PROJECTS:
        begun = date(int(code[:4]), 3, 16)
        for number, (stage, title, days) in enumerate(STEPS, 1):
            on = working_day(begun + timedelta(days=days))
            if on > city.today or (stage == "设计变更" and field != "水利"):
                continue
            row: Row = {
                "project": code, "name": name, "stage": stage, "field": field,
                "number": f"清发改投〔{on.year}〕{number * 7}号", "builder": f"{name}建设指挥部",
                "supervisor": city.agencies[slug].name, "region": COUNTIES[len(name) % 3],
                "investment": str(investment), "content": f"{name}{title}。",
                "spent": str(investment * min(days, 1_000) // 1_050),
                "progress": str(min(100, days * 100 // 1_050)), "on": on.isoformat(),
            }  # fmt: skip
            half = date(on.year, 7, 1) if on.month < 7 else date(on.year + 1, 1, 4)
            by_half.setdefault(min(half, city.today), []).append(row)
    for on, rows in by_half.items():
        title = f"{on.year}年{on.month}月重大建设项目信息"
        yield Batch("key-projects", "drc", on, title, tuple(rows))

"""What the demo city's bodies decided: licences, penalties, checks, and the rules they enforce by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from yangguang.config.demo import places
from yangguang.config.demo.register_batches import BODY, Batch, Row
from yangguang.config.demo.setting import City
from yangguang.config.demo.writing import working_day

MONTHS = 24
"""So many months back the decisions reach."""
TRADES = (
    "商贸",
    "餐饮管理",
    "建筑工程",
    "物业服务",
    "食品",
    "运输",
    "环保科技",
    "医药连锁",
    "农业发展",
)
NAMES = (
    "远山",
    "清溪",
    "宏达",
    "百信",
    "新禾",
    "东湖",
    "瑞丰",
    "安泰",
    "明珠",
    "长青",
    "和顺",
    "金穗",
)
PENALTIES = (
    ("market", "食品", "经营超过保质期的食品", "《食品安全法》", 1.2, "涉及一般失信行为"),
    ("market", "市场秩序", "发布虚假广告", "《广告法》", 3.0, "涉及一般失信行为"),
    ("market", "特种设备", "使用未经定期检验的特种设备", "《特种设备安全法》", 4.5, "涉及严重失信行为"),
    ("eco", "生态环境", "未按规定运行大气污染防治设施", "《大气污染防治法》", 12.0, "涉及严重失信行为"),
    ("eco", "生态环境", "未批先建", "《环境影响评价法》", 6.8, "涉及一般失信行为"),
    ("housing", "城乡建设", "未取得施工许可证擅自施工", "《建筑法》", 8.0, "涉及一般失信行为"),
    ("transport", "交通运输", "未取得道路运输经营许可从事经营", "《道路运输条例》", 0.9, "涉及一般失信行为"),
    ("emergency", "安全生产", "未对从业人员进行安全生产教育和培训", "《安全生产法》", 2.6, "涉及一般失信行为"),
    ("enforce", "城乡建设", "擅自占用城市道路", "《城市道路管理条例》", 0.3, "涉及一般失信行为"),
)  # fmt: skip
"""(body, field, breach, law, ten thousand yuan, gravity)"""
LICENCES = (
    ("service", "建筑工程施工许可", "核准"), ("service", "商品房预售许可", "核准"),
    ("market", "食品经营许可", "普通"), ("market", "特种设备使用登记", "登记"),
    ("health", "公共场所卫生许可", "普通"), ("transport", "道路货物运输经营许可", "普通"),
    ("eco", "排污许可", "普通"), ("culture", "娱乐场所设立审批", "普通"),
)  # fmt: skip
WORDS = {
    "market": "清市监", "eco": "清环", "housing": "清建", "transport": "清交", "emergency": "清应急",
    "enforce": "清城", "service": "清审", "health": "清卫", "culture": "清文旅",
}  # fmt: skip


def company(city: City, *key: object) -> tuple[str, str]:
    """An invented company and its invented number, which begins as no real one does."""
    rng = city.rng("company", *key)
    name = f"清源市{rng.choice(NAMES)}{rng.choice(TRADES)}有限公司"
    return name, f"9199010{rng.randint(0, 9)}MA{rng.randint(10_000_000, 99_999_999)}"


def months(city: City, count: int = MONTHS) -> Iterator[date]:
    """The first days of the months up to this one, the oldest first."""
    first = city.today.year * 12 + city.today.month - 1 - count
    for number in range(first, first + count + 1):
        yield date(number // 12, number % 12 + 1, 1)


def batches(city: City) -> Iterator[Batch]:
    """Decisions month by month; what is published late, and what nobody has published yet."""
    for month in months(city):
        if month.month % 2:
            yield from _licences(city, month)
        else:
            yield from _penalties(city, month)
    yield from _forgotten(city)
    yield from _rules(city)
    yield from _results(city)


def _licences(city: City, month: date) -> Iterator[Batch]:
    rng = city.rng("licences", month)
    slug = ("service", "market", "health", "transport", "eco", "culture")[month.month // 2 % 6]
    rows = []
    kinds = [one for one in LICENCES if one[0] == slug]
    decided = working_day(month + timedelta(days=rng.randint(3, 16)))
    for number in range(1, 8):
        _, item, kind = rng.choice(kinds)
        party, code = company(city, "licence", month, number)
        word = f"{WORDS[slug]}许〔{month.year}〕{month.month * 10 + number}号"
        rows.append(
            {
                "party": party, "party_kind": "法人及非法人组织", "credit_code": code,
                "document": "准予行政许可决定书", "number": word, "kind": kind, "item": item,
                "content": f"准予{item}。", "certificate": f"{item}证书",
                "certificate_number": f"QY{month:%Y%m}{number:03d}",
                "decided_on": decided.isoformat(), "starts_on": decided.isoformat(),
                "ends_on": decided.replace(year=decided.year + 5, day=1).isoformat(),
                "authority": city.agencies[slug].name, "state": "有效",
            }
        )  # fmt: skip
    yield Batch(
        "licences",
        slug,
        decided,
        f"{month.year}年{month.month}月行政许可公示",
        tuple(rows),
        late=rng.choice((2, 3, 5)),
    )


def _penalty(city: City, place: int, decided: date, number: int) -> Row:
    slug, area, breach, law, fine, gravity = PENALTIES[place]
    rng = city.rng("penalty", decided, number)
    natural = number % 5 == 4
    party, code = company(city, "penalty", decided, number)
    amount = f"{fine * rng.uniform(0.6, 1.6):.2f}"
    row: Row = {
        "party": rng.choice(places.SURNAMES) + rng.choice(places.GIVEN) if natural else party,
        "party_kind": "自然人" if natural else "法人及非法人组织",
        "number": f"{WORDS[slug]}罚〔{decided.year}〕{decided.month * 10 + number}号",
        "violation": breach, "facts": f"经查，当事人{breach}，违法事实清楚，证据确实充分。",
        "basis": f"{law}关于{breach}的规定。", "kinds": "罚款、责令改正", "kind": "罚款",
        "content": f"责令改正；罚款{amount}万元。", "fine": amount,
        "decided_on": decided.isoformat(), "gravity": gravity, "area": area,
        "authority": city.agencies[slug].name,
    }  # fmt: skip
    return row if natural else {**row, "credit_code": code}


def _penalties(city: City, month: date) -> Iterator[Batch]:
    rng = city.rng("penalties", month)
    decided = working_day(month + timedelta(days=rng.randint(2, 14)))
    slug = PENALTIES[(month.year * 12 + month.month) // 2 % len(PENALTIES)][0]
    places_of_body = [number for number, one in enumerate(PENALTIES) if one[0] == slug]
    rows = tuple(_penalty(city, rng.choice(places_of_body), decided, number) for number in range(7))
    yield Batch(
        "penalties", slug, decided, f"{month.year}年{month.month}月行政处罚公示", rows,
        decided="涉及公共利益，经本机关负责人集体讨论，认定具有一定社会影响。",
        late=rng.choice((3, 4, 6, 6, 9)),
    )  # fmt: skip
    if slug == "eco":
        follow = tuple(
            {
                "decision": one["number"], "matter": one["violation"], "element": "大气" if "大气" in one["violation"] else "建设项目",
                "region": rng.choice(("临湖县", "东山县", "安河区")), "decided_on": one["decided_on"],
                "order": "立即改正违法行为，完善污染防治设施。", "state": "已完成" if (city.today - decided).days > 120 else "整改中",
                **({"done_on": (decided + timedelta(days=60)).isoformat()} if (city.today - decided).days > 120 else {}),
            }
            for one in rows
        )  # fmt: skip
        yield Batch("environment-penalties", slug, decided, "环境违法整改情况", follow, late=8)


def _forgotten(city: City) -> Iterator[Batch]:
    """Two sets that lie with the reviewer, one of them past its last day."""
    for days, slug, place in ((24, "transport", 6), (5, "enforce", 8)):
        decided = working_day(city.today - timedelta(days=days))
        rows = tuple(_penalty(city, place, decided, number) for number in range(5, 8))
        yield Batch(
            "penalties", slug, min(decided, city.today), "待审核的行政处罚公示", rows,
            decided="涉及公众出行，认定具有一定社会影响。", waits=True,
        )  # fmt: skip


def _rules(city: City) -> Iterator[Batch]:
    """What is public before enforcement: staff, law, discretion, procedure, remedies."""
    bodies = ("market", "eco", "enforce")
    on = date(2024, 4, 9)
    for register, title, rows_of in (
        ("enforcement-staff", "行政执法人员名单", _staff),
        ("enforcement-basis", "行政执法依据", _laws),
        ("enforcement-procedures", "行政执法程序", _procedures),
        ("enforcement-remedies", "行政执法救济渠道", _remedies),
    ):
        rows = [{BODY: slug, **row} for slug in bodies for row in rows_of(city, slug)]
        yield Batch(register, "justice", on, f"公布{title}", tuple(rows), whole=True)
    for year, share in ((2023, 1.0), (2025, 0.8)):
        rows = [{BODY: slug, **row} for slug in bodies for row in _discretion(slug, share)]
        yield Batch(
            "discretion-standards", "justice", date(year, 3, 20), f"行政处罚裁量基准（{year}年版）",
            tuple(rows), basis=f"清司规〔{year}〕1号", whole=True,
        )  # fmt: skip
    for first, last in ((2018, city.today.year - 2), (city.today.year - 1, city.today.year - 1)):
        rows = [_year(city, slug, year) for slug in bodies for year in range(first, last + 1)]
        yield Batch(
            "enforcement-yearly", "justice", date(last + 1, 1, 20),
            f"{last}年度行政执法总体情况", tuple(rows),
        )  # fmt: skip


def _staff(city: City, slug: str) -> Iterator[Row]:
    rng = city.rng("staff", slug)
    for number in range(1, 7):
        yield {
            "certificate": f"9901{len(slug):02d}{number:04d}", "body": city.agencies[slug].name,
            "name": rng.choice(places.SURNAMES) + rng.choice(places.GIVEN), "office": "执法支队",
            "type": "行政处罚", "area": "清源市", "valid": "2024-01-01至2028-12-31",
        }  # fmt: skip


def _laws(city: City, slug: str) -> Iterator[Row]:
    for law, breach in {one[3]: one[2] for one in PENALTIES if one[0] == slug}.items():
        yield {
            "name": law.strip("《》"), "rank": "行政法规" if law.endswith("条例》") else "法律",
            "state": "现行有效", "kind": "行政处罚", "articles": f"关于{breach}的条款。",
        }  # fmt: skip


def _procedures(city: City, slug: str) -> Iterator[Row]:
    yield {
        "name": "行政处罚普通程序", "kind": "行政处罚", "form": "普通程序", "days": "90",
        "steps": "立案；调查取证；法制审核；告知；听取陈述申辩；决定；送达；执行。",
        "rights": "陈述、申辩、要求听证、申请行政复议、提起行政诉讼。",
    }  # fmt: skip
    yield {
        "name": "行政检查程序", "kind": "行政检查", "form": "其他", "days": "1",
        "steps": "亮证；说明事由；检查；制作笔录；告知结果。",
    }  # fmt: skip


def _remedies(city: City, slug: str) -> Iterator[Row]:
    yield {"kind": "行政处罚", "way": "行政复议", "to": "清源市人民政府", "within": "60"}
    yield {
        "kind": "行政处罚", "way": "行政诉讼", "to": "有管辖权的人民法院", "within": "180",
        "note": "自知道或者应当知道行政行为之日起六个月内提起。",
    }  # fmt: skip
    yield {"kind": "行政处罚", "way": "投诉举报", "to": city.agencies[slug].name}


def _year(city: City, slug: str, year: int) -> Row:
    rng = city.rng("yearly", slug, year)
    return {
        BODY: slug, "year": str(year), "licences": str(rng.randint(80, 900)),
        "penalties": str(rng.randint(40, 400)), "fines": f"{rng.uniform(60, 800):.2f}",
        "coercion": str(rng.randint(0, 30)), "levies": "0", "fees": "0",
        "checks": str(rng.randint(600, 4_000)), "reviews": str(rng.randint(0, 9)),
        "corrected": str(rng.randint(0, 2)),
    }  # fmt: skip


def _discretion(slug: str, more: float) -> Iterator[Row]:
    for body, _, breach, law, fine, _ in PENALTIES:
        if body != slug:
            continue
        top = int(fine * 20_000)
        for degree, low, high, when in (
            ("不予处罚", 0.0, 0.0, "初次违法且危害后果轻微并及时改正的。"),
            ("从轻处罚", 0.0, 0.3, "主动消除或者减轻危害后果的。"),
            ("一般处罚", 0.3, 0.7, "没有从轻、从重情形的。"),
            ("从重处罚", 0.7, 1.0, "造成较大社会影响，或者一年内再次违法的。"),
        ):
            row: Row = {
                "violation": breach, "basis": f"{law}关于{breach}的规定。", "degree": degree,
                "conditions": when, "level": "市级", "document": "清源市行政处罚裁量基准",
            }  # fmt: skip
            if high:
                least, most = int(top * low * more), int(top * high * more)
                row |= {
                    "least": str(least),
                    "most": str(most),
                    "standard": f"处{least}元以上{most}元以下罚款。",
                }
            else:
                row["standard"] = "不予行政处罚，进行批评教育。"
            yield row


def _results(city: City) -> Iterator[Batch]:
    for month in months(city, 12):
        if month.month % 3:
            continue
        rng = city.rng("results", month)
        slug = rng.choice(("market", "emergency", "eco", "health"))
        on = working_day(month + timedelta(days=rng.randint(3, 12)))
        rows = []
        for number in range(1, 7):
            party, _ = company(city, "result", month, number)
            sound = rng.random() < 0.7
            rows.append(
                {"number": f"{WORDS[slug]}检〔{month.year}〕{month.month * 10 + number}号",
                 "subject": "日常监督检查", "kind": "行政检查", "party": party,
                 "party_kind": "法人及非法人组织", "outcome": "未发现问题" if sound else "责令改正",
                 "result": "未发现违法行为。" if sound else "现场责令限期改正，已复查。",
                 "decided_on": on.isoformat(), "body": city.agencies[slug].name}
            )  # fmt: skip
        yield Batch(
            "enforcement-results",
            slug,
            on,
            f"{month.year}年{month.month}月行政检查结果",
            tuple(rows),
            late=rng.choice((4, 9, 15)),
        )

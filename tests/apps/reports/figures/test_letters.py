"""Letters and reply rates: equal to a plain loop, closed by the rows behind, each letter once."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders.agencies import BY, a_city
from tests.builders.ledgers import an_entry, noon
from yangguang.apps.agencies.models import Agency
from yangguang.apps.reports.figures.files import tables_of
from yangguang.apps.reports.figures.letters import LETTER_FIGURES, What, letters
from yangguang.apps.reports.figures.overview import overview
from yangguang.apps.reports.figures.registry import figure
from yangguang.apps.reports.figures.scope import Scope
from yangguang.apps.resources.models import Entry
from yangguang.apps.resources.services import import_sheet, replace_entry
from yangguang.apps.resources.values import NotValid, values_of
from yangguang.text.extract import read

pytestmark = pytest.mark.django_db


def slow(rows: list[Entry], what: What) -> int:
    """The count by looking at each row."""
    total = 0
    for row in rows:
        said: dict[str, Any] = row.details
        if row.ledger == "letters-monthly":
            own = {
                What.RECEIVED: row.quantity, What.ANSWERED: said["answered"],
                What.TIMED: said["answered"] if "in_time" in said else 0,
                What.IN_TIME: said.get("in_time"), What.PUBLISHED: said.get("published"),
                What.RATED: said.get("rated"), What.SATISFIED: said.get("satisfied"),
            }  # fmt: skip
        else:
            done, due = said.get("answered_on"), said.get("due_on")
            own = {
                What.RECEIVED: 1, What.ANSWERED: bool(done), What.TIMED: bool(done and due),
                What.IN_TIME: bool(done and due and done <= due), What.PUBLISHED: row.mark,
                What.RATED: "satisfaction" in said,
                What.SATISFIED: said.get("satisfaction") in {"满意", "基本满意"},
            }  # fmt: skip
        total += int(own[what] or 0)
    return total


def random_letters(bodies: list[Agency], rng: random.Random) -> None:
    for number in range(26):
        on = date(2024, rng.randint(1, 6), rng.randint(1, 28))
        details: dict[str, Any] = {"channel": rng.choice(["来信", "来电"])}
        if rng.random() < 0.7:
            details["due_on"] = str(on + timedelta(days=5))
        if rng.random() < 0.7:
            details["answered_on"] = str(on + timedelta(days=rng.choice([0, 5, 6, 40])))
            if rng.random() < 0.5:
                details["satisfaction"] = rng.choice(["满意", "基本满意", "不满意"])
        an_entry(
            rng.choice(bodies), "letters", on, at=noon(date(2024, 8, 30)), title=f"第{number}件",
            mark="answered_on" in details and rng.random() < 0.5, details=details,
        )  # fmt: skip
    for month in (1, 3, 4, 12):
        came = rng.randint(0, 50)
        done = rng.randint(0, came)
        details = {"channel": "领导信箱", "answered": done, "published": rng.randint(0, done)}
        if month % 3:
            details["in_time"] = rng.randint(0, done)
        an_entry(
            rng.choice(bodies), "letters-monthly", date(2024, month, 28), title="",
            quantity=came, details=details,
        )  # fmt: skip


def test_figures_of_letters_equal_a_plain_loop_and_close_on_their_rows() -> None:
    city = a_city()
    bodies = [city.health, city.schools]
    random_letters([*bodies, city.county_health], random.Random(47))
    for first, last in (
        (date(2024, 1, 1), date(2024, 12, 31)),
        (date(2024, 3, 1), date(2024, 3, 31)),
    ):
        scope = Scope(tuple(one.pk for one in bodies), first, last)
        rows = list(
            Entry.objects.filter(agency__in=bodies, starts_on__gte=first, starts_on__lte=last)
        )
        for one in LETTER_FIGURES.values():
            expected = slow(rows, one.what)
            assert one.value(scope) == expected, one.code
            assert one.records(scope).value() == expected, one.code
        for channel in ("来信", "领导信箱"):
            own = figure(f"letters.in_time:{channel}")
            mine = [row for row in rows if row.details["channel"] == channel]
            assert own.value(scope) == own.records(scope).value() == slow(mine, What.IN_TIME)
    assert {row.title for row in Entry.objects.filter(ledger="letters-monthly")} >= {
        "2024年1月领导信箱", "2024年12月领导信箱",
    }  # fmt: skip
    assert letters(Scope.of_year([city.county.pk], 2023)) is None


def test_an_answer_counts_from_the_moment_it_was_recorded_and_rates_follow() -> None:
    city = a_city()
    row = an_entry(
        city.health, "letters", date(2024, 12, 20), title="供暖不足",
        details={"channel": "来信", "due_on": "2025-01-06"},
    )  # fmt: skip
    an_entry(
        city.health, "letters", date(2024, 12, 21), title="道路坑洼", details={"channel": "来电"}
    )
    answered = {**row.details, "answered_on": "2025-01-06", "satisfaction": "满意"}
    replace_entry(
        entry=row, values=replace(values_of(row), details=answered, mark=True), reason="答复",
        by=BY, at=noon(date(2025, 1, 7)),
    )  # fmt: skip
    year = Scope.of_year([city.health.pk], 2024)
    then = letters(replace(year, as_of=noon(date(2024, 12, 31))))
    now = letters(year)
    assert now is not None
    assert then is not None
    assert then.together.rates == (
        ("答复率", "0.0%"), ("按期答复率", ""), ("公开答复率", ""), ("满意率", ""),
    )  # fmt: skip
    assert now.together.rates == (
        ("答复率", "50.0%"), ("按期答复率", "100.0%"), ("公开答复率", "100.0%"), ("满意率", "100.0%"),
    )  # fmt: skip
    page = overview([city.health.pk], 2024, date(2025, 2, 1))
    tables = {one.name: one for one in tables_of(page)}
    assert tables["来信来电"].rows[0] == ("收到来信来电", "件", 2, 0)
    assert tables["来信来电渠道"].rows == (
        ("来信", 1, 1, 1, "100.0%", "100.0%"), ("来电", 1, 0, 0, "0.0%", ""),
    )  # fmt: skip


def test_a_letter_is_told_one_by_one_or_in_a_sum_and_never_answered_before_it_came() -> None:
    city = a_city()
    an_entry(city.health, "letters", date(2024, 3, 5), title="噪声", details={"channel": "来信"})
    month = {"channel": "来信", "answered": 3}
    with pytest.raises(NotValid, match="2024年3月“来信”已经登记在“来信来电办理台账（逐件）”里"):
        an_entry(city.health, "letters-monthly", date(2024, 3, 31), quantity=3, details=month)
    an_entry(city.schools, "letters-monthly", date(2024, 3, 31), quantity=3, details=month)
    with pytest.raises(NotValid, match="已答复件数”是4，大于“收到件数”3"):
        an_entry(
            city.schools, "letters-monthly", date(2024, 4, 30), quantity=3,
            details={"channel": "来信", "answered": 4},
        )  # fmt: skip
    for details, told in (
        ({"answered_on": "2024-03-04"}, "“收到日期”是2024-03-05，晚于“答复日期”2024-03-04"),
        ({"answered_on": "2024-03-06"}, "“答复日期”是2024-03-06，还没有到"),
        ({"satisfaction": "满意"}, "“满意度”填写了，而“答复日期”没有填写"),
        ({"due_on": "三月"}, "“办理期限”是三月，不是日期"),
    ):
        with pytest.raises(NotValid, match=told):
            an_entry(
                city.health, "letters", date(2024, 3, 5), title="占道",
                details={"channel": "来电", **details},
            )  # fmt: skip


def test_a_sheet_of_letters_is_read_as_offices_write_it() -> None:
    city = a_city()
    text = (
        "编号\t来信时间\t信件主题\t来信渠道\t办结期限\t回复时间\t是否公开\t满意度\n"
        "1\t2024-05-06\t路灯不亮\t市长信箱\t2024-05-13\t2024-05-10\t是\t非常满意\n"
        "2\t2024-05-07\t学区划分\t12345热线电话\t2024年5月14日\t\t否\t\n"
        "3\t2024-05-08\t占道经营\t飞鸽\t2024-05-15\t2024-05-20\t否\t不太满意\n"
    )
    document = read(text.replace("\t", ",").encode(), name="台账.csv")
    given: dict[str, Any] = {
        "agency": city.health, "ledger": "letters", "document": document, "data_sha256": "0" * 64,
        "file_name": "台账.csv", "by": BY, "at": noon(date(2024, 6, 3)),
    }  # fmt: skip
    found = import_sheet(**given, dry_run=True)
    assert [one.sentence[:6] for one in found.troubles] == ["“飞鸽”只能"]
    import_sheet(**given, partly=True)
    rows = list(Entry.objects.order_by("starts_on").values_list("title", "mark", "details"))
    assert rows == [
        ("路灯不亮", True, {"channel": "领导信箱", "due_on": "2024-05-13",
                            "answered_on": "2024-05-10", "satisfaction": "满意"}),
        ("学区划分", False, {"channel": "政务服务便民热线", "due_on": "2024-05-14"}),
    ]  # fmt: skip

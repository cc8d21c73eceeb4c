"""A sheet sent in again fills in what the ledger lacked, and puts each row with the body it names."""

from __future__ import annotations

from datetime import date

import pytest

from tests.apps.resources.test_importing import a_book, bring
from tests.builders.agencies import BY, City, a_city
from tests.builders.ledgers import noon
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.models import Act
from yangguang.apps.resources.models import Entry
from yangguang.apps.resources.services import undo_import

HEAD = ["收到日期", "来信事项", "渠道", "办理期限", "答复日期", "满意度", "是否公开"]
OPEN = [
    ["2024-3-5", "公交绕行", "热线", "2024-3-15", None, None, None],
    ["2024-3-5", "公交绕行", "热线", "2024-3-15", None, None, None],
    ["2024-3-6", "井盖松动", "书记信箱", "2024-3-16", None, None, None],
]
ANSWERED = [
    ["2024-3-5", "公交绕行", "热线", "2024-3-15", "2024-3-12", "满意", "是"],
    ["2024-3-5", "公交绕行", "热线", "2024-3-15", None, None, None],
    ["2024-3-6", "井盖松动", "书记信箱", "2024-3-16", "2024-3-9", None, None],
    ["2024-3-8", "路灯不亮", "来电", "2024-3-18", None, None, None],
]


@pytest.fixture
def city(db: None) -> City:
    return a_city()


def standing(ledger: str = "letters") -> list[tuple[str, str]]:
    rows = Entry.objects.filter(ledger=ledger, voided_at=None).order_by("starts_on", "origin_id")
    return [(row.title, row.details.get("answered_on", "")) for row in rows]


def test_a_later_sheet_fills_in_answers_and_can_be_taken_back(city: City) -> None:
    bring(city.health, "letters", a_book(("来信", [HEAD, *OPEN])))
    tried = bring(city.health, "letters", a_book(("来信", [HEAD, *ANSWERED])), dry_run=True)
    assert (len(tried.taken), len(tried.filled), tried.known_before) == (1, 2, 1)
    assert [(one.label, one.before, one.after) for one in tried.filled[0].changes] == [
        ("公开答复", None, True), ("答复日期", None, "2024-03-12"), ("满意度", None, "满意"),
    ]  # fmt: skip
    done = bring(city.health, "letters", a_book(("来信", [HEAD, *ANSWERED])))
    after = [
        ("公交绕行", ""), ("公交绕行", "2024-03-12"), ("井盖松动", "2024-03-09"), ("路灯不亮", ""),
    ]  # fmt: skip
    assert sorted(standing()) == sorted(after)
    act = Act.objects.filter(verb="ledger.import").latest("pk")
    assert (act.after["rows"], act.after["补填更正"]) == (1, 2)
    filled = Entry.objects.get(title="井盖松动", voided_at=None)
    assert filled.replaces is not None
    assert filled.replaces.void_reason == "按导入的表格“台账.xlsx”补填更正"
    with pytest.raises(Refused, match="4行都已经登记过"):
        bring(city.health, "letters", a_book(("来信", [HEAD, *ANSWERED])))
    assert done.batch is not None
    assert undo_import(batch=done.batch, reason="表不对", by=BY, at=noon(date(2025, 1, 22))) == 3
    assert sorted(standing()) == [("井盖松动", ""), ("公交绕行", ""), ("公交绕行", "")]


def test_an_empty_cell_takes_nothing_away_and_another_answer_waits_for_a_word(city: City) -> None:
    bring(city.health, "letters", a_book(("来信", [HEAD, *ANSWERED])))
    other = [[*OPEN[2][:4], "2024-3-10", "不满意", None]]
    sheet = a_book(("来信", [HEAD, *OPEN[:2], *other]))
    tried = bring(city.health, "letters", sheet, dry_run=True)
    assert (len(tried.taken), tried.known_before, len(tried.filled)) == (0, 2, 0)
    assert [one.old.title for one in tried.differing] == ["井盖松动"]
    with pytest.raises(Refused, match="1行和台账里的记录不同"):
        bring(city.health, "letters", sheet)
    bring(city.health, "letters", sheet, correct=True)
    assert ("井盖松动", "2024-03-10") in standing()


def test_months_told_anew_take_the_place_of_what_was_told(city: City) -> None:
    head = ["月份", "渠道", "收到件数", "已答复件数"]
    bring(city.health, "letters-monthly", a_book(("按月", [head, ["2024年3月", "热线", 40, 30]])))
    later = a_book(("按月", [head, ["2024年3月", "热线", 40, 39], ["2024年4月", "热线", 20, 20]]))
    done = bring(city.health, "letters-monthly", later, correct=True)
    assert (len(done.taken), len(done.differing)) == (1, 1)
    rows = Entry.objects.filter(voided_at=None).order_by("starts_on")
    assert [row.details["answered"] for row in rows] == [39, 20]


def test_results_of_many_bodies_come_in_one_sheet(city: City) -> None:
    rows = [
        ["2024年度政务公开考核结果"],
        ["被考核单位", "公布日期", "考核名称", "年度", "类别", "组织单位", "得分", "等次"],
        ["市卫健委", "2025-1-10", "2024年度考核", "2024年度", "考核", "市政府办", "92.5分", "优秀"],
        ["市教育局", "2025-1-10", "2024年度考核", "2024", "考核", "市政府办", 88, "良好"],
        ["海关", "2025-1-10", "2024年度考核", "2024", "考核", "市政府办", 88, "良好"],
    ]
    data = a_book(("考核", rows))
    others = [city.health, city.schools]
    tried = bring(city.government, "appraisals", data, others=others, dry_run=True)
    assert [str(one) for one in tried.troubles] == [
        "工作表“考核”A5“单位（记到哪个机构）”：“海关”不在您登记台账的机构之内，请核对机构名称。"
    ]
    done = bring(city.government, "appraisals", data, others=others, partly=True)
    assert {(one.entry.agency, one.entry.details["score"]) for one in done.taken} == {
        (city.health, "92.5"), (city.schools, "88"),
    }  # fmt: skip
    again = bring(city.government, "appraisals", data, others=others, dry_run=True)
    assert (again.known_before, len(again.taken)) == (2, 0)

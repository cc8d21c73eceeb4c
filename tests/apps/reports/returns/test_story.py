"""One year's returns of a small city, from laying on to acceptance, with everything between."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.builders.agencies import somebody
from tests.builders.requests import BY as REGISTRAR
from tests.builders.requests import an_application, at
from tests.builders.returns import (
    BY,
    a_city,
    a_round,
    explain_all,
    fill,
    hand_in,
    hands,
    return_of,
)
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.models import Act
from yangguang.apps.duties.models import Duty, Outcome
from yangguang.apps.reports.models import ReturnState
from yangguang.apps.reports.selectors.returns import (
    differences_of,
    filling_of,
    judge_return,
    previous_of,
    settled_cells,
)
from yangguang.apps.reports.services.returns_acting import (
    accept_return,
    freeze_return,
    note_receipt,
    remark_cell,
    send_back,
    sign_return,
    submit_return,
    verify_version,
)
from yangguang.apps.reports.services.returns_evidence import unpack
from yangguang.apps.reports.services.returns_filling import (
    Entry,
    answer_remark,
    compute_return,
    explain_finding,
    fill_cells,
)
from yangguang.apps.requests.services.closing import withdraw

pytestmark = pytest.mark.django_db


def test_a_year_from_laying_on_to_acceptance() -> None:
    city = a_city()
    office = hands(city.office)
    health, county = hands(city.county_health), hands(city.county)
    one = an_application(city.county_health, on=date(2025, 3, 3))
    withdraw(application=one, reason="来电撤回", by=REGISTRAR, at=at(date(2025, 3, 4)))
    an_application(city.county_health, on=date(2025, 12, 30))
    round_ = a_round()
    # Six bodies owe it, departments by 31 January, governments by 31 March, each with its duty.
    assert sorted(round_.returns.values_list("due_on", flat=True)) == [
        *[date(2026, 1, 31)] * 4,
        *[date(2026, 3, 31)] * 2,
    ]
    assert Duty.objects.filter(kind="returns.submit", closed_at=None).count() == 6
    row = return_of(round_, city.county_health)
    assert row.receiver == city.county
    figures = filling_of(row).figures
    assert figures["3.1/natural"].value == 2
    assert figures["3.4/natural"].value == 1
    # Ledgers were not kept: those cells are empty and block.
    with pytest.raises(Refused, match="还有1处须更正"):
        freeze_return(row=row, by=health.fills, at=at(date(2026, 1, 12)))
    fill(row, health.fills, at(date(2026, 1, 12)))
    # A number against the records needs its source, and the computed one stays beside it.
    with pytest.raises(Refused, match="没有写明数字来源"):
        fill_cells(
            row=row,
            entries={"4.1/upheld": Entry(Decimal(2), " ")},
            by=health.fills,
            at=at(date(2026, 1, 12)),
        )
    fill_cells(
        row=row,
        entries={
            "4.1/upheld": Entry(Decimal(2), "县司法局来函"),
        },
        by=health.fills,
        at=at(date(2026, 1, 12)),
    )
    row.refresh_from_db()
    blocked = judge_return(filling_of(row)).blocking
    assert [(point.rule, point.cells) for point in blocked] == [("sum", ("4.1/total",))]
    fill_cells(
        row=row,
        entries={"4.1/total": Entry(Decimal(2), "县司法局来函")},
        by=health.fills,
        at=at(date(2026, 1, 12)),
    )
    figure = filling_of(row).figures["4.1/upheld"]
    assert (figure.value, figure.computed, figure.overridden) == (2, 0, True)
    version = freeze_return(row=row, by=health.fills, at=at(date(2026, 1, 13)))
    assert verify_version(version)
    behind = unpack(version.evidence)
    assert behind["3.4/natural"][0].count == 1
    assert len(behind["3.1/total"][0].keys()) == 2
    # Who filled in does not sign.
    with pytest.raises(Refused, match="填报人、定稿人不能签报"):
        sign_return(row=row, by=health.fills, at=at(date(2026, 1, 13)))
    assert settled_cells(city.county_health, 2025) is None
    sign_return(row=row, by=health.signs, at=at(date(2026, 1, 13)))
    submit_return(row=row, by=health.fills, at=at(date(2026, 1, 14)))
    settled = settled_cells(city.county_health, 2025)
    assert settled is not None
    assert settled["3.1/total"] == 2
    duty = Duty.objects.get(subject_kind="return", subject_key=str(row.pk))
    assert (duty.outcome, duty.closed_on) == (Outcome.DONE, date(2026, 1, 14))
    # A late entry shows as a difference and alters nothing.
    an_application(city.county_health, on=date(2025, 6, 3))
    row.refresh_from_db()
    assert {one.code: (one.then, one.now) for one in differences_of(row)}["3.1/natural"] == (2, 3)
    assert settled_cells(city.county_health, 2025) == settled
    # The county sends it back with a remark on a cell; the clerk of another body cannot.
    with pytest.raises(Refused, match="石桥县人民政府审收"):
        send_back(
            row=row, text="请核对", correct_by=date(2026, 1, 25), by=office.signs,
            at=at(date(2026, 1, 15)),
        )  # fmt: skip
    remark = remark_cell(
        row=row, code="4.1/upheld", text="与司法局台账不符", by=county.signs,
        at=at(date(2026, 1, 15)),
    )  # fmt: skip
    send_back(
        row=row, text="", correct_by=date(2026, 1, 25), by=county.signs, at=at(date(2026, 1, 15))
    )
    row.refresh_from_db()
    assert (row.state, row.times_back) == (ReturnState.SENT_BACK, 1)
    correction = Duty.objects.get(subject_key=str(row.pk), slot="correct-1")
    assert correction.due_on == date(2026, 1, 25)
    # It is counted again, corrected, answered, signed anew and accepted.
    with pytest.raises(Refused, match="还没有答复"):
        freeze_return(row=row, by=health.fills, at=at(date(2026, 1, 16)))
    answer_remark(remark=remark, text="已按台账改为1件", by=health.fills, at=at(date(2026, 1, 16)))
    for code in ("4.1/upheld", "4.1/total"):
        fill_cells(
            row=row,
            entries={code: Entry(Decimal(1), "司法局台账")},
            by=health.fills,
            at=at(date(2026, 1, 16)),
        )
    # Records that moved since they were counted are counted again before anybody signs.
    with pytest.raises(Refused, match="取数以后有4处记录发生变化"):
        freeze_return(row=row, by=health.fills, at=at(date(2026, 1, 16)))
    assert compute_return(row=row, by=health.fills, at=at(date(2026, 1, 16))) == 4
    second = freeze_return(row=row, by=health.fills, at=at(date(2026, 1, 16)))
    assert (second.number, second.cells["4.1/upheld"]["value"]) == (2, "1")
    assert version.cells["4.1/upheld"]["value"] == "2"
    sign_return(row=row, by=health.signs, at=at(date(2026, 1, 16)))
    submit_return(row=row, by=health.fills, at=at(date(2026, 1, 16)))
    accept_return(row=row, by=county.signs, at=at(date(2026, 1, 19)))
    # The county adds its department up; the city accepts the county.
    above = return_of(round_, city.county)
    fill(above, county.fills, at(date(2026, 2, 2)), c2_1_norms_made=3, c2_1_norms_in_force=3)
    rolled = filling_of(above)
    assert [part.row.agency for part in rolled.parts] == [city.county_health]
    assert rolled.figures["3.1/natural"].own == 0
    assert rolled.values["3.1/natural"] == 3
    assert rolled.values["2.1.norms/made"] == 3
    explain_all(above, county.fills, at(date(2026, 2, 2)))
    freeze_return(row=above, by=county.fills, at=at(date(2026, 2, 2)))
    sign_return(row=above, by=county.signs, at=at(date(2026, 2, 2)))
    submit_return(row=above, by=county.fills, at=at(date(2026, 2, 2)))
    above.refresh_from_db()
    assert above.current is not None
    assert above.current.parts[0]["values"]["3.1/total"] == "3"
    accept_return(row=above, by=office.signs, at=at(date(2026, 2, 3)))
    verbs = Act.objects.filter(subject_kind="return", subject_key=str(row.pk)).values_list("verb")
    assert {verb for (verb,) in verbs} >= {
        "return.open", "return.fill", "return.freeze", "return.sign", "return.submit",
        "return.send-back", "return.answer", "return.accept",
    }  # fmt: skip
    # The city names whom it lacks, explains it, and takes its receipt from the platform above.
    top = return_of(round_, city.government)
    missing = {one.agency for one in filling_of(top).missing}
    assert missing == {city.office, city.health, city.schools}
    point = next(one for one in judge_return(filling_of(top)).points if one.rule == "bodies")
    assert "清源市教育局" in point.message
    head = somebody("agency-lead", city.government, username="mayor")
    hand_in(top, type(county)(city.government, county.clerk, head), at(date(2026, 3, 20)))
    deputy = office.lead.actor(city.office)
    note_receipt(row=top, receipt="省平台回执20260320", by=deputy, at=at(date(2026, 3, 21)))
    top.refresh_from_db()
    assert top.state == ReturnState.ACCEPTED
    assert BY.name
    assert timezone.is_aware(top.accepted_at)
    # Next year compares with it.
    later = a_round(2026, on=at(date(2027, 1, 5)))
    before = previous_of(return_of(later, city.county_health))
    assert before is not None
    assert before.cells["3.4/natural"] == 2
    assert (
        compute_return(
            row=return_of(later, city.county_health), by=health.fills, at=at(date(2027, 1, 6))
        )
        == 0
    )
    row = return_of(later, city.county_health)
    fill(row, health.fills, at(date(2027, 1, 6)))
    row.refresh_from_db()
    carried = [one for one in judge_return(filling_of(row)).points if one.rule == "carry-over"]
    assert [one.weight for one in carried] == ["explain"] * len(carried)
    for one in carried:
        explain_finding(
            row=row, key=one.key, text="上年迟报", by=health.fills, at=at(date(2027, 1, 6))
        )

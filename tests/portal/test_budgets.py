"""预决算公开 on the public site: compared, led back to the report, and who has not published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.test import Client
from django.urls import reverse

from tests.builders.agencies import BY
from tests.builders.catalog import an_item
from tests.builders.registers import REVIEWER, a_draft, a_register, noon, publish
from tests.builders.town import Town
from tests.law.budgets.county import FINAL, Book
from tests.law.budgets.layouts import text_lines
from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item
from yangguang.apps.registers.selectors.budgets import DEPARTMENTS, report_of
from yangguang.apps.registers.services import publish_change_set, submit_change_set
from yangguang.apps.registers.services.budgets import take_in_report
from yangguang.law.budgets.check import check_budget
from yangguang.law.budgets.read import read_budget
from yangguang.law.registers import shipped

DAY = date(2026, 2, 3)


def take_in(agency: Agency, book: Book, item: Item | None = None) -> None:
    report = read_budget(text_lines(book))
    done = take_in_report(
        agency=agency, report=report, check=check_budget(report), item=item, file_name="决算.pdf",
        sha256="0" * 64, by=BY, at=noon(DAY),
    )  # fmt: skip
    submit_change_set(change_set=done.change_set, by=BY, at=noon(DAY))
    publish_change_set(change_set=done.change_set, by=REVIEWER, at=noon(DAY))


def test_budgets_are_compared_and_lead_back_to_the_report(town: Town, citizen: Client) -> None:
    assert citizen.get(reverse("budgets")).status_code == 404
    a_register(shipped()["budgets"].text, on=DAY)
    approvals = a_register(shipped()["budget-approvals"].text, on=DAY)
    assert "还没有公开的决算" in citizen.get(reverse("budgets")).content.decode()

    first, second = Agency.objects.filter(
        valid_to=None, proposed=False, kind__in=DEPARTMENTS
    ).order_by("path")[:2]
    item = an_item("2023年度部门决算", agency=first, index_number="qy100-0203-2024-00009")
    take_in(first, FINAL, item)
    take_in(first, replace(FINAL, cover=("清河县农业农村局", "2022年度部门决算", *FINAL.cover[2:])))
    for agency in (first, second):
        row = {
            "year": "2023", "kind": "决算", "name": "2023年部门决算批复",
            "approved_on": "2026-02-03", "openness": "应当公开",
        }  # fmt: skip
        publish(a_draft(approvals, agency, [row], on=DAY, title="批复"), on=DAY)

    page = citizen.get(reverse("budgets")).content.decode()
    assert "应公开 2 个部门，已公开 1 个，未公开 1 个" in page
    assert "<b>50%</b>" in page
    assert page.count("1,256.00</a>") == 2
    report = report_of(first, 2023, "决算", DAY)
    assert report is not None
    total = report.lines("支出总表", "合计")[0]
    assert reverse("register-row", args=["budgets", total.amount.row]) in page

    share = citizen.get(reverse("budgets-published", args=[2023, "final"])).content.decode()
    assert second.name in share
    assert "2026-02-23" in share
    assert "已逾期" in share

    body = citizen.get(reverse("budgets-agency", args=[first.slug])).content.decode()
    assert "2022 年决算" in body
    assert "公务接待费" in body
    one = citizen.get(reverse("budgets-report", args=[first.slug, 2023, "final"])).content.decode()
    assert reverse("item", args=[item.pk]) in one
    assert "机关事业单位基本养老保险缴费支出" in one
    assert '<svg class="budget-map"' in one

    three = citizen.get(reverse("budgets-compare", args=["final", "three-public"]))
    assert "24.50</a>" in three.content.decode()
    for wrong in (
        ["budgets-compare", "final", "unknown"],
        ["budgets-compare", "plan", "spending"],
        ["budgets-agency", "nobody"],
        ["budgets-agency", second.slug],
        ["budgets-published", 1999, "final"],
        ["budgets-report", first.slug, 2020, "final"],
    ):
        assert citizen.get(reverse(wrong[0], args=wrong[1:])).status_code == 404

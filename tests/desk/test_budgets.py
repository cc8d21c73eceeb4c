"""预决算 at the desk: a report is sent, checked, taken into a draft that a lead publishes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.builders.agencies import City, somebody
from tests.builders.catalog import an_item
from tests.builders.registers import a_register
from tests.law.budgets.county import FINAL
from tests.law.budgets.layouts import text_lines
from yangguang.apps.agencies.models import User
from yangguang.apps.duties.registry import address_of
from yangguang.apps.files.models import StoredFile
from yangguang.apps.registers.models import ChangeSet
from yangguang.law.registers import shipped

pytestmark = pytest.mark.django_db
Desk = Callable[[User], Client]
DAY = date(2024, 3, 4)


def said(answer: object) -> str:
    text = answer.content.decode()  # type: ignore[attr-defined]  # an answer of the test client
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def sent(client: Client, city: City, text: str, name: str = "2023年决算.txt") -> object:
    file = SimpleUploadedFile(name, text.encode())
    return client.post(reverse("budgets"), {"agency": city.health.pk, "file": file}, follow=True)


def test_a_report_is_checked_and_taken_into_a_draft(city: City, desk: Desk) -> None:
    clerk = desk(somebody("agency-clerk", city.health))
    assert "还没有安装" in said(clerk.get(reverse("budgets")))
    for code in ("budgets", "budget-approvals"):
        a_register(shipped()[code].text, on=DAY)
    wrong = FINAL.said("增长5.28%", "增长8.25%")
    page = sent(clerk, city, text_lines(wrong).text())
    words = said(page)
    assert "清河县农业农村局 2023年部门 决算".replace(" ", "") in words.replace(" ", "")
    assert "幅度应为5.28%" in words
    assert "请核对" in words, "the report names another body"
    address = page.redirect_chain[-1][0]  # type: ignore[attr-defined]  # followed

    refused = clerk.post(address, {"item": "", "despite": ""})
    assert refused.status_code == 422
    assert "核对发现1处错误" in said(refused)
    unknown = clerk.post(address, {"item": "no/such", "despite": "已公开"})
    assert "没有索引号为“no/such”的公开件" in said(unknown)
    assert not ChangeSet.objects.exists()

    item = an_item("2023年度部门决算", agency=city.health)
    done = clerk.post(address, {"item": item.index_number, "despite": "已按此公开，正在更正"})
    made = ChangeSet.objects.get()
    assert done.status_code == 302
    assert (made.register.code, made.agency, made.file_name) == (
        "budgets", city.health, "2023年决算.txt"
    )  # fmt: skip
    assert made.reason == "已按此公开，正在更正"
    values = made.versions.get(values__table="支出总表", values__code="total").values
    assert (values["amount"], values["item"]) == ("1256", item.index_number)
    assert made.title in said(clerk.get(reverse("budgets")))
    duty = address_of("budgets.publish", "budget", f"{city.health.pk}|2023|决算")
    page = clerk.get(duty)
    assert (page.status_code, duty) == (200, reverse("budgets-published", args=[2023, "final"]))
    assert "还没有登记批复" in said(page)


def test_what_cannot_be_used_is_said_and_not_kept(city: City, desk: Desk) -> None:
    for code in ("budgets", "budget-approvals"):
        a_register(shipped()[code].text, on=DAY)
    clerk = desk(somebody("agency-clerk", city.health))
    kept = StoredFile.objects.count()
    secret = sent(clerk, city, "机密★\n某局2023年度部门决算\n收入支出决算总表")
    assert "标有密级" in said(secret)
    assert StoredFile.objects.count() == kept
    letter = sent(clerk, city, "关于召开会议的通知\n各有关单位：请于周五参加会议。")
    assert "没有读到可以核对的预决算报表" in said(letter)
    other = desk(somebody("agency-clerk", city.schools))
    assert other.get(letter.redirect_chain[-1][0]).status_code == 404  # type: ignore[attr-defined]  # followed

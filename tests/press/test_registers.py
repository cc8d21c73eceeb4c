"""Pages of registers are kept as files, and go with the change that makes them wrong."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from tests.builders.agencies import BY, City, a_city
from tests.builders.registers import (
    FEES,
    REVIEWER,
    a_draft,
    a_register,
    fee,
    noon,
    publish,
    published,
)
from yangguang.apps.registers.models import Register, Row
from yangguang.apps.registers.selectors import live_rows
from yangguang.apps.registers.services import redefine, return_change_set, take_down
from yangguang.portal.pressed import addresses
from yangguang.press.folder import PressFolder
from yangguang.press.models import Page

pytestmark = pytest.mark.django_db(transaction=True)
MARCH, APRIL, MAY = date(2024, 3, 4), date(2024, 4, 8), date(2024, 5, 6)
PLACE = "/registers/wharf-fees/"


def a_list(city: City) -> Register:
    """Two rows, of which one is changed in April."""
    register = a_register()
    rows = [fee("A1", "靠泊费"), fee("A2", "系缆费")]
    published(register, city.health, rows, on=MARCH)
    return register


def standing(folder: PressFolder) -> set[str]:
    return {f"/{one}".removesuffix("index.html") for one in folder.files()}


def visit(visitor: Client, *addresses: str) -> None:
    for address in addresses:
        assert visitor.get(address).status_code == 200, address


def test_a_change_takes_down_exactly_the_pages_that_show_its_rows(
    folder: PressFolder, visitor: Client
) -> None:
    city = a_city()
    register = a_list(city)
    first, second = (row.pk for row in Row.objects.order_by("key"))
    kept = {f"{PLACE}{second}/", f"{PLACE}{second}/v1/", f"{PLACE}about/"}
    shown = {"/registers/", PLACE, f"{PLACE}{first}/", f"{PLACE}{first}/v1/", f"{PLACE}changes/",
             f"{PLACE}changes/1/", f"{PLACE}rss.xml"}  # fmt: skip
    visit(visitor, *kept, *shown)
    assert visitor.get(f"{PLACE}?kind=政府定价").status_code == 200
    assert standing(folder) == kept | shown
    publish(a_draft(register, city.health, [fee("A1", "靠泊费", price="9")], on=APRIL), on=APRIL)
    assert standing(folder) == kept
    visit(visitor, *shown)
    assert "9元" in (folder.live / f"registers/wharf-fees/{first}/index.html").read_text("utf-8")


def test_of_a_row_taken_down_no_file_stays_and_none_comes_back(
    folder: PressFolder, visitor: Client
) -> None:
    a_list(a_city())
    live = live_rows(Register.objects.get()).get(title="靠泊费")
    own = (f"{PLACE}{live.row_id}/", f"{PLACE}{live.row_id}/v1/")
    visit(visitor, *own, PLACE, f"{PLACE}changes/1/")
    take_down(version=live, why="核定已被撤销", by=REVIEWER, at=noon(MAY))
    assert standing(folder) == set()
    assert not any(path.is_file() for path in folder.stale.rglob("*"))
    for address in own:
        assert visitor.get(address).status_code == 410
    assert standing(folder) == set()


def test_another_definition_takes_down_every_page_of_the_register(
    folder: PressFolder, visitor: Client
) -> None:
    a_list(a_city())
    row = Row.objects.order_by("key")[0].pk
    visit(visitor, PLACE, f"{PLACE}{row}/", f"{PLACE}{row}/v1/", f"{PLACE}about/",
          f"{PLACE}changes/1/", "/about/")  # fmt: skip
    text = FEES.replace('label = "核定日期"', 'internal = true\nlabel = "核定日期"')
    redefine(register=Register.objects.get(), text=text, by=BY, at=noon(MAY))
    assert standing(folder) == {"/about/"}


def test_what_was_announced_and_is_given_back_is_announced_no_longer(
    folder: PressFolder, visitor: Client
) -> None:
    city = a_city()
    register = a_list(city)
    draft = a_draft(
        register, city.health, [fee("A9", "夜航费")], on=APRIL, in_force_on=MAY, title="五月起"
    )
    visit(visitor, f"{PLACE}changes/")
    publish(draft, on=APRIL)
    visit(visitor, f"{PLACE}changes/", f"{PLACE}changes/coming/{draft.pk}/")
    return_change_set(change_set=draft, why="日期有误", by=REVIEWER, at=noon(APRIL))
    assert standing(folder) == set()
    assert "五月起" not in visitor.get(f"{PLACE}changes/").content.decode()
    assert visitor.get(f"{PLACE}changes/coming/{draft.pk}/").status_code == 404


def test_every_page_of_a_register_can_be_made_beforehand(
    folder: PressFolder, visitor: Client
) -> None:
    a_list(a_city())
    wanted = [one for one in addresses() if one.startswith("/registers/")]
    rows = list(Row.objects.order_by("pk").values_list("pk", flat=True))
    assert {f"{PLACE}{row}/{rest}" for row in rows for rest in ("", "v1/")} <= set(wanted)
    visit(visitor, *wanted)
    assert standing(folder) == set(wanted)
    assert Page.objects.count() == len(wanted)

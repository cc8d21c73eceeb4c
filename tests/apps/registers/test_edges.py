"""The edges of days and of bodies: what owes, what comes down on which day, whose a row is."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.agencies import City, a_city
from tests.builders.registers import FEES, a_draft, a_register, fee, noon, publish, published
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.duties.models import Duty, Outcome
from yangguang.apps.registers.models import Version
from yangguang.apps.registers.rows import BadRows
from yangguang.apps.registers.selectors import live_rows
from yangguang.apps.registers.services.coming_down import take_down_what_is_due

pytestmark = pytest.mark.django_db
DATED = FEES.replace('sort = ["number"]', 'sort = ["number"]\ndate = "set_on"')
LIMIT = '\n[[limit]]\nact = "publish"\nfrom = "set_on"\ndays = 7\nworking = true\nbasis = "某条"\n'
STAY = '\n[[retention]]\nfrom = "set_on"\nmonths = 3\nbasis = "某条"\n'


@pytest.fixture
def city() -> City:
    return a_city()


def test_only_rows_dated_since_the_limits_began_owe_publication(city: City) -> None:
    register = a_register(DATED + LIMIT, on=date(2024, 3, 4))
    for day in ("2024-03-03", "2024-03-04", "2024-03-05"):
        a_draft(register, city.health, [fee(day, "靠泊费", set_on=day)])
    owed = Duty.objects.order_by("opened_on").values_list("opened_on", "due_on")
    # 2024-03-04 was a Monday; seven working days later is Wednesday of the next week.
    assert list(owed) == [
        (date(2024, 3, 4), date(2024, 3, 13)),
        (date(2024, 3, 5), date(2024, 3, 14)),
    ]


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        (date(2024, 3, 12), Outcome.DONE),
        (date(2024, 3, 13), Outcome.DONE),
        (date(2024, 3, 14), Outcome.LATE),
    ],
)
def test_publication_discharges_its_duty_in_time_or_late(
    city: City, day: date, outcome: Outcome
) -> None:
    register = a_register(DATED + LIMIT, on=date(2024, 3, 1))
    draft = a_draft(register, city.health, [fee("A1", "靠泊费", set_on="2024-03-04")])
    assert Duty.objects.get().is_open
    publish(draft, on=day)
    assert Duty.objects.get().outcome == outcome


def test_a_row_comes_down_on_its_day_and_not_before(city: City) -> None:
    register = a_register(DATED + STAY)
    published(register, city.health, [fee("A1", "靠泊费", set_on="2024-03-04")])
    assert Version.objects.get().down_on == date(2024, 6, 4)
    take_down_what_is_due(noon(date(2024, 6, 3)))
    assert live_rows(register).count() == 1
    take_down_what_is_due(noon(date(2024, 6, 4)))
    assert live_rows(register).count() == 0


def test_a_change_cannot_begin_before_what_it_changes(city: City) -> None:
    register = a_register()
    published(register, city.health, [fee("A1", "靠泊费")], on=date(2024, 3, 4))
    rows = [fee("A1", "靠泊费", price="15")]
    early = a_draft(register, city.health, rows, in_force_on=date(2024, 3, 3))
    with pytest.raises(Refused, match="施行日期2024-03-03不能更早"):
        publish(early, on=date(2024, 4, 8))
    same = a_draft(register, city.health, rows, in_force_on=date(2024, 3, 4))
    publish(same, on=date(2024, 4, 8))
    assert live_rows(register).get().values["price"] == "15"


def test_a_key_of_the_whole_register_belongs_to_one_body(city: City) -> None:
    shared = FEES.replace('key = ["number"]', 'key = ["number"]\nkey_scope = "register"')
    register = a_register(shared)
    published(register, city.health, [fee("A1", "靠泊费")])
    with pytest.raises(BadRows, match="“A1”由别的机构登记，不能由清源市教育局修改"):
        a_draft(register, city.schools, [fee("A1", "靠泊费", price="1")])
    own = a_register(FEES.replace("wharf-fees", "quay-fees"))
    published(own, city.health, [fee("A1", "靠泊费")])
    published(own, city.schools, [fee("A1", "靠泊费")])
    assert live_rows(own).count() == 2

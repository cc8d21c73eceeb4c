"""A definition that makes a column public waits until its live rows are looked through."""

from __future__ import annotations

from datetime import date

import pytest

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
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.events.services import deliver
from yangguang.apps.registers.models import (
    ChangeSet,
    HeldDefinition,
    PersonalFinding,
    Register,
    Version,
)
from yangguang.apps.registers.selectors import live_rows
from yangguang.apps.registers.selectors.showing import shown_value
from yangguang.apps.registers.services import opening, publish_change_set, redefine
from yangguang.apps.registers.services.opening import (
    clear_opened,
    drop_held,
    hold_definition,
    look_through,
    must_wait,
    opening_verdict,
    waiting_in,
)
from yangguang.apps.registers.services.opening_masks import mask_opened, masking_sets
from yangguang.apps.registers.services.screening import screen_change_set, waiting_findings
from yangguang.apps.registers.services.screening_jobs import READER, ask_look
from yangguang.law.registers import read_definition

pytestmark = pytest.mark.django_db
MARCH, APRIL, MAY = noon(date(2024, 3, 4)), noon(date(2024, 4, 8)), noon(date(2024, 5, 6))
PHONE = "联系手机13987654321。"
OPEN = FEES.replace("internal = true", "")


@pytest.fixture
def city() -> City:
    return a_city()


@pytest.fixture
def register(city: City) -> Register:
    """Three live rows; the notes of two tell a number, the third has none."""
    found = a_register()
    rows = [fee("A1", "甲", note=PHONE), fee("A2", "乙", note=f"另{PHONE}"), fee("A3", "丙")]
    published(found, city.health, rows)
    return found


def held(register: Register) -> HeldDefinition:
    return hold_definition(register=register, text=OPEN, by=BY, at=APRIL)


def test_a_column_is_opened_only_when_what_it_holds_is_decided(
    city: City, register: Register
) -> None:
    with pytest.raises(Refused, match="“内部备注”改为对外公开，现行条目的这些内容从没有排查过"):
        redefine(register=register, text=OPEN, by=BY, at=APRIL)
    waits = held(register)
    assert waits.fields == ["note"]
    with pytest.raises(Refused, match="还有2条，查完并处理好"):
        redefine(register=register, text=OPEN, by=BY, at=APRIL)
    assert look_through(held=waits, at=APRIL) == 2
    with pytest.raises(Refused, match="有2处疑似个人信息没有处理"):
        redefine(register=register, text=OPEN, by=BY, at=APRIL)
    first, second = waiting_in(waits).order_by("version__row__key")
    clear_opened(held=waits, findings=[first.pk], reason="本人同意", by=BY, at=APRIL)
    draft = mask_opened(held=waits, findings=[second.pk], agency=city.health, by=BY, at=APRIL)
    assert list(masking_sets(waits)) == [draft]
    assert [one.values["note"] for one in draft.versions.all()] == ["另联系手机139****4321。"]
    publish(draft, on=date(2024, 4, 9))
    waits.refresh_from_db()
    assert opening_verdict(waits)
    redefine(register=register, text=OPEN, by=BY, at=MAY)
    assert not HeldDefinition.objects.exists()
    notes = {one.row.key: one.values.get("note", "") for one in live_rows(register)}
    assert notes == {"A1": PHONE, "A2": "另联系手机139****4321。", "A3": ""}
    # What was said of the first stays said when the row is worded anew.
    again = a_draft(
        register, city.health, [fee("A1", "甲", note=PHONE, price="9")], on=date(2024, 5, 7)
    )
    assert screen_change_set(change_set=again, at=MAY) == 0
    assert PersonalFinding.objects.get(version__change_set=again).reason == "本人同意"


def test_no_row_slips_past_while_a_definition_waits(city: City, register: Register) -> None:
    draft = a_draft(register, city.health, [fee("A3", "丙", note=PHONE)])
    assert screen_change_set(change_set=draft, at=MARCH) == 0
    waits = held(register)
    look_through(held=waits, at=APRIL)
    # The draft was looked through before, without this column.
    assert screen_change_set(change_set=draft, at=APRIL) == 1
    with pytest.raises(Refused, match="“内部备注”中的手机号码"):
        publish(draft, on=date(2024, 4, 9))
    drop_held(held=waits, by=BY, at=APRIL)
    assert not waiting_findings(draft).exists()
    publish(draft, on=date(2024, 4, 9))


def test_a_set_that_was_handed_in_is_not_published_without_a_look(
    city: City, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = a_draft(register, city.health, [fee("A3", "丙", note=PHONE)])
    screen_change_set(change_set=draft, at=MARCH)
    held(register)
    # As if both had been done at the same moment.
    ChangeSet.objects.filter(pk=draft.pk).update(state=ChangeSet.State.SUBMITTED)
    with pytest.raises(Refused, match="还有1条没有排查个人信息"):
        publish_change_set(change_set=draft, by=REVIEWER, at=APRIL)


def test_the_worker_looks_through_many_rows(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "PIECE", 1)
    waits = held(register)
    job = ask_look(held=waits, by=BY, at=APRIL)
    while deliver(reader_name=READER):
        pass
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", 2, 2)
    assert job.message == "发现2处疑似个人信息，请逐处处理。"
    waits.refresh_from_db()
    assert not opening_verdict(waits)


def test_what_nobody_wrote_in_needs_no_look(register: Register) -> None:
    # A column that is new, or in which live rows hold nothing, opens at once.
    text = FEES.replace("[[check]]", '[[field]]\ncode = "more"\nlabel = "补充"\n\n[[check]]', 1)
    assert not must_wait(register, read_definition(text))
    redefine(register=register, text=text, by=BY, at=APRIL)
    # One that leaves the definition and returns brings its texts back.
    gone = text.replace('[[field]]\ncode = "note"\nlabel = "内部备注"\ninternal = true\n', "")
    redefine(register=register, text=gone, by=BY, at=APRIL)
    assert must_wait(register, read_definition(OPEN))


def test_former_wordings_do_not_show_what_was_internal_then(city: City, register: Register) -> None:
    rows = [fee("A1", "甲", note="已遮盖"), fee("A2", "乙", note="已遮盖")]
    published(register, city.health, rows, on=date(2024, 4, 1))
    waits = held(register)
    assert look_through(held=waits, at=APRIL) == 0
    redefine(register=register, text=OPEN, by=BY, at=MAY)
    now = read_definition(OPEN)
    field = now.field("note")
    former = Version.objects.filter(live=False, what="added", row__key="A1").get()
    live = Version.objects.get(live=True, row__key="A1")
    assert (shown_value(former, field, now), shown_value(live, field, now)) == (None, "已遮盖")

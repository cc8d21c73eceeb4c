"""Nobody sees a person's data in clear without a reason, and every look stays on record."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.audit.models import Act, AppendOnlyError
from yangguang.apps.vault.models import PersonalAccess
from yangguang.apps.vault.problems import Destroyed, NotAllowed, SealBroken
from yangguang.apps.vault.selectors import (
    Looks,
    accesses_by,
    accesses_of,
    list_accesses,
    looks_by_actor,
)
from yangguang.apps.vault.services import (
    destroy_subject,
    log_access,
    new_subject,
    new_subjects,
    reveal,
    reveal_bytes,
    seal_bytes_for,
    seal_many_for,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
CLERK = Actor(ActorKind.STAFF, "7", "李登记", agency_key=3)
OTHER = Actor(ActorKind.STAFF, "8", "王督查", agency_key=1)
VALUES = {"name": "张小明", "telephone": "13800005678", "email": ""}
WHY = "核对寄送地址"


def test_a_look_gives_the_fields_asked_for_and_keeps_who_when_why_and_where() -> None:
    subject = new_subject(by=CLERK, at=AT)
    sealed = seal_many_for(subject, VALUES)
    seen = reveal(
        subject, sealed, ["name", "telephone"], by=CLERK, at=AT, why=f" {WHY} ", page="/requests/5/"
    )
    assert seen == {"name": "张小明", "telephone": "13800005678"}
    row = accesses_of(subject.pk).get()
    assert (row.fields, row.page) == (["name", "telephone"], "/requests/5/")
    act = row.act
    assert (act.at, act.actor_name, act.reason, act.verb) == (AT, "李登记", WHY, "person.reveal")
    assert (act.subject_key, act.subject_agency_key) == (str(subject.pk), 3)
    assert act.after == {
        "persons": [str(subject.pk)],
        "fields": ["name", "telephone"],
        "page": "/requests/5/",
    }


def test_no_value_stands_in_the_record_of_looks() -> None:
    subject = new_subject(by=CLERK, at=AT)
    reveal(subject, seal_many_for(subject, VALUES), list(VALUES), by=CLERK, at=AT, why=WHY)
    stored = str(list(Act.objects.values())) + str(list(PersonalAccess.objects.values()))
    assert not any(value in stored for value in VALUES.values() if value)


@pytest.mark.parametrize("why", ["", "  ", "\n"])
def test_without_a_reason_nothing_is_shown(why: str) -> None:
    subject = new_subject(by=CLERK, at=AT)
    with pytest.raises(NotAllowed, match="用途"):
        reveal(subject, seal_many_for(subject, VALUES), ["name"], by=CLERK, at=AT, why=why)
    assert not PersonalAccess.objects.exists()


def test_a_value_that_does_not_open_is_no_look() -> None:
    one, other = new_subjects(2, by=CLERK, at=AT)
    with pytest.raises(SealBroken):
        reveal(other, seal_many_for(one, VALUES), ["name"], by=CLERK, at=AT, why=WHY)
    assert not PersonalAccess.objects.exists()
    assert not Act.objects.filter(verb="person.reveal").exists()


def test_a_row_read_before_the_destruction_shows_nothing_after_it() -> None:
    subject = new_subject(by=CLERK, at=AT)
    sealed = seal_many_for(subject, VALUES)
    destroy_subject(subject.pk, by=CLERK, at=AT, basis="到期")
    assert subject.destroyed_at is None
    with pytest.raises(Destroyed):
        reveal(subject, sealed, ["name"], by=CLERK, at=AT, why=WHY)


def test_an_unknown_person_is_said_to_be_missing() -> None:
    with pytest.raises(SealBroken, match="没有找到"):
        reveal(uuid.uuid4(), {}, [], by=CLERK, at=AT, why=WHY)


def test_looking_into_a_file_is_a_look() -> None:
    subject = new_subject(by=CLERK, at=AT)
    file = seal_bytes_for(subject, b"scan", "proof")
    assert reveal_bytes(subject, file, "proof", by=CLERK, at=AT, why=WHY) == b"scan"
    assert accesses_of(subject.pk).get().fields == ["proof"]


def test_a_look_at_many_is_one_act_with_a_row_for_each() -> None:
    people = new_subjects(3, by=CLERK, at=AT)
    ids = [one.pk for one in people]
    log_access([*ids, ids[0]], by=OTHER, at=AT, why="导出登记簿", fields=["name"], agency_key=3)
    act = Act.objects.get(verb="person.reveal")
    assert (act.subject_kind, act.subject_label, act.subject_agency_key) == (
        "person-list",
        "3 人",
        3,
    )
    assert {row.subject_id for row in act.personal_accesses.all()} == set(ids)
    assert log_access([], by=OTHER, at=AT, why="导出", fields=["name"]) == []


def test_looks_are_found_by_person_by_actor_and_by_agency() -> None:
    one, other = new_subjects(2, by=CLERK, at=AT)
    later = AT + timedelta(days=1)
    log_access([one.pk], by=CLERK, at=AT, why=WHY, fields=["name"])
    log_access([one.pk, other.pk], by=CLERK, at=later, why=WHY, fields=["name"])
    log_access([other.pk], by=OTHER, at=later, why="督查", fields=["name"], agency_key=3)
    assert [row.act.at for row in accesses_of(one.pk)] == [later, AT]
    assert accesses_by(CLERK).count() == 3
    assert list_accesses(agency_keys=[3]).count() == 4
    assert list_accesses(agency_keys=[1]).count() == 0
    assert list_accesses(agency_keys=None, since=later).count() == 3
    assert looks_by_actor(since=AT, until=later + timedelta(days=1)) == [
        Looks("staff", "7", "李登记", 3, 2),
        Looks("staff", "8", "王督查", 1, 1),
    ]
    assert looks_by_actor(since=AT, until=later) == [Looks("staff", "7", "李登记", 1, 1)]


def test_the_record_of_looks_cannot_be_changed() -> None:
    subject = new_subject(by=CLERK, at=AT)
    (row,) = log_access([subject.pk], by=CLERK, at=AT, why=WHY, fields=["name"])
    with pytest.raises(AppendOnlyError):
        row.delete()
    with pytest.raises(AppendOnlyError):
        row.save()
    with pytest.raises(AppendOnlyError):
        PersonalAccess.objects.update(page="")

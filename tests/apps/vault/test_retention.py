"""The schedule says what is due; only a person destroys it, and nobody still needed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from yangguang.apps.audit.actors import Actor, ActorKind, system
from yangguang.apps.audit.models import Act
from yangguang.apps.vault import registry
from yangguang.apps.vault.models import Destruction, RetentionEntry, SubjectKey
from yangguang.apps.vault.problems import NotAllowed
from yangguang.apps.vault.registry import Kept, RetentionOwner, register_retention_owner
from yangguang.apps.vault.retention import (
    WrongRetention,
    due_for_destruction,
    retention_rules,
    shifted,
)
from yangguang.apps.vault.selectors import destructions, retention_list
from yangguang.apps.vault.services import (
    destroy_subject,
    drop_destruction,
    list_due,
    new_subjects,
    propose_destruction,
    sign_destruction,
)

pytestmark = pytest.mark.django_db
AT = datetime(2036, 5, 6, 2, 0, tzinfo=UTC)
BY = Actor(ActorKind.STAFF, "7", "李登记", agency_key=3)
HEAD = Actor(ActorKind.STAFF, "9", "王负责", agency_key=3)
NIGHT = system("定时任务")


class Files:
    """An app that keeps matters of people: person → days on which their matters ended, None open."""

    def __init__(self, kind: str) -> None:
        self.matters: dict[UUID, list[date | None]] = {}
        self.forgotten: list[UUID] = []
        self.owner = RetentionOwner(kind, self.ended, self.needed, self.forget)

    def ended(self, day: date) -> Iterable[Kept]:
        for person, ends in self.matters.items():
            past = [end for end in ends if end is not None and end <= day]
            if past:
                yield Kept(person, f"〔{max(past).year}〕1号", max(past), agency_key=3)

    def needed(self, ids: Collection[UUID], day: date) -> Collection[UUID]:
        return {
            one for one in ids if any(end is None or end > day for end in self.matters.get(one, []))
        }

    def forget(self, ids: Collection[UUID]) -> None:
        self.forgotten += [one for one in ids if one in self.matters]


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Files:
    monkeypatch.setattr(registry, "_owners", {})
    made = Files("request-applicant")
    register_retention_owner(made.owner)
    return made


@pytest.fixture
def own_rules(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path / "retention.toml"


@pytest.fixture
def people() -> list[SubjectKey]:
    return new_subjects(4, by=BY, at=AT)


def test_the_built_in_schedule_keeps_applicants_ten_years(own_rules: Path) -> None:
    rule = retention_rules()["request-applicant"]
    assert rule.years == 10
    assert "个人信息保护法" in rule.basis
    assert rule.due_on(date(2026, 5, 6)) == date(2036, 5, 6)
    assert rule.last_end(date(2036, 5, 6)) == date(2026, 5, 6)


def test_a_leap_day_never_cuts_a_period_short() -> None:
    assert shifted(date(2024, 2, 29), 10) == date(2034, 3, 1)
    assert shifted(date(2034, 2, 28), -10) == date(2024, 2, 28)
    assert shifted(date(2034, 3, 1), -10) == date(2024, 3, 1)
    assert shifted(date(2028, 2, 29), -10) == date(2018, 2, 28)


def test_an_installation_may_have_its_own_schedule(own_rules: Path) -> None:
    own_rules.write_text(
        '[[rule]]\nkind = "request-applicant"\nname = "申请人"\nyears = 30\nbasis = "清源市保管期限表"\n',
        encoding="utf-8",
    )
    assert retention_rules()["request-applicant"].years == 30


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[rule]]\nkind = "a"\nname = "b"\nyears = 0\nbasis = "c"', "1 到 100"),
        ('[[rule]]\nkind = "a"\nname = "b"\nyears = true\nbasis = "c"', "1 到 100"),
        ('[[rule]]\nkind = "a"\nyears = 3', "缺少 name、basis"),
        ("rule = [3]", r"\[\[rule\]\]"),
        ("rule = ", "写法有误"),
    ],
)
def test_a_wrong_schedule_says_what_is_wrong(own_rules: Path, text: str, message: str) -> None:
    own_rules.write_text(text, encoding="utf-8")
    with pytest.raises(WrongRetention, match=message):
        retention_rules()


def test_only_people_all_of_whose_matters_ended_long_ago_are_due(
    files: Files, people: list[SubjectKey]
) -> None:
    ended, late, reopened, gone = (one.pk for one in people)
    files.matters = {
        ended: [date(2020, 1, 1), date(2026, 5, 6)],
        late: [date(2026, 5, 7)],
        reopened: [date(2020, 1, 1), None],
        gone: [date(2020, 1, 1)],
    }
    destroy_subject(gone, by=BY, at=AT, basis="本人请求")
    due = due_for_destruction(AT)
    assert [(one.subject_id, one.due_on, one.label) for one in due] == [
        (ended, date(2036, 5, 6), "〔2026〕1号")
    ]


def test_somebody_known_to_two_owners_waits_for_the_later(
    files: Files, people: list[SubjectKey], own_rules: Path
) -> None:
    own_rules.write_text(
        '[[rule]]\nkind = "letters"\nname = "来信人"\nyears = 2\nbasis = "清源市保管期限表"\n',
        encoding="utf-8",
    )
    letters = Files("letters")
    register_retention_owner(letters.owner)
    both, waits, writer = (one.pk for one in people[:3])
    files.matters = {both: [date(2025, 1, 1)], waits: [date(2030, 1, 1)]}
    letters.matters = {
        both: [date(2031, 1, 1)],
        waits: [date(2031, 1, 1)],
        writer: [date(2031, 1, 1)],
    }
    due = {one.subject_id: (one.due_on, one.rule.kind) for one in due_for_destruction(AT)}
    assert due == {
        both: (date(2035, 1, 1), "request-applicant"),
        writer: (date(2033, 1, 1), "letters"),
    }


def test_a_kind_without_a_rule_is_an_error_and_not_kept_for_ever(files: Files) -> None:
    register_retention_owner(Files("unheard-of").owner)
    with pytest.raises(WrongRetention, match="unheard-of"):
        due_for_destruction(AT)


def test_the_night_lists_and_destroys_nothing(files: Files, people: list[SubjectKey]) -> None:
    files.matters = {people[0].pk: [date(2020, 1, 1)], people[1].pk: [date(2021, 1, 1)]}
    assert list_due(by=NIGHT, at=AT) == 2
    assert list_due(by=NIGHT, at=AT) == 2
    assert [row.due_on for row in retention_list(agency_keys=[3])] == [
        date(2030, 1, 1),
        date(2031, 1, 1),
    ]
    assert not retention_list(agency_keys=[4]).exists()
    assert SubjectKey.objects.filter(destroyed_at__isnull=True).count() == 4
    assert Act.objects.filter(verb="person.list-due").count() == 1


def test_somebody_needed_again_goes_off_the_list(files: Files, people: list[SubjectKey]) -> None:
    files.matters = {people[0].pk: [date(2020, 1, 1)], people[1].pk: [date(2021, 1, 1)]}
    list_due(by=NIGHT, at=AT)
    files.matters[people[0].pk].append(None)
    assert list_due(by=NIGHT, at=AT) == 1
    assert RetentionEntry.objects.get().subject_id == people[1].pk


def propose(*people: UUID, by: Actor = BY, **more: Any) -> Destruction:
    return propose_destruction(list(people), by=by, at=AT, **more)


def test_two_signatures_destroy_what_is_listed_and_leave_a_certificate(
    files: Files, people: list[SubjectKey]
) -> None:
    one = people[0].pk
    files.matters = {one: [date(2020, 1, 1)]}
    list_due(by=NIGHT, at=AT)
    made = propose(one, approval="清档批〔2036〕2号")
    assert SubjectKey.objects.get(pk=one).destroyed_at is None
    done = sign_destruction(made, by=HEAD, at=AT)
    row = SubjectKey.objects.get(pk=one)
    assert row.destroyed_at == AT
    assert row.basis.startswith("清档批〔2036〕2号；《个人信息保护法》")
    assert files.forgotten == [one]
    assert not RetentionEntry.objects.exists()
    assert Act.objects.get(verb="person.destroy").subject_agency_key == 3
    assert list_due(by=NIGHT, at=AT) == 0
    assert (done.number, done.state, done.people) == ("销毁清册〔2036〕1号", "done", 1)
    assert (done.proposed_by, done.decided_by, done.decided_at) == ("李登记", "王负责", AT)
    line = done.lines.get()
    assert (line.label, line.ended_on, line.due_on) == (
        "〔2020〕1号",
        date(2020, 1, 1),
        date(2030, 1, 1),
    )
    assert destructions(agency_keys=[3]).get() == done
    assert not destructions(agency_keys=[4]).exists()


def test_who_proposes_does_not_sign(files: Files, people: list[SubjectKey]) -> None:
    files.matters = {people[0].pk: [date(2020, 1, 1)]}
    list_due(by=NIGHT, at=AT)
    made = propose(people[0].pk)
    with pytest.raises(NotAllowed, match="不能自己复核"):
        sign_destruction(made, by=BY, at=AT)
    assert SubjectKey.objects.get(pk=people[0].pk).destroyed_at is None


def test_the_certificates_of_a_year_are_numbered_without_a_gap(
    files: Files, people: list[SubjectKey]
) -> None:
    files.matters = {one.pk: [date(2020, 1, 1)] for one in people[:3]}
    list_due(by=NIGHT, at=AT)
    made = [propose(one.pk) for one in people[:3]]
    drop_destruction(made[1], why="本人起诉", by=HEAD, at=AT)
    numbers = [sign_destruction(made[place], by=HEAD, at=AT).number for place in (2, 0)]
    assert numbers == ["销毁清册〔2036〕1号", "销毁清册〔2036〕2号"]
    made[1].refresh_from_db()
    assert (made[1].number, made[1].remark) == ("", "本人起诉")
    with pytest.raises(NotAllowed, match="已放弃"):
        sign_destruction(made[1], by=HEAD, at=AT)


def test_one_who_is_needed_again_keeps_all_of_the_list(
    files: Files, people: list[SubjectKey]
) -> None:
    one, other = people[0].pk, people[1].pk
    files.matters = {one: [date(2020, 1, 1)], other: [date(2020, 1, 1)]}
    list_due(by=NIGHT, at=AT)
    made = propose(one, other)
    files.matters[other].append(None)
    with pytest.raises(NotAllowed, match="1 人"):
        sign_destruction(made, by=HEAD, at=AT)
    with pytest.raises(NotAllowed, match="1 人"):
        propose(uuid4())
    assert SubjectKey.objects.filter(destroyed_at__isnull=True).count() == 4
    assert files.forgotten == []


def test_what_is_not_listed_or_waits_already_is_not_proposed(
    files: Files, people: list[SubjectKey]
) -> None:
    files.matters = {people[0].pk: [date(2020, 1, 1)]}
    with pytest.raises(NotAllowed, match="尚未到期"):
        propose(people[0].pk)
    list_due(by=NIGHT, at=AT)
    with pytest.raises(NotAllowed, match="勾选"):
        propose()
    with pytest.raises(NotAllowed, match="管理范围"):
        propose(people[0].pk, agency_keys=[4])
    propose(people[0].pk, agency_keys=[3])
    with pytest.raises(NotAllowed, match="已在待复核"):
        propose(people[0].pk)


def test_the_system_proposes_and_signs_nothing(files: Files, people: list[SubjectKey]) -> None:
    files.matters = {people[0].pk: [date(2020, 1, 1)]}
    list_due(by=NIGHT, at=AT)
    with pytest.raises(NotAllowed, match="签字"):
        propose(people[0].pk, by=NIGHT)
    made = propose(people[0].pk)
    with pytest.raises(NotAllowed, match="签字"):
        sign_destruction(made, by=NIGHT, at=AT)


def test_a_list_is_given_up_only_with_a_reason(files: Files, people: list[SubjectKey]) -> None:
    files.matters = {people[0].pk: [date(2020, 1, 1)]}
    list_due(by=NIGHT, at=AT)
    made = propose(people[0].pk)
    with pytest.raises(NotAllowed, match="理由"):
        drop_destruction(made, why=" ", by=HEAD, at=AT)
    drop_destruction(made, why="档案馆要求保留", by=HEAD, at=AT)
    assert propose(people[0].pk).state == "pending"

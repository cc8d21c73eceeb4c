"""Delegation while absent, and hand-over when somebody leaves."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.builders.agencies import BY, City, a_city, a_person, a_post, somebody
from yangguang.apps.agencies import registry
from yangguang.apps.agencies.models import Post, User
from yangguang.apps.agencies.selectors import in_force
from yangguang.apps.agencies.services import delegate, hand_over
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.models import Act

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
TODAY = date(2026, 5, 6)


@pytest.fixture
def city() -> City:
    return a_city()


# --- delegation -----------------------------------------------------------------------------


def delegation(city: City, to: User, **changes: object) -> object:
    values: dict[str, object] = {
        "post": Post.objects.get(user__username="absent"),
        "to": to,
        "first_day": TODAY,
        "last_day": date(2026, 5, 8),
        "reason": "休假",
        "by": BY,
        "at": AT,
    }
    return delegate(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"last_day": date(2026, 5, 5)}, "结束日期"),
        ({"first_day": date(2026, 1, 1), "last_day": date(2026, 5, 5)}, "早于今天"),
        ({"last_day": date(2027, 5, 6)}, "最长 180 天"),
        ({"reason": " "}, "事由"),
    ],
)
def test_days_or_a_reason_that_do_not_fit_are_refused(
    city: City, changes: dict[str, object], why: str
) -> None:
    somebody("agency-lead", city.health, username="absent")
    with pytest.raises(Refused, match=why):
        delegation(city, somebody("agency-clerk", city.health), **changes)


def test_a_post_goes_to_colleagues_here_or_above_and_to_no_one_else(city: City) -> None:
    absent = somebody("agency-lead", city.county_health, username="absent")
    for body in (city.county_health, city.county, city.government):
        row = delegation(city, somebody("agency-clerk", body, username=f"at-{body.pk}"))
        row.delete()  # type: ignore[attr-defined]
    for stranger in (
        somebody("agency-clerk", city.schools),
        a_person("without-post"),
        absent,
    ):
        with pytest.raises(Refused):
            delegation(city, stranger)


def test_a_post_is_not_handed_to_two_people_at_once(city: City) -> None:
    somebody("agency-lead", city.health, username="absent")
    delegation(city, somebody("agency-clerk", city.health, username="one"))
    with pytest.raises(Refused, match="已有委托"):
        delegation(
            city,
            somebody("agency-clerk", city.health, username="two"),
            first_day=date(2026, 5, 8),
            last_day=date(2026, 5, 9),
        )


def test_a_manager_does_not_hand_a_higher_post_to_themselves(city: City) -> None:
    lead = somebody("agency-lead", city.office)
    director = somebody("disclosure-director", city.office, username="absent")
    with pytest.raises(Refused):
        delegation(city, lead, by=lead.actor(city.office))
    assert not director.posts.get().delegations.exists()


# --- hand-over ------------------------------------------------------------------------------


def leaving(city: City) -> tuple[User, User]:
    leaver = somebody("agency-lead", city.health, username="leaver")
    a_post(leaver, "agency-clerk", city.schools)
    successor = somebody("agency-clerk", city.health, username="successor")
    delegate(
        post=leaver.posts.order_by("pk")[0],
        to=successor,
        first_day=TODAY,
        last_day=date(2026, 6, 1),
        reason="休假",
        by=BY,
        at=AT,
    )
    return leaver, successor


def current(user: User) -> set[tuple[str, str]]:
    posts = Post.objects.filter(in_force(TODAY), user=user)
    return {(post.agency.name, post.role.code) for post in posts}


def test_a_hand_over_passes_posts_delegations_and_open_work_in_one_act(city: City) -> None:
    leaver, successor = leaving(city)
    given: list[tuple[str, str]] = []

    def pass_on(old: User, new: User, by: Actor, at: datetime) -> int:
        given.append((old.username, new.username))
        return 4

    registry.register_open_work(registry.OpenWork("test", "测试件", lambda user: 4, pass_on))
    try:
        done = hand_over(leaver=leaver, successor=successor, by=BY, at=AT, reason="调离")
    finally:
        registry.unregister_open_work("test")
    assert (done.posts_ended, done.posts_taken, done.delegations_ended) == (2, 2, 1)
    assert done.work["测试件"] == 4
    assert given == [("leaver", "successor")]
    assert current(leaver) == set()
    assert current(successor) == {
        ("清源市卫生健康委员会", "agency-lead"),
        ("清源市卫生健康委员会", "agency-clerk"),
        ("清源市教育局", "agency-clerk"),
    }
    leaver.refresh_from_db()
    assert not leaver.is_active
    assert leaver.left_on == TODAY
    assert Act.objects.filter(verb="staff.hand-over").count() == 1


def test_when_one_part_of_a_hand_over_fails_nothing_has_happened(city: City) -> None:
    leaver, successor = leaving(city)
    acts = Act.objects.count()

    def broken(old: User, new: User, by: Actor, at: datetime) -> int:
        raise RuntimeError("no")

    registry.register_open_work(registry.OpenWork("test", "测试件", lambda user: 1, broken))
    try:
        with pytest.raises(RuntimeError):
            hand_over(leaver=leaver, successor=successor, by=BY, at=AT, reason="调离")
    finally:
        registry.unregister_open_work("test")
    assert len(current(leaver)) == 2
    assert User.objects.get(pk=leaver.pk).is_active
    assert Act.objects.count() == acts


def test_posts_can_end_without_a_successor_in_them(city: City) -> None:
    leaver, successor = leaving(city)
    done = hand_over(
        leaver=leaver,
        successor=successor,
        by=BY,
        at=AT,
        reason="换岗",
        take_posts=False,
        leaves=False,
    )
    assert (done.posts_ended, done.posts_taken) == (2, 0)
    assert current(successor) == {("清源市卫生健康委员会", "agency-clerk")}
    assert User.objects.get(pk=leaver.pk).is_active


def test_the_last_administrator_hands_over_to_a_new_one_or_not_at_all(city: City) -> None:
    only = somebody("system-administrator", city.office, username="only")
    successor = somebody("agency-clerk", city.office, username="successor")
    with pytest.raises(Refused, match="最后一名"):
        hand_over(leaver=only, successor=successor, by=BY, at=AT, reason="退休", take_posts=False)
    hand_over(leaver=only, successor=successor, by=BY, at=AT, reason="退休")
    assert ("清源市人民政府办公室", "system-administrator") in current(successor)


def test_a_lead_does_not_hand_a_leads_post_on(city: City) -> None:
    leaver, successor = leaving(city)
    other = somebody("agency-lead", city.health, username="other")
    with pytest.raises(Refused):
        hand_over(
            leaver=leaver, successor=successor, by=other.actor(city.health), at=AT, reason="调离"
        )
    assert len(current(leaver)) == 2

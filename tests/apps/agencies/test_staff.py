"""People and posts: taking on, ending, closing, handing over; and who may never be lost."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from tests.builders.agencies import (
    BY,
    PASSWORD,
    City,
    a_city,
    a_person,
    a_post,
    a_role,
    somebody,
)
from yangguang.apps.agencies.models import Role, SignIn, User
from yangguang.apps.agencies.permissions import DEFAULT_ROLES, Permission
from yangguang.apps.agencies.selectors import lasting_administrators
from yangguang.apps.agencies.services import (
    add_role,
    add_staff,
    assign_post,
    begin_sign_in,
    deactivate_staff,
    edit_role,
    end_post,
    install_default_roles,
    reset_password,
    take_on_staff,
    temporary_password,
)
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.models import Act

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
TODAY = date(2026, 5, 6)


@pytest.fixture
def city() -> City:
    return a_city()


# --- accounts -------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["", "a", "有字", "a b", "-ab", "x" * 65, "a/b"])
def test_an_odd_log_in_name_is_refused(username: str) -> None:
    with pytest.raises(Refused, match="登录名须为"):
        add_staff(username=username, name="某", password=PASSWORD, by=BY, at=AT)


def test_a_log_in_name_that_differs_in_case_alone_is_taken() -> None:
    a_person("zhao")
    with pytest.raises(Refused, match="已被使用"):
        a_person("Zhao")


def test_a_temporary_password_keeps_the_rules_and_never_repeats() -> None:
    made = {temporary_password() for _ in range(50)}
    assert len(made) == 50
    for number, password in enumerate(sorted(made)[:5]):
        add_staff(username=f"user-{number}", name="某", password=password, by=BY, at=AT)


def test_a_new_person_comes_with_a_post_or_not_at_all(city: City) -> None:
    lead = somebody("agency-lead", city.health)
    with pytest.raises(Refused):
        take_on_staff(
            username="new",
            name="新人",
            agency=city.schools,
            role=a_role("agency-clerk"),
            valid_from=TODAY,
            by=lead.actor(city.health),
            at=AT,
        )
    assert not User.objects.filter(username="new").exists()
    user, password = take_on_staff(
        username="new",
        name="新人",
        agency=city.health,
        role=a_role("agency-clerk"),
        valid_from=TODAY,
        by=lead.actor(city.health),
        at=AT,
    )
    assert user.must_change_password
    assert user.check_password(password)


def test_the_password_stands_nowhere_in_the_record(city: City) -> None:
    user = somebody("agency-clerk", city.health)
    password = reset_password(user=user, by=BY, at=AT)
    for act in Act.objects.all():
        assert password not in f"{act.before}{act.after}{act.reason}{act.subject_label}"


def test_a_reset_password_ends_all_sessions(city: City) -> None:
    user = somebody("agency-clerk", city.health)
    begin_sign_in(user=user, address="127.0.0.1", device="", by=user.actor(), at=AT)
    reset_password(user=user, by=BY, at=AT)
    assert SignIn.objects.get().ended_at == AT


@pytest.mark.parametrize("act", [deactivate_staff, reset_password])
def test_a_lead_cannot_act_on_the_account_of_a_director(city: City, act: object) -> None:
    lead = somebody("agency-lead", city.health)
    director = somebody("disclosure-director", city.office)
    a_post(director, "agency-clerk", city.health)
    more = {"reason": "试"} if act is deactivate_staff else {}
    with pytest.raises(Refused):
        act(user=director, by=lead.actor(city.health), at=AT, **more)  # type: ignore[operator]
    director.refresh_from_db()
    assert director.is_active
    assert director.check_password(PASSWORD)


def test_nobody_closes_their_own_account(city: City) -> None:
    somebody("system-administrator", city.office)
    other = somebody("system-administrator", city.office, username="other")
    with pytest.raises(Refused, match="为自己办理"):
        deactivate_staff(user=other, by=other.actor(city.office), at=AT, reason="试")


# --- posts ----------------------------------------------------------------------------------


def test_the_same_post_twice_in_the_same_days_is_refused(city: City) -> None:
    user = somebody("agency-clerk", city.health)
    with pytest.raises(Refused, match="无需重复"):
        a_post(user, "agency-clerk", city.health)
    assert user.posts.count() == 1


def test_a_post_may_follow_the_same_post_that_ended(city: City) -> None:
    user = somebody("agency-clerk", city.health)
    end_post(post=user.posts.get(), on=date(2026, 4, 1), by=BY, at=AT)
    assign_post(
        user=user,
        agency=city.health,
        role=a_role("agency-clerk"),
        valid_from=date(2026, 4, 1),
        by=BY,
        at=AT,
    )
    assert user.posts.count() == 2


def test_an_ended_post_cannot_be_ended_later(city: City) -> None:
    post = somebody("agency-clerk", city.health).posts.get()
    end_post(post=post, on=date(2026, 4, 1), by=BY, at=AT)
    with pytest.raises(Refused, match="2026-04-01"):
        end_post(post=post, on=date(2026, 5, 1), by=BY, at=AT)


def test_a_member_of_staff_gives_no_post_beyond_their_reach(city: City) -> None:
    lead = somebody("agency-lead", city.health)
    with pytest.raises(Refused):
        assign_post(
            user=a_person("new"),
            agency=city.health,
            role=a_role("disclosure-director"),
            valid_from=TODAY,
            by=lead.actor(city.health),
            at=AT,
        )


def test_what_one_holds_at_another_body_does_not_count_while_acting_for_this_one(
    city: City,
) -> None:
    lead = somebody("agency-lead", city.health)
    a_post(lead, "agency-clerk", city.schools)
    with pytest.raises(Refused):
        assign_post(
            user=a_person("new"),
            agency=city.health,
            role=a_role("agency-clerk"),
            valid_from=TODAY,
            by=lead.actor(city.schools),
            at=AT,
        )


# --- the last administrator -----------------------------------------------------------------


def test_the_last_administrators_post_cannot_end(city: City) -> None:
    only = somebody("system-administrator", city.office)
    with pytest.raises(Refused, match="最后一名"):
        end_post(post=only.posts.get(), on=TODAY, by=BY, at=AT)
    assert only.posts.get().valid_to is None


def test_nor_can_it_be_set_to_end_some_day(city: City) -> None:
    only = somebody("system-administrator", city.office)
    with pytest.raises(Refused, match="最后一名"):
        end_post(post=only.posts.get(), on=date(2027, 1, 1), by=BY, at=AT)


def test_one_of_two_administrators_may_go_and_the_other_stays(city: City) -> None:
    first = somebody("system-administrator", city.office, username="first")
    second = somebody("system-administrator", city.office, username="second")
    deactivate_staff(user=first, by=second.actor(city.office), at=AT, reason="调离")
    with pytest.raises(Refused, match="最后一名"):
        deactivate_staff(user=second, by=BY, at=AT, reason="调离")
    assert User.objects.get(pk=second.pk).is_active


def test_an_administrator_for_a_time_does_not_count_as_the_one_who_stays(city: City) -> None:
    only = somebody("system-administrator", city.office, username="only")
    passing = a_person("passing")
    a_post(passing, "system-administrator", city.office, until=date(2026, 12, 31))
    with pytest.raises(Refused, match="最后一名"):
        end_post(post=only.posts.get(), on=TODAY, by=BY, at=AT)


@pytest.mark.parametrize("change", ["permissions", "reach"])
def test_the_administrators_role_cannot_lose_what_makes_it_one(city: City, change: str) -> None:
    somebody("system-administrator", city.office)
    role = a_role("system-administrator")
    values = {
        "name": role.name,
        "reach": role.reach,
        "permissions": list(role.permissions),
        "needs_second_factor": True,
    }
    values |= {"permissions": ["jobs.view"]} if change == "permissions" else {"reach": "own"}
    with pytest.raises(Refused, match="最后一名"):
        edit_role(role=role, by=BY, at=AT, **values)
    assert Permission.STAFF_MANAGE in Role.objects.get(pk=role.pk).permissions


def test_a_clerks_post_ends_freely_where_no_administrator_was_ever_named(city: City) -> None:
    post = somebody("agency-clerk", city.health).posts.get()
    end_post(post=post, on=TODAY, by=BY, at=AT)
    assert not lasting_administrators(TODAY).exists()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_end_each_other_at_once_do_not_both_go() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("an in-memory SQLite database has one writer; PostgreSQL runs this")
    city = a_city()
    people = [
        somebody("system-administrator", city.office, username=name) for name in ("one", "two")
    ]
    barrier = threading.Barrier(2)
    refused: list[str] = []

    def end(of: User) -> None:
        try:
            barrier.wait()
            end_post(post=of.posts.get(), on=TODAY, by=BY, at=AT)
        except Refused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=end, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert lasting_administrators(TODAY).count() == 1


# --- roles ----------------------------------------------------------------------------------


def test_the_starting_roles_are_there_once_and_keep_an_offices_changes() -> None:
    first = install_default_roles(by=BY, at=AT)
    assert [role.code for role in first] == [role.code for role in DEFAULT_ROLES]
    Role.objects.filter(code="agency-clerk").update(name="经办员")
    install_default_roles(by=BY, at=AT)
    assert Role.objects.count() == len(DEFAULT_ROLES)
    assert Role.objects.get(code="agency-clerk").name == "经办员"
    assert Act.objects.filter(verb="role.add").count() == len(DEFAULT_ROLES)


def test_a_permission_that_is_not_in_the_list_is_refused() -> None:
    with pytest.raises(Refused, match="没有“item"):
        add_role(
            code="odd",
            name="怪",
            reach="own",
            permissions=["item.view", "item.destroy"],
            needs_second_factor=False,
            by=BY,
            at=AT,
        )


def test_nobody_adds_a_permission_to_a_role_they_hold(city: City) -> None:
    administrator = somebody("system-administrator", city.office)
    role = a_role("system-administrator")
    with pytest.raises(Refused, match="另一位管理员"):
        edit_role(
            role=role,
            name=role.name,
            reach=role.reach,
            permissions=[*role.permissions, "item.publish"],
            needs_second_factor=True,
            by=administrator.actor(city.office),
            at=AT,
        )

"""Who may do what where on which day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.builders.agencies import (
    AT,
    BY,
    City,
    a_city,
    a_person,
    a_post,
    a_role,
    an_agency,
    somebody,
)
from yangguang.apps.agencies.models import Agency, Post, Role, User
from yangguang.apps.agencies.permissions import DEFAULT_ROLES, Permission
from yangguang.apps.agencies.selectors import (
    holdings,
    may,
    may_govern,
    may_grant,
    name_on,
    needs_second_factor,
    visible_agencies,
)
from yangguang.apps.agencies.services import (
    assign_post,
    delegate,
    end_delegation,
    merge_agencies,
    move_agency,
    propose_agency,
)
from yangguang.apps.audit.models import Act

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 6)
P = Permission


@pytest.fixture
def city() -> City:
    return a_city()


def names(user: User, permission: Permission, on: date = DAY) -> set[str]:
    return {agency.name for agency in visible_agencies(user, permission, on)}


def test_every_permission_of_a_starting_role_is_in_the_closed_list() -> None:
    for role in DEFAULT_ROLES:
        assert set(role.permissions) <= set(Permission)
        assert len(set(role.permissions)) == len(role.permissions)


def test_no_starting_role_both_runs_the_machine_and_publishes_or_audits() -> None:
    by_code = {role.code: set(role.permissions) for role in DEFAULT_ROLES}
    assert not by_code["system-administrator"] & {P.ITEM_VIEW, P.ITEM_PUBLISH, P.AUDIT_VIEW}
    assert by_code["auditor"] == {P.AUDIT_VIEW, P.JOBS_VIEW, P.REGISTER_VIEW}


def test_somebody_without_a_post_may_do_nothing_and_is_told_whom_to_ask(city: City) -> None:
    verdict = may(a_person("zhao"), P.ITEM_VIEW, city.health, DAY)
    assert not verdict
    assert verdict.basis == "没有现任岗位"
    assert "管理员" in verdict.sentence


def test_an_own_reach_covers_the_body_alone(city: City) -> None:
    user = somebody("agency-clerk", city.health)
    assert names(user, P.ITEM_VIEW) == {"清源市卫生健康委员会"}
    assert may(user, P.ITEM_VIEW, city.health, DAY).basis == "任职：清源市卫生健康委员会机构经办"
    refused = may(user, P.ITEM_VIEW, city.schools, DAY)
    assert refused.basis == "超出任职范围"
    assert "清源市教育局" in refused.sentence


def test_a_governments_office_reaches_the_whole_government(city: City) -> None:
    user = somebody("disclosure-clerk", city.office)
    assert names(user, P.ITEM_VIEW) == {
        "清源市人民政府",
        "清源市石桥县人民政府",
        "清源市人民政府办公室",
        "清源市卫生健康委员会",
        "清源市教育局",
        "清源市石桥县卫生健康局",
    }


def test_a_countys_government_reaches_its_own_departments_only(city: City) -> None:
    user = somebody("disclosure-clerk", city.county)
    assert names(user, P.ITEM_VIEW) == {"清源市石桥县人民政府", "清源市石桥县卫生健康局"}
    assert not may(user, P.ITEM_VIEW, city.health, DAY)


def test_a_departments_reach_below_does_not_climb_to_its_government(city: City) -> None:
    user = somebody("disclosure-clerk", city.health)
    assert names(user, P.ITEM_VIEW) == {"清源市卫生健康委员会"}


def test_a_path_that_only_begins_alike_is_not_below() -> None:
    first = an_agency("甲市人民政府", kind="government")
    others = [an_agency(f"乙{number}局") for number in range(12)]
    user = somebody("disclosure-clerk", first)
    assert names(user, P.ITEM_VIEW) == {"甲市人民政府"}
    assert not any(may(user, P.ITEM_VIEW, other, DAY) for other in others)


@pytest.mark.parametrize("code", [role.code for role in DEFAULT_ROLES])
def test_the_verdict_and_the_list_of_bodies_always_agree(city: City, code: str) -> None:
    propose_agency(name="清源市新机构", by=BY, at=AT)
    merge_agencies(
        predecessors=[city.schools], successor=city.health, on=date(2026, 3, 1), by=BY, at=AT
    )
    agencies = list(Agency.objects.select_related("keeper"))
    for body in (city.office, city.health, city.county):
        user = somebody(code, body)
        held = holdings(user, DAY)
        for turn, permission in enumerate(Permission):
            seen = set(visible_agencies(user, permission, DAY))
            for agency in agencies:
                verdict = may(user, permission, agency, DAY, held=held)
                assert bool(verdict) == (agency in seen)
            # Whose posts are not handed in has them looked up, and is told the same of any body.
            agency = agencies[turn % len(agencies)]
            looked_up = may(user, permission, agency, DAY)
            assert looked_up == may(user, permission, agency, DAY, held=held)


def test_a_post_counts_from_its_first_day_to_the_day_before_its_end(city: City) -> None:
    user = a_person("zhao")
    assign_post(
        user=user,
        agency=city.health,
        role=a_role("agency-clerk"),
        valid_from=date(2026, 5, 6),
        valid_to=date(2026, 5, 9),
        by=BY,
        at=AT,
    )
    days = [date(2026, 5, day) for day in (5, 6, 8, 9)]
    assert [bool(may(user, P.ITEM_VIEW, city.health, day)) for day in days] == [
        False,
        True,
        True,
        False,
    ]


def test_a_closed_account_holds_nothing(city: City) -> None:
    user = somebody("agency-clerk", city.health)
    user.is_active = False
    user.save()
    assert holdings(user, DAY) == []
    assert names(user, P.ITEM_VIEW) == set()


def test_an_unknown_code_in_a_role_permits_nothing(city: City) -> None:
    role = Role.objects.create(code="odd", name="怪", reach="all", permissions=["item.*", "*"])
    user = a_person("zhao")
    assign_post(user=user, agency=city.health, role=role, valid_from=DAY, by=BY, at=AT)
    assert not any(may(user, permission, city.health, DAY) for permission in Permission)


# --- delegation -----------------------------------------------------------------------------


def delegated(city: City) -> tuple[User, User]:
    absent, stand_in = somebody("agency-lead", city.health), somebody("agency-clerk", city.health)
    delegate(
        post=absent.posts.get(),
        to=stand_in,
        first_day=date(2026, 5, 6),
        last_day=date(2026, 5, 8),
        reason="休假",
        by=BY,
        at=AT,
    )
    return absent, stand_in


def test_a_delegate_may_what_the_post_may_on_those_days_only(city: City) -> None:
    _, stand_in = delegated(city)
    days = [date(2026, 5, day) for day in (5, 6, 8, 9)]
    assert [bool(may(stand_in, P.ITEM_WITHDRAW, city.health, day)) for day in days] == [
        False,
        True,
        True,
        False,
    ]


def test_the_verdict_names_for_whom_the_delegate_acts(city: City) -> None:
    absent, stand_in = delegated(city)
    verdict = may(stand_in, P.ITEM_WITHDRAW, city.health, date(2026, 5, 6))
    assert verdict.basis == f"受{absent.name}委托代办：清源市卫生健康委员会机构公开负责人"


def test_an_ended_delegation_ends_at_once(city: City) -> None:
    absent, stand_in = delegated(city)
    row = absent.posts.get().delegations.get()
    end_delegation(delegation=row, by=BY, at=AT)
    end_delegation(delegation=row, by=BY, at=AT)
    assert not may(stand_in, P.ITEM_WITHDRAW, city.health, date(2026, 5, 6))
    assert Act.objects.filter(verb="delegation.end").count() == 1


def test_a_delegation_ends_with_the_post_and_with_the_holders_account(city: City) -> None:
    absent, stand_in = delegated(city)
    Post.objects.filter(user=absent).update(valid_to=date(2026, 5, 7))
    assert may(stand_in, P.ITEM_WITHDRAW, city.health, date(2026, 5, 6))
    assert not may(stand_in, P.ITEM_WITHDRAW, city.health, date(2026, 5, 7))
    User.objects.filter(pk=absent.pk).update(is_active=False)
    assert not may(stand_in, P.ITEM_WITHDRAW, city.health, date(2026, 5, 6))


def test_a_delegated_post_brings_its_need_of_a_second_factor(city: City) -> None:
    absent = somebody("disclosure-director", city.office)
    stand_in = somebody("disclosure-clerk", city.office)
    assert not needs_second_factor(holdings(stand_in, DAY))
    delegate(
        post=absent.posts.get(),
        to=stand_in,
        first_day=DAY,
        last_day=DAY,
        reason="出差",
        by=BY,
        at=AT,
    )
    assert needs_second_factor(holdings(stand_in, DAY))


# --- granting and governing -----------------------------------------------------------------


def grant(granter: User, role: str, agency: Agency, to: User) -> object:
    return may_grant(granter, a_role(role), agency, to, DAY, held=holdings(granter, DAY))


def test_nobody_gives_themselves_a_post(city: City) -> None:
    lead = somebody("system-administrator", city.office)
    assert grant(lead, "auditor", city.office, lead).basis == "任职回避"  # type: ignore[attr-defined]


def test_a_lead_gives_clerks_and_no_leads(city: City) -> None:
    lead, new = somebody("agency-lead", city.health), a_person("new")
    assert grant(lead, "agency-clerk", city.health, new)
    assert not grant(lead, "agency-lead", city.health, new)
    assert not grant(lead, "agency-clerk", city.schools, new)


@pytest.mark.parametrize("role", ["disclosure-director", "system-administrator", "auditor"])
def test_a_director_gives_nobody_a_place_beside_or_above(city: City, role: str) -> None:
    director, new = somebody("disclosure-director", city.office), a_person("new")
    assert not grant(director, role, city.office, new)
    assert grant(director, "agency-lead", city.health, new)
    assert grant(director, "disclosure-clerk", city.office, new)


def test_an_administrator_gives_every_role(city: City) -> None:
    administrator, new = somebody("system-administrator", city.office), a_person("new")
    for default in DEFAULT_ROLES:
        assert grant(administrator, default.code, city.health, new)


def test_a_lead_cannot_take_over_the_account_of_somebody_placed_higher(city: City) -> None:
    lead = somebody("agency-lead", city.health)
    higher = somebody("agency-clerk", city.health)
    held = holdings(lead, DAY)
    assert may_govern(lead, higher, DAY, held=held)
    a_post(higher, "system-administrator", city.office)
    verdict = may_govern(lead, higher, DAY, held=held)
    assert not verdict
    assert "系统管理员" in verdict.sentence


def test_a_future_post_placed_higher_protects_the_account_too(city: City) -> None:
    lead, other = somebody("agency-lead", city.health), somebody("agency-clerk", city.health)
    assign_post(
        user=other,
        agency=city.office,
        role=a_role("disclosure-director"),
        valid_from=date(2027, 1, 1),
        by=BY,
        at=AT,
    )
    assert not may_govern(lead, other, DAY, held=holdings(lead, DAY))


# --- bodies in time -------------------------------------------------------------------------


def test_a_merged_bodys_records_are_kept_by_the_successors_staff(city: City) -> None:
    clerk = somebody("agency-clerk", city.health)
    merge_agencies(
        predecessors=[city.schools], successor=city.health, on=date(2026, 3, 1), by=BY, at=AT
    )
    assert names(clerk, P.ITEM_VIEW) == {"清源市卫生健康委员会", "清源市教育局"}


def test_reach_follows_a_body_that_moves(city: City) -> None:
    user = somebody("disclosure-clerk", city.county)
    move_agency(
        agency=city.health,
        parent=city.county,
        on=date(2026, 5, 1),
        by=BY,
        at=datetime(2026, 5, 6, tzinfo=UTC),
    )
    assert "清源市卫生健康委员会" in names(user, P.ITEM_VIEW)


def test_an_unplaced_body_is_seen_at_the_top_and_by_nobody_below(city: City) -> None:
    proposed = propose_agency(name="清源市某中心", by=BY, at=AT)
    assert may(somebody("disclosure-clerk", city.office), P.ITEM_ACCEPT, proposed, DAY)
    assert not may(somebody("disclosure-clerk", city.county), P.ITEM_ACCEPT, proposed, DAY)
    assert not may(somebody("agency-lead", city.health), P.ITEM_ACCEPT, proposed, DAY)


def test_the_name_of_a_day_before_any_known_one_is_the_earliest() -> None:
    body = an_agency("清源市水务局")
    assert name_on(body, date(1990, 1, 1)) == "清源市水务局"

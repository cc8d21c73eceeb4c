"""Who is told: the people behind a duty, the head of its body, those who supervise it.

Posts and delegations of a day are read once for a whole run, however many duties it goes through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from yangguang.apps.agencies.models import Agency, Delegation, Post, User
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import Holding, in_force
from yangguang.apps.duties.models import Duty
from yangguang.apps.duties.registry import find_kind

HEAD = Permission.REQUEST_SIGN
SUPERVISOR = Permission.REQUEST_SUPERVISE


class Staffing:
    """Who exercises which post on a day, absent colleagues' posts included: two queries."""

    def __init__(self, on: date) -> None:
        posts = Post.objects.filter(in_force(on), user__is_active=True)
        delegations = Delegation.objects.filter(
            in_force(on),
            in_force(on, "post__"),
            ended_at__isnull=True,
            post__user__is_active=True,
            to__is_active=True,
        )
        self._held: list[tuple[User, Holding]] = [
            (post.user, Holding(post))
            for post in posts.select_related("user", "role", "agency__keeper").order_by("pk")
        ]
        self._held += [
            (row.to, Holding(row.post, row))
            for row in delegations.select_related(
                "to", "post__user", "post__role", "post__agency__keeper"
            ).order_by("pk")
        ]
        self._active = {user.pk for user, _ in self._held}
        self._found: dict[tuple[str, str, int], list[User]] = {}

    def attending(self, duty: Duty) -> list[User]:
        """The person it lies with; else everybody at the body who may attend to its kind."""
        if duty.person is not None and duty.person.pk in self._active:
            return [duty.person, *self._standing_in(duty.person)]
        kind = find_kind(duty.kind)
        return self.at(duty.agency, kind.who) if kind is not None else []

    def _standing_in(self, person: User) -> list[User]:
        return _distinct(
            user
            for user, holding in self._held
            if holding.delegation is not None and holding.post.user_id == person.pk
        )

    def at(self, agency: Agency, permission: Permission) -> list[User]:
        """Those who hold the permission at the body itself, or at the one that keeps its records."""
        here = {agency.pk, agency.keeper_id}
        return self._cached(
            ("at", permission.value, agency.pk),
            lambda holding: holding.post.agency_id in here and holding.permits(permission),
        )

    def heads(self, agency: Agency) -> list[User]:
        """Those who sign for the body."""
        return self.at(agency, HEAD)

    def supervisors(self, agency: Agency) -> list[User]:
        """Those at other bodies whose reach covers this one and who may press it."""
        return self._cached(
            ("over", SUPERVISOR.value, agency.pk),
            lambda holding: (
                holding.permits(SUPERVISOR)
                and holding.post.agency_id != agency.pk
                and holding.reaches(agency)
            ),
        )

    def _cached(self, key: tuple[str, str, int], fits: Callable[[Holding], bool]) -> list[User]:
        if key not in self._found:
            self._found[key] = _distinct(user for user, holding in self._held if fits(holding))
        return self._found[key]


def _distinct(users: Iterable[User]) -> list[User]:
    return list({user.pk: user for user in users}.values())

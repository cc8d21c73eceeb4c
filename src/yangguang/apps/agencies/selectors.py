"""Who may do what where, on which day: every page and every act asks here.

What people may do follows from their posts alone, and from the posts that others have handed
them while absent. A post reaches its own agency, that agency with all below it, or all agencies.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from yangguang.apps.agencies.in_time import in_force as in_force
from yangguang.apps.agencies.in_time import name_on as name_on
from yangguang.apps.agencies.models import (
    Agency,
    AgencyKind,
    Delegation,
    Post,
    Reach,
    Role,
    SignIn,
    User,
)
from yangguang.apps.agencies.permissions import ADMINISTERING, GOVERNING, Permission
from yangguang.apps.agencies.remedies import remedy_bodies as remedy_bodies
from yangguang.apps.agencies.verdicts import Verdict, no, yes

REACH_ORDER = {Reach.OWN.value: 0, Reach.BELOW.value: 1, Reach.ALL.value: 2}


def base_path(agency: Agency) -> str:
    """The path below which a reach of "本机构及下级" extends.

    A government's office takes care of disclosure for the whole government, so its reach starts
    at the government above it.
    依据：《政府信息公开条例》（国务院令第711号）第三条第三款
    “县级以上地方人民政府办公厅（室）是本行政区域的政府信息公开工作主管部门。”
    """
    if agency.kind == AgencyKind.OFFICE and agency.parent_id is not None:
        return agency.path.removesuffix(f"{agency.pk}/")
    return agency.path


def _takes_unplaced(base: str) -> bool:
    """Whether a reach from this path takes in bodies that an import met and nobody placed yet.

    Reading: somebody must see them; it is whoever stands at the top of a tree.
    """
    return base.count("/") == 1


@dataclass(frozen=True, slots=True)
class Holding:
    """A post that somebody exercises on a day, by their own right or for an absent colleague."""

    post: Post
    delegation: Delegation | None = None

    @property
    def agency(self) -> Agency:
        return self.post.agency

    @property
    def role(self) -> Role:
        return self.post.role

    @property
    def basis(self) -> str:
        """How the audit record and a clerk name it."""
        held = f"{self.post.agency.name}{self.post.role.name}"
        if self.delegation is None:
            return f"任职：{held}"
        return f"受{self.post.user.name}委托代办：{held}"

    def permits(self, permission: str) -> bool:
        return permission in self.post.role.permissions

    def reaches(self, agency: Agency) -> bool:
        """Whether the post's reach covers ``agency``."""
        if self.role.reach == Reach.ALL:
            return True
        here = self.post.agency
        if here.pk in {agency.pk, agency.keeper_id}:
            return True
        base = base_path(here)
        if self.role.reach != Reach.BELOW or not base:
            return False
        if agency.proposed and agency.parent_id is None:
            return _takes_unplaced(base)
        keeper = agency.keeper
        return agency.path.startswith(base) or (keeper is not None and keeper.path.startswith(base))


def current_posts(user: User, on: date) -> QuerySet[Post]:
    """The person's own posts on that day."""
    return (
        Post.objects.filter(in_force(on), user=user)
        .select_related("agency", "role", "user")
        .order_by("id")
    )


def current_delegations(user: User, on: date) -> QuerySet[Delegation]:
    """Other people's posts that are handed to this person on that day.

    A delegation gives no more than the post itself: it ends with the post, and with the
    account of whoever holds the post.
    """
    return (
        Delegation.objects.filter(
            in_force(on),
            in_force(on, "post__"),
            to=user,
            ended_at__isnull=True,
            post__user__is_active=True,
        )
        .select_related("post__agency", "post__role", "post__user")
        .order_by("id")
    )


def holdings(user: User, on: date) -> list[Holding]:
    """Every post the person exercises on that day; nobody's where the account is closed."""
    if not user.is_active:
        return []
    own = [Holding(post) for post in current_posts(user, on)]
    return own + [Holding(row.post, row) for row in current_delegations(user, on)]


def may(
    user: User,
    permission: Permission,
    agency: Agency,
    on: date,
    *,
    held: Iterable[Holding] | None = None,
) -> Verdict:
    """Whether the person may do this to records of ``agency`` on that day.

    ``held`` narrows the answer to some of their posts (those of the agency they act for).
    """
    held = holdings(user, on) if held is None else list(held)
    if not held:
        return no("没有现任岗位", "您目前没有任职，不能办理业务。请联系本单位管理员为您登记任职。")
    elsewhere = False
    for holding in held:
        if holding.permits(permission):
            if holding.reaches(agency):
                return yes(holding.basis)
            elsewhere = True
    if elsewhere:
        return no(
            "超出任职范围",
            f"“{agency.name}”不在您的任职范围内，不能{permission.label}。如确需办理，请联系该机构或上级主管部门。",
        )
    return no(
        "没有该项权限",
        f"您的角色没有“{permission.label}”权限。如工作需要，请联系本单位管理员调整任职。",
    )


def holders_of(
    permissions: Iterable[Permission], agency: Agency, on: date
) -> dict[Permission, list[User]]:
    """Who may do each of these to records of ``agency`` on that day, the nearest body's people first.

    People to whom an absent colleague's post was handed count. Three queries, however many ask.
    """
    wanted = list(permissions)
    keys = {int(key) for key in agency.path.split("/") if key} | {agency.pk}
    if agency.keeper is not None:
        keys |= {int(key) for key in agency.keeper.path.split("/") if key} | {agency.keeper.pk}
    near = Q(agency__in=keys) | Q(agency__kind=AgencyKind.OFFICE, agency__parent__in=keys)
    roles = [role for role in Role.objects.all() if set(wanted) & set(role.permissions)]
    posts = (
        Post.objects.filter(in_force(on), role__in=roles, user__is_active=True)
        .filter(near | Q(role__reach=Reach.ALL))
        .select_related("agency", "role", "user")
        .order_by("id")
    )
    held = [row for row in map(Holding, posts) if row.reaches(agency)]
    held.sort(key=lambda row: -len(row.agency.path))
    handed: dict[int, list[User]] = {}
    rows = Delegation.objects.filter(
        in_force(on), post__in=[row.post for row in held], ended_at__isnull=True, to__is_active=True
    )
    for row in rows.select_related("to"):
        handed.setdefault(row.post_id, []).append(row.to)
    found: dict[Permission, dict[int, User]] = {one: {} for one in wanted}
    for holding in held:
        for permission in wanted:
            if holding.permits(permission):
                for user in (holding.post.user, *handed.get(holding.post.pk, [])):
                    found[permission].setdefault(user.pk, user)
    return {permission: list(users.values()) for permission, users in found.items()}


def visible_agencies(
    user: User,
    permission: Permission,
    on: date,
    *,
    held: Iterable[Holding] | None = None,
) -> QuerySet[Agency]:
    """The agencies whose records the person may treat so: own, own and below, or all."""
    held = holdings(user, on) if held is None else list(held)
    reach = Q(pk__in=[])
    for holding in held:
        if not holding.permits(permission):
            continue
        if holding.role.reach == Reach.ALL:
            return Agency.objects.all()
        here = holding.agency
        reach |= Q(pk=here.pk) | Q(keeper=here)
        base = base_path(here)
        if holding.role.reach == Reach.BELOW and base:
            reach |= Q(path__startswith=base) | Q(keeper__path__startswith=base)
            if _takes_unplaced(base):
                reach |= Q(proposed=True, parent__isnull=True)
    return Agency.objects.filter(reach)


def at_the_top(permission: Permission, held: Iterable[Holding]) -> bool:
    """Whether a post gives the permission for a whole tree, and so for what belongs to the site."""
    return any(
        row.permits(permission)
        and (
            row.role.reach == Reach.ALL
            or (row.role.reach == Reach.BELOW and _takes_unplaced(base_path(row.agency)))
        )
        for row in held
    )


def needs_second_factor(held: Iterable[Holding]) -> bool:
    """Whether any of these posts asks for a second factor at sign-in."""
    return any(holding.role.needs_second_factor for holding in held)


def may_grant(
    granter: User, role: Role, agency: Agency, to: User, on: date, *, held: Iterable[Holding]
) -> Verdict:
    """Whether the granter may give ``to`` this role at this agency.

    Nobody raises themselves, nobody gives a wider reach than their own, and a role that governs
    other people's accounts is given only by those who manage roles.
    """
    held = list(held)
    if granter.pk == to.pk:
        return no("任职回避", "不能给自己登记任职，请由另一位管理员办理。")
    verdict = may(granter, Permission.STAFF_MANAGE, agency, on, held=held)
    if not verdict:
        return verdict
    managing = [row for row in held if row.permits(Permission.STAFF_MANAGE) and row.reaches(agency)]
    widest = max(REACH_ORDER[row.role.reach] for row in managing)
    if REACH_ORDER[role.reach] > widest:
        return no(
            "授予范围超过本人",
            f"角色“{role.name}”的范围是“{role.get_reach_display()}”，大于您本人的管理范围，请联系系统管理员办理。",
        )
    governing = GOVERNING & set(role.permissions)
    manages_roles = any(row.permits(Permission.ROLE_MANAGE) for row in managing)
    if governing and not manages_roles and REACH_ORDER[role.reach] >= widest:
        return no(
            "管理类角色",
            f"角色“{role.name}”含管理权限，与您本人范围相同，请联系系统管理员办理。",
        )
    return verdict


def may_govern(governor: User, user: User, on: date, *, held: Iterable[Holding]) -> Verdict:
    """Whether the governor may reset, close or hand over the account of another person.

    They must be able to give every role that the person holds or will hold; otherwise whoever
    manages one body could take over the account of somebody placed higher.
    """
    held = list(held)
    if governor.pk == user.pk:
        return no("办理本人", "不能为自己办理，请由另一位管理员办理。")
    if not any(row.permits(Permission.STAFF_MANAGE) for row in held):
        return no(
            "没有该项权限", "您的角色没有“管理人员与任职”权限。如工作需要，请联系本单位管理员。"
        )
    posts = Post.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), user=user)
    for post in posts.select_related("agency__keeper", "role"):
        verdict = may_grant(governor, post.role, post.agency, user, on, held=held)
        if not verdict:
            return no(
                verdict.basis,
                f"{user.name}任有超出您管理范围的岗位，其账号请由系统管理员办理。",
            )
    return yes("管理其全部任职")


def lasting_administrators(on: date) -> QuerySet[Post]:
    """Posts without an end that can repair everything else; at least one must always remain."""
    roles = [
        role.pk
        for role in Role.objects.filter(reach=Reach.ALL)
        if set(role.permissions) >= ADMINISTERING
    ]
    return Post.objects.filter(
        role__in=roles, valid_from__lte=on, valid_to__isnull=True, user__is_active=True
    )


def agencies_in_force(on: date) -> QuerySet[Agency]:
    """Bodies that exist on that day and have been confirmed."""
    return Agency.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=on),
        Q(valid_to__isnull=True) | Q(valid_to__gt=on),
        proposed=False,
    )


def staff_of(agencies: QuerySet[Agency], on: date) -> QuerySet[User]:
    """People who hold, held or will hold a post at one of these agencies, by name."""
    return User.objects.filter(posts__agency__in=agencies).distinct().order_by("name", "id")


def open_sign_ins(user: User, *, now: datetime) -> QuerySet[SignIn]:
    """Where the person is signed in: sessions that have neither ended nor run out."""
    started = now - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    seen = now - timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    return SignIn.objects.filter(
        user=user, ended_at__isnull=True, started_at__gte=started, seen_at__gte=seen
    ).order_by("-seen_at")


def is_open(sign_in: int | None, user: User) -> bool:
    """Whether the session that carries this sign-in may go on."""
    if sign_in is None:
        return False
    return SignIn.objects.filter(pk=sign_in, user=user, ended_at__isnull=True).exists()

"""People: taking them on, passwords, closing and reopening accounts."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.agencies.passwords import password_problem
from yangguang.apps.agencies.services.governing import require_governing
from yangguang.apps.agencies.services.roles import keeping_an_administrator
from yangguang.apps.agencies.services.sessions import end_sessions
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record

USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,63}")
_LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def subject_of(user: User, agency: Agency | None = None) -> Subject:
    """How the audit record names the person; the record belongs to ``agency`` where one is given."""
    return Subject(
        "user", str(user.pk), f"{user.name}（{user.username}）", agency.pk if agency else None
    )


def temporary_password() -> str:
    """16 letters and digits that cannot be mistaken for one another, in groups of four."""
    letters = [secrets.choice(_LETTERS) for _ in range(16)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))


def add_staff(
    *,
    username: str,
    name: str,
    password: str,
    by: Actor,
    at: datetime,
    agency: Agency | None = None,
    telephone: str = "",
    email: str = "",
    must_change_password: bool = True,
    is_demo: bool = False,
) -> User:
    """A new account; it may do nothing until a post is assigned.

    Raises Refused where the log-in name is taken or odd, or the password too weak.
    """
    if not USERNAME.fullmatch(username):
        raise refuse(
            "登录名格式", "登录名须为 2 至 64 位字母、数字、点、横线或下划线，并以字母或数字开头。"
        )
    user = User(
        username=username,
        name=name,
        telephone=telephone,
        email=email,
        must_change_password=must_change_password,
        is_demo=is_demo,
        created_at=at,
        password_changed_at=at,
    )
    _check_password(password, user)
    user.set_password(password)
    with transaction.atomic():
        if User.objects.filter(username__iexact=username).exists():
            raise refuse("登录名重复", f"登录名“{username}”已被使用，请换一个。")
        try:
            with transaction.atomic():
                user.save()
        except IntegrityError as error:
            raise refuse("登录名重复", f"登录名“{username}”已被使用，请换一个。") from error
        record(
            by=by,
            at=at,
            verb="staff.add",
            subject=subject_of(user, agency),
            after={"username": username, "name": name},
        )
    return user


def change_password(
    *, user: User, old: str, new: str, by: Actor, at: datetime, keep: int | None = None
) -> User:
    """The person's own change; every session of theirs ends but the sign-in ``keep``.

    Raises Refused where the old password is wrong, or the new one weak or not new.
    """
    if not user.check_password(old):
        raise refuse("原密码不正确", "原密码不正确，请重新输入。")
    if old == new:
        raise refuse("密码未变", "新密码不能与原密码相同，请换一个。")
    _check_password(new, user)
    with transaction.atomic():
        user.set_password(new)
        user.must_change_password = False
        user.password_changed_at = at
        user.save(update_fields=["password", "must_change_password", "password_changed_at"])
        end_sessions(user=user, at=at, keep=keep)
        record(by=by, at=at, verb="staff.change-password", subject=subject_of(user))
    return user


def reset_password(*, user: User, by: Actor, at: datetime, agency: Agency | None = None) -> str:
    """A temporary password for somebody who forgot theirs; all their sessions end.

    Gives the password, to be handed over in person; it must be changed at the next sign-in.
    """
    password = temporary_password()
    with transaction.atomic():
        user = _locked(user)
        require_governing(by, user, at)
        user.set_password(password)
        user.must_change_password = True
        user.password_changed_at = at
        user.save(update_fields=["password", "must_change_password", "password_changed_at"])
        end_sessions(user=user, at=at)
        record(by=by, at=at, verb="staff.reset-password", subject=subject_of(user, agency))
    return password


def deactivate_staff(
    *, user: User, by: Actor, at: datetime, reason: str, agency: Agency | None = None
) -> User:
    """Close the account at once: open sessions end with their next request.

    Raises Refused for one's own account and for people placed higher, without a reason, or for
    the last administrator.
    """
    today = timezone.localdate(at)
    with transaction.atomic(), keeping_an_administrator(today):
        user = _locked(user)
        require_governing(by, user, at)
        if not reason.strip():
            raise refuse("缺少理由", "停用账号须说明理由，请填写后再提交。")
        if not user.is_active:
            return user
        user.is_active = False
        user.left_on = today
        user.save(update_fields=["is_active", "left_on"])
        end_sessions(user=user, at=at)
        record(
            by=by,
            at=at,
            verb="staff.deactivate",
            subject=subject_of(user, agency),
            reason=reason.strip(),
        )
    return user


def reactivate_staff(
    *, user: User, by: Actor, at: datetime, reason: str, agency: Agency | None = None
) -> User:
    """Open the account again; the password must be changed at the next sign-in."""
    with transaction.atomic():
        user = _locked(user)
        require_governing(by, user, at)
        if not reason.strip():
            raise refuse("缺少理由", "恢复账号须说明理由，请填写后再提交。")
        if user.is_active:
            return user
        user.is_active = True
        user.left_on = None
        user.must_change_password = True
        user.save(update_fields=["is_active", "left_on", "must_change_password"])
        record(
            by=by,
            at=at,
            verb="staff.reactivate",
            subject=subject_of(user, agency),
            reason=reason.strip(),
        )
    return user


def edit_staff(
    *,
    user: User,
    name: str,
    telephone: str,
    email: str,
    by: Actor,
    at: datetime,
    agency: Agency | None = None,
) -> User:
    """Keep a person's name and contact right; the log-in name stays for ever."""
    with transaction.atomic():
        user = _locked(user)
        require_governing(by, user, at)
        wanted = {"name": name, "telephone": telephone, "email": email}
        before = {key: getattr(user, key) for key in wanted}
        changed = {key: value for key, value in wanted.items() if before[key] != value}
        if changed:
            for key, value in changed.items():
                setattr(user, key, value)
            user.save(update_fields=list(changed))
            record(
                by=by,
                at=at,
                verb="staff.edit",
                subject=subject_of(user, agency),
                before={key: before[key] for key in changed},
                after=changed,
            )
    return user


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


def _check_password(password: str, user: User) -> None:
    problem = password_problem(password, user)
    if problem:
        raise refuse("密码规则", problem)

"""Joining, confirming, signing in and leaving.

Nobody learns from an answer whether an address has an account: joining and asking for a new
password say the same either way, and the mail tells the owner.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import IntegrityError, transaction

from yangguang.apps.agencies.passwords import password_problem
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.members.models import Member, MemberLink, MemberSession
from yangguang.apps.members.problems import Locked, MemberProblem
from yangguang.apps.members.services.links import send_link, site_name, use_link
from yangguang.apps.vault.services import destroy_subject, keyed_digest, new_subject, seal_for

EMAIL = "member.email"
SESSION = "member.session"
SESSION_LASTS = timedelta(days=30)
IDLE_LASTS = timedelta(days=7)
TRIES = 5
"""Wrong passwords in a row before signing in pauses; each further one doubles the pause."""
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=24)
LEFT_UNCONFIRMED = timedelta(days=7)
"""Checked where no account is, so that the answer takes as long."""


def actor_of(member: Member) -> Actor:
    """The member as records name them."""
    return Actor(ActorKind.MEMBER, str(member.pk), member.email_mask)


def subject_of(member: Member) -> Subject:
    """The account as records name it."""
    return Subject("member", str(member.pk), member.email_mask)


def digest_of_email(email: str) -> str:
    """By what an account is found: letter case does not matter."""
    return keyed_digest(email.strip().lower(), purpose=EMAIL)


def mask_email(email: str) -> str:
    """``l***@example.com``: enough for its owner to know it."""
    name, _, host = email.partition("@")
    return f"{name[:1]}***@{host}"[:100]


def problems_of(*, email: str, password: str) -> list[MemberProblem]:
    """Everything that keeps an address and a password from being used, so that all is told at once."""
    found: list[MemberProblem] = []
    for check in (
        lambda: _checked_email(email),
        lambda: _checked_password(password, email.strip()),
    ):
        try:
            check()
        except MemberProblem as problem:
            found.append(problem)
    return found


def join(*, email: str, password: str, at: datetime) -> None:
    """Open an account and send a link to confirm the address.

    The same answer where the address has an account already; its owner gets a mail that says so.
    Raises MemberProblem for an address or a password that cannot be used.
    """
    for problem in problems_of(email=email, password=password):
        raise problem
    email = email.strip()
    digest = digest_of_email(email)
    hashed = make_password(password)
    with transaction.atomic():
        known = Member.objects.select_for_update().filter(email_digest=digest).first()
        if known is not None:
            _already(known, at=at)
            return
        by = Actor(ActorKind.MEMBER, "", mask_email(email))
        subject = new_subject(by=by, at=at)
        try:
            with transaction.atomic():
                member = Member.objects.create(
                    subject_key=subject.pk,
                    email_digest=digest,
                    sealed_email=seal_for(subject, email, "email"),
                    email_mask=mask_email(email),
                    password=hashed,
                    feed_token=secrets.token_urlsafe(32),
                    joined_at=at,
                )
        except IntegrityError:
            # The same form sent twice at once: the other one has opened the account.
            return
        record(by=actor_of(member), at=at, verb="member.join", subject=subject_of(member))
        send_link(member, MemberLink.Purpose.CONFIRM, at=at)


def _already(member: Member, *, at: datetime) -> None:
    if member.state == Member.State.UNCONFIRMED:
        send_link(member, MemberLink.Purpose.CONFIRM, at=at)
        return
    send_link(
        member,
        MemberLink.Purpose.RESET,
        at=at,
        title="您已经注册过",
        body=f"有人用您的邮箱在{site_name()}再次注册。如果是您本人，请直接登录；忘记密码的，可以在两小时内打开下面的链接重设。"
        "如果不是您本人，请不必理会。",
    )


def confirm(*, token: str, at: datetime) -> Member:
    """Confirm the address of the link. Raises MemberProblem where the link is used up or too old."""
    with transaction.atomic():
        link = use_link(token, MemberLink.Purpose.CONFIRM, at=at)
        member = Member.objects.select_for_update().get(pk=link.member_id)
        if member.state == Member.State.UNCONFIRMED:
            member.state = Member.State.ACTIVE
            member.confirmed_at = at
            member.save(update_fields=["state", "confirmed_at"])
            record(by=actor_of(member), at=at, verb="member.confirm", subject=subject_of(member))
    return member


def sign_in(*, email: str, password: str, at: datetime) -> tuple[Member, str]:
    """The member and the token for their browser.

    Raises Locked while signing in pauses, MemberProblem for a wrong pair or an address that is not
    confirmed yet.
    """
    digest = digest_of_email(email)
    wrong = MemberProblem("email", "邮箱或者密码不对，请核对后再试。忘记密码的，可以重设。")
    with transaction.atomic():
        member = (
            Member.objects.select_for_update()
            .filter(email_digest=digest)
            .exclude(state=Member.State.CLOSED)
            .first()
        )
        if member is None:
            make_password(password)  # takes as long as checking one
            problem: MemberProblem | None = wrong
        elif member.locked_until is not None and member.locked_until > at:
            problem = Locked(member.locked_until)
        elif not check_password(password, member.password):
            _count_wrong(member, at=at)
            problem = wrong
        elif member.state == Member.State.UNCONFIRMED:
            send_link(member, MemberLink.Purpose.CONFIRM, at=at)
            problem = MemberProblem(
                "email", "邮箱还没有确认，已再次发送确认邮件，请打开邮件中的链接。"
            )
        else:
            problem = None
            token = _begin(member, at=at)
    if problem is not None or member is None:
        raise problem or wrong
    return member, token


def _count_wrong(member: Member, *, at: datetime) -> None:
    member.wrong_tries += 1
    if member.wrong_tries >= TRIES:
        times = 2 ** min(member.wrong_tries - TRIES, 12)
        member.locked_until = at + min(FIRST_PAUSE * times, LONGEST_PAUSE)
        record(by=actor_of(member), at=at, verb="member.lock", subject=subject_of(member))
    member.save(update_fields=["wrong_tries", "locked_until"])


def _begin(member: Member, *, at: datetime) -> str:
    member.wrong_tries, member.locked_until = 0, None
    member.save(update_fields=["wrong_tries", "locked_until"])
    token = secrets.token_urlsafe(32)
    MemberSession.objects.create(
        member=member,
        token_digest=keyed_digest(token, purpose=SESSION),
        started_at=at,
        seen_at=at,
        ends_at=at + SESSION_LASTS,
    )
    record(by=actor_of(member), at=at, verb="member.sign-in", subject=subject_of(member))
    return token


def member_of(token: str, *, at: datetime) -> Member | None:
    """Whose browser this is; None for an unknown or ended session."""
    if not token or len(token) > 100:
        return None
    row = (
        MemberSession.objects.select_related("member")
        .filter(token_digest=keyed_digest(token, purpose=SESSION), ends_at__gt=at)
        .exclude(member__state=Member.State.CLOSED)
        .first()
    )
    if row is None or at - row.seen_at > IDLE_LASTS:
        return None
    if at - row.seen_at > timedelta(minutes=10):
        MemberSession.objects.filter(pk=row.pk).update(seen_at=at)
    return row.member


def sign_out(*, token: str, at: datetime, everywhere: bool = False) -> None:
    """End this browser's session, or all of the member's."""
    member = member_of(token, at=at)
    if member is None:
        return
    if everywhere:
        member.sessions.all().delete()
    else:
        member.sessions.filter(token_digest=keyed_digest(token, purpose=SESSION)).delete()


def ask_reset(*, email: str, at: datetime) -> None:
    """Send a link for a new password, where there is such an account; the answer is the same."""
    member = (
        Member.objects.filter(email_digest=digest_of_email(email))
        .exclude(state=Member.State.CLOSED)
        .first()
    )
    if member is not None:
        with transaction.atomic():
            send_link(member, MemberLink.Purpose.RESET, at=at)


def reset(*, token: str, password: str, at: datetime) -> Member:
    """Set the new password of a link; every session ends. Raises MemberProblem."""
    with transaction.atomic():
        link = use_link(token, MemberLink.Purpose.RESET, at=at, keep=True)
        member = Member.objects.select_for_update().get(pk=link.member_id)
        _set_password(member, password)
        link.used_at = at
        link.save(update_fields=["used_at"])
        member.wrong_tries, member.locked_until = 0, None
        if member.state == Member.State.UNCONFIRMED:
            member.state, member.confirmed_at = Member.State.ACTIVE, at
        member.save()
        member.sessions.all().delete()
        record(by=actor_of(member), at=at, verb="member.reset", subject=subject_of(member))
    return member


def change_password(*, member: Member, old: str, new: str, at: datetime) -> None:
    """Another password for who knows the old one; other browsers are signed out."""
    with transaction.atomic():
        fresh = Member.objects.select_for_update().get(pk=member.pk)
        if not check_password(old, fresh.password):
            raise MemberProblem("old", "现在的密码不对，请核对。")
        _set_password(fresh, new)
        fresh.save(update_fields=["password"])
        fresh.sessions.all().delete()
        record(by=actor_of(fresh), at=at, verb="member.password", subject=subject_of(fresh))


def keep_history(*, member: Member, keep: bool, at: datetime) -> None:
    """Whether what is read is remembered; switching it off forgets all of it."""
    with transaction.atomic():
        Member.objects.filter(pk=member.pk).update(keeps_history=keep)
        if not keep:
            member.readings.all().delete()
        record(
            by=actor_of(member), at=at, verb="member.history", subject=subject_of(member),
            after={"keep": keep},
        )  # fmt: skip
    member.refresh_from_db()


def close_account(*, member: Member, password: str, at: datetime) -> None:
    """Leave: everything kept is deleted and the key that seals the address destroyed.

    依据：《个人信息保护法》第四十七条（个人撤回同意的，应当主动删除个人信息）。Applications are the body's
    files and stay; only their tie to the account goes.
    """
    with transaction.atomic():
        fresh = Member.objects.select_for_update().get(pk=member.pk)
        if not check_password(password, fresh.password):
            raise MemberProblem("password", "密码不对，没有注销。")
        by = actor_of(fresh)
        for kept in (
            fresh.sessions, fresh.links, fresh.favourites, fresh.readings, fresh.subscriptions, fresh.cases,
        ):  # fmt: skip
            kept.all().delete()
        record(by=by, at=at, verb="member.close", subject=subject_of(fresh))
        destroy_subject(
            fresh.subject_key, by=by, at=at, basis="本人注销账号（《个人信息保护法》第四十七条）"
        )
        fresh.state = Member.State.CLOSED
        fresh.email_digest = None
        fresh.sealed_email = ""
        fresh.email_mask = "已注销"
        fresh.password = ""
        fresh.feed_token = secrets.token_urlsafe(32)
        fresh.closed_at = at
        fresh.save()


def forget_unconfirmed(*, at: datetime) -> int:
    """Accounts whose address nobody confirmed go away; gives how many."""
    old = Member.objects.filter(state=Member.State.UNCONFIRMED, joined_at__lt=at - LEFT_UNCONFIRMED)
    count = 0
    for member in old[:200]:
        with transaction.atomic():
            by = actor_of(member)
            destroy_subject(member.subject_key, by=by, at=at, basis="注册后未确认邮箱，逾期删除")
            member.delete()
        count += 1
    return count


def look_at_reset(*, token: str, at: datetime) -> bool:
    """Whether a link for a new password still works, without using it."""
    try:
        with transaction.atomic():
            use_link(token, MemberLink.Purpose.RESET, at=at, keep=True)
    except MemberProblem:
        return False
    return True


def _checked_email(email: str) -> str:
    email = email.strip()
    if not email:
        raise MemberProblem("email", "请填写邮箱。")
    try:
        EmailValidator()(email)
    except ValidationError as error:
        raise MemberProblem("email", "邮箱写法不对，例如 name@example.com。") from error
    if len(email) > 100:
        raise MemberProblem("email", "邮箱最多 100 个字符。")
    return email


def _checked_password(password: str, email: str) -> None:
    if not password:
        raise MemberProblem("password", "请填写密码，至少 12 位。")
    problem = password_problem(password)
    if problem:
        raise MemberProblem("password", problem)
    if email and email.partition("@")[0].lower() in password.lower():
        raise MemberProblem("password", "密码不能含有邮箱名，请换一个。")


def _set_password(member: Member, password: str) -> None:
    _checked_password(password, "")
    member.password = make_password(password)

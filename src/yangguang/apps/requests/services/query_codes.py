"""Finding one's own application by its number and query code, and nobody else's.

A code has 64 bits and cannot be guessed; counting wrong tries is for the case that somebody saw
half of it. A register number is no secret, so whoever knows one must not be able to shut out its
applicant: wrong codes lock the number for the network they came from, longer each time, and for
nobody else. Where they come from very many networks, the number asks for the applicant's identity
number besides the code, which also opens a lock at once. Whether a number exists, whether it has a
code and whether the code is wrong give one answer.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.audit.services import record
from yangguang.apps.requests.models import Application, CodeTries
from yangguang.apps.requests.persons import NAME, folded
from yangguang.apps.requests.services.applicants import IDENTITY
from yangguang.apps.requests.services.codes import digest_of_code
from yangguang.apps.requests.services.steps import step, subject_of
from yangguang.apps.vault.services import keyed_digest

NUMBER_LENGTH = 60
NETWORK = "request.code-network"
LONGEST_LOCK = timedelta(days=1)
GUARD_WINDOW = timedelta(days=1)
KEPT = timedelta(days=7)
"""How long a count is kept after the last wrong code; then the locks begin small again."""
_NONE = "0" * 64


class CodeRefused(Exception):
    """No application answers to this number and code; the message is for the applicant.

    ``identity`` says that the identity number is (or may be) asked for besides.
    """

    identity = False


class CodeLocked(CodeRefused):
    """Too many wrong codes for this number from this network; ``until`` is when it may be tried
    again. The identity number beside the code opens it at once."""

    identity = True

    def __init__(self, until: datetime) -> None:
        super().__init__("查询码错误次数过多，为保护个人信息，暂时不能查询。")
        self.until = until


class IdentityNeeded(CodeRefused):
    """Wrong codes for this number have come from very many networks: code and identity together."""

    identity = True

    def __init__(self) -> None:
        super().__init__(
            "这个登记号的查询码被多次输错，为保护个人信息，请同时填写申请时登记的证件号码。"
        )


def open_by_code(
    *, number: str, code: str, at: datetime, network: str = "", identity: str = ""
) -> Application:
    """The application of that number, if this is its code. Wrong tries are counted and on record.

    ``network`` is whatever tells one sender from another (an address). ``identity`` is the number
    of the applicant's proof of identity; who gave none applying gives their name instead. Both
    right open the case whatever is locked.

    Raises CodeLocked while the network is locked, the right code included, and with the try that
    locks it; IdentityNeeded where the number is guarded; CodeRefused otherwise. What is refused is
    counted and stays counted: nothing is rolled back.
    """
    given = digest_of_code(code)
    whence = keyed_digest(network, purpose=NETWORK)
    with transaction.atomic():
        application = (
            Application.objects.select_for_update(of=("self",))
            .select_related("agency", "applicant")
            .filter(number=number.replace("\x00", "")[:NUMBER_LENGTH])
            .first()
        )
        right = hmac.compare_digest(
            given, (application.query_code_hash if application else "") or _NONE
        )
        if application is None:
            problem: CodeRefused | None = _refused(identity)
        else:
            problem = _judge(application, whence, right=right, identity=identity, at=at)
    if problem is not None or application is None:
        raise problem or _refused(identity)
    return application


def _judge(
    application: Application, whence: str, *, right: bool, identity: str, at: datetime
) -> CodeRefused | None:
    """What stands in the way of this try, which is counted; None where it opens the case."""
    here = _count_of(application, whence, at)
    if identity.strip():
        right = right & _is_applicant(application, identity)
    elif here is not None and here.locked_until is not None and here.locked_until > at:
        return CodeLocked(here.locked_until)
    elif _guarded(application, at):
        # One answer to right and wrong codes, so that nothing is learnt and nothing need be counted.
        return IdentityNeeded()
    if right:
        application.code_tries.filter(network=whence).delete()
        _note(application, "request.open-by-code", at)
        return None
    until = _miss(application, whence, at)
    if until is not None and not identity.strip():
        return CodeLocked(until)
    return _refused(identity)


def _count_of(application: Application, network: str, at: datetime) -> CodeTries | None:
    return application.code_tries.filter(network=network, last_at__gt=at - KEPT).first()


def _guarded(application: Application, at: datetime) -> bool:
    """Whether so many wrong codes came from anywhere within a day that the code alone is too little."""
    return application.code_tries.filter(
        network="",
        began_at__gt=at - GUARD_WINDOW,
        failures__gte=settings.REQUEST_CODE_GUARD_TRIES,
    ).exists()


def _miss(application: Application, whence: str, at: datetime) -> datetime | None:
    """Count a wrong try; gives until when the network is locked, if this is the try that locks it."""
    everywhere = _row(application, "", at)
    if everywhere.began_at <= at - GUARD_WINDOW:
        everywhere.began_at, everywhere.failures = at, 0
    everywhere.failures += 1
    everywhere.last_at = at
    everywhere.save()
    here = _row(application, whence, at)
    if here.last_at <= at - KEPT:
        here.failures = here.locks = 0
    here.failures += 1
    here.last_at = at
    until = None
    if here.failures >= settings.REQUEST_CODE_TRIES:
        until = at + lock_time(here.locks)
        here.failures, here.locks, here.locked_until = 0, here.locks + 1, until
    here.save()
    _note(application, "request.lock-code" if until else "request.wrong-code", at)
    return until


def lock_time(before: int) -> timedelta:
    """How long the next lock holds after so many: twice as long each time, a day at most."""
    first = timedelta(minutes=settings.REQUEST_CODE_LOCK_MINUTES)
    doubled: timedelta = first * 2 ** min(before, 12)
    return min(LONGEST_LOCK, doubled)


def _row(application: Application, network: str, at: datetime) -> CodeTries:
    row, _ = CodeTries.objects.get_or_create(
        application=application, network=network, defaults={"began_at": at, "last_at": at}
    )
    return row


def _is_applicant(application: Application, identity: str) -> bool:
    """Whether this is the identity number as registered; the name where none was."""
    applicant = application.applicant
    if applicant.sealed_identity:
        known, given = applicant.digest, keyed_digest(folded(identity).upper(), purpose=IDENTITY)
    else:
        known, given = applicant.name_digest, keyed_digest(folded(identity), purpose=NAME)
    return hmac.compare_digest(known, given)


def locks_of(application: Application, at: datetime) -> int:
    """How many networks are locked out now, or ask for more than the code: for the office's eyes."""
    locked = Q(locked_until__gt=at)
    guarded = Q(
        network="",
        began_at__gt=at - GUARD_WINDOW,
        failures__gte=settings.REQUEST_CODE_GUARD_TRIES,
    )
    return application.code_tries.filter(locked | guarded).count()


def lift_code_locks(*, application: Application, reason: str, by: Actor, at: datetime) -> int:
    """The office lets everybody try again, because the applicant asked for it; gives how many
    locks there were. The code stays. Raises NotPossible without a reason."""
    with step("lift-code-locks", application, by=by, at=at) as doing:
        why = doing.require_text(reason, "核对身份的经过")
        count = locks_of(doing.application, at)
        doing.application.code_tries.all().delete()
        doing.after = {"locks": count}
        doing.say(f"解除查询锁定{count}处", note=why)
    return count


def forget_code_tries(at: datetime) -> None:
    """Remove counts that no longer matter."""
    with transaction.atomic():
        CodeTries.objects.filter(last_at__lte=at - KEPT).delete()


def _note(application: Application, verb: str, at: datetime) -> None:
    record(
        by=Actor(ActorKind.APPLICANT, "", "凭查询码访问"),
        at=at,
        verb=verb,
        subject=subject_of(application),
    )


def _refused(identity: str) -> CodeRefused:
    if identity.strip():
        refused = CodeRefused(
            "登记号、查询码或者证件号码不正确。请对照回执核对；申请时没有填写证件号码的，填姓名或者名称。"
        )
        refused.identity = True
        return refused
    return CodeRefused("登记号或者查询码不正确。请对照回执核对，注意查询码共13位，字母不分大小写。")

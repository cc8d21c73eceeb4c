"""Finding one's own application by its number and query code, and nobody else's.

A code has 64 bits and cannot be guessed; counting wrong tries is for the case that somebody saw
half of it. Whether a number exists, whether it has a code and whether the code is wrong give one
answer.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.audit.services import record
from yangguang.apps.requests.models import Application
from yangguang.apps.requests.services.codes import digest_of_code
from yangguang.apps.requests.services.steps import subject_of

TRIES = 5
LOCK_MINUTES = 30
NUMBER_LENGTH = 60
_NONE = "0" * 64


class CodeRefused(Exception):
    """No application answers to this number and code; the message is for the applicant."""


class CodeLocked(CodeRefused):
    """Too many wrong codes for this number; ``until`` is when it may be tried again."""

    def __init__(self, until: datetime) -> None:
        super().__init__("查询码错误次数过多，为保护个人信息，暂时不能查询。")
        self.until = until


def most_tries() -> int:
    """Wrong codes in a row after which a number is locked (setting REQUEST_CODE_TRIES)."""
    return int(getattr(settings, "REQUEST_CODE_TRIES", TRIES))


def lock_time() -> timedelta:
    """For how long it is locked then (setting REQUEST_CODE_LOCK_MINUTES)."""
    return timedelta(minutes=int(getattr(settings, "REQUEST_CODE_LOCK_MINUTES", LOCK_MINUTES)))


def open_by_code(*, number: str, code: str, at: datetime) -> Application:
    """The application of that number, if this is its code. Wrong tries are counted and on record.

    Raises CodeLocked while it is locked, the right code included, and with the try that locks it;
    CodeRefused otherwise. What is refused is counted and stays counted: nothing is rolled back.
    """
    given = digest_of_code(code)
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
            problem: CodeRefused | None = _refused()
        elif application.query_locked_until is not None and application.query_locked_until > at:
            problem = CodeLocked(application.query_locked_until)
        elif right:
            problem = None
            _note(application, "request.open-by-code", failures=0, locked_until=None, at=at)
        else:
            problem = _count(application, at=at)
    if problem is not None or application is None:
        raise problem or _refused()
    return application


def _count(application: Application, *, at: datetime) -> CodeRefused:
    failures = application.query_failures + 1
    if failures < most_tries():
        _note(application, "request.wrong-code", failures=failures, locked_until=None, at=at)
        return _refused()
    until = at + lock_time()
    _note(application, "request.lock-code", failures=0, locked_until=until, at=at)
    return CodeLocked(until)


def _note(
    application: Application,
    verb: str,
    *,
    failures: int,
    locked_until: datetime | None,
    at: datetime,
) -> None:
    application.query_failures = failures
    application.query_locked_until = locked_until
    application.save(update_fields=["query_failures", "query_locked_until"])
    record(
        by=Actor(ActorKind.APPLICANT, "", "凭查询码访问"),
        at=at,
        verb=verb,
        subject=subject_of(application),
    )


def _refused() -> CodeRefused:
    return CodeRefused("登记号或者查询码不正确。请对照回执核对，注意查询码共13位，字母不分大小写。")

"""A process that does one act and kills itself at a given statement, as a power cut would.

Run as ``python -m tests.apps.requests.crashing DATABASE ACT KEY STATEMENT``; exits 0 where the act
was over before that statement came. A statement is never half done, so that dying between two of
them is dying anywhere: what the database has not been told to commit, it forgets.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import date
from typing import Any


def main(
    database: str,
    act: str,
    key: int,
    statement: int,
    acts_of: Callable[[], dict[str, Callable[[int], object]]] | None = None,
) -> None:
    """Do the act on the record of that key; die before the given statement is sent."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yangguang.config.settings.test"
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from django.db import connection

    left = statement

    def die(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    perform = (acts_of or acts)()[act]
    with connection.execute_wrapper(die):
        perform(key)


def acts() -> dict[str, Callable[[int], object]]:
    """Every act that is tried, by name, on the key of an application prepared for it."""
    from tests.builders.requests import BY, a_person, at
    from yangguang.apps.requests.models import (
        Application,
        ConsultationKind,
        Fee,
        RemedyForum,
    )
    from yangguang.apps.requests.services.closing import reopen, withdraw
    from yangguang.apps.requests.services.consulting import consult
    from yangguang.apps.requests.services.correcting import transfer_correction
    from yangguang.apps.requests.services.extending import extend
    from yangguang.apps.requests.services.fees import notice_fee
    from yangguang.apps.requests.services.intake import Wish, submit_application
    from yangguang.apps.requests.services.remedies import open_remedy
    from yangguang.apps.requests.services.replying import serve, sign
    from yangguang.apps.requests.services.splitting import split
    from yangguang.apps.requests.services.supplementing import ask_supplement
    from yangguang.law.delivery import Way

    on = date(2026, 3, 10)
    told: dict[str, Any] = {"by": BY, "at": at(on, 16)}

    def case(key: int) -> Application:
        return Application.objects.get(pk=key)

    return {
        "submit": lambda key: submit_application(
            agency=case(key).agency, person=a_person(), wish=Wish("水质"), submission_key="crash", **told
        ),
        "ask-supplement": lambda key: ask_supplement(
            application=case(key), items="年度", reason="", until=date(2026, 3, 31), **told
        ),
        "consult": lambda key: consult(
            application=case(key), kind=ConsultationKind.THIRD_PARTY, party="", person=a_person("周丙"), **told
        ),
        "extend": lambda key: extend(application=case(key), days=5, reason="多", **told),
        "notice-fee": lambda key: notice_fee(
            application=case(key), basis=Fee.Basis.PAGES, count=50, how="缴款码", **told
        ),
        "sign": lambda key: sign(application=case(key), **told),
        "serve": lambda key: serve(
            application=case(key), way=Way.POST, sent_on=on, tracking_number="X1", **told
        ),
        "withdraw": lambda key: withdraw(application=case(key), reason="来电", **told),
        "split": lambda key: split(application=case(key), parts=["甲", "乙", "丙"], consent="同意", **told),
        "transfer-correction": lambda key: transfer_correction(
            application=case(key), body="清源市公安局", what="出生日期", **told
        ),
        "reopen": lambda key: reopen(application=case(key), reason="决定书", **told),
        "open-remedy": lambda key: open_remedy(
            application=case(key), forum=RemedyForum.REVIEW, body="清源市人民政府", received_on=on, **told
        ),
    }  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))

"""A process whose children do one act and kill themselves at a given statement, as a power cut would.

A statement is never half done, so that dying between two of them is dying anywhere: what the
database has not been told to commit, it forgets. The process itself only reads our code and stands
ready, so that no child begins with an open connection, a running thread or anything remembered.
Run as ``python -m tests.apps.requests.crashing DATABASE``.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]


class Doomed:
    """The process as the tests see it; `module` says whose acts its children do."""

    def __init__(self, module: str, database: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, database],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def die_in(self, act: str, key: int, statement: int) -> int:
        """Have a child do the act; gives its exit code, 0 where the act was over before it died."""
        asked, answered = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answered is not None
        print(act, key, statement, file=asked, flush=True)
        return int(answered.readline())

    def end(self) -> None:
        self._process.communicate()


def main(
    database: str, acts_of: Callable[[], dict[str, Callable[[int], object]]] | None = None
) -> None:
    """Answer each line ``ACT KEY STATEMENT`` with the exit code of the child that did it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yangguang.config.settings.test"
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    known = (acts_of or acts)()
    for line in sys.stdin:
        act, key, statement = line.split()
        child = os.fork()
        if child == 0:
            try:
                _perform(known[act], int(key), int(statement))
            except BaseException:  # the child must not go on as the process that stands ready
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


def _perform(act: Callable[[int], object], key: int, statement: int) -> None:
    """Do the act on the record of that key; die before the given statement is sent."""
    from django.db import connection

    left = statement

    def die(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(die):
        act(key)


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
    main(sys.argv[1])

"""Query codes: made of letters that cannot be taken for one another, kept only as digests.

Number and code together open a case to its applicant and to nobody else.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from yangguang.apps.audit.actors import Actor
from yangguang.apps.requests.models import Application
from yangguang.apps.requests.services.steps import step
from yangguang.apps.vault.services import keyed_digest

QUERY_CODE = "request.query-code"
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 13
"""31 letters, 13 places: 64 bits."""


def new_query_code() -> str:
    """``XXXX-XXXX-XXXXX``, 64 bits, without letters that are taken for one another."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LENGTH))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def digest_of_code(code: str) -> str:
    """How a query code is kept: spaces, dashes and case do not matter."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return keyed_digest(plain, purpose=QUERY_CODE)


def give_query_code(*, application: Application, by: Actor, at: datetime) -> str:
    """A new query code for the receipt of a paper application; an older one stops working."""
    code = new_query_code()
    with step("give-code", application, by=by, at=at) as doing:
        doing.application.query_code_hash = digest_of_code(code)
        doing.application.code_tries.all().delete()
        doing.say("交给申请人新的查询码")
    return code

"""Telling robots from people without shutting anybody out.

There is no picture to decipher. A field that people do not see, a form filled in faster than one
can read it, or many applications from one address are no proof of anything (a browser fills in
fields by itself, a library has one address for all its readers), so none of them refuses: they
have a question asked in plain text that a screen reader reads aloud. Only a flood has to wait.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.http import HttpRequest, QueryDict

from yangguang.portal.rate import seconds_to_wait
from yangguang.portal.requests.draft import Draft
from yangguang.portal.requests.limits import SUBMISSIONS_UNASKED, WINDOW, least_seconds
from yangguang.text.folding import fold

TRAP = "homepage"
"""The field that people do not see."""
_WORDS = "零一二三四五六七八九"


def needs_question(request: HttpRequest, draft: Draft, *, at: datetime) -> bool:
    """Whether this submission looks like a robot's; the use of the address is counted."""
    if request.POST.get(TRAP, "").strip():
        return True
    began = datetime.fromisoformat(draft.began) if draft.began else at
    if at - began < timedelta(seconds=least_seconds()):
        return True
    wait = seconds_to_wait(request, "request-unasked", times=SUBMISSIONS_UNASKED, seconds=WINDOW)
    return wait > 0


def ask(draft: Draft) -> None:
    """Put a new question into the draft: a sum in words, answered in digits or words."""
    one, other = secrets.randbelow(8) + 1, secrets.randbelow(8) + 1
    draft.question = [f"{_WORDS[one]}加{_WORDS[other]}等于几？", str(one + other)]


def answered(draft: Draft, post: QueryDict) -> bool:
    """Whether the question in the draft was answered rightly."""
    given = fold(post.get("answer", "")).strip("。. ")
    right = draft.question[1]
    return given in {right, _in_words(int(right))}


def _in_words(number: int) -> str:
    if number < 10:
        return _WORDS[number]
    return "十" + (_WORDS[number - 10] if number > 10 else "")

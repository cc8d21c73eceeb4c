"""What stops a member, in words for the page."""

from __future__ import annotations

from datetime import datetime


class MemberProblem(Exception):
    """Something a member can mend; ``field`` is where, the message says what to do."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class Locked(MemberProblem):
    """Too many wrong tries; ``until`` says when to come back."""

    def __init__(self, until: datetime) -> None:
        super().__init__("email", "连续输错密码，登录暂停，请稍后再试，或者重设密码。")
        self.until = until

"""What is wrong with a password, in Chinese: the framework's own words are not all translated."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from yangguang.apps.agencies.models import User

_WORDS = {
    "password_too_short": "密码太短，至少 12 位。",
    "password_too_common": "密码太常见，容易被猜到，请换一个。",
    "password_entirely_numeric": "密码不能只有数字。",
    "password_too_similar": "密码与账号或者姓名太相似，请换一个。",
}


def password_problem(password: str, user: User | None = None) -> str:
    """A sentence that says what to change; empty where the password can be used."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        words = [_WORDS.get(one.code or "", "") for one in error.error_list]
        return "".join(words) or "密码太简单，请换一个。"
    return ""

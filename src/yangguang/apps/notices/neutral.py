"""Messages leave the building: they name a case by its number and nobody by name or number.

What an e-mail or a text message says passes through other people's machines, so texts that bear
an identity or telephone number are not taken at all.
"""

from __future__ import annotations

import re

_IDENTITY = re.compile(r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])\d{2}\d{3}[\dXx](?!\d)")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


class NotNeutral(ValueError):
    """A message holds personal data; the app that composed it has to leave it out."""


def require_neutral(*texts: str) -> None:
    """Raises NotNeutral where one holds an identity number, a mobile number or a mail address.

    >>> require_neutral("2026-0001 号申请今天到期")
    >>> require_neutral("请联系13912345678")
    Traceback (most recent call last):
    yangguang.apps.notices.neutral.NotNeutral: a message holds a mobile number
    """
    for text in texts:
        for what, pattern in (
            ("an identity number", _IDENTITY),
            ("a mobile number", _MOBILE),
            ("a mail address", _MAIL),
        ):
            if pattern.search(text):
                raise NotNeutral(f"a message holds {what}")

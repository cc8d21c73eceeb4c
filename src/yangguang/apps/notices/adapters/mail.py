"""E-mail through the mail backend that the settings choose (SMTP, files, console)."""

from __future__ import annotations

import hashlib
import smtplib
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from yangguang.apps.notices.adapters.base import Message, NotDelivered


class Mail:
    """One connection for the whole run; a refused address does not end it."""

    def __init__(self) -> None:
        self._connection = get_connection()

    def send(self, message: Message) -> None:
        """Hand one mail over. Raises NotDelivered, finally where the address is refused."""
        if "@" not in parseaddr(message.address)[1]:
            raise NotDelivered("电子邮箱地址不正确，请更正后重发。", final=True)
        mail = EmailMessage(
            subject=message.title,
            body=message.text,
            to=[message.address],
            headers={"Message-ID": message_id(message.key), **_stopping(message.stop)},
            connection=self._connection,
        )
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            raise NotDelivered("邮件服务器拒收该地址，请核对电子邮箱。", final=True) from error
        except smtplib.SMTPException as error:
            self._connection.close()
            raise NotDelivered(f"邮件服务器未接受：{type(error).__name__}") from error
        except OSError as error:
            self._connection.close()
            raise NotDelivered(f"连接不上邮件服务器：{type(error).__name__}") from error

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()


def _stopping(address: str) -> dict[str, str]:
    """What lets a mail program offer 退订 by one click (RFC 2369, RFC 8058)."""
    if not address:
        return {}
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def message_id(key: str) -> str:
    """The same for the same message at every attempt, so that a reader shows a repetition once."""
    host = urlsplit(settings.DESK_URL).hostname or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{host}>"

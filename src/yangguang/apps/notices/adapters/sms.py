"""Text messages: into a file by default, or to a gateway over HTTP.

A gateway differs from town to town. `HttpGateway` speaks the plainest form; another one is a
class with ``send`` and ``close`` named in ``YANGGUANG_SMS_ADAPTER``.
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from yangguang.apps.notices.adapters.base import Message, NotDelivered

SECONDS = 15
ANSWER_BYTES = 64 * 1024


class FileOutbox:
    """Appends each message as one JSON line to ``sms.jsonl`` in the outbox folder.

    For trying out, and for towns whose gateway collects files.
    """

    def __init__(self) -> None:
        self._path = Path(settings.OUTBOX_FOLDER) / "sms.jsonl"

    def send(self, message: Message) -> None:
        """Write the line through to the disk. Raises NotDelivered where the folder is not usable."""
        line = {
            "key": message.key,
            "to": message.address,
            "text": message.text,
            "at": timezone.now().isoformat(),
        }
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(handle, "a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise NotDelivered(f"短信发件夹不可写：{error.strerror}") from error

    def close(self) -> None:
        """Nothing is held open."""


class HttpGateway:
    """POSTs ``{"key", "to", "text"}`` as JSON to ``YANGGUANG_SMS_URL``.

    ``YANGGUANG_SMS_TOKEN`` goes as a bearer token. Any 2xx answer means accepted; 400 and 422 mean
    that this message will never be (wrong number, text refused); everything else is tried again.
    ``key`` is the same at each attempt: a gateway should accept it once.
    """

    def __init__(self) -> None:
        scheme = urlsplit(settings.SMS_URL).scheme
        if scheme not in {"http", "https"}:
            raise NotDelivered("短信网关地址未设置或不是 http(s)，请核对 YANGGUANG_SMS_URL。")

    def send(self, message: Message) -> None:
        """Hand one message over. Raises NotDelivered."""
        body = {"key": message.key, "to": message.address, "text": message.text}
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if settings.SMS_TOKEN:
            headers["Authorization"] = f"Bearer {settings.SMS_TOKEN}"
        request = urllib.request.Request(  # noqa: S310 (the scheme is checked above)
            settings.SMS_URL,
            data=json.dumps(body, ensure_ascii=False).encode(),
            headers=headers,
            method="POST",
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 (as above)
                answer.read(ANSWER_BYTES)
        except urllib.error.HTTPError as error:
            with error:
                final = error.code in {400, 422}
                raise NotDelivered(f"短信网关未接受（{error.code}）", final=final) from error
        except OSError as error:
            raise NotDelivered(f"连接不上短信网关：{type(error).__name__}") from error

    def close(self) -> None:
        """Each message is a connection of its own."""

"""The contract between the outbox and a way of sending.

A town has its own text-message gateway; it names a class in the settings, and nothing else
changes. An adapter sends one message or says why not; when to try again is the outbox's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from yangguang.apps.notices.models import Channel


@dataclass(frozen=True, slots=True)
class Message:
    """What is handed over. ``key`` is the same at each attempt, so that a gateway can recognise
    a repetition; ``address`` is a mail address or a telephone number. ``stop`` is the page on which
    the reader ends such messages, by one POST without signing in too; empty where they are owed."""

    key: str
    address: str
    title: str
    text: str
    stop: str = ""


class NotDelivered(Exception):
    """It was not taken; the message says why, in Chinese. ``final``: trying again is no use."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


class Adapter(Protocol):
    """One way of sending. An instance serves one run of the outbox and is closed after it."""

    def send(self, message: Message) -> None:
        """Hand the message over. Raises NotDelivered."""

    def close(self) -> None:
        """Let go of connections."""


def adapter_for(channel: str) -> Adapter:
    """The adapter that the settings name for a channel. Raises KeyError for the desk's own."""
    names = {
        Channel.EMAIL.value: settings.NOTICE_EMAIL_ADAPTER,
        Channel.SMS.value: settings.NOTICE_SMS_ADAPTER,
    }
    made: Adapter = import_string(names[channel])()
    return made

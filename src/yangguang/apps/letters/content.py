"""What a letter says, as a value, and how it lies encrypted in its row."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from yangguang.apps.letters.composing import Attachment
from yangguang.apps.letters.models import Letter
from yangguang.apps.vault.models import SubjectKey
from yangguang.apps.vault.services import (
    seal_bytes_for,
    seal_for,
    unseal_bytes_for,
    unseal_for,
)

FIELD = "letter"
FILE_FIELD = "letter-file"
PART_LENGTH = 20_000
WHOLE_LENGTH = 200_000
ATTACHMENTS = 200


@dataclass(frozen=True, slots=True)
class Content:
    """``parts`` are the given values by key; ``title`` and ``text`` are the template's, or this letter's own.

    ``own_text`` says that somebody changed the text for this one letter.
    """

    addressee: str
    parts: Mapping[str, str]
    title: str
    text: str
    own_text: bool = False
    attachments: Sequence[Attachment] = field(default_factory=tuple)
    copies: str = ""
    remark: str = ""
    """附注: printed in brackets below the date."""

    def as_json(self) -> dict[str, Any]:
        return {
            "addressee": self.addressee,
            "parts": dict(self.parts),
            "title": self.title,
            "text": self.text,
            "own_text": self.own_text,
            "attachments": [[one.title, one.text] for one in self.attachments],
            "copies": self.copies,
            "remark": self.remark,
        }


def seal_content(person: SubjectKey, content: Content) -> str:
    """The content as its row keeps it. Raises Destroyed where the person's key is gone."""
    return seal_for(person, json.dumps(content.as_json(), ensure_ascii=False), FIELD)


def content_of(letter: Letter) -> Content:
    """What the letter says. Raises Destroyed after its person's data has come to its end."""
    row = json.loads(unseal_for(letter.person, letter.sealed_content, FIELD))
    return Content(
        addressee=row["addressee"],
        parts=row["parts"],
        title=row["title"],
        text=row["text"],
        own_text=row["own_text"],
        attachments=tuple(Attachment(title, text) for title, text in row["attachments"]),
        copies=row["copies"],
        remark=row["remark"],
    )


def seal_file(letter: Letter, data: bytes) -> bytes:
    """File content under the same key as the letter."""
    return seal_bytes_for(letter.person, data, FILE_FIELD)


def unseal_file(letter: Letter, data: bytes) -> bytes:
    """The file as it left the office."""
    return unseal_bytes_for(letter.person, data, FILE_FIELD)

"""The facts that the checks read, and the shape of what they notice."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yangguang.apps.publishing.spreadsheets import SHEET_TYPES
from yangguang.text.privacy.finding import NOTHING_KNOWN, Context

PAGED_TYPES = frozenset({"application/pdf", "application/ofd"})
BLOCK = "block"
WARN = "warn"


@dataclass(frozen=True, slots=True)
class Word:
    """A word to look for; ``correction`` empty where there is only something to check."""

    word: str
    sensitive: bool = False
    correction: str = ""
    exceptions: tuple[str, ...] = ()
    note: str = ""


HEADER_TEXTS = {"summary": "内容概述", "keywords": "关键词"}
"""Fields of the header in free words: shown on the page, in lists, in search and in feeds."""


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """A picture that lies in an attachment: where, and the words that were recognised on it."""

    place: str
    text: str = ""
    confidence: float | None = None
    """From 0 to 1; None once somebody has proofread it."""
    unread_why: str = ""
    count: int = 1
    """More where one entry stands for all those that were not looked at."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """An attachment as it was read. ``texts`` by page from 1; ``unreadable`` says why, or is empty."""

    title: str
    media_type: str
    sha256: str
    pages: int
    texts: Mapping[int, str] = field(default_factory=dict)
    unreadable: str = ""
    confidences: Mapping[int, float] = field(default_factory=dict)
    """Pages whose text a machine recognised and nobody proofread, with its confidence 0–1."""
    waiting: bool = False
    """Whether pages or pictures still wait to be recognised."""
    pictures: tuple[PictureFacts, ...] = ()
    """The pictures that lie in it; those of a scan's pages are the pages."""
    in_body: bool = False
    """Whether it is a picture that stands in the text."""
    unread: Mapping[int, str] = field(default_factory=dict)
    """Pages that could not be recognised, or not all, with the reason."""
    carries: tuple[Mapping[str, str], ...] = ()
    """What it gives away beside its words: ``kind``, ``where``, ``sentence``, ``advice``."""

    @property
    def is_paged(self) -> bool:
        """Whether what waits in it are scanned pages, and not pictures among words."""
        return self.media_type in PAGED_TYPES or self.media_type.startswith("image/")

    @property
    def is_workbook(self) -> bool:
        """Whether its pages are sheets; a hidden one is told among what it ``carries``."""
        return self.media_type in SHEET_TYPES

    def place(self, page: int) -> str:
        """The page as a reader would find it."""
        return f"第{page}张工作表" if self.is_workbook else f"第{page}页"


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """All that a check may look at; dates as dates, ``today`` in China."""

    title: str
    kind: str
    body_html: str
    body_text: str
    today: date
    attribute: str
    header: Mapping[str, Any] = field(default_factory=dict)
    formed_on: date | None = None
    limit_on: date | None = None
    context: Context = NOTHING_KNOWN
    """What the body has published of itself: its numbers and mailboxes are no personal data."""
    files: tuple[FileFacts, ...] = ()
    dead_links: tuple[tuple[str, str], ...] = ()
    """(address, why) of links in the body that lead nowhere."""
    material_missing: bool = False
    """The plan promises an interpretation, and none is drafted."""
    forms: tuple[str, ...] = ()
    """The forms of an interpretation."""
    words: tuple[Word, ...] = ()
    """The lexicon in use for the body."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """One thing. ``start`` and ``end`` count code points of the field's text, -1 where none fits."""

    code: str
    severity: str
    field: str
    sentence: str
    advice: str = ""
    evidence: str = ""
    start: int = -1
    end: int = -1
    secret_part: str = ""
    """What identifies the thing but must not be stored, e.g. the number itself."""

    @property
    def mark(self) -> str:
        """The same for the same thing in the next version of the text."""
        parts = "\x1f".join((self.code, self.field, self.evidence, self.secret_part))
        return hashlib.sha256(parts.encode()).hexdigest()

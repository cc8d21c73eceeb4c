"""One act on an application: lock it, ask the table, do it, write its story and its record.

Every service goes through here, so that no act can forget the lock, the event or the audit row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.verdicts import Refused, no
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.events.services import emit
from yangguang.apps.letters.models import Letter
from yangguang.apps.requests.models import Application, Event
from yangguang.apps.requests.services.telling import tell_applicant
from yangguang.apps.requests.workflow import NotPossible, impossible, require
from yangguang.apps.rows import add_row
from yangguang.law.citation import cite
from yangguang.text.document import Document, Paragraph
from yangguang.text.secrecy import secrecy_mark

SENTENCE_LENGTH = 300


class Stale(Refused):
    """Somebody else acted on the application after this form was drawn."""


def subject_of(application: Application) -> Subject:
    """How records and duties name the application: by its number, never by a person."""
    return Subject("application", str(application.pk), application.number, application.agency_id)


@dataclass
class Step:
    """An act under way. The service fills in what happened; it is written when the block ends."""

    application: Application
    code: str
    by: Actor
    at: datetime
    day: date
    sentence: str = ""
    public: str = ""
    note: str = ""
    basis: str = ""
    letter: Letter | None = None
    target: str = ""
    """The state after the act; the table's, unless the service finds another."""
    limit: date | None = None
    """Until when the applicant has to do something, as their mail says it."""
    tells: bool = True
    """Whether the applicant is told of this act by a mail of its own."""
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day on which the act is recorded; ``day`` is the one on which it happened."""
        return timezone.localdate(self.at)

    def say(self, sentence: str, *, public: str = "", note: str = "") -> None:
        """The sentence of the story; ``public`` is what the applicant reads, empty = nothing."""
        self.sentence = sentence
        self.public = public
        self.note = note

    def require_text(self, text: str, what: str) -> str:
        """The text without edges. Raises NotPossible where it is empty or bears a mark of secrecy."""
        cleaned = text.strip()
        if not cleaned:
            raise impossible("内容不全", f"请填写{what}后再提交。")
        return unclassified(cleaned)

    def require_day(self, day: date, *, earliest: date | None = None, what: str = "日期") -> date:
        """The day, where it is neither in the future nor before ``earliest``."""
        if day > self.today:
            raise impossible("日期有误", f"{what}{day.isoformat()}在今天之后，请核对。")
        if earliest is not None and day < earliest:
            raise impossible(
                "日期有误", f"{what}{day.isoformat()}早于{earliest.isoformat()}，请核对。"
            )
        return day


def unclassified(text: str) -> str:
    """The text, where it bears no classification mark. Raises NotPossible; nothing is kept."""
    mark = secrecy_mark(Document(tuple(Paragraph(line) for line in text.split("\n")), "text/plain"))
    if mark:
        raise impossible(
            "非涉密系统",
            f"内容带有“{mark}”标志，本系统不得存储、处理涉密信息。"
            "请线下办理，并以“涉密线索”登记，不填写内容。",
        )
    return text


@contextmanager
def step(
    code: str,
    application: Application,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
    day: date | None = None,
) -> Iterator[Step]:
    """The application locked, with the act found possible; state, story and record at the end.

    ``version`` is the one the form was drawn from: raises Stale where others acted since. Raises
    NotPossible where the state does not allow the act.
    """
    with transaction.atomic():
        locked = Application.objects.select_for_update().get(pk=application.pk)
        _share_relations(application, locked)
        as_read = _values(locked)
        if version is not None and locked.version != version:
            raise Stale(
                no(
                    "办件已变化",
                    "您打开页面之后，该办件已由他人办理。您填写的内容还在，"
                    "请核对最新情况后再提交。",
                )
            )
        act = require(locked, code)
        source = locked.state
        doing = Step(
            locked,
            code,
            by,
            at,
            day or timezone.localdate(at),
            basis=cite(act.basis).short if act.basis else "",
            target=act.target or source,
        )
        yield doing
        locked.state = doing.target
        locked.version += 1
        now = _values(locked)
        locked.save(update_fields=[name for name, value in now.items() if value != as_read[name]])
        write_event(doing, source=source, target=locked.state)
    _copy_into(application, locked)


def write_event(doing: Step, *, source: str, target: str) -> None:
    """The story's row, the audit row and the event, in the act's own transaction."""
    application = doing.application
    sentence = doing.sentence or doing.code
    row = Event(
        application=application,
        act=doing.code,
        source=source,
        target=target,
        day=doing.day,
        sentence=sentence[:SENTENCE_LENGTH],
        note=doing.note,
        public=doing.public[:SENTENCE_LENGTH],
        basis=doing.basis,
        letter=doing.letter,
        by=doing.by.name[:80],
        at=doing.at,
    )
    add_row(row)
    record(
        by=doing.by,
        at=doing.at,
        verb=f"request.{doing.code}",
        subject=subject_of(application),
        basis=doing.basis,
        before={"state": source, **doing.before},
        after={"state": target, "day": doing.day.isoformat(), **_plain(doing.after)},
    )
    emit(at=doing.at, kind=f"request.{doing.code}", subject_key=str(application.pk))
    tell_applicant(doing, subject_of(application))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in values.items()
    }


_RELATIONS = ("agency", "applicant", "handler")


def _share_relations(application: Application, locked: Application) -> None:
    """What the caller has read about body, applicant and handler need not be read again."""
    for name in _RELATIONS:
        known = application._state.fields_cache.get(name)
        if known is not None and known.pk == getattr(locked, f"{name}_id"):
            setattr(locked, name, known)


def _values(application: Application) -> dict[str, Any]:
    return {
        one.attname: getattr(application, one.attname)
        for one in Application._meta.concrete_fields
        if not one.primary_key
    }


def _copy_into(application: Application, fresh: Application) -> None:
    """The caller's own object shows what was written."""
    for one in Application._meta.concrete_fields:
        setattr(application, one.attname, getattr(fresh, one.attname))


__all__ = [
    "NotPossible",
    "Stale",
    "Step",
    "step",
    "subject_of",
    "unclassified",
    "write_event",
]

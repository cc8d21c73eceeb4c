"""How long the data of applicants is kept, and what goes when its time has come.

The sealed values of a person (name, proof, contact, third parties, files, letters, the reply) become
unreadable with their key. Here goes what stands beside them in clear: the description and whatever
was written about it, masks, and by what the same person is recognised. Days, kinds, channel and
results stay, so that every figure comes out as before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Max, Model, Q

from yangguang.apps.files.services.forgetting import drop_unused, forget_redactions
from yangguang.apps.requests.models import (
    Applicant,
    Application,
    Assignment,
    Attachment,
    Call,
    ClockEntry,
    Consultation,
    ConversionProposal,
    Event,
    Fee,
    FollowUp,
    Opinion,
    Remedy,
    RemedyOutcome,
    Service,
    Supplement,
    TitlePiece,
    VolumeInquiry,
    WantedBand,
)
from yangguang.apps.requests.models.applications import OPEN_STATES
from yangguang.apps.requests.workflow import ACTS
from yangguang.apps.vault.registry import Kept, RetentionOwner

KIND = "request-applicant"
GONE = "（个人信息已销毁）"
_AT_ONCE = 400

_EMPTIED: tuple[tuple[type[Model], Mapping[str, str]], ...] = (
    (Supplement, {"items": GONE, "reason": "", "answer": ""}),
    (FollowUp, {"text": "", "answered": ""}),
    (VolumeInquiry, {"facts": GONE, "answer": "", "judgement": ""}),
    (Consultation, {"party_mask": GONE, "reasons": "", "override_reason": ""}),
    (Fee, {"waiver_reason": ""}),
    (Assignment, {"task": "", "result": ""}),
    (Service, {"tracking_number": "", "note": "", "return_reason": ""}),
    (Remedy, {"case_number": "", "gist": ""}),
    (Opinion, {"text": ""}),
    (Call, {"with_whom": GONE, "text": ""}),
    (ClockEntry, {"reason": ""}),
    (Event, {"note": "", "public": ""}),
    (Attachment, {"name": GONE}),
)
"""What people have written in clear about a case, by table; only empty where it was empty before
matters to nobody. The record of acts names cases by number and has nothing to lose."""


def retention() -> RetentionOwner:
    """This app as a keeper of personal data; registered at start."""
    return RetentionOwner(KIND, ended, needed, forget)


def ended(day: date) -> Iterable[Kept]:
    """People all of whose applications were answered, and all suits about them decided, by the day.

    Who was forgotten already is not told again.
    """
    rows = (
        Application.objects.values("applicant__subject_key")
        .annotate(
            last=Max("closed_on"),
            decided=Max("remedies__decided_on"),
            number=Max("number"),
            agency=Max("agency"),
            # A case without a reply, or handled anew, is counted as one that has not ended.
            open=Max("pk", filter=_unfinished()),
        )
        .filter(open__isnull=True, last__lte=day)
        .filter(Q(decided__isnull=True) | Q(decided__lte=day))
        .exclude(applicant__digest__startswith="gone:")
        .order_by("applicant__subject_key")
    )
    for row in rows.iterator(chunk_size=2000):
        last = max(one for one in (row["last"], row["decided"]) if one is not None)
        yield Kept(row["applicant__subject_key"], row["number"], last, row["agency"])


def needed(ids: Collection[UUID], day: date) -> Collection[UUID]:
    """Those with a case that is open or handled anew, or that ended later, or a suit that did."""
    later = Q(closed_on__gt=day) | Q(remedies__decided_on__gt=day)
    rows = Application.objects.filter(applicant__subject_key__in=list(ids)).filter(
        _unfinished() | later
    )
    return set(rows.values_list("applicant__subject_key", flat=True))


def _unfinished() -> Q:
    return (
        Q(closed_on__isnull=True)
        | Q(state__in=OPEN_STATES)
        | Q(remedies__outcome=RemedyOutcome.PENDING)
    )


def forget(ids: Collection[UUID]) -> None:
    """Drop what describes these people or their wishes in clear, in the caller's transaction."""
    applicants = list(Applicant.objects.filter(subject_key__in=list(ids)))
    for applicant in applicants:
        mark = f"gone:{applicant.subject_key.hex}"
        applicant.mask = GONE
        applicant.digest = applicant.name_digest = mark
        applicant.email_given = applicant.email_agreed = False
        applicant.save(
            update_fields=["mask", "digest", "name_digest", "email_given", "email_agreed"]
        )
        Application.objects.filter(applicant=applicant).update(applicant_digest=mark)
    cases = list(Application.objects.filter(applicant__in=applicants).values_list("pk", flat=True))
    for start in range(0, len(cases), _AT_ONCE):
        _empty(cases[start : start + _AT_ONCE])


def _empty(cases: list[int]) -> None:
    Application.objects.filter(pk__in=cases).update(
        mask=GONE, title=GONE, wanted="", signature=b"", query_code_hash=""
    )
    WantedBand.objects.filter(application__in=cases).delete()
    TitlePiece.objects.filter(application__in=cases).delete()
    for model, emptied in _EMPTIED:
        # Some of these tables are only ever added to; the duty to erase stands above that.
        model._base_manager.filter(application__in=cases).update(**emptied)
    _neutral_story(cases)
    ConversionProposal.objects.filter(applications__in=cases, item__isnull=True).update(
        title=GONE, reason=""
    )
    forget_redactions("application", [str(key) for key in cases])
    given = Attachment.objects.filter(application__in=cases, file__isnull=False)
    files = set(given.values_list("file", flat=True))
    given.update(file=None)
    drop_unused(files)


def _neutral_story(cases: list[int]) -> None:
    """The steps keep day, act and article; their sentences may name files, parties and reasons."""
    labels = {act.code: act.label for act in ACTS}
    rows = Event._base_manager.filter(application__in=cases)
    for code in set(rows.values_list("act", flat=True)):
        rows.filter(act=code).update(sentence=labels.get(code, GONE))

"""Putting an office's own list of questions in force; opinions keep the version they answered."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.publishing.checklists import Question, questions_for
from yangguang.apps.publishing.models import Checklist
from yangguang.apps.publishing.workflow import impossible
from yangguang.law.publication import ReviewKind

MOST = 40


def put_checklist(
    *,
    kind: ReviewKind,
    agency: Agency | None,
    questions: Sequence[Question],
    by: Actor,
    at: datetime,
) -> Checklist:
    """A new version for the body and those below it, or with None for everybody without their own.

    A question without a key gets one from its text, so that the same question keeps its key from
    version to version. Raises NotPossible for an empty list, a question without words or basis, the
    same question twice, or a list that is in force already.
    """
    rows = [_checked(number, row) for number, row in enumerate(questions, start=1)]
    if not rows:
        raise impossible("审查表", "审查表至少要有一项。")
    if len(rows) > MOST:
        raise impossible("审查表", f"审查表最多 {MOST} 项，现有 {len(rows)} 项。")
    texts = [row["text"] for row in rows]
    twice = next((text for text in texts if texts.count(text) > 1), "")
    if twice:
        raise impossible("审查表", f"“{twice}”出现了两次，请删去一项。")
    _name_keys(rows)
    with transaction.atomic():
        own = Checklist.objects.select_for_update().filter(kind=kind.value, agency=agency)
        newest = own.order_by("-number").first()
        if newest is not None and newest.questions == rows:
            raise impossible("审查表", "与现行审查表相同，没有起用新版。")
        if newest is None and questions_for(kind, agency)[1] == rows:
            raise impossible("审查表", "与现行审查表相同，没有起用新版。")
        row = Checklist.objects.create(
            kind=kind.value,
            agency=agency,
            number=(own.aggregate(last=Max("number"))["last"] or 0) + 1,
            questions=rows,
            valid_from=at,
            by_key=by.key,
            by_name=by.name,
        )
        label = f"{kind.label}表第{row.number}版"
        record(
            by=by,
            at=at,
            verb="checklist.put",
            subject=Subject(
                "checklist", str(row.pk), label, agency.pk if agency is not None else None
            ),
            basis="《条例》第十七条",
            after={"questions": texts},
        )
    return row


def _checked(number: int, row: Question) -> Question:
    text = " ".join(row["text"].split())
    basis = " ".join(row["basis"].split())
    if not text:
        raise impossible("审查表", f"第{number}项没有文字，请填写或者删去。")
    if len(text) > 200 or len(basis) > 100:
        raise impossible("审查表", f"第{number}项过长：事项最多 200 个字，依据最多 100 个字。")
    if not basis:
        raise impossible("审查表", f"第{number}项“{text}”没有写明依据。")
    if row["expected"] not in {"yes", "no"}:
        raise impossible("审查表", f"第{number}项“{text}”须选定可以通过的结论：是或者否。")
    return Question(key=row["key"], text=text, basis=basis, expected=row["expected"])


def _name_keys(rows: list[Question]) -> None:
    taken = {row["key"] for row in rows if row["key"]}
    for row in rows:
        if row["key"]:
            continue
        digest = hashlib.sha256(row["text"].encode()).hexdigest()
        row["key"] = next(
            key for size in range(6, 64) if (key := f"own-{digest[:size]}") not in taken
        )
        taken.add(row["key"])

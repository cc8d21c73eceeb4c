"""The questions that reviewers answer: the package's own, or those that an office put in force."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TypedDict

from yangguang.apps.agencies.models import Agency
from yangguang.apps.publishing.models import Checklist
from yangguang.law.publication import ReviewKind


class Question(TypedDict):
    """``expected`` (yes or no) is the answer with which the review may pass."""

    key: str
    text: str
    basis: str
    expected: str


@cache
def default_questions() -> dict[ReviewKind, list[Question]]:
    """The package's questions for each review."""
    rows = tomllib.loads(files(__package__).joinpath("checklists.toml").read_text("utf-8"))
    return {kind: rows[kind.value] for kind in ReviewKind}


def questions_for(
    kind: ReviewKind, agency: Agency | None
) -> tuple[Checklist | None, list[Question]]:
    """The list in force for a body: its own, else that of the nearest body above, else the default.

    With None: the list of everybody without one of their own.
    """
    keys = [int(part) for part in agency.path.split("/") if part] if agency is not None else []
    rows = {
        row.agency_id: row
        for row in Checklist.objects.filter(kind=kind.value, agency_id__in=keys).order_by("number")
    }
    for key in reversed(keys):
        if key in rows:
            return rows[key], rows[key].questions
    general = (
        Checklist.objects.filter(kind=kind.value, agency__isnull=True).order_by("-number").first()
    )
    if general is not None:
        return general, general.questions
    return None, default_questions()[kind]

"""Taking plain files away for good, where the person that they are about has to be forgotten."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from django.conf import settings
from django.db import transaction

from yangguang.apps.files.models import FileCheck, FilePage, Redaction, ReleasedCopy, StoredFile


def forget_redactions(subject_kind: str, subject_keys: Collection[str]) -> None:
    """Take away the redactions of these records with their copies, marks and plain sources.

    Call inside the transaction of the destruction; a file that something else uses too stays.
    """
    rows = Redaction.objects.filter(subject_kind=subject_kind, subject_key__in=list(subject_keys))
    keys = list(rows.values_list("pk", flat=True))
    copies = ReleasedCopy.objects.filter(redaction__in=keys)
    sources = rows.filter(source__isnull=False).values_list("source", flat=True)
    files = {*sources, *copies.values_list("file", flat=True)}
    rows.update(approved_copy=None)
    copies.delete()
    Redaction.objects.filter(pk__in=keys).delete()
    drop_unused(files)


def drop_unused(keys: Collection[int]) -> None:
    """Take away those of these files that nothing uses any more, with their texts.

    The bytes go once the transaction stands.
    """
    for file in StoredFile.objects.select_for_update().filter(pk__in=list(keys)):
        if _is_used(file):
            continue
        place = file.path
        file.delete()
        transaction.on_commit(lambda place=place: _unlink(place))  # type: ignore[misc] # bound per file


def _is_used(file: StoredFile) -> bool:
    for relation in StoredFile._meta.related_objects:
        model = relation.related_model
        if model in (FileCheck, FilePage) or isinstance(model, str):
            continue
        if model._base_manager.filter(**{relation.field.name: file}).exists():
            return True
    return False


def _unlink(place: str) -> None:
    # The same bytes may have been stored anew in between; then they stay.
    if not StoredFile.objects.filter(path=place).exists():
        (Path(settings.FILES_FOLDER) / place).unlink(missing_ok=True)

"""Keeping what a look through rows found of people, with what was decided of the same words before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from yangguang.apps.privacy.fingerprints import normal_value, value_digests
from yangguang.apps.registers.models import PersonalFinding, Version
from yangguang.apps.registers.personal import Hit
from yangguang.law.registers import Field
from yangguang.text.privacy import Kind

_PIECE = 500
Same = Mapping[tuple[int, str], Version]
"""(version, field) → the version, where its words are those of the live wording before it."""


def keep_found(
    versions: Sequence[Version], hits: Sequence[Hit], *, same: Same, fields: Collection[str] = ()
) -> None:
    """Keep these findings in place of those that the versions had, in ``fields`` only where some
    are named.

    What was decided of the same words of the row stays decided, and what stands unchanged takes
    over what was said of it. Called in the transaction that moves the mark of the look.
    """
    decided = _decided(versions)
    drafted = [
        (
            PersonalFinding(
                version=version,
                field=field.code,
                kind=finding.kind.value,
                start=finding.start,
                end=finding.end,
                confidence=finding.confidence,
                masked=finding.masked[:200],
                why=finding.why[:300],
            ),
            normal_value(finding.kind, finding.text),
        )
        for version, field, finding in hits
    ]
    prints = value_digests([(Kind(row.kind), value) for row, value in drafted])
    for (row, _), fingerprint in zip(drafted, prints, strict=True):
        row.fingerprint = fingerprint
        before = decided.get((row.version.row_id, row.field, fingerprint))
        if before is not None:
            row.publishable, row.reason = True, before.reason
            row.by_name, row.decided_at = before.by_name, before.decided_at
    for start in range(0, len(versions), _PIECE):
        keys = [one.pk for one in versions[start : start + _PIECE]]
        old = PersonalFinding.objects.filter(version__in=keys)
        (old.filter(field__in=fields) if fields else old).delete()
    PersonalFinding.objects.bulk_create(
        [*(row for row, _ in drafted), *_copies(same)], batch_size=_PIECE
    )


def _decided(versions: Sequence[Version]) -> Mapping[tuple[int, str, str], PersonalFinding]:
    """(row, field, fingerprint) → what somebody said of it, in this wording or an earlier one."""
    found: dict[tuple[int, str, str], PersonalFinding] = {}
    rows = [one.row_id for one in versions]
    for start in range(0, len(rows), _PIECE):
        for one in PersonalFinding.objects.filter(
            publishable=True, version__row__in=rows[start : start + _PIECE]
        ).select_related("version"):
            found[one.version.row_id, one.field, one.fingerprint] = one
    return found


def unchanged(versions: Sequence[Version], fields: Sequence[Field]) -> Same:
    """The texts that read as in the live wording, which came through this gate itself."""
    return {
        (one.pk, field.code): one
        for one in versions
        if one.base is not None and one.base.definition_id == one.definition_id
        for field in fields
        if one.base.values.get(field.code) == one.values.get(field.code)
    }


def _copies(same: Same) -> list[PersonalFinding]:
    """What was decided of unchanged texts where they stand, for the new wording."""
    bases = {one.base_id: one for one in same.values()}
    copies = []
    keys = list(bases)
    for start in range(0, len(keys), _PIECE):
        for found in PersonalFinding.objects.filter(version__in=keys[start : start + _PIECE]):
            version = bases[found.version_id]
            if (version.pk, found.field) in same:
                found.pk, found.version = None, version
                found._state.adding = True
                copies.append(found)
    return copies

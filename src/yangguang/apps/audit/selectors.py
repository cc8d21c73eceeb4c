"""Reading the record of acts, and proving that nobody altered it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from yangguang.apps.audit.chain import GENESIS, digest_of
from yangguang.apps.audit.models import Act, DayRoot, Seal


@dataclass(frozen=True, slots=True)
class ChainReport:
    """``sealed`` rows were walked; ``broken_at`` is the first position that does not fit."""

    sealed: int
    waiting: int
    broken_at: int | None
    why: str

    @property
    def intact(self) -> bool:
        return self.broken_at is None


def verify_chain() -> ChainReport:
    """Walk the whole chain and recompute every digest and day root."""
    digest = GENESIS
    position = 0
    waiting = Act.objects.filter(seal__isnull=True).count()
    roots = {root.position: root for root in DayRoot.objects.all()}
    for seal in Seal.objects.select_related("act").order_by("position").iterator(chunk_size=2000):
        position += 1
        if seal.position != position:
            return ChainReport(position - 1, waiting, position, "链上缺少一条记录。")
        digest = digest_of(seal.act, digest)
        if digest != seal.digest:
            return ChainReport(position - 1, waiting, position, "记录内容与封存时不一致。")
        root = roots.get(position)
        if root is not None and root.digest != digest:
            return ChainReport(position - 1, waiting, position, f"{root.day} 的日根不一致。")
    return ChainReport(position, waiting, None, "")


def list_acts(*, agency_keys: Iterable[int] | None) -> QuerySet[Act]:
    """Acts on records of the given agencies, newest first; None means all agencies."""
    acts: QuerySet[Act] = Act.objects.all().order_by("-id")
    if agency_keys is not None:
        acts = acts.filter(subject_agency_key__in=list(agency_keys))
    return acts

"""Results that come without a drafted reply, and the kinds a clerk may choose from."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from yangguang.apps.requests.models import Application
from yangguang.apps.requests.workflow import impossible
from yangguang.law.regimes import Regime, regime_of
from yangguang.law.replies import ReplyKind, replies_for, reply_kind


class Result(StrEnum):
    """What the law itself gives when nobody decides anything."""

    WITHDRAWN = "withdrawn"
    SUPPLEMENT_OVERDUE = "supplement-overdue"
    FEE_UNPAID = "fee-unpaid"


_KINDS = {
    (Result.WITHDRAWN, Regime.R2019): "withdrawn",
    (Result.WITHDRAWN, Regime.R2007): "withdrawn-2007",
    (Result.SUPPLEMENT_OVERDUE, Regime.R2019): "supplement-overdue",
    (Result.SUPPLEMENT_OVERDUE, Regime.R2007): "unclear-2007",
    (Result.FEE_UNPAID, Regime.R2019): "fee-unpaid",
    (Result.FEE_UNPAID, Regime.R2007): "other-2007",
}


_BY_ITSELF = frozenset({"withdrawn", "withdrawn-2007", "supplement-overdue", "fee-unpaid"})


def regime_for(application: Application) -> Regime:
    """The regulation that governs the case; by arrival while it is not confirmed yet.

    The clock decides it, since a case of 2007 that was still open on 2019-05-15 may be read to
    belong to either (``pending_cases_keep_2007``).
    """
    if application.received_on is not None and application.regime:
        return Regime(application.regime)
    return regime_of(application.received_on or application.arrived_on)


def kind_for(application: Application, result: Result) -> ReplyKind:
    """The statutory kind of a result under the case's regulation."""
    return reply_kind(_KINDS[result, regime_for(application)])


def other_kind(application: Application) -> ReplyKind:
    """其他处理 under the case's regulation."""
    return reply_kind("other" if regime_for(application) is Regime.R2019 else "other-2007")


def is_by_itself(kind: str) -> bool:
    """Whether a result of this kind came without anybody deciding it."""
    return kind in _BY_ITSELF


def kinds_open_to(application: Application, on: date) -> list[ReplyKind]:
    """The kinds a clerk may draft: those of the regulation, without what ends by itself."""
    return [
        kind
        for kind in replies_for(regime_for(application), on)
        if kind.closes and kind.key not in _BY_ITSELF
    ]


def chosen_kind(application: Application, key: str, on: date) -> ReplyKind:
    """The kind of that key. Raises NotPossible where the case's regulation does not know it."""
    for kind in kinds_open_to(application, on):
        if kind.key == key:
            return kind
    regime = regime_for(application)
    raise impossible(
        regime.citation.short,
        f"本件适用{regime.label}，不能选择这种答复，请在所列种类中选择。",
    )

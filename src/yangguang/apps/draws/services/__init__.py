"""Acts of random inspection and of listings, one module per subject."""

from yangguang.apps.draws.services.drawing import (
    commit_seed,
    hold_draw,
    void_commitment,
)
from yangguang.apps.draws.services.objecting import (
    decide_objection,
    may_object,
    raise_objection,
)
from yangguang.apps.draws.services.planning import PlanFacts, drop_plan, plan_draw, revise_plan
from yangguang.apps.draws.services.replacing import appoint, recuse
from yangguang.apps.draws.services.results import record_result

__all__ = [
    "PlanFacts",
    "appoint",
    "commit_seed",
    "decide_objection",
    "drop_plan",
    "hold_draw",
    "may_object",
    "plan_draw",
    "raise_objection",
    "record_result",
    "recuse",
    "revise_plan",
    "void_commitment",
]

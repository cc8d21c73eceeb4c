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
from yangguang.apps.draws.services.rounds import settle_round
from yangguang.apps.draws.services.yearly import (
    TaskFacts,
    add_task,
    change_task,
    drop_task,
    drop_year_plan,
    make_year_plan,
    publish_year_plan,
)

__all__ = [
    "PlanFacts",
    "TaskFacts",
    "add_task",
    "appoint",
    "change_task",
    "commit_seed",
    "decide_objection",
    "drop_plan",
    "drop_task",
    "drop_year_plan",
    "hold_draw",
    "make_year_plan",
    "may_object",
    "plan_draw",
    "publish_year_plan",
    "raise_objection",
    "record_result",
    "recuse",
    "revise_plan",
    "settle_round",
    "void_commitment",
]

"""双随机一公开: objects and inspectors drawn by lot, so that anybody can draw again and compare.

``docs/draws.md`` explains the procedure with an example to be repeated with ``sha256sum``.
"""

from yangguang.law.drawing.canon import BadPool, canonical, canonical_value, sha256
from yangguang.law.drawing.conflicts import (
    Conflict,
    KnownInspector,
    KnownObject,
    barred_by_object,
    find_conflicts,
    salt_for,
    seal,
)
from yangguang.law.drawing.model import (
    INSPECTORS,
    OBJECTS,
    OTHERS,
    Commitment,
    Drawn,
    Ground,
    Plan,
    PoolInspector,
    PoolObject,
    Recusal,
    Share,
    TeamRule,
    Weight,
    percent_text,
    read_percent,
)
from yangguang.law.drawing.playing import BadRecusal, Outcome, play
from yangguang.law.drawing.record import BadRecord, Opened, Record, read_record, write_record
from yangguang.law.drawing.rules import MOST_LOTS, may_commit, may_replace, plan_problems
from yangguang.law.drawing.sampling import draw_objects, lots_of, quota, quotas, share_of
from yangguang.law.drawing.seed import (
    commitment_text,
    draw_seed,
    inspector_rank,
    inspectors_text,
    object_rank,
    objects_text,
    secret_digest,
)
from yangguang.law.drawing.teams import first_team, ranked_inspectors
from yangguang.law.drawing.verifying import Step, examine, verify

__all__ = [
    "INSPECTORS",
    "MOST_LOTS",
    "OBJECTS",
    "OTHERS",
    "BadPool",
    "BadRecord",
    "BadRecusal",
    "Commitment",
    "Conflict",
    "Drawn",
    "Ground",
    "KnownInspector",
    "KnownObject",
    "Opened",
    "Outcome",
    "Plan",
    "PoolInspector",
    "PoolObject",
    "Record",
    "Recusal",
    "Share",
    "Step",
    "TeamRule",
    "Weight",
    "barred_by_object",
    "canonical",
    "canonical_value",
    "commitment_text",
    "draw_objects",
    "draw_seed",
    "examine",
    "find_conflicts",
    "first_team",
    "inspector_rank",
    "inspectors_text",
    "lots_of",
    "may_commit",
    "may_replace",
    "object_rank",
    "objects_text",
    "percent_text",
    "plan_problems",
    "play",
    "quota",
    "quotas",
    "ranked_inspectors",
    "read_percent",
    "read_record",
    "salt_for",
    "seal",
    "secret_digest",
    "sha256",
    "share_of",
    "verify",
    "write_record",
]

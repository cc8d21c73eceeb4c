"""How one act's digest follows from its content and the act before it."""

from __future__ import annotations

import hashlib
import json

from yangguang.apps.audit.models import Act

GENESIS = "0" * 64


def digest_of(act: Act, previous: str) -> str:
    """SHA-256 over the previous digest and every stored value of the act, in a fixed form."""
    values = {
        "id": act.pk,
        "at": act.at.isoformat(),
        "recorded_at": act.recorded_at.isoformat(),
        "actor": [act.actor_kind, act.actor_key, act.actor_name, act.agency_key],
        "verb": act.verb,
        "subject": [
            act.subject_kind,
            act.subject_key,
            act.subject_label,
            act.subject_agency_key,
        ],
        "basis": act.basis,
        "reason": act.reason,
        "verdict": act.verdict,
        "before": act.before,
        "after": act.after,
    }
    body = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256((previous + body).encode()).hexdigest()

"""A process whose children do one act of publishing and kill themselves at a given statement.

Run as ``python -m tests.apps.publishing.crashing DATABASE``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from tests.apps.requests.crashing import main


def acts() -> dict[str, Callable[[int], object]]:
    """Every act that is tried, by name, on the key of a draft prepared for it."""
    from tests.builders.drafts import AT, HEAD, WHEN, WRITER, sign
    from yangguang.apps.catalog.services import withdraw_item
    from yangguang.apps.publishing.models import Draft
    from yangguang.apps.publishing.services.releasing import (
        publish_draft,
        publish_due,
        schedule_draft,
    )
    from yangguang.apps.publishing.services.submitting import submit_draft
    from yangguang.apps.publishing.services.validity import expire_due
    from yangguang.law.publication import ReviewKind

    def draft(key: int) -> Draft:
        return Draft.objects.select_related("item__agency").get(pk=key)

    return {
        "submit": lambda key: submit_draft(draft=draft(key), by=WRITER, at=AT),
        "last-review": lambda key: sign(draft(key), ReviewKind.FORMAL),
        "publish": lambda key: publish_draft(draft=draft(key), by=HEAD, at=AT),
        "schedule": lambda key: schedule_draft(draft=draft(key), publish_at=WHEN, by=HEAD, at=AT),
        "due": lambda key: publish_due(at=WHEN),
        "expire": lambda key: expire_due(at=WHEN),
        "correct": lambda key: publish_draft(draft=draft(key), by=HEAD, at=AT),
        "withdraw": lambda key: withdraw_item(item=draft(key).item, by=HEAD, at=AT, reason="有误"),
    }


if __name__ == "__main__":
    main(sys.argv[1], acts)

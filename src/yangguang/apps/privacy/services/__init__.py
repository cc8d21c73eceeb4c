"""Acts on findings of personal data: sweeping, deciding, looking in clear."""

from yangguang.apps.privacy.services.deciding import decide, take_back
from yangguang.apps.privacy.services.following import review_items
from yangguang.apps.privacy.services.keeping import close_stale, sweep_batch
from yangguang.apps.privacy.services.revealing import reveal_finding
from yangguang.apps.privacy.services.sweeping import SweepReport, sweep_all

__all__ = [
    "SweepReport",
    "close_stale",
    "decide",
    "reveal_finding",
    "review_items",
    "sweep_all",
    "sweep_batch",
    "take_back",
]

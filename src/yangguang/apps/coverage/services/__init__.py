"""Acts on coverage: reckoning it anew, tying items to rows, proposing which might meet them."""

from yangguang.apps.coverage.services.proposing import propose_ties
from yangguang.apps.coverage.services.refreshing import refresh_body, refresh_list
from yangguang.apps.coverage.services.tying import decide_tie, tie_item

__all__ = ["decide_tie", "propose_ties", "refresh_body", "refresh_list", "tie_item"]

"""Personal data in Chinese official text: found, weighed by context, masked.

``find_personal`` reads a passage, ``find_in_document`` a whole file with places, ``mask`` prints
what 公示 practice prints instead. Public hot lines, office mailboxes, codes of bodies and numbers of
documents are left alone; what is unsure comes back with a confidence below ``SURE``.
"""

from yangguang.text.privacy.finding import LABELS, SURE, Context, Finding, Kind
from yangguang.text.privacy.masks import mask
from yangguang.text.privacy.placed import PlacedFinding, Spot, find_in_document
from yangguang.text.privacy.scan import find_personal

__all__ = [
    "LABELS",
    "SURE",
    "Context",
    "Finding",
    "Kind",
    "PlacedFinding",
    "Spot",
    "find_in_document",
    "find_personal",
    "mask",
]

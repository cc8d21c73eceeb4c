"""Drafts, reviews and the dated facts that follow from them; one module per noun."""

from yangguang.apps.publishing.models.cleanup import CleanupLine, CleanupRound
from yangguang.apps.publishing.models.deliveries import Delivery, DeliveryKey
from yangguang.apps.publishing.models.drafts import (
    Draft,
    DraftAttachment,
    DraftSaving,
    DraftState,
)
from yangguang.apps.publishing.models.facts import (
    InterpretationForm,
    InterpretationPlan,
    ItemAttribute,
    ItemInterpretationForm,
    ItemValidity,
    Reassessment,
)
from yangguang.apps.publishing.models.lexicon import LexiconWord
from yangguang.apps.publishing.models.links import WebLink, WebLinkUse
from yangguang.apps.publishing.models.reviews import (
    Checklist,
    Finding,
    JointReview,
    Opinion,
    Outcome,
)

__all__ = [
    "Checklist",
    "CleanupLine",
    "CleanupRound",
    "Delivery",
    "DeliveryKey",
    "Draft",
    "DraftAttachment",
    "DraftSaving",
    "DraftState",
    "Finding",
    "InterpretationForm",
    "InterpretationPlan",
    "ItemAttribute",
    "ItemInterpretationForm",
    "ItemValidity",
    "JointReview",
    "LexiconWord",
    "Opinion",
    "Outcome",
    "Reassessment",
    "WebLink",
    "WebLinkUse",
]

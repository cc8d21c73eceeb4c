"""Applications for information, their clock, what was done with them, and what came after."""

from yangguang.apps.requests.models.applications import (
    Applicant,
    Application,
    ApplicationState,
    Attachment,
    DeliveryWay,
    FollowUp,
    Form,
    RegisterCounter,
    RequestSetting,
    TitlePiece,
    WantedBand,
)
from yangguang.apps.requests.models.code_tries import CodeTries
from yangguang.apps.requests.models.counting import Counted, Tally
from yangguang.apps.requests.models.handling import (
    Assignment,
    Call,
    ClockEntry,
    Consultation,
    ConsultationAnswer,
    ConsultationKind,
    Event,
    Fee,
    LetterLink,
    Opinion,
    OpinionKind,
    Reply,
    Service,
    Supplement,
    VolumeInquiry,
)
from yangguang.apps.requests.models.held import HeldScan
from yangguang.apps.requests.models.open_spells import OpenSpell
from yangguang.apps.requests.models.readings import CaseReadings, ReadingChoice
from yangguang.apps.requests.models.remedies import (
    ConversionProposal,
    Remedy,
    RemedyForum,
    RemedyOutcome,
)

__all__ = [
    "Applicant",
    "Application",
    "ApplicationState",
    "Assignment",
    "Attachment",
    "Call",
    "CaseReadings",
    "ClockEntry",
    "CodeTries",
    "Consultation",
    "ConsultationAnswer",
    "ConsultationKind",
    "ConversionProposal",
    "Counted",
    "DeliveryWay",
    "Event",
    "Fee",
    "FollowUp",
    "Form",
    "HeldScan",
    "LetterLink",
    "OpenSpell",
    "Opinion",
    "OpinionKind",
    "ReadingChoice",
    "RegisterCounter",
    "Remedy",
    "RemedyForum",
    "RemedyOutcome",
    "Reply",
    "RequestSetting",
    "Service",
    "Supplement",
    "Tally",
    "TitlePiece",
    "VolumeInquiry",
    "WantedBand",
]

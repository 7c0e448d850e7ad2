from .awareness import AwarenessRecord, AwarenessTopic, Means, TopicKind
from .campaigns import Campaign, CampaignKind, Invitation, NoticeRecord
from .catalogue import Capacity, Channel, Decider, Kind, Mode, OccasionKind, OnWithdrawal, Outcome
from .checks import CheckedPupil, PublicationCheck
from .decisions import Decision, Evidence, EvidenceFile, Occasion
from .disagreements import Disagreement, Settled
from .occasions import AnswerUpload, CareTalk, InformedHow, OccasionPupil, TalkState
from .publications import OUTCOMES_OF, Cause, FollowUp, FollowUpKind, FollowUpOutcome, Place, Publication, PublishedPupil
from .purposes import Purpose, PurposeText

__all__ = [
    "OUTCOMES_OF",
    "AnswerUpload",
    "AwarenessRecord",
    "AwarenessTopic",
    "Campaign",
    "CampaignKind",
    "Capacity",
    "CareTalk",
    "Cause",
    "Channel",
    "CheckedPupil",
    "Decider",
    "Decision",
    "Disagreement",
    "Evidence",
    "EvidenceFile",
    "FollowUp",
    "FollowUpKind",
    "FollowUpOutcome",
    "InformedHow",
    "Invitation",
    "Kind",
    "Means",
    "Mode",
    "NoticeRecord",
    "Occasion",
    "OccasionKind",
    "OccasionPupil",
    "OnWithdrawal",
    "Outcome",
    "Place",
    "Publication",
    "PublicationCheck",
    "PublishedPupil",
    "Purpose",
    "PurposeText",
    "Settled",
    "TalkState",
    "TopicKind",
]

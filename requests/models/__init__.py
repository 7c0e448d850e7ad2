from .answers import CodeUse, Delivery, Part, ReissueCode
from .catalogue import ALL_CATEGORIES, ANSWERABLE, Capacity, Channel, Outcome, RefusalGround, Status
from .dossier import DossierItem, ItemKind, ItemState, LeftOut, Redaction, RedactionGround, Vetting
from .identity import Attribute, DocumentType, IdentityCheck, Method
from .privacy_requests import NumberSeries, PrivacyRequest
from .terms import Extension, Question, QuestionKind
from .timeline import Step, TimelineEntry

__all__ = [
    "ALL_CATEGORIES",
    "ANSWERABLE",
    "Attribute",
    "Capacity",
    "Channel",
    "CodeUse",
    "Delivery",
    "DocumentType",
    "DossierItem",
    "Extension",
    "IdentityCheck",
    "ItemKind",
    "ItemState",
    "LeftOut",
    "Method",
    "NumberSeries",
    "Outcome",
    "Part",
    "PrivacyRequest",
    "Question",
    "QuestionKind",
    "Redaction",
    "RedactionGround",
    "RefusalGround",
    "ReissueCode",
    "Status",
    "Step",
    "TimelineEntry",
    "Vetting",
]

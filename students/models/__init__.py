from .activation import ActivationCode
from .agreements import AgreedAccess
from .cases import Case, CaseGrant, CaseKind, CasePupil, ExceptionRequest, ExceptionState
from .classes import Appointment, AppointmentState, ClassGrant, ClassGroup, ClassKind, ClassMembership, StaffMember
from .concerns import Concern, ConcernAnswer, Piece
from .contacts import ContactPerson
from .dossier import Audience, DossierEntry, DossierFile, Nature, Source
from .guardians import Authority, Guardian, GuardianRelation, RelationKind
from .limits import (
    AllowedUse,
    AskedBy,
    ProtectedFrom,
    Protection,
    ProtectionGround,
    ProtectionStatus,
    RestrictedUse,
    Restriction,
    RestrictionGround,
    RestrictionStatus,
    ToldHow,
)
from .merging import EnrolmentKey, GuardianKey, KnownAs, Merge, MergeKind, TwoPeople, WhyTwo
from .pupils import Enrolment, EnrolmentStatus, Sex, Student
from .transfers import (
    Channel,
    CopyRule,
    DataSet,
    Fact,
    FileRequest,
    FileRequestStatus,
    Place,
    Transfer,
    TransferItem,
    TransferRule,
    TransferStatus,
)
from .uploads import ImportUpload, UploadKind

__all__ = [
    "ActivationCode", "AgreedAccess", "AllowedUse", "Appointment", "AppointmentState", "AskedBy", "Audience", "Authority", "Case",
    "CaseGrant", "CaseKind", "CasePupil", "Channel", "ClassGrant", "ClassGroup", "ClassKind", "ClassMembership", "Concern", "ConcernAnswer",
    "ContactPerson", "CopyRule", "DataSet", "DossierEntry", "DossierFile", "Enrolment", "EnrolmentKey", "EnrolmentStatus",
    "ExceptionRequest", "ExceptionState", "Fact", "FileRequest", "FileRequestStatus",
    "Guardian", "GuardianKey", "GuardianRelation", "ImportUpload", "KnownAs", "Merge", "MergeKind", "Nature", "Piece", "Place",
    "ProtectedFrom",
    "Protection", "ProtectionGround", "ProtectionStatus", "RelationKind", "RestrictedUse", "Restriction", "RestrictionGround",
    "RestrictionStatus", "Sex", "Source", "StaffMember", "Student", "ToldHow", "Transfer", "TransferItem", "TransferRule", "TransferStatus",
    "TwoPeople", "UploadKind", "WhyTwo",
]

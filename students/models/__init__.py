from .activation import ActivationCode
from .cases import Case, CaseGrant, CaseKind, CasePupil, ExceptionRequest, ExceptionState
from .classes import Appointment, AppointmentState, ClassGrant, ClassGroup, ClassKind, ClassMembership, StaffMember
from .concerns import Concern, ConcernAnswer, Piece
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
from .pupils import Enrolment, EnrolmentStatus, Sex, Student
from .uploads import ImportUpload, UploadKind

__all__ = [
    "ActivationCode", "AllowedUse", "Appointment", "AppointmentState", "AskedBy", "Audience", "Authority", "Case", "CaseGrant",
    "CaseKind", "CasePupil", "ClassGrant", "ClassGroup", "ClassKind", "ClassMembership", "Concern", "ConcernAnswer", "DossierEntry",
    "DossierFile", "Enrolment", "EnrolmentStatus", "ExceptionRequest", "ExceptionState", "Guardian", "GuardianRelation", "ImportUpload",
    "Nature", "Piece", "ProtectedFrom", "Protection", "ProtectionGround", "ProtectionStatus", "RelationKind", "RestrictedUse",
    "Restriction", "RestrictionGround", "RestrictionStatus", "Sex", "Source", "StaffMember", "Student", "ToldHow", "UploadKind",
]

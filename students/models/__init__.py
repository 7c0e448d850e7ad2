from .cases import Case, CaseGrant, CaseKind, CasePupil, ExceptionRequest, ExceptionState
from .classes import Appointment, AppointmentState, ClassGrant, ClassGroup, ClassKind, ClassMembership, StaffMember
from .dossier import Audience, DossierEntry, DossierFile, Nature, Source
from .guardians import Authority, Guardian, GuardianRelation, RelationKind
from .limits import ProtectedFrom, Protection, Restriction, RestrictionGround
from .pupils import Enrolment, EnrolmentStatus, Sex, Student
from .uploads import ImportUpload, UploadKind

__all__ = [
    "Appointment", "AppointmentState", "Audience", "Authority", "Case", "CaseGrant", "CaseKind", "CasePupil", "ClassGrant", "ClassGroup",
    "ClassKind", "ClassMembership", "DossierEntry", "DossierFile", "Enrolment", "EnrolmentStatus", "ExceptionRequest", "ExceptionState",
    "Guardian", "GuardianRelation", "ImportUpload", "Nature", "ProtectedFrom", "Protection", "RelationKind", "Restriction",
    "RestrictionGround", "Sex", "Source", "StaffMember", "Student", "UploadKind",
]

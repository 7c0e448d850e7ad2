"""The words of the authorisation matrix: categories, roles, rights, registers (DOMAIN 2.14, S1-134)."""
from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from privacyadmin.organisation.roles import Role

__all__ = ["Category", "Log", "LogPurpose", "Reach", "Register", "RegisterReach", "Relation", "Right", "Role", "Verb"]


class Category(TextChoices):
    """Kinds of pupil data. SAF stands apart from MED: the group teacher must know the allergy, not the report (S2-98)."""

    ID = "ID", _("Identification")
    CT = "CT", _("Contact details")
    BSN = "BSN", _("Citizen service number")
    FAM = "FAM", _("Family and authority")
    ENR = "ENR", _("Enrolment")
    RES = "RES", _("Results")
    ABS = "ABS", _("Absence")
    GUI = "GUI", _("Guidance notes")
    CAR = "CAR", _("Care team reports")
    MED = "MED", _("Medical and diagnostic reports")
    SAF = "SAF", _("Safety card")
    FIN = "FIN", _("Financial")
    IMG = "IMG", _("Images")
    TRF = "TRF", _("Transfer file")
    ADV = "ADV", _("Notes of the confidential adviser")


MATRIX_CATEGORIES = [category for category in Category if category != Category.ADV]     # ADV stands outside the matrix (2.14 note 2)
SEALED = frozenset({Category.BSN, Category.GUI, Category.CAR, Category.MED, Category.ADV})
SPECIAL = frozenset({Category.MED, Category.CAR, Category.SAF})                          # art. 9: a necessity is recorded (S1-07)
LOGGED = frozenset({Category.BSN, Category.CAR, Category.MED, Category.GUI, Category.ADV})   # each reading is recorded (S2-121)
VETTED = frozenset({Category.CAR, Category.MED, Category.BSN})                           # sealed for a request handler (SETTLED 9)


class Relation(TextChoices):
    """Roles of a family, never granted: they follow from authority and age (S1-55, S2-161, U6-U9)."""

    GUARDIAN = "guardian", _("Parent with authority")
    GUARDIAN_16 = "guardian_16", _("Parent of a pupil of 16 or 17")
    GUARDIAN_18 = "guardian_18", _("Parent of a pupil of 18 or older")
    GUARDIAN_NO_AUTHORITY = "guardian_no_authority", _("Parent without authority")
    PUPIL_16 = "pupil_16", _("Pupil of 16 or older")


class Right(IntegerChoices):
    """What a cell gives; each includes the ones before it, but for QUERY, which stands alone."""

    NOTHING = 0, _("nothing")
    METADATA = 1, _("that it exists")
    READ = 2, _("read")
    WRITE = 3, _("read and write")
    QUERY = 9, _("by an access request")


class Reach(TextChoices):
    CLASS = "C", _("own class")
    SCHOOL = "S", _("own school")
    CASE = "K", _("a case")
    SELF = "Z", _("self or own child")
    ALL = "m", _("that it exists")


class Register(TextChoices):
    """The objects of this application that have a column in the matrix (DOMAIN 2.14, third table)."""

    CONSENTS = "consents", _("Consents")
    REQUESTS = "requests", _("Requests")
    BREACHES = "breaches", _("Breaches")
    PROCESSORS = "processors", _("Processors")
    RETENTION = "retention", _("Retention")
    POLICY = "policy", _("Policy and settings")
    USERS = "users", _("Accounts and roles")
    AUDIT = "audit", _("Audit log")
    REPORTS = "reports", _("Reports")


class RegisterReach(TextChoices):
    """How far a role reaches in a register: the board's or a school's wherever its grant is, or only what concerns this person."""

    ORGANISATION = "O", _("whole board")
    SCHOOL = "S", _("own school")
    CLASS = "C", _("own class")
    CASE = "K", _("a case")
    SELF = "Z", _("own tasks and reports")


class Verb(TextChoices):
    READ = "read", _("read")
    WRITE = "write", _("write")
    INTAKE = "intake", _("take in")
    OWN = "own", _("own tasks")
    DECIDE = "decide", _("decide")
    APPROVE = "approve", _("approve")
    PROPOSE = "propose", _("propose")
    ADVISE = "advise", _("advise")
    SIGN = "sign", _("sign")
    COUNT = "count", _("that it exists")
    REPORT = "report", _("report only")
    EXECUTE = "execute", _("execute in systems")
    TECHNICAL = "technical", _("technical part")


class Log(TextChoices):
    """What nobody opens without saying why (S2-128)."""

    EVENTS = "events", _("register of events")
    SIGN_INS = "sign_ins", _("sign-in log")


class LogPurpose(TextChoices):
    ICT = "ict", _("management of the systems")
    IRREGULARITY = "irregularity", _("preventing or solving an irregularity")
    OVERSIGHT = "oversight", _("supervision by the FG, or an audit")
    REQUEST = "request", _("a question or request of the person concerned")


# Where a role is given. A role that spans schools has a grant per school (SETTLED 11); what a handler may do lives and ends with his case.
BOARD_ROLES = (Role.COORDINATOR, Role.FG, Role.FG_CONTACT, Role.ICT, Role.BOARD_MEMBER)
INVITED = (Role.ORTHOPEDAGOGUE, Role.AMBULATORY_COUNSELLOR, Role.FAMILY_COACH)      # come in for one case, with no role of the school
CLASS_ROLES = (Role.GROUP_TEACHER, Role.MENTOR, Role.SUBJECT_TEACHER)
SCHOOL_ROLES = tuple(role for role in Role if role not in (*CLASS_ROLES, Role.BOARD_MEMBER, Role.REQUEST_HANDLER))

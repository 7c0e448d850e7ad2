"""The words of the register of processing, of a DPIA and of the application form (GDPR 30 and 35; DOMAIN 2.9, 2.10)."""
from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Operation(TextChoices):
    """What is done with the data (S1-09)."""

    COLLECT = "collect", _("collecting")
    STORE = "store", _("storing")
    COPY = "copy", _("copying")
    SHARE = "share", _("sharing and exchanging")
    PUBLISH = "publish", _("publishing")
    DESTROY = "destroy", _("destroying")


class Medium(TextChoices):
    DIGITAL = "digital", _("digital")
    PAPER = "paper", _("on paper")


class People(TextChoices):
    """Whom the data are about: pupils and their families only (S1-03)."""

    PUPILS = "pupils", _("pupils")
    APPLICANTS = "applicants", _("pupils who applied")
    FORMER = "former", _("former pupils")
    GUARDIANS = "guardians", _("parents and carers")
    OTHERS = "others", _("others around the pupil")


class DataSource(TextChoices):
    """Where the data come from (S2-81…83)."""

    FAMILY = "family", _("parents and pupils")
    PREVIOUS = "previous", _("the previous school or childcare")
    GOVERNMENT = "government", _("municipality or DUO")
    STAFF = "staff", _("our own staff")
    PARTNER = "partner", _("care providers and the partnership")
    SYSTEM = "system", _("a system or a device")


class Measure(TextChoices):
    """What protects the data (GDPR 32; S1-129, S2-53)."""

    MATRIX = "matrix", _("access by the authorisation matrix")
    SECOND_STEP = "second_step", _("signing in with a second step")
    ENCRYPTION = "encryption", _("encryption in transit and at rest")
    LOGGING = "logging", _("logging of who reads and changes")
    BACKUP = "backup", _("backups that are tried")
    SECRECY = "secrecy", _("staff bound to secrecy")
    TRAINING = "training", _("staff informed every year")
    CUPBOARD = "cupboard", _("paper in a locked cupboard")
    AGREEMENT = "agreement", _("agreement with the supplier")
    PSEUDONYMS = "pseudonyms", _("initials or numbers instead of names")
    MINIMAL = "minimal", _("only the fields that are needed")
    DELETION = "deletion", _("destruction when the term ends")


class Level(IntegerChoices):
    """Of availability, integrity, confidentiality (BIV), and of the risk of an activity (S1-01, S2-54)."""

    LOW = 1, _("low")
    MEDIUM = 2, _("medium")
    HIGH = 3, _("high")


class InterestEnd(TextChoices):
    """The only ends for which a legitimate interest counts (S2-105)."""

    GUIDANCE = "guidance", _("guiding the pupil")
    DISPUTES = "disputes", _("handling disputes")
    RESEARCH = "research", _("research within the limits of the law")
    MATERIALS = "materials", _("learning materials, exams and tests")


class Retention(TextChoices):
    """The rules of the retention schedule (DOMAIN 2.10); `retention/` gives them their terms."""

    R01 = "R01", _("R01 pupil file: 2 years after leaving")
    R02 = "R02", _("R02 absence and enrolment: 5 years after leaving")
    R03 = "R03", _("R03 referral to special education: 3 years")
    R04 = "R04", _("R04 copy of the educational report: 2 years after leaving")
    R05 = "R05", _("R05 work of the central exam: at least 6 months")
    R06 = "R06", _("R06 work of the school exam: at most 2 years")
    R07 = "R07", _("R07 diplomas and exemptions: not destroyed")
    R08 = "R08", _("R08 addresses for reunions: with consent")
    R09 = "R09", _("R09 camera images: 28 days")
    R10 = "R10", _("R10 applications that did not lead to enrolment: 12 months")
    R11 = "R11", _("R11 consent decisions: 2 years")
    R12 = "R12", _("R12 images on internal media: 1 to 2 years")
    R13 = "R13", _("R13 class photos in the archive: own decision")
    R14 = "R14", _("R14 requests: 2 years after closing")
    R15 = "R15", _("R15 breaches: at least 5 years")
    R16 = "R16", _("R16 processor agreements: 5 to 7 years")
    R17 = "R17", _("R17 financial records: at least 7 years")
    R18 = "R18", _("R18 logs: 6 to 12 months")
    R19 = "R19", _("R19 care team reports: 2 years after leaving")
    R20 = "R20", _("R20 file of the partnership itself: 3 years")
    R21 = "R21", _("R21 notes of the confidential adviser: 2 years after closing")
    R22 = "R22", _("R22 reporting code: as the file")
    R23 = "R23", _("R23 complaints: 2 years after closing")
    R24 = "R24", _("R24 anything else: 2 years after leaving")


class VersionState(TextChoices):
    """Where a version is: of an activity, or of the application form."""

    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("before the board")
    APPROVED = "approved", _("approved")


OPEN_STATES = (VersionState.DRAFT, VersionState.PROPOSED)


class Criterion(TextChoices):
    """The pre-scan: what the law and the policy name first, then the nine criteria of WP248 (S2-56…58; DOMAIN 2.9)."""

    PROFILING = "profiling", _("systematic and extensive evaluation of personal aspects, such as profiling")
    LARGE_SPECIAL = "large_special", _("special data on a large scale")
    PUBLIC_AREA = "public_area", _("large-scale monitoring of a public area, such as cameras")
    AP_LIST = "ap_list", _("it is on the list of the Dutch authority (AP)")
    SCORING = "scoring", _("people are evaluated or scored")
    AUTOMATED = "automated", _("automated decisions that affect people")
    MONITORING = "monitoring", _("people are monitored systematically")
    SENSITIVE = "sensitive", _("sensitive or very personal data")
    LARGE_SCALE = "large_scale", _("data on a large scale")
    MATCHING = "matching", _("data from different sources are combined")
    VULNERABLE = "vulnerable", _("people who depend on us, such as children")
    NEW_TECHNOLOGY = "new_technology", _("new technology")
    EXCLUSION = "exclusion", _("it can keep people from a right or a service")


class DpiaStatus(TextChoices):
    PRESCAN = "prescan", _("pre-scan")
    NOT_NEEDED = "not_needed", _("not needed")
    ANALYSIS = "analysis", _("analysis")
    RISKS = "risks", _("risks")
    ADVICE = "advice", _("waits for the FG's advice")
    DECISION = "decision", _("waits for the board's decision")
    DECIDED = "decided", _("decided")


class Advice(TextChoices):
    """What the FG advises (S2-51; GDPR 35(2))."""

    POSITIVE = "positive", _("positive")
    CONDITIONS = "conditions", _("positive, with conditions")
    NEGATIVE = "negative", _("negative")


class Verdict(TextChoices):
    """What the board decides on a DPIA."""

    GO = "go", _("the processing may go on")
    CONDITIONS = "conditions", _("it may go on when the measures have been taken")
    STOP = "stop", _("it does not go on")


class Likelihood(IntegerChoices):
    RARE = 1, _("hardly imaginable")
    POSSIBLE = 2, _("possible")
    LIKELY = 3, _("likely")
    CERTAIN = 4, _("almost certain")


class Impact(IntegerChoices):
    SLIGHT = 1, _("slight")
    NOTICEABLE = 2, _("noticeable")
    SERIOUS = 3, _("serious")
    SEVERE = 4, _("severe, lasting")


class Section(TextChoices):
    """The parts of the application form; special data stand apart (S1-29)."""

    PUPIL = "pupil", _("About the pupil")
    FAMILY = "family", _("About the parents and carers")
    SCHOOL = "school", _("School and childcare")
    SAFETY = "safety", _("Safety and health")
    OTHER = "other", _("Other questions")


class Asking(TextChoices):
    """How firmly a field is asked (S1-28, S1-29, S2-75; C-19)."""

    REQUIRED = "required", _("needed to enrol")
    OPTIONAL = "optional", _("free to answer")
    SPECIAL = "special", _("special data, free to answer")


class AnswerType(TextChoices):
    LINE = "line", _("one line")
    LINES = "lines", _("several lines")
    DAY = "day", _("a date")
    YES_NO = "yes_no", _("yes or no")
    CHOICE = "choice", _("one of a list")


class Answered(TextChoices):
    """How a family answers a field: not wanting to share is an answer, and no empty field (S1-31)."""

    GIVEN = "given", _("answered")
    DECLINED = "declined", _("does not want to share")
    EMPTY = "empty", _("not answered")

"""The words of parties and agreements (DOMAIN 2.8; S1-47, C-26)."""
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PartyKind(TextChoices):
    """Kinds of external parties (S1-47), and those of S2 that receive data by law."""

    ADMINISTRATION = "administration", _("administration and pupil tracking")
    ICT = "ict", _("ICT and cloud services")
    BOOKS = "books", _("book supplier")
    PUBLISHER = "publisher", _("publisher of digital materials")
    PHOTOGRAPHER = "photographer", _("school photographer")
    TIMETABLE = "timetable", _("timetable supplier")
    YOUTH_CARE = "youth_care", _("youth care")
    HEALTH = "health", _("municipal health service (GGD)")
    SOCIAL_WORK = "social_work", _("school social work")
    CULTURE = "culture", _("culture card")
    TRIPS = "trips", _("organiser of school trips")
    EDUCATION = "education", _("another school or a partnership of schools")
    GOVERNMENT = "government", _("government")
    POLICE = "police", _("police or justice")                             # only on an order (S2-157)
    OTHER = "other", _("another party")


class PartyRole(TextChoices):
    """What a party is in the law, for one use of it: this decides which paper is needed (C-26)."""

    PROCESSOR = "processor", _("processor")
    JOINT = "joint", _("joint controller")
    CONTROLLER = "controller", _("controller of its own")
    AUTHORITY = "authority", _("public authority")


class ContactKind(TextChoices):
    GENERAL = "general", _("general")
    SECURITY = "security", _("security incidents")
    FG = "fg", _("data protection officer (FG)")


class Paper(TextChoices):
    """What must lie between the school and a party (C-26; GDPR 26, 28)."""

    PROCESSING = "processing", _("processor agreement")
    ARRANGEMENT = "arrangement", _("arrangement between joint controllers")
    EXCHANGE = "exchange", _("exchange agreement")
    NONE = "none", _("no agreement: the law is the ground")


class AgreementStatus(TextChoices):
    """Where an agreement is. Expiring and expired follow from its dates, see `state_on`."""

    DRAFT = "draft", _("draft")
    REQUESTED = "requested", _("requested")
    SIGNED = "signed", _("signed")
    REFUSED = "refused", _("refused")
    TERMINATED = "terminated", _("terminated")


class AgreementState(TextChoices):
    """What an agreement is on a day."""

    DRAFT = "draft", _("draft")
    REQUESTED = "requested", _("requested")
    FUTURE = "future", _("signed, not begun yet")
    SIGNED = "signed", _("signed")
    EXPIRING = "expiring", _("expires soon")
    EXPIRED = "expired", _("expired")
    TERMINATED = "terminated", _("terminated")
    REFUSED = "refused", _("refused")


class ModelText(TextChoices):
    """After which model it is written (V1)."""

    MODEL_4 = "model_4", _("Model Processor Agreement 4.0")
    GENERAL_4 = "general_4", _("General Processor Agreement 4.0")
    SUPPLIER = "supplier", _("the supplier's own text")
    MODEL_3 = "model_3", _("old model 3.0")
    NONE = "none", _("no model")


class Covenant(TextChoices):
    """Whether the supplier has joined the privacy covenant of education (V1)."""

    PARTICIPANT = "participant", _("participant")
    SUPPORTER = "supporter", _("supporter (medestander)")
    NO = "no", _("neither")
    UNKNOWN = "unknown", _("not known")


class Clause(TextChoices):
    """What GDPR 28(3) asks of the text, (a) to (h)."""

    INSTRUCTIONS = "a", _("processes only on our documented instructions")
    SECRECY = "b", _("its people are bound to secrecy")
    SECURITY = "c", _("takes the measures of GDPR 32")
    SUBPROCESSORS = "d", _("engages others only as GDPR 28(2) and (4) allow")
    RIGHTS = "e", _("helps with requests of pupils and parents")
    ASSISTANCE = "f", _("helps with security, breaches and DPIAs (GDPR 32 to 36)")
    END = "g", _("returns or destroys the data at the end")
    AUDIT = "h", _("shows that it complies, and allows audits")


class SubprocessorConsent(TextChoices):
    """GDPR 28(2)."""

    SPECIFIC = "specific", _("specific: each one is asked")
    GENERAL = "general", _("general: we may object")
    NONE = "none", _("no others are engaged")


class EndChoice(TextChoices):
    """GDPR 28(3)(g)."""

    RETURN = "return", _("return the data, then destroy it")
    DESTROY = "destroy", _("destroy the data")


class Mechanism(TextChoices):
    """How data may go to a country outside the EEA (GDPR 45 to 49; S2-114)."""

    ADEQUACY = "adequacy", _("adequacy decision")
    DPF = "dpf", _("Data Privacy Framework (certified company in the United States)")
    SCC = "scc", _("standard contractual clauses")
    BCR = "bcr", _("binding corporate rules")


class SubprocessorState(TextChoices):
    ANNOUNCED = "announced", _("announced: we may object")
    ACCEPTED = "accepted", _("accepted")
    OBJECTED = "objected", _("we objected")
    ENDED = "ended", _("no longer engaged")


class FileKind(TextChoices):
    AGREEMENT = "agreement", _("the agreement")
    ANNEX = "annex", _("security annex or certificate")
    TIA = "tia", _("transfer impact assessment")
    AUDIT = "audit", _("audit report")
    PROOF = "proof", _("proof of return or destruction")
    OTHER = "other", _("another paper")


class Signer(TextChoices):
    """Who signs for us (C-07)."""

    BOARD = "board", _("the board")
    SCHOOL = "school", _("the director of the school")
    MANDATE = "mandate", _("whoever holds the mandate")


class DutyKind(TextChoices):
    """What an agreement makes us do by a day."""

    EXPIRY = "expiry", _("the agreement ends")
    REVIEW = "review", _("review the agreement")
    PROOF = "proof", _("proof of return or destruction")
    CERTIFICATE = "certificate", _("a certificate ends")
    OBJECTION = "objection", _("last day to object to a sub-processor")


class Audience(TextChoices):
    """For whom a product is (2.8)."""

    PO = "po", _("pupils of primary education")
    VO = "vo", _("pupils of secondary education")
    PARENTS = "parents", _("parents")
    STAFF = "staff", _("staff")


class SheetRole(TextChoices):
    """What the supplier is in this product: V2 lets it be both."""

    PROCESSOR = "processor", _("processor")
    CONTROLLER = "controller", _("controller of its own")
    BOTH = "both", _("processor, and controller for a part")


class Login(TextChoices):
    NONE = "none", _("no account")
    ENTREE = "entree", _("Entree Federatie")
    ENTRA = "entra", _("Microsoft Entra")
    GOOGLE = "google", _("Google")
    OWN = "own", _("an account of the product itself")


class Identifier(TextChoices):
    NONE = "none", _("none")
    ECK = "eck", _("ECK iD")
    EMAIL = "email", _("e-mail address")
    OTHER = "other", _("another number")


class AiUse(TextChoices):
    """Whether it uses AI, and learns from what pupils do."""

    NO = "no", _("no AI")
    YES = "yes", _("AI, not trained on data of pupils")
    TRAINS = "trains", _("AI, trained on data of pupils")
    UNKNOWN = "unknown", _("not known")


class CertificateKind(TextChoices):
    ISO_27001 = "iso_27001", _("ISO 27001")
    NEN_7510 = "nen_7510", _("NEN 7510")
    SCHEME = "scheme", _("Certificeringsschema IBP ROSA")
    SOC_2 = "soc_2", _("SOC 2")
    OTHER = "other", _("another certificate")


class YesNoUnknown(TextChoices):
    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("not known")

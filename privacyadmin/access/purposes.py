"""What data on pupils may be used for, and on which ground: a closed list (S1-11, S2-60, S2-101; GDPR 6 and 9)."""
from collections.abc import Iterable
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Purpose(TextChoices):
    """Every purpose that the program knows: of what is kept, and of lists that leave it."""

    TEACHING = "teaching", _("teaching and guiding pupils")
    MATERIALS = "materials", _("learning materials")
    INFORMING = "informing", _("informing parents")
    CONTRIBUTIONS = "contributions", _("contributions and payments")
    ACCOUNTING = "accounting", _("audit by the accountant")
    GOVERNMENT = "government", _("requests of the government")
    PARTNERSHIP = "partnership", _("support through the partnership")
    OTHER_LAW = "other_law", _("another duty in law")
    HEALTH_RISKS = "health_risks", _("safety: risks to health")
    BULLYING = "bullying", _("safety: bullying")
    COMPLAINTS = "complaints", _("complaints and the confidential adviser")
    CONDITIONS = "conditions", _("medical conditions that staff must know")
    CALAMITIES = "calamities", _("calamities")
    CAMERAS = "cameras", _("cameras")
    ADMINISTRATION = "administration", _("the administration of the school")
    SAFETY = "safety", _("safety, such as an outing or an evacuation")
    CHECK = "check", _("checking whether the data is right")
    ACCOUNT = "account", _("showing that the board keeps to the law")
    SUPERVISOR = "supervisor", _("a question of a supervisor or an accountant")


ON_COMPLIANCE = (Purpose.ACCOUNT, Purpose.SUPERVISOR, Purpose.CHECK)
# What a list may leave the program for; none of these but teaching is a reason to keep something.
TAKEN_OUT_FOR = (Purpose.ADMINISTRATION, Purpose.TEACHING, Purpose.SAFETY, Purpose.CHECK, Purpose.ACCOUNT, Purpose.SUPERVISOR)
KEPT_FOR = tuple(purpose for purpose in Purpose if purpose == Purpose.TEACHING or purpose not in TAKEN_OUT_FOR)
OLD_CODES = {"guidance": Purpose.TEACHING.label}            # as exports were recorded before there was one list


def choices_of(purposes: Iterable[Purpose]) -> list[tuple[str, Any]]:
    return [(purpose.value, purpose.label) for purpose in purposes]


class Ground(TextChoices):
    CONSENT = "a", _("consent (GDPR 6(1)(a))")
    CONTRACT = "b", _("contract (GDPR 6(1)(b))")
    LEGAL_DUTY = "c", _("legal obligation (GDPR 6(1)(c))")
    VITAL = "d", _("vital interest (GDPR 6(1)(d))")
    PUBLIC_TASK = "e", _("public task (GDPR 6(1)(e))")
    LEGITIMATE = "f", _("legitimate interest (GDPR 6(1)(f))")


class SpecialGround(TextChoices):
    CONSENT = "consent", _("explicit consent (GDPR 9(2)(a))")
    SUPPORT = "support", _("special guidance or provisions at school (UAVG 30(2)(a))")
    VITAL = "vital", _("vital interest (GDPR 9(2)(c))")
    CLAIMS = "claims", _("a claim in law (GDPR 9(2)(f))")
    BELIEF = "belief", _("spiritual care by an institution of that belief (UAVG 27)")
    CRIMINAL = "criminal", _("teaching in a penal setting (GDPR 10, UAVG 32 and 33)")

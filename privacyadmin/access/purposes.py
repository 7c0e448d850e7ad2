"""What data on pupils may be used for, and on which ground: a closed list (S2-60, S2-101; GDPR 6 and 9)."""
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Purpose(TextChoices):
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

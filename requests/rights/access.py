"""The right of access: to know what is held, and to have a copy (GDPR 15; S1-57, S2-163…169)."""

from django.utils.translation import gettext_lazy as _

from requests.services import answering
from requests.workflow import ACCESS_STEPS

from . import PrivacyRight, register

ACCESS = register(
    PrivacyRight(
        code="access",
        label=_("Access to the file"),
        article=_("GDPR 15"),
        question=_("A copy of everything the school keeps"),
        explanation=_("You get a copy of everything the school keeps, and you read why it is kept and who can see it."),
        steps=ACCESS_STEPS,
        granted=answering.order,
    )
)

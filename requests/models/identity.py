from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from privacyadmin.base import Record

from .privacy_requests import PrivacyRequest


class Method(models.TextChoices):
    SIGNED_IN = "signed_in", _("signed in to the portal, and compared with the register")
    CALLED_BACK = "called_back", _("called back on the number in the register")
    DESK = "desk", _("at the desk")
    VIDEO = "video", _("in a video call")
    KNOWN = "known", _("known to a colleague in person")


class Attribute(models.TextChoices):
    """What was compared with what the school already knows; two of them, always (S2-166)."""

    SIGN_IN_ADDRESS = "sign_in_address", _("the e-mail address of the one who signed in")
    NAME = "name", _("name and initials")
    CHILD_BIRTH = "child_birth", _("date of birth of the pupil")
    ADDRESS = "address", _("home address")
    PHONE = "phone", _("telephone number")
    PUPIL_NUMBER = "pupil_number", _("pupil number")
    FACE = "face", _("recognised in person")


class DocumentType(models.TextChoices):
    """What was shown. It is looked at and given back: no copy, no number, no scan (S2-167)."""

    NONE = "", _("no document needed")
    PASSPORT = "passport", _("passport")
    ID_CARD = "id_card", _("identity card")
    LICENCE = "licence", _("driving licence")
    RESIDENCE = "residence", _("residence permit")


class IdentityCheck(Record):
    """How the school established who asks: method, by whom, when, and two matched attributes. There is no place for a copy."""

    privacy_request = models.OneToOneField(PrivacyRequest, models.CASCADE, related_name="identity_check")
    method = models.CharField(_("how"), max_length=12, choices=Method)
    attribute_one = models.CharField(_("first thing that matched"), max_length=16, choices=Attribute)
    attribute_two = models.CharField(_("second thing that matched"), max_length=16, choices=Attribute)
    document_seen = models.CharField(_("document seen"), max_length=9, choices=DocumentType, blank=True, default="")
    checked_on = models.DateField(_("date"))
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("identity check")
        constraints = [CheckConstraint(name="requests_two_attributes_differ", condition=~Q(attribute_one=F("attribute_two")))]

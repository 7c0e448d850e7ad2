from django.conf import settings
from django.db import models
from django.db.models import UniqueConstraint
from django.utils.translation import gettext_lazy as _

from privacyadmin.base import Record
from privacyadmin.organisation.models import School

USER = settings.AUTH_USER_MODEL


class PublicList(models.TextChoices):
    """What the board shows to everybody."""

    PROCESSORS = "processors", _("external parties")
    ACTIVITIES = "activities", _("register of processing")


class Publication(Record):
    """What stood on a public page of a school from this moment on, word for word; the next row ends it. Kept for good (S1-82)."""

    kind = models.CharField(max_length=10, choices=PublicList)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    is_public = models.BooleanField()                                # False: from here on nothing was shown
    columns = models.JSONField(default=list)                         # codes
    rows = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-number"]
        constraints = [UniqueConstraint(name="processors_publication_once", fields=["school", "kind", "number"])]


class ListConfirmation(Record):
    """Somebody of a school looked at its list and found it complete (S1-53)."""

    school = models.ForeignKey(School, models.PROTECT, related_name="list_confirmations")
    confirmed_on = models.DateField(_("confirmed on"))
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    parties = models.PositiveIntegerField()                          # how many stood on it

    class Meta:
        verbose_name = _("confirmation of a list")
        ordering = ["-at"]

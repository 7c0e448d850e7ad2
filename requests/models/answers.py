from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from privacyadmin.base import Record
from privacyadmin.documents.models import Document

from .privacy_requests import PrivacyRequest

USER = settings.AUTH_USER_MODEL


class Part(models.TextChoices):
    PDF = "pdf", _("the answer, to read")
    JSON = "json", _("the same as a data file")
    FILES = "files", _("the files that belong to it")


class Delivery(Record):
    """One part of an answer, issued once: it can be downloaded one time, until a day (SETTLED 21)."""

    privacy_request = models.ForeignKey(PrivacyRequest, models.CASCADE, related_name="deliveries")
    part = models.CharField(max_length=5, choices=Part)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    issue = models.PositiveSmallIntegerField(default=1)
    issued_at = models.DateTimeField()
    available_until = models.DateTimeField()  # exclusive
    used_at = models.DateTimeField(null=True)  # the last byte was sent
    used_in = models.CharField(max_length=64, blank=True)  # fingerprint of the sign-in, for a retry within 15 minutes

    class Meta:
        verbose_name = _("delivery")
        ordering = ["-issue", "part"]
        constraints = [
            UniqueConstraint(name="requests_part_issued_once", fields=["privacy_request", "part", "issue"]),
            CheckConstraint(
                name="requests_used_with_sign_in", condition=(Q(used_at=None) & Q(used_in="")) | (Q(used_at__isnull=False) & ~Q(used_in=""))
            ),
        ]


class CodeUse(models.TextChoices):
    OPEN = "open", _("may be typed")
    USED = "used", _("was used")
    SPENT = "spent", _("tried too often")


class ReissueCode(Record):
    """A one-time code by which a parent has an answer issued again; only its fingerprint is kept."""

    privacy_request = models.ForeignKey(PrivacyRequest, models.CASCADE, related_name="reissue_codes")
    fingerprint = models.CharField(max_length=128)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    use = models.CharField(max_length=5, choices=CodeUse, default=CodeUse.OPEN)

    class Meta:
        verbose_name = _("code to issue again")
        ordering = ["-sent_at"]
        constraints = [UniqueConstraint(name="requests_one_open_code", fields=["privacy_request"], condition=Q(use=CodeUse.OPEN))]

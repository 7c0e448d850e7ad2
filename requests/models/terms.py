from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from privacyadmin.base import Record

from .privacy_requests import PrivacyRequest

USER = settings.AUTH_USER_MODEL


class Extension(Record):
    """More time, with the reasons, told to the requester in the same moment (GDPR 12(3); S1-62, S2-198)."""

    privacy_request = models.ForeignKey(PrivacyRequest, models.CASCADE, related_name="extensions")
    days = models.PositiveSmallIntegerField()
    reason = models.TextField(_("reason"), max_length=2000)
    told_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("extension")
        ordering = ["at", "pk"]
        constraints = [CheckConstraint(name="requests_extension_gives_days", condition=Q(days__gt=0) & ~Q(reason=""))]


class QuestionKind(models.TextChoices):
    IDENTITY = "identity", _("who asks this")
    SCOPE = "scope", _("what exactly is asked")


class Question(Record):
    """A question without which the school cannot go on; the clock stands still until the answer is in (DOMAIN 1.6)."""

    privacy_request = models.ForeignKey(PrivacyRequest, models.CASCADE, related_name="questions")
    kind = models.CharField(_("about"), max_length=8, choices=QuestionKind)
    text = models.TextField(_("question"), max_length=2000)
    asked_on = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    answer = models.TextField(_("answer"), blank=True, max_length=4000)
    answered_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("question")
        ordering = ["asked_at", "pk"]
        constraints = [
            UniqueConstraint(name="requests_one_open_question", fields=["privacy_request"], condition=Q(answered_on__isnull=True)),
            CheckConstraint(
                name="requests_answered_with_person",
                condition=Q(answered_on__isnull=True, answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_on__isnull=False, answered_at__isnull=False, answered_by__isnull=False),
            ),
            CheckConstraint(name="requests_answered_after_asked", condition=Q(answered_on=None) | Q(answered_on__gte=F("asked_on"))),
        ]

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacyadmin.base import Record

from .privacy_requests import PrivacyRequest


class Step(models.TextChoices):
    """What can happen to a request; the words of each, for staff and for the family, are in requests.timeline."""

    RECEIVED = "received", _("Received")
    IDENTIFIED = "identified", _("Identity established")
    ASSIGNED = "assigned", _("Handler named")
    GATHERED = "gathered", _("Dossier gathered")
    VETTING_ASKED = "vetting_asked", _("Asked to vet sealed pieces")
    VETTED = "vetted", _("Sealed pieces vetted")
    ASKED = "asked", _("Question asked")
    ANSWERED = "answered", _("Question answered")
    EXTENDED = "extended", _("Term extended")
    SUBMITTED = "submitted", _("Submitted for decision")
    RETURNED = "returned", _("Sent back")
    DECIDED = "decided", _("Decided")
    ORDERED = "ordered", _("Answer is made")
    READY = "ready", _("Ready to collect")
    ISSUED = "issued", _("Issued again")
    DELIVERED = "delivered", _("Downloaded")
    HANDED_OVER = "handed_over", _("Handed over")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Not collected")
    REMINDED = "reminded", _("Reminder sent")
    OTHER = "other", _("Step taken")


class TimelineEntry(Record):
    """One step of a request, as codes, counts and days: its sentence is made when it is read."""

    privacy_request = models.ForeignKey(PrivacyRequest, models.CASCADE, related_name="timeline")
    step = models.CharField(max_length=14, choices=Step)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    is_for_family = models.BooleanField(default=False)  # SETTLED 21
    params = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(name="requests_timeline", fields=["privacy_request", "at"])]

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from privacyadmin.base import Record

from .guardians import Guardian


class ContactPersonQuerySet(models.QuerySet):
    def present(self, *, on: date) -> "ContactPersonQuerySet":
        """Who speaks for the organisation on a day, whoever came last first."""
        return self.filter(since__lte=on).exclude(until__lte=on).order_by("-since", "-pk")


class ContactPerson(Record):
    """Who speaks for an organisation that is a guardian, from a day until a day; each with a sign-in of his own, or none."""

    organisation = models.ForeignKey(Guardian, models.PROTECT, related_name="contacts")
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail"), max_length=250, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)  # exclusive
    may_sign_in = models.BooleanField(_("may sign in"), default=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="contact")

    objects = ContactPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact person of an organisation")
        ordering = ["-since", "-pk"]
        constraints = [
            CheckConstraint(name="students_contact_forward", condition=Q(until=None) | Q(until__gte=F("since"))),
            CheckConstraint(name="students_contact_signs_in_alone", condition=Q(may_sign_in=False) | Q(user__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    def is_present(self, *, on: date) -> bool:
        """Whether this person speaks for the organisation on a day; the same rule as `present`."""
        return self.since <= on and (self.until is None or self.until > on)

import json
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from privacyadmin import crypto, history
from privacyadmin.base import Record

from .pupils import Enrolment, Student

ADDRESS_LABEL = "students.Guardian.address_sealed"


class GuardianQuerySet(history.HistoriedQuerySet):
    def to_settle(self, schools) -> "GuardianQuerySet":
        """Whom these schools have to ask for an address of his own, or to confirm a new one (SETTLED 15)."""
        children = Enrolment.objects.current().filter(school__in=schools).order_by().values("student")
        relations = GuardianRelation.objects.filter(student__in=children).order_by().values("guardian")
        unsettled = Q(needs_own_address=True) | (Q(user__isnull=False) & ~Q(email="") & ~Q(email__iexact=F("user__email")))
        return self.filter(unsettled, pk__in=relations, organisation_name="")

    def of_account(self, user, *, on: date) -> "GuardianQuerySet":
        """The guardian who signs in with this account, or the organisation for whom its holder speaks on this day."""
        contacts = Q(contacts__user=user, contacts__may_sign_in=True, contacts__since__lte=on)
        in_time = Q(contacts__until=None) | Q(contacts__until__gt=on)
        return self.filter(Q(user=user, organisation_name="") | contacts & in_time)


class Guardian(Record):
    """A parent, carer or guardian, or an organisation that is one; one row for all his children (SETTLED 15)."""

    key = models.CharField(_("key in the school's system"), max_length=256, blank=True)
    first_name = models.CharField(_("first name"), max_length=64, blank=True)
    initials = models.CharField(_("initials"), max_length=12, blank=True)
    prefix = models.CharField(_("prefix"), max_length=20, blank=True)
    last_name = models.CharField(_("last name"), max_length=200, blank=True)
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), max_length=256, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    address_sealed = models.BinaryField(null=True, editable=False)  # street, number, postcode, town, country; always sealed
    has_secret_address = models.BooleanField(_("secret address"), default=False)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="nl")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="guardian")
    needs_own_address = models.BooleanField(_("needs an e-mail address of his own"), default=False)  # two with one address: paper

    objects = GuardianQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("parent or carer")
        ordering = ["last_name", "first_name", "pk"]
        base_manager_name = "objects"
        constraints = [
            UniqueConstraint(name="students_guardian_key_once", fields=["key"], condition=~Q(key="")),
            CheckConstraint(name="students_guardian_named", condition=~Q(last_name="", organisation_name="")),
        ]
        indexes = [models.Index(name="students_guardian_email", fields=["email"])]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        person = " ".join(part for part in (self.first_name or self.initials, self.prefix, self.last_name) if part)
        return ", ".join(part for part in (person, self.organisation_name) if part)

    @property
    def is_organisation(self) -> bool:
        return bool(self.organisation_name)

    @property
    def name_for_others(self) -> str:
        """How pupils and other parents read of him: an organisation by its name, not by who works there."""
        return self.organisation_name or self.full_name

    def address_parts(self, keyring: "crypto.Keyring") -> dict[str, str]:
        """Street, house number, postcode, city and country, opened with the guardian's own key."""
        return json.loads(keyring.open(self.pk, self.address_sealed, label=ADDRESS_LABEL, row_id=self.pk)) if self.address_sealed else {}


class RelationKind(models.TextChoices):
    PARENT = "ouder", _("parent")
    CARER = "verzorger", _("carer")
    GUARDIAN = "voogd", _("legal guardian")
    FOSTER = "pleegouder", _("foster parent")
    OTHER = "overig", _("other")


class Authority(models.TextChoices):
    """Parental authority (gezag); unknown may be invited but does not decide (DOMAIN 1.6)."""

    YES = "ja", _("yes")
    NO = "nee", _("no")
    UNKNOWN = "onbekend", _("unknown")
    COURT = "gerechtelijk", _("by court order")


DECIDING = (Authority.YES, Authority.COURT)


class GuardianRelationQuerySet(history.HistoriedQuerySet):
    def with_authority(self, *, on: date) -> "GuardianRelationQuerySet":
        """Relations whose holder may decide on this day: authority in force, no contact block."""
        in_force = (Q(authority_since__isnull=True) | Q(authority_since__lte=on)) & (
            Q(authority_until__isnull=True) | Q(authority_until__gt=on)
        )
        return self.filter(in_force, authority__in=DECIDING, has_contact_block=False)


class GuardianRelation(Record):
    """What one guardian is to one pupil, with authority as a dated fact and its evidence (S2-14, U6-U9)."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="guardian_relations")
    guardian = models.ForeignKey(Guardian, models.PROTECT, related_name="relations")
    kind = models.CharField(_("relation"), max_length=10, choices=RelationKind, default=RelationKind.PARENT)
    authority = models.CharField(_("authority"), max_length=12, choices=Authority, default=Authority.UNKNOWN)
    authority_since = models.DateField(_("authority from"), null=True, blank=True)
    authority_until = models.DateField(_("authority until"), null=True, blank=True)  # exclusive
    authority_evidence = models.CharField(_("evidence of authority"), max_length=200, blank=True)
    has_contact_block = models.BooleanField(_("contact block"), default=False)
    has_information_right = models.BooleanField(_("right to information"), default=True)  # BW 1:377c

    objects = GuardianRelationQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("relation of guardian and pupil")
        base_manager_name = "objects"
        constraints = [
            UniqueConstraint(name="students_relation_once", fields=["student", "guardian"]),
            CheckConstraint(
                name="students_authority_forward",
                condition=Q(authority_since=None) | Q(authority_until=None) | Q(authority_until__gt=F("authority_since")),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def has_authority(self, *, on: date) -> bool:
        """Whether this guardian decides for the pupil on this day; the same rule as `with_authority`."""
        started = self.authority_since is None or self.authority_since <= on
        ended = self.authority_until is not None and self.authority_until <= on
        return self.authority in DECIDING and started and not ended and not self.has_contact_block

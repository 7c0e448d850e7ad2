from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacyadmin import history
from privacyadmin.access.catalogue import Category, Register, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.base import Record
from privacyadmin.organisation.models import School
from processors.rules.countries import is_country

from .catalogue import ContactKind, Covenant, PartyKind, PartyRole

USER = settings.AUTH_USER_MODEL
SEES = (Verb.READ, Verb.WRITE, Verb.SIGN)
WRITES = (Register.PROCESSORS, Verb.WRITE)


class PartyQuerySet(history.HistoriedQuerySet):
    def visible_to(self, scope: Scope) -> "PartyQuerySet":
        """Whoever has the register reads every party of the board that his schools use, and those that nobody uses yet."""
        if scope.is_family:
            return self.none()
        reach = scope.schools(Register.PROCESSORS, *SEES)
        if reach is None:
            return self
        uses = PartyUse.objects.filter(party=models.OuterRef("pk"))
        return self.filter(models.Exists(uses.filter(Q(school=None) | Q(school__in=reach))) | ~models.Exists(uses))

    def named_like(self, words: str) -> "PartyQuerySet":
        """Whose name, or whose work for a school, holds these words."""
        uses = PartyUse.objects.filter(party=models.OuterRef("pk"), service__icontains=words)
        return self.filter(Q(name__icontains=words) | Q(kvk=words) | models.Exists(uses))


class Party(Record):
    """Somebody outside the school that gets data of pupils: a supplier, an authority, a care provider (S1-47)."""

    name = models.CharField(_("name"), max_length=150)
    known_as = models.CharField(max_length=150, editable=False, db_index=True)    # the name without its dressing: finds other spellings
    kvk = models.CharField(
        _("number at the Chamber of Commerce (KvK)"), max_length=8, blank=True,
        validators=[RegexValidator(r"^[0-9]{8}\Z", _("Eight digits."))],
    )
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, default="NL", validators=[is_country])        # ISO 3166-1 alpha-2
    website = models.URLField(_("website"), blank=True, max_length=200)
    kind = models.CharField(_("kind"), max_length=14, choices=PartyKind, default=PartyKind.OTHER)
    covenant = models.CharField(_("privacy covenant of education"), max_length=11, choices=Covenant, default=Covenant.UNKNOWN)
    representative = models.CharField(_("who represents it"), max_length=120, blank=True)
    is_always_reachable = models.BooleanField(_("reachable day and night for incidents"), default=False)
    note = models.TextField(_("note"), blank=True, max_length=2000)

    objects = PartyQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["name", "pk"]
        base_manager_name = "objects"
        constraints = [UniqueConstraint(name="processors_party_kvk_once", fields=["kvk"], condition=~Q(kvk=""))]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("processors:party", args=[self.pk])


class PartyUseQuerySet(history.HistoriedQuerySet):
    def on(self, day: date) -> "PartyUseQuerySet":
        return self.filter(since__lte=day).exclude(until__lte=day)

    def visible_to(self, scope: Scope) -> "PartyUseQuerySet":
        """The uses of one's own schools, and of the whole board."""
        reach = scope.schools(Register.PROCESSORS, *SEES)
        return self if reach is None else self.filter(Q(school=None) | Q(school__in=reach))

    def of_school(self, school) -> "PartyUseQuerySet":
        return self.filter(Q(school=None) | Q(school=school))


class PartyUse(Record):
    """A school, or the whole board, uses a party for something: in this role, with these kinds of data, from a day until a day."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="uses")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("school"))  # null: every one
    role = models.CharField(_("role"), max_length=10, choices=PartyRole, default=PartyRole.PROCESSOR)
    service = models.CharField(_("what it does for us"), max_length=150)
    purpose = models.CharField(_("purpose"), max_length=300)
    categories = ArrayField(models.CharField(max_length=3, choices=Category), default=list, verbose_name=_("kinds of data"))
    basis = models.CharField(_("duty or agreement by which it gets the data"), max_length=200, blank=True)
    is_duty = models.BooleanField(_("the law obliges us to give the data"), default=False)     # then no agreement is asked of a controller
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)                                 # exclusive

    objects = PartyUseQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("use of a party")
        verbose_name_plural = _("uses of parties")
        ordering = ["service", "pk"]
        base_manager_name = "objects"
        constraints = [
            CheckConstraint(name="processors_use_forward", condition=Q(until=None) | Q(until__gte=F("since"))),
            UniqueConstraint(
                name="processors_use_once", fields=["party", "school", "role", "service", "since"], nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.service

    @property
    def labels(self) -> list[str]:
        """The kinds of data in words."""
        return [str(Category(each).label) for each in self.categories]

    def is_ended(self, on: date) -> bool:
        return self.until is not None and self.until <= on


class PartyContactQuerySet(models.QuerySet):
    def on(self, day: date) -> "PartyContactQuerySet":
        return self.filter(since__lte=day).exclude(until__lte=day)


class PartyContact(Record):
    """Somebody at a party whom we can reach, from a day until a day."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="contacts")
    kind = models.CharField(_("for what"), max_length=8, choices=ContactKind, default=ContactKind.GENERAL)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)                                 # exclusive

    objects = PartyContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact of a party")
        verbose_name_plural = _("contacts of parties")
        ordering = ["kind", "name"]
        constraints = [
            CheckConstraint(name="processors_contact_forward", condition=Q(until=None) | Q(until__gte=F("since"))),
            CheckConstraint(name="processors_contact_reachable", condition=~Q(email="") | ~Q(phone="")),
        ]

    def __str__(self) -> str:
        return self.name

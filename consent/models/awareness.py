"""Who of the staff was told what about privacy, and when (S1-16…19, S1-92)."""
from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from privacyadmin import history
from privacyadmin.access.catalogue import Role
from privacyadmin.base import Record
from privacyadmin.organisation.models import School

USER = settings.AUTH_USER_MODEL


class TopicKind(models.TextChoices):
    LAW = "law", _("the law, and what it means")
    GUIDELINE = "rules", _("guideline or agreement to follow")
    SUPPORT = "aware", _("awareness and support")
    PUBLISHING = "publish", _("placing photos and names of pupils")


class Means(models.TextChoices):
    """How somebody was told."""

    CONFIRMED = "read", _("read, and confirmed it")
    MEETING = "met", _("was at a meeting or training")
    TOLD = "told", _("was told in person")


class TopicQuerySet(history.HistoriedQuerySet):
    def in_use(self) -> "TopicQuerySet":
        return self.filter(retired_at=None)


class AwarenessTopic(Record):
    """Something that staff must know; whoever was told long ago is told again (S1-17)."""

    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("school"))  # null: board
    kind = models.CharField(_("kind"), max_length=7, choices=TopicKind)
    title = models.CharField(_("name"), max_length=120)
    body = models.TextField(_("what staff must know"), max_length=4000)
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    version_on = models.DateField(_("version of"))                                  # who confirmed an earlier one confirms again (S1-19)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)

    objects = TopicQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("what staff must know")
        ordering = ["title", "pk"]
        base_manager_name = "objects"

    def __str__(self) -> str:
        return self.title

    @property
    def is_for_publishing(self) -> bool:
        return self.kind == TopicKind.PUBLISHING

    def concerns(self, roles: set[str]) -> bool:
        """Whether somebody with these roles must know it: the rules of publishing are for who places things."""
        return not self.is_for_publishing or Role.WEB_EDITOR in roles


class AwarenessRecord(Record):
    """One colleague was told one thing; rows are added and never changed."""

    topic = models.ForeignKey(AwarenessTopic, models.PROTECT, related_name="records", db_index=False)
    number = models.PositiveSmallIntegerField(_("version"))
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    means = models.CharField(_("how"), max_length=4, choices=Means)
    on = models.DateField(_("told on"))
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("told to a colleague")
        ordering = ["-on", "-pk"]
        constraints = [
            UniqueConstraint(name="consent_told_once", fields=["topic", "user", "on", "means"]),
            CheckConstraint(name="consent_confirmed_himself", condition=~Q(means="read") | Q(recorded_by=models.F("user"))),
        ]

    def __str__(self) -> str:
        return str(self.topic_id)

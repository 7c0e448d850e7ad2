from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from privacyadmin import crypto, history
from privacyadmin.access.catalogue import SEALED, SPECIAL, Category, Right, Role
from privacyadmin.access.models import DataCategory
from privacyadmin.access.purposes import Purpose
from privacyadmin.access.scope import Held, Scope, Where
from privacyadmin.base import Record
from privacyadmin.files.models import ReceivedFile
from privacyadmin.organisation.models import School
from students import consents

from .cases import CaseKind
from .pupils import Student

SEALED_CODES, SPECIAL_CODES = sorted(SEALED), sorted(SPECIAL)
ENTRY_LABEL = "students.DossierEntry.sealed"
FILE_LABEL = "students.DossierFile.stored_as"
FILE_NAME_LABEL = "students.DossierFile.name_sealed"


class Source(models.TextChoices):
    """Where an entry comes from; art. 15(1)(g) wants it told (S2-81, S2-82)."""

    STAFF = "staff", _("own observation")
    GUARDIAN = "guardian", _("parent")
    PUPIL = "pupil", _("pupil")
    PREVIOUS_SCHOOL = "previous_school", _("previous school")
    SPECIALIST = "specialist", _("specialist or care organisation")
    GOVERNMENT = "government", _("municipality or DUO")
    TEST = "test", _("test or system")


class Nature(models.TextChoices):
    FACT = "fact", _("fact")
    OBSERVATION = "observation", _("observation")
    INTERPRETATION = "interpretation", _("interpretation")


class Audience(models.TextChoices):
    ROLE = "role", _("who may see this category")
    TEACHERS = "teachers", _("all teachers of the pupil too")          # 2.14 note 5, SETTLED 11


Only = tuple[tuple[str, Any], ...]                     # field and value, as a filter takes them


def restriction(held: Held, sector: str, category: Category, user_id) -> Only:
    """Which entries of a pupil within reach a held role opens: those of its own school, and of teachers' notes only the shared ones."""
    if category == Category.ADV:
        return (("author", user_id),)                                # an adviser reads her own notes only (S1-115)
    is_shared_only = category == Category.GUI and held.role == Role.SUBJECT_TEACHER
    shared: Only = (("audience", Audience.TEACHERS),) if is_shared_only else ()           # 2.14 note 5
    if held.source == "board":
        return (*shared, ("school__sector", sector))
    if held.source == "family" or held.kind == CaseKind.REQUEST:
        return shared                                                # the controller is the board, not one school
    return (*shared, ("school", held.school))


@dataclass
class Pupils:
    """The pupils of whom a restriction opens entries: board and school reach through the entry's own school, so all of them."""

    is_all: bool = False
    classes: set[UUID] = field(default_factory=set)
    pupils: set[UUID] = field(default_factory=set)

    def add(self, held: Held) -> None:
        if held.source in ("board", "school"):
            self.is_all = True
        elif held.source == "class":
            assert held.target is not None
            self.classes.add(held.target)
        else:
            self.pupils |= held.pupils

    def condition(self, on: date) -> Q:
        if self.is_all:
            return Q()
        in_class = Student.memberships_on(on).filter(class_group__in=self.classes).order_by().values("student")
        return Q(student__in=self.pupils) | (Q(student__in=in_class) if self.classes else Q(pk__in=[]))


def reaches(held: Held, sector: str, student: Student) -> bool:
    """Whether one held role reaches this pupil, who was loaded with his places."""
    alone = Where()
    alone.add(held, sector)
    return alone.holds(student)


def _ways(giving: Iterable[tuple[Held, str]], category: Category, scope: Scope) -> list[Q]:
    """Which entries of a category these held roles open, of all pupils."""
    opened: dict[Only, Pupils] = defaultdict(Pupils)
    for held, sector in giving:
        opened[restriction(held, sector, category, scope.user.pk)].add(held)
    return [Q(*only, category=category) & pupils.condition(scope.on) for only, pupils in opened.items()]


def _openers(scope: Scope) -> Iterator[tuple[Held, str]]:
    """By what somebody reads medical data before the family has said yes; a limit on the pupil takes nobody's reading away."""
    yield from scope.giving(Category.MED, Right.WRITE)
    yield from ((held, sector) for held, sector in scope.giving(Category.MED, Right.READ) if held.kind == CaseKind.EXCEPTION)


class DossierQuerySet(history.HistoriedQuerySet):
    def visible_to(self, scope: Scope, *, categories: Iterable[Category], right: Right = Right.READ) -> "DossierQuerySet":
        """Entries of all pupils that this person may read (or change) in these categories."""
        ways, limited, categories = [], Q(), tuple(categories)
        for category in categories:
            ways += _ways(scope.giving(category, right), category, scope)
            if without := scope.where(category, right).without:
                limited |= Q(category=category, student__in=without)
        rows = self.filter(reduce(or_, ways)).exclude(limited) if ways else self.none()
        if right != Right.READ or scope.is_family or Category.MED not in categories:
            return rows
        return rows.but_closed(scope, _ways(_openers(scope), Category.MED, scope))

    def of_pupil(self, student: Student, scope: Scope, *, categories: Iterable[Category], right: Right = Right.READ) -> "DossierQuerySet":
        """The same for one pupil, who was loaded with his places: answers by the index on pupil and category."""
        opened: dict[Only, list[Category]] = defaultdict(list)
        for category in categories:
            if scope.can(student, category, right):
                giving = scope.giving(category, right)
                found = [restriction(held, sector, category, scope.user.pk) for held, sector in giving if reaches(held, sector, student)]
                for only in dict.fromkeys(found):
                    opened[only].append(category)
        ways = [Q(*only, category__in=those) for only, those in opened.items()]
        rows = self.filter(reduce(or_, ways), student=student) if ways else self.none()
        if scope.is_family or not any(Category.MED in those for those in opened.values()):
            return rows
        reached = [(held, sector) for held, sector in _openers(scope) if reaches(held, sector, student)]
        return rows.but_closed(scope, _ways(reached, Category.MED, scope))

    def but_closed(self, scope: Scope, asks: Iterable[Q]) -> "DossierQuerySet":
        """Without what lacks the yes of the family that it rests on (C-10, S2-78).

        Only they, its author, who may ask them and who got an exception for this pupil read it (GDPR 9(2)(c)).
        """
        closed = consents.closed(self.filter(category=Category.MED), on=scope.on)
        return self.exclude(~reduce(or_, asks, Q(author=scope.user.pk)), pk__in=closed) if closed else self

    def standing(self) -> "DossierQuerySet":
        return self.filter(voided_at__isnull=True)


class DossierEntry(Record):
    """One thing a school holds on a pupil, in one category; the texts of sealed categories are encrypted (S1-116, S2-138)."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="dossier_entries")
    school = models.ForeignKey(School, models.PROTECT, related_name="dossier_entries")
    category = models.CharField(_("category"), max_length=3, choices=Category)
    happened_on = models.DateField(_("date"))
    title = models.CharField(_("subject"), max_length=120, blank=True)              # of unsealed categories only
    text = models.TextField(_("text"), blank=True)
    sealed = models.BinaryField(null=True, editable=False)                          # subject and text of sealed categories
    source = models.CharField(_("source"), max_length=16, choices=Source, default=Source.STAFF)
    nature = models.CharField(_("kind of statement"), max_length=14, choices=Nature, default=Nature.FACT)
    data_category = models.ForeignKey(                                              # null: from before kinds were kept apart
        DataCategory, models.PROTECT, null=True, to_field="code", related_name="+", verbose_name=_("kind of data")
    )
    purpose = models.CharField(_("purpose"), max_length=16, choices=Purpose, blank=True)
    audience = models.CharField(_("who may read it"), max_length=8, choices=Audience, default=Audience.ROLE)
    necessity = models.CharField(_("why this is necessary"), max_length=300, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    author_name = models.CharField(_("author"), max_length=150)                     # as it was then
    created_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_why = models.CharField(max_length=300, blank=True)

    objects = DossierQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("dossier entry")
        verbose_name_plural = _("dossier entries")
        ordering = ["-happened_on", "-pk"]
        base_manager_name = "objects"
        constraints = [
            CheckConstraint(
                name="students_sealed_categories_are_sealed",
                condition=(Q(category__in=SEALED_CODES) & Q(sealed__isnull=False, text="", title=""))
                | (~Q(category__in=SEALED_CODES) & Q(sealed__isnull=True)),
            ),
            CheckConstraint(name="students_special_needs_necessity", condition=~Q(category__in=SPECIAL_CODES) | ~Q(necessity="")),
            CheckConstraint(
                name="students_voided_with_reason",
                condition=Q(voided_at__isnull=True, voided_why="") | (Q(voided_at__isnull=False) & ~Q(voided_why="")),
            ),
        ]
        indexes = [models.Index(name="students_dossier", fields=["student", "category", "-happened_on", "-id"])]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.happened_on}"

    @property
    def is_sealed(self) -> bool:
        return self.category in SEALED

    def opened(self, keyring: "crypto.Keyring") -> str:
        """The text to read; sealed entries need the keyring of their pupil."""
        return keyring.open(self.student_id, self.sealed, label=ENTRY_LABEL, row_id=self.pk) if self.is_sealed else self.text



class DossierFile(ReceivedFile):
    """A file of a dossier entry; always sealed, kept under a random name."""

    entry = models.ForeignKey(DossierEntry, models.PROTECT, related_name="files")
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    category = models.CharField(max_length=3, choices=Category)                     # of its entry

    class Meta:
        verbose_name = _("dossier file")
        ordering = ["created_at", "pk"]

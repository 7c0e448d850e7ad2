"""Who has not answered a campaign, as far as somebody may know it: of images alone for who only places them, and of parents the names for
who reads those (DOMAIN 2.14)."""
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from consent import inviting, reach
from consent.inviting import Invited
from consent.models import Campaign, Purpose
from consent.models.catalogue import OF_IMAGES
from privacyadmin.access.catalogue import Category
from privacyadmin.access.scope import Scope
from students.models import ClassMembership, Guardian, Student
from students.models.classes import ClassKind


@dataclass(frozen=True)
class Line:
    """One person who is asked for one pupil."""

    row: Invited
    pupil: Student
    who: str                                # his name, or only as what he is asked
    classes: str

    @property
    def mail(self) -> tuple[str, str]:
        """How the invitation fared, and how that is coloured."""
        state, _colon, attempts = self.row.mail.partition(":")
        if self.row.is_returned:
            return _("mail came back, now on paper"), "warn"
        if self.row.is_on_paper:
            return _("on paper"), ""
        if state == "failed":
            return _("mail could not be sent"), "bad"
        if state == "pending" and int(attempts or 0):
            return _("mail fails, is tried again"), "warn"
        return (_("mail sent"), "good") if state == "done" else (_("mail on its way"), "")


def counted(campaign: Campaign, scope: Scope, *, at: datetime) -> list[Invited]:
    """For the figures: every invitation, looked at what this person reads or counts of the school."""
    if campaign.is_draft:
        return []
    is_narrow = campaign.school_id in reach.for_images_alone(scope)
    return inviting.states(campaign, at=at, purposes=images_of(campaign) if is_narrow else None)


def read(campaign: Campaign, scope: Scope, *, at: datetime) -> list[Invited]:
    """The invitations about the pupils whose answers this person reads; two queries, and two more for a web editor."""
    if campaign.is_draft:
        return []
    found = inviting.states(campaign, at=at)
    pupils = {row.student for row in found}
    seen = _among(pupils, scope, Category.IMG)
    if reach.where(scope) == reach.where(scope, category=Category.ID):
        return [row for row in found if row.student in seen]
    whole = _among(pupils, scope, Category.ID)
    narrow = inviting.states(campaign, at=at, purposes=images_of(campaign))
    told = [row for row in found if row.student in whole] + [row for row in narrow if row.student in seen - whole]
    return sorted(told, key=lambda row: row.number)


def _among(pupils: Collection[UUID], scope: Scope, category: Category) -> set[UUID]:
    return set(reach.pupils(scope, category=category).filter(pk__in=pupils).values_list("pk", flat=True))


def images_of(campaign: Campaign) -> list[UUID]:
    return list(Purpose.objects.filter(pk__in=campaign.purposes, kind__in=OF_IMAGES).values_list("pk", flat=True))


def lines(rows: Collection[Invited], names: dict[UUID, list[str]], scope: Scope) -> list[Line]:
    """The same with names; three queries for any number."""
    keys = {row.student for row in rows}
    pupils = Student.objects.only("first_name", "initials", "prefix", "last_name").in_bulk(keys)
    named = set(Student.objects.reached_by(scope, category=Category.FAM).filter(pk__in=keys).values_list("pk", flat=True))
    parents = Guardian.objects.defer("address_sealed").in_bulk({row.guardian for row in rows if row.guardian and row.student in named})
    return [Line(row, pupils[row.student], _who(row, parents), ", ".join(names.get(row.student, []))) for row in rows]


def _who(row: Invited, parents: dict[UUID, Guardian]) -> str:
    if row.guardian is None:
        return _("the pupil")
    return parents[row.guardian].full_name if row.guardian in parents else _("a parent")


def classes_of(pupils: Collection[UUID], campaign: Campaign, on: date) -> dict[UUID, list[str]]:
    """The classes that are asked, or else the base groups."""
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = ClassMembership.objects.on(on).filter(student__in=pupils, class_group__school=campaign.school_id)
    rows = rows.filter(class_group__in=campaign.classes) if campaign.classes else rows.filter(class_group__kind=ClassKind.BASE)
    for student, name in rows.order_by("class_group__name").values_list("student", "class_group__name"):
        found[student].append(name)
    return found

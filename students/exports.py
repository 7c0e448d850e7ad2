"""The list of pupils as a file: names, classes and schools, for those who may see them (S1-11; matrix ID)."""
from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.purposes import Purpose
from privacyadmin.access.scope import Scope
from privacyadmin.exports.registry import Column, Offer, Row, offer

from .models import Enrolment, Student
from .models.pupils import StudentQuerySet
from .views.loading import schools_where

AT_ONCE = 1000


def within_reach(scope: Scope, school: UUID | None) -> StudentQuerySet:
    found = Student.objects.visible_to(scope, category=Category.ID, right=Right.READ)
    return found.filter(pk__in=Enrolment.objects.filter(school=school).order_by().values("student")) if school else found


def restricted(scope: Scope) -> list[UUID]:
    """Whose name may not be used for lists now: use of it is restricted, or it is protected (GDPR 18; S2-185, S2-186)."""
    return [pupil for pupil, categories in scope.limits.items() if Category.ID in categories]


def pupils(scope: Scope, school: UUID | None) -> Iterator[Row]:
    found = within_reach(scope, school).exclude(pk__in=restricted(scope)).with_labels(on=scope.on).defer("bsn_sealed")
    for pupil in found.order_by("last_name", "first_name", "pk").iterator(chunk_size=AT_ONCE):
        yield (
            pupil.last_name, pupil.prefix, pupil.first_name or pupil.initials, ", ".join(pupil.class_names), ", ".join(pupil.school_names),
            ", ".join(pupil.status_labels),
        )


def left_out(scope: Scope, school: UUID | None) -> int:
    return within_reach(scope, school).filter(pk__in=restricted(scope)).count()


PUPILS = offer(Offer(
    code="students.pupils",
    label=_("Pupils"),
    help=_("Names, classes and schools of the pupils whose names you may see. Pupils whose data may not be used now stay out."),
    columns=(
        Column(_("Last name"), 24), Column(_("Prefix"), 10), Column(_("First name"), 20), Column(_("Class"), 14), Column(_("School"), 28),
        Column(_("State"), 16),
    ),
    purposes=(Purpose.ADMINISTRATION, Purpose.TEACHING, Purpose.SAFETY, Purpose.CHECK),
    may=lambda scope: not scope.where(Category.ID, Right.READ).is_nobody,
    schools=lambda scope: schools_where(scope, Category.ID, Right.READ),
    rows=pupils,
    left_out=left_out,
    categories=(Category.ID, Category.ENR),
))

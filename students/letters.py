"""The letters and e-mails of a care case, and those of the confidential adviser's own cases."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.scope import Scope
from privacyadmin.files import correspondence, held
from privacyadmin.files.correspondence import CaseFile
from privacyadmin.files.held import Origin
from students.models import Case, CaseKind, DossierFile, Student
from students.services.dossier import note_reading

KIND = "students.case"
CATEGORY_OF = {CaseKind.CARE: Category.CAR, CaseKind.ADVISER: Category.ADV}


def case_of(scope: Scope, key: UUID) -> CaseFile | None:
    """A case as one that letters belong to."""
    found = Case.objects.visible_to(scope).filter(pk=key).first()
    if found is None:
        return None
    pupils = found.case_pupils.values("student")
    return letters_case(found, Student.objects.with_places(on=scope.on).filter(pk__in=pupils).order_by("pk"), scope)


def letters_case(case: Case, pupils: Iterable[Student], scope: Scope) -> CaseFile | None:
    """The same, for a case that was loaded with its pupils and their places; None for who may not read their care."""
    category, pupils = CATEGORY_OF.get(CaseKind(case.kind)), list(pupils)
    if category is None or not pupils or not all(scope.can(pupil, category) for pupil in pupils):
        return None

    def read(at: datetime) -> None:
        for pupil in pupils:
            note_reading(pupil, category, by=scope, at=at)

    return CaseFile(
        kind=KIND, key=case.pk, school=case.school_id, subject=pupils[0].pk if len(pupils) == 1 else case.pk, category=category,
        title=f"{_('Case')}: {case.get_kind_display()}", url=reverse("students:case", args=[case.pk]),
        why_not_add=_why_not_add(case, pupils, category, scope), read=read,
    )


def _why_not_add(case: Case, pupils: list[Student], category: Category, scope: Scope) -> str:
    if not case.since <= scope.at < case.until:
        return _("This case has ended.")
    return next((reason for pupil in pupils if (reason := scope.why_not(pupil, category, Right.WRITE))), "")


def register() -> None:
    correspondence.register(KIND, case_of)
    held.register_case(KIND, urls_of)
    held.register(DossierFile, origins_of_files, school="entry__school")


def urls_of(keys: Collection[UUID], scope: Scope) -> dict[UUID, str]:
    """Where these cases are, as far as somebody may see them; one query."""
    return {key: reverse("students:case", args=[key]) for key in _seen(keys, scope)}


def _seen(keys: Collection[UUID], scope: Scope) -> Iterable[UUID]:
    return Case.objects.visible_to(scope).filter(pk__in=keys).values_list("pk", flat=True) if keys else ()


def origins_of_files(keys: Collection[UUID], scope: Scope) -> dict[UUID, Origin]:
    """Where files of entries came in: at a school, in a part of a file that is named to who may read it; two queries."""
    rows = list(DossierFile.objects.filter(pk__in=keys).select_related("entry__school").defer("entry__school__logo", "entry__sealed"))
    pupils = {each.pk: each for each in Student.objects.visible_to(scope).filter(pk__in={row.student_id for row in rows})}
    return {row.pk: _origin(row, pupils.get(row.student_id), scope) for row in rows}


def _origin(row: DossierFile, pupil: Student | None, scope: Scope) -> Origin:
    is_open = pupil is not None and scope.can(pupil, Category(row.category))
    url = reverse("students:category", args=[row.student_id, row.category]) if is_open else ""
    return Origin(_("file of a pupil"), row.entry.school.name, url, row.entry.school_id)

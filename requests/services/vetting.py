"""Sealed pieces go to one who may read them; the handler sees how many there are, and how far they are (SETTLED 9)."""

from datetime import datetime
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from privacyadmin.access import matrix
from privacyadmin.access.catalogue import VETTED, Category, Reach, Right, Role
from privacyadmin.access.models import MatrixVersion
from privacyadmin.accounts.models import User
from privacyadmin.files.models import Correspondence
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from requests import events, notifications
from requests.models import DossierItem, ItemState, PrivacyRequest, Redaction, RedactionGround, Step, Vetting
from requests.workflow import is_handler
from students.models import DossierEntry, Student

from . import cases
from .steps import locked, note, tell

# Roles that vet at the school itself, the nearest to the pupil first; which of them may read a category, the matrix says.
ORDER = [Role.COUNSELLOR, Role.CARE_COORDINATOR, Role.ORTHOPEDAGOGUE, Role.OFFICE, Role.EXAM_SECRETARY, Role.DIRECTOR]


def candidates(privacy_request: PrivacyRequest, category: str, *, at: datetime) -> list[tuple[User, Role, bool]]:
    """Colleagues whose role may read a category of this pupil: (person, role, whether that takes a case)."""
    cells = matrix.of_versions(frozenset(version.pk for version in MatrixVersion.objects.in_force(on=local_day(at))))
    found: dict = {}
    for role in ORDER:
        cell = cells.cell(privacy_request.school.sector, role, Category(category))
        if cell is None or cell[0] not in (Reach.SCHOOL, Reach.CASE) or cell[1] not in (Right.READ, Right.WRITE):
            continue
        for user in notifications.holders(role, school=privacy_request.school_id, at=at):
            if user.pk != privacy_request.handler_id:
                found.setdefault(user.pk, (user, role, cell[0] == Reach.CASE))
    return list(found.values())


@transaction.atomic
def ask_to_vet(privacy_request: PrivacyRequest, *, category: str, person: User, by, at: datetime) -> Vetting:
    """Ask a colleague to read the sealed pieces of one category; where his role needs a case for it, he gets one."""
    privacy_request = locked(privacy_request)
    if reason := is_handler(privacy_request, by):
        raise NotAllowed(reason)
    choice = next((found for found in candidates(privacy_request, category, at=at) if found[0].pk == person.pk), None)
    if category not in VETTED or choice is None:
        raise NotAllowed(_("This colleague may not read these pieces."))
    asked = privacy_request.vettings.filter(category=category, person=person).first()
    if asked is not None:
        return asked
    _person, role, needs_case = choice
    vetting = Vetting(privacy_request=privacy_request, category=category, person=person, role=role, asked_at=at, asked_by=by.user)
    if needs_case:
        vetting.case = cases.open_for_vetting(vetting, by=by, at=at)
    vetting.save(force_insert=True)
    note(privacy_request, Step.VETTING_ASKED, at=at, by=by, category=str(category))
    tell(events.REQUEST_VETTING_ASKED, privacy_request, at=at, by=by, category=str(category), person=person.pk)
    notifications.to_vet(privacy_request, person, which=vetting.pk, at=at)
    return vetting


def redaction_counts(privacy_request: PrivacyRequest) -> list[tuple[str, int]]:
    """How many passages are blacked out, by ground."""
    rows = Redaction.objects.in_force().filter(item__privacy_request=privacy_request).values_list("ground").annotate(number=Count("pk"))
    labels = dict(RedactionGround.choices)
    return [(str(labels[ground]), number) for ground, number in rows.order_by("ground")]


def finished(item: DossierItem, privacy_request: PrivacyRequest, *, by, at: datetime) -> None:
    """Tell the handler once the last sealed piece of a category is done."""
    if item.category not in VETTED:
        return
    if privacy_request.items.filter(category=item.category, state__in=[ItemState.OPEN, ItemState.VETTING]).exists():
        return
    note(privacy_request, Step.VETTED, at=at, by=by, category=item.category)
    tell(events.REQUEST_VETTED, privacy_request, at=at, by=by, category=item.category)
    notifications.to_handler(privacy_request, what=f"vetted:{item.category}:{at:%Y%m%d%H%M%S}", at=at)


def within_reach(scope, category: Category) -> Q:
    """Pieces copied from what this person may read himself: of another school only where the handler asked for it (SETTLED 9)."""
    entries = DossierEntry.objects.visible_to(scope, categories=[category]).order_by()
    letters = _letters(scope, category)
    source = [Exists(rows.filter(**{of: OuterRef("source_id")})) for rows in (entries, letters) for of in ("pk", "files")]
    asked = Vetting.objects.filter(person=scope.user, category=category).values("privacy_request")
    own = reduce(or_, map(Q, source), Q(source_id__isnull=True) | Q(privacy_request__in=asked))
    return own & Q(category=category, privacy_request__student__in=_pupils(scope, category))


def _letters(scope, category: Category) -> QuerySet[Correspondence]:
    """Letters on cases of the schools where this person reads the category."""
    held = [each for each, _sector in scope.giving(category, Right.READ)]
    rows = Correspondence.objects.filter(category=category).order_by()
    return rows if any(each.source == "board" for each in held) else rows.filter(school__in={each.school for each in held})


def may_vet(item: DossierItem, scope) -> bool:
    """The single check; `to_vet` asks the same of all."""
    return DossierItem.objects.filter(within_reach(scope, Category(item.category)), pk=item.pk).exists()


def to_vet(scope):
    """The sealed pieces that this person may read, in all open requests, by what his scope reaches."""
    from_reach = DossierItem.objects.none()
    for category in sorted(VETTED):
        where = scope.where(Category(category), Right.READ)
        if not where.is_nobody:
            from_reach |= DossierItem.objects.filter(within_reach(scope, Category(category)))
    return from_reach.filter(state=ItemState.VETTING, privacy_request__closed_at__isnull=True)


def _pupils(scope, category):
    return Student.objects.visible_to(scope, category=Category(category)).order_by().values("pk")

"""Which entries of a file rest on consent, and which of them lack it: the medical file always, support needs where the school says so
(C-10; S2-77, S2-78)."""
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from consent.services import occasions
from privacyadmin import policy
from privacyadmin.access.catalogue import Category, Right, Role
from privacyadmin.access.scope import Scope
from privacyadmin.policy.models import PolicyVersion
from students.consents import NOBODY_SAID_YES, Consent
from students.models import DossierEntry, Student
from students.models.cases import schools_of

CODE = "BIJZONDER"
MEDICAL, SUPPORT = "medical", "support"                 # codes of the kinds of data
BY_CONSENT = "consent"
CARE = (Role.CARE_COORDINATOR, Role.COUNSELLOR)         # who sees that the family is asked, also without a case of their own


def resting_on_consent(entries: Iterable[DossierEntry], *, on: date) -> list[DossierEntry]:
    """Those that are kept only while somebody says yes, also when marked as wrong; the house rules of a school are read once."""
    houses: dict[UUID, str] = {}
    return [entry for entry in entries if entry.category == Category.MED and _rests(entry, houses, on)]


def _rests(entry: DossierEntry, houses: dict[UUID, str], on: date) -> bool:
    kind = entry.data_category_id or SUPPORT
    if kind == MEDICAL:
        return True
    if entry.school_id not in houses:
        houses[entry.school_id] = policy.in_force(entry.school, on).health_ground_support
    return kind == SUPPORT and houses[entry.school_id] == BY_CONSENT


def closed(entries: QuerySet[DossierEntry], on: date) -> list[UUID]:
    """Those that lack the yes that they rest on; one query where there are none."""
    return [entry.pk for entry, answer in _answered(entries, on) if not answer.is_valid]


def waiting(scope: Scope) -> list[tuple[DossierEntry, bool]]:
    """Those for which the family is still to answer, for who may ask them (then True) and for who runs the care of the school."""
    own = DossierEntry.objects.visible_to(scope, categories=[Category.MED], right=Right.WRITE)
    of_care = DossierEntry.objects.filter(schools_of(scope, *CARE), student__in=Student.objects.visible_to(scope).order_by().values("pk"))
    reached = Q(pk__in=own.values("pk")) | Q(pk__in=of_care.values("pk"))
    entries = DossierEntry.objects.filter(reached, category=Category.MED, voided_at=None)
    entries = entries.exclude(student__in=scope.where(Category.MED, Right.WRITE).without)         # nobody may ask for these now
    seen = entries.annotate(asks=Exists(own.filter(pk=OuterRef("pk")))).order_by("created_at", "pk")
    return [(entry, entry.asks) for entry, answer in _answered(seen, scope.on) if answer.waits]  # type: ignore[attr-defined] # annotated


def _answered(entries: QuerySet[DossierEntry], on: date) -> list[tuple[DossierEntry, Consent]]:
    """Each entry that rests on consent, with what the family said of it."""
    # Most entries are of support, which rests on consent only where a school says so.
    kinds = Q(data_category__code=MEDICAL) | Exists(PolicyVersion.objects.filter(values__health_ground_support=BY_CONSENT))
    resting = resting_on_consent(entries.filter(kinds).select_related("school").defer("school__logo", "sealed", "text"), on=on)
    asked = occasions.standing([entry.pk for entry in resting], CODE) if resting else {}
    pupils = {entry.pk: entry.student_id for entry in resting}
    said = occasions.of_things(asked, pupils, on=on, in_spite_of_limits=True)         # what is limited may be read, not changed (GDPR 18)
    return [(entry, max(said[entry.pk], key=_best, default=NOBODY_SAID_YES)) for entry in resting]


def _best(said: Consent) -> tuple[bool, bool]:
    return said.is_valid, not said.waits

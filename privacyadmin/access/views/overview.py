from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from privacyadmin import audit
from privacyadmin.access import covers, holdings
from privacyadmin.access.catalogue import Category, Register, Right, Role, Verb
from privacyadmin.access.doors import needs_staff, role_label
from privacyadmin.access.http import SignedInRequest
from privacyadmin.access.models import MatrixVersion
from privacyadmin.access.proposals import open_proposals
from privacyadmin.access.scope import EXCEPTION
from privacyadmin.access.sources import SOURCES
from privacyadmin.accounts.models import User
from privacyadmin.personal_data import keys_of
from privacyadmin.workflow import NotAllowed

PAGE_SIZE = 25
WATCHERS = (Verb.READ, Verb.PROPOSE, Verb.APPROVE, Verb.TECHNICAL)


@needs_staff
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """What you may see yourself and by which role; the matrix; and, for those who watch over it, who holds what."""
    scope = request.scope
    own = holdings.rows(holdings.find(holdings.Wanted(user=scope.user.pk, state=holdings.ACTIVE, is_own=True), at=scope.at))
    holdings.note_resting(own, at=scope.at)
    watches = any(scope.may(Register.USERS, verb) for verb in WATCHERS)
    context = {
        "own": own,
        "covers": covers.of_person(scope.user, at=scope.at),
        "versions": MatrixVersion.objects.in_force(on=scope.on),
        "watches": watches,
        "may_propose": scope.may(Register.USERS, Verb.PROPOSE),
        "reads_register": scope.may(Register.AUDIT, Verb.READ) or scope.may(Register.AUDIT, Verb.COUNT),
        "reads_policy": any(scope.may(Register.POLICY, verb) for verb in (Verb.READ, Verb.WRITE, Verb.APPROVE)),
    }
    if watches:
        reach = scope.schools(Register.USERS, *WATCHERS)
        schools = None if reach is None else frozenset(reach)
        context |= {
            "in_force": holdings.find(holdings.Wanted(schools=schools, state=holdings.ACTIVE), at=scope.at).count(),
            "exceptions": holdings.find(
                holdings.Wanted(schools=schools, state=holdings.ACTIVE, kind=EXCEPTION), at=scope.at
            ).count(),
            "proposals": open_proposals(scope).count(),
        }
    return render(request, "access/overview.html", context)


@needs_staff
@require_safe
def readings(request: SignedInRequest, student_id) -> HttpResponse:
    """Who saw the sensitive parts of this pupil's file: who, what, when and by which right (S2-121, S2-128)."""
    scope = request.scope
    assert SOURCES.pupils is not None                    # the app of the pupils gives it
    pupil = SOURCES.pupils().visible_to(scope, category=Category.ID, right=Right.METADATA).filter(pk=student_id).first()
    if pupil is None:
        raise Http404
    if not any(scope.may(Register.AUDIT, Verb.READ, school) or scope.holds(Role.DIRECTOR, school=school) for school in pupil.school_ids):
        raise NotAllowed(_("Who saw a file is shown to the director, the privacy coordinator and the data protection officer."))
    seen = audit.readings_of(keys_of(pupil.pk)).exclude(category=Category.ADV)   # whom the adviser speaks with is nobody's (S1-115)
    page = Paginator(seen, PAGE_SIZE).get_page(request.GET.get("page"))
    names = dict(User.objects.filter(pk__in={row.reader for row in page}).values_list("pk", "name"))
    for row in page:
        row.reader_name = names.get(row.reader, _("a deleted account"))
        row.category_name = Category(row.category).label if row.category in Category.values else row.category
        row.right_name = role_label(row.right.rpartition(":")[2])
    context = {"pupil": pupil, "knows_name": scope.can(pupil, Category.ID, Right.READ), "page": page}
    return render(request, "access/readings.html", context)

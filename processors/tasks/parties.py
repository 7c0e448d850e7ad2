"""What waits of parties and agreements; a constant number of queries."""
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from privacyadmin.access.catalogue import Register, Role, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from privacyadmin.worklist import Task
from processors.acts import agreements as acts
from processors.models import Agreement, Duty, PartyUse
from processors.models.catalogue import AgreementStatus, DutyKind
from processors.models.parties import SEES
from processors.workflow import agreements as workflow

AHEAD = timedelta(days=30)                      # on the list from here on; mails begin earlier
SOON, A_YEAR = timedelta(days=30), timedelta(days=365)
MOST = 200


def sees(scope: Scope) -> bool:
    """Whose menu has the register."""
    return not scope.is_family and any(scope.may(Register.PROCESSORS, verb) for verb in SEES)


def tasks_of(scope: Scope, on: date) -> Iterator[Task]:
    """Duties of agreements for the coordinator; agreements to sign for whoever signs."""
    if scope.is_family:
        return
    if scope.may(Register.PROCESSORS, Verb.WRITE):
        yield from _duties(scope, on)
    yield from _to_sign(scope)
    yield from _to_confirm(scope, on)


def _to_confirm(scope: Scope, on: date) -> Iterator[Task]:
    """Once a year the director looks at the list of parties of her school (S1-53)."""
    keys = {held.school for held in scope.held if held.school and held.source == "school" and held.role == Role.DIRECTOR}
    if not keys:
        return
    parties = PartyUse.objects.on(on).filter(Q(school=None) | Q(school=OuterRef("pk")))
    schools = School.objects.defer("logo").filter(pk__in=keys).filter(Exists(parties))
    for school in schools.annotate(last=Max("list_confirmations__confirmed_on")):
        due_on = school.last + A_YEAR if school.last else on
        if due_on <= on + SOON:
            url = f"{reverse('processors:red')}?school={school.pk}"
            yield Task(title=_("Look whether the list of parties is complete"), url=url, kind=_("Parties"), school=school, due_on=due_on)


def _duties(scope: Scope, on: date) -> Iterator[Task]:
    rows = Duty.objects.open().visible_to(scope).filter(due_on__lte=on + AHEAD).select_related("agreement__party", "agreement__school")
    for duty in rows.defer("agreement__school__logo").order_by("due_on", "pk")[:MOST]:
        agreement = duty.agreement
        yield Task(
            title=f"{agreement.party.name}: {agreement.subject}", url=agreement.get_absolute_url(), kind=_words_of(duty, on),
            school=agreement.school, due_on=duty.due_on,
        )


def _words_of(duty: Duty, on: date) -> str:
    """An agreement that ended by itself leaves the data with the party: somebody prolongs it or ends it."""
    if duty.kind == DutyKind.EXPIRY and duty.is_late(on):
        return _("the agreement has ended: prolong it or end it")
    return str(DutyKind(duty.kind).label)


def _to_sign(scope: Scope) -> Iterator[Task]:
    """Asked for and signed by the other party: our signature is what is missing."""
    signs = scope.may(Register.PROCESSORS, Verb.SIGN) or scope.holds(Role.DIRECTOR) or workflow.signer_setting(scope.on) == "mandate_table"
    if not signs:
        return
    rows = Agreement.objects.filter(status=AgreementStatus.REQUESTED, processor_signed_on__isnull=False).select_related("party", "school")
    for row in rows.defer("school__logo").order_by("processor_signed_on", "pk")[:MOST]:
        if not workflow.is_signer(row, scope):
            url = reverse("documents:sign", args=[acts.AGREEMENT, row.pk])
            yield Task(title=f"{row.party.name}: {row.subject}", url=url, kind=_("agreement to sign"), school=row.school)

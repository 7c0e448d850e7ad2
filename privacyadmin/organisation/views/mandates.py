from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from privacyadmin import policy
from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.doors import needs
from privacyadmin.access.http import SignedInRequest
from privacyadmin.access.scope import resolve
from privacyadmin.organisation import keeping
from privacyadmin.organisation.forms import BOARD, EndForm, MandateForm
from privacyadmin.organisation.models import Mandate, Subject
from privacyadmin.policy.catalogue import SETTINGS
from privacyadmin.policy.models import PolicyVersion
from privacyadmin.workflow import NotAllowed

from .reach import GET_OR_POST, WATCHERS, keeps, keeps_board, keeps_something, of_kept_places, of_places, schools_kept

NAMED_BY_RULES = {Subject.DECIDE_REQUESTS: "request_decider", Subject.SIGN_AGREEMENTS: "agreement_signer"}
SEES_REQUESTS = (Verb.READ, Verb.WRITE, Verb.DECIDE)


@needs(Register.POLICY, *WATCHERS)
@require_safe
def mandates(request: SignedInRequest) -> HttpResponse:
    """Who decides and signs for the board, and what the house rules say of it."""
    scope = request.scope
    rows = list(of_places(scope, Mandate).order_by("subject", "school__name", "-since"))
    for row in rows:
        row.may_change = keeps(scope, row.school_id)
    context = {
        "mandates": [row for row in rows if not row.is_ended(scope.on)],
        "ended": [row for row in rows if row.is_ended(scope.on)][:50],
        "rules": said_by_rules(scope.on),
        "may_mandate": keeps_something(scope),
    }
    return render(request, "organisation/mandates.html", context)


@needs(Register.POLICY, *keeping.KEEPERS)
@require_http_methods(GET_OR_POST)
def mandate(request: SignedInRequest) -> HttpResponse:
    """Record what the board leaves to somebody."""
    scope = request.scope
    initial = {"place": BOARD, "since": scope.on}
    form = MandateForm(request.POST or None, schools=list(schools_kept(scope)), with_board=keeps_board(scope), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            given = keeping.give_mandate(**form.values(), by=scope, at=timezone.now())
        except ValidationError as objection:
            form.add_error(None, objection)
        except NotAllowed as refusal:
            form.add_error("account", refusal.reason)
        else:
            messages.success(request, _("The mandate is recorded."))
            if lacks_sight(given):
                messages.warning(request, _("This person has no role that opens requests: ask for one on the page of roles."))
            return redirect("organisation:mandates")
    return render(request, "organisation/mandate.html", {"form": form, "rules": said_by_rules(scope.on)})


@needs(Register.POLICY, *keeping.KEEPERS)
@require_http_methods(GET_OR_POST)
def end(request: SignedInRequest, mandate_id: UUID) -> HttpResponse:
    """The last day of a mandate."""
    scope = request.scope
    held = get_object_or_404(of_kept_places(scope, Mandate), pk=mandate_id)
    form = EndForm(request.POST or None, initial={"last_day": scope.on})
    if request.method == "POST" and form.is_valid():
        try:
            keeping.end_mandate(held, **form.cleaned_data, by=scope, at=timezone.now())
        except ValidationError as objection:
            form.add_error(None, objection)
        else:
            messages.success(request, _("The mandate has a last day. Afterwards the board does it itself."))
            return redirect("organisation:mandates")
    return render(request, "organisation/mandate_end.html", {"form": form, "mandate": held})


def lacks_sight(given: Mandate) -> bool:
    """A mandate gives no rights: whoever decides on requests must be able to open them."""
    if given.subject != Subject.DECIDE_REQUESTS or given.user is None:
        return False
    scope = resolve(given.user, timezone.now())
    return not any(scope.may(Register.REQUESTS, verb, school=given.school_id) for verb in SEES_REQUESTS)


def said_by_rules(on) -> list[dict]:
    """Whether the house rules look at the mandates at all."""
    try:
        rules = policy.in_force(None, on)
    except PolicyVersion.DoesNotExist:
        return []
    return [
        {
            "label": subject.label, "value": SETTINGS[code].shown(getattr(rules, code)), "section": SETTINGS[code].section,
            "looks_at_mandates": getattr(rules, code) == "mandate_table",
        }
        for subject, code in NAMED_BY_RULES.items()
    ]

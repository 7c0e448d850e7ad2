"""Which kinds of data each kind of school keeps, and the schools that differ (S2-60…79)."""
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from privacyadmin.access import data_categories as service
from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.data_categories import Kept, Place
from privacyadmin.access.data_forms import KeptForm
from privacyadmin.access.data_models import KeptCategory
from privacyadmin.access.doors import needs
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School, Sector
from privacyadmin.workflow import NotAllowed

from .grants import GET_OR_POST

WATCHERS = (Verb.READ, Verb.WRITE, Verb.APPROVE)


def places_of(scope: Scope) -> list[Place]:
    """The kinds of school and the schools that this person watches over; a director only his own school."""
    reach = scope.schools(Register.POLICY, *WATCHERS)
    found = [Place(school.sector, school) for school in School.objects.within(reach)]
    sectors = sorted({place.sector for place in found}) if reach is None else []
    return [*(Place(sector) for sector in sectors), *found]


def place_or_404(scope: Scope, key: str) -> Place:
    place = next((each for each in places_of(scope) if each.key == key), None)
    if place is None:
        raise Http404
    return place


def label_of(place: Place) -> str:
    return place.school.name if place.school else str(Sector(place.sector).label)


@needs(Register.POLICY, *WATCHERS)
@require_safe
def data(request: SignedInRequest) -> HttpResponse:
    """What one kind of school or one school keeps today; `?place=` shows another."""
    scope = request.scope
    places = places_of(scope)
    if not places:
        return render(request, "access/data.html", {"places": [], "kinds": []})
    key = request.GET.get("place", places[0].key)
    place = next((each for each in places if each.key == key), None)
    if place is None:
        raise Http404
    context = {
        "place": place, "kinds": service.standing(place, on=scope.on), "may_propose": not service.why_not_propose(scope, place),
        "places": [(each.key, label_of(each), each == place) for each in places], "label": label_of(place),
        "open": _visible(scope).filter(is_approved=None).select_related("data_category", "school"),
    }
    return render(request, "access/data.html", context)


def _visible(scope: Scope):
    """The rules of whole sectors, which concern everybody's school, and those of the schools that one watches over."""
    reach = scope.schools(Register.POLICY, *WATCHERS)
    rules = KeptCategory.objects.all()
    return rules if reach is None else rules.filter(school=None) | rules.filter(school__in=reach)


@needs(Register.POLICY, Verb.WRITE)
@require_http_methods(GET_OR_POST)
def data_propose(request: SignedInRequest, place: str, code: str) -> HttpResponse:
    """Propose that a place keeps this kind of data, or no longer; the board answers."""
    scope = request.scope
    where = place_or_404(scope, place)
    if reason := service.why_not_propose(scope, where):
        raise NotAllowed(reason)
    kept = _kind_or_404(where, code, scope)
    form = KeptForm(sent(request), kept=kept, on=scope.on)
    if request.method == "POST" and form.is_valid():
        try:
            rule = service.propose(kept.data_category, where, by=scope, at=timezone.now(), **form.cleaned_data)
        except ValidationError as objection:
            form.add_error(None, objection)
        else:
            messages.success(request, _("The proposal lies before the board. Nothing changes until the board approves it."))
            return redirect("access:data_rule", rule.pk)
    context = {"form": form, "kept": kept, "place": where, "label": label_of(where)}
    return render(request, "access/data_propose.html", context)


def _kind_or_404(place: Place, code: str, scope: Scope) -> Kept:
    found = next((each for each in service.standing(place, on=scope.on) if each.data_category.code == code), None)
    if found is None:
        raise Http404
    return found


@needs(Register.POLICY, *WATCHERS)
@require_http_methods(GET_OR_POST)
def data_rule(request: SignedInRequest, rule_id: UUID) -> HttpResponse:
    """One rule with those before it; the board approves it or sends it back."""
    scope = request.scope
    rule = get_object_or_404(_visible(scope).select_related("data_category", "school", "by", "answered_by"), pk=rule_id)
    if request.method == "POST":
        if "approve" in request.POST:
            service.approve(rule, by=scope, at=timezone.now())
            messages.success(request, _("The rule is approved."))
        else:
            service.decline(rule, by=scope, at=timezone.now())
            messages.success(request, _("The proposal went back to the privacy coordinator."))
        return redirect("access:data_rule", rule.pk)
    place = Place(rule.sector or rule.school.sector, rule.school)
    others = KeptCategory.objects.of_place(sector=rule.sector, school=rule.school).filter(data_category=rule.data_category)
    context = {
        "rule": rule, "kept": Kept(rule.data_category, rule), "place": place, "label": label_of(place),
        "others": others.exclude(pk=rule.pk), "may_answer": not service.why_not_answer(rule, scope),
    }
    return render(request, "access/data_rule.html", context)

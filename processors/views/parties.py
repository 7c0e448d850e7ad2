from copy import copy
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from privacyadmin.access.http import SignedInRequest, sent
from processors import overview, ripple
from processors.forms.parties import ContactForm, FilterForm, PartyForm, UseForm
from processors.models import Agreement, Party, PartyContact, PartyUse
from processors.models.activities import visible_schools
from processors.rules.names import Names
from processors.services import agreements
from processors.services import parties as services

from .pages import AT_ONCE, GET_OR_POST, ask, may_write, party_of, places_of, reads, writes


@reads
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The register of parties: who gets data of pupils, for what, and whether the right paper lies there (S1-52)."""
    scope = request.scope
    schools = list(visible_schools(scope))
    form = FilterForm(request.GET, schools=visible_schools(scope))
    found = _narrowed(Party.objects.visible_to(scope), form)
    page = Paginator(found.order_by("name", "pk"), AT_ONCE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": _rows(list(page), schools, scope), "form": form, "may_write": may_write(scope),
        "is_narrowed": any(form.cleaned_data.values()) if form.is_valid() else False,
    }
    return render(request, "processors/list.html", context)


def _narrowed(found: Any, form: FilterForm) -> Any:
    form.is_valid()
    chosen = form.cleaned_data
    if chosen.get("q"):
        found = found.named_like(chosen["q"])
    if chosen.get("kind"):
        found = found.filter(kind=chosen["kind"])
    uses = Q()
    if chosen.get("school"):
        uses &= Q(uses__school=chosen["school"]) | Q(uses__school=None, uses__isnull=False)
    if chosen.get("role"):
        uses &= Q(uses__role=chosen["role"])
    return found.filter(uses).distinct() if uses else found


def _rows(parties: list[Party], schools: list, scope) -> list[dict]:
    """Each party with its uses in these schools, and the worst that can be said of them."""
    lines: dict[UUID, list[overview.Line]] = {}
    for line in overview.lines(schools, on=scope.on, parties=[party.pk for party in parties]):
        lines.setdefault(line.use.party_id, []).append(line)
    return [_row(party, lines.get(party.pk, [])) for party in parties]


def _row(party: Party, lines: list[overview.Line]) -> dict:
    reds = [line for line in lines if line.verdict.red]
    warned = [line for line in lines if line.verdict.warnings]
    services_of = dict.fromkeys(line.use.service for line in lines)
    words, kind = (_("not used"), "") if not lines else (_("in order"), "good")
    if reds:
        words, kind = str(reds[0].reason), "bad"
    elif warned:
        words, kind = str(warned[0].warnings[0]), "warn"
    elif lines and all(line.needed == "none" for line in lines):
        words, kind = _("no agreement needed"), ""
    roles = dict.fromkeys(line.use.get_role_display() for line in lines)
    return {"party": party, "services": list(services_of), "roles": list(roles), "words": words, "kind": kind}


@writes
@require_http_methods(GET_OR_POST)
def new(request: SignedInRequest) -> HttpResponse:
    """A party that the board gets to do with; one that looks like a known one is named first."""
    form = PartyForm(sent(request))
    like = None
    if request.method == "POST" and form.is_valid():
        like = None if "anyway" in request.POST else _like(form.cleaned_data["name"])
        if like is None:
            party = services.add(values=form.cleaned_data, by=request.scope, at=timezone.now())
            messages.success(request, _("The party is in the register. Say now what it is used for."))
            return redirect("processors:use_new", party.pk)
    context = {"form": form, "like": like, "back_url": reverse("processors:list")}
    return render(request, "processors/party_new.html", context, status=400 if form.errors or like else 200)


def _like(name: str) -> Party | None:
    key = Names(Party.objects.values_list("pk", "name")).like(name)
    return Party.objects.get(pk=key) if key else None


@writes
@require_http_methods(GET_OR_POST)
def change(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Mend what is known of a party."""
    party = party_of(request, key)
    services.check(services.keeps_party(request.scope, party))
    form = PartyForm(sent(request), instance=copy(party))
    if request.method == "POST" and form.is_valid():
        services.change(party, values=form.cleaned_data, by=request.scope, at=timezone.now())
        messages.success(request, _("What was changed has been kept."))
        return redirect(party)
    return ask(request, form, _("Change party"), back=party)


@reads
@require_safe
def detail(request: SignedInRequest, key: UUID) -> HttpResponse:
    """One party: what it is used for, what was agreed, its products, and whom to reach."""
    party, scope = party_of(request, key), request.scope
    schools = list(visible_schools(scope))
    lines = overview.lines(schools, on=scope.on, parties=[party.pk])
    uses = party.uses.visible_to(scope).select_related("school").defer("school__logo")
    count, is_for_board = agreements.contracting_level(party, scope.on)
    found = Agreement.objects.visible_to(scope).filter(party=party).select_related("school").defer("school__logo")
    context = {
        "party": party,
        "uses": [_of_use(use, lines, scope) for use in uses],
        "agreements": [{"row": row, "state": row.state_on(scope.on), "kind": kind_of(row.state_on(scope.on))} for row in found],
        "products": party.products.annotate(versions=Count("sheets")).order_by("name"),
        "contacts": party.contacts.on(scope.on),
        "may_write": may_write(scope), "keeps_party": services.keeps_party(scope, party),
        "schools_using": count, "is_for_board": is_for_board,
        "wrong_level": is_for_board and any(row.school_id and row.is_valid(scope.on) for row in found),
    }
    return render(request, "processors/party.html", context)


def _of_use(use: PartyUse, lines: list[overview.Line], scope) -> dict:
    mine = [line for line in lines if line.use.pk == use.pk]
    reds, warned = [line for line in mine if line.verdict.red], [line for line in mine if line.verdict.warnings]
    words, kind = (str(reds[0].reason), "bad") if reds else (str(warned[0].warnings[0]), "warn") if warned else (_("in order"), "good")
    if use.is_ended(scope.on):
        words, kind = _("ended"), ""
    elif not mine:
        words, kind = _("not begun yet"), ""
    elif mine[0].needed == "none":
        words, kind = _("no agreement needed"), ""
    needed = mine[0].needed if mine else ""
    return {"use": use, "may_change": services.keeps(scope, use.school_id), "words": words, "kind": kind, "needed": needed}


def kind_of(state: str) -> str:
    """How a state of an agreement is coloured."""
    return {"signed": "good", "expiring": "warn", "requested": "warn", "expired": "bad", "refused": "bad"}.get(state, "")


@reads
@require_safe
def touched(request: SignedInRequest, key: UUID) -> HttpResponse:
    """What hangs on this party: what a breach there, or the end of its contract, touches."""
    party = party_of(request, key)
    return render(request, "processors/ripple.html", {"party": party, "parts": ripple.of(party, request.scope)})


@writes
@require_http_methods(GET_OR_POST)
def use_new(request: SignedInRequest, key: UUID) -> HttpResponse:
    """A school begins to use a party."""
    party = party_of(request, key)
    form = UseForm(sent(request), instance=PartyUse(party=party), on=request.scope.on, **places_of(request.scope))
    if request.method == "POST" and form.is_valid():
        services.use(party, values=form.cleaned_data, by=request.scope, at=timezone.now())
        messages.success(request, _("It is recorded what the party is used for."))
        return redirect(party)
    lede = _("For what, by which school, and in which role: that decides which paper is needed.")
    return ask(request, form, _("Use of a party"), back=party, lede=lede)


@writes
@require_http_methods(GET_OR_POST)
def use_change(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Mend a use, or give it a last day."""
    use = get_object_or_404(PartyUse.objects.visible_to(request.scope).select_related("party"), pk=key)
    services.check(services.keeps(request.scope, use.school_id))
    form = UseForm(sent(request), instance=copy(use), on=request.scope.on, **places_of(request.scope))
    if request.method == "POST" and form.is_valid():
        services.change_use(use, values=form.cleaned_data, by=request.scope, at=timezone.now())
        messages.success(request, _("What was changed has been kept."))
        return redirect(use.party)
    return ask(request, form, _("Change a use"), back=use.party)


@writes
@require_http_methods(GET_OR_POST)
def contact_new(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Somebody at the party whom we can reach."""
    return _contact(request, party_of(request, key), None)


@writes
@require_http_methods(GET_OR_POST)
def contact_change(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Mend a contact, or give it a last day."""
    contact = get_object_or_404(PartyContact.objects.select_related("party"), pk=key)
    return _contact(request, party_of(request, contact.party_id), contact)


def _contact(request: SignedInRequest, party: Party, contact: PartyContact | None) -> HttpResponse:
    services.check(services.keeps_party(request.scope, party))
    form = ContactForm(sent(request), instance=copy(contact) if contact else PartyContact(party=party), on=request.scope.on)
    if request.method == "POST" and form.is_valid():
        services.keep_contact(party, contact, values=form.cleaned_data, by=request.scope, at=timezone.now())
        messages.success(request, _("The contact has been kept."))
        return redirect(party)
    return ask(request, form, _("Contact of a party"), back=party)

"""The register of disclosures: the list, what is written down, and one disclosure with all that was done with it (S1-78)."""
from copy import copy
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from privacyadmin import crypto
from privacyadmin.access.catalogue import Register, Role, Verb
from privacyadmin.access.data_models import DataCategory
from privacyadmin.access.http import SignedInRequest, ask_page, sent
from privacyadmin.access.scope import Scope
from privacyadmin.files.services import name_of, why_not_open
from privacyadmin.organisation.models import School
from privacyadmin.workflow import NotAllowed
from processors.forms import disclosures as forms
from processors.models import Disclosure, Party
from processors.models.activities import visible_schools
from processors.rules.disclosures import is_police
from processors.services import disclosures as services
from processors.services import parties
from processors.workflow import disclosures as workflow
from students import consents, marks
from students.models import Student

from .pages import AT_ONCE, GET_OR_POST, ask, party_of, reads

SHOWN, MOST = 100, 25
KINDS = {"draft": "warn", "given": "good", "refused": "bad", "voided": "bad"}


def disclosure_of(request: SignedInRequest, key: UUID) -> Disclosure:
    people = ("party", "school", "class_group", "made_by", "decided_by", "given_by", "closed_by", "reviewed_by")
    return get_object_or_404(Disclosure.objects.visible_to(request.scope).select_related(*people).defer("school__logo"), pk=key)


def places(scope: Scope) -> dict[str, Any]:
    """For which schools this person records disclosures, and whether for the whole board."""
    reach = scope.schools(Register.PROCESSORS, Verb.WRITE)
    schools = School.objects.defer("logo")
    if reach is None:
        return {"places": schools, "with_board": True}
    own = {held.school for held in scope.held if held.source == "school" and held.role == Role.DIRECTOR}
    return {"places": schools.filter(pk__in=reach | own), "with_board": False}


def may_record(scope: Scope) -> bool:
    return scope.may(Register.PROCESSORS, Verb.WRITE) or scope.holds(Role.DIRECTOR)


def check_records(scope: Scope) -> None:
    if not may_record(scope):
        raise NotAllowed(str(workflow.NOT_YOURS))


def kind_of(disclosure: Disclosure, on) -> str:
    """How its state is coloured."""
    if disclosure.is_standing and disclosure.status == "decided":
        return "" if disclosure.is_over(on) else "good"
    return "warn" if disclosure.status == "decided" else KINDS.get(disclosure.status, "")


@reads
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Each giving of data of pupils to somebody outside the school, the newest first."""
    scope = request.scope
    form = forms.FilterForm(request.GET, schools=visible_schools(scope), on=scope.on)
    found = narrowed(Disclosure.objects.visible_to(scope), form, scope)
    party = _party_asked(request)
    if party is not None:
        found = found.filter(party=party)
    page = Paginator(found.as_lines(), AT_ONCE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": [(row, row.state_on(scope.on), kind_of(row, scope.on)) for row in page], "form": form, "party": party,
        "may_record": may_record(scope), "is_narrowed": any(form.cleaned_data.values()),
    }
    return render(request, "processors/disclosures.html", context)


def _party_asked(request: SignedInRequest) -> Party | None:
    try:
        key = UUID(request.GET.get("party", ""))
    except ValueError:
        return None
    return Party.objects.visible_to(request.scope).filter(pk=key).first()


def narrowed(found: Any, form: forms.FilterForm, scope: Scope) -> Any:
    form.is_valid()
    chosen = form.cleaned_data
    if chosen.get("school"):
        found = found.filter(school=chosen["school"])
    if chosen.get("kind"):
        found = found.filter(kind=chosen["kind"])
    if chosen.get("year"):
        found = found.filter(made_at__year=int(chosen["year"]))
    match chosen.get("state") or "":
        case "":
            return found
        case "open":
            return found.open()
        case "standing":
            return found.standing(on=scope.on)
        case state:
            return found.filter(status=state)


@reads
@require_safe
def choose(request: SignedInRequest) -> HttpResponse:
    """First to whom: a party of the register, or somebody new."""
    check_records(request.scope)
    words = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:80]
    found = list(Party.objects.visible_to(request.scope).named_like(words).order_by("name", "pk")[:MOST]) if words else []
    context = {"words": words, "found": found, "is_standing": "standing" in request.GET}
    return render(request, "processors/disclosure_choose.html", context)


@reads
@require_http_methods(GET_OR_POST)
def new_party(request: SignedInRequest) -> HttpResponse:
    """Somebody who is not in the register of parties yet."""
    check_records(request.scope)
    form = forms.NewPartyForm(sent(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        party = parties.add_recipient(name=values["name"], kind=values["party_kind"], by=request.scope, at=timezone.now())
        return redirect(reverse("processors:disclosure_new", args=[party.pk]))
    crumbs, back = [(_("Disclosures"), reverse("processors:disclosures"))], reverse("processors:disclosure_choose")
    return ask_page(request, form, _("Somebody new"), crumbs=crumbs, back=back, submit=_("Go on"))


@reads
@require_http_methods(GET_OR_POST)
def new(request: SignedInRequest, key: UUID) -> HttpResponse:
    """What is to be given to this party, and why; whose data follows on the next page."""
    party = party_of(request, key)
    check_records(request.scope)
    is_standing = "standing" in request.GET
    form = _form(request, Disclosure(party=party, is_standing=is_standing))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.draft(party, is_standing=is_standing, values=form.cleaned_data, by=request.scope, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("It is written down. Say now whose data it is, and let somebody decide."))
            return redirect(made)
    title = _("Standing disclosure to %(party)s") if is_standing else _("Disclosure to %(party)s")
    note = _("Police and justice get data only on a written order. You attach it on the next page.") if _is_police(party) else ""
    return ask(request, form, title % {"party": party.name}, back=party, submit=_("Write it down"), note=note)


def _is_police(party: Party) -> bool:
    return is_police(party.kind, party.name)


def _form(request: SignedInRequest, disclosure: Disclosure) -> forms.DisclosureForm:
    where = places(request.scope)
    classes = forms.classes_of(where["places"], request.scope.on)
    asked = {"instance": copy(disclosure), "is_police": _is_police(disclosure.party), "classes": classes, "on": request.scope.on}
    return forms.DisclosureForm(sent(request), **asked, **where)


@reads
@require_http_methods(GET_OR_POST)
def change(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Mend what is not decided on yet."""
    disclosure = disclosure_of(request, key)
    services.check_draft(disclosure, request.scope)
    form = _form(request, disclosure)
    if request.method == "POST" and form.is_valid():
        services.change(disclosure, values=form.cleaned_data, by=request.scope, at=timezone.now())
        messages.success(request, _("What was changed has been kept."))
        return redirect(disclosure)
    return ask(request, form, _("Change a disclosure"), back=disclosure)


@reads
@require_safe
def detail(request: SignedInRequest, key: UUID) -> HttpResponse:
    """One disclosure: what, why, whose data as far as this person may see the pupils, and what was done with it."""
    disclosure, scope = disclosure_of(request, key), request.scope
    records = not workflow.records(disclosure, scope)
    names = {each.code: each.name for each in DataCategory.objects.filter(code__in=disclosure.data_categories)}
    context = {
        "disclosure": disclosure, "state": disclosure.state_on(scope.on), "kind": kind_of(disclosure, scope.on),
        "kinds": [names.get(code, code) for code in disclosure.data_categories],
        "missing": workflow.missing(disclosure, scope) if disclosure.is_draft else [],
        "steps": workflow.DISCLOSURE_STEPS.choices(disclosure, scope), "may_change": records and disclosure.is_draft,
        "files": _files(disclosure, scope), "timeline": timeline(disclosure), "is_withheld": disclosure.is_withheld(scope.on),
        "sees_party": Party.objects.visible_to(scope).filter(pk=disclosure.party_id).exists(), **pupils_shown(disclosure, scope),
        "consents": consents.beside("disclosure", [disclosure.pk], scope).get(disclosure.pk),
    }
    return render(request, "processors/disclosure.html", context)


def pupils_shown(disclosure: Disclosure, scope: Scope) -> dict[str, Any]:
    """The pupils that this person may see, each with what stands in the way; of the others only how many."""
    rows = list(disclosure.pupils.order_by("pk").values_list("student", flat=True)[:SHOWN])
    seen = list(Student.objects.visible_to(scope).filter(pk__in=rows).defer("bsn_sealed"))
    limits = marks.of_pupils(rows, at=scope.at)
    without = workflow.without_consent(disclosure, rows, scope.on) if disclosure.is_draft else set()
    pupils = [
        {
            "student": student, "is_restricted": limits[student.pk].restricts(disclosure.categories), "no_consent": student.pk in without,
            "is_protected": any(limits[student.pk].hides(disclosure.categories, from_pupil=side) for side in (False, True)),
        }
        for student in seen
    ]
    count = disclosure.pupils.filter(until=None).count() if disclosure.is_standing else disclosure.pupils.count()
    return {"pupils": pupils, "count": count, "unseen": max(count - len(pupils), 0)}


def _files(disclosure: Disclosure, scope: Scope) -> list[dict]:
    """The papers, for who records or decides: an order names who is looked for."""
    if not services.opens_files(disclosure, scope):
        return []
    rows = list(disclosure.files.all())
    keyring = crypto.Keyring.for_subjects([disclosure.pk]) if rows else None
    return [{"row": row, "name": name_of(row, keyring), "closed": why_not_open(row)} for row in rows if keyring]


def timeline(disclosure: Disclosure) -> list[dict[str, Any]]:
    """What was done with it, the first first."""
    steps = [{"title": _("Written down"), "at": disclosure.made_at, "by": disclosure.made_by}]
    if disclosure.decided_at:
        title = _("Not given") if disclosure.status == "refused" else _("Decided")
        steps.append({"title": title, "at": disclosure.decided_at, "by": disclosure.decided_by, "text": disclosure.decision})
    if disclosure.given_on:
        way = disclosure.get_method_display()
        text = f"{way} · {disclosure.reference}" if disclosure.reference else str(way)
        steps.append({"title": _("Given"), "day": disclosure.given_on, "by": disclosure.given_by, "text": text})
    if disclosure.reviewed_on and disclosure.is_standing:
        steps.append({"title": _("Last reviewed"), "day": disclosure.reviewed_on, "by": disclosure.reviewed_by})
    if disclosure.closed_at:
        title = _("Recorded in error") if disclosure.status == "voided" else _("Ended")
        steps.append({"title": title, "at": disclosure.closed_at, "by": disclosure.closed_by, "text": disclosure.closed_why})
    return steps

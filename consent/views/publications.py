"""What was placed where, and what waits since somebody said no (S1-85, S1-90, S1-94, S2-174)."""
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consent import reach
from consent.checking import TO_NAME
from consent.forms import publications as forms
from consent.models import Cause, FollowUp, Publication, Purpose, PurposeText
from consent.models.publications import waits_for_removal
from consent.services import publications as service
from consent.services import withdrawals
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.workflow import NotAllowed

from .checks import answer_of, check_of
from .pages import GET_OR_POST, ask, reads

AT_ONCE = 25
SHOWN = 200


@reads
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """What stands somewhere, the newest first."""
    states = [("", _("still there")), ("waiting", _("somebody must be taken out")), ("gone", _("taken away"))]
    form = forms.StateForm(request.GET, choices=states)
    found = Publication.objects.visible_to(request.scope)
    match form.wanted:
        case "gone":
            found = found.exclude(removed_on=None)
        case "waiting":
            found = found.standing().filter(waits_for_removal())
        case _other:
            found = found.standing()
    rows = found.select_related("school").defer("school__logo").annotate(waits=waits_for_removal()).order_by("-published_on", "-pk")
    page = Paginator(rows, AT_ONCE).get_page(request.GET.get("page"))
    return render(request, "consent/publications.html", {"page": page, "form": form, "is_narrowed": bool(form.wanted)})


def publication_of(request: SignedInRequest, key: UUID) -> Publication:
    rows = Publication.objects.visible_to(request.scope).select_related("school", "check_made", "made_by", "removed_by")
    return get_object_or_404(rows.defer("school__logo"), pk=key)


@reads
@require_http_methods(GET_OR_POST)
def new(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Of a check: what was placed, where, and who of those who may stands in it."""
    check = check_of(request, key)
    if reason := service.why_not_publish(request.scope, check.school):
        raise NotAllowed(reason)
    is_older = "older" in request.GET
    found = [line["student"] for line in answer_of(request, check)["lines" if is_older else "free"]]
    if not found:
        raise NotAllowed(_("For nobody in this check it may be done."))
    form = forms.PlacedForm(sent(request), today=request.scope.on, pupils=found, is_older=is_older)
    if request.method == "POST" and form.is_valid():
        pupils = [UUID(each) for each in form.cleaned_data["pupils"]]
        try:
            made = service.record(check, pupils, form.cleaned_data, is_older=is_older, by=request.scope, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, refusal.reason)
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(request, _("It is recorded. When somebody says no later, you are asked to take it away."))
            return redirect(made)
    title = _("Record what was placed before there was a check") if is_older else _("Record where you placed it")
    return ask(request, form, title, back=check.get_absolute_url(), here=check.reference, submit=_("Record"))


@reads
@require_http_methods(GET_OR_POST)
def change(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Mend where it stands or what it is called."""
    publication = publication_of(request, key)
    if reason := service.why_not_change(publication, request.scope):
        raise NotAllowed(reason)
    initial = {name: getattr(publication, name) for name in service.WHAT}
    form = forms.PlacedForm(sent(request), today=request.scope.on, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            service.change(publication, form.cleaned_data, by=request.scope, at=timezone.now())
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(request, _("What was changed has been kept."))
            return redirect(publication)
    return ask(request, form, _("Change"), back=publication.get_absolute_url(), here=publication.title)


@reads
@require_safe
def detail(request: SignedInRequest, key: UUID) -> HttpResponse:
    """One thing that was placed: where, who stands in it as far as this reader reads their consents, and what waits."""
    publication, scope = publication_of(request, key), request.scope
    rows = {row.student_id: row for row in publication.pupils.all()[:SHOWN]}
    waiting = {row.student_id: row for row in publication.follow_ups.open()}
    seen = reach.pupils(scope).filter(pk__in=rows).only(*TO_NAME).order_by("first_name", "last_name", "pk")
    pupils = [{"student": each, "gone_on": rows[each.pk].gone_on, "follow_up": waiting.get(each.pk)} for each in seen]
    context = {
        "publication": publication, "pupils": sorted(pupils, key=lambda line: line["follow_up"] is None),
        "unseen": max(len(rows) - len(pupils), 0), "waiting": len(waiting),
        "purposes": titles(publication, scope.on), "may_change": not service.why_not_change(publication, scope),
        "may_take_away": not withdrawals.why_not_take_away(publication, scope),
        "may_object": withdrawals.keeps(scope, publication.school_id),
        "began_on": None if publication.was_checked else service.began_on(publication.school_id),
    }
    return render(request, "consent/publication.html", context)


def titles(publication: Publication, on: Any) -> list[str]:
    """For what it was placed, in the words of the texts."""
    texts = {text.purpose_id: text.title for text in PurposeText.objects.in_force(on=on).filter(purpose__in=publication.purposes)}
    return [texts.get(each.pk, each.code) for each in Purpose.objects.filter(pk__in=publication.purposes).order_by("order", "code")]


@reads
@require_http_methods(GET_OR_POST)
def removed(request: SignedInRequest, key: UUID) -> HttpResponse:
    """The whole of it was taken away."""
    publication = publication_of(request, key)
    if reason := withdrawals.why_not_take_away(publication, request.scope):
        raise NotAllowed(reason)
    form = forms.OnForm(sent(request), today=request.scope.on)
    if request.method == "POST" and form.is_valid():
        try:
            withdrawals.all_gone(publication, on=form.cleaned_data["on"], by=request.scope, at=timezone.now())
        except ValidationError as wrong:
            form.add_error("on", wrong)
        else:
            messages.success(request, _("Recorded. Whoever asked for it hears that it was taken away."))
            return redirect(publication)
    title, back = _("All of it was taken away"), publication.get_absolute_url()
    return ask(request, form, title, back=back, here=publication.title, submit=_("Confirm"))


@reads
@require_POST
def object_to(request: SignedInRequest, key: UUID, student_key: UUID) -> HttpResponse:
    """The school finds that this pupil should not stand in it, or heard so from the family outside the portal."""
    publication = publication_of(request, key)
    student = reach.pupils(request.scope).filter(pk=student_key).first()
    if student is None:
        raise Http404
    if not withdrawals.keeps(request.scope, publication.school_id):
        raise NotAllowed(_("Who keeps the consents of the school does this."))
    opened = withdrawals.object_to(publication, student, cause=Cause.OWN, by=request.scope, at=timezone.now())
    messages.success(request, _("The pupil must be taken out of it.") if opened else _("It waits already."))
    return redirect(publication)


@reads
@require_safe
def follow_ups(request: SignedInRequest) -> HttpResponse:
    """What waits since somebody said no, the most urgent first; and what was done."""
    form = forms.StateForm(request.GET, choices=[("", _("still to do")), ("done", _("done"))])
    found = FollowUp.objects.visible_to(request.scope)
    found = found.exclude(done_on=None).order_by("-done_on", "pk") if form.wanted else found.open().order_by("due_on", "pk")
    rows = found.select_related("publication", "purpose", "school", "student").defer("school__logo")
    page = Paginator(rows, AT_ONCE).get_page(request.GET.get("page"))
    readable = withdrawals.known(list(page), request.scope)
    context = {"page": page, "form": form, "readable": readable, "is_narrowed": bool(form.wanted)}
    return render(request, "consent/follow_ups.html", context)


@reads
@require_http_methods(GET_OR_POST)
def follow_up(request: SignedInRequest, key: UUID) -> HttpResponse:
    """One thing to do: where it stands, by when, and the confirmation that it was done."""
    rows = FollowUp.objects.visible_to(request.scope).select_related(
        "publication", "purpose", "school", "student__user", "opened_by", "done_by"
    )
    row = get_object_or_404(rows.defer("school__logo"), pk=key)
    reason = withdrawals.why_not_do(row, request.scope)
    form = None if reason else forms.DoneForm(sent(request), today=request.scope.on, follow_up=row)
    if request.method == "POST":
        if form is None:
            raise NotAllowed(reason)
        if form.is_valid() and _confirmed(request, row, form):
            messages.success(request, _("Confirmed."))
            return redirect(row)
    is_known = bool(withdrawals.known([row], request.scope))
    context = {
        "follow_up": row, "form": form, "reason": "" if row.done_on else reason, "told": withdrawals.whom_to_tell(row, on=request.scope.on),
        "is_readable": is_known, "is_late": row.is_late(request.scope.on), "purpose": _title(row, request.scope.on) if is_known else "",
    }
    return render(request, "consent/follow_up.html", context, status=400 if form is not None and form.errors else 200)


def _title(row: FollowUp, on: Any) -> str:
    text = PurposeText.objects.in_force(on=on).filter(purpose=row.purpose_id).first() if row.purpose_id else None
    return text.title if text else row.purpose.code if row.purpose else ""


def _confirmed(request: SignedInRequest, row: FollowUp, form: forms.DoneForm) -> bool:
    try:
        withdrawals.done(row, **form.cleaned_data, by=request.scope, at=timezone.now())
    except ValidationError as wrong:
        form.add_error(None, wrong)
        return False
    return True

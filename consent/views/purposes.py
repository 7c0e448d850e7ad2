"""One purpose: what it is, its texts, and what is done with them."""
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consent import asking, reach, seed
from consent.forms import purposes as forms
from consent.forms.lists import SchoolFilter
from consent.models import Mode, Purpose
from consent.models.catalogue import OF_IMAGES
from consent.rules.verdict import Reason
from consent.services import purposes as services
from privacyadmin.access.catalogue import Verb
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.workflow import NotAllowed
from students.models import Enrolment

from .pages import GET_OR_POST, ask, counts, schools, writes

UNANSWERED = (Reason.UNANSWERED, Reason.PUPIL_UNANSWERED, Reason.LIMITED, Reason.NOBODY)


def purpose_of(request: SignedInRequest, key: UUID) -> Purpose:
    rows = Purpose.objects.visible_to(request.scope).select_related("school").defer("school__logo")
    return get_object_or_404(rows.prefetch_related("texts__made_by", "texts__put_by"), pk=key)


def written_by(request: SignedInRequest, key: UUID) -> Purpose:
    """A purpose that this person may change. Raises NotAllowed for one of another school, or that was retired."""
    purpose = purpose_of(request, key)
    services.check(request.scope, purpose.school_id)
    if purpose.until is not None:
        raise NotAllowed(_("This purpose was retired."))
    return purpose


def title_of(purpose: Purpose) -> str:
    """Its name for a page: the title of the newest text."""
    newest = max(purpose.texts.all(), key=lambda text: text.number, default=None)
    return newest.title if newest else purpose.code


@counts
@require_safe
def detail(request: SignedInRequest, key: UUID) -> HttpResponse:
    """The purpose with every version of its text, and how many pupils stand where today."""
    purpose, on = purpose_of(request, key), request.scope.on
    texts = sorted(purpose.texts.all(), key=lambda text: -text.number)
    in_force = [text for text in texts if text.valid_from and text.valid_from <= on]
    context = {
        "purpose": purpose, "title": title_of(purpose), "text": in_force[0] if in_force else None, "versions": texts,
        "draft": next((text for text in texts if text.is_draft), None),
        "coming": next((text for text in texts if text.valid_from and text.valid_from > on), None),
        "may_write": not services.why_not_write(request.scope, purpose.school_id) and purpose.until is None,
        "is_in_use": purpose.is_in_use(on=on), "on": on,
        "numbers": _numbers(purpose, request) if in_force and _is_counted(purpose, request) else None,
    }
    return render(request, "consent/purpose.html", context)


def _is_counted(purpose: Purpose, request: SignedInRequest) -> bool:
    """Not what is asked for each occasion, and for who only places things images alone (2.14)."""
    is_seen = purpose.kind in OF_IMAGES or purpose.school_id not in reach.for_images_alone(request.scope)
    return is_seen and purpose.mode != Mode.PER_EVENT and purpose.is_in_use(on=request.scope.on)


def _numbers(purpose: Purpose, request: SignedInRequest) -> dict[str, int]:
    """Of how many pupils of the school the answer is yes, no, or not there; two queries."""
    pupils = Enrolment.objects.current().filter(school=purpose.school_id).order_by().values_list("student", flat=True).distinct()
    found = asking.verdicts(list(pupils), [purpose.pk], at=request.scope.at)
    each = Counter(_place(verdict) for of_pupil in found.values() for verdict in of_pupil.values())
    return {"yes": each["yes"], "no": each["no"], "unanswered": each["unanswered"]}


def _place(verdict: Any) -> str:
    return "yes" if verdict.is_yes else "unanswered" if verdict.reason in UNANSWERED else "no"


@writes
@require_http_methods(GET_OR_POST)
def new(request: SignedInRequest) -> HttpResponse:
    """A purpose of the school's own."""
    places = list(schools(request.scope, Verb.WRITE).order_by("name"))
    school = SchoolFilter(request.GET, schools=places).chosen
    if school is None:
        raise Http404
    form = forms.NewPurposeForm(sent(request))
    form.instance.school, form.instance.since = school, request.scope.on
    if request.method == "POST" and form.is_valid():
        made = services.add(school, form.values, form.words, by=request.scope, at=timezone.now())
        messages.success(request, _("The purpose has been added. Nobody is asked before its text is in force."))
        return redirect(made)
    back = f"{reverse('consent:index')}?school={school.pk}"
    return ask(request, form, _("Add a purpose"), back=back, here=school.name, lede=_("What do you want to ask families?"))


@writes
@require_POST
def take_over(request: SignedInRequest) -> HttpResponse:
    """The purposes of the common list that this school does not have yet."""
    places = schools(request.scope, Verb.WRITE)
    school = SchoolFilter({"school": request.POST.get("school", "-")}, schools=list(places)).chosen
    if school is None:
        raise Http404
    count = seed.write(school, on=request.scope.on, at=timezone.now(), by=request.scope)
    messages.success(request, ngettext("%(count)d purpose added.", "%(count)d purposes added.", count) % {"count": count})
    return redirect(f"{reverse('consent:index')}?school={school.pk}")


@writes
@require_http_methods(GET_OR_POST)
def change(request: SignedInRequest, key: UUID) -> HttpResponse:
    """How it is asked."""
    purpose = written_by(request, key)
    is_answered = services.is_answered(purpose)
    answered = ("kind", "decider", "mode") if purpose.mode == Mode.PER_EVENT else ("kind", "decider")
    fixed = answered if is_answered else ()
    form = forms.PurposeForm(sent(request), instance=purpose, fixed=fixed)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and _done(form, lambda at: services.change(purpose, form.values, by=request.scope, at=at)):
        messages.success(request, _("The purpose has been changed."))
        return redirect(purpose)
    return ask(request, form, _("Change the purpose"), back=purpose.get_absolute_url(), here=title_of(purpose))


@writes
@require_http_methods(GET_OR_POST)
def text(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Write the new text, in both languages; it is a draft until somebody puts it in force."""
    purpose = written_by(request, key)
    texts = sorted(purpose.texts.all(), key=lambda each: -each.number)
    draft = next((each for each in texts if each.is_draft), None)
    newest = draft or (texts[0] if texts else None)
    initial = {name: getattr(newest, name) for name in forms.WORDS} if newest else {}
    form = forms.WordsForm(sent(request), initial=initial)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and _done(form, lambda at: services.draft(purpose, form.words, by=request.scope, at=at)):
        messages.success(request, _("The draft has been kept. Look at it below, as families will read it."))
        return redirect(purpose)
    note = "" if draft or not texts else _("The text in force stays as it is until you put the new one in force.")
    return ask(
        request, form, _("Change the draft") if draft else _("Write a new text"), back=purpose.get_absolute_url(), here=title_of(purpose),
        lede=note, submit=_("Keep the draft"),
    )


@writes
@require_POST
def drop_text(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Throw the draft away."""
    purpose = written_by(request, key)
    services.drop_draft(purpose, by=request.scope, at=timezone.now())
    messages.success(request, _("The draft has been thrown away."))
    return redirect(purpose)


@writes
@require_http_methods(GET_OR_POST)
def put_text(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Put the draft in force from a day."""
    purpose = written_by(request, key)
    draft = next((each for each in purpose.texts.all() if each.is_draft), None)
    if draft is None:
        raise NotAllowed(_("There is no draft. Write the new text first."))
    is_first = draft.number == 1
    form = forms.PutForm(sent(request), on=request.scope.on, is_first=is_first, initial={"valid_from": request.scope.on})
    if request.method == "POST" and form.is_valid():
        values = {"valid_from": form.cleaned_data["valid_from"], "asks_again": form.cleaned_data.get("later") != forms.KEEP}
        if _done(form, lambda at: services.put_in_force(purpose, **values, by=request.scope, at=at)):
            messages.success(request, _("The text is in force from the day that you chose."))
            return redirect(purpose)
    note = _("From then on this text cannot be changed any more: families answered to these words.")
    return ask(
        request, form, _("Put the text in force"), back=purpose.get_absolute_url(), here=title_of(purpose), note=note,
        submit=_("Put in force"), template="consent/purpose_put.html", text=draft,
    )


@writes
@require_http_methods(GET_OR_POST)
def retire(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Ask it no more."""
    purpose = written_by(request, key)
    form = forms.RetireForm(sent(request), on=request.scope.on, initial={"until": request.scope.on})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if _done(form, lambda at: services.retire(purpose, **values, by=request.scope, at=at)):
            messages.success(request, _("The purpose has been retired."))
            return redirect(purpose)
    note = _("From that day nobody may rely on an answer to it, and campaigns go on without it. This cannot be undone.")
    return ask(
        request, form, _("Retire the purpose"), back=purpose.get_absolute_url(), here=title_of(purpose), note=note, submit=_("Retire"),
        danger=True,
    )


def _done(form: Any, service: Callable[[Any], Any]) -> bool:
    """Carry it out; what the service refuses stands above the form."""
    try:
        service(timezone.now())
    except NotAllowed as refusal:
        form.add_error(None, refusal.reason)
    except ValidationError as mistake:
        form.add_error(None, mistake)
    return not form.errors

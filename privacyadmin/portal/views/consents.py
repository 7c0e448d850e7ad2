"""Yes and no: all choices of one child on one page, changed with one tap, as easily taken back as given (S1-89; GDPR 7(3))."""
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from consent import family
from consent.models import Capacity
from consent.services import sixteen
from privacyadmin.access.doors import needs_family
from privacyadmin.access.http import SignedInRequest
from privacyadmin.portal.children import Child, brand_for, child_of, survivor_of
from privacyadmin.portal.forms import AnswerForm
from privacyadmin.workflow import NotAllowed

PAGE_SIZE = 50


@needs_family
@require_safe
def shown(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Each question with its text, what this person said, and what the school does now."""
    if child_of(request.scope, key) is None and (survivor := survivor_of(request.scope, key)):
        return redirect("portal:consents", survivor)
    child, who = _answerer(request, key)
    return render(request, "portal/consents.html", _choices(request, child, who) | brand_for(child.school))


@needs_family
@require_POST
def answer(request: SignedInRequest, key: UUID) -> HttpResponse:
    """One tap: yes, no, or a yes taken back; it holds from this moment."""
    page = reverse("portal:consents", args=[key])
    try:
        child, who = _answerer(request, key)
        found = _answered(request, who)
    except family.StaleText as changed:
        messages.warning(request, str(changed))
        return HttpResponseClientRedirect(page) if request.htmx else redirect(page)
    except NotAllowed:
        if request.htmx:
            return HttpResponseClientRedirect(page)                  # which says why, as a page of its own
        raise
    if not request.htmx:
        messages.success(request, _("Saved: %(question)s") % {"question": found.text.title})
        return redirect(f"{page}#q{found.key}")
    context = _choices(request, child, who)
    question = next((each for group in context["groups"] for each in group.questions if each.key == found.key), None)
    return render(request, "portal/_consent_saved.html", context | {"question": question, "title": found.text.title, "is_saved": True})


def _answered(request: SignedInRequest, who: family.Answerer) -> family.Question:
    """Record what was tapped, under the words that were shown."""
    form = AnswerForm(request.POST)
    found = form.is_valid() and _question(request, who, form.cleaned_data["question"])
    if not found:
        raise Http404
    is_yes = form.cleaned_data["answer"] == "yes"
    family.answer(who, found, is_yes=is_yes, text=form.cleaned_data["text"], by=request.scope, at=timezone.now())
    return found


@needs_family
@require_safe
def history(request: SignedInRequest, key: UUID) -> HttpResponse:
    """What he answered himself, when, how and to which words."""
    child, who = _answerer(request, key)
    page = Paginator(family.own_history(who), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "portal/consent_history.html", {"child": child, "who": who, "page": page} | brand_for(child.school))


@needs_family
@require_safe
def paper(request: SignedInRequest, key: UUID) -> HttpResponse:
    """The same questions to print, tick and hand in."""
    child, who = _answerer(request, key)
    context = _choices(request, child, who)
    return render(request, "portal/consent_paper.html", context | brand_for(child.school))


@needs_family
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedInRequest, key: UUID) -> HttpResponse:
    """From now on the pupil of 16 or 17 decides himself, where the school asks the parents until somebody asks this (S1-70)."""
    child, who = _answerer(request, key)
    if reason := sixteen.why_not_himself(who.student, request.scope, capacity=who.capacity):
        raise NotAllowed(reason)
    if request.method == "POST":
        sixteen.let_decide(who.student, capacity=who.capacity, by=request.scope, at=timezone.now())
        told = _("Saved. From now on the school asks you.") if who.is_pupil else _("Saved. From now on the school asks the pupil.")
        messages.success(request, told)
        return redirect("portal:consents", key)
    return render(request, "portal/consent_decide.html", {"child": child, "who": who} | brand_for(child.school))


def _answerer(request: SignedInRequest, key: UUID) -> tuple[Child, family.Answerer]:
    """One's own child, for whom one answers; 403 with the reason where one does not."""
    child = child_of(request.scope, key)
    if child is None:
        raise Http404
    return child, family.answerer(request.scope, child.student)


def _choices(request: SignedInRequest, child: Child, who: family.Answerer) -> dict[str, Any]:
    groups = family.groups(who, request.scope, at=timezone.now())
    asked = [question for group in groups for question in group.questions if question.may_say_yes]
    return {
        "child": child, "who": who, "groups": groups, "asked": len(asked), "open": sum(question.is_open for question in asked),
        "has_all": bool(asked) and all(question.own for question in asked),
        "parents_are_asked": who.is_pupil and any(not question.waits_for_him for question in asked),
        "is_unknown": who.capacity == Capacity.UNKNOWN, "is_from_16": (who.student.age_on(request.scope.on) or 0) >= family.FROM_16,
        "may_let_decide": not sixteen.why_not_himself(who.student, request.scope, capacity=who.capacity),
    }


def _question(request: SignedInRequest, who: family.Answerer, key: str) -> family.Question | None:
    asked = family.questions([who], request.scope, at=timezone.now())[who.key]
    return next((question for question in asked if question.is_shown and question.key == key), None)

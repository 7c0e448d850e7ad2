"""Who of the staff was told what, what each must still read, and the report of who was not told (S1-16…19, S1-92)."""
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consent import reach
from consent.forms import awareness as forms
from consent.models import AwarenessTopic
from consent.rules.awareness import is_current
from consent.services import awareness as service
from privacyadmin.access.catalogue import Verb
from privacyadmin.access.doors import needs_staff, role_label
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from privacyadmin.workflow import NotAllowed

from .pages import GET_OR_POST, ask, reads, writes


def schools_reported(scope: Scope) -> QuerySet[School]:
    """Of which schools somebody sees who was told what: who keeps the consents there, and who oversees the board."""
    whole = reach.schools(scope)
    found = School.objects.defer("logo").order_by("name")
    return found if whole is None else found.filter(pk__in=reach.schools(scope, Verb.WRITE) or ())


@reads
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The report: per colleague of a school what he was told, and first who was not."""
    schools = list(schools_reported(request.scope))
    if not schools:
        raise NotAllowed(_("Who keeps the consents of a school sees who was told what."))
    school = next((each for each in schools if str(each.pk) == request.GET.get("school")), schools[0] if len(schools) == 1 else None)
    context: dict[str, Any] = {"schools": schools, "school": school, "may_write": bool(reach.schools(request.scope, Verb.WRITE) != set())}
    if school is None:
        context["topics"] = list(AwarenessTopic.objects.in_use().filter(school=None))
        return render(request, "consent/awareness.html", context)
    context["topics"] = topics = list(service.topics_of(school))
    context["lines"] = lines = report(school, topics, request.scope)
    context["behind"] = sum(1 for line in lines if line["behind"])
    return render(request, "consent/awareness.html", context)


def report(school: School, topics: list[AwarenessTopic], scope: Scope) -> list[dict[str, Any]]:
    """Each colleague with what he was told; who must still be told first. A constant number of queries."""
    people = service.colleagues(school, at=scope.at)
    told = service.last_told([each.user.pk for each in people], [each.pk for each in topics])
    lines = []
    for each in people:
        cells, behind = [], 0
        for topic in topics:
            last = told.get((each.user.pk, topic.pk))
            must = topic.concerns(set(each.roles))
            is_told = is_current(last, number=topic.number, months=service.months_of(topic, scope.on), on=scope.on)
            behind += must and not is_told
            cells.append({"topic": topic, "must": must, "is_told": is_told, "last": last})
        lines.append({"name": each.user.name, "roles": [role_label(role) for role in sorted(each.roles)], "cells": cells, "behind": behind})
    return sorted(lines, key=lambda line: (not line["behind"], line["name"]))


@needs_staff
@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """What I must know, and what of it I still have to read."""
    lines = service.own_topics(request.scope)
    context = {"lines": sorted(lines, key=lambda line: line["is_told"]), "sees_report": bool(schools_reported(request.scope)[:1])}
    return render(request, "consent/awareness_mine.html", context)


def topic_of(scope: Scope, key: UUID) -> AwarenessTopic:
    """A topic of the board, or of a school where somebody has a role."""
    found = get_object_or_404(AwarenessTopic.objects.select_related("school").defer("school__logo"), pk=key)
    if found.school_id and not (schools_reported(scope).filter(pk=found.school_id).exists() or service.roles_in(scope, found.school_id)):
        raise Http404
    return found


@needs_staff
@require_http_methods(GET_OR_POST)
def topic(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Read it, and confirm it."""
    found, scope = topic_of(request.scope, key), request.scope
    if request.method == "POST":
        number = request.POST.get("number", "")
        service.confirm(found, number=int(number) if number.isdecimal() else 0, by=scope, at=timezone.now())
        messages.success(request, _("Thank you. It is recorded that you read it today."))
        return redirect("consent:awareness_mine")
    own = next((line for line in service.own_topics(scope) if line["topic"].pk == found.pk), None)
    may_tell = not found.retired_at and reach.schools(scope, Verb.WRITE) != set()
    context = {"topic": found, "own": own, "may_write": service.may_write(scope, found.school_id), "may_tell": may_tell}
    return render(request, "consent/awareness_topic.html", context)


@writes
@require_http_methods(GET_OR_POST)
def new(request: SignedInRequest) -> HttpResponse:
    """Write down something that staff must know."""
    whole = reach.schools(request.scope, Verb.WRITE)
    form = forms.NewTopicForm(sent(request), schools=schools_reported(request.scope), with_board=whole is None)
    if request.method == "POST" and form.is_valid():
        made = service.save(None, form.cleaned_data, school=form.cleaned_data["school"], by=request.scope, at=timezone.now())
        messages.success(request, _("It is written down. Who must know it finds it in the work-list."))
        return redirect("consent:awareness_topic", made.pk)
    back = reverse("consent:awareness")
    return ask(request, form, _("Add what staff must know"), back=back, here=_("Awareness"))


@writes
@require_http_methods(GET_OR_POST)
def change(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Other words: a new version."""
    found = topic_of(request.scope, key)
    if not service.may_write(request.scope, found.school_id):
        raise NotAllowed(_("What staff of the whole board must know is written down by the privacy coordinator."))
    form = forms.TopicForm(sent(request), initial={name: getattr(found, name) for name in service.WHAT})
    if request.method == "POST" and form.is_valid():
        service.save(found, form.cleaned_data, school=found.school, by=request.scope, at=timezone.now())
        messages.success(request, _("What was changed has been kept."))
        return redirect("consent:awareness_topic", found.pk)
    return ask(request, form, _("Change"), back=reverse("consent:awareness_topic", args=[found.pk]), here=found.title)


@writes
@require_http_methods(GET_OR_POST)
def tell(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Record who was at a meeting or was told in person; of which school is asked first where there are more."""
    found = topic_of(request.scope, key)
    whole = reach.schools(request.scope, Verb.WRITE)
    schools = [each for each in schools_reported(request.scope) if whole is None or each.pk in whole]
    schools = [each for each in schools if found.school_id in (None, each.pk)]
    school = next((each for each in schools if str(each.pk) == request.GET.get("school")), schools[0] if len(schools) == 1 else None)
    if school is None:
        return render(request, "consent/awareness_where.html", {"topic": found, "schools": schools})
    form = forms.TellForm(sent(request), colleagues=service.colleagues(school, at=timezone.now()), today=request.scope.on)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        people = [UUID(each) for each in values["people"]]
        service.tell(found, people, means=values["means"], on=values["on"], school=school, by=request.scope, at=timezone.now())
        messages.success(request, _("Recorded."))
        return redirect(f"{reverse('consent:awareness')}?school={school.pk}")
    back = reverse("consent:awareness_topic", args=[found.pk])
    return ask(request, form, _("Record who was told"), back=back, here=found.title, lede=school.name)


@writes
@require_POST
def retire(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Nobody has to know it any more."""
    service.retire(topic_of(request.scope, key), by=request.scope, at=timezone.now())
    messages.success(request, _("Staff need no longer know it. Who was told stays recorded."))
    return redirect("consent:awareness")

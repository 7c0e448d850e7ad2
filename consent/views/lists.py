"""Lists: the answers of a class, and the pupils whose families do not agree."""
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consent import asking, reach
from consent.forms.lists import ClassFilter
from consent.models import Kind, Mode, Purpose
from consent.models.catalogue import CATEGORY_OF, FOR_ONE_OCCASION
from consent.rules.words import label, to_colleague
from consent.services import disagreements
from privacyadmin.access.catalogue import Category
from privacyadmin.access.http import SignedInRequest
from privacyadmin.access.scope import Scope
from students.models import ClassGroup, Student

from .overview import texts_of
from .pages import reads, writes


@writes
@require_safe
def differing(request: SignedInRequest) -> HttpResponse:
    """Where parents do not agree, or somebody whose authority is not known said no: one line per pupil and purpose."""
    found = list(disagreements.waiting(request.scope))
    texts = texts_of(list({row.purpose_id for row, _verdict in found}), request)
    rows = [{"row": row, "title": texts[row.purpose_id]["title"], "why": to_colleague(verdict)} for row, verdict in found]
    return render(request, "consent/differing.html", {"rows": rows})


def classes_of(scope: Scope) -> QuerySet[ClassGroup]:
    """The classes of this school year whose pupils this person reaches."""
    where, year = reach.where(scope), Q(school_year__start_on__lte=scope.on, school_year__end_on__gt=scope.on)
    found = ClassGroup.objects.filter(year).select_related("school").defer("school__logo").order_by("school__name", "kind", "name")
    if where.is_everybody:
        return found
    return found.filter(Q(pk__in=where.classes) | Q(school__in=where.schools) | Q(school__sector__in=where.sectors))


@reads
@require_safe
def of_class(request: SignedInRequest) -> HttpResponse:
    """Every pupil of one class with yes or no to each purpose of one kind; one query for all answers."""
    scope = request.scope
    groups = list(classes_of(scope))
    several = len({group.school_id for group in groups}) > 1
    names = [(group.pk, f"{group.name} – {group.school.name}" if several else group.name) for group in groups]
    asked = [kind for kind in Kind if kind != Kind.EVENT and kind not in FOR_ONE_OCCASION]
    kinds = [kind.value for kind in asked if not reach.where(scope, category=CATEGORY_OF[kind]).is_nobody]
    form = ClassFilter(request.GET, groups=names, kinds=kinds)
    if request.GET.get("group") and form.chosen is None:
        raise Http404
    context: dict[str, Any] = {"form": form, "group": None}
    if form.chosen:
        context |= _table(get_object_or_404(classes_of(scope), pk=form.chosen), form.kind_chosen, request)
    return render(request, "consent/class.html", context)


def _table(group: ClassGroup, kind: str, request: SignedInRequest) -> dict[str, Any]:
    scope = request.scope
    asked = Purpose.objects.read_by(scope).in_use(on=scope.on).filter(school=group.school_id, kind=kind).exclude(mode=Mode.PER_EVENT)
    texts = texts_of([each.pk for each in asked], request)
    purposes = [each for each in asked if texts[each.pk]["text"]]
    pupils = list(_pupils(group, CATEGORY_OF[Kind(kind)], scope)) if purposes else []
    verdicts = asking.verdicts([each.pk for each in pupils], [each.pk for each in purposes], at=scope.at)
    rows: list[dict[str, Any]] = [
        {
            "pupil": pupil,
            "cells": [
                {"is_yes": found.is_yes, "word": label(found), "why": to_colleague(found), "title": texts[purpose.pk]["title"]}
                for purpose in purposes for found in [verdicts[pupil.pk][purpose.pk]]
            ],
        }
        for pupil in pupils
    ]
    for row in rows:
        row["yes"] = sum(cell["is_yes"] for cell in row["cells"])
    yes = [sum(row["cells"][place]["is_yes"] for row in rows) for place, _purpose in enumerate(purposes)]
    columns = [{"title": texts[each.pk]["title"], "purpose": each, "yes": yes[place]} for place, each in enumerate(purposes)]
    return {"group": group, "columns": columns, "rows": rows}


def _pupils(group: ClassGroup, category: Category, scope: Scope) -> QuerySet[Student]:
    """The pupils of the class today, as far as this person reads answers about this part of their file."""
    here = Student.memberships_on(scope.on).filter(class_group=group.pk).order_by().values("student")
    return reach.pupils(scope, category=category).filter(pk__in=here).only("first_name", "initials", "prefix", "last_name").order_by(
        "last_name", "first_name", "pk"
    )


"""«A parent just asked me»: a teacher passes it on in a minute, so that the term runs from the day on which it was asked."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from privacyadmin.access.catalogue import Category, Register, Verb
from privacyadmin.access.doors import needs
from privacyadmin.access.http import SignedInRequest
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from privacyadmin.policy.services import in_force
from privacyadmin.times import local_day
from requests import rights
from requests.forms import DayField
from requests.models import Channel
from requests.services import receiving
from students.models import Student

OLDEST = timedelta(days=31)              # longer ago than the term itself: then the coordinator enters it
HOW = (Channel.ORAL, Channel.MAIL, Channel.LETTER)


@dataclass(frozen=True)
class Possible:
    """One parent, or the pupil himself, who may have asked."""

    student: Student
    asker: receiving.Asker

    @property
    def key(self) -> str:
        return f"{self.student.pk}:{self.asker.key}"


def possible(scope: Scope) -> Iterator[Possible]:
    """Everybody who could ask about a pupil of an own class; a constant number of queries."""
    classes = receiving.own_classes(scope)
    if not classes:
        return
    limits = {school.pk: in_force(school, scope.on).age_limit for school in School.objects.filter(classes__in=classes).distinct()}
    members = Student.memberships_on(scope.on).filter(class_group__in=classes)
    pupils = Student.objects.visible_to(scope, category=Category.FAM).filter(pk__in=members.values("student"))
    for student in pupils.prefetch_related("guardian_relations__guardian__user").order_by("first_name", "last_name", "pk"):
        limit = min((limits[key] for key in student.school_ids if key in limits), default=None)
        if limit is not None:
            for asker in receiving.askers_among(student, student.guardian_relations.all(), age_limit=limit, on=scope.on):
                if asker.standing.may_ask:
                    yield Possible(student, asker)


class AskedForm(forms.Form):
    """Who asked, what, and when and how."""

    who = forms.ChoiceField(label=gettext_lazy("Who asked you?"))
    right = forms.ChoiceField(label=gettext_lazy("What was asked?"), choices=rights.choices)
    received_on = DayField(label=gettext_lazy("When?"), help_text=gettext_lazy("The term is counted from this day."))
    channel = forms.ChoiceField(label=gettext_lazy("How?"), choices=[(each.value, each.label) for each in HOW])

    def __init__(self, data=None, *, people: list[Possible], on: date):
        super().__init__(data, initial={"received_on": on})
        self.people, self.on = {each.key: each for each in people}, on
        grouped: dict[str, list[tuple[str, str]]] = {}
        for each in people:
            grouped.setdefault(each.student.full_name, []).append((each.key, each.asker.name))
        who: Any = cast(forms.ChoiceField, self.fields["who"])
        who.choices = [("", _("Choose")), *grouped.items()]
        self.fields["received_on"].widget.attrs |= {"max": on.isoformat(), "min": (on - OLDEST).isoformat()}

    def clean_who(self) -> Possible:
        return self.people[self.cleaned_data["who"]]

    def clean_received_on(self) -> date:
        asked_on = self.cleaned_data["received_on"]
        if asked_on > self.on:
            raise ValidationError(_("This day lies in the future."))
        if asked_on < self.on - OLDEST:
            raise ValidationError(_("This lies more than a month back. Tell the privacy coordinator, who enters it."))
        return asked_on


@needs(Register.REQUESTS, Verb.OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: SignedInRequest) -> HttpResponse:
    """A parent just asked me."""
    scope, at = request.scope, timezone.now()
    form = AskedForm(request.POST or None, people=list(possible(scope)), on=local_day(at))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        privacy_request, is_new = receiving.pass_on(
            student=told["who"].student, asker=told["who"].asker, right=told["right"], channel=told["channel"],
            received_on=told["received_on"], by=scope, at=at,
        )
        words = {"number": privacy_request.number, "day": date_format(privacy_request.due_on, "j F Y")}
        if is_new:
            passed_on = _("Passed on as %(number)s. The privacy coordinator takes it on; the answer comes by %(day)s.")
            messages.success(request, passed_on % words)
        else:
            messages.info(request, _("This was asked before: it is being handled as %(number)s.") % words)
        return redirect("home")
    return render(request, "requests/asked.html", {"form": form})

"""What waits of the register: for the coordinator, the FG and the board; a constant number of queries."""
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.worklist import Task
from processors.models import ActivityVersion, Dpia, FormReview, FormVersion
from processors.models.register_words import DpiaStatus, VersionState
from processors.workflow.register import writes_dpia, writes_version

AHEAD = timedelta(days=30)                      # a review is on the list from here on
UNDER_WAY = (DpiaStatus.PRESCAN, DpiaStatus.ANALYSIS, DpiaStatus.RISKS)
NOTHING_LATER = Q(activity__stopped_on=None, activity__taken_up_at__isnull=False)


def tasks_of(scope: Scope, on: date) -> Iterator[Task]:
    """Nothing, and no query, for who neither writes nor decides here."""
    verbs = scope.verbs(Register.PROCESSORS)
    if scope.is_family or not verbs & {Verb.WRITE, Verb.SIGN, Verb.ADVISE}:
        return
    yield from _of_activities(scope, on)
    yield from _of_dpias(scope, on)
    yield from _of_the_form(scope, on)


def _of_activities(scope: Scope, on: date) -> Iterator[Task]:
    rows = ActivityVersion.objects.newest().visible_to(scope).filter(NOTHING_LATER).select_related("activity")
    waits = Q(status=VersionState.PROPOSED) | ~Q(answer="") & Q(status=VersionState.DRAFT) | Q(activity__due_on__lte=on + AHEAD)
    for version in rows.filter(waits):
        url, kind = version.activity.get_absolute_url(), version.name
        if version.status == VersionState.PROPOSED:
            if scope.may(Register.PROCESSORS, Verb.SIGN) and not version.is_written_by(scope.user.pk):
                yield Task(title=_("Approve an activity of the register"), url=url, kind=kind)
        elif not writes_version(version, scope):
            if version.answer and version.status == VersionState.DRAFT:
                yield Task(title=_("The board sent an activity back"), url=url, kind=kind)
            if version.activity.due_on and version.activity.due_on <= on + AHEAD:
                yield Task(title=_("Review an activity of the register"), url=url, kind=kind, due_on=version.activity.due_on)


def _of_dpias(scope: Scope, on: date) -> Iterator[Task]:
    rows = Dpia.objects.visible_to(scope).standing().select_related("school").defer("school__logo")
    waits = Q(status__in=[*UNDER_WAY, DpiaStatus.ADVICE, DpiaStatus.DECISION]) | Q(due_on__lte=on + AHEAD)
    for dpia in rows.filter(waits):
        if title := _title_of(dpia, scope):
            yield Task(title=title, url=dpia.get_absolute_url(), kind=dpia.title, school=dpia.school, due_on=dpia.due_on)


def _title_of(dpia: Dpia, scope: Scope) -> str:
    """What waits for this person; empty when it waits for somebody else."""
    if dpia.status == DpiaStatus.ADVICE:
        return _("Advise on a DPIA") if scope.may(Register.PROCESSORS, Verb.ADVISE) else ""
    if dpia.status == DpiaStatus.DECISION:
        may_decide = scope.may(Register.PROCESSORS, Verb.SIGN) and not dpia.is_written_by(scope.user.pk)
        return _("Decide on a DPIA") if may_decide else ""
    if writes_dpia(dpia, scope):
        return ""
    return _("Go on with a DPIA") if dpia.status in UNDER_WAY else _("Review a DPIA")


def _of_the_form(scope: Scope, on: date) -> Iterator[Task]:
    signs = scope.may(Register.PROCESSORS, Verb.SIGN)
    for version in FormVersion.objects.open():
        if version.status == VersionState.PROPOSED and signs and not version.is_written_by(scope.user.pk):
            yield Task(title=_("Approve the application form"), url=version.get_absolute_url(), kind=version.title)
        if version.status == VersionState.DRAFT and version.answer and scope.schools(Register.PROCESSORS, Verb.WRITE) is None:
            yield Task(title=_("The board sent the application form back"), url=version.get_absolute_url(), kind=version.title)
    if scope.schools(Register.PROCESSORS, Verb.WRITE) is None:
        for review in FormReview.objects.filter(is_latest=True, due_on__lte=on + AHEAD).select_related("version"):
            url = reverse("processors:application_form_review", args=[review.version_id])
            yield Task(title=_("Review the application form"), url=url, kind=review.version.title, due_on=review.due_on)

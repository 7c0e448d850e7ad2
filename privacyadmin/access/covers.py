"""Cover for an absent colleague: somebody of the same school holds the absent one's roles too, from one day to another (S2-116)."""
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacyadmin import audit, outbox
from privacyadmin.accounts.models import Kind, User
from privacyadmin.organisation.models import Board, School
from privacyadmin.organisation.services import school_year_on
from privacyadmin.times import local_day, start_of_day
from privacyadmin.workflow import NotAllowed

from . import events, holdings, proposals, services
from .catalogue import Register, Role, Verb
from .lending import lent_to, works_until
from .models import Cover, Grant
from .scope import ADVISER_CASE, EXCEPTION, Scope
from .sources import SOURCES

# These are asked for and confirmed by two functions, also for a while (2.14, segregation); what an adviser hears is hers alone (S1-115).
A_MOMENT = timedelta(microseconds=1)
KEPT_TO_ONE = (ADVISER_CASE, EXCEPTION)       # an exception was asked and approved for this person by name
NEVER_COVERED = frozenset({Role.DIRECTOR, Role.COORDINATOR, Role.ADVISER, Role.FG, Role.FG_CONTACT, Role.ICT, Role.BOARD_MEMBER})


def schools_of(scope: Scope) -> models.QuerySet[School]:
    """The schools where this person arranges cover."""
    return School.objects.within(scope.schools(Register.USERS, Verb.PROPOSE)).order_by("name")


def colleagues(schools: Any, *, at: datetime) -> models.QuerySet[User]:
    """Everybody who holds a role in one of these schools or its classes, by name."""
    held = Q()
    for model in SOURCES.grant_models:
        if model.target_model() is not Board and not holdings.is_case(model.target_model()):
            path = holdings.school_path(model.target_model())
            held |= Q(pk__in=model.objects.in_force(at=at).filter(**{f"{path}__in": schools}).values("user"))
    return User.objects.filter(held, kind=Kind.STAFF, is_active=True).order_by("name", "pk")


def why_not(*, absent: User, stand_in: User, school: School, since: datetime, until: datetime, by: Scope, at: datetime) -> str:
    """Why this cover cannot be arranged; empty when it can."""
    if absent.pk == stand_in.pk:
        return _("The one who is absent cannot cover for himself. Choose somebody else.")
    if by.user.pk == stand_in.pk:
        return _("Nobody gives roles to himself: ask a colleague to arrange it.")
    if by.user.pk == absent.pk:
        return _("Nobody hands on his own roles: ask the privacy coordinator or the board to arrange it.")
    if not by.holds(*proposals.PROPOSERS, school=school.pk):
        return _("The director of the school or the privacy coordinator arranges cover.")
    if not stand_in.is_active or stand_in.kind != Kind.STAFF:
        return _("This account is closed.")
    if until <= max(since, at):
        return _("The last day has passed, or lies before the first.")
    if local_day(until) > school_year_on(local_day(max(since, at))).end_on:
        return _("Cover ends with the school year at the latest.")
    if not colleagues([school], at=at).filter(pk=stand_in.pk).exists():
        return _("Only somebody who works at this school covers for a colleague. For somebody from outside, give a substitute access.")
    last = works_until(stand_in, school, at=max(since, at))
    if last is not None and until > last:
        day = date_format(local_day(last - A_MOMENT), "j F Y")
        return _("This colleague has a role at this school up to and including %(day)s. Cover ends then at the latest.") % {"day": day}
    return ""


@transaction.atomic
def give(*, absent: User, stand_in: User, school: School, since: datetime, until: datetime, by: Scope, at: datetime) -> Cover:
    """Give the roles of the absent one in this school, in its classes and in its cases, to the stand-in too. Raises NotAllowed."""
    list(User.objects.select_for_update().filter(pk__in=[absent.pk, stand_in.pk]).order_by("pk"))
    if reason := why_not(absent=absent, stand_in=stand_in, school=school, since=since, until=until, by=by, at=at):
        raise NotAllowed(reason)
    since = max(since, at)
    covered = to_cover(absent, school, since=since, until=until)
    given = [_hand_on(held, absent, stand_in, since=since, until=until, by=by, at=at) for held in covered]
    made = [[grant._meta.label_lower, str(grant.pk)] for grant in given if grant is not None]
    if not made:
        raise NotAllowed(_("There is nothing to cover: this colleague has no such role then, or the other one has the same already."))
    cover = Cover(absent=absent, stand_in=stand_in, school=school, since=since, until=until, grants=made, by=by.user, given_at=at)
    cover.save(force_insert=True)
    outbox.mail("cover", to=stand_in, about=cover, key=f"cover:{cover.pk}", at=at, school=school, path="/access/")
    audit.record(
        events.COVER_GIVEN, about=cover, school=school, by=by, at=at, count=len(made), absent=absent.pk, stand_in=stand_in.pk
    )
    return cover


def to_cover(absent: User, school: School, *, since: datetime, until: datetime) -> list[Any]:
    """The grants that are handed on: those that overlap with the absence, were not themselves given as cover, and may be covered."""
    lent = lent_to(absent)
    found: list[Any] = []
    for model in SOURCES.grant_models:
        if (target := model.target_model()) is Board:
            continue
        rows = model.objects.filter(user=absent, since__lt=until, **{holdings.school_path(target): school}).exclude(until__lte=since)
        if holdings.is_case(target):
            rows = rows.exclude(content_object__kind__in=KEPT_TO_ONE)
        rows = rows.select_related("permission", "content_object")
        found += [row for row in rows if row.pk not in lent and row.role not in NEVER_COVERED]
    return found


def _hand_on(held: Grant, absent: User, stand_in: User, *, since: datetime, until: datetime, by: Scope, at: datetime) -> Grant | None:
    """The same role on the same thing, within both periods; None where the stand-in holds it already."""
    first, last = max(since, held.since), min(until, held.until or until)
    table: Any = type(held)                            # the target is of the concrete grant
    overlaps = table.objects.filter(
        user=stand_in, permission=held.permission, content_object=held.content_object, since__lt=last
    ).exclude(until__lte=first)
    if first >= last or overlaps.exists():
        return None
    why = _("covers for %(name)s") % {"name": absent.name}
    return services.grant(user=stand_in, role=held.role, on=held.content_object, since=first, until=last, why=why, by=by, at=at)


def why_not_end(cover: Cover, scope: Scope) -> str:
    return proposals.why_not_end(holder=cover.stand_in_id, school=cover.school_id, scope=scope)


@transaction.atomic
def end(cover: Cover, *, by: Scope, at: datetime) -> Cover:
    """The colleague is back: everything that was given for it ends now."""
    cover = Cover.objects.select_for_update(of=("self",)).select_related("school").get(pk=cover.pk)
    if reason := why_not_end(cover, by):
        raise NotAllowed(reason)
    if cover.until <= at:
        raise NotAllowed(_("This cover has ended already."))
    for label, key in cover.grants:
        model: Any = holdings.model_of(label)
        services.end(model.objects.get(pk=key), at=at, by=by, why=_("cover ended"))
    cover.until, cover.ended_by = max(at, cover.since), by.user
    cover.save(update_fields=["until", "ended_by"])
    audit.record(events.COVER_ENDED, about=cover, school=cover.school_id, by=by, at=at, stand_in=cover.stand_in_id)
    return cover


def of_person(user: User, *, at: datetime) -> list[Cover]:
    """Cover that this person gives or gets, now or later."""
    found = Cover.objects.running_or_coming(at=at).filter(Q(absent=user) | Q(stand_in=user))
    return list(found.select_related("absent", "stand_in", "school").defer("school__logo").order_by("until"))


def in_schools(schools: Any, *, at: datetime) -> models.QuerySet[Cover]:
    """Cover that runs or is to come in these schools."""
    found = Cover.objects.running_or_coming(at=at).filter(school__in=schools)
    return found.select_related("absent", "stand_in", "school", "by").defer("school__logo").order_by("until", "pk")


def ends_at_the_latest(at: datetime) -> datetime:
    return start_of_day(school_year_on(local_day(at)).end_on)

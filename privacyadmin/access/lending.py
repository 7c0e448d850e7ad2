"""Roles that somebody has by cover: they last no longer than those of the absent one, nor than his own place at the school (S2-116)."""
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from privacyadmin.accounts.models import User
from privacyadmin.organisation.models import Board, School

from . import holdings
from .models import Cover, Grant
from .sources import SOURCES


def works_until(person: User, school: School, *, at: datetime) -> datetime | None:
    """When the last role ends that somebody has of his own at this school or in its classes at an instant; None: no end is known."""
    lent, ends = lent_to(person), []
    for model in SOURCES.grant_models:
        if (target := model.target_model()) is not Board and not holdings.is_case(target):
            rows = model.objects.in_force(at=at).filter(user=person, **{holdings.school_path(target): school})
            ends += [until for key, until in rows.values_list("pk", "until") if key not in lent]
    return None if None in ends else max(ends, default=at)


def lent_to(person: User) -> set[UUID]:
    """The grants that somebody has by cover."""
    return {UUID(key) for grants in Cover.objects.filter(stand_in=person).values_list("grants", flat=True) for _label, key in grants}


def left_without_ground(people: Any, *, at: datetime) -> Iterator[Grant]:
    """The lent roles that nothing carries any more since these people lost a role: the absent one's, or the stand-in's own.

    `people`: their keys, or a query of them.
    """
    for cover in Cover.objects.running_or_coming(at=at).filter(Q(absent__in=people) | Q(stand_in__in=people)).order_by():
        start = max(at, cover.since)
        works = works_until(cover.stand_in, cover.school, at=start)
        for label, key in cover.grants:
            model: Any = holdings.model_of(label)
            lent = model.objects.filter(pk=key).exclude(until__lte=at).first()
            if lent is not None and ((works is not None and works <= start) or not _is_carried(lent, cover.absent, at=at)):
                yield lent


def _is_carried(lent: Any, absent: User, *, at: datetime) -> bool:
    """Whether the absent one holds the role himself at the instant from which it is lent."""
    same = type(lent).objects.filter(user=absent, permission=lent.permission_id, content_object=lent.content_object_id)
    return same.in_force(at=max(at, lent.since)).exists()

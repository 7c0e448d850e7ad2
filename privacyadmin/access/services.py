"""The only writers of grants (SETTLED 7)."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from privacyadmin import audit
from privacyadmin.accounts.models import Kind, User
from privacyadmin.organisation.models import Board
from privacyadmin.workflow import NotAllowed

from . import events, lending
from .catalogue import BOARD_ROLES, Role
from .models import Grant
from .scope import Scope
from .sources import SOURCES

By = Scope | User | None


@dataclass(frozen=True)
class Given:
    """One grant of many: who gets which role on which class or case, from when until when."""

    user_id: UUID
    role: Role
    target_id: UUID
    since: datetime
    until: datetime | None


def grant_model_for(target: models.Model) -> type[Grant]:
    """The model whose grants are given on this kind of object."""
    for model in SOURCES.grant_models:
        if model.target_model() is type(target):
            return model
    raise TypeError(f"No grants are given on {type(target).__name__}.")


def permissions_on(target_model: type[models.Model]) -> dict[str, Permission]:
    """The permission that stands for each role on one kind of object."""
    content_type = ContentType.objects.get_for_model(target_model)
    found = Permission.objects.filter(content_type=content_type, codename__startswith="role_").select_related("content_type")
    return {permission.codename.removeprefix("role_"): permission for permission in found}


def why_no_grant(*, user: User, role: Role, on: models.Model, by: User | None) -> str:
    """Why this role cannot be given; empty when it can (2.14 segregation; SETTLED 11)."""
    if user.kind != Kind.STAFF:
        return _("Roles are for staff accounts only.")
    if not user.is_active:
        return _("This account is closed.")
    if by is not None and by.pk == user.pk:
        return _("Nobody gives a role to himself: ask a colleague.")
    if isinstance(on, Board) and role not in BOARD_ROLES:
        return _("This role is given per school.")
    if role == Role.BOARD_MEMBER and not isinstance(on, Board):
        return _("This role is given on the board only.")
    return ""


@transaction.atomic
def grant(
    *, user: User, role: Role, on: models.Model, since: datetime, until: datetime | None = None, why: str, by: By, at: datetime
) -> Grant:
    """Give somebody a role on the board, a school, a class or a case; never longer than the class's school year or the case lasts.

    Raises NotAllowed for a family's account, for oneself, and for a role that is held there already.
    """
    by = person(by)
    if reason := why_no_grant(user=user, role=role, on=on, by=by):
        raise NotAllowed(reason)
    model = grant_model_for(on)
    if model in SOURCES.latest_end:
        end_of_target = SOURCES.latest_end[model](on)
        until = min(until or end_of_target, end_of_target)
    given = model(                                   # type: ignore[misc] # the field is of the concrete grant
        user=user, permission=permissions_on(type(on))[role], content_object=on, since=since, until=until, by=by, why=why
    )
    try:
        with transaction.atomic():
            given.save(force_insert=True)
    except IntegrityError as error:
        raise NotAllowed(_("This person holds this role here already in that period.")) from error
    audit.record(events.GRANT_GIVEN, about=given, school=school_of(on), by=by, at=at, role=role, person=user.pk)
    return given


@transaction.atomic
def grant_many(model: type[Grant], given: Iterable[Given], *, school: Any, by: By, why: str, at: datetime) -> int:
    """Give many roles of one kind in one statement (a school's confirmed appointments); one event with the count.

    Raises NotAllowed when one of them would be for the one who gives, or is held already. The caller sees to the ends.
    """
    by, given = person(by), list(given)
    if by is not None and any(each.user_id == by.pk for each in given):
        raise NotAllowed(_("Nobody gives a role to himself: ask a colleague."))
    if not given:
        return 0
    permissions = permissions_on(model.target_model())
    table: models.QuerySet[Any] = models.QuerySet(model)
    rows = [
        model(                                       # type: ignore[misc] # the field is of the concrete grant
            user_id=each.user_id, permission=permissions[each.role], content_object_id=each.target_id,
            since=each.since, until=each.until, by=by, why=why,
        )
        for each in given
    ]
    try:
        with transaction.atomic():
            table.bulk_create(rows, batch_size=1000)
    except IntegrityError as error:
        raise NotAllowed(_("One of these people holds this role here already in that period.")) from error
    audit.record(events.GRANTS_GIVEN, about=None, school=school, by=by, at=at, count=len(rows))
    return len(rows)


@transaction.atomic
def end(given: Grant, *, at: datetime, by: By, why: str) -> Grant:
    """End a grant: from this instant on it gives nothing, nor does what was lent of it. Ending what has ended changes nothing."""
    by = person(by)
    given = type(given).objects.select_for_update(of=("self",)).get(pk=given.pk)
    if given.until is not None and given.until <= max(at, given.since):
        return given
    given.until = max(at, given.since)
    given.ended_by, given.ended_why = by, why
    given.save(update_fields=["until", "ended_by", "ended_why"])
    audit.record(
        events.GRANT_ENDED, about=given, school=school_of(given.content_object), by=by, at=at, role=given.role, person=given.user_id
    )
    _end_what_was_lent([given.user_id], by=by, at=at)
    return given


@transaction.atomic
def end_many(model: type[Grant], ids: Iterable[UUID], *, school: Any, by: By, why: str, at: datetime) -> int:
    """End many grants of one kind in one statement; those that had ended are left as they are. One event with the count."""
    by, ids = person(by), list(ids)
    still: models.QuerySet[Any] = models.QuerySet(model).filter(pk__in=ids).exclude(until__lte=at)
    ended = still.update(until=Greatest(Value(at, output_field=models.DateTimeField()), F("since")), ended_by=by, ended_why=why)
    if ended:
        audit.record(events.GRANTS_ENDED, about=None, school=school, by=by, at=at, count=ended)
        _end_what_was_lent(models.QuerySet(model).filter(pk__in=ids).values("user"), by=by, at=at)
    return ended


def _end_what_was_lent(people: Any, *, by: By, at: datetime) -> None:
    for lent in lending.left_without_ground(people, at=at):
        end(lent, at=at, by=by, why=_("the role that was covered ended"))


def person(by: By) -> User | None:
    """The account behind a scope."""
    giver: Any = by
    return getattr(giver, "user", giver)


def school_of(target: models.Model):
    """The school whose chain tells of a grant; None is the board's."""
    return target if target._meta.label == "organisation.School" else getattr(target, "school", None)

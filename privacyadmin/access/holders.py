"""Who holds a role at an instant: whom to tell that something waits."""
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from privacyadmin.accounts.models import User

from .catalogue import Register, Role, Verb
from .holdings import is_case
from .models import BoardGrant, SchoolGrant
from .scope import Scope
from .sources import SOURCES


def holders(*roles: Role, school: Any, at: datetime) -> list[User]:
    """Active accounts that hold one of these roles on the board or in this school."""
    codenames = [f"role_{role.value}" for role in roles]
    on_board = BoardGrant.objects.in_force(at=at).filter(permission__codename__in=codenames).values("user")
    at_school = SchoolGrant.objects.in_force(at=at).filter(permission__codename__in=codenames, content_object=school).values("user")
    return list(User.objects.filter(Q(pk__in=on_board) | Q(pk__in=at_school), is_active=True).order_by("pk"))


def last_lost(user: User, *, at: datetime) -> datetime | None:
    """When somebody last lost a role on the board, in a school or in a class; None for who lost none."""
    models: list[Any] = [model for model in SOURCES.grant_models if not is_case(model.target_model())]
    first, *others = [model.objects.filter(user=user, until__lte=at).order_by().values_list("until", flat=True) for model in models]
    return first.union(*others).order_by("-until").first()


def looks_after_installation(scope: Scope) -> bool:
    """The ICT manager and the privacy coordinator, who see to what the program cannot do by itself."""
    return scope.may(Register.USERS, Verb.TECHNICAL) or scope.may(Register.POLICY, Verb.WRITE)


def schools_looked_after(scope: Scope) -> set[UUID] | None:
    """The schools where somebody does so; None is every school of the board."""
    technical, policy = scope.schools(Register.USERS, Verb.TECHNICAL), scope.schools(Register.POLICY, Verb.WRITE)
    return None if technical is None or policy is None else technical | policy

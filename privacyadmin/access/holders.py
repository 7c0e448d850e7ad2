"""Who holds a role at an instant: whom to tell that something waits."""
from datetime import datetime
from typing import Any

from django.db.models import Q

from privacyadmin.accounts.models import User

from .catalogue import Role
from .models import BoardGrant, SchoolGrant


def holders(*roles: Role, school: Any, at: datetime) -> list[User]:
    """Active accounts that hold one of these roles on the board or in this school."""
    codenames = [f"role_{role.value}" for role in roles]
    on_board = BoardGrant.objects.in_force(at=at).filter(permission__codename__in=codenames).values("user")
    at_school = SchoolGrant.objects.in_force(at=at).filter(permission__codename__in=codenames, content_object=school).values("user")
    return list(User.objects.filter(Q(pk__in=on_board) | Q(pk__in=at_school), is_active=True).order_by("pk"))

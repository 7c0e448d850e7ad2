"""Who is told by the night: that it did not run, and where the register stands (SETTLED 18, 23)."""
from collections.abc import Callable
from datetime import datetime

from privacyadmin.accounts.models import User

from .catalogue import Role
from .models import BoardGrant


def holders_on_the_board(*roles: Role) -> Callable[[datetime], list[User]]:
    """The active accounts that hold one of these roles on the board at an instant."""
    codenames = [f"role_{role.value}" for role in roles]

    def held(at: datetime) -> list[User]:
        grants = BoardGrant.objects.in_force(at=at).filter(permission__codename__in=codenames, user__is_active=True)
        return [grant.user for grant in grants.select_related("user")]

    return held


night_watch = holders_on_the_board(Role.ICT, Role.COORDINATOR)
checkpoint_readers = holders_on_the_board(Role.FG)

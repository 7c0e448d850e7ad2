"""Who a password belongs to. Permissions are not asked here, but of the scope (SETTLED 7)."""
from uuid import UUID

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from .models import Kind, User


class AccountBackend(BaseBackend):
    """Staff by address and password; a parent or pupil only where the demo allows it (SETTLED 14)."""

    def authenticate(
        self, request: HttpRequest | None, *, email: str = "", password: str = "", kind: str = "", **_others: str,
    ) -> User | None:
        people = self._who(email, kind)
        if not people:
            User().set_password(password)          # takes as long as a wrong password would (RELIABILITY T13)
        return next((user for user in people if user.check_password(password)), None)

    def get_user(self, user_id: UUID) -> User | None:
        """The person of a session; a closed account is out at the next request."""
        return User.objects.filter(pk=user_id, is_active=True).first()

    def _who(self, email: str, kind: str) -> list[User]:
        kinds = [Kind.STAFF, Kind.FAMILY] if settings.FAMILY_PASSWORDS else [Kind.STAFF]
        found = (User.objects.who_may_sign_in(email, each) for each in kinds if kind in ("", each))
        return [user for user in found if user]

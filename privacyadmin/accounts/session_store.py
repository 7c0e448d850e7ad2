"""Sessions in the database, each with the account that it belongs to: `SESSION_ENGINE`."""
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from .models import SignedInSession

SEEN_AT, SIGN_IN = "seen_at", "sign_in"                # keys of a session


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[SignedInSession]:
        return SignedInSession

    def create_model_instance(self, data: dict[str, Any]) -> SignedInSession:
        """The row of a session, written with each save of it."""
        row: Any = super().create_model_instance(data)
        row.account = _key(data.get(SESSION_KEY))
        row.sign_in = _key(data.get(SIGN_IN))
        row.seen_at = datetime.fromtimestamp(data[SEEN_AT], UTC) if SEEN_AT in data else None
        return row


def _key(text: Any) -> UUID | None:
    return UUID(text) if text else None

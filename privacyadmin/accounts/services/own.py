"""What the owner of an account does to it. Each ends the sessions that there were; the caller keeps his own alive if he wants to."""
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from privacyadmin import audit
from privacyadmin.accounts import events
from privacyadmin.accounts.models import SignedInSession, User

from .door import tell_of_change


@transaction.atomic
def end_sessions(user: User, *, at: datetime) -> User:
    """Sign out everywhere, as the owner asked."""
    _new_seal(user)
    audit.record(events.SESSIONS_ENDED, about=user, school=None, by=user, at=at)
    return user


@transaction.atomic
def end_session(user: User, sign_in: UUID, *, at: datetime) -> bool:
    """Sign out on one device; False where that session had ended."""
    ended, _each = SignedInSession.objects.filter(account=user.pk, sign_in=sign_in).delete()
    if ended:
        audit.record(events.SESSION_ENDED, about=user, school=None, by=user, at=at)
    return bool(ended)


@transaction.atomic
def second_factor_was_set(user: User, *, at: datetime) -> User:
    """The second step is there: sessions from before it end."""
    return _changed(user, events.SECOND_FACTOR_SET, at=at)


@transaction.atomic
def second_factor_was_removed(user: User, *, at: datetime) -> User:
    """The owner took away the second step, to set up another."""
    return _changed(user, events.SECOND_FACTOR_REMOVED, at=at)


@transaction.atomic
def passkey_was_added(user: User, *, at: datetime) -> User:
    """From now on this account can be signed in with by a passkey too."""
    return _changed(user, events.PASSKEY_ADDED, at=at)


@transaction.atomic
def passkey_was_removed(user: User, *, at: datetime) -> User:
    return _changed(user, events.PASSKEY_REMOVED, at=at)


@transaction.atomic
def choose_password(user: User, password: str, *, at: datetime) -> User:
    """A new password: every session of before ends."""
    user.set_password(password)
    user.save(update_fields=["password"])
    return _changed(user, events.PASSWORD_CHANGED, at=at)


def _changed(user: User, event: audit.EventKind, *, at: datetime) -> User:
    _new_seal(user)
    audit.record(event, about=user, school=None, by=user, at=at)
    tell_of_change(user, at=at)
    return user


def _new_seal(user: User) -> None:
    user.session_seal = uuid4()
    user.save(update_fields=["session_seal"])
    SignedInSession.objects.filter(account=user.pk).delete()

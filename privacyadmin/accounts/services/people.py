"""Making, closing and mending accounts. Roles are given elsewhere: by access.services only."""
from datetime import datetime
from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit
from privacyadmin.access import services as access
from privacyadmin.access.sources import SOURCES
from privacyadmin.accounts import events
from privacyadmin.accounts.models import AddressChange, Kind, SignedInSession, User
from privacyadmin.workflow import NotAllowed

from .door import send_password_link, tell_of_change

CLOSED = "account closed"


@transaction.atomic
def create_staff(*, email: str, name: str, by, at: datetime, language: str = "nl") -> User:
    """A colleague's account, with a mail in which she chooses her own password; it gives no role.

    Raises NotAllowed when there is a staff account with this address.
    """
    if User.objects.filter(username=f"{Kind.STAFF}:{email.strip().lower()}").exists():
        raise NotAllowed(_("There is a staff account with this address already."))
    user = User.objects.create_user(email=email, kind=Kind.STAFF, name=name, language=language)
    audit.record(events.CREATED, about=user, school=None, by=by, at=at, kind=Kind.STAFF)
    send_password_link(user, by=by, at=at)
    return user


@transaction.atomic
def ensure_family(*, email: str, name: str, at: datetime, language: str = "nl", by=None) -> User:
    """The account with which a parent or pupil signs in by one-time code; the existing one where there is one."""
    username = f"{Kind.FAMILY}:{email.strip().lower()}"
    user = User.objects.select_for_update().filter(username=username).first()
    if user is None:
        user = User.objects.create_user(email=email, kind=Kind.FAMILY, name=name, language=language)
        audit.record(events.CREATED, about=user, school=None, by=by, at=at, kind=Kind.FAMILY)
    return user


@transaction.atomic
def change_staff(user: User, *, name: str, language: str, by, at: datetime) -> User:
    """Another name, or another language of pages and mail, for a colleague."""
    user = _locked(user, by)
    user.name, user.language = name, language
    user.save(update_fields=["name", "language"])
    audit.record(events.CHANGED, about=user, school=None, by=by, at=at)
    return user


@transaction.atomic
def close(user: User, *, by, at: datetime) -> User:
    """This person is out at the next request and cannot come back: sessions, passkeys and roles end in one go (RELIABILITY T2)."""
    user = _locked(user, by)
    user.is_active, user.session_seal = False, uuid4()
    user.save(update_fields=["is_active", "session_seal"])
    SignedInSession.objects.filter(account=user.pk).delete()
    Authenticator.objects.filter(user=user).delete()
    AddressChange.objects.filter(user=user, ended_at=None).update(ended_at=at)
    ended = _end_grants(user, by=by, at=at)
    audit.record(events.CLOSED, about=user, school=None, by=by, at=at, roles=ended)
    return user


def _end_grants(user: User, *, by, at: datetime) -> int:
    held: list[Any] = [given for model in SOURCES.grant_models for given in model.objects.filter(user=user).exclude(until__lte=at)]
    for given in held:
        access.end(given, at=at, by=by, why=CLOSED)
    return len(held)


@transaction.atomic
def reopen(user: User, *, by, at: datetime) -> User:
    """This person may sign in again with the password that was there; the second step and the roles are set up anew."""
    user = _locked(user, by)
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record(events.OPENED, about=user, school=None, by=by, at=at)
    return user


@transaction.atomic
def forget_second_factor(user: User, *, by, at: datetime) -> User:
    """For a lost phone: every session ends, passkeys too, and the next sign-in sets up the second step anew."""
    user = _locked(user, by)
    Authenticator.objects.filter(user=user).delete()
    SignedInSession.objects.filter(account=user.pk).delete()
    user.session_seal = uuid4()
    user.save(update_fields=["session_seal"])
    audit.record(events.SECOND_FACTOR_REMOVED, about=user, school=None, by=by, at=at)
    tell_of_change(user, at=at)
    return user


def _locked(user: User, by) -> User:
    """The row, for one writer at a time; nobody administers his own account."""
    if getattr(by, "user", by) == user:
        raise NotAllowed(_("Nobody does this to his own account: ask a colleague."))
    return User.objects.select_for_update().get(pk=user.pk)

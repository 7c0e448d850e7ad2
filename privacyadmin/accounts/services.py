"""Making, closing and mending accounts, and what is written down at the door. Roles are given elsewhere: by access.services only."""
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from privacyadmin import audit, outbox
from privacyadmin.ids import new_id
from privacyadmin.workflow import NotAllowed

from . import events
from .models import Kind, User

CODE_LIFE = timedelta(minutes=10)
NOBODY = "accounts.nobody"


# Accounts

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
def close(user: User, *, by, at: datetime) -> User:
    """This person can no longer sign in, and is out at the next request; grants end separately."""
    user = _locked(user, by)
    user.is_active, user.session_seal = False, uuid4()
    user.save(update_fields=["is_active", "session_seal"])
    audit.record(events.CLOSED, about=user, school=None, by=by, at=at)
    return user


@transaction.atomic
def reopen(user: User, *, by, at: datetime) -> User:
    """This person may sign in again, with the password and second step that were there."""
    user = _locked(user, by)
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record(events.OPENED, about=user, school=None, by=by, at=at)
    return user


@transaction.atomic
def forget_second_factor(user: User, *, by, at: datetime) -> User:
    """For a lost phone: every session ends, and the next sign-in sets up the second step anew."""
    user = _locked(user, by)
    Authenticator.objects.filter(user=user).delete()
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


# What the owner of an account does

@transaction.atomic
def end_sessions(user: User, *, at: datetime) -> User:
    """Sign out everywhere, as the owner asked; the caller keeps his own session alive if he wants to."""
    _new_seal(user)
    audit.record(events.SESSIONS_ENDED, about=user, school=None, by=user, at=at)
    return user


@transaction.atomic
def second_factor_was_set(user: User, *, at: datetime) -> User:
    """The second step is there: sessions from before it end."""
    _new_seal(user)
    audit.record(events.SECOND_FACTOR_SET, about=user, school=None, by=user, at=at)
    tell_of_change(user, at=at)
    return user


@transaction.atomic
def second_factor_was_removed(user: User, *, at: datetime) -> User:
    """The owner took away the second step, to set up another."""
    _new_seal(user)
    audit.record(events.SECOND_FACTOR_REMOVED, about=user, school=None, by=user, at=at)
    tell_of_change(user, at=at)
    return user


@transaction.atomic
def choose_password(user: User, password: str, *, at: datetime) -> User:
    """A new password: every session of before ends."""
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(events.PASSWORD_CHANGED, about=user, school=None, by=user, at=at)
    tell_of_change(user, at=at)
    return user


def _new_seal(user: User) -> None:
    user.session_seal = uuid4()
    user.save(update_fields=["session_seal"])


# At the door

@transaction.atomic
def send_code(user: User, code: str, *, at: datetime) -> None:
    """Mail a one-time code to a parent or pupil; useless after ten minutes."""
    outbox.mail("login_code", to=user, key=f"login_code:{new_id()}", at=at, extra={"code": code}, expires_at=at + CODE_LIFE)
    audit.record(events.CODE_REQUESTED, about=user, school=None, by=None, at=at)


@transaction.atomic
def send_password_link(user: User, *, by=None, at: datetime) -> None:
    """Mail a member of staff a link to choose a password; it works once, for three days."""
    path = reverse("account_reset_password_from_key", args=[user.pk.hex, default_token_generator.make_token(user)])
    outbox.mail("set_password", to=user, key=f"set_password:{new_id()}", at=at, extra={"path": path})
    audit.record(events.LINK_SENT if by else events.LINK_REQUESTED, about=user, school=None, by=by, at=at)


@transaction.atomic
def nobody_asked(event: audit.EventKind, *, at: datetime) -> None:
    """An address without an account: the same work as for one that has an account, and no mail (RELIABILITY T13)."""
    outbox.put(NOBODY, key=f"nobody:{new_id()}", about={}, at=at, extra={"code": "0000-0000"}, expires_at=at + CODE_LIFE)
    audit.record(event, about=None, school=None, by=None, at=at)


@transaction.atomic
def tell_of_change(user: User, *, at: datetime) -> None:
    """Tell the owner that something about signing in was changed, so that a stranger's change is noticed."""
    outbox.mail("account_changed", to=user, key=f"account_changed:{new_id()}", at=at)


@transaction.atomic
def note_sign_in(user: User, *, how: str, at: datetime) -> None:
    audit.record(events.SIGNED_IN, about=user, school=None, by=user, at=at, how=how)


@transaction.atomic
def note_failure(about: User | UUID | None, *, how: str, at: datetime) -> None:
    """A wrong password, code or second step; the address that was typed is not kept."""
    audit.record(events.SIGN_IN_FAILED, about=about, school=None, by=None, at=at, how=how)

"""Another address to sign in with, confirmed from the old and the new mailbox: a stolen session, or one stolen mailbox, is not enough."""
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from allauth.core.internal.cryptokit import generate_user_code
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from privacyadmin import audit, outbox
from privacyadmin.accounts import events
from privacyadmin.accounts.models import AddressChange, SignedInSession, User, username_of
from privacyadmin.ids import new_id
from privacyadmin.workflow import NotAllowed

from .door import CODE_LIFE, NOBODY

LIFE = timedelta(days=1)
MOST_TRIES = 5
MOST_A_DAY = 5                                    # each is a mail to an address that anybody can fill in
CODE_LENGTH = 8
OLD, NEW = "old", "new"

Follower = Callable[[User, str, datetime], None]
_followers: list[Follower] = []


def follow(follower: Follower) -> Follower:
    """A higher app that keeps the address too follows a change: `follower(user, old_email, at)`, in the same transaction."""
    _followers.append(follower)
    return follower


def open_change(user: User) -> AddressChange | None:
    """The change that waits for its codes."""
    return AddressChange.objects.filter(user=user, ended_at=None).first()


@transaction.atomic
def ask(user: User, new_email: str, *, by: Any, at: datetime) -> AddressChange:
    """Mail a code to the old and one to the new address; an earlier change that was not finished ends.

    An address that another account has is answered alike, and gets no code (RELIABILITY T13).
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    new_email = new_email.strip().lower()
    if new_email == user.email:
        raise NotAllowed(_("This is the address already."))
    if AddressChange.objects.filter(user=user, asked_at__gt=at - LIFE).count() >= MOST_A_DAY:
        raise NotAllowed(_("This was asked too often today. Try again tomorrow."))
    AddressChange.objects.filter(user=user, ended_at=None).update(ended_at=at)
    change = AddressChange(
        user=user, new_email=new_email, asked_by=getattr(by, "user", by), asked_at=at, expires_at=at + LIFE
    )
    codes = {side: generate_user_code(numeric=True, length=CODE_LENGTH) for side in (OLD, NEW)}
    change.old_code, change.new_code = (_hash(change, side, codes[side]) for side in (OLD, NEW))
    change.save(force_insert=True)
    _mail(change, OLD, user.email, codes[OLD], at=at)
    if is_free(user, new_email):
        _mail(change, NEW, new_email, codes[NEW], at=at)
    else:
        outbox.put(NOBODY, key=f"nobody:{change.pk}", about={}, at=at, extra={"code": codes[NEW]}, expires_at=at + CODE_LIFE)
    audit.record(events.ADDRESS_ASKED, about=user, school=None, by=by, at=at)
    return change


def is_free(user: User, email: str) -> bool:
    return not User.objects.filter(username=username_of(user.kind, email)).exclude(pk=user.pk).exists()


@transaction.atomic
def confirm(change: AddressChange, side: str, code: str, *, at: datetime) -> bool:
    """Type the code from one of the two mailboxes; False for a wrong one, of which five are too many. With both it is done."""
    change = _locked(change, at)
    expected = change.old_code if side == OLD else change.new_code
    if not hmac.compare_digest(expected, _hash(change, side, code)):
        change.tries += 1
        if change.tries >= MOST_TRIES:
            change.ended_at = at
        change.save(update_fields=["tries", "ended_at"])
        return False
    setattr(change, f"{side}_confirmed_at", getattr(change, f"{side}_confirmed_at") or at)
    _finish(change, at=at)
    return True


@transaction.atomic
def vouch(change: AddressChange, *, by: Any, at: datetime) -> AddressChange:
    """The old mailbox is dead: somebody who looks after accounts established who asks, and confirms in its place."""
    change = _locked(change, at)
    if by.user.pk == change.user_id:
        raise NotAllowed(_("Nobody does this to his own account: ask a colleague."))
    change.old_confirmed_at, change.old_confirmed_by = at, by.user
    audit.record(events.ADDRESS_VOUCHED, about=change.user_id, school=None, by=by, at=at)
    _finish(change, at=at)
    return change


@transaction.atomic
def stop(change: AddressChange, *, by: Any, at: datetime) -> None:
    """The owner objects, or changed his mind."""
    change = _locked(change, at)
    change.ended_at = at
    change.save(update_fields=["ended_at"])
    audit.record(events.ADDRESS_STOPPED, about=change.user_id, school=None, by=by, at=at)


def _locked(change: AddressChange, at: datetime) -> AddressChange:
    change = AddressChange.objects.select_for_update(of=("self",)).select_related("user").get(pk=change.pk)
    if change.ended_at is not None or change.expires_at <= at:
        raise NotAllowed(_("These codes do not work any more. Ask for the change again."))
    return change


def _finish(change: AddressChange, *, at: datetime) -> None:
    """With both confirmed the new address counts, and every session ends."""
    if change.old_confirmed_at and change.new_confirmed_at:
        user = User.objects.select_for_update().get(pk=change.user_id)
        if not is_free(user, change.new_email):
            raise NotAllowed(_("These codes do not work any more. Ask for the change again."))
        old = user.email
        change.was_done, change.ended_at = True, at
        move(user, change.new_email, at=at)
        for follower in _followers:
            follower(user, old, at)
        audit.record(events.ADDRESS_CHANGED, about=user, school=None, by=user, at=at)
    change.save()


def move(user: User, new_email: str, *, at: datetime) -> None:
    """From now on this account signs in with another address: every session ends, and both mailboxes hear of it (RELIABILITY T12, T20).

    Whoever calls has established that the owner wants it, and that the address is free.
    """
    old = user.email
    user.email, user.username, user.session_seal = new_email, username_of(user.kind, new_email), uuid4()
    user.save(update_fields=["email", "username", "session_seal"])
    SignedInSession.objects.filter(account=user.pk).delete()
    key = new_id()
    for side, address in ((OLD, old), (NEW, new_email)):
        outbox.mail("address_changed", to=user, key=f"address_changed:{key}:{side}", at=at, extra={"address": address})


def _hash(change: AddressChange, side: str, code: str) -> str:
    digits = "".join(filter(str.isdigit, code))
    return salted_hmac("accounts.address_change", f"{change.pk}|{side}|{digits}", algorithm="sha256").hexdigest()


def _mail(change: AddressChange, side: str, address: str, code: str, *, at: datetime) -> None:
    outbox.mail(
        f"address_{side}", to=change.user, key=f"address_{side}:{change.pk}", at=at, extra={"code": code, "address": address},
        expires_at=at + LIFE,
    )

"""What is mailed and written down at the door."""
from datetime import datetime, timedelta

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse

from privacyadmin import audit, outbox
from privacyadmin.accounts import events
from privacyadmin.accounts.devices import Seen
from privacyadmin.accounts.models import SignIn, SignInResult, User
from privacyadmin.ids import new_id

CODE_LIFE = timedelta(minutes=10)
NOBODY = "accounts.nobody"


@transaction.atomic
def send_code(user: User, code: str, *, at: datetime) -> None:
    """Mail a one-time code to a parent or pupil; useless after ten minutes."""
    outbox.mail("login_code", to=user, key=f"login_code:{new_id()}", at=at, extra={"code": code}, expires_at=at + CODE_LIFE)
    audit.record(events.CODE_REQUESTED, about=user, school=None, by=None, at=at)


def password_path(user: User) -> str:
    """Where this person chooses a password: it works once, for three days."""
    return reverse("account_reset_password_from_key", args=[user.pk.hex, default_token_generator.make_token(user)])


@transaction.atomic
def send_password_link(user: User, *, by=None, at: datetime) -> None:
    """Mail a member of staff a link to choose a password; it works once, for three days."""
    path = password_path(user)
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
def note_sign_in(user: User, *, how: str, seen: Seen, at: datetime) -> SignIn:
    """A line of the sign-in log; staff who come with a device and a network that were not seen before get a mail (S2-125; ASVS 6.3.7)."""
    before = SignIn.objects.filter(user=user, result=SignInResult.IN)
    is_new = not seen.knows and before.exists() and not before.filter(device=seen.device, network=seen.network).exists()
    line = SignIn(at=at, user=user, how=how, result=SignInResult.IN, device=seen.device, network=seen.network, is_new_device=is_new)
    line.save(force_insert=True)
    if is_new and not user.is_family:                  # a family's code came by mail: a second mail there tells nothing
        outbox.mail("new_device", to=user, key=f"new_device:{line.pk}", at=at, path=reverse("account_sessions"))
    return line


@transaction.atomic
def note_failure(user: User | None, *, how: str, seen: Seen, at: datetime, result: str = SignInResult.WRONG) -> None:
    """A wrong password, code or second step; the address that was typed is not kept."""
    SignIn(at=at, user=user, how=how, result=result, device=seen.device, network=seen.network).save(force_insert=True)

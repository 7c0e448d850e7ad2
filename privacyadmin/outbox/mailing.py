"""A mail says that there is news, and where; never what, nor about whom (SETTLED: no personal data in mail)."""
import hashlib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from privacyadmin.accounts.models import User
from privacyadmin.organisation.models import Board, School

from .models import Item
from .services import extra_of


def send(item: Item) -> None:
    """Make the mail in its addressee's language and hand it to the mail server; raises what the mail server's client raises."""
    to = User.objects.filter(pk=item.get("to"), is_active=True).first()
    if to is None:                  # the account was closed meanwhile: nobody to tell
        return
    with translation.override(to.language):
        message = compose(item, to)
    message.send(fail_silently=False)


def compose(item: Item, to: User) -> EmailMessage:
    """One mail to one person, recognisable when it comes twice."""
    sender = _house(item) or settings.DEFAULT_FROM_EMAIL
    context = {**extra_of(item), "sender": sender, "link": _link(item, to), "site": settings.SITE_URL, "is_family": to.is_family}
    name = f"mail/{item.get('template')}"
    subject = " ".join(render_to_string(f"{name}.subject.txt", context).split())
    return EmailMessage(
        subject=subject, body=render_to_string(f"{name}.txt", context).strip() + "\n",
        to=[str(context.get("address", to.email))],                 # another mailbox: an address that is being confirmed
        headers={"Message-ID": message_id(item.key), "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )


def message_id(key: str) -> str:
    """The same for every attempt to send the same mail, and without meaning."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


def _house(item: Item) -> str:
    """The school that the mail is about, else the board."""
    school = School.objects.filter(pk=item.get("school")).first() if item.get("school") else None
    house = school or Board.objects.first()
    return house.name if house else ""


def _link(item: Item, to: User) -> str:
    return settings.SITE_URL + (item.get("path") or ("/portal/" if to.is_family else "/"))

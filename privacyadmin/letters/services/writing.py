"""Writing a letter: its words are filled in and sealed; it lies in the portal, or waits for the printer of the school."""
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format

from privacyadmin import audit, crypto, outbox
from privacyadmin.access.catalogue import Category, Relation
from privacyadmin.access.scope import Scope
from privacyadmin.letters import events
from privacyadmin.letters.addressees import Addressee, Channel
from privacyadmin.letters.models import Letter
from privacyadmin.letters.registry import KINDS
from privacyadmin.letters.sender import Sender, sender_of
from privacyadmin.letters.words import Words, fill
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day

from . import texts

LABEL = "letters.Letter.sealed"
CLOSED = (None, Relation.GUARDIAN_NO_AUTHORITY, Relation.GUARDIAN_18)       # who is this now may no longer read what he got before


@dataclass(frozen=True)
class Content:
    """What a letter says, and who signed it."""

    words: Words
    name: str
    sender: Sender
    lines: tuple[str, ...] = ()
    attention: str = ""


@transaction.atomic
def write(
    code: str, *, to: Addressee, school: School, subject: UUID, about: UUID | None, values: Mapping[str, str], key: str,
    by: Scope | None, at: datetime, tells: bool = True,
) -> Letter:
    """Write one letter, once: written before under this key, it is that letter.

    `values` are the kind's own places; the common ones are filled in here, `child` must be given. In the portal it is there at once, and
    a mail says that there is news (not where the caller tells it himself: `tells=False`); on paper it waits for a print run.
    """
    known = Letter.objects.filter(key=key).first()
    if known is not None:
        return known
    kind, on = KINDS[code], local_day(at)
    text = texts.in_force(kind, to.audience, to.language, on=on)
    sender = sender_of(school, on)
    words = fill(texts.words_of(kind, to.audience, to.language, text), {**common(to, school, sender, at), **values})
    letter = Letter(
        kind=code, audience=to.audience, language=to.language, channel=to.channel, school=school, subject=subject, about=about,
        addressee=to.key, user=to.user, standing=to.standing, has_secret_address=to.has_secret_address, text=text, key=key, made_at=at,
    )
    letter.sealed = _sealed(letter, Content(words, to.name, sender, to.lines, to.attention), at)
    if to.channel == Channel.PORTAL:
        letter.sent_at, letter.sent_on, letter.sent_by = at, on, by.user if by else None
    letter.save(force_insert=True)
    audit.record(
        events.LETTER_WRITTEN, about=letter, school=school, by=by, at=at, kind=code, audience=str(to.audience), channel=str(to.channel)
    )
    if to.channel == Channel.PORTAL and tells:
        outbox.mail("letter_news", to=to.user, about=letter, key=f"letter:{letter.pk}", at=at, path=f"/portal/letters/{letter.pk}/",
                    school=school)
    return letter


def common(to: Addressee, school: School, sender: Sender, at: datetime) -> dict[str, str]:
    """The places that every kind has, but for the pupil's name."""
    with translation.override(to.language):
        today = date_format(local_day(at), "j F Y")
    return {
        "addressee": to.name, "school": school.name, "board": school.board.name, "sender": sender.name,
        "contact": sender.contact or school.name, "today": today,
    }


def _sealed(letter: Letter, content: Content, at: datetime) -> bytes:
    keyring = crypto.Keyring.ensure([letter.subject], at=at)
    told = {
        "subject": content.words.subject, "body": content.words.body, "name": content.name, "lines": content.lines,
        "attention": content.attention,
        "sender": [content.sender.name, content.sender.function, content.sender.email, content.sender.phone],
    }
    return keyring.seal(letter.subject, json.dumps(told), label=LABEL, row_id=letter.pk)


def content_of(letter: Letter, keyring: crypto.Keyring) -> Content | None:
    """The letter as it was written; None where its words were forgotten. Raises crypto.Shredded once the pupil's key is destroyed."""
    if letter.sealed is None:
        return None
    told = json.loads(keyring.open(letter.subject, letter.sealed, label=LABEL, row_id=letter.pk))
    sender = Sender(*told["sender"])
    return Content(Words(told["subject"], told["body"]), told["name"], sender, tuple(told["lines"]), told.get("attention", ""))


def may_read(letter: Letter, scope: Scope) -> bool:
    """Whether who got it in the portal still may: whoever lost authority since, or whose child came of age, no longer does (U8, U9).

    A letter to the parent of a pupil of age goes with the agreement of the pupil.
    """
    now = scope.relation_to(letter.subject)
    if letter.user_id != scope.user.pk or letter.dropped_at is not None:
        return False
    if now == letter.standing == Relation.GUARDIAN_18:
        return any(letter.subject in scope.where(category).pupils for category in Category)
    return now not in CLOSED or now == letter.standing


@transaction.atomic
def note_read(letter: Letter, *, at: datetime) -> None:
    """The first time it was opened; the letter of a kind that holds a code is then forgotten at its own time, not here."""
    Letter.objects.filter(pk=letter.pk, read_at=None).update(read_at=at)


def written_about(key: UUID) -> list[Letter]:
    """What was written about a case, the oldest first: to whom in kind, how, and whether it is gone."""
    return list(Letter.objects.filter(about=key).defer("sealed").order_by("made_at", "pk"))

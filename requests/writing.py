"""The letters about a request, written by the worker once something happened: in the portal, or on paper for who has no account."""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacyadmin.access.scope import Scope
from privacyadmin.ids import new_id
from privacyadmin.letters.addressees import Addressee, Channel
from privacyadmin.letters.models import Letter
from privacyadmin.letters.registry import Audience, Kind
from privacyadmin.letters.services.writing import write
from privacyadmin.times import local_day
from students import addressees

from . import letter_kinds as kinds
from .answer import complaint_route, people_of
from .models import Outcome, PrivacyRequest, QuestionKind


@dataclass(frozen=True)
class About:
    """What a letter needs to know: the request, what happened to it, and when."""

    privacy_request: PrivacyRequest
    which: str                          # tells one piece of news from another of its kind
    at: datetime


def received(about: About) -> Kind:
    return kinds.RECEIVED


def question(about: About) -> Kind:
    asked = about.privacy_request.questions.get(pk=about.which)
    return kinds.IDENTITY if asked.kind == QuestionKind.IDENTITY else kinds.QUESTION


def extended(about: About) -> Kind:
    return kinds.EXTENDED


def ready(about: About) -> Kind:
    return kinds.PARTLY if about.privacy_request.outcome == Outcome.PARTLY else kinds.DECIDED


def refused(about: About) -> Kind:
    return kinds.REFUSED


def delivered(about: About) -> Kind:
    return kinds.DELIVERED


LETTERS: dict[str, Callable[[About], Kind]] = {
    "received": received, "question": question, "extended": extended, "ready": ready, "refused": refused, "delivered": delivered,
}


def write_letter(privacy_request: PrivacyRequest, what: str, *, at: datetime) -> None:
    """The letter that belongs to what happened, once; nothing where no letter does, or where the pupil was destroyed meanwhile."""
    name, _colon, which = what.partition(":")
    to = addressee_of(privacy_request, on=local_day(at))
    if name not in LETTERS or to is None:
        return
    about = About(privacy_request, which, at)
    kind = LETTERS[name](about)
    with translation.override(to.language):
        values = values_of(about) | {"how": how(about, to)}
    is_news = privacy_request.requester is None or privacy_request.requester != to.user
    write(
        kind.code, to=to, school=privacy_request.school, subject=privacy_request.pupil.pk, about=privacy_request.pk,
        values={place.name: values[place.name] for place in kind.own} | {"child": privacy_request.pupil.call_name},
        key=f"requests.{what}:{privacy_request.pk}", by=None, at=at, tells=is_news,
    )


def addressee_of(privacy_request: PrivacyRequest, *, on: date) -> Addressee | None:
    """The one who asked, as he can be reached on this day."""
    pupil = privacy_request.student
    if pupil is None:
        return None
    if privacy_request.guardian is None:
        return addressees.of_pupil(pupil)
    relation = privacy_request.guardian.relations.filter(student=pupil).first()
    if relation is None or relation.has_contact_block:          # a person sees how it is told
        return None
    standing = addressees.standing(relation, pupil, privacy_request.received_on)
    return addressees.guardian(privacy_request.guardian, on=on, standing=standing)


def values_of(about: About) -> dict[str, str]:
    """What can be filled in, in the language that is active."""
    row = about.privacy_request
    last = row.extensions.last()
    asked = row.questions.last()
    return {
        "number": row.number, "right": str(row.kind.label), "due": date_format(row.due_on, "j F Y"),
        "reason": last.reason if about.which and last else row.reason, "question": asked.text if asked else "",
        "complaints": "\n".join(f"- {line}" for line in complaint_route(row, people_of(row, local_day(about.at)))),
    }


def how(about: About, to: Addressee) -> str:
    """Where the answer is: in the portal for who asked there, else at the school, against the same identity (S2-166)."""
    row = about.privacy_request
    until = max((delivery.available_until for delivery in row.deliveries.all()), default=about.at)
    day = {"until": date_format(local_day(until), "j F Y")}
    if row.requester is not None and to.channel == Channel.PORTAL:
        return _("It is in the portal, with the request. It can be downloaded up to and including %(until)s.") % day
    return _("It lies ready at the school, up to and including %(until)s. Bring a passport or card. We look at it and give it back.") % day


def why_no_help(privacy_request: PrivacyRequest) -> str:
    """Why nobody needs to be asked any more; empty while the answer is still being put together."""
    return "" if privacy_request.student_id and not privacy_request.is_answered else _("This request has been answered.")


@transaction.atomic
def ask_for_help(
    privacy_request: PrivacyRequest, *, audience: str, name: str, address: str, wanted: str, before: date, by: Scope, at: datetime
) -> Letter:
    """Write to a colleague or a supplier; it waits for the printer (GDPR 28(3)(e))."""
    to = Addressee(
        new_id(), name, Audience(audience), settings.LANGUAGE_CODE, Channel.POST if audience == Audience.THIRD else Channel.HAND,
        lines=tuple(line.strip() for line in address.splitlines() if line.strip()),
    )
    with translation.override(to.language):
        told = {"number": privacy_request.number, "right": str(privacy_request.kind.label), "before": date_format(before, "j F Y")}
    return write(
        kinds.HELP.code, to=to, school=privacy_request.school, subject=privacy_request.pupil.pk, about=privacy_request.pk,
        values=told | {"wanted": wanted, "child": privacy_request.pupil.call_name}, key=f"requests.help:{to.key}", by=by, at=at,
    )

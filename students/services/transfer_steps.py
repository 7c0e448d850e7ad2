"""From what was chosen to what was sent: reviewed by another, shown to the family, sent, closed (S1-122, S2-108…110, S2-150…154)."""
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from privacyadmin import audit, crypto, outbox
from privacyadmin.access.catalogue import Category, Relation, Right
from privacyadmin.access.scope import Scope
from privacyadmin.documents.models import Document, State
from privacyadmin.documents.services import open_document
from privacyadmin.documents.services import order as order_document
from privacyadmin.letters.addressees import Addressee, Addressees, Matter
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from students import addressees, consents, events
from students.models import Guardian, Protection, Restriction, Student, Transfer
from students.models.transfers import REMARK_LABEL
from students.models.transfers import TransferStatus as Status
from students.transfers import rules as transfer_rules
from students.transfers.candidates import closed_of
from students.transfers.picture import PURPOSE, picture_of
from students.transfers.words import Deed
from students.transfers.workflow import TRANSFER, pupil_of, writes

from . import restrictions
from .dossier import note_reading
from .transfers import keep, locked, take

FILE, COPY = "transfer_file", "transfer_copy"          # for the next school; for the family
ATTACHED = "transfer_attached"                         # the files of entries, as they are
CONSENT_HOLDS = timedelta(days=183)                    # who goes later is asked again
MOST_SAID = 20_000                                     # characters, of all of the family together
READS = (Relation.GUARDIAN, Relation.PUPIL_16)         # who looks in the portal (2.14, TRF)


@transaction.atomic
def submit(
    transfer: Transfer, *, is_subsidiary: bool, why_subsidiary: str, is_proportionate: bool, why_proportionate: str, is_minimal: bool,
    why_minimal: str, by: Scope, at: datetime,
) -> Transfer:
    """The three tests, and then somebody else reviews (S2-108…110, S2-153). Raises NotAllowed where a test fails."""
    if not (is_subsidiary and is_proportionate and is_minimal):
        raise NotAllowed(_("What fails one of the three tests does not go. Choose less."))
    return take(
        transfer, "submit", Deed.SUBMITTED, by=by, at=at, is_subsidiary=True, why_subsidiary=why_subsidiary, is_proportionate=True,
        why_proportionate=why_proportionate, is_minimal=True, why_minimal=why_minimal, chosen_by=by.user, returned_why="",
    )


@transaction.atomic
def review(transfer: Transfer, *, by: Scope, at: datetime) -> Transfer:
    """Somebody who chose nothing of it looked: it is no more than the next school needs (S1-122)."""
    return take(transfer, "review", Deed.REVIEWED, by=by, at=at, reviewed_by=by.user, reviewed_at=at)


@transaction.atomic
def send_back(transfer: Transfer, *, why: str, by: Scope, at: datetime) -> Transfer:
    """Choose again; who looked before looks again at what it becomes."""
    again = {
        "reviewed_by": None, "reviewed_at": None, "offered_on": None, "seen_on": None, "seen_by": "", "is_ordered": False,
        "consent_asked_on": None,
    }
    consents.end(transfer.pk, PURPOSE, by=by, at=at)                    # a yes was to what had been chosen (S1-44)
    return take(transfer, "send_back", Deed.RETURNED, by=by, at=at, returned_why=why, ordered_why="", **again)


@transaction.atomic
def show(transfer: Transfer, *, by: Scope, at: datetime) -> Transfer:
    """Let the family look at what goes along: in the portal where somebody has an account, else in person (T1, S2-154)."""
    transfer = take(transfer, "show", Deed.SHOWN, by=by, at=at, offered_on=local_day(at))
    _order(transfer, COPY, at=at)
    for person in readers(transfer, at=at).to:
        if person.user is not None and person.standing in READS:
            key = f"transfer/{transfer.pk}/shown/{local_day(at)}"
            path = f"/portal/transfers/{transfer.pk}/"
            outbox.mail("restriction_news", to=person.user, about=transfer, key=key, at=at, school=transfer.school_id, path=path)
    return transfer


def readers(transfer: Transfer, *, at: datetime) -> Addressees:
    """Who of the family is shown what goes along, and who is not, with the reason."""
    pupil = Student.objects.select_related("user").get(pk=transfer.student_id)
    return addressees.find(pupil, matter=Matter.CHILD, on=local_day(at), school=transfer.school, category=Category.TRF)


def without_account(found: Addressees) -> list[Addressee]:
    """Those to whom it is shown on paper or in person."""
    return [person for person in found.to if person.user is None]


@transaction.atomic
def note_seen(
    transfer: Transfer, *, seen_on: date, seen_by: str, remark: str, by: Scope, at: datetime, is_copy_asked: bool = False
) -> Transfer:
    """Somebody of the family looked at school; what he says of it goes along, and holds nothing up (T1, S2-154)."""
    transfer = locked(transfer)
    TRANSFER.check("note_seen", transfer, by)
    if transfer.offered_on and not transfer.offered_on <= seen_on <= local_day(at):
        raise NotAllowed(_("The day lies between the day on which it was shown and today."))
    transfer.is_copy_asked = transfer.is_copy_asked or is_copy_asked
    return _seen(transfer, seen_on, seen_by, remark, by=by, at=at)


def _seen(transfer: Transfer, seen_on: date, seen_by: str, remark: str, *, by: Scope, at: datetime) -> Transfer:
    transfer.seen_on, transfer.seen_by = seen_on, seen_by[:200]
    if said := remark.strip():
        _add_remark(transfer, f"{transfer.seen_by} ({seen_on:%d-%m-%Y}): {said}", at)
    keep(transfer, Deed.SEEN, by=by, at=at)
    if said and latest(transfer, FILE):                 # made before this was said
        _order(transfer, FILE, at=at)
    return transfer


def _add_remark(transfer: Transfer, words: str, at: datetime) -> None:
    """What each of the family says goes along: nobody's words take the place of another's (S2-154)."""
    keyring = crypto.Keyring.ensure([transfer.student_id], at=at)
    before = transfer.remark(keyring)
    if words in before:
        return
    told = f"{before}\n\n{words}".strip()
    if len(told) > MOST_SAID:
        raise NotAllowed(_("This is more than can go along. Tell the school in a conversation."))
    transfer.remark_sealed = keyring.seal(transfer.student_id, told, label=REMARK_LABEL, row_id=transfer.pk)


@transaction.atomic
def ask_consent(transfer: Transfer, *, asked_on: date, by: Scope, at: datetime) -> Transfer:
    """Whoever may decide was asked; the answer stands in the register of consents, with this transfer as its occasion (S1-127)."""
    if asked_on > local_day(at):
        raise NotAllowed(_("This day lies in the future."))
    if asked_on < local_day(transfer.made_at):                          # the seven days of the family are not got round (C-04)
        raise NotAllowed(_("Consent is asked for this transfer: not before it was begun."))
    transfer = take(transfer, "ask_consent", Deed.CONSENT_ASKED, by=by, at=at, consent_asked_on=asked_on)
    consents.ask(
        [transfer.student_id], PURPOSE, occasion=transfer.pk, school=transfer.school, label=transfer.to_name,
        until=local_day(at) + CONSENT_HOLDS, by=by, at=at,
    )
    return transfer


@transaction.atomic
def order(transfer: Transfer, *, why: str, by: Scope, at: datetime) -> Transfer:
    """The school asked consent by its own rule and got no answer; the law orders the report all the same (C-04)."""
    transfer = locked(transfer)
    TRANSFER.check("order", transfer, by)
    transfer.is_ordered, transfer.ordered_why = True, why
    return keep(transfer, Deed.ORDERED, by=by, at=at)


@transaction.atomic
def allow(transfer: Transfer, *, ground: str, what: str, by: Scope, at: datetime) -> Transfer:
    """Answer for passing on restricted data on a ground that the law leaves open; noted with each restriction (GDPR 18(2))."""
    transfer = locked(transfer)
    TRANSFER.check("allow", transfer, by)
    for restriction in Restriction.objects.in_force(at=at).filter(student=transfer.student_id):
        restrictions.note_use(restriction, ground=ground, what=what, by=by, at=at)
    transfer.allowed_use = ground
    return keep(transfer, Deed.ALLOWED, by=by, at=at)


@transaction.atomic
def send(
    transfer: Transfer, *, channel: str, sent_on: date, reference: str, by: Scope, at: datetime, applied_on: date | None = None
) -> Transfer:
    """It went, by OSO or another safe way (S1-126, S1-128). Raises NotAllowed while a rule stands in the way."""
    transfer = locked(transfer)
    applied_on = applied_on or transfer.applied_on
    if reason := transfer_rules.sending_objection(channel, sent_on, applied_on, local_day(at)):
        raise NotAllowed(reason)
    if transfer.offered_on and sent_on < transfer.offered_on:
        raise NotAllowed(_("It was shown to the family later than this day."))
    values = {"channel": channel, "sent_on": sent_on, "reference": reference, "applied_on": applied_on, "sent_by": by.user}
    return take(transfer, "send", Deed.SENT, by=by, at=at, **values)


@transaction.atomic
def give_copy(transfer: Transfer, *, copy_given_on: date, by: Scope, at: datetime) -> Transfer:
    """The parents have their copy (S2-150)."""
    transfer = locked(transfer)
    if copy_given_on > local_day(at) or (transfer.offered_on and copy_given_on < transfer.offered_on):
        raise NotAllowed(_("The day lies between the day on which it was shown and today."))
    return take(transfer, "give_copy", Deed.COPY_GIVEN, by=by, at=at, copy_given_on=copy_given_on)


@transaction.atomic
def close(transfer: Transfer, *, by: Scope, at: datetime) -> Transfer:
    return take(transfer, "close", Deed.CLOSED, by=by, at=at, next_reminder_on=None)


@transaction.atomic
def stop(transfer: Transfer, *, why: str, by: Scope, at: datetime) -> Transfer:
    """Nothing is sent, and why (S1-127)."""
    consents.end(transfer.pk, PURPOSE, by=by, at=at)
    return take(transfer, "stop", Deed.STOPPED, by=by, at=at, stopped_why=why, next_reminder_on=None)


@transaction.atomic
def relocate(transfer: Transfer, *, by: Scope, at: datetime) -> Transfer:
    """A move within the board: recorded, without the rules of a transfer (S1-45, S1-125)."""
    return take(transfer, "relocate", Deed.RELOCATED, by=by, at=at, next_reminder_on=None)


# The file itself


@transaction.atomic
def make(transfer: Transfer, *, by: Scope, at: datetime) -> Document:
    """Have the file made by the worker, with what the family said of it."""
    return _order(take(transfer, "make", Deed.FILE_MADE, by=by, at=at), FILE, at=at)


def _order(transfer: Transfer, kind: str, *, at: datetime) -> Document:
    number = Document.objects.filter(about=transfer.pk, kind=kind).count() + 1
    return order_document(
        kind, about=transfer.pk, school=transfer.school, subject=transfer.student_id, language=settings.LANGUAGE_CODE, at=at,
        key=f"{kind}:{transfer.pk}:{number}",
    )


def latest(transfer: Transfer, kind: str) -> Document | None:
    """The last one made or being made of what stands reviewed now: what was chosen before that is given to nobody any more."""
    if transfer.reviewed_at is None:
        return None
    found = Document.objects.filter(about=transfer.pk, kind=kind, ordered_at__gte=transfer.reviewed_at)
    return found.order_by("-ordered_at", "-pk").first()


def why_not_take(transfer: Transfer, scope: Scope) -> str:
    """Whoever downloads it sees all of it: only who may read every part that was chosen."""
    if reason := writes(transfer, scope):
        return reason
    pupil = pupil_of(transfer, scope)
    closed = {item.category for item in picture_of(transfer, scope).items if not scope.can(pupil, Category(item.category), Right.READ)}
    if not closed:
        return ""
    names = ", ".join(sorted(str(Category(code).label) for code in closed))
    return _("The file holds what you may not read: %(categories)s. Ask a colleague who may.") % {"categories": names}


@transaction.atomic
def take_file(transfer: Transfer, kind: str, *, by: Scope, at: datetime) -> tuple[Document, Iterator[bytes]]:
    """The file to send, for who may read all of it; opening what is sensitive is recorded (S2-121)."""
    document = latest(transfer, kind)
    if document is None or document.state != State.READY:
        raise NotAllowed(_("The file is not ready yet."))
    picture = picture_of(transfer, by)
    reason = why_not_take(transfer, by) or picture.restricted({item.category for item in picture.items})
    if reason := reason or changed_since(transfer, document, at=at):
        raise NotAllowed(reason)
    for category in sorted({item.category for item in picture.items}):
        note_reading(pupil_of(transfer, by), Category(category), by=by, at=at)
    audit.record(events.TRANSFER_TAKEN, about=transfer, school=transfer.school_id, by=by, at=at)
    return document, open_document(document)


def changed_since(transfer: Transfer, document: Document, *, at: datetime) -> str:
    """Why a file that is still to be sent was overtaken: a thing marked as wrong or without its yes, an address now secret.

    GDPR 5(1)(d); S2-78; DOMAIN 1.6.
    """
    if not transfer.sent_on and closed_of(transfer, on=local_day(at)):
        return _("The family took back the yes on which a part of it rests. Choose again what goes along.")
    entry, of_file = Q(entry__voided_at__gt=document.ordered_at), Q(file__entry__voided_at__gt=document.ordered_at)
    if not transfer.sent_on and secret_since(transfer, document):
        return _("Somebody of the family keeps the address secret since. Have the file made anew.")
    if transfer.sent_on or not transfer.items.filter(entry | of_file).exists():
        return ""
    return _("Something in it was marked as wrong since. Have the file made anew.")


def secret_since(transfer: Transfer, document: Document) -> bool:
    """Whether somebody of the family began to keep his address secret after this was made (DOMAIN 1.6)."""
    if not transfer.items.filter(category__in=[Category.CT, Category.FAM]).exists():
        return False
    people = Guardian.objects.filter(relations__student=transfer.student_id, has_secret_address=True)
    before = (person.history.filter(history_date__lte=document.ordered_at).order_by("-history_date").first() for person in people)
    return any(known is not None and not known.has_secret_address for known in before)


# The family


def shown_to(scope: Scope, student_id=None):
    """What this parent or pupil may look at: what was shown and is not stopped (2.14, TRF; C-25)."""
    found = Transfer.objects.visible_to(scope).filter(status__in=[Status.SHOWN, Status.SENT, Status.CLOSED], offered_on__isnull=False)
    found = found.select_related("school", "student").defer("school__logo", "student__bsn_sealed")
    return found.filter(student=student_id) if student_id else found


@transaction.atomic
def look(transfer: Transfer, *, remark: str, by: Scope, at: datetime) -> Transfer:
    """A parent or pupil looked in the portal, and may say something that goes along (S2-154)."""
    transfer = locked(transfer)
    if not shown_to(by).filter(pk=transfer.pk).exists() or transfer.status != Status.SHOWN:
        raise NotAllowed(_("The file has gone to the next school already. Ask the school what you want to have added."))
    return _seen(transfer, local_day(at), by.user.name, remark, by=by, at=at)


@transaction.atomic
def take_copy(transfer: Transfer, *, by: Scope, at: datetime) -> tuple[Document, Iterator[bytes]]:
    """The copy of the parents; with it in hand it counts as given (S2-150)."""
    transfer = locked(transfer)
    document = latest(transfer, COPY)
    if not shown_to(by).filter(pk=transfer.pk).exists() or document is None or document.state != State.READY:
        raise NotAllowed(_("The copy is not ready yet."))
    if reason := hidden_since(transfer, document, by):
        raise NotAllowed(reason)
    if transfer.copy_given_on is None:
        transfer.copy_given_on = local_day(at)
        keep(transfer, Deed.COPY_GIVEN, by=by, at=at)
    return document, open_document(document)


def hidden_since(transfer: Transfer, document: Document, by: Scope) -> str:
    """Whether something in the copy was protected, or an address became secret, since it was made (C-25; DOMAIN 1.6)."""
    since = Protection.objects.in_force(at=by.at).filter(student=transfer.student_id, since__gt=document.ordered_at)
    hidden = {category for categories in since.values_list("categories", flat=True) for category in categories}
    is_hidden = transfer.items.filter(category__in=hidden).exists() or secret_since(transfer, document)
    return _("The school looks at this once more. Ask the privacy coordinator.") if is_hidden else ""

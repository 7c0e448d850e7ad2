"""The steps of a transfer out and of a request for a file: from which state, to which, by whom, and what stands in the way."""
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyadmin.access.catalogue import Category, Right, Role
from privacyadmin.access.scope import Scope
from privacyadmin.workflow import Step, Workflow
from students import rules
from students.models import FileRequest, Student, Transfer
from students.models.dossier import reaches
from students.models.transfers import UNSENT
from students.models.transfers import FileRequestStatus as Asked
from students.models.transfers import TransferStatus as Status

from . import rules as transfer_rules
from .picture import picture_of

WHOLE_FILE = (Category.ID, Category.TRF)


def writes(thing: Any, scope: Scope) -> str:
    """Whoever keeps the transfer files of this pupil at this school (2.14, TRF); a restriction is asked apart."""
    return "" if keeps(pupil_of(thing, scope), thing.school_id, scope) else _("Your role does not include the transfer of files.")


def keeps(student: Student, school: UUID, scope: Scope, right: Right = Right.WRITE) -> bool:
    giving = scope.giving(Category.TRF, right)
    return any((held.source == "board" or held.school == school) and reaches(held, sector, student) for held, sector in giving)


def pupil_of(thing: Transfer | FileRequest, scope: Scope) -> Student:
    """The pupil with his places, read once."""
    if not hasattr(thing.student, "places"):
        thing.student = Student.objects.with_places(on=scope.on).get(pk=thing.student_id)
    return thing.student


def orders(transfer: Transfer, scope: Scope) -> str:
    if scope.holds(Role.DIRECTOR, school=transfer.school_id) or scope.holds(Role.BOARD_MEMBER):
        return ""
    return _("The director decides that it goes as the law orders.")


def allows(transfer: Transfer, scope: Scope) -> str:
    if scope.holds(*rules.RESTRICT, school=transfer.school_id):
        return ""
    return _("A restriction is kept by the director or the privacy coordinator.")


Objection = Callable[[Any, Any], str]


def each_of(*objections: Objection) -> Objection:
    """The first reason against."""
    return lambda transfer, scope: next((reason for each in objections if (reason := each(transfer, scope))), "")


def unrestricted(transfer: Transfer, scope: Scope) -> str:
    """What is restricted is not passed on, at no step (GDPR 18(2), S2-186)."""
    picture = picture_of(transfer, scope)
    return picture.restricted({*WHOLE_FILE, *(item.category for item in picture.items)})


def is_alive(transfer: Transfer, scope: Scope) -> str:
    return _("The pupil has died: nothing goes to a next school.") if transfer.student.died_on else ""


def has_place(transfer: Transfer, scope: Scope) -> str:
    return "" if transfer.to_kind and transfer.to_name else _("Say first to which school it goes.")


def is_move(transfer: Transfer, scope: Scope) -> str:
    return has_place(transfer, scope) or (
        "" if picture_of(transfer, scope).is_move else _("This is a transfer to another school, with its rules.")
    )


def is_transfer(transfer: Transfer, scope: Scope) -> str:
    return _("A move within the board is only recorded.") if picture_of(transfer, scope).is_move else ""


def is_chosen(transfer: Transfer, scope: Scope) -> str:
    """Something was chosen, and each thing may go to this kind of place."""
    items = picture_of(transfer, scope).items
    if not items:
        return _("Choose first what goes along.")
    return next((found for item in items if (found := item_objection(transfer, item))), "")


def item_objection(transfer: Transfer, item: Any) -> str:
    return transfer_rules.item_objection(transfer.to_kind, fact=item.fact, category=item.category, why=item.why)


def by_another(transfer: Transfer, scope: Scope) -> str:
    """S1-122: never the whole file unseen; who reviews chose nothing of it."""
    chose = {transfer.chosen_by_id, *(item.chosen_by_id for item in picture_of(transfer, scope).items)}
    return _("Somebody else reviews what you chose.") if scope.user.pk in chose else ""


def asks_consent(transfer: Transfer, scope: Scope) -> str:
    picture = picture_of(transfer, scope)
    if not picture.needs_consent:
        return _("No consent is needed for what was chosen.")
    return _("There is a valid consent.") if picture.consent.is_valid else ""


def can_be_ordered(transfer: Transfer, scope: Scope) -> str:
    """C-04: a house rule cannot hold up what the law orders; consent was asked, and there is no answer."""
    picture = picture_of(transfer, scope)
    if not picture.may_be_ordered or picture.consent.is_valid:
        return _("There is nothing that the school alone asks consent for.")
    if transfer.consent_asked_on is None or transfer.consent_asked_on + transfer_rules.LOOKS_FOR > scope.on:
        return _("Ask for consent first, and give the family seven days.")
    return ""


def may_go(transfer: Transfer, scope: Scope) -> str:
    answers = picture_of(transfer, scope).answers
    words = [answer.reasons[0].words for answer in answers if answer.verdict != transfer_rules.Verdict.YES]
    return " ".join(dict.fromkeys(words))


def awaits_copy(transfer: Transfer, scope: Scope) -> str:
    return _("The parents have had their copy.") if transfer.copy_given_on else ""


def has_copy(transfer: Transfer, scope: Scope) -> str:
    """S2-150: not closed before the parents have their copy, where the rule asks it."""
    if transfer.copy_given_on or not picture_of(transfer, scope).needs_copy:
        return ""
    return _("The parents get a copy first.")


def is_restricted(transfer: Transfer, scope: Scope) -> str:
    picture = picture_of(transfer, scope)
    return "" if picture.marks.restricted and not picture.is_allowed else _("Nothing of this file is restricted.")


OPEN_TO_ALL = {Status.DRAFT, Status.CHOSEN, Status.REVIEWED, Status.SHOWN, Status.SENT}
TRANSFER = Workflow(
    address=Step({Status.DRAFT}, None, writes, each_of(is_alive, unrestricted), label=gettext_lazy("Say where it goes")),
    choose=Step(
        {Status.DRAFT}, None, writes, each_of(is_alive, unrestricted, has_place, is_transfer), label=gettext_lazy("Choose what goes along")
    ),
    relocate=Step({Status.DRAFT}, Status.CLOSED, writes, each_of(unrestricted, is_move), label=gettext_lazy("Record the move")),
    submit=Step(
        {Status.DRAFT}, Status.CHOSEN, writes, each_of(is_alive, unrestricted, has_place, is_transfer, is_chosen),
        label=gettext_lazy("Ask for a review"),
    ),
    review=Step(
        {Status.CHOSEN}, Status.REVIEWED, writes, each_of(by_another, unrestricted), label=gettext_lazy("Reviewed: no more than needed")
    ),
    show=Step({Status.REVIEWED}, Status.SHOWN, writes, each_of(is_alive, unrestricted), label=gettext_lazy("Show it to the family")),
    note_seen=Step({Status.SHOWN}, None, writes, unrestricted, label=gettext_lazy("The family looked")),
    ask_consent=Step(
        {Status.REVIEWED, Status.SHOWN}, None, writes, each_of(unrestricted, asks_consent), label=gettext_lazy("Consent was asked")
    ),
    order=Step({Status.SHOWN}, None, orders, each_of(unrestricted, can_be_ordered), label=gettext_lazy("Send it as the law orders")),
    make=Step({Status.SHOWN, Status.SENT}, None, writes, unrestricted, label=gettext_lazy("Make the file")),
    send=Step({Status.SHOWN}, Status.SENT, writes, each_of(is_alive, unrestricted, may_go), label=gettext_lazy("It was sent")),
    give_copy=Step(
        {Status.SHOWN, Status.SENT}, None, writes, each_of(unrestricted, awaits_copy), label=gettext_lazy("The parents have their copy")
    ),
    close=Step({Status.SENT}, Status.CLOSED, writes, has_copy, label=gettext_lazy("Close")),
    send_back=Step({Status.CHOSEN, Status.REVIEWED, Status.SHOWN}, Status.DRAFT, writes, label=gettext_lazy("Choose again")),
    allow=Step(OPEN_TO_ALL, None, allows, is_restricted, label=gettext_lazy("Name what allows it although restricted")),
    stop=Step(set(UNSENT), Status.STOPPED, writes, label=gettext_lazy("Nothing is sent")),
)


def not_too_early(row: FileRequest, scope: Scope) -> str:
    """T4, C-06: no school is asked before the application."""
    return _("The previous school is not asked before the application.") if scope.on < row.since_on else ""


FILE_REQUEST = Workflow(
    ask=Step({Asked.OPEN}, Asked.ASKED, writes, not_too_early, label=gettext_lazy("It was asked")),
    chase=Step({Asked.ASKED}, None, writes, label=gettext_lazy("It was asked again")),
    receive=Step({Asked.OPEN, Asked.ASKED}, Asked.RECEIVED, writes, label=gettext_lazy("It came")),
    tell=Step({Asked.RECEIVED}, Asked.CLOSED, writes, label=gettext_lazy("The family was told")),
    nothing=Step({Asked.OPEN, Asked.ASKED}, Asked.NOTHING, writes, label=gettext_lazy("Nothing comes")),
)

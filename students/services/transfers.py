"""A file that goes to a next school: opened by a departure or by hand, and put together thing by thing (S1-121…127, S2-148…154)."""
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit, history, policy
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from privacyadmin.worklist import reminders
from students import events
from students.models import Enrolment, EnrolmentStatus, Student, Transfer, TransferItem
from students.models.transfers import ENDED, Place
from students.models.transfers import TransferStatus as Status
from students.transfers import rules as transfer_rules
from students.transfers.candidates import Candidate, candidates, closed_of, entry_of, key_of
from students.transfers.picture import picture_of
from students.transfers.words import Deed
from students.transfers.workflow import TRANSFER, keeps, pupil_of

SENT_WITHIN = timedelta(days=28)            # after leaving; no term of law is known (C-06)
STAGES = (7, -1, -14)
WHY = "departures"


def locked(transfer: Transfer) -> Transfer:
    """Alone, with what its steps ask of it."""
    rows = Transfer.objects.select_for_update(of=("self",)).select_related("school", "student", "to_school")
    return rows.defer("school__logo", "to_school__logo").get(pk=transfer.pk)


def keep(transfer: Transfer, deed: Deed, *, by: Scope, at: datetime, **told: Any) -> Transfer:
    history.save(transfer, at=at, by=by)
    audit.record(events.TRANSFER_STEP, about=transfer, school=transfer.school_id, by=by, at=at, step=deed.value, **told)
    return transfer


def take(transfer: Transfer, name: str, deed: Deed, *, by: Scope, at: datetime, **values: Any) -> Transfer:
    """One step, with what it writes down. Raises NotAllowed with the reason."""
    transfer = locked(transfer)
    step = TRANSFER.check(name, transfer, by)
    for field, value in values.items():
        setattr(transfer, field, value)
    transfer.status = step.target_from(transfer.status)
    transfer.responsible = transfer.responsible or by.user
    if transfer.status in ENDED:
        transfer.closed_on = local_day(at)
    return keep(transfer, deed, by=by, at=at)


# Opened


@transaction.atomic
def start(
    student: Student, *, school: School, to_kind: str, by: Scope, at: datetime, to_name: str = "", to_school: School | None = None,
    **details: Any,
) -> Transfer:
    """Begin a transfer by hand, or go on with the one that the departure opened. Raises NotAllowed with the reason."""
    Student.objects.select_for_update().filter(pk=student.pk).first()              # one at a time
    if not keeps(student, school.pk, by):
        raise NotAllowed(_("Your role does not include the transfer of files."))
    open_one = _begun_for(student, school, to_kind, to_name, to_school)
    if open_one is None:
        due_on = local_day(at) + SENT_WITHIN
        open_one = Transfer(student_id=student.pk, school=school, due_on=due_on, made_by=by.user, made_at=at)
        open_one.next_reminder_on = next_reminder(due_on, local_day(at))
        keep(open_one, Deed.OPENED, by=by, at=at)
    known = {name: details.get(name) or getattr(open_one, name) for name in ("to_brin", "to_contact", "applied_on")}
    return address(open_one, to_kind=to_kind, to_name=to_name, to_school=to_school, by=by, at=at, **known)


def _begun_for(student: Student, school: School, to_kind: str, to_name: str, to_school: School | None) -> Transfer | None:
    """The draft that goes to this school already, however often somebody clicks; else the one that has no school yet."""
    drafts = Transfer.objects.filter(student=student, school=school, status=Status.DRAFT, to_kind__in=["", to_kind])
    wanted = to_school.pk if to_kind == Place.GROUP and to_school else _folded(to_name)
    for row in drafts.order_by("-to_kind", "pk"):
        if not row.to_kind or (row.to_school_id or _folded(row.to_name)) == wanted:
            return row
    return None


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


@transaction.atomic
def address(
    transfer: Transfer, *, to_kind: str, by: Scope, at: datetime, to_name: str = "", to_school: School | None = None, to_brin: str = "",
    to_contact: str = "", applied_on: date | None = None,
) -> Transfer:
    """Say to which school it goes; a school of the board by its own row."""
    if to_kind == Place.GROUP:
        if to_school is None or to_school.pk == transfer.school_id:
            raise NotAllowed(_("Choose another school of this board."))
        to_name, to_brin = to_school.name, to_school.brin
    else:
        to_school = None
    values = {"to_kind": to_kind, "to_name": to_name, "to_school": to_school, "to_brin": to_brin, "to_contact": to_contact}
    return take(transfer, "address", Deed.ADDRESSED, by=by, at=at, applied_on=applied_on, **values)


def open_for_departures(left: Iterable[Enrolment], *, by: Any, at: datetime) -> int:
    """Pupils left: each has a file to send, or a reason to be given why not; what was begun before is that one (S1-127)."""
    rows = [row for row in left if row.left_on is not None]
    if not rows:
        return 0
    pupils = {row.student_id for row in rows}
    died = set(Student.objects.filter(pk__in=pupils, died_on__isnull=False).values_list("pk", flat=True))
    known = _known(pupils)
    elsewhere = _elsewhere(pupils)
    opened = [_opened(row, elsewhere.get(row.student_id, []), at) for row in rows
              if row.student_id not in died and not _goes_on(row, known[row.student_id, row.school_id], by, at)]
    with history.bulk(WHY, at=at, by=by.user.pk if by else None):
        Transfer.objects.bulk_create(opened)
    counts: dict[UUID, int] = defaultdict(int)
    for transfer in opened:
        counts[transfer.school_id] += 1
    for school, count in sorted(counts.items(), key=str):
        audit.record(events.TRANSFERS_OPENED, about=None, school=school, by=by, at=at, count=count)
    return len(opened)


def _known(pupils: Collection[UUID]) -> dict[tuple[UUID, UUID], list[Transfer]]:
    found: dict[tuple[UUID, UUID], list[Transfer]] = defaultdict(list)
    for transfer in Transfer.objects.filter(student__in=pupils).exclude(status=Status.STOPPED, left_on=None).order_by("made_at"):
        found[transfer.student_id, transfer.school_id].append(transfer)
    return found


def _goes_on(row: Enrolment, known: list[Transfer], by: Any, at: datetime) -> bool:
    """Whether there is one of this stay already; it hears when the pupil left."""
    for transfer in known:
        begun = transfer.left_on or local_day(transfer.made_at)
        if row.entry_on is None or begun >= row.entry_on:
            if transfer.left_on != row.left_on:
                transfer.left_on = row.left_on
                history.save(transfer, at=at, by=by, why=WHY)
            return True
    return False


def _elsewhere(pupils: Collection[UUID]) -> dict[UUID, list[School]]:
    """The other schools of the board where these pupils are or applied."""
    found: dict[UUID, list[School]] = defaultdict(list)
    for row in Enrolment.objects.current().filter(student__in=pupils).select_related("school").defer("school__logo"):
        found[row.student_id].append(row.school)
    return found


def _opened(row: Enrolment, elsewhere: list[School], at: datetime) -> Transfer:
    assert row.left_on is not None                # `open_for_departures` took none without
    on, due_on = local_day(at), row.left_on + SENT_WITHIN
    transfer = Transfer(
        student_id=row.student_id, school_id=row.school_id, left_on=row.left_on, due_on=due_on, made_at=at,
        next_reminder_on=next_reminder(due_on, on),
    )
    to_school = next((school for school in elsewhere if school.pk != row.school_id), None)
    if to_school is not None:
        transfer.to_kind, transfer.to_school, transfer.to_name, transfer.to_brin = Place.GROUP, to_school, to_school.name, to_school.brin
        if not policy.in_force(None, on).transfer_within_group_is_transfer:          # a move, recorded (S1-45, S1-125)
            transfer.status, transfer.closed_on, transfer.next_reminder_on = Status.CLOSED, on, None
    return transfer


def next_reminder(due_on: date, on: date) -> date | None:
    """The first day on which somebody is reminded: today where a stage has begun already."""
    return on if due_on - timedelta(days=STAGES[0]) <= on else reminders.first_on(due_on, STAGES, after=on)


def left_without(*, on: date, since: date) -> list[Enrolment]:
    """Who left in these days and has nothing opened yet: what the night catches up with."""
    return list(Enrolment.objects.filter(status=EnrolmentStatus.LEFT, left_on__gte=since, left_on__lte=on).order_by("pk"))


# Chosen


@dataclass(frozen=True)
class Wanted:
    """One thing that was ticked."""

    key: str
    why: str = ""
    is_in_report: bool = False


@transaction.atomic
def choose(transfer: Transfer, *, wanted: Collection[Wanted], by: Scope, at: datetime) -> Transfer:
    """Write down what goes along, of what this person reads; what colleagues chose that he does not read stays as it is.

    What has lost the yes of the family goes out, whoever chose it (S2-78).
    """
    transfer = locked(transfer)
    TRANSFER.check("choose", transfer, by)
    offered = {each.key: each for each in candidates(transfer, pupil_of(transfer, by), by)}
    ticked = {each.key: each for each in wanted}
    if not set(ticked) <= set(offered):
        raise NotAllowed(_("You do not see this part of the file."))
    known, closed = {key_of(item): item for item in transfer.items.select_related("file")}, closed_of(transfer, on=local_day(at))
    gone = [item.pk for key, item in known.items() if entry_of(item) in closed or (key in offered and key not in ticked)]
    TransferItem.objects.filter(pk__in=gone).delete()
    for key, each in ticked.items():
        _put(transfer, offered[key], each, known.get(key), by, at)
    return keep(transfer, Deed.CHOSEN, by=by, at=at, count=transfer.items.count())


def _put(transfer: Transfer, offered: Candidate, wanted: Wanted, known: TransferItem | None, by: Scope, at: datetime) -> None:
    reason = picture_of(transfer, by).restricted({offered.category}) or transfer_rules.item_objection(
        transfer.to_kind, fact=offered.fact, category=offered.category, why=wanted.why
    )
    if reason:
        raise NotAllowed(reason)
    item = known or TransferItem(
        transfer=transfer, fact=offered.fact, entry=offered.entry, file=offered.file, category=offered.category, chosen_by=by.user,
        chosen_at=at,
    )
    is_in_report = wanted.is_in_report and offered.is_special
    if known is None or (item.why, item.is_in_report) != (wanted.why, is_in_report):
        item.why, item.is_in_report, item.chosen_by = wanted.why, is_in_report, by.user
        item.save()

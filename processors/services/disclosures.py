"""Disclosures: written down, decided on, given, reviewed, ended; what was given once never changes (S1-78, S2-102…110, S2-155…160)."""
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from privacyadmin import audit, history
from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.data_models import DataCategory
from privacyadmin.access.scope import Scope
from privacyadmin.deadlines import add_months
from privacyadmin.files import services as files
from privacyadmin.files.checking import Checked
from privacyadmin.times import local_day, start_of_day
from privacyadmin.workflow import NotAllowed
from privacyadmin.worklist import reminders
from processors import events
from processors.models import Disclosure, DisclosureFile, DisclosurePupil, Party, PartyUse
from processors.models.disclosure_words import Circle, DisclosureKind
from processors.rules import disclosures as rules
from processors.workflow import disclosures as workflow
from students import consents, marks
from students.models import AllowedUse, RestrictedUse, Restriction, Student
from students.services import restrictions

from . import circles
from .parties import changed_fields

REVIEW_MONTHS = 12
STAGES = (30, 7, -1)
TOLD = {"school", "purpose", "ground", "data_categories"}              # what a family is told of when it is asked
WHAT = (
    "role", "kind", "school", "subject", "since", "until", "frequency", "circle", "class_group", "year_group", "purpose", "ground",
    "special_ground", "law", "data_categories", "is_subsidiary", "subsidiarity", "is_proportionate", "proportionality", "is_minimal",
    "minimality", "order_reference", "order_authority", "order_on", "withheld_until", "withheld_why",
)


def locked(disclosure: Disclosure) -> Disclosure:
    """The disclosure as it is now, held until this transaction ends."""
    rows = Disclosure.objects.select_for_update(of=("self",)).select_related("party", "school").defer("school__logo")
    return rows.get(pk=disclosure.pk)


def _check_records(disclosure: Disclosure, by: Scope) -> None:
    if reason := workflow.records(disclosure, by):
        raise NotAllowed(reason)


@transaction.atomic
def draft(party: Party, *, is_standing: bool, values: Mapping[str, Any], by: Scope, at: datetime) -> Disclosure:
    """Write down what is to be given, to whom and why. Raises NotAllowed for what a processor gets by its agreement."""
    disclosure = Disclosure(party=party, is_standing=is_standing, made_at=at, made_by=by.user)
    _fill(disclosure, values)
    _check_records(disclosure, by)
    if reason := rules.processor_objection(roles_of(party, disclosure.school_id, local_day(at))):
        raise NotAllowed(reason)
    history.save(disclosure, at=at, by=by, force_insert=True)
    _record(events.DISCLOSURE_DRAFTED, disclosure, by=by, at=at, party=party.pk, kind=str(disclosure.kind))
    return disclosure


def roles_of(party: Party, school: UUID | None, on: date) -> list[str]:
    """What a party is to a school today."""
    uses = PartyUse.objects.on(on).filter(party=party)
    return list((uses.of_school(school) if school else uses).values_list("role", flat=True).distinct())


@transaction.atomic
def change(disclosure: Disclosure, *, values: Mapping[str, Any], by: Scope, at: datetime) -> Disclosure:
    """Mend a draft; what was decided on does not change."""
    disclosure = locked(disclosure)
    check_draft(disclosure, by)
    changed = _fill(disclosure, values)
    _check_records(disclosure, by)
    school = disclosure.school_id
    if "school" in changed and school and disclosure.pupils.exclude(student__enrolments__school=school).exists():
        raise NotAllowed(_("This pupil is not of this school."))
    if changed:
        if not TOLD.isdisjoint(changed):
            consents.end(disclosure.pk, workflow.OF_CONSENT, by=by, at=at)         # a yes was to something else (S2-159)
        history.save(disclosure, at=at, by=by)
        _record(events.DISCLOSURE_CHANGED, disclosure, by=by, at=at, fields=changed)
    return disclosure


def _fill(disclosure: Disclosure, values: Mapping[str, Any]) -> list[str]:
    changed = changed_fields(disclosure, values, WHAT)
    disclosure.data_categories = sorted(set(disclosure.data_categories))
    kinds = DataCategory.objects.filter(code__in=disclosure.data_categories)
    disclosure.categories = sorted(set(kinds.values_list("category", flat=True)))
    if rules.is_police(disclosure.party.kind, disclosure.party.name):
        disclosure.kind = DisclosureKind.POLICE
    elif disclosure.kind == DisclosureKind.POLICE:
        disclosure.kind = DisclosureKind.THIRD
    return changed


def check_draft(disclosure: Disclosure, by: Scope) -> None:
    """Raises NotAllowed where this person cannot change it, or nobody can any more."""
    _check_records(disclosure, by)
    if not disclosure.is_draft:
        raise NotAllowed(_("What was decided on does not change any more."))


@transaction.atomic
def add_pupil(disclosure: Disclosure, student: Student, *, by: Scope, at: datetime) -> DisclosurePupil:
    """One pupil whose data is given, who is within reach of who adds him; there is no «all» (S2-110)."""
    disclosure = locked(disclosure)
    check_draft(disclosure, by)
    if disclosure.circle != Circle.PUPILS:
        raise NotAllowed(_("This disclosure names a circle: its pupils follow from it."))
    known = Student.objects.visible_to(by).filter(pk=student.pk).first()
    if known is None or (disclosure.school_id and disclosure.school_id not in known.school_ids):
        raise NotAllowed(_("This pupil is not of this school."))
    row, is_new = DisclosurePupil.objects.get_or_create(disclosure=disclosure, student=student, defaults={"since": disclosure.since})
    if is_new:
        _record(events.DISCLOSURE_PUPIL_ADDED, disclosure, by=by, at=at)
    return row


@transaction.atomic
def drop_pupil(disclosure: Disclosure, student: UUID, *, by: Scope, at: datetime) -> None:
    """This pupil's data is not given."""
    disclosure = locked(disclosure)
    check_draft(disclosure, by)
    if disclosure.pupils.filter(student=student).delete()[0]:
        _record(events.DISCLOSURE_PUPIL_DROPPED, disclosure, by=by, at=at)


@transaction.atomic
def decide(
    disclosure: Disclosure, *, decision: str = "", allowed_use: str = "", is_aware: bool = False, by: Scope, at: datetime
) -> Disclosure:
    """It is given, or begins.

    A restricted part only by a use that the law leaves open; a protected one when the party knows of it (GDPR 18; C-25).
    """
    disclosure = locked(disclosure)
    if rules.is_police(disclosure.party.kind, disclosure.party.name):           # what the party is now, not when it was written down
        disclosure.kind = DisclosureKind.POLICE
    status = workflow.DISCLOSURE_STEPS.check("decide", disclosure, by).target_from(disclosure.status)
    _check_limits(disclosure, allowed_use, is_aware, by=by, at=at)
    disclosure.status, disclosure.decision = status, decision
    disclosure.decided_at, disclosure.decided_by = at, by.user
    disclosure.pupil_count = disclosure.pupils.count()
    if disclosure.is_standing:
        _reviewed(disclosure, by=by, at=at)
    history.save(disclosure, at=at, by=by)
    if disclosure.is_standing:
        circles.follow(local_day(at), only=disclosure.pk)
        disclosure.refresh_from_db(fields=["pupil_count"])
    _record(events.DISCLOSURE_DECIDED, disclosure, by=by, at=at, kind=str(disclosure.kind), pupils=disclosure.pupil_count)
    return disclosure


def _check_limits(disclosure: Disclosure, allowed_use: str, is_aware: bool, *, by: Scope, at: datetime) -> None:
    pupils = list(disclosure.pupils.values_list("student", flat=True))
    if reason := marks.why_not_use(pupils, disclosure.categories, at=at, allowed=allowed_use or None):
        raise NotAllowed(reason)
    if needs_care(disclosure, pupils, at=at) and not is_aware:
        raise NotAllowed(_("Somebody here is protected: tell the party from whom this must be kept, and tick that it knows."))
    if allowed_use:
        _note_use(disclosure, pupils, AllowedUse(allowed_use), by=by, at=at)


def _check_still(disclosure: Disclosure, moment: datetime) -> None:
    """What was restricted after the decision, or agreed to no longer, does not go (GDPR 7(3), 18(2))."""
    pupils = list(disclosure.pupils.values_list("student", flat=True))
    if workflow.without_consent(disclosure, pupils, local_day(moment)):
        raise NotAllowed(_("Not for every pupil somebody who decides has said yes. Take them out, or wait."))
    assert disclosure.decided_at is not None                # as `give` asked
    answered = RestrictedUse.objects.filter(at=disclosure.decided_at, by=disclosure.decided_by_id).values("restriction")
    standing = Restriction.objects.in_force(at=moment).filter(student__in=pupils, categories__overlap=disclosure.categories)
    if standing.exclude(pk__in=answered).exists():
        raise NotAllowed(_("A part of this was restricted after the decision: it does not go. Refuse it, and decide anew (GDPR 18(2))."))


def needs_care(disclosure: Disclosure, pupils: Collection[UUID], *, at: datetime) -> bool:
    """Whether a part that is given is hidden from somebody of the family, so that the party must not pass it on (C-25)."""
    found = marks.of_pupils(pupils, at=at).values()
    return any(each.hides(disclosure.categories, from_pupil=side) for each in found for side in (False, True))


def _note_use(disclosure: Disclosure, pupils: Collection[UUID], ground: AllowedUse, *, by: Scope, at: datetime) -> None:
    """Who uses restricted data answers for it, in the restriction itself (GDPR 18(2); S2-186)."""
    standing = Restriction.objects.in_force(at=at).filter(student__in=pupils, categories__overlap=disclosure.categories)
    for restriction in standing.order_by("pk"):
        restrictions.note_use(restriction, ground=ground, what=f"{disclosure.party.name}: {disclosure.subject}"[:300], by=by, at=at)


@transaction.atomic
def refuse(disclosure: Disclosure, *, why: str, by: Scope, at: datetime) -> Disclosure:
    """It is not given, and the reason stays."""
    disclosure = _moved(disclosure, "refuse", by)
    disclosure.decision, disclosure.decided_at, disclosure.decided_by = why, at, by.user
    consents.end(disclosure.pk, workflow.OF_CONSENT, by=by, at=at)
    history.save(disclosure, at=at, by=by)
    _record(events.DISCLOSURE_REFUSED, disclosure, by=by, at=at)
    return disclosure


@transaction.atomic
def give(disclosure: Disclosure, *, on: date, method: str, reference: str = "", by: Scope, at: datetime) -> Disclosure:
    """It went out: on this day, by this way. From now on it stands as it is."""
    disclosure = _moved(disclosure, "give", by)
    if on > local_day(at) or disclosure.decided_at is None or on < local_day(disclosure.decided_at):
        raise ValidationError({"on": _("It was given after it was decided, and not later than today.")})
    _check_still(disclosure, at if on == local_day(at) else start_of_day(on))
    disclosure.given_on, disclosure.method, disclosure.reference, disclosure.given_by = on, method, reference, by.user
    history.save(disclosure, at=at, by=by)
    _record(events.DISCLOSURE_GIVEN, disclosure, by=by, at=at, method=str(method), pupils=disclosure.pupil_count)
    return disclosure


@transaction.atomic
def end(disclosure: Disclosure, *, on: date, why: str, by: Scope, at: datetime) -> Disclosure:
    """A standing disclosure goes on no longer: `on` is the first day without it."""
    disclosure = _moved(disclosure, "end", by)
    if disclosure.since is None or on < disclosure.since or on > local_day(at):
        raise ValidationError({"on": _("Write down the end when it has come.")})
    disclosure.until, disclosure.next_reminder_on = on, None
    _closed(disclosure, why, by=by, at=at)
    disclosure.pupils.filter(until=None).update(until=models.functions.Greatest("since", on))
    _record(events.DISCLOSURE_ENDED, disclosure, by=by, at=at, on=on)
    return disclosure


@transaction.atomic
def void(disclosure: Disclosure, *, why: str, by: Scope, at: datetime) -> Disclosure:
    """It was recorded in error: nobody got anything by it. It stays, and is shown as such."""
    disclosure = _moved(disclosure, "void", by)
    _closed(disclosure, why, by=by, at=at)
    _record(events.DISCLOSURE_VOIDED, disclosure, by=by, at=at)
    return disclosure


@transaction.atomic
def review(disclosure: Disclosure, *, by: Scope, at: datetime) -> Disclosure:
    """Somebody looked whether it is still needed, and it goes on; the next look is a year away."""
    disclosure = _moved(disclosure, "review", by)
    _reviewed(disclosure, by=by, at=at)
    history.save(disclosure, at=at, by=by)
    _record(events.DISCLOSURE_REVIEWED, disclosure, by=by, at=at, due=disclosure.due_on)
    return disclosure


@transaction.atomic
def add_files(disclosure: Disclosure, *, checked: Iterable[Checked], by: Scope, at: datetime) -> list[DisclosureFile]:
    """The order of police or justice, or another paper, while it is not decided on."""
    disclosure = locked(disclosure)
    check_draft(disclosure, by)
    kept = []
    for each in checked:
        row = DisclosureFile(disclosure=disclosure, added_by=by.user)
        files.keep(row, each, school=disclosure.school_id, by=by, at=at)
        kept.append(row)
        _record(events.DISCLOSURE_FILE_ADDED, disclosure, by=by, at=at, file=row.pk)
    return kept


@transaction.atomic
def open_file(row: DisclosureFile, *, by: Scope, at: datetime) -> files.Opened:
    """A paper to save, for who may decide on it or records it; that it was opened is noted."""
    if not opens_files(row.disclosure, by):
        raise NotAllowed(_("The papers are for who records a disclosure, or decides on it."))
    opened = files.opened(row)
    _record(events.DISCLOSURE_FILE_OPENED, row.disclosure, by=by, at=at, file=row.pk)
    return opened


def opens_files(disclosure: Disclosure, scope: Scope) -> bool:
    """Who records it, who may decide on it, and the FG: an order names who is looked for."""
    return not workflow.records(disclosure, scope) or any(scope.may(Register.PROCESSORS, verb) for verb in (Verb.SIGN, Verb.ADVISE))


def _moved(disclosure: Disclosure, step: str, by: Scope) -> Disclosure:
    disclosure = locked(disclosure)
    disclosure.status = workflow.DISCLOSURE_STEPS.check(step, disclosure, by).target_from(disclosure.status)
    return disclosure


def _closed(disclosure: Disclosure, why: str, *, by: Scope, at: datetime) -> None:
    disclosure.closed_at, disclosure.closed_by, disclosure.closed_why = at, by.user, why
    history.save(disclosure, at=at, by=by)


def _reviewed(disclosure: Disclosure, *, by: Scope, at: datetime) -> None:
    disclosure.reviewed_on, disclosure.reviewed_by = local_day(at), by.user
    disclosure.due_on = add_months(local_day(at), REVIEW_MONTHS)
    disclosure.next_reminder_on = reminders.first_on(disclosure.due_on, STAGES, after=local_day(at))


def _record(event: audit.EventKind, disclosure: Disclosure, *, by: Scope, at: datetime, **details: Any) -> None:
    audit.record(event, about=disclosure, school=disclosure.school_id, by=by, at=at, **details)

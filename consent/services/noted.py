"""Answers that came in on paper or in a conversation, noted by a colleague with their proof (S2-17, S2-152; GDPR 7(1))."""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from consent import events, reach
from consent.models import Capacity, Channel, Decision, Evidence, EvidenceFile, Occasion, Purpose, PurposeText
from consent.models.decisions import NOTE_LABEL
from privacyadmin import audit, crypto
from privacyadmin.access.catalogue import Register, Role, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.files import services as files
from privacyadmin.files.checking import Checked
from privacyadmin.organisation.models import School
from privacyadmin.workflow import NotAllowed
from students.addressees import school_of
from students.models import Guardian, Student

from . import sixteen
from .decisions import Choice, capacity_in, capacity_of, record

BY_HAND = (Channel.PAPER, Channel.TALK)
SCANS = frozenset({"application/pdf", "image/png", "image/jpeg"})
OWN_VOICE = 16


@dataclass(frozen=True)
class Answerer:
    """Somebody whose answer may be noted: a parent, or the pupil himself (guardian None)."""

    guardian: Guardian | None
    capacity: Capacity


def answerers(student: Student, *, on: date) -> list[Answerer]:
    """Whoever may answer for this pupil on a day; one query."""
    relations = student.guardian_relations.select_related("guardian").order_by("guardian__last_name", "guardian__first_name", "pk")
    each = ((relation.guardian, capacity_in(relation, on=on)) for relation in relations)
    found = [Answerer(guardian, capacity) for guardian, capacity in each if capacity is not None]
    age = student.age_on(on)
    return [*([Answerer(None, Capacity.PUPIL)] if age is not None and age >= OWN_VOICE else []), *found]


def why_not(student: Student, scope: Scope) -> str:
    """Why this person notes no answers of this pupil; empty when he does."""
    return "" if reach.may(scope, student, Verb.WRITE) else _("Your role does not write answers of this pupil.")


def texts_on(purposes: Iterable[Purpose], *, on: date, today: date) -> dict[UUID, PurposeText]:
    """The words under which somebody answered on a day; where there were none yet, those of today. Two queries."""
    keys = [purpose.pk for purpose in purposes]
    now, then = (PurposeText.objects.filter(purpose__in=keys).in_force(on=day) for day in (today, on))
    return {text.purpose_id: text for texts in (now, then) for text in texts}


@transaction.atomic
def note(
    student: Student, answers: Sequence[tuple[Purpose, bool]], *, guardian: Guardian | None, channel: Channel, answered_on: date,
    words: str, scans: Sequence[Checked], occasion: Occasion | None = None, decides_himself: bool = False, by: Scope, at: datetime,
) -> list[Decision]:
    """Record what one person answered on a day, with the scan or with what was said. Raises NotAllowed with the reason.

    `decides_himself`: the paper, or who spoke, asks that the pupil of 16 decides from now on (S1-70, S1-71).
    """
    if reason := why_not(student, by):
        raise NotAllowed(reason)
    if not answers and not decides_himself:
        raise NotAllowed(_("Choose yes or no somewhere: nothing was answered."))
    school = answers[0][0].school if answers else school_of(student)
    assert school is not None                                    # of who has none nothing is asked
    if not all(by.may(Register.CONSENTS, Verb.WRITE, purpose.school_id) for purpose, _yes in answers):
        raise NotAllowed(_("Your role does not write answers for this school."))
    if occasion is None and not {purpose.category for purpose, _yes in answers}.issubset(reach.categories(by, student, Verb.WRITE)):
        raise NotAllowed(_("Your role does not write answers of this pupil."))
    evidence = prove(student, school, channel=channel, answered_on=answered_on, words=words, scans=scans, by=by, at=at)
    if decides_himself:
        sixteen.let_decide(student, capacity=capacity_of(student, guardian, on=answered_on), by=by, at=at)
    texts = texts_on([purpose for purpose, _yes in answers], on=answered_on, today=by.on)
    choices = [Choice(purpose, texts[purpose.pk], is_yes=is_yes) for purpose, is_yes in answers]
    rows = record(student, choices, guardian=guardian, channel=channel, by=by, at=at, evidence=evidence, occasion=occasion)
    if not rows and not decides_himself:
        raise NotAllowed(_("These answers are known already: nothing is new."))
    return rows


def prove(
    student: Student, school: School, *, channel: Channel, answered_on: date, words: str = "", scans: Sequence[Checked], by: Scope,
    at: datetime,
) -> Evidence:
    """Keep the scan, or sealed what was said. Raises NotAllowed where that proves no answer (GDPR 7(1))."""
    _check_proof(channel, words, scans)
    evidence = Evidence(student=student, school=school, channel=channel, answered_on=answered_on, noted_by=by.user, noted_at=at)
    if words:
        keyring = crypto.Keyring.ensure([student.pk], at=at)
        evidence.note_sealed = keyring.seal(student.pk, words, label=NOTE_LABEL, row_id=evidence.pk)
    evidence.save(force_insert=True)
    for scan in scans:
        files.keep(EvidenceFile(evidence=evidence, student=student), scan, school=school, by=by, at=at)
    return evidence


def _check_proof(channel: Channel, words: str, scans: Sequence[Checked]) -> None:
    if channel not in BY_HAND:
        raise NotAllowed(_("Choose how the answer came in."))
    if channel == Channel.PAPER and not scans:
        raise NotAllowed(_("Add the scan or photo of the form: it proves the answer."))
    if channel == Channel.TALK and not words.strip():
        raise NotAllowed(_("Write what was said, and to whom: it proves the answer."))
    if any(scan.media_type not in SCANS for scan in scans):
        raise NotAllowed(_("A scan is a PDF, PNG or JPEG."))


def reads_answers(scope: Scope, student: Student) -> bool:
    """Whether this person reads who answered what: who writes consents here, and the FG. Others read yes or no, and why."""
    oversees = scope.holds(Role.FG, Role.FG_CONTACT) and reach.may(scope, student)
    return oversees or reads_words(scope, student)


def reads_words(scope: Scope, student: Student) -> bool:
    """Whether this person also reads what was said, and the scans: the FG oversees the register, and reads no content of a pupil."""
    return reach.may(scope, student, Verb.WRITE)


def open_scan(row: EvidenceFile, *, by: Scope, at: datetime) -> files.Opened:
    """The scan to save, for who reads what was said; that it was opened is noted."""
    opened = files.opened(row)
    audit.record(events.PAPER_OPENED, about=row, school=row.evidence.school_id, by=by, at=at)
    return opened

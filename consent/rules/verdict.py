"""May it be done? The answer for one pupil and one purpose on a day, as a function of values (C-03, S1-70, S1-71, S2-161; DOMAIN 1.6, 2.4).

Silence is not yes, one refusal decides, and in every doubt the answer is no.
"""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from consent.models.catalogue import Decider, Outcome

OF_AGE = 18
NO = (Outcome.REFUSED, Outcome.WITHDRAWN)
HIMSELF = ""                                # the key of the pupil's own answer; a parent's is that of the guardian


class Standing(StrEnum):
    """What somebody is to the pupil on this day."""

    HOLDER = "holder"                       # authority in force, no contact block
    UNKNOWN = "unknown"                     # may be invited, does not decide until somebody records the authority (DOMAIN 1.6)
    NONE = "none"


class Reason(StrEnum):
    """Why the answer is what it is; each has a sentence for a colleague and one for the family."""

    YES = "yes"
    YES_UNTIL_PUPIL = "yes_until_pupil"     # a parent's yes after the sixteenth birthday: holds until the pupil answers (SETTLED 10)
    RETIRED = "retired"
    LIMITED = "limited"
    NOBODY = "nobody"                       # nobody's authority is recorded
    UNANSWERED = "unanswered"
    PUPIL_UNANSWERED = "pupil_unanswered"
    WAITS_FOR_OTHER = "waits_for_other"     # the house rule wants every parent's yes
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    PUPIL_REFUSED = "pupil_refused"
    PUPIL_WITHDRAWN = "pupil_withdrawn"
    CONFLICT = "conflict"
    DOUBT = "doubt"                         # somebody whose authority is not known says no: a sign of disagreement (U7)
    OLD_TEXT = "old_text"
    EXPIRED = "expired"


WAITING = frozenset({
    Reason.NOBODY, Reason.UNANSWERED, Reason.PUPIL_UNANSWERED, Reason.WAITS_FOR_OTHER, Reason.OLD_TEXT, Reason.EXPIRED,
})


@dataclass(frozen=True, slots=True)
class Answer:
    """The latest answer of one person."""

    outcome: str
    on: date
    text: int                               # number of the version of the text
    valid_until: date | None = None         # exclusive

    @property
    def is_no(self) -> bool:
        return self.outcome in NO


@dataclass(frozen=True, slots=True)
class Subject:
    """What of the pupil matters."""

    age: int | None
    turned_16_on: date | None = None
    decides_himself: bool = False           # asked to, before or after 16 (S1-70)
    is_limited: bool = False                # restricted or protected, or no longer alive


@dataclass(frozen=True, slots=True)
class House:
    """The house rules of the school on this day."""

    age16_mode: str = "strict"
    on_turning_16: str = "keep_and_invite"
    consent_needs: str = "one_holder"
    age_limit: int = 16


@dataclass(frozen=True, slots=True)
class Asked:
    """The purpose on this day."""

    is_in_use: bool = True
    binding_text: int = 1                   # a yes to an older text no longer counts
    decider: str = Decider.BY_AGE


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, why, and the day of the answer that made it so."""

    is_yes: bool
    reason: Reason
    on: date | None = None
    until: date | None = None               # exclusive: the first day on which a yes no longer holds by itself
    told_as: Reason | None = None           # of a limited pupil: what is told to who may not know, as if nobody had answered

    @property
    def waits(self) -> bool:
        """Whether an answer is still to come; of a limited pupil as if nobody had answered."""
        return (self.told_as or self.reason) in WAITING


@dataclass(frozen=True, slots=True)
class _Case:
    subject: Subject
    standings: Mapping[str, Standing]
    answers: Mapping[str, Answer]
    house: House
    asked: Asked
    on: date


def verdict(
    subject: Subject, standings: Mapping[str, Standing], answers: Mapping[str, Answer], *, house: House, asked: Asked, on: date
) -> Verdict:
    """The answer on a day. `standings` by guardian, `answers` by guardian or HIMSELF: the latest of each."""
    if not asked.is_in_use:
        return Verdict(False, Reason.RETIRED)
    if subject.is_limited:
        silent = verdict(replace(subject, is_limited=False), standings, {}, house=house, asked=asked, on=on)
        return Verdict(False, Reason.LIMITED, told_as=silent.reason)
    case = _Case(subject, standings, answers, house, asked, on)
    if says_no_himself(subject, answers, house):
        return _of_pupil(case)
    if not decides_from_16(subject, asked, house):
        return _of_parents(case)
    if subject.age is not None and subject.age >= OF_AGE:
        return _of_pupil(case)
    return _at_16(case)


def says_no_himself(subject: Subject, answers: Mapping[str, Answer], house: House) -> bool:
    """From 16 his own no stands, whoever is asked."""
    own = answers.get(HIMSELF)
    return own is not None and own.is_no and subject.age is not None and subject.age >= house.age_limit


def decides_from_16(subject: Subject, asked: Asked, house: House) -> bool:
    """Whether the pupil has a voice of his own; a birthday that nobody knows counts as a child's."""
    if subject.age is None:
        return False
    return subject.age >= (OF_AGE if asked.decider == Decider.PARENTS else house.age_limit)


def _at_16(case: _Case) -> Verdict:
    """Sixteen or seventeen: by the rule of the house, and the pupil's own answer always wins (SETTLED 10)."""
    if case.house.age16_mode == "both_must_agree":
        own = _of_pupil(case)
        return _of_parents(case) if own.is_yes else own
    if HIMSELF in case.answers:
        return _of_pupil(case)
    if case.house.age16_mode == "parents_until_pupil_asks" and not case.subject.decides_himself:
        return _until_pupil(_of_parents(case))
    if case.house.on_turning_16 == "keep_and_invite":
        older = _until_pupil(_of_parents(case, before=case.subject.turned_16_on))
        return older if older.is_yes else Verdict(False, Reason.PUPIL_UNANSWERED)
    return Verdict(False, Reason.PUPIL_UNANSWERED)


def _until_pupil(found: Verdict) -> Verdict:
    return Verdict(True, Reason.YES_UNTIL_PUPIL, found.on, found.until) if found.is_yes else found


def _of_pupil(case: _Case) -> Verdict:
    answer = case.answers.get(HIMSELF)
    if answer is None:
        return Verdict(False, Reason.PUPIL_UNANSWERED)
    if answer.is_no:
        return Verdict(False, Reason.PUPIL_REFUSED if answer.outcome == Outcome.REFUSED else Reason.PUPIL_WITHDRAWN, answer.on)
    return _yes_or_stale([answer], case)


def _of_parents(case: _Case, *, before: date | None = None) -> Verdict:
    """What those who may decide say together; with `before` a yes counts only from before that day, a no always."""
    holders = [key for key, standing in case.standings.items() if standing == Standing.HOLDER]
    given = [case.answers[key] for key in holders if key in case.answers]
    if no := _no(case, given):
        return no
    if not holders:
        return Verdict(False, Reason.NOBODY)
    yes = [answer for answer in given if before is None or answer.on < before]
    if not yes:
        return Verdict(False, Reason.UNANSWERED)
    found = _yes_or_stale(yes, case)
    valid = sum(_holds(answer, case) for answer in yes)
    if found.is_yes and case.house.consent_needs == "all_holders" and valid < len(holders):
        return Verdict(False, Reason.WAITS_FOR_OTHER, found.on)
    return found


def _no(case: _Case, given: Iterable[Answer]) -> Verdict | None:
    """A refusal of one who decides, or a sign of disagreement from one whose authority is not known."""
    given = list(given)
    refusals = [answer for answer in given if answer.is_no]
    if refusals:
        latest = max(refusals, key=lambda answer: answer.on)
        if any(_holds(answer, case) for answer in given):
            return Verdict(False, Reason.CONFLICT, latest.on)
        return Verdict(False, Reason.REFUSED if latest.outcome == Outcome.REFUSED else Reason.WITHDRAWN, latest.on)
    doubts = [
        case.answers[key] for key, standing in case.standings.items()
        if standing == Standing.UNKNOWN and key in case.answers and case.answers[key].is_no
    ]
    return Verdict(False, Reason.DOUBT, max(answer.on for answer in doubts)) if doubts else None


def _holds(answer: Answer, case: _Case) -> bool:
    """Whether a yes counts today: to the text that binds, and not run out."""
    is_current = answer.text >= case.asked.binding_text and (answer.valid_until is None or answer.valid_until > case.on)
    return not answer.is_no and is_current


def _yes_or_stale(answers: Iterable[Answer], case: _Case) -> Verdict:
    """Yes by the answer that holds longest; else why an earlier yes counts no more."""
    answers = list(answers)
    valid = [answer for answer in answers if _holds(answer, case)]
    if valid:
        best = max(valid, key=lambda answer: (answer.valid_until or date.max, answer.on))
        return Verdict(True, Reason.YES, best.on, best.valid_until)
    latest = max(answers, key=lambda answer: answer.on)
    return Verdict(False, Reason.OLD_TEXT if latest.text < case.asked.binding_text else Reason.EXPIRED, latest.on)

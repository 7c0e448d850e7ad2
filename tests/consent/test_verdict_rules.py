"""May it be done? Typed from DOMAIN 1.6, 2.4 and C-03, row by row; and no life of a family ends in a yes that nobody gave."""
from datetime import date, timedelta
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consent.models import Decider, Outcome
from consent.rules.verdict import HIMSELF, Answer, Asked, House, Reason, Standing, Subject, verdict
from consent.rules.words import to_colleague, to_family
from tests.sizes import SIZES

ON = date(2026, 11, 22)
BEFORE, AFTER = date(2026, 5, 1), date(2026, 10, 1)
BIRTHDAY = date(2026, 9, 1)
YES, NO, BACK = Answer(Outcome.GIVEN, AFTER, 1), Answer(Outcome.REFUSED, AFTER, 1), Answer(Outcome.WITHDRAWN, AFTER, 1)
OLD_YES, OLD_NO = Answer(Outcome.GIVEN, BEFORE, 1), Answer(Outcome.REFUSED, BEFORE, 1)
RUN_OUT = Answer(Outcome.GIVEN, BEFORE, 1, valid_until=ON)
LAST_DAY = Answer(Outcome.GIVEN, BEFORE, 1, valid_until=ON + timedelta(days=1))
CHILD, AT_16, OF_AGE, UNBORN = Subject(9), Subject(16, BIRTHDAY), Subject(18, date(2024, 9, 1)), Subject(None)
BOTH = {"a": Standing.HOLDER, "b": Standing.HOLDER}
ONE = {"a": Standing.HOLDER}
STRICT, ASK_PARENTS, AGREE = House("strict"), House("parents_until_pupil_asks"), House("both_must_agree")


def judged(subject, standings, answers, house=STRICT, **asked):
    return verdict(subject, standings, answers, house=house, asked=Asked(**asked), on=ON)


# subject, who stands how, who answered what, the expected reason
TABLE = [
    # Under 16: the parents, one yes is enough while the other is silent, one no decides (U7)
    (CHILD, BOTH, {}, Reason.UNANSWERED),
    (CHILD, BOTH, {"a": YES}, Reason.YES),
    (CHILD, BOTH, {"a": YES, "b": YES}, Reason.YES),
    (CHILD, BOTH, {"a": YES, "b": NO}, Reason.CONFLICT),
    (CHILD, BOTH, {"a": YES, "b": BACK}, Reason.CONFLICT),
    (CHILD, BOTH, {"a": NO}, Reason.REFUSED),
    (CHILD, BOTH, {"a": BACK}, Reason.WITHDRAWN),
    (CHILD, BOTH, {"a": NO, "b": NO}, Reason.REFUSED),
    (CHILD, BOTH, {"a": RUN_OUT, "b": NO}, Reason.REFUSED),
    (UNBORN, ONE, {"a": YES}, Reason.YES),
    (UNBORN, ONE, {HIMSELF: YES}, Reason.UNANSWERED),
    # Who does not decide: authority that ended or never was, unknown, nobody (DOMAIN 1.6)
    (CHILD, {"a": Standing.NONE}, {"a": YES}, Reason.NOBODY),
    (CHILD, {"a": Standing.NONE, "b": Standing.HOLDER}, {"a": YES}, Reason.UNANSWERED),
    (CHILD, {"a": Standing.NONE, "b": Standing.HOLDER}, {"a": NO, "b": YES}, Reason.YES),
    (CHILD, {"a": Standing.UNKNOWN}, {"a": YES}, Reason.NOBODY),
    (CHILD, {"a": Standing.UNKNOWN, "b": Standing.HOLDER}, {"a": YES}, Reason.UNANSWERED),
    (CHILD, {"a": Standing.UNKNOWN, "b": Standing.HOLDER}, {"a": NO, "b": YES}, Reason.DOUBT),
    (CHILD, {"a": Standing.UNKNOWN, "b": Standing.HOLDER}, {"b": YES}, Reason.YES),
    (CHILD, {}, {}, Reason.NOBODY),
    # A yes runs out, and is of the text that was shown (C-09)
    (CHILD, ONE, {"a": RUN_OUT}, Reason.EXPIRED),
    (CHILD, ONE, {"a": LAST_DAY}, Reason.YES),
    (CHILD, BOTH, {"a": RUN_OUT, "b": YES}, Reason.YES),
    # Sixteen, strict: the pupil; what a parent said before stays until the pupil answers, a no always (S2-161, on_turning_16)
    (AT_16, BOTH, {}, Reason.PUPIL_UNANSWERED),
    (AT_16, BOTH, {"a": YES}, Reason.PUPIL_UNANSWERED),
    (AT_16, BOTH, {"a": OLD_YES}, Reason.YES_UNTIL_PUPIL),
    (AT_16, BOTH, {"a": OLD_YES, "b": OLD_NO}, Reason.PUPIL_UNANSWERED),
    (AT_16, BOTH, {"a": OLD_YES, "b": BACK}, Reason.PUPIL_UNANSWERED),
    (AT_16, BOTH, {"a": OLD_NO, HIMSELF: YES}, Reason.YES),
    (AT_16, BOTH, {"a": OLD_YES, HIMSELF: NO}, Reason.PUPIL_REFUSED),
    (AT_16, BOTH, {"a": OLD_YES, HIMSELF: BACK}, Reason.PUPIL_WITHDRAWN),
    (AT_16, BOTH, {"a": OLD_YES, HIMSELF: RUN_OUT}, Reason.EXPIRED),
    # Of age: himself alone
    (OF_AGE, BOTH, {"a": YES}, Reason.PUPIL_UNANSWERED),
    (OF_AGE, BOTH, {"a": NO, HIMSELF: YES}, Reason.YES),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[3].value)
def test_strict_house(row):
    subject, standings, answers, reason = row
    found = judged(subject, standings, answers)
    assert found.reason == reason
    assert found.is_yes == (reason in (Reason.YES, Reason.YES_UNTIL_PUPIL))


OTHER_HOUSES = [
    # S1-70, S1-71: parents are asked until the pupil asks to decide himself; his own answer always wins (SETTLED 10)
    (ASK_PARENTS, AT_16, {"a": YES}, Reason.YES_UNTIL_PUPIL),
    (ASK_PARENTS, AT_16, {"a": YES, "b": NO}, Reason.CONFLICT),
    (ASK_PARENTS, AT_16, {}, Reason.UNANSWERED),
    (ASK_PARENTS, AT_16, {"a": NO, HIMSELF: YES}, Reason.YES),
    (ASK_PARENTS, AT_16, {"a": YES, HIMSELF: NO}, Reason.PUPIL_REFUSED),
    (ASK_PARENTS, Subject(16, BIRTHDAY, decides_himself=True), {"a": YES}, Reason.PUPIL_UNANSWERED),
    (ASK_PARENTS, Subject(16, BIRTHDAY, decides_himself=True), {"a": OLD_YES}, Reason.YES_UNTIL_PUPIL),
    (ASK_PARENTS, OF_AGE, {"a": YES}, Reason.PUPIL_UNANSWERED),
    (ASK_PARENTS, CHILD, {"a": YES}, Reason.YES),
    # Both must agree
    (AGREE, AT_16, {"a": YES}, Reason.PUPIL_UNANSWERED),
    (AGREE, AT_16, {HIMSELF: YES}, Reason.UNANSWERED),
    (AGREE, AT_16, {"a": YES, HIMSELF: YES}, Reason.YES),
    (AGREE, AT_16, {"a": NO, HIMSELF: YES}, Reason.REFUSED),
    (AGREE, AT_16, {"a": YES, HIMSELF: NO}, Reason.PUPIL_REFUSED),
    (AGREE, OF_AGE, {"a": NO, HIMSELF: YES}, Reason.YES),
    # What parents said before the birthday is asked again, or ends
    (House("strict", on_turning_16="ask_again"), AT_16, {"a": OLD_YES}, Reason.PUPIL_UNANSWERED),
    (House("strict", on_turning_16="expire"), AT_16, {"a": OLD_YES}, Reason.PUPIL_UNANSWERED),
    # Every holder of authority has to say yes
    (House(consent_needs="all_holders"), CHILD, {"a": YES}, Reason.WAITS_FOR_OTHER),
    (House(consent_needs="all_holders"), CHILD, {"a": YES, "b": YES}, Reason.YES),
    (House(consent_needs="all_holders"), CHILD, {"a": YES, "b": RUN_OUT}, Reason.WAITS_FOR_OTHER),
    (House(consent_needs="all_holders"), CHILD, {"a": YES, "b": NO}, Reason.CONFLICT),
    (House(consent_needs="all_holders"), AT_16, {HIMSELF: YES}, Reason.YES),
]


@pytest.mark.parametrize("row", OTHER_HOUSES, ids=lambda row: f"{row[0].age16_mode}-{row[3].value}")
def test_other_house_rules(row):
    house, subject, answers, reason = row
    assert judged(subject, BOTH, answers, house).reason == reason


def test_what_is_their_own_data_parents_decide_until_the_pupil_is_of_age():
    assert judged(AT_16, ONE, {"a": YES}, decider=Decider.PARENTS).is_yes
    assert judged(AT_16, ONE, {HIMSELF: YES}, decider=Decider.PARENTS).reason == Reason.UNANSWERED
    assert not judged(OF_AGE, ONE, {"a": YES}, decider=Decider.PARENTS).is_yes
    assert judged(AT_16, ONE, {"a": YES, HIMSELF: NO}, decider=Decider.PARENTS).reason == Reason.PUPIL_REFUSED


def test_a_yes_to_an_older_text_counts_no_more_when_the_text_asks_again():
    assert judged(CHILD, ONE, {"a": YES}, binding_text=2).reason == Reason.OLD_TEXT
    assert judged(CHILD, ONE, {"a": Answer(Outcome.GIVEN, AFTER, 2)}, binding_text=2).is_yes
    assert judged(CHILD, ONE, {"a": NO}, binding_text=2).reason == Reason.REFUSED


@pytest.mark.parametrize(("house", "subject"), list(product((STRICT, ASK_PARENTS, AGREE), (CHILD, AT_16, OF_AGE))))
def test_nothing_makes_a_restricted_pupil_or_a_retired_purpose_a_yes(house, subject):
    everybody = {"a": YES, "b": YES, HIMSELF: YES}
    limited = Subject(subject.age, subject.turned_16_on, is_limited=True)
    assert judged(limited, BOTH, everybody, house).reason == Reason.LIMITED
    assert judged(subject, BOTH, everybody, house, is_in_use=False).reason == Reason.RETIRED


def test_a_colleague_cannot_tell_a_restricted_pupil_from_one_who_was_silent():
    for subject, standings in product((CHILD, AT_16, OF_AGE), (ONE, {})):
        limited = Subject(subject.age, subject.turned_16_on, is_limited=True)
        assert to_colleague(judged(limited, standings, {"a": YES})) == to_colleague(judged(subject, standings, {}))


def test_a_parent_reads_the_same_whoever_else_said_no():
    conflict, limited = judged(CHILD, BOTH, {"a": YES, "b": NO}), judged(Subject(9, is_limited=True), BOTH, {"a": YES})
    waits = judged(CHILD, BOTH, {"a": YES}, House(consent_needs="all_holders"))
    doubt = judged(CHILD, {"a": Standing.HOLDER, "b": Standing.UNKNOWN}, {"a": YES, "b": NO})
    assert len({to_family(each, has_answered=True) for each in (conflict, limited, waits, doubt)}) == 1


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence_for_both(reason):
    found = judged(CHILD, ONE, {"a": YES})
    told = type(found)(False, reason, ON)
    assert to_colleague(told) and to_family(told, has_answered=True) and to_family(told, has_answered=False)


# Every combination of custody, age, house rule, answers and validity, beside the rules as DOMAIN 1.6, 2.4 and C-03 word them.

OLDER_WORDS = Answer(Outcome.GIVEN, BEFORE, 0)
SAID = (None, YES, NO, BACK, OLD_YES, RUN_OUT, OLDER_WORDS)
COUNTS = (YES, OLD_YES)                     # a yes to the words that bind, and not run out
AGES = (CHILD, AT_16, Subject(17, date(2025, 9, 1), decides_himself=True), OF_AGE, UNBORN)
MODES = ("strict", "parents_until_pupil_asks", "both_must_agree")
TURNING = ("keep_and_invite", "ask_again", "expire")


def of_parents(standings, said, *, is_all, before=None) -> bool:
    """One yes of a holder is enough, or that of each; a no of a holder or of somebody whose authority is not known decides (1.6, U7)."""
    voices = [said[who] for who, standing in standings.items() if standing != Standing.NONE]
    if NO in voices or BACK in voices:
        return False
    yes = [said[who] in COUNTS and (before is None or said[who].on < before) for who, standing in standings.items()
           if standing == Standing.HOLDER]
    return all(yes) and bool(yes) if is_all else any(yes)


def expected(subject, standings, said, house, decider) -> bool:
    own, parents = said[HIMSELF], {"is_all": house.consent_needs == "all_holders"}
    age = subject.age or 0
    if age >= 16 and own in (NO, BACK):                             # from 16 his own no stands
        return False
    if age < (18 if decider == Decider.PARENTS else 16):
        return of_parents(standings, said, **parents)
    if age >= 18:
        return own in COUNTS
    if house.age16_mode == "both_must_agree":
        return own in COUNTS and of_parents(standings, said, **parents)
    if own is not None:                                             # his own answer wins (SETTLED 10)
        return own in COUNTS
    if house.age16_mode == "parents_until_pupil_asks" and not subject.decides_himself:
        return of_parents(standings, said, **parents)
    older = {**parents, "before": subject.turned_16_on}
    return house.on_turning_16 == "keep_and_invite" and of_parents(standings, said, **older)


@pytest.mark.parametrize(("mode", "turning", "needs"), list(product(MODES, TURNING, ("one_holder", "all_holders"))))
def test_every_combination(mode, turning, needs):
    """Issue 5, Must show 1."""
    custody = [dict(zip("ab", each, strict=True)) for each in combinations_with_replacement(Standing, 2)]
    house = House(mode, turning, needs)
    for a, b, own in product(SAID, repeat=3):
        said = {"a": a, "b": b, HIMSELF: own}
        answers = {who: answer for who, answer in said.items() if answer}
        for subject, standings, decider in product(AGES, custody, Decider):
            found = judged(subject, standings, answers, house, decider=decider)
            assert found.is_yes == expected(subject, standings, said, house, decider), (subject, standings, said, decider)


# No sequence of events yields yes without a currently valid yes from somebody who may decide, and none after a withdrawal.

STANDINGS = st.fixed_dictionaries({"a": st.sampled_from(Standing), "b": st.sampled_from(Standing)})
DAYS = st.dates(date(2024, 1, 1), ON)
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", HIMSELF]), st.sampled_from(Outcome), DAYS, st.integers(1, 3),
        st.none() | st.dates(BEFORE, date(2027, 6, 1)),
    ),
    max_size=8,
)
HOUSES = st.builds(
    House, st.sampled_from(["strict", "parents_until_pupil_asks", "both_must_agree"]),
    st.sampled_from(["keep_and_invite", "ask_again", "expire"]), st.sampled_from(["one_holder", "all_holders"]),
)
SUBJECTS = st.builds(Subject, st.none() | st.integers(3, 22), st.just(BIRTHDAY), st.booleans(), st.booleans())
ASKED = st.builds(Asked, st.booleans(), st.integers(1, 3), st.sampled_from(Decider))


@settings(max_examples=SIZES.calendar_examples, deadline=None)
@given(SUBJECTS, STANDINGS, EVENTS, HOUSES, ASKED)
def test_no_yes_without_a_valid_yes_of_somebody_who_may_decide(subject, standings, events, house, asked):
    answers = {}
    for who, outcome, day, text, until in sorted(events, key=lambda event: event[2]):
        answers[who] = Answer(outcome, day, text, until)
    found = verdict(subject, standings, answers, house=house, asked=asked, on=ON)
    if not found.is_yes:
        return
    assert asked.is_in_use and not subject.is_limited
    of_age = subject.age is not None and subject.age >= 18
    deciding = {HIMSELF} if of_age else {who for who, standing in standings.items() if standing == Standing.HOLDER} | {HIMSELF}
    if subject.age is None or subject.age < 16:
        deciding.discard(HIMSELF)
    current = [
        who for who in deciding
        if who in answers and answers[who].outcome == Outcome.GIVEN and answers[who].text >= asked.binding_text
        and (answers[who].valid_until is None or answers[who].valid_until > ON)
    ]
    assert current
    last_words = {who: answers[who].is_no for who in deciding if who in answers}
    assert not last_words.get(HIMSELF, False)
    if HIMSELF not in current:                       # a yes of parents stands against no refusal of any of them
        assert not any(last_words.values())

"""Turning sixteen and eighteen: who is told, when, once ever, and what the letter says (C-03; S1-66…71, S2-161; U9)."""
from datetime import date, datetime, timedelta

import pytest

from consent import night
from consent.services import sixteen
from privacyadmin import audit, crypto, outbox
from privacyadmin.letters.addressees import Channel
from privacyadmin.letters.models import Letter
from privacyadmin.letters.services.writing import content_of
from privacyadmin.outbox.models import Item
from privacyadmin.policy.services import in_force
from privacyadmin.times import birthday, start_of_day
from students.models import Authority, EnrolmentStatus, Protection
from tests.factories import NOW, TODAY, FamilyUserFactory, guardian, pupil

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=3)


def born_for(age: int, day: date) -> date:
    return day.replace(year=day.year - age)


def night_of(day: date) -> None:
    """What the night of this day does, and the work that it puts down."""
    at = start_of_day(day) + HOUR
    night.write_to_who_turns_16_or_18(day, at)
    outbox.work(at=at + timedelta(minutes=1))


def letters(kind: str = "") -> list[tuple[str, str]]:
    rows = Letter.objects.filter(kind__startswith=kind).order_by("made_at", "audience", "pk")
    return [(row.kind, row.audience) for row in rows]


def words(letter: Letter) -> str:
    content = content_of(letter, crypto.Keyring.for_subjects([letter.subject]))
    return content.words.subject + "\n" + content.words.body


def house(school, **values) -> None:
    rules = in_force(school, TODAY)
    rules.values |= values
    rules.save()


@pytest.fixture
def turning(kompas, class4h1):
    """Of 15, turning 16 in sixty days; with a mother, a father on paper, and one without authority."""
    student = pupil(kompas, class4h1, first_name="Yara", last_name="Haan", birth_on=born_for(16, TODAY + 60 * DAY))
    guardian(student, first_name="Moeder")
    guardian(student, first_name="Vader")
    guardian(student, first_name="Ander", authority=Authority.NO)
    return student


def test_sixty_days_before_pupil_and_parents_get_a_letter_once_ever(turning):
    """S1-66, S1-69; the night runs each day, and nobody hears it twice."""
    night_of(TODAY - DAY)
    assert letters() == []
    for number in (0, 1, 2):
        night_of(TODAY + number * DAY)
    assert letters() == [(sixteen.SOON, "parent"), (sixteen.SOON, "parent"), (sixteen.SOON, "pupil")]
    told = words(Letter.objects.filter(audience="parent").first())
    assert "Yara" in told and "21 januari 2027" in told
    assert Letter.objects.get(audience="pupil").channel == Channel.HAND


def test_nights_that_did_not_run_lose_no_letter(turning):
    night_of(TODAY + 41 * DAY)
    assert len(letters(sixteen.SOON)) == 3
    night_of(TODAY + 85 * DAY)                     # the birthday was 25 days ago
    assert letters()[-1] == (sixteen.TURNED, "pupil") and len(letters()) == 4


def test_on_the_day_the_pupil_is_invited_in_his_own_portal(turning):
    turning.user = FamilyUserFactory()
    turning.save()
    night_of(TODAY + 59 * DAY)
    assert letters("consent.sixteen")[-1][0] == sixteen.SOON
    night_of(TODAY + 60 * DAY)
    invitation = Letter.objects.get(kind=sixteen.TURNED)
    assert invitation.user == turning.user and invitation.channel == Channel.PORTAL


@pytest.mark.parametrize(("rules", "sentence"), [
    ({"age16_mode": "strict", "on_turning_16": "keep_and_invite"}, "holds until you answer"),
    ({"age16_mode": "strict", "on_turning_16": "ask_again"}, "does not hold any more"),
    ({"age16_mode": "strict", "on_turning_16": "expire"}, "does not hold any more"),
    ({"age16_mode": "parents_until_pupil_asks"}, "still ask your parents"),
    ({"age16_mode": "both_must_agree"}, "your yes and the yes of your parents"),
])
def test_the_letter_says_what_becomes_of_older_answers_by_the_rules_of_the_school(turning, kompas, rules, sentence):
    house(kompas, **rules)
    turning.user = FamilyUserFactory(language="en")
    turning.save()
    night_of(TODAY + 60 * DAY)
    assert sentence in words(Letter.objects.get(kind=sixteen.TURNED))


@pytest.mark.parametrize(("born", "day"), [
    (date(2012, 2, 29), date(2028, 2, 29)), (date(2008, 2, 29), date(2024, 2, 29)), (date(2011, 7, 31), date(2027, 7, 31)),
])
def test_the_sixteenth_birthday_also_of_a_leap_day(born, day):
    assert birthday(born, 16) == day


def test_of_a_leap_day_the_eighteenth_is_the_first_of_march(kompas):
    """U1: as everywhere in the program."""
    pupil(kompas, birth_on=date(2012, 2, 29))
    assert birthday(date(2012, 2, 29), 18) == date(2030, 3, 1)
    assert [day for _key, day in sixteen.birthdays(18, date(2030, 3, 1), date(2030, 3, 1))] == [date(2030, 3, 1)]
    assert list(sixteen.birthdays(18, date(2030, 2, 27), date(2030, 2, 28))) == []


def test_who_has_no_birthday_left_or_died_is_left_alone(kompas):
    day = born_for(16, TODAY)
    pupil(kompas, birth_on=None)
    pupil(kompas, birth_on=day, status=EnrolmentStatus.LEFT)
    pupil(kompas, birth_on=day, died_on=TODAY - DAY)
    night_of(TODAY)
    assert letters() == []


def test_a_birthday_that_was_put_right_meanwhile_is_looked_at_when_the_letter_is_written(turning):
    night.write_to_who_turns_16_or_18(TODAY, NOW)
    turning.birth_on = born_for(14, TODAY)
    turning.save()
    outbox.work(at=NOW + timedelta(minutes=1))
    assert letters() == []


def test_nothing_goes_to_whom_the_pupil_is_protected_from(turning, kompas):
    """C-25, S1-117."""
    Protection.objects.create(
        student=turning, categories=["CAR"], hidden_from="guardians", reason="x", since=NOW - DAY, review_on=TODAY + 30 * DAY,
    )
    night_of(TODAY)
    assert letters() == [(sixteen.SOON, "pupil")]


def test_sixty_days_before_eighteen_the_parents_hear_that_their_view_ends(kompas):
    """U9; before the day, since after it they could not open the letter."""
    student = pupil(kompas, first_name="Sem", birth_on=born_for(18, TODAY + 60 * DAY))
    guardian(student)
    guardian(student, relation={"has_contact_block": True})
    night_of(TODAY)
    night_of(TODAY + 60 * DAY)
    assert letters() == [(sixteen.OF_AGE_SOON, "parent"), (sixteen.OF_AGE_SOON, "pupil")]
    assert Letter.objects.get(audience="parent").standing == "guardian_16"


def test_a_letter_is_written_once_though_its_worker_was_killed_before_it_said_so(turning):
    night_of(TODAY)
    for _again in range(2):
        sixteen.write_letters(sixteen.SOON, turning.pk, at=NOW + HOUR)
    assert len(letters()) == 3 and Item.objects.filter(kind=sixteen.SOON).count() == 1
    audit.flush()


def test_the_night_asks_the_database_no_more_for_more_pupils(kompas, django_assert_max_num_queries):
    for _number in range(5):
        pupil(kompas, birth_on=date(2001, 1, 1))
    with django_assert_max_num_queries(3):
        assert sixteen.put_letters(TODAY, datetime(2026, 11, 22, 3, tzinfo=NOW.tzinfo)) == 0

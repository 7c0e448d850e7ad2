"""Cover for an absent colleague: arranged by another, with an end, and never for oneself (S2-116; 2.14 segregation)."""
from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import translation

from privacyadmin import audit, outbox
from privacyadmin.access import covers, services
from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.models import Cover
from privacyadmin.access.scope import resolve
from privacyadmin.accounts import services as accounts
from privacyadmin.times import end_of_day, start_of_day
from privacyadmin.workflow import NotAllowed
from students.models import CaseGrant, CaseKind
from students.services import cases
from tests.factories import NOW, TODAY, YEAR_END, ClassGroupFactory, UserFactory, case, pupil, staff

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def director(vlieger):
    return staff(Role.DIRECTOR, vlieger, language="en")


@pytest.fixture
def absent(group6a, vlieger):
    """A group teacher who is in the care team of one pupil."""
    teacher = staff(Role.GROUP_TEACHER, group6a, name="Joris Bakker")
    file = case(pupil(vlieger, group6a), school=vlieger, categories=["GUI", "CAR"], kind=CaseKind.CARE)
    cases.join(file, user=teacher, role=Role.GROUP_TEACHER, by=None, why="team", at=NOW)
    return teacher


@pytest.fixture
def stand_in(vlieger):
    return staff(Role.GROUP_TEACHER, ClassGroupFactory(school=vlieger, name="5B"), email="b@waaier.example")


def give(absent, stand_in, school, by, *, since=NOW, until=NOW + 14 * DAY):
    return covers.give(absent=absent, stand_in=stand_in, school=school, since=since, until=until, by=resolve(by, NOW), at=NOW)


def reads(user, student, category=Category.ID, at=NOW):
    return type(student).objects.visible_to(resolve(user, at), category=category).filter(pk=student.pk).exists()


def test_stand_in_reads_what_the_absent_one_reads_and_only_as_long(absent, stand_in, director, vlieger, group6a):
    child = pupil(vlieger, group6a)
    in_case = absent.casegrants.get().content_object.pupils.get()
    assert not reads(stand_in, child)
    made = give(absent, stand_in, vlieger, director)
    assert len(made.grants) == 2
    assert reads(stand_in, child)
    assert reads(stand_in, in_case, Category.CAR)
    assert reads(absent, child)
    after = NOW + 14 * DAY
    assert not reads(stand_in, child, at=after)
    assert not reads(stand_in, in_case, Category.CAR, at=after)
    assert audit.trail(made.pk)[-1].name == "cover.given"


@pytest.mark.parametrize("whose", ["absent", "stand_in"])
@pytest.mark.parametrize("begins", [NOW, NOW + 3 * DAY])
def test_cover_ends_with_the_role_that_is_covered_or_with_the_stay_of_the_stand_in(
    absent, stand_in, director, vlieger, group6a, whose, begins
):
    """S2-126: who leaves early leaves nothing behind, also not with who covers for him."""
    child = pupil(vlieger, group6a)
    give(absent, stand_in, vlieger, director, since=begins)
    own = {"absent": absent, "stand_in": stand_in}[whose].classgrants.exclude(why__startswith="covers for").get()
    assert reads(stand_in, child, at=begins + DAY)
    services.end(own, at=NOW + DAY, by=None, why="left")
    assert not reads(stand_in, child, at=begins + DAY)
    assert not reads(stand_in, child, at=begins + 4 * DAY)


def test_one_of_many_roles_that_ends_leaves_the_rest_of_the_cover(absent, stand_in, director, vlieger, group6a):
    """The care case is over; the class is covered on."""
    child = pupil(vlieger, group6a)
    give(absent, stand_in, vlieger, director)
    services.end_many(CaseGrant, [absent.casegrants.get().pk], school=vlieger, by=None, why="left", at=NOW + DAY)
    assert not reads(stand_in, absent.casegrants.get().content_object.pupils.get(), Category.CAR, at=NOW + DAY)
    assert reads(stand_in, child, at=NOW + DAY)


def test_cover_that_begins_later_gives_nothing_today(absent, stand_in, director, vlieger, group6a):
    child = pupil(vlieger, group6a)
    give(absent, stand_in, vlieger, director, since=NOW + DAY)
    assert not reads(stand_in, child)
    assert reads(stand_in, child, at=NOW + DAY)


@pytest.mark.parametrize(("who", "words"), [
    ("same", "cannot cover for himself"), ("giver_covers", "Nobody gives roles to himself"), ("giver_absent", "Nobody hands on his own"),
    ("stranger", "works at this school"), ("closed", "closed"), ("past", "has passed"), ("long", "school year at the latest"),
])
def test_what_is_refused_says_why(absent, stand_in, director, vlieger, kompas, who, words):
    """Issue 3, bad input: a substitute who is also the absent one."""
    people, days = [absent, stand_in], {}
    if who == "same":
        people = [absent, absent]
    elif who == "giver_covers":
        people = [absent, director]
    elif who == "giver_absent":
        people = [director, stand_in]
    elif who == "stranger":
        people = [absent, staff(Role.OFFICE, kompas)]
    elif who == "closed":
        accounts.close(stand_in, by=None, at=NOW)
        stand_in.refresh_from_db()
    elif who == "past":
        days = {"since": NOW - 3 * DAY, "until": NOW - DAY}
    else:
        days = {"until": YEAR_END + DAY}
    with pytest.raises(NotAllowed, match=words):
        give(*people, vlieger, director, **days)
    assert not Cover.objects.exists()


def test_director_arranges_nothing_in_another_school_and_a_teacher_nothing_at_all(absent, stand_in, vlieger, kompas, group6a):
    for by in (staff(Role.DIRECTOR, kompas), staff(Role.GROUP_TEACHER, group6a)):
        with pytest.raises(NotAllowed):
            give(absent, stand_in, vlieger, by)


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.COORDINATOR, Role.ADVISER])
def test_roles_that_take_two_functions_are_not_handed_on(board, vlieger, stand_in, role):
    """2.14, segregation; S1-115."""
    away = staff(role, vlieger)
    with pytest.raises(NotAllowed, match="nothing to cover"):
        give(away, stand_in, vlieger, staff(Role.COORDINATOR, board))


def test_exception_that_two_functions_gave_to_one_person_stays_with_that_person(absent, stand_in, director, board, vlieger, group6a):
    """2.14: asked by the director, approved by the coordinator, for a named colleague; who arranges cover decides alone."""
    child = pupil(vlieger, group6a)
    coordinator = resolve(staff(Role.COORDINATOR, board), NOW)
    asked = cases.ask_exception(
        school=vlieger, student=child, person=absent, role=Role.GROUP_TEACHER, categories=["MED"], until_on=TODAY + 20 * DAY, reason="x",
        by=resolve(director, NOW), at=NOW,
    )
    cases.approve_exception(asked, by=coordinator, at=NOW)
    give(absent, stand_in, vlieger, director)
    assert reads(absent, child, Category.MED, at=NOW + DAY)
    assert reads(stand_in, child, at=NOW + DAY) and not reads(stand_in, child, Category.MED, at=NOW + DAY)


def test_cover_is_not_handed_on_once_more(absent, stand_in, director, vlieger):
    give(absent, stand_in, vlieger, director)
    third = staff(Role.GROUP_TEACHER, ClassGroupFactory(school=vlieger))
    assert len(give(stand_in, third, vlieger, director).grants) == 1        # only the stand-in's own class


def test_cover_ends_with_the_stay_of_the_stand_in_at_the_latest(absent, stand_in, director, vlieger):
    """RELIABILITY T2: a substitute is not kept in by cover, nor by cover for somebody else again."""
    short = staff(Role.GROUP_TEACHER, ClassGroupFactory(school=vlieger), until=NOW + 3 * DAY)
    with pytest.raises(NotAllowed, match="has a role at this school up to and including"):
        give(absent, short, vlieger, director)
    give(absent, short, vlieger, director, until=NOW + 3 * DAY)
    with pytest.raises(NotAllowed, match="has a role at this school up to and including"):
        give(stand_in, short, vlieger, director, until=NOW + 4 * DAY)


def test_role_that_the_stand_in_has_already_is_left_as_it_is(absent, director, vlieger, group6a):
    colleague = staff(Role.GROUP_TEACHER, group6a)
    assert [label for label, _key in give(absent, colleague, vlieger, director).grants] == ["students.casegrant"]


def test_director_arranges_it_on_one_page_and_ends_it_when_the_colleague_is_back(client, absent, stand_in, director, vlieger, group6a):
    client.force_login(director)
    days = {"since": TODAY.isoformat(), "until": (TODAY + 7 * DAY).isoformat()}
    people = {"school": vlieger.pk, "absent": absent.email, "stand_in": stand_in.email}
    page = client.post(reverse("access:cover"), people | {"stand_in": absent.email} | days)
    assert "kan niet voor zichzelf waarnemen" in page.content.decode()
    assert client.post(reverse("access:cover"), people | days).url == reverse("access:cover")
    text = client.get(reverse("access:cover")).content.decode()
    assert "Joris Bakker" in text
    assert f'datetime="{days["until"]}"' in text, "the last day, as it was typed"
    assert "neemt waar voor Joris Bakker" in client.get(reverse("access:grants")).content.decode()
    for person, words in ((stand_in, "You cover for Joris Bakker"), (absent, "covers for you")):
        client.force_login(person)
        client.post(reverse("set_language"), {"language": "en"})
        assert words in client.get(reverse("access:overview")).content.decode()
    client.force_login(director)
    client.post(reverse("access:end_cover", args=[Cover.objects.get().pk]))
    assert not reads(stand_in, pupil(vlieger, group6a), at=NOW + DAY)


def test_stand_in_is_told_that_there_is_news_and_no_name(absent, stand_in, director, vlieger, mailoutbox):
    give(absent, stand_in, vlieger, director)
    outbox.work(at=NOW)
    told = [message for message in mail.outbox if message.to == [stand_in.email]]
    assert len(told) == 1
    assert "Joris" not in told[0].body


def test_cover_of_another_school_is_not_there(client, absent, stand_in, director, vlieger, kompas):
    made = give(absent, stand_in, vlieger, director)
    client.force_login(staff(Role.DIRECTOR, kompas))
    assert client.post(reverse("access:end_cover", args=[made.pk])).status_code == 404
    assert not client.get(reverse("access:cover")).context["rows"]


def test_page_costs_the_same_however_many_cover(client, director, vlieger, django_assert_max_num_queries):
    client.force_login(director)
    for number in (1, 5):
        for _each in range(number):
            away = staff(Role.GROUP_TEACHER, ClassGroupFactory(school=vlieger))
            give(away, staff(Role.GROUP_TEACHER, ClassGroupFactory(school=vlieger)), vlieger, director)
        with django_assert_max_num_queries(14):
            client.get(reverse("access:cover"))


def test_last_day_of_the_school_year_is_possible(absent, stand_in, director, vlieger):
    give(absent, stand_in, vlieger, director, until=end_of_day(date(2027, 7, 31)))
    assert Cover.objects.get().until == start_of_day(date(2027, 8, 1))


def test_colleagues_of_a_school_are_those_with_a_role_there(absent, stand_in, director, vlieger, kompas):
    staff(Role.OFFICE, kompas)
    UserFactory()
    assert set(covers.colleagues([vlieger.pk], at=NOW)) == {absent, stand_in, director}

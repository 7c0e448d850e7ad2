"""What is asked for one occasion counts for that occasion and for nothing else, and ends with it (S1-44, S1-106, S2-78, S2-101, S2-159)."""
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consent import family
from consent.models import CareTalk, Channel, Occasion, OccasionPupil, TalkState
from consent.occasions import telling
from consent.services import occasions, talks
from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.models import DataCategory
from privacyadmin.access.scope import resolve
from privacyadmin.outbox.models import Item
from privacyadmin.policy.models import PolicyVersion
from privacyadmin.workflow import NotAllowed
from processors.services import disclosures
from students import consents
from students.services import cases, protections
from tests.access.conftest import _today  # noqa: F401 - the clock
from tests.consent.making import answers
from tests.factories import NOW, TODAY, case, entry, guardian, pupil, staff
from tests.processors import giving

DAY = timedelta(days=1)


@pytest.fixture
def counsellor(vlieger):
    return staff(Role.COUNSELLOR, vlieger, name="Ingrid Bos", language="en")


@pytest.fixture
def director(vlieger):
    return staff(Role.DIRECTOR, vlieger, name="Dirk Jansen", language="en")


@pytest.fixture
def care(vlieger, noor):
    return case(noor, school=vlieger, categories=["ID", "CAR"])


def scope(user, at=NOW):
    return resolve(user, at)


def talk_about(care, noor, by, *, at=NOW, on=TODAY, has_outsiders=True) -> CareTalk:
    return talks.plan(care, noor, on=on, has_outsiders=has_outsiders, by=scope(by, at), at=at)


def says(who, child, occasion, *, yes, at=NOW):
    return answers(child, occasion.purpose, yes=yes, guardian=who, at=at, occasion=occasion)


def questions(parent, child) -> list:
    """What the portal asks this parent for one occasion."""
    reader = scope(parent.user)
    who = family.answerers(reader, [child])
    return [each for each in family.questions(who.values(), reader, at=NOW)[child.pk] if each.occasion]


def asked(talk) -> Occasion:
    return Occasion.objects.get(source=talk.pk, ended_at=None)


def why_not(talk, at=NOW) -> str:
    return talks.standing([CareTalk.objects.select_related("school").get(pk=talk.pk)], at=at)[talk.pk].why_not_by_name


def test_a_talk_with_people_from_outside_waits_for_the_parents(care, noor, counsellor, mother, father):
    """S1-105, S1-106, S1-119: told before, a yes before, and one refusal decides; else only without a name."""
    talk = talk_about(care, noor, counsellor)
    assert "not told" in why_not(talk)
    talks.ask(talk, by=scope(counsellor), at=NOW)
    assert "said yes" in why_not(talk), "silence is no yes"
    says(mother, noor, asked(talk), yes=True)
    assert why_not(talk) == ""
    says(father, noor, asked(talk), yes=False)
    with pytest.raises(NotAllowed, match="do not agree"):
        talks.settle(talk, TalkState.BY_NAME, by=scope(counsellor), at=NOW)
    assert talks.settle(talk, TalkState.ANONYMOUS, by=scope(counsellor), at=NOW).state == TalkState.ANONYMOUS


def test_a_yes_to_one_talk_is_none_to_the_next_and_ends_with_it(care, noor, counsellor, mother):
    """S1-106: for each discussion again."""
    first, second = talk_about(care, noor, counsellor), talk_about(care, noor, counsellor, on=TODAY + 7 * DAY)
    for talk in (first, second):
        talks.ask(talk, by=scope(counsellor), at=NOW)
    says(mother, noor, asked(first), yes=True)
    assert why_not(first) == "" and why_not(second) != ""
    later = consents.of([noor.pk], talks.CODE, occasion=first.pk, on=TODAY + DAY)[noor.pk]
    assert not later.is_valid and "run out" in str(later.why)
    with pytest.raises(NotAllowed, match="over"):
        says(mother, noor, asked(first), yes=True, at=NOW + DAY)


def test_the_house_decides_whether_talks_among_colleagues_are_asked(care, noor, counsellor):
    """DOMAIN 1.6: care_consent external or any."""
    talk = talk_about(care, noor, counsellor, has_outsiders=False)
    assert why_not(talk) == ""
    version = PolicyVersion.objects.get(school=None)
    version.values["care_consent"] = "any"
    version.save()
    assert "not told" in why_not(talk)


def test_a_protection_needs_no_parents_and_they_are_not_asked(care, noor, vlieger, counsellor, mother, director):
    """S1-117: the protective exception as it stands in the file."""
    talk = talk_about(care, noor, counsellor)
    talks.ask(talk, by=scope(counsellor), at=NOW)
    protect(noor, vlieger, director)
    assert why_not(talk) == ""
    assert questions(mother, noor) == []
    other = talk_about(care, noor, counsellor)
    with pytest.raises(NotAllowed, match="protection"):
        talks.ask(other, by=scope(counsellor), at=NOW)


def protect(noor, vlieger, by):
    return protections.protect(
        noor, school=vlieger, categories=["CAR"], hidden_from="guardians", ground="reporting", reason="meldcode", by=scope(by), at=NOW,
        review_on=TODAY + 30 * DAY, reporting_step=1,
    )


def test_the_family_finds_the_question_and_hears_of_it_once(care, noor, vlieger, counsellor, mother, father):
    """S1-105: who may decide is told, by a mail without content; the answer is his own."""
    talk = talk_about(care, noor, counsellor)
    talks.ask(talk, by=scope(counsellor), at=NOW)
    says(father, noor, asked(talk), yes=True)
    question = questions(mother, noor)[0]
    assert question.own is None and question.purpose.code == "ZORGTEAM" and len(question.occasion.facts) == 2
    assert questions(father, noor)[0].own.outcome == "given"
    assert telling.tell(asked(talk).pk, at=NOW) == 2 and telling.tell(asked(talk).pk, at=NOW) == 0
    assert {str(item.about["to"]) for item in Item.objects.filter(kind="mail")} == {str(mother.user_id), str(father.user_id)}
    talks.settle(talk, TalkState.DROPPED, by=scope(counsellor), at=NOW)
    assert questions(mother, noor) == []


def test_a_disclosure_on_consent_goes_for_who_said_yes(board, vlieger, group6a, noor, mother):
    """S2-107, S2-159; changed afterwards, a yes was to something else."""
    keeper = scope(staff(Role.COORDINATOR, board, name="Carla Vink", language="en"))
    tim = pupil(vlieger, group6a, first_name="Tim")
    to = giving.authority(keeper)
    made = giving.draft(to, keeper, school=vlieger, pupils=[noor, tim], ground="a", purpose="informing", data_categories=["name"])
    occasion = occasions.ask(
        [noor.pk, tim.pk], "VERSTREKKING", source=made.pk, school=vlieger, label=to.name, until=TODAY + 30 * DAY, by=keeper, at=NOW
    )
    says(mother, noor, occasion, yes=True)
    found = consents.of([noor.pk, tim.pk], "VERSTREKKING", occasion=made.pk, on=TODAY)
    assert found[noor.pk].is_valid and not found[tim.pk].is_valid
    assert not consents.of([noor.pk], "OVERSTAP", occasion=made.pk, on=TODAY)[noor.pk].is_valid
    assert "Gemeente Waterrijk" in dict(questions(mother, noor)[0].occasion.facts).values()
    disclosures.change(made, values={"data_categories": ["name", "absence"]}, by=keeper, at=NOW)
    assert not consents.of([noor.pk], "VERSTREKKING", occasion=made.pk, on=TODAY)[noor.pk].is_valid


def test_of_one_thing_that_two_schools_ask_for_one_no_decides_and_the_last_word_of_each_counts(
    vlieger, kompas, director, noor, mother, father
):
    """DOMAIN 1.6: a yes to the one school does not undo a no to the other."""
    source, until = noor.pk, TODAY + 9 * DAY
    here, there = (
        occasions.ask([noor.pk], "VERSTREKKING", source=source, school=school, label="x", until=until, by=scope(director), at=NOW)
        for school in (vlieger, kompas)
    )

    def told(minutes: int) -> set[bool]:
        """By the thing, and by each of its occasions alone."""
        at, on = NOW + timedelta(minutes=minutes), TODAY
        alone = {occasions.judged([each], [noor.pk], at=at)[each.pk][noor.pk].is_yes for each in (here, there)}
        return {occasions.answers([noor.pk], "VERSTREKKING", source, on)[noor.pk].is_valid, True in alone}

    says(mother, noor, here, yes=True)
    assert told(1) == {True}
    says(father, noor, there, yes=False, at=NOW + timedelta(minutes=1))
    assert told(2) == {False}
    says(father, noor, here, yes=True, at=NOW + timedelta(minutes=2))
    assert told(3) == {True}
    says(mother, noor, here, yes=False, at=NOW + timedelta(minutes=3))
    assert told(4) == {False}


def test_who_puts_a_question_sees_to_whom_which_data_go_as_the_family_does(client, board, vlieger, noor):
    """S1-105, S2-159; GDPR 7: asked in words that say what it is about."""
    person = staff(Role.COORDINATOR, board, name="Carla Vink", language="en")
    to = giving.authority(scope(person))
    made = giving.draft(to, scope(person), school=vlieger, pupils=[noor], ground="a", purpose="informing", data_categories=["name"])
    client.force_login(person)
    page = client.get(reverse("consent:ask", args=["disclosure", made.pk])).content.decode()
    assert f"<dd>{to.name}</dd>" in page and page.count("<dt>") == 3


def test_many_pupils_are_answered_in_a_constant_number_of_queries(vlieger, group6a, director):
    """PERFORMANCE 5."""
    children = [pupil(vlieger, group6a, first_name=f"Kind {number}") for number in range(6)]
    parents = [guardian(child) for child in children]
    source = children[0].pk
    keys, until = [each.pk for each in children], TODAY + DAY
    occasion = occasions.ask(keys, "VERSTREKKING", source=source, school=vlieger, label="x", until=until, by=scope(director), at=NOW)
    for child, parent in zip(children, parents, strict=True):
        says(parent, child, occasion, yes=True)
    with CaptureQueriesContext(connection) as few:
        occasions.answers([children[0].pk], "VERSTREKKING", source, TODAY)
    with CaptureQueriesContext(connection) as many:
        found = occasions.answers([each.pk for each in children], "VERSTREKKING", source, TODAY)
    assert len(few) == len(many) == 3 and all(each.is_valid for each in found.values())


def test_medical_data_waits_for_a_yes_and_support_needs_do_not(client, vlieger, noor, counsellor, mother):
    """C-10, S2-77, S2-78."""
    medical, support = (DataCategory.objects.get(code=code) for code in ("medical", "support"))
    opened = case(noor, school=vlieger, categories=["ID", "MED"])
    cases.join(opened, user=counsellor, role=Role.COUNSELLOR, by=None, why="medisch", at=NOW)
    report = entry(noor, vlieger, Category.MED, "Verslag.", data_category=medical)
    entry(noor, vlieger, Category.MED, "Bril nodig.", data_category=support)
    client.force_login(counsellor)
    url = reverse("students:category", args=[noor.pk, "MED"])
    page = client.get(url).content.decode()
    assert page.count("Not to be used before") == 1
    ask = reverse("consent:ask", args=["entry", report.pk])
    assert client.get(ask).status_code == 200
    assert client.post(ask, {"until": "2020-01-01"}).status_code == 400
    today = timezone.localdate()
    assert client.post(ask, {"until": today + 300 * DAY}).url == url
    occasion = Occasion.objects.get(source=report.pk)
    assert occasion.kind == "medical" and OccasionPupil.objects.get().category == "MED"
    assert "Not to be used yet" in client.get(url).content.decode()
    says(mother, noor, occasion, yes=True, at=timezone.now())
    assert "Not to be used" not in client.get(url).content.decode()
    assert noor.full_name in client.get(reverse("consent:occasion", args=[occasion.pk])).content.decode()


def test_a_talk_is_planned_asked_and_noted_on_its_pages(client, care, noor, counsellor, mother, group6a):
    client.force_login(counsellor)
    page = reverse("students:case", args=[care.pk])
    assert reverse("consent:talk_new", args=[care.pk]) in client.get(page).content.decode()
    today = timezone.localdate()
    answer = client.post(reverse("consent:talk_new", args=[care.pk]), {"student": noor.pk, "on": today, "has_outsiders": "1"})
    talk = CareTalk.objects.get()
    assert answer.url == talk.get_absolute_url() and "without a name" in client.get(answer.url).content.decode()
    assert f'<a href="{reverse("students:cases")}" aria-current="page">' in client.get(answer.url).content.decode()
    step = lambda name: reverse("consent:talk_step", args=[talk.pk, name])  # noqa: E731
    client.post(step("ask"))
    assert client.post(step("settle"), {"state": "named"}).status_code == 400
    says(mother, noor, asked(talk), yes=True, at=timezone.now())
    assert "may be said" in client.get(talk.get_absolute_url()).content.decode()
    client.post(step("settle"), {"state": "named"})
    talk.refresh_from_db()
    assert talk.state == TalkState.BY_NAME and talk.settled_by == counsellor
    teacher = staff(Role.GROUP_TEACHER, group6a, name="Tess de Vries")
    client.force_login(teacher)
    assert client.get(talk.get_absolute_url()).status_code == 404


def test_the_channel_of_an_answer_is_no_part_of_the_occasion(care, noor, counsellor, mother):
    """An answer for a talk is one of the register like any other."""
    talk = talk_about(care, noor, counsellor)
    talks.ask(talk, by=scope(counsellor), at=NOW)
    row = says(mother, noor, asked(talk), yes=True)[0]
    assert row.channel == Channel.PORTAL and row.category == "CAR" and row.valid_until == TODAY + DAY

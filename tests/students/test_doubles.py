"""Who looks like one person is found, twins are told apart, and what somebody said of a pair is kept (issue 3; S1-06, GDPR 5(1)(d))."""
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from students import doubles
from students.models import Merge, MergeKind, TwoPeople, WhyTwo
from students.services import merging
from students.services.guardians import split_guardian
from tests.factories import NOW, guardian, pupil, staff

LIST = reverse("students:doubles")
BORN = date(2016, 5, 4)


@pytest.fixture(autouse=True)
def _sealed(settings, tmp_path):
    settings.SEALED_ROOT = tmp_path / "sealed"


@pytest.fixture
def as_office(client, office):
    client.force_login(office)
    return client


def child(school, first, last="Wit", **fields):
    return pupil(school, first_name=first, last_name=last, **{"birth_on": BORN} | fields)


def found(user, kind=doubles.pupils):
    return {frozenset((each.one, each.other)): each.why for each in kind(resolve(user, NOW))}


def pair(one, other):
    return frozenset((one.pk, other.pk))


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ({"first_name": "Noor"}, {"first_name": "Noor"}, "name"),
        ({"first_name": "Noor"}, {"first_name": "Noortje"}, "name"),
        ({"first_name": "Zoë", "last_name": "Özdemir"}, {"first_name": "Zoe", "last_name": "Ozdemir"}, "name"),
        ({"first_name": "Noor", "prefix": "de"}, {"first_name": "Noor", "last_name": "de Wit"}, "name"),
        ({"first_name": "", "given_names": "Noor Anna"}, {"first_name": "Noor"}, "name"),
        ({"first_name": "Sophie"}, {"first_name": "Sofie"}, "initials"),
        ({"first_name": "Noor", "eck_id": "eck-1"}, {"first_name": "Nora", "last_name": "Smit", "eck_id": "eck-1"}, "number"),
        ({"first_name": "Noor"}, {"first_name": "Bram"}, None),
        ({"first_name": "Noor"}, {"first_name": "Noor", "birth_on": date(2016, 5, 5)}, None),
        ({"first_name": "Noor"}, {"first_name": "Noor", "last_name": "Smit"}, None),
    ],
)
def test_two_records_that_look_like_one_child_are_a_pair(vlieger, office, one, other, why):
    both = [pupil(vlieger, **{"last_name": "Wit", "birth_on": BORN} | fields) for fields in (one, other)]
    assert found(office) == ({pair(*both): why} if why else {})


def test_twins_are_shown_as_twins_and_marked_for_who_may_see_both(as_office, vlieger, kompas, coordinator, client):
    """Same day of birth, same parents, another first name; never proposed as one."""
    noor, nina, elsewhere = child(vlieger, "Noor"), child(vlieger, "Nina"), child(kompas, "Bram")
    guardian(noor, nina, elsewhere)
    page = as_office.get(LIST).content.decode()
    assert "another first name" in page and page.count("Compare") == 1, "Bram is at another school"
    own = as_office.get(noor.get_absolute_url()).content.decode()
    assert "Twin." in own and "Nina" in own and "Bram" not in own
    client.force_login(coordinator)
    assert "Bram" in client.get(noor.get_absolute_url()).content.decode()
    assert "Twin." not in client.get(child(vlieger, "Finn", last="Bos").get_absolute_url()).content.decode()


def test_who_keeps_one_school_sees_no_pair_of_another(vlieger, kompas, office, coordinator, board):
    """2.14: every school of either is within reach; a whole pair, or nothing."""
    own, second, elsewhere = child(vlieger, "Noor"), child(vlieger, "Noor"), child(kompas, "Noor")
    assert set(found(office)) == {pair(own, second)}
    assert set(found(coordinator)) == {pair(own, second), pair(own, elsewhere), pair(second, elsewhere)}
    assert found(staff(Role.FG, board)) == found(staff(Role.COUNSELLOR, vlieger)) == found(staff(Role.DIRECTOR, kompas)) == {}
    assert set(found(staff(Role.COORDINATOR, vlieger))) == {pair(own, second)}


@pytest.mark.parametrize(
    ("one", "other", "shares", "why"),
    [
        ({"email": "s@thuis.example"}, {"email": "S@thuis.example"}, False, "email"),
        ({"phone": "06-12345678"}, {"phone": "0612345678"}, False, "phone"),
        ({"initials": "S."}, {"initials": "S.A.", "first_name": ""}, True, "child"),
        ({"first_name": "Sanne"}, {"first_name": "Pieter"}, True, None),
        ({"email": "s@thuis.example"}, {"email": "s@thuis.example", "first_name": "Pieter"}, True, None),
        ({"email": "s@thuis.example"}, {"email": "s@thuis.example", "last_name": "Bos"}, True, None),
    ],
)
def test_two_records_that_look_like_one_parent_are_a_pair(vlieger, office, one, other, shares, why):
    """A couple with one mailbox is two people (SETTLED 15)."""
    first, second = child(vlieger, "Noor"), child(vlieger, "Finn")
    both = []
    for fields, children in ((one, [first]), (other, [first] if shares else [second])):
        person = guardian(*children, last_name="Wit", first_name=fields.pop("first_name", "Sanne"))
        for name, value in ({"email": ""} | fields).items():
            setattr(person, name, value)
        person.save()
        both.append(person)
    assert found(office, doubles.guardians) == ({pair(*both): why} if why else {})


def test_a_pair_that_somebody_looked_at_is_offered_no_more(as_office, vlieger, office):
    one, other = sorted((child(vlieger, "Noor"), child(vlieger, "Noor")), key=lambda each: each.pk)
    address = reverse("students:merge_pupils", args=[other.pk, one.pk])
    assert as_office.post(address, {"two": "1"}).status_code == 200, "a reason is asked"
    assert as_office.post(address, {"two": "1", "why": "namesakes"}).status_code == 302
    assert not found(office) and "No double records" in as_office.get(LIST).content.decode()
    noted = TwoPeople.objects.get(one=one.pk)
    assert (noted.other, noted.why, noted.by) == (other.pk, WhyTwo.NAMESAKES, office)
    assert "noted that they are two people" in as_office.get(address).content.decode()


def test_who_were_parted_are_not_offered_again(vlieger, office):
    """SETTLED 15: taken for one person by the import, parted by the administration."""
    mother = guardian(child(vlieger, "Noor"), child(vlieger, "Finn"), last_name="Wit", phone="0612345678")
    other = split_guardian(mother, relations=[mother.relations.first()], by=resolve(office, NOW), at=NOW)
    assert other.phone == mother.phone and not found(office, doubles.guardians)


def test_the_list_takes_as_many_queries_for_fifty_pairs_as_for_one(as_office, vlieger):
    def queries(kind=""):
        with CaptureQueriesContext(connection) as taken:
            assert as_office.get(LIST + kind).status_code == 200
        return len(taken)

    def grow(count, first):
        for number in range(count):
            twice = [child(vlieger, f"Kind{first + number}"), child(vlieger, f"Kind{first + number}")]
            for each in twice:
                guardian(each, last_name="Wit", first_name="Sanne", phone=f"06123456{first + number:02d}")

    grow(1, 10)
    queries()                                   # the matrix is read once
    before = queries(), queries("?kind=guardians")
    grow(50, 20)
    assert (queries(), queries("?kind=guardians")) == before


def test_the_office_makes_two_records_one_and_old_links_lead_to_it(as_office, vlieger, office):
    """Both side by side, what differs chosen, the surname typed; then one record, in every list and behind every link."""
    noor, double = child(vlieger, "Noor"), child(vlieger, "Noortje", email="noor@thuis.example")
    address = reverse("students:merge_pupils", args=[noor.pk, double.pk])
    page = as_office.get(address)
    form = page.context["form"]
    text = page.content.decode()
    assert "Noortje" in text and "noor@thuis.example" in text and "cannot be undone" in text
    answers = {"field-first_name": "absorbed", "field-email": "absorbed", "reason": "Twee keer ingeschreven."}
    answers["shown"] = form["shown"].value()
    assert as_office.post(address, answers | {"typed": "Bos"}).status_code == 200 and not Merge.objects.exists()
    done = as_office.post(address, answers | {"typed": "wit"}, follow=True)
    assert "The two records are one now." in done.content.decode() and "Twee keer ingeschreven." in done.content.decode()
    noor.refresh_from_db()
    assert (noor.first_name, noor.email, noor.search_name.split()) == ("Noortje", "noor@thuis.example", ["NOORTJE", "WIT"])
    assert as_office.get(double.get_absolute_url())["Location"] == noor.get_absolute_url()
    old = reverse("students:category", args=[double.pk, "ABS"])
    assert as_office.get(old)["Location"] == reverse("students:category", args=[noor.pk, "ABS"])
    own = as_office.get(noor.get_absolute_url()).content.decode()
    assert "What was merged?" in own
    listed = as_office.get(reverse("students:list")).content.decode()
    assert listed.count("Wit, Noortje") == 1
    assert as_office.get(address).status_code == 302, "merged already: to what was done"
    page = as_office.post(address, answers | {"typed": "wit"}, follow=True).content.decode()
    assert "One of these was merged already." in page and Merge.objects.count() == 1


def test_a_page_that_is_too_old_merges_nothing(as_office, vlieger):
    noor, double = child(vlieger, "Noor"), child(vlieger, "Noor")
    address = reverse("students:merge_pupils", args=[noor.pk, double.pk])
    answers = {"reason": "x", "typed": "Wit", "shown": "0" * 64}
    page = as_office.post(address, answers, follow=True).content.decode()
    assert "has changed since this page was shown" in page and not Merge.objects.exists()


def test_strangers_find_nothing_and_readers_hear_why(client, vlieger, kompas, teacher, coordinator):
    """SETTLED 12."""
    noor, double = child(vlieger, "Noor"), child(vlieger, "Noor")
    address = reverse("students:merge_pupils", args=[noor.pk, double.pk])
    for user, answer in (
        (staff(Role.OFFICE, kompas), 404), (teacher, 404), (staff(Role.COUNSELLOR, vlieger), 403), (guardian(noor).user, 404),
        (coordinator, 200),
    ):
        client.force_login(user)
        assert client.get(address).status_code == answer, user
    client.force_login(teacher)
    assert client.get(LIST).status_code == 403


def test_two_parents_are_made_one_by_their_page(as_office, vlieger):
    noor, finn = child(vlieger, "Noor"), child(vlieger, "Finn")
    one = guardian(noor, last_name="Wit", first_name="Sanne", phone="0612345678")
    other = guardian(finn, last_name="Wit", first_name="Sanne", phone="0612345678", has_secret_address=True)
    address = reverse("students:merge_guardians", args=[one.pk, other.pk])
    form = as_office.get(address).context["form"]
    answers = {"field-email": "survivor", "reason": "Een moeder.", "typed": "Wit", "shown": form["shown"].value()}
    page = as_office.post(address, answers, follow=True).content.decode()
    assert "The two records are one now." in page
    one.refresh_from_db()
    assert one.has_secret_address and one.relations.count() == 2


def test_a_merged_record_is_in_no_search_and_no_list_of_a_family(client, vlieger, coordinator):
    noor, double = child(vlieger, "Noor"), child(vlieger, "Noor")
    mother = guardian(noor, double)
    merging_scope = resolve(coordinator, NOW)
    found = merging.comparing.pupils(*_loaded(noor, double), by=merging_scope, at=NOW)
    merging.merge_pupils(
        noor.pk, double.pk, decisions=merging.Decisions(reason="x"), shown=found.digest, by=merging_scope, at=NOW
    )
    client.force_login(mother.user)
    home = client.get("/portal/").content.decode()
    assert home.count("/portal/children/") <= 1 or str(double.pk) not in home
    assert str(double.pk) not in home
    old = client.get(reverse("portal:child", args=[double.pk]))
    assert old.status_code == 302 and old["Location"] == reverse("portal:child", args=[noor.pk])


def _loaded(*pupils):
    return [type(each).objects.with_places(on=NOW.date()).get(pk=each.pk) for each in pupils]


def test_kinds_of_records_are_never_mixed(vlieger, coordinator):
    noor = child(vlieger, "Noor")
    mother = guardian(noor)
    with pytest.raises(Exception, match="already"):
        merging.merge_pupils(
            noor.pk, mother.pk, decisions=merging.Decisions(reason="x"), shown="", by=resolve(coordinator, NOW), at=NOW
        )
    assert MergeKind.PUPIL in MergeKind.values

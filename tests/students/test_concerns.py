"""Somebody says that something in a file is not right, and the school answers (S2-06, S2-85; GDPR 5(1)(d), 12(3), 16)."""
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from privacyadmin import audit
from privacyadmin.access import services as access
from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.scope import resolve
from privacyadmin.outbox.models import Item
from privacyadmin.workflow import NotAllowed
from privacyadmin.worklist.tasks import worklist_of
from students.models import Authority, Concern, Student
from students.services import concerns, protections, restrictions
from tests.factories import NOW, TODAY, entry, guardian, pupil, staff

pytestmark = pytest.mark.usefixtures("_clock")


@pytest.fixture
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


def loaded(student: Student) -> Student:
    return Student.objects.with_places(on=TODAY).get(pk=student.pk)


def told(student, school, by, name="name", **words) -> tuple[Concern, bool]:
    scope = resolve(by, NOW)
    item = concerns.item_of(loaded(student), scope, name)
    assert item is not None
    return concerns.tell(loaded(student), item, school=school, by=scope, at=NOW, **{"wrong": "Noor heet Nora.", "right": "Nora", **words})


def page(client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_teacher_tells_the_coordinator_and_gets_an_answer(client, teacher, coordinator, noor, vlieger):
    client.force_login(teacher)
    address = reverse("students:concern_new", args=[noor.pk, "other"])
    assert address in page(client, noor.get_absolute_url())
    sent = client.post(address, {"school": vlieger.pk, "piece": "name", "wrong": "Noor heet Nora.", "right": "Nora"})
    concern = Concern.objects.get()
    assert sent["Location"] == concern.get_absolute_url() and concern.piece == "name"
    assert "Noor heet Nora." in page(client, concern.get_absolute_url())
    client.force_login(coordinator)
    assert concern.get_absolute_url() in page(client, reverse("students:concerns"))
    client.post(concern.get_absolute_url(), {"answer": "corrected", "reason": "Veranderd in het systeem."})
    concern.refresh_from_db()
    assert concern.answer == "corrected" and concern.answered_by == coordinator
    assert [item.get("template") for item in Item.objects.filter(kind="mail")] == ["concern_answered"]
    client.force_login(teacher)
    assert "Veranderd in het systeem." in page(client, concern.get_absolute_url())
    assert {event.name for event in audit.trail(concern.pk)} == {"concern.told", "concern.answered"}


def test_an_entry_is_told_from_the_entry_and_stays_with_its_school(client, teacher, noor, vlieger):
    note = entry(noor, vlieger, Category.RES, title="Toets")
    client.force_login(teacher)
    address = reverse("students:concern_new", args=[noor.pk, note.pk])
    assert address in page(client, reverse("students:category", args=[noor.pk, "RES"]))
    client.post(address, {"school": vlieger.pk, "wrong": "Dit was een 8."})
    assert Concern.objects.get().entry == note


def test_what_somebody_does_not_see_he_cannot_call_wrong(client, teacher, noor, vlieger, kompas):
    """2.14: no way to learn that an entry exists."""
    closed = entry(noor, vlieger, Category.MED)
    client.force_login(teacher)
    assert client.get(reverse("students:concern_new", args=[noor.pk, closed.pk])).status_code == 404
    assert client.get(reverse("students:concern_new", args=[noor.pk, "nonsense"])).status_code == 404
    scope, item = resolve(teacher, NOW), concerns.Item(concerns.Piece.ENTRY, Category.MED, closed)
    with pytest.raises(NotAllowed):
        concerns.tell(loaded(noor), item, school=vlieger, wrong="x", right="", by=scope, at=NOW)
    with pytest.raises(NotAllowed):
        told(noor, kompas, teacher)


def test_the_words_are_sealed(teacher, noor, vlieger):
    """They may hold anything: under the key of the pupil, and destroyed with it."""
    concern, _is_new = told(noor, vlieger, teacher)
    assert b"Nora" not in bytes(concern.wrong_sealed) + bytes(concern.right_sealed)


def test_telling_it_twice_changes_nothing_and_after_the_answer_it_can_be_told_again(teacher, director, noor, vlieger):
    first, is_new = told(noor, vlieger, teacher)
    assert is_new and told(noor, vlieger, teacher) == (first, False)
    concerns.answer(first, answer="kept", reason="Klopt zo.", by=resolve(director, NOW), at=NOW)
    with pytest.raises(NotAllowed):
        concerns.answer(first, answer="kept", reason="Nog eens.", by=resolve(director, NOW), at=NOW)
    assert told(noor, vlieger, teacher)[1]


def test_parent_with_whom_contact_was_blocked_meanwhile_gets_no_mail_of_the_answer(client, coordinator, noor, vlieger):
    """DOMAIN 1.5: a person sees to the answer."""
    mother = guardian(noor)
    concern, _is_new = told(noor, vlieger, mother.user)
    relation = mother.relations.get()
    relation.has_contact_block = True
    relation.save()
    client.force_login(coordinator)
    client.post(concern.get_absolute_url(), {"answer": "kept", "reason": "Het klopt."})
    concern.refresh_from_db()
    assert concern.answer == "kept"
    assert not Item.objects.filter(kind="mail").exists()


@pytest.mark.parametrize("role", [Role.OFFICE, Role.COUNSELLOR])
def test_only_who_answers_for_the_file_answers(client, role, teacher, noor, vlieger):
    concern, _is_new = told(noor, vlieger, teacher)
    other = staff(role, vlieger)
    client.force_login(other)
    assert client.get(concern.get_absolute_url()).status_code == 404
    client.force_login(teacher)
    assert client.post(concern.get_absolute_url(), {"answer": "kept", "reason": "x"}).status_code == 403
    with pytest.raises(NotAllowed):
        concerns.answer(concern, answer="kept", reason="x", by=resolve(other, NOW), at=NOW)


def test_it_waits_on_the_work_list_of_the_own_school_only(teacher, director, coordinator, noor, vlieger, kompas):
    concern, _is_new = told(noor, vlieger, teacher)
    for person, waits in ((director, True), (coordinator, True), (staff(Role.DIRECTOR, kompas), False), (teacher, False)):
        tasks = worklist_of(resolve(person, NOW), TODAY).tasks
        assert ((concern.get_absolute_url(), concern.due_on) in [(task.url, task.due_on) for task in tasks]) is waits


def test_the_list_takes_as_many_queries_for_many_as_for_few(client, director, office, noor, vlieger):
    client.force_login(director)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("students:concerns")).status_code == 200
        return len(captured)

    told(noor, vlieger, office)
    queries()
    few = queries()
    for _number in range(4):
        told(pupil(vlieger), vlieger, office)
    assert queries() == few


# In the portal.


def test_a_mother_reads_what_the_school_keeps_and_tells_what_is_not_right(client, director, noor, vlieger):
    mother = guardian(noor)
    note = entry(noor, vlieger, Category.RES, title="Toets rekenen", text="Een zes.")
    entry(noor, vlieger, Category.MED, text="Geheim verslag.")
    client.force_login(mother.user)
    address = reverse("portal:holdings", args=[noor.pk])
    assert address in page(client, reverse("portal:child", args=[noor.pk]))
    shown = page(client, address)
    assert "Een zes." in shown and "Geheim verslag." not in shown
    wrong = reverse("portal:not_right", args=[noor.pk, note.pk])
    assert wrong in shown
    client.post(wrong, {"school": vlieger.pk, "wrong": "Het was een acht.", "right": "Een acht."})
    concern = Concern.objects.get()
    assert "Het was een acht." in page(client, address)
    concerns.answer(concern, answer="kept", reason="De toets is nagekeken.", by=resolve(director, NOW), at=NOW)
    assert "De toets is nagekeken." in page(client, address) and "Autoriteit Persoonsgegevens" in page(client, address)


def test_one_parent_learns_nothing_of_the_other(client, noor, vlieger):
    """RELIABILITY T3: no address or phone of another, no postcode while one is secret, no remark of the other."""
    mother, father = guardian(noor, phone="0612345678", has_secret_address=True), guardian(noor)
    mother.email = "moeder@thuis.example"
    mother.save()
    noor.postcode = "5707ZZ"
    noor.save()
    told(noor, vlieger, mother.user, wrong="Alleen voor de school.")
    client.force_login(father.user)
    shown = page(client, reverse("portal:holdings", args=[noor.pk]))
    assert not any(each in shown for each in ("0612345678", "moeder@thuis.example", "5707ZZ", "Alleen voor de school."))
    client.force_login(mother.user)
    shown = page(client, reverse("portal:holdings", args=[noor.pk]))
    assert "5707ZZ" in shown and "0612345678" in shown


def test_what_is_limited_is_not_shown_there(client, director, noor, vlieger):
    """Art. 18; C-25."""
    mother = guardian(noor)
    entry(noor, vlieger, Category.RES, text="Betwist cijfer.")
    restrictions.restrict(
        loaded(noor), school=vlieger, ground="accuracy", reason="x", review_on=TODAY.replace(month=12), by=resolve(director, NOW), at=NOW,
        categories=["RES"],
    )
    client.force_login(mother.user)
    assert "Betwist cijfer." not in page(client, reverse("portal:holdings", args=[noor.pk]))


def test_list_of_what_comes_by_a_request_does_not_tell_that_something_is_hidden(client, counsellor, noor, vlieger, group6a):
    """C-25: the page says that it is the same for every pupil, and so it is."""
    brother = pupil(vlieger, group6a)
    mother = guardian(noor, brother)
    client.force_login(mother.user)
    address = reverse("portal:holdings", args=[noor.pk])
    before = client.get(address).context["on_request"]
    assert Category.CAR in before
    protections.protect(
        loaded(noor), school=vlieger, categories=["CAR", "MED"], hidden_from="guardians", ground="welfare", reason="x",
        review_on=TODAY.replace(month=12), by=resolve(counsellor, NOW), at=NOW,
    )
    assert client.get(address).context["on_request"] == before
    assert client.get(reverse("portal:holdings", args=[brother.pk])).context["on_request"] == before


def test_who_no_longer_sees_the_pupil_does_not_keep_the_name_on_a_list(client, teacher, noor, vlieger):
    """RELIABILITY T2."""
    told(noor, vlieger, teacher)
    client.force_login(teacher)
    assert "Wit" in page(client, reverse("students:concerns"))
    access.end(teacher.classgrants.get(), at=NOW, by=None, why="weg")
    assert "Wit" not in page(client, reverse("students:concerns"))


def test_without_authority_or_from_sixteen_there_is_nothing_to_read(client, noor, kompas, class4h1):
    """U8; SETTLED 10: from 18 a parent has nothing."""
    yara = pupil(kompas, class4h1, birth_on=TODAY.replace(year=TODAY.year - 19))
    for person, child in ((guardian(noor, authority=Authority.NO), noor), (guardian(yara), yara)):
        client.force_login(person.user)
        assert client.get(reverse("portal:holdings", args=[child.pk])).status_code == 403
        assert client.get(reverse("portal:not_right", args=[child.pk, "name"])).status_code == 403


def test_the_page_takes_as_many_queries_for_many_entries_as_for_few(client, noor, vlieger):
    client.force_login(guardian(noor).user)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("portal:holdings", args=[noor.pk])).status_code == 200
        return len(captured)

    entry(noor, vlieger, Category.RES)
    queries()
    few = queries()
    for _number in range(5):
        entry(noor, vlieger, Category.RES)
    assert queries() == few

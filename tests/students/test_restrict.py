"""A restriction (GDPR 18) is marked everywhere, read-only inside, and not lifted before the family heard of it."""
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from privacyadmin import audit
from privacyadmin.access.catalogue import MATRIX_CATEGORIES, Category, Right, Role
from privacyadmin.access.scope import resolve
from privacyadmin.outbox.models import Item
from privacyadmin.workflow import NotAllowed
from privacyadmin.worklist.tasks import worklist_of
from students import marks
from students.models import Authority, DossierEntry, Restriction, Student
from students.services import protections, restrictions
from tests.factories import NOW, TODAY, entry, guardian, pupil, staff

DAY = timedelta(days=1)


def loaded(student: Student, at=NOW) -> Student:
    return Student.objects.with_places(on=at.date()).get(pk=student.pk)


def restrict(student, school, by, *, at=NOW, **values) -> Restriction:
    asked = {"ground": "accuracy", "reason": "betwist", "review_on": TODAY + 30 * DAY, "categories": ["RES"], **values}
    return restrictions.restrict(loaded(student), school=school, by=resolve(by, at) if by else None, at=at, **asked)


def mails() -> list[tuple[str, str]]:
    """Whom a mail goes to, and which."""
    return [(item.get("to"), item.get("template")) for item in Item.objects.filter(kind="mail").order_by("created_at", "pk")]


def test_what_is_restricted_is_read_only_inside_and_closed_to_the_family(director, teacher, noor, vlieger):
    """2.14, S2-186."""
    mother = guardian(noor).user
    restrict(noor, vlieger, director)
    child = loaded(noor)
    assert resolve(teacher, NOW).can(child, Category.RES) and not resolve(teacher, NOW).can(child, Category.RES, Right.WRITE)
    assert not resolve(mother, NOW).can(child, Category.RES) and resolve(mother, NOW).can(child, Category.ABS)


def test_all_means_everything_but_the_notes_of_the_adviser(director, noor, vlieger):
    """S1-115: those stand outside."""
    restriction = restrict(noor, vlieger, director, categories=None)
    assert set(restriction.categories) == set(MATRIX_CATEGORIES) and restriction.is_whole


@pytest.mark.parametrize("role", [Role.OFFICE, Role.COUNSELLOR, Role.FG, Role.ICT, Role.BOARD_MEMBER])
def test_only_who_answers_for_requests_restricts(board, noor, vlieger, role):
    person = staff(role, board if role in (Role.FG, Role.ICT, Role.BOARD_MEMBER) else vlieger)
    with pytest.raises(NotAllowed):
        restrict(noor, vlieger, person)
    assert not Restriction.objects.exists()


def test_a_director_of_another_school_restricts_nothing_here(noor, vlieger, kompas):
    with pytest.raises(NotAllowed):
        restrict(noor, vlieger, staff(Role.DIRECTOR, kompas))


def test_a_restriction_is_reviewed_within_half_a_year(director, noor, vlieger):
    for review_on in (TODAY, TODAY + 184 * DAY):
        with pytest.raises(NotAllowed):
            restrict(noor, vlieger, director, review_on=review_on)


def test_a_request_restricts_by_rule_and_once(noor, vlieger):
    """S2-184: pending the balancing after an objection."""
    key = noor.pk
    first = restrict(noor, vlieger, None, ground="objection", case_key=key)
    assert restrict(noor, vlieger, None, ground="objection", case_key=key) == first


def test_the_family_hears_that_there_is_news_and_no_more(director, noor, vlieger):
    """DESIGN: nothing personal in a mail; who has no authority hears nothing (U8)."""
    mother, stranger = guardian(noor), guardian(noor, authority=Authority.NO)
    restrict(noor, vlieger, director)
    assert mails() == [(str(mother.user_id), "restriction_news")] and str(stranger.user_id) not in str(mails())


def test_from_16_the_pupil_himself_hears_it(kompas, class4h1):
    """U6: from 16 the rights are the pupil's own."""
    yara = pupil(kompas, class4h1, birth_on=TODAY.replace(year=TODAY.year - 17), user=staff(kind="family"))
    guardian(yara)
    restrict(yara, kompas, staff(Role.DIRECTOR, kompas))
    assert mails() == [(str(yara.user_id), "restriction_news")]


def test_from_whom_a_protection_hides_it_hears_nothing(director, counsellor, noor, vlieger):
    """C-25."""
    guardian(noor)
    protections.protect(
        loaded(noor), school=vlieger, categories=["RES"], hidden_from="guardians", ground="threat", reason="x", review_on=TODAY + DAY,
        by=resolve(counsellor, NOW), at=NOW,
    )
    restrict(noor, vlieger, director)
    assert "restriction_news" not in str(mails())


def test_what_the_family_was_told_does_not_vanish_with_a_protection(director, counsellor, noor, vlieger):
    """C-25: nothing that it sees says that there is one."""
    mother = guardian(noor).user
    restriction = restrict(noor, vlieger, director)
    later = NOW + DAY
    protections.protect(
        loaded(noor), school=vlieger, categories=["RES"], hidden_from="guardians", ground="threat", reason="x", review_on=TODAY + 9 * DAY,
        by=resolve(counsellor, later), at=later,
    )
    assert restrictions.told_in_portal(noor.pk, resolve(mother, later)) == [restriction]
    restrictions.announce(restriction, lift_on=TODAY + 7 * DAY, told_how="portal", by=resolve(director, later), at=later)
    assert [template for _to, template in mails()].count("restriction_news") == 2


def test_nobody_lifts_before_the_family_heard(director, noor, vlieger):
    """GDPR 18(3), S2-187: announced first, and only lifted on a later day."""
    guardian(noor)
    restriction = restrict(noor, vlieger, director)
    scope = resolve(director, NOW)
    with pytest.raises(NotAllowed):
        restrictions.lift(restriction, why="x", by=scope, at=NOW)
    with pytest.raises(NotAllowed):
        restrictions.announce(restriction, lift_on=TODAY, told_how="portal", by=scope, at=NOW)
    restrictions.announce(restriction, lift_on=TODAY + 7 * DAY, told_how="portal", by=scope, at=NOW)
    with pytest.raises(NotAllowed):
        restrictions.lift(restriction, why="x", by=resolve(director, NOW + 6 * DAY), at=NOW + 6 * DAY)
    later = NOW + 7 * DAY
    lifted = restrictions.lift(restriction, why="gecontroleerd", by=resolve(director, later), at=later)
    assert lifted.status == "lifted" and resolve(director, later).limits == {}
    assert [template for _to, template in mails()] == ["restriction_news"] * 3
    assert {event.name for event in audit.trail(restriction.pk)} == {"restriction.set", "restriction.announced", "restriction.lifted"}
    assert [version.history_type for version in restriction.history.order_by("history_date")] == ["+", "~", "~"]


def test_an_announced_lifting_can_be_taken_back(director, noor, vlieger):
    restriction, scope = restrict(noor, vlieger, director), resolve(director, NOW)
    restrictions.announce(restriction, lift_on=TODAY + DAY, told_how="letter", by=scope, at=NOW)
    assert restrictions.keep(restriction, why="nieuw bezwaar", by=scope, at=NOW).status == "standing"


def test_a_use_that_the_law_leaves_open_is_answered_for(director, noor, vlieger):
    """GDPR 18(2), S2-186."""
    restriction = restrict(noor, vlieger, director)
    assert "restricted" in marks.why_not_use([noor.pk], ["RES", "ABS"], at=NOW)
    assert not marks.why_not_use([noor.pk], ["ABS"], at=NOW) and not marks.why_not_use([noor.pk], ["RES"], at=NOW, allowed="consent")
    restrictions.note_use(restriction, ground="consent", what="overstap", by=resolve(director, NOW), at=NOW)
    assert restriction.uses.get().ground == "consent"


def test_the_director_restricts_announces_and_lifts_on_the_pages(client, director, noor, vlieger, time_machine_day):
    client.force_login(director)
    address = reverse("students:restriction_new", args=[noor.pk])
    assert address in client.get(noor.get_absolute_url()).content.decode()
    review_on = (timezone.localdate() + 30 * DAY).isoformat()
    asked = {"school": vlieger.pk, "ground": "accuracy", "asked_by": "guardian", "categories": ["RES"], "why": "betwist"}
    assert client.post(address, asked | {"review_on": "2020-01-01"}).status_code == 200
    sent = client.post(address, asked | {"review_on": review_on})
    shown = client.get(sent["Location"]).content.decode()
    assert "accuracy is contested" in shown and "Announce the lifting" in shown and "betwist" in shown
    restriction = Restriction.objects.get()
    step = reverse("students:restriction_step", args=[restriction.pk, "announce"])
    client.post(step, {"lift_on": (timezone.localdate() + DAY).isoformat(), "told_how": "talk"})
    early = reverse("students:restriction_step", args=[restriction.pk, "lift"])
    assert client.post(early, {"why": "x"}).status_code == 403
    time_machine_day(1)
    client.force_login(director)
    client.post(early, {"why": "klopt"})
    assert Restriction.objects.get().status == "lifted"
    assert "Processing is restricted." not in client.get(noor.get_absolute_url()).content.decode()


@pytest.fixture
def time_machine_day(time_machine):
    """Some days later."""
    return lambda days: time_machine.move_to(timezone.now() + days * DAY, tick=False)


def test_the_mark_stands_on_the_list_the_page_and_the_category(client, director, teacher, noor, vlieger):
    """S2-185."""
    entry(noor, vlieger, Category.RES)
    restrict(noor, vlieger, director, at=timezone.now() - DAY, review_on=timezone.localdate() + DAY)
    client.force_login(teacher)
    for address in (reverse("students:list"), noor.get_absolute_url(), reverse("students:category", args=[noor.pk, "RES"])):
        assert "estricted" in client.get(address).content.decode()
    assert "Processing is restricted." not in client.get(reverse("students:category", args=[noor.pk, "ABS"])).content.decode()
    restriction = Restriction.objects.get()
    assert restriction.get_absolute_url() not in client.get(noor.get_absolute_url()).content.decode()
    assert client.get(restriction.get_absolute_url()).status_code == 403
    entry_page = client.post(reverse("students:entry_new", args=[noor.pk, "RES"]), {"text": "x"})
    assert entry_page.status_code == 403 and DossierEntry.objects.count() == 1


def test_what_must_be_looked_at_is_on_the_work_list_and_the_list(client, director, noor, vlieger):
    restriction = restrict(noor, vlieger, director, review_on=TODAY + 10 * DAY)
    tasks = worklist_of(resolve(director, NOW), TODAY).tasks
    assert (restriction.get_absolute_url(), TODAY + 10 * DAY) in [(task.url, task.due_on) for task in tasks]
    restrictions.announce(restriction, lift_on=TODAY + 3 * DAY, told_how="portal", by=resolve(director, NOW), at=NOW)
    tasks = worklist_of(resolve(director, NOW), TODAY).tasks
    assert "A restriction to lift, as the family was told" in [task.title for task in tasks]
    client.force_login(director)
    assert noor.list_name in client.get(reverse("students:limits")).content.decode()


def test_the_list_takes_as_many_queries_for_many_as_for_few(client, director, noor, vlieger):
    client.force_login(director)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("students:limits")).status_code == 200
        return len(captured)

    restrict(noor, vlieger, director)
    queries()
    few = queries()
    for _number in range(5):
        restrict(pupil(vlieger), vlieger, director)
    assert queries() == few


def test_the_whole_file_is_one_tick(client, director, noor, vlieger):
    client.force_login(director)
    asked = {"school": vlieger.pk, "ground": "unlawful", "asked_by": "guardian", "is_whole": "on", "why": "betwist"}
    client.post(reverse("students:restriction_new", args=[noor.pk]), asked | {"review_on": (timezone.localdate() + DAY).isoformat()})
    assert Restriction.objects.get().is_whole


def test_the_portal_says_it_to_who_may_know_and_from_when_it_is_lifted(client, director, noor, vlieger):
    """S2-185, S2-187; U8: not to a parent without authority."""
    mother, apart = guardian(noor), guardian(noor, authority=Authority.NO)
    at = timezone.now() - DAY
    restriction = restrict(noor, vlieger, director, at=at, review_on=timezone.localdate() + DAY)
    lift_on = timezone.localdate() + 5 * DAY
    restrictions.announce(restriction, lift_on=lift_on, told_how="portal", by=resolve(director, timezone.now()), at=timezone.now())
    address = reverse("portal:child", args=[noor.pk])
    client.force_login(mother.user)
    shown = client.get(address).content.decode()
    assert "Bewaard, maar nu niet gebruikt" in shown or "Kept, but not used for now" in shown
    assert "Resultaten" in shown or "Results" in shown
    assert "betwist</" not in shown, "the reason is the school's own"
    client.force_login(apart.user)
    shown = client.get(address).content.decode()
    assert "niet gebruikt" not in shown and "not used for now" not in shown

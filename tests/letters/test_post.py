"""Letters on paper: printed together, in window envelopes, ticked when they are gone, and then forgotten as a file."""
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from privacyadmin import audit, outbox
from privacyadmin.access.catalogue import Role
from privacyadmin.crypto.files import path_of
from privacyadmin.documents.models import State
from privacyadmin.letters import night
from privacyadmin.letters.models import Letter, PrintRun
from students.models import GuardianRelation
from tests.factories import NOW, TODAY, staff
from tests.letters.making import CODE, on_paper, pages_of, places_of, write_to
from tests.requests.cast import signed_in

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def office(vlieger):
    return staff(Role.OFFICE, vlieger, name="Anna Bos")


@pytest.fixture
def letters(noor, vlieger):
    first = write_to(on_paper(noor, first_name="Sanne", last_name="Smit"), noor, vlieger)
    hidden = on_paper(noor, first_name="Joris", last_name="Wit", has_secret_address=True)
    return [first, write_to(hidden, noor, vlieger)]


def printed(who, school) -> PrintRun:
    response = signed_in(who).post(reverse("letters:post"), {"school": school.pk})
    assert response.status_code == 302
    outbox.work(at=NOW)
    return PrintRun.objects.latest("made_at")


def file_of(who, run) -> bytes:
    response = signed_in(who).get(reverse("letters:run_file", args=[run.pk]))
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def tick(who, run, letters=(), **more):
    sent = {"letters": [letter.pk for letter in letters], "posted_on": TODAY.isoformat(), **more}
    return signed_in(who).post(reverse("letters:run", args=[run.pk]), sent)


def test_each_letter_begins_a_page_with_its_address_where_the_window_is(letters, office, vlieger):
    """C5/6, window on the left: 20 to 110 mm from the left, 50 to 95 mm from the top of the sheet."""
    content = file_of(office, printed(office, vlieger))
    assert len(pages_of(content)) == 2
    for number, name in enumerate(("Sanne Smit", "Joris Wit")):
        places = places_of(content, number)
        address = [place for place in places if place[0] in (name, "Dorpsstraat 12") or "HELMOND" in place[0]]
        assert len(address) == 3
        assert all(20 <= left <= 60 and 50 <= top <= 95 for _text, left, top in address), address
        others = [top for text, _left, top in places if text not in [each[0] for each in address]]
        assert not [top for top in others if 48 < top < 95]
    assert "K4TP-9QXM" in pages_of(content)[0]


def test_no_address_is_on_the_screen_and_only_the_administration_has_the_file(letters, office, vlieger, board):
    """DOMAIN 1.6: secret address."""
    run = printed(office, vlieger)
    for who in (office, staff(Role.DIRECTOR, vlieger), staff(Role.COORDINATOR, board)):
        for page in (reverse("letters:post"), reverse("letters:run", args=[run.pk])):
            response = signed_in(who).get(page)
            assert response.status_code == 200 and "Dorpsstraat" not in response.content.decode()
    page = signed_in(office).get(reverse("letters:run", args=[run.pk]), headers=ENGLISH).content.decode()
    assert "secret address" in page
    for who in (staff(Role.DIRECTOR, vlieger), staff(Role.COORDINATOR, board)):
        assert signed_in(who).get(reverse("letters:run_file", args=[run.pk])).status_code == 403
        assert tick(who, run, letters).status_code == 403


def test_another_school_knows_of_none_of_them(letters, office, vlieger, kompas):
    run, other = printed(office, vlieger), staff(Role.OFFICE, kompas)
    assert signed_in(other).get(reverse("letters:run", args=[run.pk])).status_code == 404
    assert signed_in(other).get(reverse("letters:run_file", args=[run.pk])).status_code == 404
    assert signed_in(other).post(reverse("letters:post"), {"school": vlieger.pk}).status_code == 404
    assert signed_in(staff(Role.FG, vlieger)).get(reverse("letters:post")).status_code == 403


def test_ticked_letters_are_posted_on_a_day_by_somebody(letters, office, vlieger):
    run = printed(office, vlieger)
    tick(office, run, letters[:1])
    first, second = (Letter.objects.get(pk=letter.pk) for letter in letters)
    assert (first.sent_on, first.sent_by, second.sent_on) == (TODAY, office, None)
    assert "Anna Bos" in signed_in(office).get(reverse("letters:run", args=[run.pk])).content.decode()


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), TODAY - timedelta(days=1)])
def test_nothing_is_posted_tomorrow_or_before_it_was_printed(letters, office, vlieger, day):
    run = printed(office, vlieger)
    tick(office, run, letters, posted_on=day.isoformat())
    assert not Letter.objects.filter(sent_on__isnull=False).exists()


def test_when_the_last_one_is_gone_the_file_goes_and_a_code_is_forgotten(letters, office, vlieger, django_capture_on_commit_callbacks):
    run = printed(office, vlieger)
    path = path_of(run.document.stored_as)
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        tick(office, run, all="1")
    run.refresh_from_db()
    run.document.refresh_from_db()
    assert run.closed_at and run.document.state == State.DESTROYED and not path.exists()
    assert not Letter.objects.filter(sealed__isnull=False).exists()
    assert signed_in(office).get(reverse("letters:run_file", args=[run.pk])).status_code == 403
    assert "letter.run_closed" in [event.name for event in audit.trail(run.pk)]


def test_a_letter_is_printed_again_or_not_sent_for_a_reason(letters, office, vlieger):
    run = printed(office, vlieger)
    tick(office, run, letters[:1], again="1")
    tick(office, run, letters[1:], drop="1")
    assert Letter.objects.waiting().count() == 1 and Letter.objects.to_post().count() == 2
    tick(office, run, letters[1:], drop="1", why="verhuisd naar het buitenland")
    run.refresh_from_db()
    assert run.closed_at and Letter.objects.get(pk=letters[1].pk).dropped_why


@pytest.mark.parametrize("what", ["contact block", "death"])
def test_a_letter_that_waits_does_not_go_out_once_nobody_may_write_any_more(letters, noor, office, vlieger, what):
    """DOMAIN 1.5: contact block; of a pupil who died a person writes, not the program."""
    if what == "death":
        noor.died_on = TODAY
        noor.save()
    else:
        relation = GuardianRelation.objects.get(guardian=letters[1].addressee)
        relation.has_contact_block = True
        relation.save()
    signed_in(office).post(reverse("letters:post"), {"school": vlieger.pk})
    outbox.work(at=NOW)
    printed_now = Letter.objects.filter(run__isnull=False)
    assert [letter.pk for letter in printed_now] == ([letters[0].pk] if what == "contact block" else [])
    withheld = Letter.objects.exclude(pk__in=printed_now)
    assert all(letter.dropped_at and letter.dropped_why and letter.sealed is None for letter in withheld)
    assert not Letter.objects.waiting().exists()


def test_pressing_the_button_twice_makes_one_run(letters, office, vlieger):
    printed(office, vlieger)
    signed_in(office).post(reverse("letters:post"), {"school": vlieger.pk})
    assert PrintRun.objects.count() == 1


def test_nothing_of_a_letter_is_readable_in_the_database_the_outbox_or_the_register(letters, office, vlieger):
    letter = letters[0]
    assert CODE["code"].encode() not in bytes(letter.sealed)
    audit.flush()
    assert not [event for event in audit.trail(letter.pk) if "Smit" in str(event.details)]


def test_letters_that_lie_too_long_stand_on_the_list_of_the_administration_and_then_of_the_coordinator(letters, office, board):
    """Late ones in the work-list."""
    coordinator = staff(Role.COORDINATOR, board)
    for days, seen_by_coordinator in ((0, False), (3, True)):
        with time_machine.travel(NOW + timedelta(days=days), tick=False):
            for who, expected in ((office, True), (coordinator, seen_by_coordinator)):
                page = signed_in(who).get(reverse("home"), headers=ENGLISH).content.decode()
                assert ("2 letters to post" in page) == expected, (days, who)


def test_a_run_that_nobody_finishes_goes_after_two_weeks_and_its_letters_wait_again(letters, office, vlieger):
    run = printed(office, vlieger)
    assert night.tidy(TODAY + timedelta(days=15), NOW + timedelta(days=15)) == 1
    run.document.refresh_from_db()
    assert run.document.state == State.DESTROYED and Letter.objects.waiting().count() == 2


def test_a_letter_in_another_language_says_so_in_the_file(noor, office, vlieger):
    write_to(on_paper(noor, first_name="Ada", last_name="Byron", language="en"), noor, vlieger)
    assert "Your code to sign in" in pages_of(file_of(office, printed(office, vlieger)))[0]


def test_the_lists_ask_the_same_of_the_database_however_many_letters_there_are(noor, office, vlieger, django_assert_max_num_queries):
    def some(number):
        for _each in range(number):
            write_to(on_paper(noor), noor, vlieger)

    client = signed_in(office)
    some(2)
    run = printed(office, vlieger)
    some(2)
    pages = [reverse("letters:post"), reverse("letters:run", args=[run.pk])]
    for page in pages:
        client.get(page)
    counts = []
    for page in pages:
        with django_assert_max_num_queries(20) as asked:
            client.get(page)
        counts.append(len(asked.captured_queries))
    some(9)
    Letter.objects.waiting().update(run=run)
    some(9)
    for page, number in zip(pages, counts, strict=True):
        with django_assert_max_num_queries(number):
            client.get(page)

"""What a parent and a pupil see and do on the page of yes and no (S1-87…89, S2-17; GDPR 7; DOMAIN 1.6; U7-U9)."""
import re
from datetime import date, timedelta
from threading import Thread

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consent.models import Channel, Decision, OccasionKind, Outcome, PurposeText
from consent.services import occasions
from privacyadmin.access.scope import resolve
from privacyadmin.outbox.models import Item
from privacyadmin.policy.services import in_force
from students.models import Authority, GuardianRelation, Protection
from tests.consent.making import answers, may, on_paper, purposes, text_of
from tests.factories import NOW, TODAY, FamilyUserFactory, guardian, pupil, staff
from tests.requests.cast import page, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)
NO_YET, NOT_NOW = "For now the school does not do this", "The school does not do this at the moment"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def web(asked):
    return asked["IMG_WEB"]


@pytest.fixture
def yara(kompas, class4h1):
    """Of 16, at a school where parents are asked until the pupil asks."""
    student = pupil(kompas, class4h1, first_name="Yara", last_name="Haan", birth_on=date(2010, 10, 3))
    student.user = FamilyUserFactory()
    student.save()
    return student


def url(child, name="consents") -> str:
    return reverse(f"portal:{name}", args=[child.pk])


def tap(who, child, purpose, choice, *, text=None, occasion=None, **headers):
    key = f"{purpose.pk}.{occasion.pk}" if occasion else str(purpose.pk)
    data = {"question": key, "text": str((text or text_of(purpose)).pk), "answer": choice}
    return signed_in(who).post(url(child, "consent_answer"), data, **headers)


def card(who, child, purpose) -> str:
    """The part of the page about one question; empty where it is not asked."""
    found = page(signed_in(who).get(url(child)))
    start = found.find(f'id="q{purpose.pk}"')
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", found[start:found.index("</article>", start)]) if start >= 0 else ""


def mails() -> list[str]:
    return sorted(str(item.get("to")) for item in Item.objects.filter(kind="mail") if item.get("template") == "consent_news")


def house(school, **values) -> None:
    rules = in_force(school, TODAY)
    rules.values |= values
    rules.save()


def test_every_use_is_a_question_of_its_own_with_its_text_and_nothing_is_ticked(mother, noor, asked):
    """S2-17, S1-37: an active choice for each use."""
    found = page(signed_in(mother).get(url(noor)))
    for code in ("IMG_WEB", "IMG_SOCIAL", "DATA_FOTOGRAAF"):
        assert text_of(asked[code]).title in found and text_of(asked[code]).body.split(".")[0].replace("'", "&#x27;") in found
    assert 'aria-pressed="true"' not in found and NO_YET in found and text_of(asked["ONDERZOEK"]).title not in found


def test_one_tap_says_yes_and_the_next_takes_it_back(mother, noor, web):
    """S1-89, GDPR 7(3): as easy as giving, and at once."""
    assert tap(mother, noor, web, "yes").url == f"{url(noor)}#q{web.pk}"
    assert may(noor, web).is_yes and "You said yes on" in card(mother, noor, web) and "The school may do this." in card(mother, noor, web)
    tap(mother, noor, web, "no")
    assert not may(noor, web).is_yes and "You took your yes back" in card(mother, noor, web)
    assert [row.outcome for row in Decision.objects.order_by("pk")] == [Outcome.GIVEN, Outcome.WITHDRAWN]
    assert {row.channel for row in Decision.objects.all()} == {Channel.PORTAL}


def test_with_scripts_only_the_card_comes_back_and_the_change_is_said_aloud(mother, noor, web):
    answer = page(tap(mother, noor, web, "yes", headers={"HX-Request": "true"}))
    assert "<html" not in answer and f'id="q{web.pk}"' in answer and 'aria-pressed="true"' in answer
    assert 'id="said" hx-swap-oob="innerHTML"' in answer and 'id="open" hx-swap-oob="innerHTML"' in answer


def test_tapped_twice_it_is_one_answer(mother, noor, web):
    tap(mother, noor, web, "yes")
    tap(mother, noor, web, "yes")
    assert Decision.objects.count() == 1


def test_nobody_sees_what_the_other_parent_said(mother, father, noor, web):
    """U7: before her own answer she cannot tell a no of the father from his silence; after it she reads the outcome alone."""
    before = card(mother, noor, web)
    tap(father, noor, web, "no")
    assert card(mother, noor, web) == before
    tap(mother, noor, web, "yes")
    assert NOT_NOW in card(mother, noor, web) and "Bram" not in card(mother, noor, web)
    assert "said no" in card(father, noor, web) and "yes on" not in card(father, noor, web)


def test_a_hidden_or_restricted_pupil_looks_like_any_other(mother, noor, web, vlieger):
    """C-25: the family cannot tell a protection from silence."""
    before = card(mother, noor, web)
    Protection.objects.create(
        student=noor, categories=["ID"], hidden_from="guardians", reason="x", since=NOW - DAY, review_on=TODAY + 30 * DAY,
    )
    assert card(mother, noor, web) == before


def test_all_who_may_decide_get_one_mail_without_content_however_often_she_taps(mother, father, noor, asked):
    """S1-89: a confirmation, and word when it was somebody else; ten taps are not ten mails."""
    stranger = guardian(noor, authority=Authority.NO)
    for code in ("IMG_WEB", "IMG_APP", "IMG_KLAS"):
        tap(mother, noor, asked[code], "yes")
    assert mails() == sorted([str(mother.user_id), str(father.user_id)]) and str(stranger.user_id) not in mails()
    mail = Item.objects.filter(kind="mail").first()
    assert NOW < mail.due_at <= NOW + timedelta(minutes=10) and mail.get("path") == url(noor)


def test_an_answer_of_unknown_authority_is_taken_and_told_to_count_later(noor, web):
    """DOMAIN 1.6."""
    person = guardian(noor, authority=Authority.UNKNOWN)
    tap(person, noor, web, "yes")
    assert Decision.objects.get().capacity == "unknown" and not may(noor, web).is_yes
    assert "does not know yet whether you have parental authority" in page(signed_in(person).get(url(noor)))


@pytest.mark.parametrize("relation", [
    {"authority": Authority.NO}, {"authority_until": TODAY - DAY}, {"has_contact_block": True}, {"authority_since": TODAY + DAY},
])
def test_who_has_no_authority_today_is_told_so_and_changes_nothing(mother, noor, web, relation):
    """Bad input: a guardian whose authority ended yesterday."""
    GuardianRelation.objects.get(guardian=mother).delete()
    GuardianRelation(student=noor, guardian=mother, **{"authority": Authority.YES, **relation}).save()
    assert signed_in(mother).get(url(noor)).status_code == 403 and tap(mother, noor, web, "yes").status_code == 403
    assert tap(mother, noor, web, "yes", headers={"HX-Request": "true"})["HX-Redirect"] == url(noor)       # no page within a card
    assert url(noor) not in page(signed_in(mother).get(reverse("portal:home"))) and not Decision.objects.exists()


def test_a_question_of_another_child_or_school_is_not_found(mother, noor, web, kompas, vlieger):
    other = pupil(vlieger)
    assert tap(mother, other, web, "yes").status_code == 404
    elsewhere = purposes(kompas)["IMG_WEB"]
    assert tap(mother, noor, elsewhere, "yes").status_code == 404
    assert signed_in(mother).post(url(noor, "consent_answer"), {"question": "x", "answer": "perhaps"}).status_code == 404


def test_a_yes_to_words_that_changed_meanwhile_is_asked_again(mother, noor, web):
    """S2-17: the answer is to the text that was read."""
    old = text_of(web)
    PurposeText.objects.create(
        purpose=web, number=2, title_nl="Nieuw", title_en="New", body_nl="Anders.", body_en="Different.", valid_from=TODAY, made_at=NOW,
        put_at=NOW,
    )
    response = tap(mother, noor, web, "yes", text=old)
    assert response.status_code == 302 and not Decision.objects.exists()
    assert tap(mother, noor, web, "yes", text=old, headers={"HX-Request": "true"})["HX-Redirect"] == url(noor)
    tap(mother, noor, web, "yes")
    assert may(noor, web).is_yes


def test_a_yes_to_an_older_text_waits_for_an_answer_again(mother, noor, web):
    tap(mother, noor, web, "yes")
    before = page(signed_in(mother).get(reverse("portal:home")))
    PurposeText.objects.create(
        purpose=web, number=2, title_nl="Nieuw", title_en="New", body_nl="Anders.", body_en="Different.", valid_from=TODAY, made_at=NOW,
        put_at=NOW,
    )
    found = card(mother, noor, web)
    assert "This text is new" in found and 'aria-pressed="true"' not in found
    assert before != page(signed_in(mother).get(reverse("portal:home")))


def test_a_yes_can_be_taken_back_when_the_school_asks_no_more_or_the_child_has_left(mother, noor, asked):
    """GDPR 7(3): at any time."""
    web, app = asked["IMG_WEB"], asked["IMG_APP"]
    for purpose in (web, app):
        tap(mother, noor, purpose, "yes")
    web.until, web.retired_why = TODAY, "x"
    web.save()
    found = card(mother, noor, web)
    assert "Take my yes back" in found and "rather not" not in found
    noor.enrolments.get().delete()
    assert "Take my yes back" in card(mother, noor, app) and not card(mother, noor, asked["IMG_KLAS"])
    for purpose in (web, app):
        tap(mother, noor, purpose, "no")
        assert not card(mother, noor, purpose) and tap(mother, noor, purpose, "yes").status_code == 404
    assert [row.outcome for row in Decision.objects.filter(purpose=web).order_by("pk")] == [Outcome.GIVEN, Outcome.WITHDRAWN]


def test_the_question_for_one_occasion_stands_first_and_its_yes_is_for_that_alone(mother, noor, asked):
    """S2-101, S1-106."""
    trip = occasions.open_for(
        asked["IMG_EXC"], [noor.pk], kind=OccasionKind.EVENT, until=TODAY + 30 * DAY, on=TODAY + 20 * DAY, label="Groep 6, tweede ronde",
        by=None, at=NOW, tells=False,
    )
    found = page(signed_in(mother).get(url(noor)))
    assert found.index(text_of(asked["IMG_EXC"]).title) < found.index("12 December 2026") < found.index(text_of(asked["IMG_WEB"]).title)
    assert "tweede ronde" not in found                                   # the name of the campaign is for colleagues
    tap(mother, noor, asked["IMG_EXC"], "yes", occasion=trip)
    assert may(noor, asked["IMG_EXC"], occasion=trip.pk).is_yes and not may(noor, asked["IMG_EXC"]).is_yes
    other = pupil(noor.enrolments.get().school)
    sister = guardian(other)
    assert "12 December 2026" not in page(signed_in(sister).get(url(other)))


def test_an_occasion_about_care_is_not_asked_of_whom_it_is_kept_from(mother, noor, asked, vlieger):
    """C-25."""
    occasions.open_for(
        asked["ZORGTEAM"], [noor.pk], kind=OccasionKind.CARE_TALK, until=TODAY + 9 * DAY, label="Overleg", by=None, at=NOW, tells=False
    )
    assert "Overleg" in page(signed_in(mother).get(url(noor)))
    Protection.objects.create(
        student=noor, categories=["CAR"], hidden_from="guardians", reason="x", since=NOW - DAY, review_on=TODAY + 30 * DAY,
    )
    assert "Overleg" not in page(signed_in(mother).get(url(noor)))


def test_one_reads_back_ones_own_answers_alone_with_the_words_of_then(mother, father, noor, asked):
    """GDPR 15; the other parent's answers are his."""
    tap(mother, noor, asked["IMG_WEB"], "yes")
    evidence = on_paper(noor, asked["IMG_APP"].school, answered_on=TODAY - 2 * DAY, noted_by=staff())
    answers(noor, asked["IMG_APP"], yes=False, guardian=mother, channel=Channel.PAPER, evidence=evidence)
    tap(father, noor, asked["IMG_SOCIAL"], "no")
    found = page(signed_in(mother).get(url(noor, "consent_history")))
    assert text_of(asked["IMG_WEB"]).title in found and "on paper" in found and text_of(asked["IMG_SOCIAL"]).title not in found


def test_the_paper_names_the_child_the_parent_and_each_question_with_empty_boxes(mother, noor, asked):
    found = page(signed_in(mother).get(url(noor, "consent_paper")))
    assert "Noor Wit" in found and mother.full_name in found and found.count('class="box"') == 2 * found.count('class="boxes"') > 10


def test_the_pages_ask_no_more_of_the_database_for_more_questions_or_children(mother, noor, vlieger, asked, kompas):
    def queries(address: str) -> int:
        client = signed_in(mother)
        client.get(address)
        with CaptureQueriesContext(connection, ) as seen:
            client.get(address)
        return len(seen)

    tap(mother, noor, asked["IMG_WEB"], "yes")
    names = [url(noor), url(noor, "consent_history"), reverse("portal:home")]
    before = [queries(each) for each in names]
    for code in ("IMG_APP", "IMG_SOCIAL", "IMG_KLAS", "DATA_FOTOGRAAF"):
        tap(mother, noor, asked[code], "yes")
    for _number in range(3):
        GuardianRelation(student=pupil(vlieger), guardian=mother, authority=Authority.YES).save()
    assert [queries(each) for each in names] == before and max(before) <= 40


@pytest.mark.django_db(transaction=True)
def test_two_parents_who_tap_in_one_second_are_heard_both(mother, father, noor, web):
    """Bad input: one after the other, whoever is first; the no decides and the register holds both."""
    def taps(who, choice) -> None:
        try:
            tap(who, noor, web, choice)
        finally:
            connection.close()

    both = [Thread(target=taps, args=each) for each in ((mother, "yes"), (father, "no"))]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(Decision.objects.values_list("outcome", flat=True)) == ["given", "refused"] and not may(noor, web).is_yes


# From sixteen.


def test_where_parents_are_asked_the_pupil_may_answer_and_his_answer_wins(yara, kompas):
    """SETTLED 10, S1-70."""
    web, parent = purposes(kompas)["IMG_WEB"], guardian(yara)
    tap(parent, yara, web, "yes")
    assert "questions wait" not in page(signed_in(yara).get(url(yara))) and "until the pupil answers" in card(yara, yara, web)
    tap(yara, yara, web, "no")
    assert not may(yara, web).is_yes and NOT_NOW in card(parent, yara, web)


def test_the_pupil_asks_to_decide_himself_and_from_then_on_the_school_asks_him(yara, kompas):
    """S1-70, S1-71: kept with the day and who asked; what the parents said before his birthday holds until he answers."""
    asked, parent = purposes(kompas), guardian(yara)
    web = asked["IMG_WEB"]
    tap(parent, yara, asked["IMG_APP"], "yes")
    answers(yara, web, yes=True, guardian=parent, channel=Channel.PAPER, evidence=on_paper(
        yara, kompas, answered_on=date(2026, 9, 1), noted_by=staff()))
    assert signed_in(parent).get(url(yara, "consent_decide")).status_code == 403
    assert signed_in(yara).post(url(yara, "consent_decide")).status_code == 302
    yara.refresh_from_db()
    assert (yara.strict16_on, yara.strict16_asked_by) == (TODAY, "pupil")
    assert may(yara, web).is_yes and not may(yara, asked["IMG_APP"]).is_yes
    assert "questions wait" in page(signed_in(yara).get(url(yara)))
    found = card(parent, yara, web)
    assert "Take my yes back" in found and "rather not" not in found and "may do this" not in found
    assert signed_in(yara).post(url(yara, "consent_decide")).status_code == 403


def test_a_parent_lets_the_pupil_decide_only_where_the_rules_say_so(yara, kompas):
    parent = guardian(yara)
    house(kompas, strict16_may_be_asked_by="pupil_or_parent")
    assert signed_in(parent).post(url(yara, "consent_decide")).status_code == 302
    yara.refresh_from_db()
    assert yara.strict16_asked_by == "parent"


def test_in_strict_mode_a_parent_of_sixteen_is_asked_nothing_but_can_take_back(yara, kompas):
    """C-03, S2-161."""
    asked, parent = purposes(kompas), guardian(yara)
    tap(parent, yara, asked["IMG_WEB"], "yes")
    house(kompas, age16_mode="strict")
    assert not card(parent, yara, asked["IMG_APP"]) and "Take my yes back" in card(parent, yara, asked["IMG_WEB"])
    assert card(yara, yara, asked["IMG_APP"]) and not card(yara, yara, asked["CONTACTLIJST"])
    tap(parent, yara, asked["IMG_WEB"], "no")
    assert not may(yara, asked["IMG_WEB"]).is_yes and str(parent.user_id) in mails()


def test_at_eighteen_the_page_of_the_parents_closes_and_that_of_the_pupil_stays(yara, kompas, clock):
    """U9."""
    parent = guardian(yara)
    purposes(kompas)
    assert signed_in(parent).get(url(yara)).status_code == 200
    clock.move_to(NOW.replace(year=2028, month=10, day=3))
    assert signed_in(parent).get(url(yara)).status_code == 403 and signed_in(yara).get(url(yara)).status_code == 200
    assert resolve(parent.user, NOW.replace(year=2028, month=10, day=3)).relation_to(yara.pk) == "guardian_18"


def test_who_may_be_no_parent_reads_nothing_of_what_the_others_answered(mother, noor, web):
    """DOMAIN 1.6: he may answer; whether the school may do it he would learn from the mother's yes."""
    stranger = guardian(noor, authority=Authority.UNKNOWN)
    before = card(stranger, noor, web)
    answers(noor, web, yes=True, guardian=mother)
    after = card(stranger, noor, web)
    assert "may do this" not in before + after

"""What was placed where, and what follows when somebody says no (S1-85, S1-90, S1-94, S2-174)."""
from datetime import timedelta

import pytest
from django.urls import reverse

from consent import checking, following
from consent.models import Decision, FollowUp, FollowUpKind, FollowUpOutcome, Publication, PublishedPupil
from consent.rules.follow_up import due_on
from consent.services import checks, decisions, publications, withdrawals
from privacyadmin import audit
from privacyadmin.access.scope import resolve
from privacyadmin.deadlines import STRICT, Holidays
from privacyadmin.letters.models import Letter
from privacyadmin.outbox.models import Item
from privacyadmin.worklist.tasks import worklist_of
from students.merging import Pair, Who
from students.models import GuardianRelation
from tests.access.conftest import _today  # noqa: F401 - the clock
from tests.consent.making import answers, without_account
from tests.factories import NOW, TODAY, guardian

DAY = timedelta(days=1)
SOON = NOW + timedelta(minutes=5)
PLACED = {"title": "Foto's van de sportdag", "place": "web", "where": "Nieuws", "url": "https://a.example/sport", "published_on": TODAY}


def test_five_working_days_skip_weekends_and_holidays():
    """S1-94."""
    holidays = Holidays(STRICT)
    assert due_on(TODAY, holidays) == TODAY + 5 * DAY                                   # Sunday 22 November → Friday
    assert due_on(TODAY + 32 * DAY, holidays) == TODAY + 43 * DAY                       # 24 December → 4 January


@pytest.fixture
def check(teacher, asked, vlieger, noor, mother, sam):
    """Of two pupils, for whom the website is allowed."""
    web, scope = asked["IMG_WEB"], resolve(teacher, NOW)
    answers(noor, web, yes=True, guardian=mother, at=NOW - DAY)
    answers(sam, web, yes=True, guardian=guardian(sam), at=NOW - DAY)
    uses = [use for use in checking.uses_of(scope, vlieger, on=TODAY) if use.purpose == web]
    return checks.make(vlieger, [noor, sam], uses, on=TODAY, by=scope, at=NOW)


@pytest.fixture
def placed(check, teacher, noor, sam):
    return publications.record(check, [noor.pk, sam.pk], PLACED, by=resolve(teacher, NOW), at=NOW)


def test_a_teacher_records_where_it_was_placed_and_leaves_out_who_is_not_in_it(sign_in, teacher, check, noor, sam):
    phone = sign_in(teacher)
    address = reverse("consent:publication_new", args=[check.pk])
    page = phone.get(address).content.decode()
    assert "Noor Wit" in page and "Sam Bakker" in page
    told = PLACED | {"published_on": TODAY.isoformat(), "pupils": [str(noor.pk)]}
    assert phone.post(address, told | {"published_on": (TODAY + DAY).isoformat()}).status_code == 400
    answer = phone.post(address, told, follow=True)
    made = Publication.objects.get()
    assert answer.redirect_chain[0][0] == made.get_absolute_url() and "Noor Wit" in answer.content.decode()
    assert list(made.pupils.values_list("student", flat=True)) == [noor.pk] and made.check_made == check


def test_nobody_is_placed_who_took_it_back_since_the_check(sign_in, teacher, check, asked, noor, mother):
    answers(noor, asked["IMG_WEB"], yes=False, guardian=mother, at=NOW)
    told = PLACED | {"published_on": TODAY.isoformat(), "pupils": [str(noor.pk)]}
    assert sign_in(teacher).post(reverse("consent:publication_new", args=[check.pk]), told).status_code == 400
    assert not Publication.objects.exists()


def test_a_withdrawal_opens_the_removal_and_the_parent_hears_that_it_is_done(sign_in, director, teacher, placed, asked, noor, sam, mother):
    """S1-94: with a date, a confirmation, and word back; the mail says nothing of whom."""
    answers(noor, asked["IMG_WEB"], yes=False, guardian=mother, at=SOON)
    row = FollowUp.objects.get()
    assert (row.kind, row.student, row.publication, row.due_on) == (FollowUpKind.REMOVE, noor, placed, TODAY + 5 * DAY)
    for person in (director, teacher):                                                  # who keeps the consents, and who placed it
        assert any(task.url == row.get_absolute_url() for task in worklist_of(resolve(person, SOON), TODAY).tasks)
    desk = sign_in(director)
    assert "Noor Wit" in desk.get(reverse("consent:follow_ups")).content.decode()
    page = desk.get(row.get_absolute_url()).content.decode()
    assert "sportdag" in page and "Noor Wit" in page
    answer = desk.post(row.get_absolute_url(), {"outcome": "nothing", "on": TODAY.isoformat()})
    assert answer.status_code == 400                                                    # that is no way to take a photo away
    assert desk.post(row.get_absolute_url(), {"outcome": "removed", "on": TODAY.isoformat()}).status_code == 302
    row.refresh_from_db()
    assert (row.outcome, row.done_by) == (FollowUpOutcome.REMOVED, director)
    assert dict(PublishedPupil.objects.values_list("student", "gone_on")) == {noor.pk: TODAY, sam.pk: None}
    mail = Item.objects.get(kind="mail", about__template="consent_removed")
    assert str(mail.get("to")) == str(mother.user_id) and "sport" not in str(mail.about)


def test_a_no_that_changes_nothing_opens_nothing(placed, asked, noor, mother):
    answers(noor, asked["IMG_SOCIAL"], yes=False, guardian=mother, at=SOON)             # it was placed for another use
    assert not FollowUp.objects.exists()


def test_said_no_twice_it_waits_once(placed, asked, noor, mother, father):
    answers(noor, asked["IMG_WEB"], yes=False, guardian=mother, at=SOON)
    answers(noor, asked["IMG_WEB"], yes=False, guardian=father, at=SOON + DAY)
    assert FollowUp.objects.count() == 1


def test_everybody_who_asked_hears_that_it_is_done_who_has_no_account_by_letter(director, placed, asked, noor, mother, father):
    """S1-94; U6: who asked while it waited as well, as long as he has authority."""
    jo, gone = without_account(guardian(noor)), guardian(noor)
    answers(noor, asked["IMG_WEB"], yes=False, guardian=mother, at=SOON)
    answers(noor, asked["IMG_WEB"], yes=False, guardian=father, at=SOON)
    by, later = resolve(director, SOON), SOON + DAY
    for person in (jo, gone, father):
        withdrawals.object_to(placed, noor, cause="objection", guardian=person, by=by, at=SOON)
    row = FollowUp.objects.get()
    assert row.asked_by == {mother.pk, father.pk, jo.pk, gone.pk} and row.history.count() > 1
    relation = GuardianRelation.objects.get(guardian=gone)
    relation.authority_until = TODAY
    relation.save()
    withdrawals.done(row, outcome="removed", on=TODAY, by=resolve(director, later), at=later)
    told = Item.objects.filter(about__template="consent_removed")
    assert {str(item.get("to")) for item in told} == {str(mother.user_id), str(father.user_id)}
    letter = Letter.objects.get(kind=withdrawals.DEALT_WITH)
    assert (letter.addressee, letter.sent_at) == (jo.pk, None)


def test_a_no_for_many_pupils_is_told_in_the_register_of_each(director, placed, asked, noor, sam):
    """One event names one pupil, as its neighbours do."""
    def taken_back(child):
        before = Decision.objects.get(student=child)
        return Decision(
            student=child, purpose=asked["IMG_WEB"], text=before.text, category="IMG", outcome="withdrawn", guardian=before.guardian,
            capacity="holder", decided_at=SOON, channel="portal", recorded_at=SOON,
        )

    decisions.keep([taken_back(noor), taken_back(sam)], by=resolve(director, SOON), at=SOON)
    audit.flush()
    assert set(audit.Event.objects.filter(name="consent.follow_ups").values_list("about", flat=True)) == {noor.pk, sam.pk}


def test_taking_back_what_data_rests_on_asks_somebody_to_look(asked, noor, mother, director, teacher, sign_in):
    """S2-174; GDPR 17(1)(b): only after a yes, and only who keeps the consents says what was found."""
    purpose = next(each for each in asked.values() if each.on_withdrawal == "erase" and each.mode != "event")
    answers(noor, purpose, yes=False, guardian=mother, at=NOW - DAY)
    assert not FollowUp.objects.exists()
    answers(noor, purpose, yes=True, guardian=mother, at=NOW - timedelta(hours=2))
    answers(noor, purpose, yes=False, guardian=mother, at=NOW)
    row = FollowUp.objects.get()
    assert row.kind == FollowUpKind.ERASE
    assert sign_in(teacher).get(row.get_absolute_url()).status_code == 404
    assert sign_in(director).post(row.get_absolute_url(), {"outcome": "erased", "on": TODAY.isoformat(), "note": ""}).status_code == 302
    row.refresh_from_db()
    assert row.outcome == FollowUpOutcome.ERASED


def test_when_all_of_it_is_taken_away_everybody_who_waited_is_out(sign_in, teacher, placed, asked, noor, mother):
    answers(noor, asked["IMG_WEB"], yes=False, guardian=mother, at=NOW)
    phone = sign_in(teacher)
    assert phone.post(reverse("consent:publication_removed", args=[placed.pk]), {"on": TODAY.isoformat()}).status_code == 302
    assert not FollowUp.objects.open().exists() and Publication.objects.get().removed_on == TODAY
    assert Item.objects.filter(about__template="consent_removed").count() == 1


def test_a_parent_who_lost_authority_meanwhile_hears_nothing_more(director, placed, asked, noor, mother):
    answers(noor, asked["IMG_WEB"], yes=False, guardian=mother, at=SOON)
    relation = noor.guardian_relations.get(guardian=mother)
    relation.authority_until = TODAY
    relation.save()
    withdrawals.done(FollowUp.objects.get(), outcome="removed", on=TODAY, by=resolve(director, SOON), at=SOON)
    assert not Item.objects.filter(about__template="consent_removed").exists()


def test_the_school_itself_may_say_that_a_pupil_must_be_taken_out(sign_in, director, teacher, placed, noor):
    address = reverse("consent:publication_object", args=[placed.pk, noor.pk])
    assert sign_in(teacher).post(address).status_code == 403
    sign_in(director).post(address)
    assert FollowUp.objects.get().cause == "own"


def test_a_parent_sees_where_it_stands_and_has_it_taken_away_with_one_tap(sign_in, placed, noor, mother, father):
    """S1-90, S1-94: what one parent asked, the other does not read."""
    address = reverse("portal:placed", args=[noor.pk])
    home = sign_in(mother.user)
    assert "Foto&#x27;s van de sportdag" in home.get(address).content.decode()
    assert home.post(address, {"publication": str(placed.pk)}).status_code == 302
    row = FollowUp.objects.get()
    assert (row.cause, row.asked_by_guardian) == ("objection", mother)
    assert "You asked this" in home.get(address).content.decode()
    assert "You asked this" not in sign_in(father.user).get(address).content.decode()
    assert sign_in(father.user).post(address, {"publication": str(placed.pk)}).status_code == 302      # as if nobody had asked
    assert "You asked this" in sign_in(father.user).get(address).content.decode()
    assert home.post(address, {"publication": str(noor.pk)}).status_code == 404
    stranger = guardian(authority="geen").user
    assert sign_in(stranger).get(address).status_code == 404


def test_two_records_of_one_child_stand_once_in_a_publication_and_wait_once(placed, coordinator, noor, sam):
    """What was asked for either record is asked for the one child, before the earlier day."""
    by = resolve(coordinator, SOON)
    parents = {child: child.guardian_relations.get().guardian for child in (noor, sam)}
    for student, days in ((noor, 0), (sam, 3)):
        withdrawals.object_to(placed, student, cause="objection", guardian=parents[student], by=by, at=SOON - days * DAY)
    pair = Pair(Who.PUPIL, absorbed=sam.pk, survivor=noor.pk, by=by, at=SOON)
    following.recognised_once(pair)
    following.followed_once(pair)
    assert list(PublishedPupil.objects.values_list("student", flat=True)) == [noor.pk]
    row = FollowUp.objects.get()
    assert row.student == noor and row.due_on < due_on(TODAY, Holidays(STRICT))
    assert row.asked_by == {parent.pk for parent in parents.values()}
    following.asked_too(Pair(Who.GUARDIAN, absorbed=parents[sam].pk, survivor=parents[noor].pk, by=by, at=SOON))
    assert FollowUp.objects.get().asked_by == {parents[noor].pk}

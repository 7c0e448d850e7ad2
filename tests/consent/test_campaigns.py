"""Asking many families at once: who is asked, by mail or on paper, how far it is, and what is typed in from a paper."""
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from consent import inviting, papers, yearly
from consent.models import Campaign, CampaignKind, Channel, Decision, EvidenceFile, Invitation, Mode, OccasionPupil
from consent.models.campaigns import code_of, parts_of
from consent.occasions.about import facts_of
from consent.services import campaigns, forms_on_paper
from privacyadmin import outbox
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from privacyadmin.letters.addressees import Matter, addressees
from privacyadmin.outbox.models import Item, State
from privacyadmin.times import end_of_day, start_of_day
from privacyadmin.workflow import NotAllowed
from students.models import Authority, ContactPerson, EnrolmentStatus, Guardian, GuardianRelation, Protection
from tests.access.conftest import _today, coordinator, sign_in  # noqa: F401 - the same people
from tests.consent import making
from tests.factories import NOW, TODAY, FamilyUserFactory, guardian, pupil, staff
from tests.files import samples

LATER = TODAY + timedelta(days=21)
CODES = ("IMG_WEB", "IMG_NIEUWS")


@pytest.fixture
def purposes(vlieger):
    return making.purposes(vlieger)


@pytest.fixture
def run(vlieger, purposes, office):
    """Starts a campaign of the school."""
    def started(kind=CampaignKind.ENROLMENT, codes=CODES, school=vlieger, known=purposes, by=office, **more):
        scope = resolve(by, NOW)
        values = {"kind": kind, "name": "Foto's", "purposes": [known[code] for code in codes], "classes": [], "answer_by": LATER,
                  "remind_every": 7} | more
        return campaigns.start(campaigns.make(school, by=scope, at=NOW, **values), by=scope, at=NOW)

    return started


def paper_parent(child, **fields) -> Guardian:
    person = Guardian(last_name="Papier", first_name="Jo", **fields)
    person.save()
    GuardianRelation(student=child, guardian=person, authority=Authority.YES).save()
    return person


def asked(campaign) -> set:
    return {(row.student_id, row.guardian_id) for row in Invitation.objects.filter(campaign=campaign)}


# Who is asked


def everybody(school, group, at_school) -> list:
    """A child of each kind that the rule of letters tells apart."""
    days = {"ten": date(2016, 5, 4), "leap": date(2008, 2, 29), "sixteen": date(2010, 11, 22), "almost": date(2010, 11, 23),
            "seventeen": date(2009, 3, 1), "eighteen": date(2008, 11, 22), "unknown": None}
    made = []
    for day in days.values():
        for hidden in (None, "guardians", "family", "pupil"):
            child = pupil(school, group, birth_on=day)
            made.append(child)
            guardian(child)
            guardian(child, authority=Authority.UNKNOWN)
            guardian(child, authority=Authority.NO)
            guardian(child, relation={"has_contact_block": True})
            guardian(child, relation={"authority_until": TODAY})
            guardian(child, authority=Authority.COURT, relation={"authority_since": TODAY + timedelta(days=1)})
            if hidden:
                Protection(student=child, school=school, categories=["ID"], since=start_of_day(TODAY), hidden_from=hidden, reason="x",
                           review_on=LATER).save()
    made[0].died_on = TODAY
    made[0].save()
    made[-1].strict16_on, made[8].strict16_on = TODAY, TODAY
    made[8].save()
    body = Guardian(last_name="", organisation_name="Voogdij West")
    body.save()
    GuardianRelation(student=made[4], guardian=body, authority=Authority.COURT).save()
    ContactPerson(organisation=body, name="P. Vos", since=TODAY, may_sign_in=True, user=FamilyUserFactory()).save()
    return made


@pytest.mark.parametrize("preset", ["strict", "parents_until_pupil_asks", "both_must_agree"])
def test_the_same_people_are_asked_as_letters_are_written_to(vlieger, group6a, run, monkeypatch, preset):
    """S1-66, S1-70, S2-42; U6-U9; C-03: one rule, once for one pupil and once for a whole school."""
    monkeypatch.setattr("privacyadmin.policy.models.PolicyVersion.age16_mode", preset, raising=False)
    children = everybody(vlieger, group6a, TODAY)
    campaign = run(kind=CampaignKind.YEARLY)
    wanted, accounts = set(), {}
    for child in children:
        for to in addressees(child, matter=Matter.CONSENT, on=TODAY, school=vlieger).to:
            key = (child.pk, None if to.key == child.pk else to.key)
            wanted.add(key)
            accounts[key] = to.user.pk if to.user else None
    assert asked(campaign) == wanted
    found = {(row.student_id, row.guardian_id): row.user_id for row in campaign.invitations.all()}
    assert found == accounts


def test_parents_of_a_seventeen_year_old_are_asked_what_is_theirs_to_decide(vlieger, group6a, run):
    """DOMAIN 2.4, CONTACTLIJST: the numbers on the list are their own."""
    child = pupil(vlieger, group6a, birth_on=date(2009, 3, 1))
    mother = guardian(child)
    campaign = run(codes=("IMG_WEB", "CONTACTLIJST"))
    rows = {(row.guardian_id, row.asks) for row in campaign.invitations.all()}
    assert rows == {(mother.pk, "parents"), (None, "age")}


def test_who_left_is_of_another_class_or_another_school_is_not_asked(vlieger, kompas, group6a, run):
    noor, elsewhere = pupil(vlieger, group6a), pupil(kompas)
    left, other = pupil(vlieger, status=EnrolmentStatus.LEFT), pupil(vlieger)
    for child in (noor, elsewhere, left, other):
        guardian(child)
    assert {student for student, _guardian in asked(run(classes=[group6a.pk]))} == {noor.pk}


def test_who_answered_already_is_not_asked_at_enrolment_but_is_reminded_each_year(run, purposes, noor, mother, father):
    """S1-88: once a year everybody looks at what he chose."""
    for code in CODES:
        making.answers(noor, purposes[code], yes=code == "IMG_WEB", guardian=mother, at=NOW)
    assert asked(run()) == {(noor.pk, father.pk)}
    assert asked(run(kind=CampaignKind.YEARLY)) == {(noor.pk, father.pk), (noor.pk, mother.pk)}


# Mails


def test_a_parent_of_three_gets_one_mail_and_no_name_is_in_it(vlieger, group6a, run):
    mother = guardian(*(pupil(vlieger, group6a, first_name="Noor") for _number in range(3)))
    run()
    outbox.work(at=NOW)
    assert [message.to for message in mail.outbox] == [[mother.user.email]]
    assert "Noor" not in mail.outbox[0].body and "/portal/" in mail.outbox[0].body


def test_the_mail_of_one_child_leads_to_its_page(run, noor, mother):
    run()
    assert Item.objects.get(kind=inviting.KIND).about["path"] == f"/portal/children/{noor.pk}/consents/"


def test_reminders_go_to_who_has_not_answered_each_once_also_after_missed_nights(run, purposes, noor, mother, father):
    """S1-63; SETTLED 22."""
    campaign = run()
    outbox.work(at=NOW)
    for code in CODES:
        making.answers(noor, purposes[code], yes=True, guardian=mother, at=NOW + timedelta(hours=1))
    outbox.work(at=NOW + timedelta(hours=2))
    mail.outbox.clear()
    late = NOW + timedelta(days=16)
    for _night in range(3):
        yearly.campaigns_of_the_day(late.date(), late)
        outbox.work(at=late)
    assert [message.to for message in mail.outbox] == [[father.user.email]]
    assert Campaign.objects.get(pk=campaign.pk).is_running
    over = NOW + timedelta(days=30)
    yearly.campaigns_of_the_day(over.date(), over)
    outbox.work(at=over)
    assert len(mail.outbox) == 1 and Campaign.objects.get(pk=campaign.pk).closed_at == over


def test_a_parent_whose_authority_ended_yesterday_is_not_reminded(run, noor, mother, father):
    """Bad input of issue 5; DOMAIN 1.6."""
    campaign = run()
    relation = GuardianRelation.objects.get(student=noor, guardian=mother)
    relation.authority_until = TODAY + timedelta(days=6)
    relation.save()
    late = NOW + timedelta(days=7)
    assert campaigns.remind(campaign, at=late) == 1
    assert Item.objects.filter(key__endswith=f":1:{father.user_id}").exists()
    assert {row.guardian for row in inviting.states(campaign, at=late)} == {father.pk}


def test_a_mail_to_who_may_not_be_written_to_since_does_not_go(run, noor, mother):
    run()
    relation = GuardianRelation.objects.get(student=noor, guardian=mother)
    relation.has_contact_block = True
    relation.save()
    outbox.work(at=NOW)
    assert not mail.outbox


def test_newcomers_are_asked_while_the_campaign_at_enrolment_is_open(vlieger, group6a, run, noor, mother):
    campaign = run()
    child = pupil(vlieger, group6a, status=EnrolmentStatus.APPLICANT)
    parent = guardian(child)
    yearly.campaigns_of_the_day(TODAY + timedelta(days=1), NOW + timedelta(days=1))
    assert (child.pk, parent.pk) in asked(campaign)
    assert Item.objects.filter(key=f"{inviting.KIND}:{campaign.pk}:0:{parent.user_id}").exists()


def test_a_purpose_retired_in_mid_campaign_is_awaited_no_more(run, purposes, noor, mother):
    """Bad input of issue 5."""
    campaign = run()
    making.answers(noor, purposes["IMG_WEB"], yes=True, guardian=mother)
    assert [row.missing for row in inviting.states(campaign, at=NOW)] == [1]
    gone = purposes["IMG_NIEUWS"]
    gone.until, gone.retired_why = TODAY, "geen nieuwsbrief meer"
    gone.save()
    assert [row.missing for row in inviting.states(campaign, at=NOW)] == [0]


def test_an_event_is_asked_for_that_event_alone(vlieger, group6a, run, purposes, noor, mother):
    """S2-101: the question stands in the portal, and a yes for another event counts nothing."""
    campaign = run(kind=CampaignKind.EVENT, codes=(per_event(purposes),),
                   event_on=LATER, holds_until=LATER + timedelta(days=30))
    assert OccasionPupil.objects.filter(occasion=campaign.occasion, student=noor).exists()
    assert [row.missing for row in inviting.states(campaign, at=NOW)] == [1]
    with pytest.raises(NotAllowed):
        run(codes=(per_event(purposes),))


def test_of_an_event_families_read_the_text_and_the_day_and_not_the_name_for_colleagues(
    sign_in, run, vlieger, purposes, office, noor, mother  # noqa: F811
):
    """S2-101: on paper too; so an event has its day."""
    wanted = {"kind": "event", "name": "Tweede ronde", "purposes": [str(purposes[per_event(purposes)].pk)], "remind_every": "14",
              "answer_by": LATER.isoformat(), "holds_until": (LATER + timedelta(days=9)).isoformat()}
    assert sign_in(office).post("/consent/campaigns/new/", wanted).context["form"].errors.keys() == {"event_on"}
    paper_parent(noor)
    campaign = run(kind=CampaignKind.EVENT, codes=(per_event(purposes),), name="Tweede ronde", event_on=LATER, holds_until=LATER)
    rows = forms_on_paper.papers(campaign, at=NOW)
    told = [title for form in papers.forms(campaign, rows, NOW) for title, _words in form.texts]
    assert len(told) == 1 and told[0].endswith("13 december 2026")
    assert facts_of([campaign.occasion])[campaign.occasion.pk] == [("Day", "13 December 2026")]


def per_event(purposes) -> str:
    return next(code for code, each in purposes.items() if each.mode == Mode.PER_EVENT)


# The pages


def test_office_sees_how_far_each_class_is_and_who_has_not_answered(
    sign_in, run, purposes, office, noor, mother, father, vlieger, group6a, django_assert_max_num_queries  # noqa: F811
):
    campaign = run()
    for code in CODES:
        making.answers(noor, purposes[code], yes=True, guardian=mother)
    browser = sign_in(office)
    page = browser.get(f"/consent/campaigns/{campaign.pk}/").content.decode()
    assert 'max="1" value="1" aria-label="6A"' in page and "1 / 2" in page
    waiting = browser.get(f"/consent/campaigns/{campaign.pk}/waiting/").content.decode()
    assert father.full_name in waiting and mother.full_name not in waiting
    for _number in range(12):
        guardian(pupil(vlieger, group6a))
    campaigns.invite(campaign, at=NOW)
    with django_assert_max_num_queries(30):
        browser.get(f"/consent/campaigns/{campaign.pk}/waiting/")
    with django_assert_max_num_queries(30):
        browser.get(f"/consent/campaigns/{campaign.pk}/")


def test_a_teacher_sees_of_her_own_class_alone_who_has_not_answered(sign_in, run, vlieger, group6a, noor, mother):  # noqa: F811
    """2.14: consents of the class."""
    stranger = pupil(vlieger, first_name="Vreemd", last_name="Kind")
    guardian(stranger)
    campaign = run()
    page = sign_in(staff(Role.GROUP_TEACHER, group6a)).get(f"/consent/campaigns/{campaign.pk}/waiting/").content.decode()
    assert noor.list_name in page and stranger.list_name not in page


def test_a_campaign_is_made_and_started_on_its_pages(sign_in, vlieger, purposes, office, noor, mother):  # noqa: F811
    browser = sign_in(office)
    sent = {"kind": "enrolment", "name": "Foto's", "purposes": [str(purposes["IMG_WEB"].pk)], "answer_by": LATER.isoformat(),
            "remind_every": "14"}
    assert browser.post("/consent/campaigns/new/", sent | {"answer_by": TODAY.isoformat()}).status_code == 400
    answer = browser.post("/consent/campaigns/new/", sent)
    assert answer.status_code == 302
    assert not Invitation.objects.exists()
    browser.post(answer["Location"], {"action": "start"})
    assert Invitation.objects.get().guardian == mother


def test_a_mail_that_fails_is_shown_tried_again_and_goes_on_paper_when_it_came_back(
    sign_in, run, office, noor, mother  # noqa: F811
):
    """Bad input of issue 5: mail that bounces is shown in the list, retried, never lost."""
    campaign = run()
    item = Item.objects.get(kind=inviting.KIND)
    Item.objects.filter(pk=item.pk).update(state=State.FAILED, attempts=52, last_error="SMTPRecipientsRefused")
    browser = sign_in(office)
    assert [row.is_stuck for row in inviting.states(campaign, at=NOW)] == [True]
    assert mother.full_name in browser.get(f"/consent/campaigns/{campaign.pk}/waiting/?show=stuck").content.decode()
    browser.post(f"/consent/campaigns/{campaign.pk}/", {"action": "again"})
    assert Item.objects.get(pk=item.pk).state == State.PENDING
    browser.post(f"/consent/campaigns/{campaign.pk}/waiting/", {"invitation": str(campaign.invitations.get().pk)})
    row = inviting.states(campaign, at=NOW)[0]
    assert row.is_on_paper and not row.is_stuck
    outbox.work(at=NOW)
    assert not mail.outbox
    assert len(forms_on_paper.papers(campaign, at=NOW)) == 1


# Paper


def test_forms_are_printed_one_page_for_each_person_without_account_and_typed_in_by_code(sign_in, run, office, noor, mother):  # noqa: F811
    """S2-152: the paper is the proof."""
    jo = paper_parent(noor)
    campaign = run()
    browser = sign_in(office)
    browser.post(f"/consent/campaigns/{campaign.pk}/", {"action": "forms"})
    outbox.work(at=NOW)
    made = forms_on_paper.latest(campaign)
    assert (made.state, made.pages) == ("ready", 1)
    answer = browser.get(f"/consent/campaigns/{campaign.pk}/forms/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    invitation = campaign.invitations.get(guardian=jo)
    assert browser.post("/consent/papers/", {"code": "1-1-1"}).status_code == 400
    where = browser.post("/consent/papers/", {"code": invitation.code.replace("-", " ")})["Location"]
    page = browser.get(where).content.decode()
    assert jo.full_name in page and 'enctype="multipart/form-data"' in page
    asked_for = {purpose.code: purpose for purpose, _text in forms_on_paper.questions(invitation, on=TODAY)}
    typed = {f"answer_{asked_for['IMG_WEB'].pk}": "0", "answered_on": TODAY.isoformat()}
    for no_proof in ({}, {"scans": SimpleUploadedFile("formulier.txt", b"nee")}):           # an answer on paper has its paper
        refused = browser.post(where, typed | no_proof)
        assert refused.status_code == 400 and refused.context["form"].errors.keys() == {"scans"}
    assert not Decision.objects.exists() and not EvidenceFile.objects.exists()
    sent = lambda: typed | {"scans": SimpleUploadedFile("formulier.png", samples.image())}  # noqa: E731
    assert browser.post(where, sent()).status_code == 302
    row = Decision.objects.get()
    assert (row.guardian, row.outcome, row.channel, row.evidence.noted_by) == (jo, "refused", Channel.PAPER, office)
    assert row.evidence.files.get().media_type == "image/png"
    assert browser.post(where, sent()).status_code == 400                                   # it says nothing new
    assert EvidenceFile.objects.count() == 1
    assert [each.missing for each in inviting.states(campaign, at=NOW) if each.guardian == jo.pk] == [1]


def test_a_slip_in_a_code_is_noticed():
    for campaign, number in ((1, 1), (12, 345), (7, 99_999)):
        code = code_of(campaign, number)
        assert parts_of(code) == (campaign, number)
        for place, sign in enumerate(code):
            if sign.isdigit():
                wrong = code[:place] + str((int(sign) + 1) % 10) + code[place + 1:]
                assert parts_of(wrong) is None, (code, wrong)
    assert parts_of("") is None and parts_of("a-b-c") is None and parts_of("1-2-3-4") is None and parts_of(str(uuid4())) is None


# Each year


def test_in_september_a_reminder_lies_ready_once_a_school_year(vlieger, purposes, noor, mother):
    """C-09, S1-88; the house rules name the month."""
    september = NOW.replace(month=9, day=1)
    assert yearly.drafts(september.date(), september) == 1
    assert yearly.drafts(date(2026, 9, 30), september) == 0
    made = Campaign.objects.get()
    assert made.is_draft and made.kind == CampaignKind.YEARLY and not made.invitations.exists()
    assert yearly.drafts(date(2026, 10, 1), september) == 0


def test_end_of_day_is_when_an_invitation_is_of_no_use(run, noor, mother):
    run()
    assert Item.objects.get(kind=inviting.KIND).expires_at == end_of_day(LATER)

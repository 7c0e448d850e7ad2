"""After three nights that did not run the fourth does all that they would have done, and nothing twice (RELIABILITY 5; issue 5)."""
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from consent import inviting, night, yearly
from consent.models import Campaign, CampaignKind
from consent.services import campaigns, forms_on_paper, notices
from privacyadmin import outbox
from privacyadmin.access.scope import resolve
from privacyadmin.documents.models import Document, State
from privacyadmin.letters.models import Letter
from privacyadmin.outbox.models import Item
from privacyadmin.policy.models import PolicyVersion
from privacyadmin.times import start_of_day
from students.models import Authority, Enrolment, EnrolmentStatus, Guardian, GuardianRelation
from tests.consent.making import purposes
from tests.factories import NOW, TODAY, guardian, pupil

DAY = timedelta(days=1)
FIRST = date(2026, 11, 29)                              # and the month of the house rules begins in the third night
JOBS = (night.write_to_who_turns_16_or_18, yearly.campaigns_of_the_day, yearly.notices_of_the_day)


def run(day: date) -> None:
    at = start_of_day(day) + timedelta(hours=2)
    for job in JOBS:
        job(day, at)
    outbox.work(at=at + timedelta(minutes=1))


def start(school, office, *, name: str, answer_by: date, at: datetime = NOW) -> Campaign:
    scope, known = resolve(office, at), purposes(school)
    made = campaigns.make(
        school, kind=CampaignKind.ENROLMENT, name=name, purposes=[known["IMG_WEB"]], classes=[], answer_by=answer_by, remind_every=7,
        by=scope, at=at,
    )
    return campaigns.start(made, by=scope, at=at)


def born_for(age: int, day: date) -> date:
    return day.replace(year=day.year - age)


@pytest.fixture
def world(vlieger, kompas, group6a, class4h1, noor, mother, office):
    """Families for whom something is due in one of these nights, each in another one."""
    rules = PolicyVersion.objects.get(school=None)
    rules.values |= {"reminder_month": 12, "annual_notice": True, "annual_notice_month": 12}
    rules.save()
    for age, day in ((16, FIRST + 61 * DAY), (16, FIRST + DAY), (18, FIRST + 61 * DAY)):
        guardian(pupil(kompas, class4h1, birth_on=born_for(age, day)))
    start(vlieger, office, name="loopt", answer_by=FIRST + 30 * DAY)
    start(vlieger, office, name="is om", answer_by=FIRST + DAY)
    run(FIRST - DAY)
    guardian(pupil(vlieger, group6a, first_name="Nieuw"))
    applied = pupil(vlieger, status=EnrolmentStatus.APPLICANT)
    row = Enrolment.objects.get(student=applied)
    row.applied_on = FIRST + DAY
    row.save()
    guardian(applied)


def done() -> dict[str, list]:
    """What the nights did, without the hour at which they did it; for a campaign that is over a mail is of no use any more."""
    mails = Item.objects.filter(kind=inviting.KIND, state="done", about__about=str(Campaign.objects.get(name="loopt").pk))
    return {
        "letters": sorted(map(str, Letter.objects.values_list("kind", "subject", "user"))),
        "mails": sorted(mails.values_list("key", flat=True)),
        "campaigns": sorted((each.name, each.kind, each.is_draft, each.is_running) for each in Campaign.objects.all()),
    }


@pytest.mark.usefixtures("world")
def test_three_missed_nights_come_to_the_same_as_nights_that_ran():
    outcomes, before = [], done()
    for nights in ((0, 1, 2, 3), (3,), (3, 3)):
        with transaction.atomic():
            for number in nights:
                run(FIRST + number * DAY)
            outcomes.append(done())
            transaction.set_rollback(True)
    assert outcomes[0] == outcomes[1] == outcomes[2], "each night, the last alone, and that one twice"
    new = {what: [row for row in rows if row not in before[what]] for what, rows in outcomes[0].items()}
    letters = " ".join(new["letters"])
    assert all(f"'{kind}'" in letters for kind in ("consent.sixteen_soon", "consent.sixteen", "consent.eighteen_soon", notices.LETTER))
    assert [name for name, _kind, _is_draft, is_running in new["campaigns"] if not is_running] and len(new["mails"]) >= 2


def test_forms_that_were_kept_too_long_go_in_the_first_night_that_runs(vlieger, noor, office):
    """They name every child of a school: two weeks, and whatever nights were missed then the next."""
    parent = Guardian(last_name="Papier", first_name="Jo")
    parent.save()
    GuardianRelation(student=noor, guardian=parent, authority=Authority.YES).save()
    campaign = start(vlieger, office, name="papier", answer_by=TODAY + 40 * DAY)
    forms_on_paper.order(campaign, by=resolve(office, NOW), at=NOW)
    outbox.work(at=NOW)
    run(TODAY + 13 * DAY)
    assert Document.objects.get(kind=forms_on_paper.DOCUMENT).state == State.READY
    run(TODAY + 17 * DAY)
    assert Document.objects.get(kind=forms_on_paper.DOCUMENT).state == State.DESTROYED

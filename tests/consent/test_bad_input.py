"""Bad input of issue 5 that no other file of this folder shows: what changes or fails in the middle of a campaign, and a scan with a
script in it.

The others: authority that ended yesterday (test_register, test_portal, test_campaigns, test_noted_answers), two parents in one second
(test_portal), pasted names (test_check), a scan that is none or too big (test_noted_answers).
"""
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from consent import inviting, yearly
from consent.models import EvidenceFile
from privacyadmin import outbox
from privacyadmin.outbox.models import Item, State
from privacyadmin.outbox.registry import TWO_DAYS
from tests.access.conftest import _today  # noqa: F401 - the clock
from tests.consent.making import purposes as of_school
from tests.consent.test_campaigns import run  # noqa: F401 - the same campaign
from tests.factories import NOW, TODAY
from tests.files import hostile

DAY = timedelta(days=1)


@pytest.fixture
def purposes(vlieger):
    return of_school(vlieger)


def retire(purpose) -> None:
    purpose.until, purpose.retired_why = TODAY, "wordt niet meer gevraagd"
    purpose.save()


def test_of_a_campaign_whose_purposes_are_retired_no_mail_goes_any_more(run, purposes, noor, mother):  # noqa: F811
    """What waits in the outbox stays behind, nobody is reminded, and nobody is awaited."""
    campaign = run(codes=("IMG_WEB",))
    retire(purposes["IMG_WEB"])
    later = NOW + 8 * DAY
    yearly.campaigns_of_the_day(later.date(), later)
    outbox.work(at=later)
    assert not mail.outbox and not Item.objects.exclude(state=State.DONE).filter(kind=inviting.KIND).exists()
    assert inviting.states(campaign, at=later) == []


def test_a_campaign_goes_on_with_what_is_still_asked(run, purposes, noor, mother):  # noqa: F811
    run()
    retire(purposes["IMG_WEB"])
    outbox.work(at=NOW)
    assert [message.to for message in mail.outbox] == [[mother.user.email]]


def test_a_mail_that_is_refused_is_shown_tried_for_two_days_and_then_still_there(run, noor, mother, smtp):  # noqa: F811
    """Shown in the list from the first refusal; never lost, never twice."""
    campaign, at = run(), NOW
    smtp.refuse = "550 no such mailbox"
    outbox.work(at=at)
    [row] = inviting.states(campaign, at=at)
    assert row.is_stuck and row.mail == "pending:1"
    for wait in TWO_DAYS:
        at += wait
        outbox.work(at=at)
    item = Item.objects.get(kind=inviting.KIND)
    assert item.state == State.FAILED and item.last_error.startswith("SMTP") and item.attempts == len(TWO_DAYS) + 1
    assert inviting.states(campaign, at=at)[0].is_stuck and not smtp.messages
    smtp.refuse = ""
    outbox.retry(item, at=at)
    for _time in range(2):
        outbox.work(at=at)
    assert [message["To"] for message in smtp.messages] == [mother.user.email] and not inviting.states(campaign, at=at)[0].is_stuck


@pytest.mark.parametrize("family", ["pdf_that_acts_when_opened", "pdf_with_scripts_by_name"])
def test_a_scan_with_a_script_is_kept_without_it_or_not_at_all(sign_in, office, noor, mother, purposes, family):
    desk, web = sign_in(office), purposes["IMG_WEB"]
    for _name, content in hostile.FAMILIES[family]():
        form = {
            "who": str(mother.pk), "channel": "paper", "answered_on": TODAY.isoformat(), f"answer-{web.pk}": "yes",
            "scans": SimpleUploadedFile("formulier.pdf", content),
        }
        desk.post(reverse("consent:note", args=[noor.pk]), form)
    for kept in EvidenceFile.objects.all():
        given = b"".join(desk.get(reverse("consent:scan", args=[kept.pk])).streaming_content)
        assert given.startswith(b"%PDF") and not [mark for mark in hostile.MARKS if mark in given]

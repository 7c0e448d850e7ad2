"""What an agreement asks by a day: on the list, reminded once also after missed nights (S1-53; DOMAIN 2.8; Must show 1)."""
from datetime import date, datetime, time, timedelta

from django.urls import reverse

from privacyadmin.outbox import nightly
from privacyadmin.outbox.models import Item
from privacyadmin.times import AMSTERDAM
from processors import night
from processors.models import Duty
from processors.models.catalogue import DutyKind
from processors.services import agreements, chains
from processors.tasks.parties import tasks_of
from tests.factories import NOW, TODAY
from tests.processors import making


def night_of(on: date) -> int:
    return night.remind(on, datetime.combine(on, time(2), AMSTERDAM))


def mails() -> list[str]:
    return sorted(item.about["template"] for item in Item.objects.filter(kind="mail", about__template__startswith="agreement_"))


def test_three_missed_nights_give_one_reminder_and_no_second(writer):
    """Must show 1: the latest stage alone, once ever."""
    agreement = making.signed(making.party(writer), writer, end_on=date(2027, 3, 31))
    Duty.objects.exclude(kind="expiry").update(done_on=TODAY)
    due = date(2027, 3, 31)
    assert night_of(due - timedelta(days=91)) == 0
    assert night_of(due - timedelta(days=27)) == 1                    # 90 and 30 days before were missed
    assert night_of(due - timedelta(days=27)) == 0
    assert night_of(due - timedelta(days=26)) == 0
    assert night_of(due + timedelta(days=3)) == 1                     # late, after missed nights
    assert night_of(due + timedelta(days=4)) == 0
    assert mails() == ["agreement_late", "agreement_reminder"]
    assert agreement.duties.get(kind="expiry").due_on == due


def test_prolonging_moves_the_day_and_reminds_anew(writer):
    agreement = making.signed(making.party(writer), writer, end_on=date(2026, 12, 15))
    Duty.objects.exclude(kind="expiry").update(done_on=TODAY)
    assert night_of(TODAY) == 1
    agreements.prolong(agreement, end_on=date(2027, 12, 15), by=writer, at=NOW)
    assert night_of(TODAY) == 0
    assert agreement.duties.get(kind="expiry").due_on == date(2027, 12, 15)
    assert night_of(date(2027, 12, 10)) >= 1


def test_ending_it_asks_for_the_proof_and_goes_on_asking(writer):
    """GDPR 28(3)(g): asked, chased, and closed when it is filed or not needed."""
    agreement = making.signed(making.party(writer), writer, end_days=30)
    agreements.terminate(agreement, on=TODAY, why="Overgestapt.", by=writer, at=NOW)
    duty = agreement.duties.open().get()
    assert (duty.kind, duty.due_on) == ("proof", TODAY + timedelta(days=30))
    for after in (23, 30, 31, 44, 60):
        assert night_of(TODAY + timedelta(days=after)) == 1
    assert night_of(TODAY + timedelta(days=90)) == 0
    agreements.chase(agreement, due_on=TODAY + timedelta(days=100), by=writer, at=NOW)
    assert night_of(TODAY + timedelta(days=95)) == 1
    agreements.waive(agreement, why="De leverancier is failliet.", by=writer, at=NOW)
    assert not agreement.duties.open().exists()


def test_certificates_and_announced_subprocessors_are_watched(writer):
    agreement = making.signed(making.party(writer), writer)
    paper = {"kind": "iso_27001", "number": "1", "since": None}
    chains.certify(agreement, values=paper | {"valid_until": date(2027, 1, 31)}, by=writer, at=NOW)
    told = {"name": "Hulp", "service": "hulp", "country": "DE", "mechanism": "", "is_assessed": False, "safeguard": ""}
    told["announced_on"] = TODAY
    row = chains.announce(agreement, values=told, by=writer, at=NOW)
    found = dict(agreement.duties.open().values_list("kind", "due_on"))
    assert (found["certificate"], found["objection"]) == (date(2027, 1, 31), TODAY + timedelta(days=30))
    chains.certify(agreement, values=paper | {"valid_until": date(2030, 1, 31)}, by=writer, at=NOW)
    chains.decide(row, state="accepted", by=writer, at=NOW)
    found = dict(agreement.duties.open().values_list("kind", "due_on"))
    assert found["certificate"] == date(2030, 1, 31) and "objection" not in found


def test_what_renews_by_itself_has_a_new_day_to_give_notice(writer):
    """2.8: each period ends with a last day of notice."""
    agreement = making.signed(making.party(writer), writer, end_on=date(2026, 12, 31), renewal_months=12, notice_days=60)
    assert agreement.duties.get(kind="expiry").due_on == date(2026, 11, 1)
    night_of(date(2027, 1, 2))
    assert agreement.duties.get(kind="expiry").due_on == date(2027, 11, 1)


def test_coordinator_finds_it_among_what_waits(sign_in, coordinator, writer):
    agreement = making.signed(making.party(writer), writer, end_on=date(2026, 12, 15))
    page = sign_in(coordinator).get(reverse("home")).content.decode()
    assert reverse("processors:agreement", args=[agreement.pk]) in page


def test_the_whole_night_runs_with_agreements_in_it(writer):
    making.signed(making.party(writer), writer, end_on=date(2026, 12, 15))
    reports = {each["name"]: each["failed"] for each in nightly.run(on=TODAY, at=NOW)}
    whole = ("agreement_duties", "public_pages", "uploaded_lists")
    assert {name: reports[name] for name in whole} == dict.fromkeys(whole, 0)


def test_what_ended_by_itself_is_on_the_list_until_somebody_prolongs_or_ends_it(writer):
    """S1-48: the data is with the party still, and nobody said what happens with it."""
    agreement = making.signed(making.party(writer), writer, end_on=TODAY - timedelta(days=1))
    words = {task.kind for task in tasks_of(writer, TODAY) if task.url == agreement.get_absolute_url()}
    assert words and str(DutyKind.EXPIRY.label) not in words
    agreements.terminate(agreement, on=TODAY, why="Overgestapt.", by=writer, at=NOW)
    assert not agreement.duties.open().filter(kind="expiry").exists()


def test_who_ends_an_agreement_says_whether_the_use_of_the_party_ends_too(sign_in, coordinator, writer):
    """S1-42: what goes on without an agreement stands on the red list."""
    party = making.party(writer)
    use = making.use(party, writer)
    ended, goes_on = making.signed(party, writer), making.signed(party, writer)
    browser = sign_in(coordinator)
    for agreement, answer, until in ((goes_on, "stay", None), (ended, "end", TODAY + timedelta(days=6))):
        step = reverse("processors:agreement_step", args=[agreement.pk, "terminate"])
        asked = {"on": TODAY.isoformat(), "why": "Overgestapt."}
        assert browser.post(step, asked).status_code == 400
        last_day = (TODAY + timedelta(days=5)).isoformat()
        assert browser.post(step, asked | {"uses": answer, "uses_end_on": last_day}).status_code == 302
        use.refresh_from_db()
        assert use.until == until

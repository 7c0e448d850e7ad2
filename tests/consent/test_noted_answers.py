"""An answer on paper or from a conversation, noted with its proof by who may, as of the day that it was given (S2-17, S2-152)."""
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from consent.models import Capacity, Channel, Decision, Evidence, EvidenceFile, OccasionKind, Outcome
from consent.services import confirming, occasions
from privacyadmin import audit
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import resolve
from privacyadmin.letters.models import Letter
from privacyadmin.policy.services import in_force
from students.models import GuardianRelation
from tests.access.conftest import _today  # noqa: F401 - the clock
from tests.consent.making import may, without_account
from tests.factories import NOW, TODAY, FamilyUserFactory, guardian, pupil, staff
from tests.files import samples

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def web(asked):
    return asked["IMG_WEB"]


@pytest.fixture
def desk(office, sign_in):
    return sign_in(office)


def url(student) -> str:
    return reverse("consent:note", args=[student.pk])


def scan(name="formulier.png", content=None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or samples.image())


def form(purpose, who, *, answer="yes", on=TODAY, channel="paper", **more) -> dict:
    return {"who": str(getattr(who, "pk", who)), "channel": channel, "answered_on": on.isoformat(), f"answer-{purpose.pk}": answer, **more}


def test_a_signed_form_is_noted_with_its_scan_as_of_its_own_day(desk, office, noor, mother, web):
    desk.post(url(noor), form(web, mother, on=TODAY - 3 * DAY, scans=scan()))
    row = Decision.objects.get()
    assert (row.channel, row.capacity, row.guardian, row.recorded_by) == (Channel.PAPER, Capacity.HOLDER, mother, office)
    assert row.decided_at < NOW - 2 * DAY and row.evidence.answered_on == TODAY - 3 * DAY
    assert may(noor, web).is_yes


def test_the_scan_opens_for_who_keeps_the_consents_and_that_is_noted(desk, sign_in, group6a, noor, mother, web):
    desk.post(url(noor), form(web, mother, scans=scan()))
    paper = reverse("consent:scan", args=[EvidenceFile.objects.get().pk])
    opened = desk.get(paper)
    assert b"".join(opened.streaming_content) and opened["Content-Disposition"].startswith("attachment")
    assert sign_in(staff(Role.GROUP_TEACHER, group6a)).get(paper).status_code == 403
    audit.flush()
    assert audit.Event.objects.filter(name="consent.paper_opened").count() == 1


def test_what_was_said_is_kept_sealed(desk, noor, mother, web):
    desk.post(url(noor), form(web, mother, channel="talk", answer="no", words="Aan de telefoon gezegd: liever niet."))
    kept = Evidence.objects.get()
    assert b"telefoon" not in bytes(kept.note_sealed)
    assert Decision.objects.get().outcome == Outcome.REFUSED
    assert "Aan de telefoon gezegd" in desk.get(reverse("consent:pupil", args=[noor.pk])).content.decode()


@pytest.mark.parametrize(("channel", "more", "field"), [
    ("paper", {}, "scans"), ("talk", {"words": ""}, "words"), ("portal", {"words": "-"}, "channel"),
])
def test_an_answer_without_its_proof_is_not_recorded(desk, noor, mother, web, channel, more, field):
    answer = desk.post(url(noor), form(web, mother, channel=channel, **more))
    assert answer.status_code == 400 and answer.context["form"].errors.keys() == {field}
    assert not Decision.objects.exists() and not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("formulier.pdf", b"<script>alert(1)</script>"), ("formulier.pdf", b"%PDF-1.7\n<script>"), ("formulier.txt", b"ja"),
        ("formulier.exe", b"MZ" + bytes(200)), ("formulier.png", b"x" * (20 * 1024 * 1024 + 1)),
    ],
    ids=["script", "no pdf", "text", "program", "over 20 MB"],
)
def test_a_scan_that_is_no_scan_is_refused_and_nothing_is_recorded(desk, noor, mother, web, name, content):
    answer = desk.post(url(noor), form(web, mother, scans=scan(name, content)))
    assert answer.status_code == 400 and "scans" in answer.context["form"].errors
    assert not Decision.objects.exists() and not EvidenceFile.objects.exists()


def test_what_was_left_open_stays_unanswered(desk, noor, mother, asked, web):
    desk.post(url(noor), form(web, mother, scans=scan(), **{f"answer-{asked['IMG_SOCIAL'].pk}": ""}))
    assert Decision.objects.get().purpose == web
    assert desk.post(url(noor), form(web, mother, answer="", scans=scan())).status_code == 400


def test_the_day_of_the_answer_decides_who_had_authority(desk, noor, mother, father, web):
    """A guardian whose authority ended yesterday: her form of last week counts as given, and holds nothing today (C-03)."""
    relation = GuardianRelation.objects.get(guardian=mother)
    relation.authority_until = TODAY - DAY
    relation.save()
    page = desk.get(url(noor)).context["form"]
    assert str(mother.pk) not in page.people and str(father.pk) in page.people
    assert desk.post(url(noor), form(web, mother, scans=scan())).status_code == 400
    assert not may(noor, web).is_yes


def test_a_day_in_the_future_is_refused(desk, noor, mother, web):
    assert desk.post(url(noor), form(web, mother, on=TODAY + DAY, scans=scan())).status_code == 400


def test_from_16_the_pupil_answers_at_the_desk(desk, vlieger, group6a, web):
    yara = pupil(vlieger, group6a, birth_on=TODAY.replace(year=TODAY.year - 16), user=FamilyUserFactory())
    parent = guardian(yara)
    assert desk.post(url(yara), form(web, parent, scans=scan())).status_code == 400
    desk.post(url(yara), form(web, "pupil", scans=scan()))
    assert Decision.objects.get().capacity == Capacity.PUPIL


def test_nobody_notes_answers_of_another_school_or_without_the_right(sign_in, kompas, group6a, noor, mother, web):
    assert sign_in(staff(Role.OFFICE, kompas)).get(url(noor)).status_code == 404
    assert sign_in(staff(Role.GROUP_TEACHER, group6a)).post(url(noor), form(web, mother, scans=scan())).status_code == 403


def test_an_answer_for_one_occasion_is_noted_for_that_one_alone(desk, office, noor, mother, asked):
    """S1-106: usable for nothing else."""
    trip = asked["IMG_EXC"]
    occasion = occasions.open_for(
        trip, [noor.pk], kind=OccasionKind.EVENT, until=TODAY + 9 * DAY, label="Musical", by=resolve(office, NOW), at=NOW
    )
    desk.post(f"{url(noor)}?occasion={occasion.pk}", form(trip, mother, scans=scan()))
    assert Decision.objects.get().occasion == occasion
    assert "Musical" in desk.get(reverse("consent:pupil", args=[noor.pk])).content.decode()
    assert not may(noor, trip).is_yes
    assert may(noor, trip, occasion=occasion.pk).is_yes


def test_a_pupil_of_16_asks_on_paper_to_decide_himself(desk, vlieger, group6a, web):
    """S1-70, S1-71: where parents are asked until then; with the paper, and by who may ask it."""
    yara = pupil(vlieger, group6a, birth_on=TODAY.replace(year=TODAY.year - 16))
    parent = guardian(yara)
    assert "decides_himself" not in desk.get(url(yara)).context["form"].fields                     # strict: he decides already
    rules = in_force(vlieger, TODAY)
    rules.values |= {"age16_mode": "parents_until_pupil_asks", "strict16_may_be_asked_by": "pupil"}
    rules.save()
    tick = {"decides_himself": "on"}
    assert desk.post(url(yara), form(web, parent, answer="", scans=scan(), **tick)).status_code == 400
    assert desk.post(url(yara), form(web, "pupil", answer="", **tick)).status_code == 400          # no paper
    assert desk.post(url(yara), form(web, "pupil", answer="", scans=scan(), **tick)).status_code == 302
    yara.refresh_from_db()
    assert (yara.strict16_on, yara.strict16_asked_by) == (TODAY, "pupil")
    paper = reverse("consent:scan", args=[EvidenceFile.objects.get().pk])
    assert paper in desk.get(reverse("consent:pupil", args=[yara.pk])).content.decode()
    assert b"".join(desk.get(paper).streaming_content)
    desk.post(url(yara), form(web, "pupil", scans=scan()))
    assert Decision.objects.get().capacity == Capacity.PUPIL
    assert desk.post(url(yara), form(web, parent, scans=scan())).status_code == 400                # a yes is the pupil's now


def test_who_has_no_account_is_told_by_letter_that_an_answer_changed_one_of_a_day(desk, vlieger, noor, mother, asked, web):
    """S1-89: every holder of authority, never what was said."""
    jo = without_account(guardian(noor))
    for purpose in (web, asked["IMG_SOCIAL"]):
        desk.post(url(noor), form(purpose, mother, scans=scan()))
    letter = Letter.objects.get()
    assert (letter.kind, letter.addressee, letter.channel, letter.sent_at) == (confirming.CHANGED, jo.pk, "hand", None)

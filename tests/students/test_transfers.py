"""A file goes to a next school: chosen thing by thing, reviewed by another, shown, sent, copied, closed (S1-121…128, S2-148…154)."""
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from privacyadmin import outbox
from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.scope import resolve
from privacyadmin.documents.models import Document, State
from privacyadmin.exports import writing
from privacyadmin.exports.registry import OFFERS
from privacyadmin.outbox.models import Item
from privacyadmin.policy.models import PolicyVersion
from privacyadmin.workflow import NotAllowed
from students import consents, given, marks
from students.models import Enrolment, EnrolmentStatus, Student, Transfer
from students.models.transfers import TransferStatus as Status
from students.services import departures, numbers, restrictions, transfer_steps, transfers
from students.services.transfers import Wanted
from students.transfers import content as transfer_content
from students.transfers import seed as transfer_seed
from tests.exports.payloads import PAYLOADS
from tests.exports.reading import csv_cells, formulas, running
from tests.factories import NOW, TODAY, entry, guardian, pupil, staff

DAY = timedelta(days=1)
TESTS = dict.fromkeys(("is_subsidiary", "is_proportionate", "is_minimal"), True) | dict.fromkeys(
    ("why_subsidiary", "why_proportionate", "why_minimal"), "nodig voor de start"
)
BASIS = [Wanted("name"), Wanted("parents"), Wanted("enrolment")]


@pytest.fixture(autouse=True)
def _rules(board):
    transfer_seed.write()


def loaded(student: Student) -> Student:
    return Student.objects.with_places(on=TODAY).get(pk=student.pk)


def scope(user, at=NOW):
    return resolve(user, at)


def begin(student, school, by, *, to_kind="vo", at=NOW, **more) -> Transfer:
    values = {"to_name": "Het Baken", "to_brin": "12AB", **more}
    return transfers.start(loaded(student), school=school, to_kind=to_kind, by=scope(by, at), at=at, **values)


def to_shown(transfer: Transfer, chooses, reviews, *, wanted=BASIS, at=NOW) -> Transfer:
    transfers.choose(transfer, wanted=wanted, by=scope(chooses, at), at=at)
    transfer_steps.submit(transfer, **TESTS, by=scope(chooses, at), at=at)
    transfer_steps.review(transfer, by=scope(reviews, at), at=at)
    return transfer_steps.show(transfer, by=scope(reviews, at), at=at)


def send(transfer, by, *, at=NOW, **values):
    asked = {"channel": "other", "sent_on": at.date(), "reference": "T-1", **values}
    return transfer_steps.send(transfer, by=scope(by, at), at=at, **asked)


def seen(transfer, by, *, at=NOW, remark=""):
    return transfer_steps.note_seen(transfer, seen_on=at.date(), seen_by="Sanne Ouder", remark=remark, by=scope(by, at), at=at)


def test_from_one_secondary_school_to_another_until_it_is_closed(care, head, sam, kompas):
    """C-04: no consent since 1-8-2020; S1-122 another reviews; S2-150 not closed without the copy."""
    transfer = to_shown(begin(sam, kompas, care), care, head)
    with pytest.raises(NotAllowed, match="look first"):
        send(transfer, care)
    seen(transfer, care)
    transfer = send(transfer, care)
    with pytest.raises(NotAllowed, match="copy first"):
        transfer_steps.close(transfer, by=scope(care), at=NOW)
    transfer_steps.give_copy(transfer, copy_given_on=TODAY, by=scope(care), at=NOW)
    transfer = transfer_steps.close(transfer, by=scope(care), at=NOW)
    assert (transfer.status, transfer.closed_on, transfer.responsible) == (Status.CLOSED, TODAY, care)
    row = given.of([sam.pk], on=TODAY)[sam.pk][0]
    assert (row.to, row.categories, row.source) == ("Het Baken", ("ENR", "FAM", "ID"), transfer.pk)


def test_who_says_nothing_does_not_hold_it_up(care, head, sam, kompas):
    """T1, S2-154: seven days after it was shown."""
    transfer = to_shown(begin(sam, kompas, care), care, head)
    week = NOW + 7 * DAY
    assert send(transfer, care, at=week).status == Status.SENT


def test_nobody_reviews_what_he_chose_himself(care, head, sam, kompas):
    """S1-122."""
    transfer = begin(sam, kompas, care)
    transfers.choose(transfer, wanted=BASIS, by=scope(care), at=NOW)
    with pytest.raises(NotAllowed):
        transfer_steps.submit(transfer, **TESTS | {"is_minimal": False}, by=scope(care), at=NOW)
    transfer_steps.submit(transfer, **TESTS, by=scope(head), at=NOW)
    for person in (care, head):
        with pytest.raises(NotAllowed, match="Somebody else"):
            transfer_steps.review(transfer, by=scope(person), at=NOW)


def test_what_is_sent_back_is_reviewed_and_shown_anew(care, head, sam, kompas):
    transfer = to_shown(begin(sam, kompas, care), care, head)
    back = transfer_steps.send_back(transfer, why="te veel", by=scope(head), at=NOW)
    assert (back.status, back.reviewed_by, back.offered_on, back.returned_why) == (Status.DRAFT, None, None, "te veel")


@pytest.mark.parametrize("role", [Role.MENTOR, Role.OFFICE, Role.COORDINATOR, Role.FG, Role.ABSENCE_COORDINATOR])
def test_only_who_writes_transfer_files_begins_one(board, kompas, class4h1, sam, role):
    """2.14, TRF."""
    person = staff(role, class4h1 if role == Role.MENTOR else board if role in (Role.COORDINATOR, Role.FG) else kompas)
    with pytest.raises(NotAllowed):
        begin(sam, kompas, person)
    assert not Transfer.objects.exists()


def test_a_stranger_does_not_find_it(client, care, sam, kompas, director):
    transfer = begin(sam, kompas, care)
    client.force_login(director)
    assert client.get(transfer.get_absolute_url()).status_code == 404
    client.force_login(care)
    assert client.get(transfer.get_absolute_url()).status_code == 200


def test_each_thing_is_ticked_by_itself_and_only_the_basic_set_beforehand(client, care, sam, kompas):
    """S1-43, S1-122, S2-110: there is no way to tick all."""
    result, note = entry(sam, kompas, Category.RES, title="Toets"), entry(sam, kompas, Category.GUI, "Over een vriend.")
    entry(sam, kompas, Category.FIN, title="Factuur")
    transfer = begin(sam, kompas, care)
    client.force_login(care)
    url = reverse("students:transfer_step", args=[transfer.pk, "choose"])
    page = client.get(url)
    ticked = {name for name, field in page.context["form"].fields.items() if name.startswith("tick-") and field.initial}
    assert ticked == {"tick-name", "tick-parents", "tick-address", "tick-enrolment"}
    text = page.content.decode()
    assert "Toets" in text and "Over een vriend." not in text and "Factuur" not in text
    client.post(url, {"tick-name": "on", f"tick-{result.pk}": "on", f"tick-{note.pk}": "on"})
    assert not transfer.items.exists(), "a sensitive thing asks for its reason"
    client.post(url, {"tick-name": "on", f"tick-{result.pk}": "on", f"tick-{note.pk}": "on", f"why-{note.pk}": "begeleiding gaat door"})
    assert {(item.fact, item.entry_id) for item in transfer.items.all()} == {("name", None), ("", result.pk), ("", note.pk)}
    client.post(url, {"tick-name": "on"})
    assert [item.fact for item in transfer.items.all()] == ["name"]


def test_a_colleague_adds_what_the_first_does_not_read_and_neither_takes_away_the_other(kompas, sam, care, head):
    """S1-122; 2.14: the director reads no care reports."""
    report = entry(sam, kompas, Category.CAR, "Zorgteam.")
    transfer = begin(sam, kompas, head)
    with pytest.raises(NotAllowed, match="do not see"):
        transfers.choose(transfer, wanted=[Wanted(str(report.pk), why="nodig")], by=scope(head), at=NOW)
    transfers.choose(transfer, wanted=[Wanted(str(report.pk), why="nodig", is_in_report=True)], by=scope(care), at=NOW)
    transfers.choose(transfer, wanted=[Wanted("name")], by=scope(head), at=NOW)
    assert {item.category for item in transfer.items.all()} == {"CAR", "ID"}


def test_special_data_waits_for_consent_of_this_occasion(monkeypatch, care, head, sam, kompas):
    """C-05, S1-44: explicit consent; taken back, it is no again."""
    report = entry(sam, kompas, Category.CAR, "Zorgteam.")
    transfer = to_shown(begin(sam, kompas, care), care, head, wanted=[*BASIS, Wanted(str(report.pk), why="nodig")])
    seen(transfer, care)
    transfer_steps.ask_consent(transfer, asked_on=TODAY, by=scope(care), at=NOW)
    with pytest.raises(NotAllowed, match="no consent"):
        send(transfer, care, at=NOW + 30 * DAY)
    asked = []

    def yes(pupils, purpose, occasion, on):
        asked.append((purpose, occasion))
        return {key: consents.Consent(is_valid=True, why="ja") for key in pupils}

    monkeypatch.setattr(consents, "_answer", [yes])
    assert send(transfer, care).status == Status.SENT
    assert set(asked) == {("OVERSTAP", transfer.pk)}


def test_a_house_rule_asks_consent_and_the_director_goes_past_it(care, head, sam, kompas):
    """C-04: who says nothing cannot stop what the law orders; asked first, seven days, with a reason."""
    version = PolicyVersion.objects.get(school=kompas)
    version.values["vo_transfer_consent"] = "ask"
    version.save()
    note = entry(sam, kompas, Category.ABS, title="Verzuim")
    transfer = to_shown(begin(sam, kompas, care), care, head, wanted=[*BASIS, Wanted(str(note.pk))])
    seen(transfer, care)
    with pytest.raises(NotAllowed, match="no consent"):
        send(transfer, care)
    with pytest.raises(NotAllowed):
        transfer_steps.order(transfer, why="wet", by=scope(head), at=NOW)
    transfer_steps.ask_consent(transfer, asked_on=TODAY, by=scope(care), at=NOW)
    later = NOW + 7 * DAY
    with pytest.raises(NotAllowed, match="director"):
        transfer_steps.order(transfer, why="wet", by=scope(care, later), at=later)
    transfer_steps.order(transfer, why="wet", by=scope(head, later), at=later)
    assert send(transfer, care, at=later).status == Status.SENT


def test_a_restricted_pupil_is_refused_at_every_step_until_somebody_answers_for_it(care, head, sam, kompas):
    """GDPR 18(2), S2-186."""
    transfer = to_shown(begin(sam, kompas, care), care, head)
    seen(transfer, care)
    restrictions.restrict(
        loaded(sam), school=kompas, ground="accuracy", reason="betwist", review_on=TODAY + 30 * DAY, by=scope(head), at=NOW
    )
    for step in ("note_seen", "make", "send", "give_copy"):
        assert "restricted" in transfer_steps.TRANSFER.why_not(step, transfers.locked(transfer), scope(care))
    with pytest.raises(NotAllowed, match="restricted"):
        begin(pupil_of(sam), kompas, care)
    assert marks.of_pupil(sam.pk, at=NOW).restricted
    with pytest.raises(NotAllowed):
        transfer_steps.allow(transfer, ground="claims", what="verweer", by=scope(care), at=NOW)
    transfer_steps.allow(transfer, ground="claims", what="verweer", by=scope(head), at=NOW)
    assert send(transfer, care).status == Status.SENT


def pupil_of(student: Student) -> Student:
    return Student.objects.get(pk=student.pk)


def test_no_number_goes_to_the_partnership(kompas, sam, care):
    """2.11: not as a choice, not when the place is changed afterwards, not in the file."""
    office = staff(Role.OFFICE, kompas)
    numbers.set_bsn(loaded(sam), number="111222333", by=scope(office), at=NOW)
    transfer = begin(sam, kompas, care)
    transfer.items.create(fact="bsn", category="BSN", chosen_by=care, chosen_at=NOW)
    assert any("111222333" in piece.text for piece in transfer_content.pieces(transfers.locked(transfer), for_family=False, at=NOW))
    transfers.address(transfer, to_kind="swv", to_name="Samenwerkingsverband", by=scope(care), at=NOW)
    transfer = transfers.locked(transfer)
    with pytest.raises(NotAllowed, match="partnership"):
        transfer_steps.submit(transfer, **TESTS, by=scope(care), at=NOW)
    assert not any("111222333" in piece.text for piece in transfer_content.pieces(transfer, for_family=False, at=NOW))


def test_a_secret_address_goes_nowhere_and_no_parent_reads_of_the_other(kompas, sam, care):
    """DOMAIN 1.6; T3."""
    guardian(sam, last_name="Geheim", phone="06 99 88 77", has_secret_address=True)
    Student.objects.get(pk=sam.pk)
    transfer = begin(sam, kompas, care)
    for fact, category in (("parents", "FAM"), ("address", "FAM"), ("contact", "CT"), ("name", "ID")):
        transfer.items.create(fact=fact, category=category, chosen_by=care, chosen_at=NOW)
    transfer = transfers.locked(transfer)
    text = "\n".join(piece.text for piece in transfer_content.pieces(transfer, for_family=False, at=NOW))
    assert "Geheim" in text and "06 99 88 77" not in text and "secret" in text
    assert not any("Geheim" in piece.text for piece in transfer_content.pieces(transfer, for_family=True, at=NOW))


def test_a_move_within_the_board_is_recorded_without_rules(kompas, noor, vlieger, director):
    """S1-45, S1-125."""
    transfer = transfers.start(
        loaded(noor), school=vlieger, to_kind="group", to_name="", to_school=kompas, by=scope(director), at=NOW
    )
    with pytest.raises(NotAllowed, match="only recorded"):
        transfers.choose(transfer, wanted=BASIS, by=scope(director), at=NOW)
    transfer = transfer_steps.relocate(transfer, by=scope(director), at=NOW)
    assert (transfer.status, transfer.to_brin, given.of([noor.pk], on=TODAY)[noor.pk]) == (Status.CLOSED, "99ZB", [])


def leave(student, school, by, *, left_on=TODAY):
    enrolment = student.enrolments.get(school=school)
    enrolment.departure_candidate_on = TODAY
    enrolment.save()
    return departures.confirm(enrolment, left_on=left_on, by=scope(by), at=NOW)


def test_a_departure_opens_the_task_once(client, sam, kompas, care):
    """S1-127: with who sees to it, and late after four weeks."""
    leave(sam, kompas, staff(Role.OFFICE, kompas))
    transfer = Transfer.objects.get()
    assert (transfer.status, transfer.left_on, transfer.due_on, transfer.responsible) == (Status.DRAFT, TODAY, TODAY + 28 * DAY, None)
    assert transfers.open_for_departures(Enrolment.objects.filter(student=sam), by=None, at=NOW) == 0
    client.force_login(care)
    assert "1 file to send to the next school" in client.get("/").content.decode()
    stopped = transfer_steps.stop(transfer, why="geen nieuwe school", by=scope(care), at=NOW)
    assert (stopped.status, stopped.stopped_why) == (Status.STOPPED, "geen nieuwe school")


def test_a_transfer_that_was_begun_before_is_that_of_the_departure(sam, kompas, care):
    begun = begin(sam, kompas, care)
    leave(sam, kompas, staff(Role.OFFICE, kompas))
    assert Transfer.objects.get().pk == begun.pk and Transfer.objects.get().left_on == TODAY


def test_who_goes_to_another_school_of_the_board_moves_along(noor, vlieger, kompas, office):
    """S1-45: recorded by itself."""
    Enrolment(student=noor, school=kompas, status=EnrolmentStatus.ENROLLED, entry_on=TODAY, key="n").save()
    leave(noor, vlieger, office)
    assert [(each.status, each.to_school) for each in Transfer.objects.all()] == [(Status.CLOSED, kompas)]


def test_the_worker_makes_the_file_and_who_may_read_all_of_it_takes_it(client, sam, kompas, care, head):
    """S1-122; reading what is sensitive is recorded (S2-121)."""
    report = entry(sam, kompas, Category.CAR, "Zorgteam sprak over Sam.")
    transfer = to_shown(begin(sam, kompas, care), care, head, wanted=[*BASIS, Wanted(str(report.pk), why="nodig", is_in_report=True)])
    seen(transfer, care, remark="Wij zien dat anders.")
    transfer_steps.make(transfer, by=scope(care), at=NOW)
    outbox.work(at=NOW)
    assert {document.kind: document.state for document in Document.objects.filter(about=transfer.pk)} == {
        "transfer_copy": State.READY, "transfer_file": State.READY
    }
    url = reverse("students:transfer_file", args=[transfer.pk])
    client.force_login(head)
    assert client.post(url, {"which": "transfer_file"}).status_code == 403, "the director reads no care reports"
    client.force_login(care)
    response = client.post(url, {"which": "transfer_file"})
    assert response.status_code == 200 and b"".join(response.streaming_content).startswith(b"%PDF")


def test_a_parent_looks_says_something_and_takes_the_copy(client, noor, vlieger, director, counsellor, mailoutbox):
    """S2-150, S2-154; nobody else of the family, and nothing after it has gone."""
    mother, father = guardian(noor).user, guardian(noor, authority="nee").user
    note = entry(noor, vlieger, Category.GUI, "Noor leest graag.")
    transfer = to_shown(begin(noor, vlieger, counsellor), counsellor, director, wanted=[*BASIS, Wanted(str(note.pk), why="nodig")])
    outbox.work(at=NOW)
    assert [item.get("to") for item in Item.objects.filter(kind="mail")] == [str(mother.pk)]
    url = reverse("portal:transfer", args=[transfer.pk])
    client.force_login(father)
    assert client.get(url).status_code == 404
    client.force_login(mother)
    assert str(transfer.pk) in client.get(reverse("portal:child", args=[noor.pk])).content.decode()
    assert client.post(url, {"remark": "Zij leest liever hardop."}).status_code == 302
    page = client.post(reverse("portal:transfer_copy", args=[transfer.pk]))
    assert b"".join(page.streaming_content).startswith(b"%PDF")
    transfer.refresh_from_db()
    assert (transfer.seen_on, transfer.seen_by, transfer.copy_given_on) == (TODAY, mother.name, TODAY)
    client.force_login(counsellor)
    assert "Zij leest liever hardop." in client.get(transfer.get_absolute_url()).content.decode()
    send(transfer, counsellor, applied_on=date(2026, 11, 1), channel="oso")
    client.force_login(mother)
    assert client.post(url, {"remark": "Toch niet."}).status_code == 403


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(NOW, tick=False)


def test_the_page_answers_at_once_whether_a_file_may_go(client, sam, kompas, care):
    """C-04…06: with the reasons and their rules."""
    client.force_login(care)
    url = reverse("students:may_go", args=[sam.pk])
    text = client.get(url, {"to_kind": "vo"}).content.decode()
    assert "not yet" in text and "S1-43" in text and "C-05" in text
    assert "S1-45" in client.get(url, {"to_kind": "group"}).content.decode()
    response = client.post(url, {"to_kind": "vo", "to_name": "Het Baken"})
    assert response.url == Transfer.objects.get().get_absolute_url()
    restrictions.restrict(
        loaded(sam), school=kompas, ground="accuracy", reason="betwist", review_on=TODAY + 30 * DAY, by=None, at=NOW
    )
    assert "restricted" in client.get(url, {"to_kind": "vo"}).content.decode()


def test_the_list_asks_as_much_of_the_database_whatever_its_length(client, kompas, class4h1, care):
    client.force_login(care)
    client.get(reverse("students:transfers"))
    counts = []
    for _round in range(2):
        for _each in range(3):
            begin(pupil(kompas, class4h1), kompas, care)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("students:transfers")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_register_as_a_file_holds_no_formula_and_nobody_who_is_restricted(kompas, class4h1, care, sam):
    """T14; S2-185."""
    for payload in PAYLOADS:
        begin(pupil(kompas, class4h1), kompas, care, to_name=payload.replace("\x00", "")[:120] or "x", to_brin="")
    begin(sam, kompas, care)
    restrictions.restrict(loaded(sam), school=kompas, ground="accuracy", reason="x", review_on=TODAY + 30 * DAY, by=None, at=NOW)
    offer, by = OFFERS["students.transfers"], scope(care)
    rows = list(offer.rows(by, None))
    assert (len(rows), offer.left_out(by, None), {len(row) for row in rows}) == (len(PAYLOADS), 1, {len(offer.columns)})
    assert running(csv_cells(b"".join(writing.csv_pieces(offer.columns, rows)))) == []
    assert formulas(writing.xlsx("list", offer.columns, rows, [], "about")) == 0


def test_a_file_that_was_made_before_is_given_to_nobody_when_it_is_chosen_anew(client, sam, kompas, care, head):
    """S1-122: the director who reads no care reports does not get an old file with one in it."""
    report = entry(sam, kompas, Category.CAR, "Zorgteam.")
    transfer = to_shown(begin(sam, kompas, care), care, head, wanted=[*BASIS, Wanted(str(report.pk), why="nodig", is_in_report=True)])
    transfer_steps.make(transfer, by=scope(care), at=NOW)
    outbox.work(at=NOW)
    transfer_steps.send_back(transfer, why="te veel", by=scope(head), at=NOW)
    client.force_login(head)
    url = reverse("students:transfer_file", args=[transfer.pk])
    assert client.post(url, {"which": "transfer_file"}).status_code == 403
    later = NOW + DAY
    transfers.choose(transfer, wanted=BASIS, by=scope(care, later), at=later)
    transfer_steps.submit(transfer, **TESTS, by=scope(care, later), at=later)
    transfer_steps.review(transfer, by=scope(head, later), at=later)
    assert client.post(url, {"which": "transfer_file"}).status_code == 403


def test_what_was_voided_since_does_not_go_along(sam, kompas, care):
    """GDPR 5(1)(d)."""
    wrong = entry(sam, kompas, Category.RES, "Fout cijfer.", title="Toets")
    transfer = begin(sam, kompas, care)
    transfers.choose(transfer, wanted=[Wanted("name"), Wanted(str(wrong.pk))], by=scope(care), at=NOW)
    wrong.voided_at, wrong.voided_why = NOW, "verwisseld"
    wrong.save()
    given_texts = [piece.text for piece in transfer_content.pieces(transfers.locked(transfer), for_family=False, at=NOW)]
    assert "Fout cijfer." not in given_texts and len(given_texts) == 1

"""What people try with a transfer that they should not, and what must not get lost (S1-122, S2-150…154; GDPR 18; C-04, C-25)."""
import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from consent.models import OccasionKind
from consent.occasions.about import facts_about
from privacyadmin import crypto, history, outbox
from privacyadmin.access.catalogue import Category, Role
from privacyadmin.documents.models import Document
from privacyadmin.policy.models import PolicyVersion
from privacyadmin.workflow import NotAllowed
from students import consents, given, marks
from students.consents import Consent
from students.models import Transfer
from students.services import dossier, file_requests, numbers, protections, restrictions, transfer_steps, transfers
from students.services.transfers import Wanted
from students.transfers import content as transfer_content
from students.transfers import seed as transfer_seed
from tests.factories import NOW, TODAY, entry, guardian, pupil, staff
from tests.students.test_merging import merge
from tests.students.test_transfers import BASIS, DAY, TESTS, begin, loaded, scope, seen, send, to_shown


@pytest.fixture(autouse=True)
def _rules(board, time_machine):
    transfer_seed.write()
    time_machine.move_to(NOW, tick=False)


def words_of(transfer: Transfer) -> str:
    transfer.refresh_from_db()
    return transfer.remark(crypto.Keyring.for_subjects([transfer.student_id]))


def test_what_both_parents_say_goes_along(client, noor, vlieger, director, counsellor):
    """S2-154: the words of the second parent do not wipe out those of the first."""
    mother, father = guardian(noor).user, guardian(noor, first_name="Piet").user
    transfer = to_shown(begin(noor, vlieger, counsellor), counsellor, director)
    transfer_steps.make(transfer, by=scope(counsellor), at=NOW)
    url = reverse("portal:transfer", args=[transfer.pk])
    for user, remark in ((mother, "Zij leest graag."), (father, "Hij rekent liever."), (father, "Hij rekent liever."), (father, "")):
        client.force_login(user)
        client.post(url, {"remark": remark})
    found = words_of(transfer)
    assert "Zij leest graag." in found and found.count("Hij rekent liever.") == 1


def test_the_page_says_whether_anybody_was_asked_and_the_question_which_data_go_to_whom(client, kompas, sam, care, head):
    """S1-44, S1-127; C-04: a file that is chosen anew is asked anew."""
    version = PolicyVersion.objects.get(school=kompas)
    version.values["vo_transfer_consent"] = "ask"
    version.save()
    absence = entry(sam, kompas, Category.ABS, title="Verzuim")
    transfer = to_shown(begin(sam, kompas, care), care, head, wanted=[*BASIS, Wanted(str(absence.pk))])
    client.force_login(care)
    assert "not asked yet" in client.get(transfer.get_absolute_url()).content.decode()
    transfer_steps.ask_consent(transfer, asked_on=TODAY, by=scope(care), at=NOW)
    page = client.get(transfer.get_absolute_url()).content.decode()
    assert "not asked yet" not in page and "no answer yet" in page
    facts = dict(facts_about(OccasionKind.TRANSFER, transfer.pk))
    assert "Het Baken" in facts.values() and {"Identification", "Absence"} <= set(list(facts.values())[1].split(", "))
    back = transfer_steps.send_back(transfer, why="te veel", by=scope(head), at=NOW)
    assert back.consent_asked_on is None and "not asked yet" in client.get(transfer.get_absolute_url()).content.decode()


def test_the_file_that_was_made_before_a_parent_spoke_is_made_anew(noor, vlieger, director, counsellor):
    transfer = to_shown(begin(noor, vlieger, counsellor), counsellor, director)
    transfer_steps.make(transfer, by=scope(counsellor), at=NOW)
    outbox.work(at=NOW)
    later = NOW + DAY
    seen(transfer, counsellor, at=later, remark="Wij zien dat anders.")
    with pytest.raises(NotAllowed, match="not ready"):
        transfer_steps.take_file(transfers.locked(transfer), "transfer_file", by=scope(counsellor, later), at=later)
    assert Document.objects.filter(about=transfer.pk, kind="transfer_file").count() == 2


def test_a_restriction_that_came_after_the_permission_is_not_covered_by_it(care, head, sam, kompas):
    """GDPR 18(2): whoever answered for one use did not answer for the next."""
    transfer = to_shown(begin(sam, kompas, care), care, head)
    seen(transfer, care)
    told = {"school": kompas, "ground": "accuracy", "reason": "betwist", "review_on": TODAY + 30 * DAY}
    restrictions.restrict(loaded(sam), **told, by=scope(head), at=NOW, categories=["ID"])
    transfer_steps.allow(transfer, ground="claims", what="verweer", by=scope(head), at=NOW)
    later = NOW + DAY
    restrictions.restrict(loaded(sam), **told, by=scope(head, later), at=later, categories=["ENR"])
    with pytest.raises(NotAllowed, match="restricted"):
        send(transfer, care, at=later)
    assert "ENR" in marks.of_pupil(sam.pk, at=later).restricted
    assert not any("enrol" in piece.title.lower() for piece in transfer_content.pieces(
        transfers.locked(transfer), for_family=False, at=later))
    transfer_steps.allow(transfer, ground="claims", what="verweer", by=scope(head, later), at=later)
    assert send(transfer, care, at=later).status == "sent"


def test_who_clicks_twice_begins_one_transfer(client, care, sam, kompas):
    client.force_login(care)
    url = reverse("students:may_go", args=[sam.pk])
    first, second = (client.post(url, {"to_kind": "vo", "to_name": name}) for name in ("Het Baken", "het  baken"))
    assert first.url == second.url and Transfer.objects.count() == 1
    client.post(url, {"to_kind": "vo", "to_name": "De Toren"})
    assert Transfer.objects.count() == 2


def test_consent_cannot_have_been_asked_before_the_transfer_began(care, head, sam, kompas):
    """C-04: the seven days of the family are not got round with an older day."""
    version = PolicyVersion.objects.get(school=kompas)
    version.values["vo_transfer_consent"] = "ask"
    version.save()
    note = entry(sam, kompas, Category.ABS, title="Verzuim")
    transfer = to_shown(begin(sam, kompas, care), care, head, wanted=[*BASIS, Wanted(str(note.pk))])
    for day in (date(1, 1, 1), TODAY - DAY):
        with pytest.raises(NotAllowed):
            transfer_steps.ask_consent(transfer, asked_on=day, by=scope(care), at=NOW)
    with pytest.raises(NotAllowed):
        transfer_steps.order(transfer, why="wet", by=scope(head), at=NOW)


def test_what_is_kept_of_one_parent_stands_in_no_copy_of_the_other(client, noor, vlieger, director, counsellor):
    """DOMAIN 1.6, T3: also an entry of the file, not only the lines that the program writes."""
    mother = guardian(noor).user
    note = entry(noor, vlieger, Category.FAM, title="Nieuw adres van vader: Esdoornlaan 4", text="Esdoornlaan 4")
    transfer = begin(noor, vlieger, counsellor)
    transfer.items.create(entry=note, category="FAM", chosen_by=counsellor, chosen_at=NOW)
    transfers.choose(transfer, wanted=[*BASIS, Wanted(str(note.pk))], by=scope(counsellor), at=NOW)
    transfer_steps.submit(transfer, **TESTS, by=scope(counsellor), at=NOW)
    transfer_steps.review(transfer, by=scope(director), at=NOW)
    transfer_steps.show(transfer, by=scope(director), at=NOW)
    found = transfer_content.pieces(transfers.locked(transfer), for_family=True, at=NOW)
    assert not any("Esdoornlaan" in piece.title + piece.text for piece in found)
    client.force_login(mother)
    page = client.get(reverse("portal:transfer", args=[transfer.pk]))
    assert page.status_code == 200 and "Esdoornlaan" not in page.content.decode()


def test_a_protected_transfer_is_not_told_as_who_got_data(noor, vlieger, director, counsellor):
    """C-25: where the file went stays hidden when the transfer file is."""
    guardian(noor)
    transfer = to_shown(begin(noor, vlieger, counsellor), counsellor, director)
    seen(transfer, counsellor)
    send(transfer, counsellor)
    protections.protect(
        loaded(noor), school=vlieger, categories=["TRF"], hidden_from="guardians", ground="threat", reason="x", review_on=TODAY + 30 * DAY,
        by=scope(director), at=NOW,
    )
    rows = given.of([noor.pk], on=TODAY)[noor.pk]
    assert rows and given.for_family(rows, marks.of_pupil(noor.pk, at=NOW), from_pupil=False) == []


def test_a_previous_school_is_not_asked_again_before_it_was_asked(noor, vlieger, counsellor):
    enrolment = noor.enrolments.get()
    enrolment.applied_on = TODAY - 10 * DAY
    enrolment.save()
    file_requests.open_for([enrolment], by=None, at=NOW)
    row = noor.file_requests.get()
    file_requests.ask(row, previous_name="De Bron", channel="oso", asked_on=TODAY, reference="", by=scope(counsellor), at=NOW)
    for day in (date(1, 1, 1), TODAY - DAY):
        with pytest.raises(NotAllowed):
            file_requests.chase(row, chased_on=day, by=scope(counsellor), at=NOW)


@pytest.mark.parametrize("step", ["address", "choose", "submit", "note_seen", "ask_consent", "send", "give_copy", "stop", "allow"])
def test_strange_words_and_days_are_answered_not_crashed_on(client, care, head, sam, kompas, step):
    transfer = begin(sam, kompas, care) if step in ("address", "choose", "submit") else to_shown(begin(sam, kompas, care), care, head)
    client.force_login(head if step == "allow" else care)
    url = reverse("students:transfer_step", args=[transfer.pk, step])
    names = ("to_name", "to_contact", "to_brin", "why", "remark", "seen_by", "reference", "why_subsidiary", "what")
    for day in ("0001-01-01", "9999-12-31", "2026-02-31", "\x00"):
        for text in ("\x00", "x" * 5000, "=1+1", "<b>"):
            data = dict.fromkeys(names, text) | dict.fromkeys(
                ("seen_on", "asked_on", "sent_on", "applied_on", "copy_given_on"), day
            ) | {"channel": "other", "to_kind": "vo", "to_school": text, "ground": text}
            assert client.post(url, data).status_code in (200, 302, 400, 403)


@pytest.mark.parametrize("deed", ["begin", "send"])
def test_two_at_the_same_moment_do_it_once(transactional_db, board, kompas, class4h1, deed):
    """The second hears that it was done, or goes on with the first."""
    child, people = pupil(kompas, class4h1), [staff(Role.CARE_COORDINATOR, kompas) for _each in range(2)]
    if deed == "send":
        transfer = to_shown(begin(child, kompas, people[0]), *people)
        seen(transfer, people[0])
    start, results = threading.Barrier(2), []

    def run(person) -> None:
        try:
            start.wait()
            results.append((begin(child, kompas, person) if deed == "begin" else send(transfer, person)).pk)
        except NotAllowed as refusal:
            results.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Transfer.objects.count() == 1 and len(results) == 2
    assert sum(isinstance(each, NotAllowed) for each in results) == (deed == "send")


def test_two_records_that_turn_out_to_be_one_child_keep_what_was_begun_and_said(monkeypatch, sam, kompas, care, head, board):
    """What the family said of either opens, and the file of each can still be made and sent."""
    double = pupil(kompas, first_name="Sam", last_name="Bakker")
    yes = Consent(is_valid=True, why="ja")
    monkeypatch.setattr(consents, "_answer", [lambda pupils, *_of: dict.fromkeys(pupils, yes)])
    begun = {}
    for child, remark in ((sam, "Hij leest graag."), (double, "Hij rekent liever.")):
        note = entry(child, kompas, Category.GUI, "Een notitie.")
        wanted = [*BASIS, Wanted(str(note.pk), why="begeleiding", is_in_report=True)]
        transfer = begun[remark] = to_shown(begin(child, kompas, care), care, head, wanted=wanted)
        seen(transfer, care, remark=remark)
        transfer_steps.make(transfer, by=scope(care), at=NOW)
    outbox.work(at=NOW)
    merge(sam, double, staff(Role.COORDINATOR, board))
    for remark, transfer in begun.items():
        assert remark in words_of(transfer) and transfer.student_id == sam.pk
        _document, content = transfer_steps.take_file(transfers.locked(transfer), "transfer_file", by=scope(care), at=NOW)
        assert b"".join(content).startswith(b"%PDF")
        assert any(piece.text == "Een notitie." for piece in transfer_content.pieces(transfers.locked(transfer), for_family=False, at=NOW))
        send(transfer, care)
    assert len(given.of([sam.pk], on=TODAY)[sam.pk]) == 2


def test_a_number_that_somebody_wrote_in_a_text_does_not_go_to_the_partnership(kompas, sam, care, head):
    """2.11: the set for the partnership is without it, whoever typed it where."""
    numbers.set_bsn(loaded(sam), number="111222333", by=scope(staff(Role.OFFICE, kompas)), at=NOW)
    note = entry(sam, kompas, Category.GUI, "Zijn BSN is 1112.22.333, of 111222333.")
    transfer = begin(sam, kompas, care, to_kind="swv", to_name="Samenwerkingsverband")
    transfer = to_shown(transfer, care, head, wanted=[Wanted("name"), Wanted(str(note.pk), why="toelaatbaarheid", is_in_report=True)])
    found = [piece.text for piece in transfer_content.pieces(transfers.locked(transfer), for_family=False, at=NOW)]
    assert "Zijn BSN is […], of […]." in found


def test_a_file_in_which_something_turned_out_to_be_wrong_is_made_anew(kompas, sam, care, head):
    """GDPR 5(1)(d): what was wrong goes nowhere, also when the file lay ready."""
    note = entry(sam, kompas, Category.ABS, title="Verzuim", text="Nooit aanwezig.")
    transfer = to_shown(begin(sam, kompas, care), care, head, wanted=[*BASIS, Wanted(str(note.pk))])
    transfer_steps.make(transfer, by=scope(care), at=NOW)
    outbox.work(at=NOW)
    later = NOW + DAY
    dossier.void_entry(note, why="Ander kind.", by=scope(staff(Role.ABSENCE_COORDINATOR, kompas), later), at=later)
    with pytest.raises(NotAllowed, match="wrong"):
        transfer_steps.take_file(transfers.locked(transfer), "transfer_file", by=scope(care, later), at=later)
    transfer_steps.make(transfer, by=scope(care, later), at=later)
    outbox.work(at=later)
    _document, content = transfer_steps.take_file(transfers.locked(transfer), "transfer_file", by=scope(care, later), at=later)
    assert b"".join(content).startswith(b"%PDF")


def test_an_address_that_became_secret_is_in_no_file_and_no_copy_that_lay_ready(noor, vlieger, director, counsellor):
    """DOMAIN 1.6, T3: the postcode in the copy, the address in the file."""
    mother, father = guardian(noor), guardian(noor, first_name="Piet")
    wanted = [*BASIS, Wanted("contact"), Wanted("address")]
    transfer = to_shown(begin(noor, vlieger, counsellor), counsellor, director, wanted=wanted)
    transfer_steps.make(transfer, by=scope(counsellor), at=NOW)
    outbox.work(at=NOW)
    later = NOW + DAY
    mother.has_secret_address = True
    history.save(mother, at=later - timedelta(hours=1), by=None)
    with pytest.raises(NotAllowed):
        transfer_steps.take_copy(transfer, by=scope(father.user, later), at=later)
    with pytest.raises(NotAllowed, match="secret"):
        transfer_steps.take_file(transfers.locked(transfer), "transfer_file", by=scope(counsellor, later), at=later)
    transfer_steps.make(transfer, by=scope(counsellor, later), at=later)
    outbox.work(at=later)
    _document, content = transfer_steps.take_file(transfers.locked(transfer), "transfer_file", by=scope(counsellor, later), at=later)
    assert b"".join(content).startswith(b"%PDF")

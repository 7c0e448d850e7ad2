"""An agreement from its draft to the proof that the data is gone, by the pages (GDPR 28; DOMAIN 2.8; S1-48…50, S2-112…115, C-07)."""
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from privacyadmin.access.catalogue import Role
from privacyadmin.workflow import NotAllowed
from processors.models import Agreement, Party
from processors.models.catalogue import AgreementState, Clause
from processors.services import agreements
from processors.workflow import agreements as workflow
from tests.factories import NOW, TODAY, staff
from tests.processors import making

CLAUSES = {f"is_{clause}": "on" for clause in Clause} | {f"number_{clause}": "art. 4" for clause in Clause}


def form_of(**values) -> dict:
    return {
        "subject": "Leerlingvolgsysteem", "paper": "processing", "covers_all": "on", "model_text": "model_4", "dpia_needed": "unknown",
        "categories": ["ID", "RES"], "retention": "2 jaar", "is_minimised": "on", "no_commercial_use": "on", "start_on": "2026-01-01",
        "end_on": "2027-12-31", "notice_days": "90", "renewal_months": "0", "breach_hours": "24", "subprocessor_consent": "general",
        "objection_days": "30", "end_choice": "destroy", "end_days": "30", "processor_name": "Petra Pen", "processor_role": "directeur",
        "processor_signed_on": "2025-12-20",
    } | values


def test_coordinator_brings_an_agreement_from_draft_to_the_proof_of_destruction(sign_in, coordinator, writer):
    """Must show 2; GDPR 28(3)(g): drawn up, asked for, ticked, signed, ended, chased, proved and filed."""
    browser, party = sign_in(coordinator), making.party(writer)
    making.use(party, writer)
    answer = browser.post(reverse("processors:agreement_new", args=[party.pk]), form_of())
    agreement = Agreement.objects.get()
    assert answer.status_code == 302

    def step(taken, /, **values):
        return browser.post(reverse("processors:agreement_step", args=[agreement.pk, taken]), values)

    assert step("ask", on="2026-11-20").status_code == 302
    refused = step("record", level="board", name="Bas", role="bestuurder", on="2026-11-21")
    assert refused.status_code == 403                              # not one clause is ticked
    browser.post(reverse("processors:agreement_clauses", args=[agreement.pk]), CLAUSES)
    assert step("record", level="board", name="Bas", role="bestuurder", on="2026-11-21").status_code == 302
    agreement.refresh_from_db()
    assert agreement.state_on(TODAY) == AgreementState.SIGNED
    assert browser.post(reverse("processors:agreement_change", args=[agreement.pk]), form_of()).status_code == 403
    assert step("terminate", on="2026-11-22", why="Een andere leverancier.", uses="end").status_code == 302
    agreement.refresh_from_db()
    assert agreement.proof_due_on == TODAY + timedelta(days=30)
    assert step("prove", on="2026-11-22").status_code == 400       # the proof itself is asked
    proof = SimpleUploadedFile("verklaring.txt", b"De gegevens zijn vernietigd.", content_type="text/plain")
    assert step("prove", on="2026-11-22", uploads=[proof]).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.proof_received_on, agreement.files.get().kind) == (TODAY, "proof")
    paper = browser.get(reverse("processors:agreement_file", args=[agreement.files.get().pk]))
    assert b"".join(paper.streaming_content) == b"De gegevens zijn vernietigd."
    assert not agreement.duties.open().exists()


def test_every_page_of_an_agreement_opens(sign_in, coordinator, board_member, writer):
    browser, party = sign_in(coordinator), making.party(writer)
    making.use(party, writer)
    agreement = making.draft(party, writer)
    names = ("agreement", "agreement_change", "agreement_clauses", "agreement_files", "subprocessor_new", "transfer_new", "annex",
             "certificate_new")
    pages = [reverse(f"processors:{name}", args=[agreement.pk]) for name in names]
    pages += [reverse("processors:agreement_step", args=[agreement.pk, name]) for name in ("ask", "record", "refuse")]
    pages += [reverse(f"processors:{name}") for name in ("list", "agreements", "red", "published", "party_new", "import")]
    pages += [reverse(f"processors:{name}", args=[party.pk]) for name in (
        "party", "party_change", "touched", "use_new", "contact_new", "product_new", "agreement_new")]
    assert {page: browser.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    assert sign_in(board_member).get(party.get_absolute_url()).status_code == 200


def test_an_agreement_that_ends_before_it_starts_is_refused(sign_in, coordinator, writer):
    """Bad input."""
    party = making.party(writer)
    answer = sign_in(coordinator).post(
        reverse("processors:agreement_new", args=[party.pk]), form_of(start_on="2027-01-01", end_on="2026-01-01")
    )
    assert (answer.status_code, Agreement.objects.count()) == (400, 0)


def test_a_subprocessor_in_a_country_without_a_way_is_refused(sign_in, coordinator, writer):
    """Bad input; S2-114: India has no adequacy decision, and clauses need an assessment of the transfer."""
    agreement, browser = making.draft(making.party(writer), writer), sign_in(coordinator)
    address = reverse("processors:subprocessor_new", args=[agreement.pk])
    told = {"name": "Helpdesk Ltd", "service": "hulp", "country": "IN", "announced_on": "2026-11-20"}
    assert browser.post(address, told).status_code == 400
    assert browser.post(address, told | {"mechanism": "adequacy"}).status_code == 400
    assert browser.post(address, told | {"mechanism": "scc"}).status_code == 400
    assert browser.post(address, told | {"mechanism": "scc", "is_assessed": "on"}).status_code == 302
    row = agreement.subprocessors.get()
    assert row.object_by == date(2026, 12, 20)
    decide = reverse("processors:subprocessor", args=[row.pk])
    assert browser.post(decide, {"state": "objected"}).status_code == 400          # with the reason only
    assert browser.post(decide, {"state": "objected", "words": "Te ver weg."}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.objection) == ("objected", "Te ver weg.")


def test_only_whom_the_house_rules_name_signs(writer, scope_of, board_member, director, vlieger):
    """C-07: the rules of S2 ask for the board alone, also for an agreement of one school."""
    agreement = making.draft(making.party(writer), writer, school=vlieger)
    director_scope, board_scope = scope_of(director), scope_of(board_member)
    assert workflow.AGREEMENT_STEPS.why_not("sign", agreement, director_scope)
    with pytest.raises(NotAllowed), transaction.atomic():
        agreements.record(agreement, level="school", name="Dirk", role="directeur", on=TODAY, by=writer, at=NOW)
    agreements.sign(agreement, by=board_scope, at=NOW)
    agreement.refresh_from_db()
    assert (agreement.signed_by_level, agreement.controller_user_id) == ("board", board_member.pk)


def test_board_signs_in_the_program_and_reads_the_words_first(sign_in, board_member, coordinator, writer):
    """C-07: the board opens what it signs from its own list of what waits."""
    agreement = making.draft(making.party(writer), writer)
    agreements.ask(agreement, on=TODAY, by=writer, at=NOW)
    browser = sign_in(board_member)
    address = reverse("documents:sign", args=["processors.agreement", agreement.pk])
    assert address in browser.get(reverse("home")).content.decode()
    assert sign_in(coordinator).get(address).status_code == 403


def test_director_reads_and_does_not_write(sign_in, director, writer, vlieger, kompas):
    """2.14: S:r. Another school's agreement is nowhere for her."""
    party, other = making.party(writer), making.party(writer, name="Elders B.V.")
    making.use(party, writer, school=vlieger)
    making.use(other, writer, school=kompas)
    browser = sign_in(director)
    assert browser.get(party.get_absolute_url()).status_code == 200
    assert browser.get(other.get_absolute_url()).status_code == 404
    assert browser.get(making.signed(other, writer, school=kompas).get_absolute_url()).status_code == 404
    assert browser.get(reverse("processors:party_change", args=[party.pk])).status_code == 403
    assert other.name not in browser.get(reverse("processors:list")).content.decode()


def test_office_has_no_register_of_parties(sign_in, vlieger, writer):
    """2.14: the administration has no processors."""
    assert sign_in(staff(Role.OFFICE, vlieger)).get(reverse("processors:list")).status_code == 403


def test_a_name_that_looks_like_a_known_one_is_shown_first(sign_in, coordinator, writer):
    making.party(writer, name="Volgwijs B.V.")
    browser, address = sign_in(coordinator), reverse("processors:party_new")
    told = {"name": "Stichting VolgWijs", "country": "NL", "kind": "other", "covenant": "unknown"}
    assert "Volgwijs B.V." in browser.post(address, told).content.decode()
    assert Party.objects.count() == 1
    assert browser.post(address, told | {"anyway": "1"}).status_code == 302

"""Which thing stands in an address: for every URL with a part to fill in, whose thing it is for «own», «same school» and «elsewhere»."""
from collections.abc import Callable
from typing import Any

from privacyadmin.access import versions
from tests.authz.world import HOMES, PERSONAS, SCHOOL_OF, World

Filled = dict[str, Any]
Place = Callable[[World, str], Filled]          # (world, whose) → the parts of the address
NOBODY = "6f3b2c1e-0000-7000-8000-000000000000"


def of_pupil(**parts: str) -> Place:
    """Parts that are things of a pupil, such as `student_id="pupil"`; with a `=` in front a word as it stands."""
    def fill(world: World, name: str) -> Filled:
        return {part: thing_of(world, what, name) for part, what in parts.items()}

    return fill


def of_school(**parts: str) -> Place:
    def fill(world: World, name: str) -> Filled:
        return {part: thing_of(world, what, SCHOOL_OF[name]) for part, what in parts.items()}

    return fill


def thing_of(world: World, what: str, name: str) -> Any:
    if what.startswith("="):
        return what[1:]
    if what == "pupil":
        return world.pupils[name].pk
    thing = world.things.get((what, name))
    return thing.pk if thing else NOBODY


def fixed(make: Callable[[World], Filled]) -> Place:
    """The same thing for everybody: the row has one word for each person."""
    def fill(world: World, name: str) -> Filled:
        return make(world)

    fill.is_fixed = True
    return fill


def text_of_letter(world: World) -> Filled:
    return {"kind": "students.information", "audience": "parent", "language": "nl"}


def key_of_draft(sector: str) -> Any:
    """The version of the matrix that lies before the board."""
    draft = versions.draft_of(sector)
    assert draft is not None
    return draft.pk


def disclosure_and_pupil(world: World, name: str) -> Filled:
    """A disclosure of the school, and a pupil of it."""
    return {"key": thing_of(world, "disclosure", SCHOOL_OF[name]), "student_id": world.pupils[name].pk}


def publication_and_pupil(world: World, name: str) -> Filled:
    """What was placed by the school, and a pupil in it."""
    return {"key": thing_of(world, "placed", SCHOOL_OF[name]), "student_key": world.pupils[name].pk}


REQUEST, COLLECTING, SUBMITTED = (of_pupil(key=state) for state in ("request", "collecting", "submitted"))
ITEM = of_pupil(key="collecting", item_key="item")
STUDENT = of_pupil(student_id="pupil")
PLACES: dict[str, Place] = {
    "access:end_cover": of_school(cover_id="cover"),
    "access:confirm": of_school(proposal_id="proposal"),
    "access:end": of_school(model="=access.schoolgrant", grant_id="grant"),
    "access:proposal": of_school(proposal_id="proposal"),
    "access:readings": STUDENT,
    "documents:sign": fixed(lambda world: {"act": "access.matrix", "key": key_of_draft("po")}),
    "documents:signed_copy": fixed(lambda world: {"signature_id": NOBODY}),
    "files:add": of_pupil(kind="=requests.request", key="request"),
    "files:held_again": of_pupil(file_id="held file"),
    "files:held_drop": of_pupil(file_id="held file"),
    "files:file": of_pupil(file_id="post file"),
    "files:void": of_pupil(letter_id="post"),
    "organisation:correct": of_school(appointment_id="appointment"),
    "organisation:end": of_school(appointment_id="appointment"),
    "organisation:house": of_school(house_id="school"),
    "organisation:mandate_end": of_school(mandate_id="mandate"),
    "policy:approve": of_school(version_id="policy"),
    "policy:decline": of_school(version_id="policy"),
    "policy:version": of_school(version_id="policy"),
    "portal:answer_question": REQUEST,
    "portal:child": of_pupil(key="pupil"),
    "portal:download": of_pupil(key="request", delivery_key="delivery"),
    "portal:issue_again": REQUEST,
    "portal:request": REQUEST,
    "portal:send_code": REQUEST,
    "portal:withdraw": REQUEST,
    "requests:accept": ITEM,
    "requests:answer_question": REQUEST,
    "requests:ask": REQUEST,
    "requests:ask_for_help": REQUEST,
    "requests:ask_to_vet": of_pupil(key="collecting", category="=MED"),
    "requests:assign": REQUEST,
    "requests:black_out": ITEM,
    "requests:clear": ITEM,
    "requests:decide": SUBMITTED,
    "requests:detail": REQUEST,
    "requests:extend": REQUEST,
    "requests:file": of_pupil(key="collecting", item_key="file item"),
    "requests:gather": REQUEST,
    "requests:gather_again": COLLECTING,
    "requests:hand_over": REQUEST,
    "requests:identify": REQUEST,
    "requests:item": ITEM,
    "requests:items": COLLECTING,
    "requests:leave_out": ITEM,
    "requests:make_again": REQUEST,
    "requests:print": REQUEST,
    "requests:refuse": REQUEST,
    "requests:reopen": ITEM,
    "requests:send_back": SUBMITTED,
    "requests:show_again": of_pupil(key="collecting", item_key="item", redaction_key="redaction"),
    "requests:step": of_pupil(key="request", name="=withdraw"),
    "requests:submit": COLLECTING,
    "requests:withdraw": REQUEST,
    "students:address": of_pupil(guardian_id="guardian"),
    "students:bsn": STUDENT,
    "students:case": of_pupil(case_id="case"),
    "students:case_close": of_pupil(case_id="case"),
    "students:case_join": of_pupil(case_id="case"),
    "students:case_new": STUDENT,
    "students:category": of_pupil(student_id="pupil", code="=GUI"),
    "students:class": of_school(class_id="class"),
    "students:class_change": of_school(class_id="class"),
    "students:departure": of_pupil(enrolment_id="enrolment"),
    "students:detail": STUDENT,
    "students:entry_new": of_pupil(student_id="pupil", code="=GUI"),
    "students:entry_void": of_pupil(entry_id="entry"),
    "students:exception": of_pupil(exception_id="exception"),
    "students:exception_new": STUDENT,
    "students:enrolment_step": of_pupil(enrolment_id="enrolment", name="=leave"),
    "students:file": of_pupil(file_id="file"),
    "students:guardian_change": of_pupil(relation_id="relation"),
    "students:guardian_new": STUDENT,
    "students:place": STUDENT,
    "students:pupil_change": STUDENT,
    "students:contact_change": of_pupil(relation_id="organisation", contact_id="contact"),
    "students:contact_new": of_pupil(relation_id="organisation"),
    "students:invitation": STUDENT,
    "portal:sharing_allow": of_pupil(relation_id="relation"),
    "portal:sharing_withdraw": of_pupil(agreement_id="agreed"),
    "students:relation_change": of_pupil(relation_id="relation"),
    "students:split_guardian": of_pupil(guardian_id="guardian"),
    "students:take_out": of_pupil(membership_id="place"),
    "ask_task": of_pupil(kind="=requests.request", key="request"),
    "close_task": of_pupil(task_id="task"),
    "hand_over_task": of_pupil(task_id="task"),
    "task": of_pupil(task_id="task"),
    "access:data_rule": of_school(rule_id="data rule"),
    "students:protection": of_pupil(protection_id="protection"),
    "students:protection_new": STUDENT,
    "students:protection_step": of_pupil(protection_id="protection", step="=review"),
    "students:restriction": of_pupil(restriction_id="restriction"),
    "students:restriction_new": STUDENT,
    "students:restriction_step": of_pupil(restriction_id="restriction", step="=review"),
    "portal:holdings": of_pupil(key="pupil"),
    "portal:not_right": of_pupil(key="pupil", name="=name"),
    "students:activate": of_pupil(relation_id="relation without account"),
    "students:death": STUDENT,
    "students:concern": of_pupil(concern_id="concern"),
    "students:concern_new": of_pupil(student_id="pupil", name="=name"),
    "letters:letter": of_pupil(letter_id="letter"),
    "letters:run": of_school(run_id="run"),
    "letters:run_file": of_school(run_id="run"),
    "students:merge": of_pupil(merge_id="merge"),
    "students:merge_guardians": of_pupil(one_id="second guardian", other_id="third guardian"),
    "students:merge_pupils": of_pupil(one_id="pupil", other_id="double"),
    "students:may_go": STUDENT,
    "students:transfer": of_pupil(transfer_id="transfer"),
    "students:transfer_file": of_pupil(transfer_id="transfer"),
    "students:transfer_step": of_pupil(transfer_id="transfer", step="=note_seen"),
    "students:file_request": of_pupil(request_id="file request"),
    "students:file_request_step": of_pupil(request_id="file request", step="=nothing"),
    "portal:transfer": of_pupil(key="transfer"),
    "portal:transfer_copy": of_pupil(key="transfer"),
    "portal:consents": of_pupil(key="pupil"),
    "portal:consent_answer": of_pupil(key="pupil"),
    "portal:consent_decide": of_pupil(key="pupil"),
    "portal:consent_history": of_pupil(key="pupil"),
    "portal:consent_paper": of_pupil(key="pupil"),
    # What families are asked.
    "consent:checked": of_school(key="check"),
    "consent:check_sheet": of_school(key="check"),
    "consent:publication_new": of_school(key="check"),
    "consent:publication": of_school(key="placed"),
    "consent:publication_change": of_school(key="placed"),
    "consent:publication_removed": of_school(key="placed"),
    "consent:publication_object": publication_and_pupil,
    "consent:follow_up": of_pupil(key="follow up"),
    "consent:awareness_topic": of_school(key="topic"),
    "consent:awareness_change": of_school(key="topic"),
    "consent:awareness_tell": of_school(key="topic"),
    "consent:awareness_retire": of_school(key="topic"),
    "portal:placed": of_pupil(key="pupil"),
    "consent:purpose": of_school(key="consent purpose"),
    "consent:purpose_change": of_school(key="consent purpose"),
    "consent:purpose_text": of_school(key="consent purpose"),
    "consent:purpose_text_drop": of_school(key="consent purpose"),
    "consent:purpose_text_put": of_school(key="consent purpose"),
    "consent:purpose_retire": of_school(key="consent purpose"),
    "consent:pupil": of_pupil(key="pupil"),
    "consent:note": of_pupil(key="pupil"),
    "consent:settle": of_pupil(key="pupil"),
    "consent:scan": of_pupil(key="scan"),
    "consent:campaign": of_school(key="campaign"),
    "consent:campaign_change": of_school(key="campaign"),
    "consent:campaign_waiting": of_school(key="campaign"),
    "consent:campaign_forms": of_school(key="campaign"),
    "consent:paper": of_school(key="invitation"),
    "consent:notice": of_pupil(enrolment_id="enrolment"),
    "consent:ask": of_pupil(kind="=entry", key="entry MED"),
    "consent:occasion": of_pupil(key="occasion"),
    "consent:talk": of_pupil(key="talk"),
    "consent:talk_new": of_pupil(key="case"),
    "consent:talk_step": of_pupil(key="talk", step="=settle"),
    "consent:take_over_difference": fixed(lambda world: {"key": NOBODY}),
    # Parties outside the school.
    "processors:agreement": of_school(key="agreement"),
    "processors:agreement_change": of_school(key="agreement"),
    "processors:agreement_clauses": of_school(key="agreement"),
    "processors:agreement_file": of_school(key="agreement file"),
    "processors:agreement_files": of_school(key="agreement"),
    "processors:agreement_new": of_school(key="party"),
    "processors:agreement_step": of_school(key="agreement", name="=refuse"),
    "processors:annex": of_school(key="agreement"),
    "processors:certificate_new": of_school(key="agreement"),
    "processors:choose": of_school(key="purpose"),
    "processors:disclosure": of_school(key="disclosure"),
    "processors:disclosure_change": of_school(key="disclosure"),
    "processors:disclosure_drop": disclosure_and_pupil,
    "processors:disclosure_new": of_school(key="party"),
    "processors:disclosure_file": of_school(key="disclosure file"),
    "processors:disclosure_papers": of_school(key="disclosure"),
    "processors:disclosure_pupils": of_school(key="disclosure"),
    "processors:disclosure_step": of_school(key="disclosure", name="=refuse"),
    "students:given": STUDENT,
    "processors:confirm": of_school(key="school"),
    "processors:contact_change": of_school(key="party contact"),
    "processors:contact_new": of_school(key="party"),
    "processors:import_difference": fixed(lambda world: {"key": NOBODY}),
    "processors:party": of_school(key="party"),
    "processors:party_change": of_school(key="party"),
    "processors:product": of_school(key="product"),
    "processors:product_change": of_school(key="product"),
    "processors:product_new": of_school(key="party"),
    "processors:publication": of_school(key="publication"),
    "processors:sheet": of_school(key="sheet"),
    "processors:sheet_new": of_school(key="product"),
    "processors:subprocessor": of_school(key="subprocessor"),
    "processors:subprocessor_new": of_school(key="agreement"),
    "processors:touched": of_school(key="party"),
    "processors:transfer_drop": of_school(key="transfer"),
    "processors:transfer_new": of_school(key="agreement"),
    "processors:use_change": of_school(key="use"),
    "processors:use_new": of_school(key="party"),
    "public:processors": fixed(lambda world: {"school": "99za"}),
    "public:processings": fixed(lambda world: {"school": "99za"}),
    "processors:activity": of_school(key="activity"),
    "processors:activity_change": of_school(key="activity", part="=tests"),
    "processors:activity_recipients": of_school(key="activity"),
    "processors:activity_send_back": of_school(key="proposed activity"),
    "processors:activity_step": of_school(key="activity", name="=reviewed"),
    "processors:activity_stop": of_school(key="activity"),
    "processors:activity_version": of_school(key="activity", number="=1"),
    "processors:dpia": of_school(key="dpia"),
    "processors:dpia_advise": of_school(key="asked dpia"),
    "processors:dpia_decide": of_school(key="advised dpia"),
    "processors:dpia_prescan": of_school(key="new dpia"),
    "processors:dpia_risk": of_school(key="dpia", risk_key="risk"),
    "processors:dpia_risk_new": of_school(key="dpia"),
    "processors:dpia_step": of_school(key="dpia", name="=ask_advice"),
    "processors:dpia_write": of_school(key="dpia", part="=analysis"),
    "processors:application_form": fixed(lambda world: {"key": world.things["form", "board"].pk}),
    "processors:application_form_change": fixed(lambda world: {"key": world.things["form draft", "board"].pk}),
    "processors:application_form_print": fixed(lambda world: {"key": world.things["form", "board"].pk}),
    "processors:application_form_printed": fixed(lambda world: {"key": world.things["form", "board"].pk}),
    "processors:application_form_question": fixed(
        lambda world: {"key": world.things["form draft", "board"].pk, "field_key": world.things["form question", "board"].pk}
    ),
    "processors:application_form_question_move": fixed(
        lambda world: {"key": world.things["form draft", "board"].pk, "field_key": world.things["form question", "board"].pk}
    ),
    "processors:submission": of_pupil(key="submission"),
    "processors:submission_change": of_pupil(key="submission"),
    "processors:submission_new": of_pupil(key="enrolment"),
    "processors:submission_notice": of_pupil(key="submission"),
    "processors:application_form_question_new": fixed(lambda world: {"key": world.things["form draft", "board"].pk}),
    "processors:application_form_review": fixed(lambda world: {"key": world.things["form", "board"].pk}),
    "processors:application_form_send_back": fixed(lambda world: {"key": world.things["form draft", "board"].pk}),
    "processors:application_form_step": fixed(lambda world: {"key": world.things["form draft", "board"].pk, "name": "propose"}),
    "processors:application_form_use": fixed(lambda world: {"key": world.things["form", "board"].pk}),
    # The same for everybody.
    "exports:download": fixed(lambda world: {"export_id": world.things["export", "office"].pk}),
    "exports:new": fixed(lambda world: {"code": "students.pupils"}),
    "letters:edit": fixed(text_of_letter),
    "letters:put_in_force": fixed(text_of_letter),
    "letters:sample": fixed(text_of_letter),
    "letters:sample_file": fixed(text_of_letter),
    "letters:text": fixed(text_of_letter),
    "access:data_propose": fixed(lambda world: {"place": "po", "code": "nationality"}),
    "access:begin": fixed(lambda world: {"sector": "vo"}),
    "access:draft": fixed(lambda world: {"sector": "po"}),
    "access:draft_row": fixed(lambda world: {"sector": "vo", "role": "dean"}),
    "access:matrix": fixed(lambda world: {"sector": "po"}),
    "access:send_back": fixed(lambda world: {"sector": "po"}),
    "account_confirm_address": fixed(lambda world: {"side": "old"}),
    "account_end_session": fixed(lambda world: {"sign_in": NOBODY}),
    "audit:purpose": fixed(lambda world: {"log": "events"}),
    "mfa_edit_webauthn": fixed(lambda world: {"pk": 1}),
    "mfa_remove_webauthn": fixed(lambda world: {"pk": 1}),
    "staff_account_address": fixed(lambda world: {"user_id": world.things["colleague", "vlieger"].pk}),
    "staff_account_change": fixed(lambda world: {"user_id": world.things["colleague", "vlieger"].pk}),
    "account_reset_password_from_key": fixed(lambda world: {"uidb36": "abc", "key": "wrong-key"}),
    "logo": fixed(lambda world: {"house_id": world.schools["vlieger"].pk}),
    "policy:holiday_remove": fixed(lambda world: {"deviation_id": world.things["holiday", "board"].pk}),
    "organisation:swatch": fixed(lambda world: {"colour": "0b5d5e"}),
    "outbox:demo_mail": fixed(lambda world: {"mail_id": NOBODY}),
    "policy:change": fixed(lambda world: {"section": "requests"}),
    "policy:section": fixed(lambda world: {"section": "requests"}),
    "policy:setting": fixed(lambda world: {"code": "request_term_days"}),
    "staff_account": fixed(lambda world: {"user_id": world.things["colleague", "vlieger"].pk}),
    "staff_account_deed": fixed(lambda world: {"user_id": world.things["colleague", "vlieger"].pk, "deed": "close"}),
    "students:import_difference": fixed(lambda world: {"upload_id": world.things["upload", "office"].pk}),
    "students:import_guardians_difference": fixed(lambda world: {"upload_id": world.things["guardian upload", "office"].pk}),
    "stuck_retry": fixed(lambda world: {"item_id": world.things["stuck", "board"].pk}),
    "theme": fixed(lambda world: {"name": "nothing"}),
}

COMPARES = {"students:merge_guardians", "students:merge_pupils"}           # two things of one kind in one address


def is_relational(name: str) -> bool:
    """Whether a row has three words: own, same school, elsewhere."""
    return name in PLACES and not hasattr(PLACES[name], "is_fixed")


def addresses(world: World, name: str, persona: str) -> list[Filled]:
    """The parts of the address for each word of this person's cell."""
    if name not in PLACES:
        return [{}]
    whose = HOMES[PERSONAS[persona]]
    return [PLACES[name](world, each) for each in (whose if is_relational(name) else whose[:1])]

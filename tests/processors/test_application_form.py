"""The application form: each question with purpose and ground, approved, used, reviewed, printed (S1-28…34, S2-75, S2-86, S2-87; C-19)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from privacyadmin import outbox
from privacyadmin.access.data_models import DataCategory
from privacyadmin.outbox import nightly
from privacyadmin.outbox.models import Item
from privacyadmin.workflow import NotAllowed
from processors.models import FormField, FormUse, FormVersion
from processors.models.register_words import Answered, Asking
from processors.rules.application_forms import field_objections, stands_in_the_way, why_not_enrol
from processors.services import application_forms as services
from tests.factories import NOW, TODAY
from tests.files.samples import words_of

NAME = {
    "section": "pupil", "label": "Hoe heet uw kind?", "answer_type": "line", "options": [], "asking": "required", "purpose": "teaching",
    "ground": "c", "special_ground": "", "why": "Wij moeten weten wie uw kind is.",
}
ALLERGY = NAME | {
    "section": "safety", "label": "Heeft uw kind een allergie?", "asking": "special", "purpose": "conditions", "ground": "e",
    "special_ground": "support", "why": "Dan weten wij wat te doen.", "answer_type": "yes_no",
}
OPENING = {
    "title": "Aanmeldformulier", "opening": "Wij vragen alleen wat nodig is.", "policy_url": "https://waaier.example/privacy",
    "note": "eerste",
}


def kind(code: str) -> DataCategory:
    return DataCategory.objects.get(code=code)


def drafted(by) -> FormVersion:
    version = services.begin(title="Aanmeldformulier", note="eerste", by=by, at=NOW)
    services.change(version, OPENING, by=by, at=NOW)
    services.save_field(version, NAME | {"data_category": kind("name")}, by=by, at=NOW)
    services.save_field(version, ALLERGY | {"data_category": kind("safety")}, by=by, at=NOW)
    return version


def approved(by, board) -> FormVersion:
    return services.approve(services.propose(drafted(by), by=by, at=NOW), by=board, at=NOW)


@pytest.mark.parametrize(("change", "field"), [
    ({"ground": ""}, "ground"), ({"purpose": ""}, "purpose"), ({"why": " "}, "why"), ({"is_special": True}, "asking"),
    ({"asking": "special"}, "asking"), ({"asking": "special", "is_special": True}, "special_ground"), ({"ground": "a"}, "ground"),
    ({"answer_type": "choice", "options": ["ja"]}, "options"),
])
def test_a_question_is_refused_without_what_the_law_and_the_policy_ask(change, field):
    """S1-28, S1-29, S1-30, S2-86; GDPR 7(4), 9."""
    asked = {"asking": "required", "is_special": False, "purpose": "teaching", "ground": "c", "why": "omdat", **change}
    assert field in field_objections(**asked)
    assert not field_objections(asking="required", is_special=False, purpose="teaching", ground="c", why="omdat")


@pytest.mark.parametrize(("asking", "answered", "is_in_the_way"), [
    (Asking.REQUIRED, Answered.GIVEN, False), (Asking.REQUIRED, Answered.DECLINED, True), (Asking.REQUIRED, Answered.EMPTY, True),
    (Asking.OPTIONAL, Answered.DECLINED, False), (Asking.OPTIONAL, Answered.EMPTY, False), (Asking.SPECIAL, Answered.DECLINED, False),
])
def test_not_wanting_to_share_stands_in_the_way_only_of_what_is_needed(asking, answered, is_in_the_way):
    """C-19: S1-31 and S2-75 together."""
    assert stands_in_the_way(asking, answered) == is_in_the_way


def test_the_coordinator_writes_the_board_approves_and_a_school_uses_it(sign_in, coordinator, board_member, vlieger):
    """S1-28, S1-32, S1-34: with the version of the policy that is in force."""
    writer, board = sign_in(coordinator), sign_in(board_member)
    writer.post(reverse("processors:application_form_new"), OPENING)
    version = FormVersion.objects.get()
    add = reverse("processors:application_form_question_new", args=[version.pk])
    asked = NAME | {"data_category": kind("name").pk, "options": ""}
    assert writer.post(add, asked | {"ground": ""}).status_code == 200 and not FormField.objects.exists()
    assert writer.post(add, asked).status_code == 302
    question = reverse("processors:application_form_question", args=[version.pk, FormField.objects.get().pk])
    assert writer.post(question, asked | {"label": "Wat is de naam van uw kind?"}).status_code == 302
    step = reverse("processors:application_form_step", args=[version.pk, "propose"])
    assert writer.post(step).status_code == 302
    assert writer.post(step.replace("propose", "approve")).status_code == 403
    assert board.post(step.replace("propose", "approve")).status_code == 302
    version.refresh_from_db()
    assert version.policy.number == 1 and version.valid_from == TODAY
    assert writer.post(add, asked).status_code == 403
    use = reverse("processors:application_form_use", args=[version.pk])
    assert writer.post(use, {"school": vlieger.pk, "since": TODAY.isoformat()}).status_code == 302
    assert FormUse.objects.get().version == version
    page = writer.get(reverse("processors:application_forms")).content.decode()
    assert "De Vlieger" in page and "Aanmeldformulier" in page


def test_what_was_approved_stays_and_the_next_version_begins_with_its_questions(scope_of, coordinator, board_member):
    by = scope_of(coordinator)
    first = approved(by, scope_of(board_member))
    with pytest.raises(IntegrityError), transaction.atomic():
        first.fields.update(label="Anders")
    second = services.begin(title="Aanmeldformulier", note="korter", by=by, at=NOW)
    assert [field.label for field in second.fields.all()] == [field.label for field in first.fields.all()]
    with pytest.raises(NotAllowed):
        services.begin(title="Nog een", note="", by=by, at=NOW)
    services.drop_field(second, second.fields.get(place=2), by=by, at=NOW)
    assert (first.fields.count(), second.fields.count()) == (2, 1)


def test_a_school_moves_to_a_newer_version_and_never_uses_two(scope_of, coordinator, board_member, vlieger):
    """S1-34."""
    by, board = scope_of(coordinator), scope_of(board_member)
    first = approved(by, board)
    services.use(first, vlieger, since=TODAY, by=by, at=NOW)
    second = services.begin(title="Aanmeldformulier", note="korter", by=by, at=NOW)
    with pytest.raises(ValidationError):
        services.use(second, vlieger, since=TODAY, by=by, at=NOW)
    second = services.approve(services.propose(second, by=by, at=NOW), by=board, at=NOW)
    services.use(second, vlieger, since=TODAY + timedelta(days=10), by=by, at=NOW)
    with pytest.raises(ValidationError):
        services.use(first, vlieger, since=TODAY + timedelta(days=10), by=by, at=NOW)
    assert FormUse.objects.on(TODAY).get().version == first
    assert FormUse.objects.on(TODAY + timedelta(days=10)).get().version == second


def test_the_printed_form_says_why_lets_families_decline_and_names_the_policy(scope_of, coordinator, board_member, sign_in):
    """S1-30…32."""
    version = approved(scope_of(coordinator), scope_of(board_member))
    browser = sign_in(coordinator)
    browser.post(reverse("processors:application_form_print", args=[version.pk]))
    outbox.work(at=NOW)
    answer = browser.get(reverse("processors:application_form_printed", args=[version.pk]))
    words = words_of(b"".join(answer.streaming_content))
    assert "Dan weten wij wat te doen." in words and "https://waaier.example/privacy" in words
    assert words.count("☐") >= 3


def test_the_yearly_review_is_recorded_and_reminded_of_once_after_three_missed_nights(scope_of, coordinator, board_member):
    """S2-87: by whom, when, and what was found."""
    by = scope_of(coordinator)
    version = approved(by, scope_of(board_member))
    found = services.review(version, note="Nationaliteit is niet nodig", by=by, at=NOW)
    late = found.due_on - timedelta(days=27)
    for night in (late, late + timedelta(days=1)):
        nightly.run(on=night, at=NOW + (night - TODAY))
    assert Item.objects.filter(key__startswith="mail:review_reminder").count() == 1
    assert version.reviews.filter(is_latest=True).get() == found


def test_only_missing_answers_that_are_needed_keep_a_child_from_enrolling(scope_of, coordinator):
    fields = list(drafted(scope_of(coordinator)).fields.all())
    answers = {fields[0].pk: Answered.DECLINED, fields[1].pk: Answered.DECLINED}
    assert why_not_enrol(fields, answers) == [fields[0]]
    assert why_not_enrol(fields, answers | {fields[0].pk: Answered.GIVEN}) == []


def test_a_director_reads_the_form_and_a_draft_is_not_his(sign_in, scope_of, coordinator, board_member, director):
    by, browser = scope_of(coordinator), sign_in(director)
    first = approved(by, scope_of(board_member))
    draft = services.begin(title="Aanmeldformulier", note="korter", by=by, at=NOW)
    assert browser.get(first.get_absolute_url()).status_code == 200
    assert browser.get(draft.get_absolute_url()).status_code == 404
    assert browser.get(reverse("processors:application_form_review", args=[first.pk])).status_code == 403

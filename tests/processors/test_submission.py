"""The application form as a family filled it in: who records and reads it, and what stands in the way of admission (S1-27…35; C-19)."""
from datetime import timedelta

import pytest
from django.urls import reverse

from privacyadmin import audit, crypto, history
from privacyadmin.access.catalogue import Role
from privacyadmin.audit.models import Event
from privacyadmin.workflow import NotAllowed
from processors.models import FormAnswer, FormSubmission
from processors.models.register_words import Answered
from processors.models.submissions import ANSWER_LABEL
from processors.services import application_forms as forms
from processors.services import submissions as services
from processors.services.submissions import Given
from students.models import Enrolment, EnrolmentStatus, Student
from students.services import enrolments
from tests import factories
from tests.consent.making import informed
from tests.factories import NOW, TODAY
from tests.processors.test_application_form import ALLERGY, NAME, drafted, kind
from tests.students.test_merging import merge

MOTHER = NAME | {"section": "family", "label": "Op welk nummer bellen wij u?", "purpose": "calamities", "ground": "e"}
DOCTOR = ALLERGY | {"label": "Wat schreef de arts?", "answer_type": "lines"}
BIRTH = NAME | {"label": "Wanneer is uw kind geboren?", "answer_type": "day", "asking": "optional"}


@pytest.fixture
def form(writer, board_member, scope_of):
    """One needed, one free, one of the family, two special; one of these for few eyes."""
    version = drafted(writer)
    for asked, code in ((BIRTH, "birth"), (MOTHER, "contact"), (DOCTOR, "medical")):
        forms.save_field(version, asked | {"data_category": kind(code)}, by=writer, at=NOW)
    return forms.approve(forms.propose(version, by=writer, at=NOW), by=scope_of(board_member), at=NOW)


@pytest.fixture
def office(vlieger):
    return factories.staff(Role.OFFICE, vlieger)


@pytest.fixture
def child(vlieger):
    return factories.pupil(vlieger, status=EnrolmentStatus.APPLICANT, last_name="Zand", first_name="Isa")


@pytest.fixture
def mother(child):
    return factories.guardian(child)


def place(form, label: str) -> int:
    return form.fields.get(label=label).place


def typed(form, **answers: str) -> dict:
    return {"received_on": TODAY.isoformat(), "channel": "paper", "notice_on": TODAY.isoformat(), **answers}


def recorded(form, child, school, by, answers: dict, handed_in_by=None) -> FormSubmission:
    student = Student.objects.with_places(on=by.on).get(pk=child.pk)
    keys = {each.label: each.pk for each in form.fields.all()}
    return services.record(
        student, school=school, version=form, received_on=TODAY, channel="paper", handed_in_by=handed_in_by, notice_on=TODAY,
        answers={keys[label]: given for label, given in answers.items()}, by=by, at=NOW,
    )


def test_the_administration_types_over_a_form_and_a_refusal_of_what_is_needed_blocks_the_admission(sign_in, office, child, form):
    """S1-31, S1-32, S1-35, S2-75; C-19: declined is an answer of its own, and stands in the way of nothing that is free."""
    browser, enrolment = sign_in(office), Enrolment.objects.get(student=child)
    page = browser.get(reverse("students:detail", args=[child.pk])).content.decode()
    assert reverse("processors:submission_new", args=[enrolment.pk]) in page
    new = reverse("processors:submission_new", args=[enrolment.pk])
    assert "Wat schreef de arts?" in browser.get(new).content.decode()                     # waits for a colleague
    name, birth, allergy = (place(form, each["label"]) for each in (NAME, BIRTH, ALLERGY))
    both = typed(form, **{f"answer_{name}": "Isa", f"declined_{name}": "on"})
    assert browser.post(new, both).status_code == 400 and not FormSubmission.objects.exists()
    answers = typed(form, **{f"declined_{name}": "on", f"answer_{birth}": "2018-03-04", f"declined_{allergy}": "on"})
    assert browser.post(new, answers).status_code == 302
    submission = FormSubmission.objects.get()
    assert (submission.policy_id, submission.notice_on, submission.version_id) == (form.policy_id, TODAY, form.pk)
    found = {row.field.label: row.answered for row in submission.answers.select_related("field")}
    assert found == {
        NAME["label"]: "declined", BIRTH["label"]: "given", ALLERGY["label"]: "declined", MOTHER["label"]: "empty",
        DOCTOR["label"]: "empty",
    }
    step = reverse("students:enrolment_step", args=[enrolment.pk, "enrol"])
    refused = browser.get(step)
    assert refused.status_code == 403 and NAME["label"] in refused.content.decode() and MOTHER["label"] in refused.content.decode()
    shown = browser.get(submission.get_absolute_url()).content.decode()
    assert "4 maart 2018" in shown and ("in de weg" in shown or "in the way" in shown)
    phone = place(form, MOTHER["label"])
    change = reverse("processors:submission_change", args=[submission.pk])
    assert browser.post(change, {f"answer_{name}": "Isa Zand", f"answer_{phone}": "06-11112222"}).status_code == 302
    assert browser.get(step).status_code == 200                        # nothing that is free stands in the way


def test_answers_are_sealed_and_no_log_has_their_words(child, vlieger, form, office, scope_of, writer):
    by = scope_of(office)
    submission = recorded(form, child, vlieger, by, {NAME["label"]: Given(Answered.GIVEN, "Isa Zand")})
    row = submission.answers.get(answered="given")
    assert b"Isa" not in bytes(row.sealed)
    audit.flush()
    assert not [event for event in Event.objects.all() if "Zand" in str(event.details)]


def test_what_was_mended_stands_in_the_history_as_it_was_sealed(child, vlieger, form, office, scope_of):
    """SETTLED 32: who mended it, when, and what it was."""
    by, clerk = scope_of(office), scope_of(factories.staff(Role.OFFICE, vlieger))
    submission = recorded(form, child, vlieger, by, {NAME["label"]: Given(Answered.GIVEN, "Isa Zand")})
    row = submission.answers.get(answered="given")
    student = Student.objects.with_places(on=clerk.on).get(pk=child.pk)
    services.change(submission, {row.field_id: Given(Answered.GIVEN, "Isa Zandt")}, by=clerk, at=NOW + timedelta(hours=1), student=student)
    services.note_notice(submission, notice_on=None, by=clerk, at=NOW + timedelta(hours=2), student=student)
    keyring = crypto.Keyring.for_subjects([child.pk])
    versions = row.history.order_by("history_date")
    assert [(keyring.open(child.pk, one.sealed, label=ANSWER_LABEL, row_id=one.id), one.history_by) for one in versions] == [
        ("Isa Zand", office.pk), ("Isa Zandt", clerk.user.pk)]
    assert [one.notice_on for one in submission.history.order_by("history_date")] == [TODAY, None]


def test_a_special_answer_is_written_and_read_only_by_who_may_do_so_with_its_category(child, vlieger, form, office, scope_of, sign_in):
    """S1-29; 2.14: the administration writes no medical data, and a colleague of another school sees nothing."""
    by = scope_of(office)
    with pytest.raises(NotAllowed):
        recorded(form, child, vlieger, by, {DOCTOR["label"]: Given(Answered.GIVEN, "Astma.")})
    submission = recorded(form, child, vlieger, by, {ALLERGY["label"]: Given(Answered.GIVEN, "yes")})
    assert DOCTOR["label"] not in sign_in(office).get(submission.get_absolute_url()).content.decode()
    teacher = sign_in(factories.staff())
    assert teacher.get(submission.get_absolute_url()).status_code == 404


def test_a_colleague_of_another_school_finds_no_form(child, vlieger, kompas, form, office, scope_of, sign_in):
    submission = recorded(form, child, vlieger, scope_of(office), {})
    stranger = sign_in(factories.staff(Role.OFFICE, kompas))
    for name in ("submission", "submission_change", "submission_notice"):
        assert stranger.get(reverse(f"processors:{name}", args=[submission.pk])).status_code == 404
    assert stranger.get(reverse("processors:submission_new", args=[Enrolment.objects.get(student=child).pk])).status_code == 404


def test_the_services_refuse_the_enrolment_too_and_without_a_form_nothing_stands_in_the_way(child, vlieger, form, office, scope_of):
    """S2-75."""
    by, enrolment = scope_of(office), Enrolment.objects.get(student=child)
    recorded(form, child, vlieger, by, {NAME["label"]: Given(Answered.GIVEN, "Isa"), MOTHER["label"]: Given(Answered.DECLINED)})
    with pytest.raises(NotAllowed, match=r"bellen"):
        enrolments.enrol(enrolment, entry_on=TODAY, year_group="1", key="", by=by, at=NOW)
    with history.bulk("test", at=NOW):
        FormAnswer.objects.all().delete()
        FormSubmission.objects.all().delete()
    informed(enrolment, by=office)
    assert enrolments.enrol(enrolment, entry_on=TODAY, year_group="1", key="", by=by, at=NOW).status == EnrolmentStatus.ENROLLED


def test_a_family_sees_its_own_answers_and_no_parent_those_of_the_other(child, vlieger, form, office, mother, scope_of, sign_in):
    """S1-31, S2-06, S2-85; DOMAIN 1.6: the number of one parent is not shown to the other."""
    father = factories.guardian(child)
    answers = {MOTHER["label"]: Given(Answered.GIVEN, "06-11112222"), BIRTH["label"]: Given(Answered.GIVEN, "2018-03-04")}
    recorded(form, child, vlieger, scope_of(office), answers, handed_in_by=mother)
    pages = {
        who: sign_in(person.user).get(reverse("portal:holdings", args=[child.pk])).content.decode()
        for who, person in (("mother", mother), ("father", father))
    }
    assert "06-11112222" in pages["mother"] and "06-11112222" not in pages["father"]
    assert all("4 maart 2018" in page and "/not-right/form/" in page for page in pages.values())


def test_questions_move_up_and_down_within_their_part_of_a_draft(sign_in, coordinator, writer):
    version = drafted(writer)
    second = forms.save_field(version, BIRTH | {"data_category": kind("birth")}, by=writer, at=NOW)
    move = reverse("processors:application_form_question_move", args=[version.pk, second.pk])
    browser = sign_in(coordinator)
    assert browser.post(move, {"to": "up"}).status_code == 302
    assert [each.label for each in version.fields.all()] == [BIRTH["label"], ALLERGY["label"], NAME["label"]]
    browser.post(move, {"to": "up"})
    assert version.fields.first().label == BIRTH["label"]
    version = forms.propose(version, by=writer, at=NOW)
    with pytest.raises(NotAllowed):
        forms.move_field(version, second, up=False, by=writer, at=NOW)


def test_a_page_of_answers_asks_the_same_number_of_queries_however_many_there_are(
    child, vlieger, form, office, scope_of, sign_in, django_assert_max_num_queries
):
    by = scope_of(office)
    few = recorded(form, child, vlieger, by, {NAME["label"]: Given(Answered.GIVEN, "Isa")})
    many = {each["label"]: Given(Answered.GIVEN, "x") for each in (NAME, MOTHER)} | {BIRTH["label"]: Given(Answered.GIVEN, "2018-03-04")}
    more = recorded(form, child, vlieger, by, many)
    browser = sign_in(office)
    browser.get(few.get_absolute_url())
    counts = []
    for submission in (few, more):
        with django_assert_max_num_queries(60) as found:
            browser.get(submission.get_absolute_url())
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_a_form_goes_along_when_two_records_turn_out_to_be_one_child(child, vlieger, form, office, mother, scope_of, coordinator):
    """Answers that were sealed for the record that went open for the one that stays."""
    by = scope_of(office)
    recorded(form, child, vlieger, by, {NAME["label"]: Given(Answered.GIVEN, "Isa Zand")}, handed_in_by=mother)
    double = factories.pupil(vlieger, status=EnrolmentStatus.APPLICANT, last_name="Zand", first_name="Isa")
    merge(double, child, coordinator)
    submission = FormSubmission.objects.get()
    assert submission.student_id == double.pk
    student = Student.objects.with_places(on=by.on).get(pk=double.pk)
    found = services.read(submission, student, by=scope_of(office), at=NOW)
    assert "Isa Zand" in {each.text for each in found.values()}


def test_who_clicks_twice_records_one_form_and_another_answer_is_another_form(sign_in, office, child, form):
    url, name = reverse("processors:submission_new", args=[Enrolment.objects.get(student=child).pk]), place(form, NAME["label"])
    browser = sign_in(office)
    for answer in ("Isa Zand", "Isa Zand", "Isa de Zand"):
        assert browser.post(url, typed(form, **{f"answer_{name}": answer})).status_code == 302
    assert FormSubmission.objects.count() == 2

"""An entry is of a kind that the school keeps that day, for a purpose, and says whether it is fact, observation or interpretation."""
import pytest
from django.urls import reverse

from privacyadmin.access import data_categories
from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.data_categories import Place
from privacyadmin.access.models import DataCategory
from privacyadmin.access.scope import resolve
from privacyadmin.workflow import NotAllowed
from students import rules
from students.models import DossierEntry, Student
from students.services.dossier import add_entry
from tests.factories import NOW, TODAY, staff


def write(client, student, code, **values):
    data = {"happened_on": "2026-01-05", "text": "Een gesprek.", "source": "staff", "nature": "fact", "audience": "role", **values}
    data.setdefault("school", student.enrolments.first().school_id)
    return client.post(reverse("students:entry_new", args=[student.pk, code]), data)


def switch_on(board, code: str, **values) -> None:
    coordinator, member = (resolve(staff(role, board), NOW) for role in (Role.COORDINATOR, Role.BOARD_MEMBER))
    asked = {"is_kept": True, "purposes": ["teaching"], "ground": "e", "special_ground": "belief", "since": TODAY, **values}
    rule = data_categories.propose(DataCategory.objects.get(code=code), Place("po"), note="x", by=coordinator, at=NOW, **asked)
    data_categories.approve(rule, by=member, at=NOW)


def test_the_kind_the_purpose_and_the_nature_are_kept_and_shown(client, teacher, noor):
    """S1-13, S1-98."""
    client.force_login(teacher)
    page = client.get(reverse("students:entry_new", args=[noor.pk, "GUI"])).content.decode()
    assert "Guidance and talks" in page and "Behaviour (sensitive)" in page and "Religion" not in page
    assert "the whole file" in page, "S1-101"
    write(client, noor, "GUI", data_category="behaviour", purpose="bullying", nature="observation", necessity="pesten op het plein")
    kept = DossierEntry.objects.get()
    assert (kept.data_category_id, kept.purpose, kept.nature) == ("behaviour", "bullying", "observation")
    shown = client.get(reverse("students:category", args=[noor.pk, "GUI"])).content.decode()
    assert "Behaviour" in shown and "safety: bullying" in shown and "observation" in shown


def test_what_the_school_does_not_keep_is_refused_in_words(client, teacher, noor):
    """S2-65, S2-79: off by default."""
    client.force_login(teacher)
    answer = write(client, noor, "GUI", data_category="religion", purpose="teaching", necessity="x")
    assert answer.status_code == 200 and not DossierEntry.objects.exists()


def test_no_service_writes_what_is_off_or_for_another_purpose(teacher, noor, vlieger):
    scope, student = resolve(teacher, NOW), Student.objects.with_places(on=TODAY).get(pk=noor.pk)
    told = {"school": vlieger, "category": Category.GUI, "happened_on": TODAY, "text": "x", "by": scope, "at": NOW, "necessity": "x"}
    for data_category, purpose in (("religion", "teaching"), ("guidance", "cameras"), ("results", "teaching"), ("nonsense", "teaching")):
        with pytest.raises(NotAllowed):
            add_entry(student, data_category=data_category, purpose=purpose, **told)
    assert not DossierEntry.objects.exists()


def test_once_switched_on_it_is_offered_and_asks_for_a_reason(client, board, teacher, noor, time_machine):
    """S1-07: special by law."""
    time_machine.move_to(NOW, tick=False)
    switch_on(board, "religion")
    client.force_login(teacher)
    assert "Religion or belief (special by law)" in client.get(reverse("students:entry_new", args=[noor.pk, "GUI"])).content.decode()
    assert "why it is necessary" in write(client, noor, "GUI", data_category="religion").content.decode()
    assert write(client, noor, "GUI", data_category="religion", necessity="gebedstijden").status_code == 302


def test_nationality_needs_a_reason_for_each_pupil(client, board, office, noor, time_machine):
    """S2-65."""
    time_machine.move_to(NOW, tick=False)
    switch_on(board, "nationality", special_ground="")
    client.force_login(office)
    assert write(client, noor, "ID", data_category="nationality").status_code == 200
    assert write(client, noor, "ID", data_category="nationality", necessity="bekostiging nieuwkomers").status_code == 302
    assert "Nationality" in client.get(noor.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("source", "is_refused"), [("staff", True), ("specialist", True), ("guardian", False), ("pupil", False)])
def test_medical_data_at_own_request_comes_from_the_family(vlieger, source, is_refused):
    """S2-67, S2-78."""
    medical = data_categories.kept_at(vlieger, on=TODAY)["medical"]
    assert bool(rules.statement_objection(medical, Category.MED, source=source, necessity="medicijn op school")) is is_refused


def test_an_ordinary_entry_needs_no_choice_and_no_reason(client, teacher, noor):
    client.force_login(teacher)
    page = client.get(reverse("students:entry_new", args=[noor.pk, "RES"])).content.decode()
    assert 'type="hidden" name="data_category"' in page and 'name="necessity"' not in page
    assert write(client, noor, "RES").status_code == 302
    assert DossierEntry.objects.get().data_category_id == "results"

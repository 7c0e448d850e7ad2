"""Who holds which office, what is vacant, and where pages and letters read it (S1-114, S1-141…143, S2-43, S2-48; C-17)."""
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacyadmin import audit, history
from privacyadmin.access.catalogue import Role
from privacyadmin.documents.letterhead import letterhead_of
from privacyadmin.organisation import appointments, keeping
from privacyadmin.organisation.compared import differences
from privacyadmin.organisation.models import Appointment, Function
from privacyadmin.organisation.tasks import needed_functions, vacant
from privacyadmin.policy.catalogue import PRESETS
from privacyadmin.policy.services import put_in_force
from privacyadmin.workflow import NotAllowed
from requests import answer
from requests.models import PrivacyRequest
from tests.factories import NOW, TODAY, SchoolFactory, guardian, pupil, staff

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CONTACT = {"email": "iemand@waaier.example", "phone": "0492 111 222"}


def appoint(function, school=None, *, by=None, since=TODAY - 10 * DAY, **fields):
    person = {} if "user" in fields else {"name": "A. Buiten"}
    values = {"decision": "besluit"} | CONTACT | person | fields
    return keeping.appoint(function=function, school=school, since=since, by=by, at=NOW, **values)


@pytest.fixture
def writes(scope_of, coordinator):
    return scope_of(coordinator)


def test_the_own_coordinator_of_a_school_stands_before_the_boards(vlieger, kompas):
    board, own = appoint(Function.COORDINATOR), appoint(Function.COORDINATOR, kompas)
    assert appointments.holder(Function.COORDINATOR, kompas, TODAY) == own
    assert appointments.holder(Function.COORDINATOR, vlieger, TODAY) == board
    assert appointments.holder(Function.COORDINATOR, None, TODAY) == board


def test_an_office_is_held_from_its_first_day_up_to_its_last(writes):
    held = appoint(Function.FG, since=TODAY)
    keeping.end_appointment(held, last_day=TODAY + 5 * DAY, why="vertrek", by=writes, at=NOW)
    days = [TODAY - DAY, TODAY, TODAY + 5 * DAY, TODAY + 6 * DAY]
    assert [appointments.holder(Function.FG, None, day) is not None for day in days] == [False, True, True, False]


def test_nobody_is_appointed_beside_somebody_who_holds_the_office_alone(writes, kompas):
    appoint(Function.FG, since=TODAY)
    with pytest.raises(ValidationError) as told:
        appoint(Function.FG, by=writes, since=TODAY + DAY)
    assert date_format(TODAY, "j F Y") in told.value.message_dict["since"][0]
    appoint(Function.FG, by=writes, since=TODAY - 30 * DAY, until=TODAY)
    appoint(Function.ADVISER, kompas)
    appoint(Function.ADVISER, kompas)
    with pytest.raises(ValidationError):
        appoint(Function.FG_CONTACT, kompas, by=writes)


def test_the_database_holds_one_at_a_time_too(kompas):
    first = appoint(Function.COORDINATOR, kompas)
    twin = Appointment(function=first.function, school=kompas, name="B", since=TODAY, decision="x", made_at=NOW, **CONTACT)
    with pytest.raises(IntegrityError, match="organisation_appointment_alone"), transaction.atomic():
        history.save(twin, at=NOW)


def test_a_successor_follows_on_the_day_after_the_last(writes):
    first = appoint(Function.FG)
    keeping.end_appointment(first, last_day=TODAY, why="einde", by=writes, at=NOW)
    second = appoint(Function.FG, by=writes, since=TODAY + DAY)
    assert appointments.holder(Function.FG, None, TODAY + DAY) == second
    with pytest.raises(ValidationError):
        keeping.end_appointment(second, last_day=TODAY - 5 * DAY, why="x", by=writes, at=NOW)
    with pytest.raises(ValidationError):
        keeping.end_appointment(first, last_day=TODAY + 9 * DAY, why="x", by=writes, at=NOW)
    names = [event.name for event in audit.trail(first.pk)]
    assert names == ["organisation.appointed", "organisation.appointment_ended"]


def test_vacancies_are_named_with_the_day_since_when(writes, vlieger, kompas):
    """S1-114, S2-43, S2-48."""
    keeping.end_appointment(appoint(Function.FG), last_day=TODAY - DAY, why="vertrek", by=writes, at=NOW)
    appoint(Function.ADVISER, kompas)
    found = [(each.function, each.school, each.since) for each in appointments.vacancies([vlieger, kompas], TODAY)]
    assert found == [(Function.COORDINATOR, None, None), (Function.FG, None, TODAY), (Function.ADVISER, vlieger, None)]


def test_vacancies_wait_on_the_work_list_of_who_keeps_the_settings(writes, scope_of, vlieger, kompas):
    appoint(Function.COORDINATOR)
    titles = [(task.title, task.school) for task in vacant(writes, TODAY)]
    nobody = _("Nobody is appointed: %(function)s") % {"function": Function.FG.label}
    without = ngettext("%(count)d school without a confidential adviser", "%(count)d schools without a confidential adviser", 2)
    assert titles == [(nobody, None), (without % {"count": 2}, None)]
    of_school = scope_of(staff(Role.COORDINATOR, kompas))
    assert [(task.title, task.school) for task in vacant(of_school, TODAY)] == [(_("No confidential adviser"), kompas)]
    assert list(vacant(scope_of(staff(Role.DIRECTOR, kompas)), TODAY)) == []


def test_an_office_that_ends_within_a_month_is_told(writes):
    appoint(Function.SECURITY_OFFICER, until=TODAY + 20 * DAY)
    title = _("Ends soon: %(what)s") % {"what": Function.SECURITY_OFFICER.label}
    assert (title, TODAY + 20 * DAY) in [(task.title, task.due_on) for task in vacant(writes, TODAY)]


def test_the_list_of_work_takes_the_same_queries_for_one_school_or_ten(writes, board, django_assert_num_queries):
    SchoolFactory(board=board)
    with django_assert_num_queries(5):
        list(vacant(writes, TODAY))
    for _number in range(10):
        SchoolFactory(board=board)
    with django_assert_num_queries(5):
        list(vacant(writes, TODAY))


def test_roles_and_appointments_that_do_not_agree_are_shown(board, coordinator, vlieger, kompas):
    """An appointment gives no rights."""
    adviser = staff(Role.ADVISER, kompas, name="Lidy Groen")
    appoint(Function.ADVISER, kompas, user=adviser)
    fg = staff(name="Ruud Terpstra")
    appoint(Function.FG, user=fg)
    found = [(each.person, each.function, each.has_role) for each in differences([vlieger, kompas], at=NOW)]
    assert found == [("Mirjam Bouman", Function.COORDINATOR, True), ("Ruud Terpstra", Function.FG, False)]


def test_coordinator_fg_and_advisers_stand_in_the_foot_of_each_page_of_a_family(sign_in, vlieger, kompas, group6a):
    """Name, mail and phone; of the schools of her own children."""
    appoint(Function.COORDINATOR, name="Mirjam Bouman", email="privacy@waaier.example")
    appoint(Function.FG, name="Ruud Terpstra", title="Toezichthouder")
    appoint(Function.ADVISER, vlieger, name="Lidy Groen", phone="0492 777 888")
    appoint(Function.ADVISER, kompas, name="Ander Mens")
    child = pupil(vlieger, group6a)
    browser = sign_in(guardian(child).user)
    for url in (reverse("portal:home"), reverse("portal:child", args=[child.pk]), reverse("portal:new")):
        page = browser.get(url).content.decode()
        for words in ("Mirjam Bouman", "privacy@waaier.example", "Ruud Terpstra", "Toezichthouder", "Lidy Groen", "0492 777 888"):
            assert words in page, (url, words)
        assert "Ander Mens" not in page


def test_a_parent_without_authority_does_not_read_the_school_in_the_foot(sign_in, vlieger, group6a):
    """SETTLED 11: the first name, and what he may ask."""
    appoint(Function.ADVISER, vlieger, name="Lidy Groen")
    browser = sign_in(guardian(pupil(vlieger, group6a), authority="no").user)
    assert "Lidy Groen" not in browser.get(reverse("portal:home")).content.decode()


def test_letters_name_the_people_of_their_day(vlieger):
    vlieger.street, vlieger.postcode, vlieger.town = "Vijverhof 1", "5701 AA", "Helmond"
    appoint(Function.FG, name="Ruud Terpstra", since=TODAY)
    head = letterhead_of(vlieger, TODAY)
    assert ([each.name for each in head.contacts], head.address) == (["Ruud Terpstra"], "Vijverhof 1, 5701 AA Helmond")
    assert letterhead_of(vlieger, TODAY - DAY).contacts == ()


def test_an_answer_says_by_name_whom_to_ask(vlieger):
    """S2-43, S2-48, S2-200; S1-115."""
    appoint(Function.COORDINATOR, name="Mirjam Bouman")
    appoint(Function.FG, name="Ruud Terpstra")
    appoint(Function.ADVISER, vlieger, name="Lidy Groen")
    asked = PrivacyRequest(school=vlieger)
    people = answer.people_of(asked, TODAY)
    words = [*answer.complaint_route(asked, people)[:2], answer.adviser_sentence(people)]
    assert all(name in line for name, line in zip(("Mirjam Bouman", "Ruud Terpstra", "Lidy Groen"), words, strict=True))


def test_an_fg_contact_is_needed_where_the_rules_send_breaches_to_one(board):
    """S1-143, C-14."""
    assert Function.FG_CONTACT not in needed_functions(TODAY)
    put_in_force(school=None, values=PRESETS["vo"], valid_from=TODAY, note="x", by=None, at=NOW)
    assert Function.FG_CONTACT in needed_functions(TODAY)


# The pages

def sent(**fields):
    return {"function": "fg", "place": "board", "name": "A. Buiten", "since": TODAY, "decision": "besluit", **CONTACT, **fields}


def test_the_coordinator_appoints_corrects_and_ends_in_the_browser(sign_in, coordinator):
    browser, url = sign_in(coordinator), reverse("organisation:appoint")
    assert browser.get(url, {"function": "fg"}).status_code == 200
    assert browser.post(url, sent()).status_code == 302
    held = Appointment.objects.get()
    assert "A. Buiten" in browser.get(reverse("organisation:overview")).content.decode()
    values = {"title": "Toezichthouder", "email": "fg@elders.example", "phone": "1", "decision": "besluit"}
    assert browser.post(reverse("organisation:correct", args=[held.pk]), values).status_code == 302
    assert browser.post(reverse("organisation:end", args=[held.pk]), {"last_day": TODAY, "why": "einde"}).status_code == 302
    held.refresh_from_db()
    assert (held.title, held.until, held.history.count()) == ("Toezichthouder", TODAY + DAY, 3)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": "", "account": ""}, {"account"}), ({"account": "niemand@waaier.example", "name": ""}, {"account"}),
        ({"last_day": TODAY - 30 * DAY}, {"last_day"}), ({"place": "6f3b2c1e-0000-7000-8000-000000000000"}, {"place"}),
        ({"email": "geen adres"}, {"email"}), ({"phone": ""}, {"phone"}), ({"function": "janitor"}, {"function"}),
    ],
)
def test_what_is_wrong_in_an_appointment_is_told_by_field(sign_in, coordinator, fields, wrong):
    page = sign_in(coordinator).post(reverse("organisation:appoint"), sent(**fields))
    assert page.status_code == 200 and set(page.context["form"].errors) == wrong
    assert not Appointment.objects.exists()


def test_the_coordinator_of_a_school_keeps_that_school_alone(sign_in, scope_of, kompas, vlieger):
    person = staff(Role.COORDINATOR, kompas)
    for elsewhere in (vlieger, None):
        with pytest.raises(NotAllowed):
            appoint(Function.COORDINATOR, elsewhere, by=scope_of(person))
    assert appoint(Function.ADVISER, kompas, by=scope_of(person)).school == kompas
    of_board = appoint(Function.FG)
    assert sign_in(person).get(reverse("organisation:end", args=[of_board.pk])).status_code == 404


def test_the_page_takes_the_same_queries_for_one_appointment_or_many(sign_in, coordinator, board, kompas, django_assert_num_queries):
    browser, url = sign_in(coordinator), reverse("organisation:overview")
    appoint(Function.ADVISER, kompas, user=staff(Role.ADVISER, kompas))
    browser.get(url)
    with CaptureQueriesContext(connection) as counted:
        browser.get(url)
    for _number in range(8):
        school = SchoolFactory(board=board)
        appoint(Function.ADVISER, school, user=staff(Role.ADVISER, school), by=None)
    with django_assert_num_queries(len(counted)):
        browser.get(url)

"""A sealed piece is vetted by one who may read what it was copied from, or who was asked to (SETTLED 9; 2.14: own school)."""

from datetime import date

import pytest

from privacyadmin.access.catalogue import Category, Role
from requests.models import ItemState
from requests.services import gathering, redacting, vetting
from students.models import Enrolment, EnrolmentStatus, Student
from students.services.numbers import set_bsn
from tests.factories import entry, staff
from tests.requests.cast import NOW, SINCE, Cast, identified, item_of, page, signed_in

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def moved(cast, kompas) -> Cast:
    """Noor came from another school of the board, which wrote a medical and a care report then."""
    Enrolment(
        student=cast.noor, school=kompas, status=EnrolmentStatus.LEFT, key="9", entry_on=date(2022, 8, 1), left_on=date(2026, 7, 31)
    ).save()
    entry(cast.noor, kompas, Category.CAR, "Verslag van het andere zorgteam.", happened_on=date(2025, 1, 5))
    return cast


def there(cast: Cast, privacy_request):
    """The piece that was copied from the other school."""
    return privacy_request.items.exclude(school_name=cast.school.name).get(category="CAR")


def gathered(cast: Cast):
    return gathering.gather(identified(cast), by=cast.scope(cast.coordinator), at=NOW)


def test_a_counsellor_does_not_read_what_another_school_wrote_by_way_of_a_request(moved):
    cast = moved
    item = there(cast, gathered(cast))
    client = signed_in(cast.counsellor)
    answer = client.get(item.get_absolute_url())
    assert answer.status_code in (403, 404) and "andere zorgteam" not in page(answer)
    assert item not in vetting.to_vet(cast.scope(cast.counsellor))
    assert client.post(f"{item.get_absolute_url()}clear/").status_code in (403, 404)
    item.refresh_from_db()
    assert item.state == ItemState.VETTING


def test_she_reads_what_her_own_school_wrote(moved):
    cast = moved
    privacy_request = gathered(cast)
    own = privacy_request.items.get(category="CAR", school_name=cast.school.name)
    assert signed_in(cast.counsellor).get(own.get_absolute_url()).status_code == 200
    assert own in vetting.to_vet(cast.scope(cast.counsellor))


def test_the_care_coordinator_of_the_school_that_wrote_it_reads_it(moved, kompas):
    cast = moved
    item = there(cast, gathered(cast))
    care = staff(Role.CARE_COORDINATOR, kompas, since=SINCE)
    assert signed_in(care).get(item.get_absolute_url()).status_code == 200
    assert list(vetting.to_vet(cast.scope(care))) == [item]


def test_a_counsellor_who_was_asked_by_the_handler_reads_it(moved):
    """SETTLED 9: the board is the controller; asking is recorded."""
    cast = moved
    privacy_request = gathered(cast)
    vetting.ask_to_vet(privacy_request, category="CAR", person=cast.counsellor, by=cast.scope(cast.coordinator), at=NOW)
    item = there(cast, privacy_request)
    assert item in vetting.to_vet(cast.scope(cast.counsellor))
    assert signed_in(cast.counsellor).get(item.get_absolute_url()).status_code == 200
    redacting.clear(item, by=cast.scope(cast.counsellor), at=NOW)


def test_the_citizen_service_number_is_of_no_single_school(moved):
    """2.14: the administration reads it."""
    cast = moved
    set_bsn(Student.objects.with_places(on=NOW.date()).get(pk=cast.noor.pk), number="111222333", by=cast.scope(cast.office), at=NOW)
    item = item_of(gathered(cast), "BSN", "bsn")
    assert signed_in(cast.office).get(item.get_absolute_url()).status_code == 200
    assert item in vetting.to_vet(cast.scope(cast.office))

"""The answer says of each piece what kind of data and statement it is, and where the processing is restricted."""
import json
from datetime import date, timedelta

from privacyadmin.access.catalogue import Category
from privacyadmin.documents.services import open_document
from requests.models import Part
from requests.services import delivering
from students.models import Student
from students.services import restrictions
from students.services.dossier import add_entry
from tests.factories import staff
from tests.requests.cast import NOW, SINCE, ready


def test_each_piece_says_its_kind_and_nature_and_a_restriction_is_told(cast):
    """S1-98, S2-185; GDPR 15(1)."""
    at = NOW - timedelta(days=1)
    counsellor = cast.scope(staff("counsellor", cast.school, since=SINCE), at)
    student = Student.objects.with_places(on=date(2026, 11, 1)).get(pk=cast.noor.pk)
    add_entry(
        student, school=cast.school, category=Category.GUI, happened_on=date(2026, 10, 1), text="Duwde in de rij.", by=counsellor, at=at,
        data_category="behaviour", purpose="teaching", nature="observation", necessity="veiligheid",
    )
    restrictions.restrict(
        student, school=cast.school, categories=["RES"], ground="accuracy", reason="intern", review_on=date(2026, 12, 20), by=None, at=at
    )
    answered = ready(cast)
    data = next(row for row in delivering.latest(answered) if row.part == Part.JSON)
    entries = json.loads(b"".join(open_document(data.document)))["entries"]
    (behaviour,) = [each for each in entries if each["data_category"] in ("Gedrag", "Behaviour")]
    assert behaviour["nature"] in ("observatie", "observation", "waarneming")
    (limit,) = [each for each in entries if each["kind"] == "limits"]
    assert "intern" not in str(limit), "the reason is the school's own; the ground in law is told"

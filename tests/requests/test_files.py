"""Files that belong to dossier entries: given whole, or left out; their names are not given."""
import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse

from privacyadmin import audit
from privacyadmin.access.catalogue import Category
from privacyadmin.documents.services import open_document
from privacyadmin.files.checking import Checked
from requests.models import Part
from requests.services import deciding, delivering, redacting
from students.services.dossier import add_entry
from tests.factories import staff
from tests.requests.cast import NOW, SINCE, collecting, item_of, read_all, signed_in, work

pytestmark = pytest.mark.usefixtures("clock")
CONTENT = b"%PDF-1.7 schoolrapport"


@pytest.fixture
def with_file(cast):
    """A report with a file whose name names a classmate."""
    teacher = staff("counsellor", cast.school, since=SINCE)
    student = redacting.Student.objects.with_places(on=date(2026, 11, 2)).get(pk=cast.noor.pk)
    file = Checked("ruzie met Finn.pdf", "application/pdf", CONTENT)
    told = {"happened_on": date(2026, 9, 9), "text": "Zie bijlage.", "files": [file]}
    add_entry(student, school=cast.school, category=Category.RES, by=cast.scope(teacher), at=NOW, **told)
    return collecting(cast)


def answered(cast, privacy_request):
    read_all(privacy_request, cast)
    deciding.submit(privacy_request, by=cast.scope(cast.coordinator), at=NOW)
    deciding.decide(privacy_request, outcome="granted", by=cast.scope(cast.board_member), at=NOW)
    work()
    return {row.part: b"".join(open_document(row.document)) for row in delivering.latest(privacy_request)}


def test_the_handler_opens_the_file_before_it_is_given_and_that_is_recorded(cast, with_file):
    item = item_of(with_file, "RES", "file")
    response = signed_in(cast.coordinator).get(reverse("requests:file", args=[with_file.pk, item.pk]))
    assert b"".join(response.streaming_content) == CONTENT
    assert "Finn" not in response["Content-Disposition"]
    assert signed_in(cast.fg).get(reverse("requests:file", args=[with_file.pk, item.pk])).status_code == 403
    entries = with_file.items.filter(kind="entry").values_list("source_id", flat=True)
    assert "dossier.file_downloaded" in {event.name for event in audit.trail(*entries)}


def test_files_come_as_numbers_in_one_archive_beside_the_answer(cast, with_file):
    parts = answered(cast, with_file)
    assert set(parts) == {Part.PDF, Part.JSON, Part.FILES}
    archive = zipfile.ZipFile(BytesIO(parts[Part.FILES]))
    assert archive.namelist() == ["01.pdf"] and archive.read("01.pdf") == CONTENT
    assert b"Finn.pdf" not in parts[Part.JSON]


def test_a_file_that_is_left_out_is_in_no_archive(cast, with_file):
    redacting.leave_out(item_of(with_file, "RES", "file"), why="others", reason="gaat over Finn", by=cast.scope(cast.coordinator), at=NOW)
    assert Part.FILES not in answered(cast, with_file)

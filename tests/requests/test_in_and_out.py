"""Letters and e-mails on the page of a request; and what came in on cases of the pupil, in the answer (GDPR 15(1))."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from privacyadmin import audit
from privacyadmin.access.catalogue import Category
from privacyadmin.files import correspondence
from privacyadmin.files.checking import Checked
from requests.models import ItemState, Part
from tests.factories import case
from tests.files import samples
from tests.requests.cast import NOW, collecting, item_of, page, received, signed_in
from tests.requests.test_files import answered

pytestmark = pytest.mark.usefixtures("clock")
LETTER = {"direction": "in", "happened_on": date(2026, 10, 30), "channel": "email", "party": "Sanne Smit", "words": "Ik wil alles zien."}


def add(client, privacy_request, *uploads):
    address = reverse("files:add", args=["requests.request", privacy_request.pk])
    return client.post(address, LETTER | {"uploads": list(uploads)})


def add_to_care(cast, *, words="De arts belde over Noor."):
    """A letter of a doctor on a care case, with a report."""
    file = case(cast.noor, school=cast.school, categories=[Category.CAR])
    found = correspondence.case_of("students.case", file.pk, cast.scope(cast.counsellor))
    told = LETTER | {"party": "Dokter Jansen", "words": words}
    return correspondence.add(
        found, **told, files=[Checked("Noor bij de arts.pdf", "application/pdf", b"%PDF-1.7 arts")], by=cast.scope(cast.counsellor), at=NOW
    )


def test_the_mail_by_which_somebody_asked_lies_with_the_request(cast):
    privacy_request = received(cast)
    mail = SimpleUploadedFile("verzoek.eml", samples.mail("Ik wil alles zien."))
    assert add(signed_in(cast.office), privacy_request, mail).status_code == 302
    shown = page(signed_in(cast.coordinator).get(privacy_request.get_absolute_url()))
    assert "Sanne Smit" in shown and "verzoek.txt" in shown
    assert "letter.added" in {event.name for event in audit.trail(privacy_request.pk)}


def test_who_only_reads_the_register_sees_no_letters(cast):
    privacy_request = received(cast)
    add(signed_in(cast.coordinator), privacy_request)
    for person in (cast.fg, cast.board_member):
        assert "Ik wil alles zien." not in page(signed_in(person).get(privacy_request.get_absolute_url()))
        assert add(signed_in(person), privacy_request).status_code == 404
    assert add(signed_in(cast.mother.user), privacy_request).status_code == 404, "a parent on a page of the staff"


def test_what_came_in_on_a_care_case_is_vetted_and_given(cast):
    """SETTLED 9: care is read by who may read it, before it is given."""
    add_to_care(cast)
    privacy_request = collecting(cast)
    letter = privacy_request.items.get(kind="letter")
    assert (letter.category, letter.state) == ("CAR", ItemState.VETTING)
    assert signed_in(cast.coordinator).get(letter.get_absolute_url()).status_code == 403
    shown = page(signed_in(cast.counsellor).get(letter.get_absolute_url()))
    assert "Dokter Jansen" in shown and "De arts belde over Noor." in shown
    file = item_of(privacy_request, "CAR", "file")
    answer = signed_in(cast.counsellor).get(reverse("requests:file", args=[privacy_request.pk, file.pk]))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 arts"
    parts = answered(cast, privacy_request)
    assert zipfile.ZipFile(BytesIO(parts[Part.FILES])).read("01.pdf") == b"%PDF-1.7 arts"
    assert "De arts belde over Noor." in parts[Part.JSON].decode() and b"arts.pdf" not in parts[Part.JSON]


def test_the_letters_of_the_other_parents_request_stay_his_own(cast):
    """He may ask in confidence; what the case of the school holds on the child is given all the same."""
    others = received(cast, by=cast.father)
    add(signed_in(cast.coordinator), others)
    assert not collecting(cast).items.filter(kind="letter").exists()

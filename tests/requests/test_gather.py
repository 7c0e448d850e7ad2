"""Putting the dossier together with one click."""

from datetime import date, timedelta

from django.db import connection
from django.urls import reverse

from privacyadmin import audit, crypto
from privacyadmin.access.catalogue import Category, Right
from requests.models import DossierItem, ItemState, Redaction
from requests.services import gathering, handling
from requests.services.gathering import text_of
from students.models import CaseGrant, Protection, Student
from tests.factories import entry
from tests.requests.cast import ADVISER, GUIDANCE, MEDICAL, NOW, collecting, identified, item_of, page, signed_in


def words(item):
    return text_of(item, crypto.Keyring.for_subjects([item.privacy_request.student_id]))


def test_one_click_copies_every_entry_and_what_is_known_of_the_pupil(cast, clock):
    """S2-163, B10; GDPR 15(1), 15(3)."""
    privacy_request = identified(cast)
    signed_in(cast.coordinator).post(reverse("requests:gather", args=[privacy_request.pk]))
    found = {(item.kind, item.category) for item in DossierItem.objects.all()}
    assert found == {
        ("pupil", "ID"),
        ("family", "FAM"),
        ("enrolment", "ENR"),
        ("classes", "ENR"),
        ("entry", "GUI"),
        ("entry", "RES"),
        ("entry", "CAR"),
        ("entry", "MED"),
    }
    assert words(item_of(privacy_request, "GUI")) == GUIDANCE


def test_notes_of_the_adviser_are_never_copied(cast):
    """S1-115."""
    privacy_request = collecting(cast)
    assert not privacy_request.items.filter(category="ADV").exists()
    assert all(ADVISER not in words(item) for item in privacy_request.items.all())


def test_nothing_readable_lies_in_the_database(cast):
    """DESIGN, sealed content."""
    collecting(cast)
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(i::text, ' ') from requests_dossieritem i")
        dump = cursor.fetchone()[0]
        cursor.execute("select string_agg(encode(sealed, 'escape'), ' ') from requests_dossieritem")
        dump += cursor.fetchone()[0]
    assert "Finn" not in dump and "ruzie" not in dump and "orthopedagoog" not in dump


def test_care_medical_and_citizen_number_go_sealed_to_one_who_may(cast):
    """SETTLED 9."""
    privacy_request = collecting(cast)
    states = dict(privacy_request.items.filter(kind="entry").values_list("category", "state"))
    assert states == {"GUI": ItemState.OPEN, "RES": ItemState.OPEN, "CAR": ItemState.VETTING, "MED": ItemState.VETTING}


def test_the_handler_reads_the_dossier_through_a_case_until_the_request_closes(cast):
    """SETTLED 3, 9: that pupil, logged, until it closes; not care, not medical."""
    before = cast.scope(cast.coordinator)
    noor = Student.objects.with_places(on=date(2026, 11, 2)).get(pk=cast.noor.pk)
    assert not before.can(noor, Category.GUI)
    privacy_request = collecting(cast)
    during = cast.scope(cast.coordinator, NOW + timedelta(minutes=1))
    assert during.can(noor, Category.GUI)
    assert not during.can(noor, Category.MED) and not during.can(noor, Category.CAR) and not during.can(noor, Category.BSN)
    handling.withdraw(privacy_request, by=cast.scope(cast.mother), at=NOW + timedelta(hours=1))
    after = cast.scope(cast.coordinator, NOW + timedelta(hours=1))
    assert not after.can(noor, Category.GUI)
    assert CaseGrant.objects.get().until == NOW + timedelta(hours=1)


def test_the_case_lapses_by_itself_where_nobody_closes_the_request(cast):
    privacy_request = collecting(cast)
    later = cast.scope(cast.coordinator, privacy_request.case.until)
    noor = Student.objects.with_places(on=date(2026, 11, 2)).get(pk=cast.noor.pk)
    assert not later.can(noor, Category.GUI, Right.READ)


def test_a_secret_address_is_blacked_out_by_rule_wherever_it_stands(cast):
    """DOMAIN 1.6."""
    privacy_request = collecting(cast)
    text = words(item_of(privacy_request, "RES"))
    hidden = [text[r.start : r.end] for r in Redaction.objects.all()]
    assert hidden == ["Verscholenpad 7", "5701zz"]
    assert "5701" not in words(item_of(privacy_request, "ID", "pupil"))
    assert "Verscholen" not in words(item_of(privacy_request, "FAM", "family"))


def test_what_is_protected_stays_out_until_it_is_reviewed(cast):
    """C-25; S1-117, S2-199."""
    Protection.objects.create(
        student=cast.noor, categories=["GUI"], since=NOW, reason="meldcode", hidden_from="guardians", review_on=date(2027, 1, 1)
    )
    item = item_of(collecting(cast), "GUI")
    assert (item.state, item.is_protected) == (ItemState.LEFT_OUT, True)


def test_gathering_again_adds_only_what_is_new(cast):
    privacy_request = collecting(cast)
    before = set(privacy_request.items.values_list("pk", flat=True))
    new = entry(cast.noor, cast.school, Category.GUI, "Later opgeschreven.")
    gathering.gather_again(privacy_request, by=cast.scope(cast.coordinator), at=NOW)
    assert [item.source_id for item in privacy_request.items.exclude(pk__in=before)] == [new.pk]


def test_the_list_of_pieces_shows_no_words_and_no_link_to_what_is_sealed(cast, clock):
    privacy_request = collecting(cast)
    shown = page(signed_in(cast.coordinator).get(reverse("requests:items", args=[privacy_request.pk])))
    assert MEDICAL not in shown and "ruzie" not in shown
    assert item_of(privacy_request, "GUI").get_absolute_url() in shown
    assert item_of(privacy_request, "MED").get_absolute_url() not in shown


def test_who_read_the_file_is_part_of_it(cast):
    """GDPR 15; ECJ C-579/21: when and in which role, not who."""
    audit.reading(by=cast.counsellor, student_id=cast.noor.pk, category="CAR", right="counsellor", at=NOW)
    text = words(item_of(collecting(cast), "ID", "readings"))
    assert "2026" in text and cast.counsellor.name not in text

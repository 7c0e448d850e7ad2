"""A secret address stays secret in every form in which people write it down (DOMAIN 1.6)."""

import json

import pytest

from privacyadmin import crypto
from privacyadmin.access.catalogue import Category
from requests import answer
from requests.services import gathering
from students.models.guardians import ADDRESS_LABEL
from tests.factories import entry
from tests.requests.cast import NOW, Cast, collecting, identified, item_of, read_all


def gives_address(cast: Cast, *, phone: str = "", **parts: str) -> None:
    """The father's address as the import of guardians stores it."""
    keyring = crypto.Keyring.ensure([cast.father.pk], at=NOW)
    cast.father.address_sealed = keyring.seal(cast.father.pk, json.dumps(parts), label=ADDRESS_LABEL, row_id=cast.father.pk)
    cast.father.phone = phone
    cast.father.save()


def told(cast: Cast, text: str) -> str:
    """What the mother reads of a note in which somebody typed it."""
    entry(cast.noor, cast.school, Category.ABS, text)
    privacy_request = collecting(cast)
    read_all(privacy_request, cast)
    privacy_request.decided_at = NOW
    content = answer.content_of(privacy_request, language="nl")
    (block,) = [block for block in content.blocks if block.category == Category.ABS]
    return "".join(part.text for part in block.parts)


@pytest.mark.parametrize("written", ["Laan 12", "laan 12", "Laan  12", "Laan12", "Laan\n12"])
def test_a_short_street_with_its_number_as_the_import_keeps_it_is_blacked_out(cast, written):
    """DOMAIN 1.6: straat, huisnummer (CONTRACT, guardian file)."""
    gives_address(cast, street="Laan", house_number="12", postcode="5701 ZZ", city="Helmond", country="")
    shown = told(cast, f"Vader haalt op aan {written}, gezien.")
    assert "12" not in shown and "aan" in shown and "gezien" in shown


def test_the_number_of_a_house_goes_with_its_street(cast):
    """DOMAIN 1.6: straat, huisnummer."""
    gives_address(cast, street="Verscholenpad", house_number="7-A", postcode="5701 ZZ")
    assert "7" not in told(cast, "Hij woont Verscholenpad 7-A sinds kort.")


SPACED = ["06-12345678", "06 12 34 56 78", "0612345678", "+31612345678", "+31 (0)6 12345678", "0031 6 1234 5678"]


@pytest.mark.parametrize("written", SPACED)
def test_a_number_to_call_is_recognised_however_it_is_spaced(cast, written):
    """DOMAIN 1.6."""
    gives_address(cast, street="Verscholenpad", house_number="7", phone="06 12345678")
    assert "5678" not in told(cast, f"Bel vader op {written} na vieren.").replace(" ", "").replace("-", "")


def test_a_day_or_another_number_is_no_number_to_call(cast):
    """DOMAIN 1.6: only what is secret is taken away."""
    gives_address(cast, street="Laan", house_number="12", phone="06 12345678")
    assert told(cast, "Op 12 mei 2026 las zij 06 bladzijden.") == "Op 12 mei 2026 las zij 06 bladzijden."


def test_a_name_with_an_accent_is_one_name_however_it_was_typed(cast):
    """S2-169: a letter and its accent as two signs would be missed by whoever types the passage."""
    entry(cast.noor, cast.school, Category.ABS, "Zoe\u0308 was er niet bij, Zoë wel.")
    privacy_request = gathering.gather(identified(cast), by=cast.scope(cast.coordinator), at=NOW)
    keyring = crypto.Keyring.for_subjects([cast.noor.pk])
    assert gathering.text_of(item_of(privacy_request, "ABS"), keyring).count("Zoë") == 2

"""An organisation that is the guardian stands in an answer by its name; who works there is nobody's business (S2-14, GDPR 15(4))."""
from datetime import date

import pytest

from privacyadmin import crypto
from requests.models import ItemKind
from requests.services.gathering import text_of
from students.models import Guardian
from tests.requests.cast import collecting

pytestmark = pytest.mark.usefixtures("clock")


def test_the_answer_names_the_organisation_and_not_its_people(cast):
    agency = Guardian.objects.create(organisation_name="Voogdij Zuid", last_name="Aarts", first_name="Wim", email="post@voogdij.example")
    cast.noor.guardian_relations.create(guardian=agency, kind="voogd", authority="gerechtelijk")
    agency.contacts.create(name="Nadia Kessels", email="nadia@voogdij.example", since=date(2026, 1, 1))
    item = collecting(cast).items.get(kind=ItemKind.FAMILY)
    text = text_of(item, crypto.Keyring.for_subjects([cast.noor.pk]))
    assert "Voogdij Zuid" in text
    assert not any(word in text for word in ("Aarts", "Wim", "Nadia", "voogdij.example"))

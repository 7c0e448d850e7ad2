"""The demo shows parties, agreements and disclosures in every state."""
from django.core.management import call_command

from processors.models import Agreement, Disclosure, Publication
from processors.models.catalogue import AgreementState
from tests.factories import TODAY


def test_the_demo_has_an_agreement_in_every_state(db):
    call_command("demo_data", schools=2, pupils=40, seed=1, verbosity=0)
    found = {row.state_on(TODAY) for row in Agreement.objects.all()}
    assert set(AgreementState) - found == {AgreementState.FUTURE}
    assert Publication.objects.filter(kind="processors", is_public=True).exists()
    given = list(Disclosure.objects.select_related("party"))
    assert {row.status for row in given} == {"draft", "decided", "given"} and {row.is_standing for row in given} == {True, False}
    assert [row.party.kind for row in given if row.is_police] == ["police"]

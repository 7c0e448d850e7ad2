"""The demo shows parties and agreements in every state."""
from django.core.management import call_command

from processors.models import Agreement, Publication
from processors.models.catalogue import AgreementState
from tests.factories import TODAY


def test_the_demo_has_an_agreement_in_every_state(db):
    call_command("demo_data", schools=2, pupils=40, seed=1, verbosity=0)
    found = {row.state_on(TODAY) for row in Agreement.objects.all()}
    assert set(AgreementState) - found == {AgreementState.FUTURE}
    assert Publication.objects.filter(kind="processors", is_public=True).exists()

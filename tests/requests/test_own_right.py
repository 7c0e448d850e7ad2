"""A right of its own shows that nothing else has to change (issue: the right is a value with its own steps)."""

import pytest
from django.urls import reverse

from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.workflow import Step, Workflow
from requests import rights
from requests.models import PrivacyRequest, Status
from requests.services import receiving
from requests.workflow import ACCESS_STEPS
from tests.requests.cast import NOW, identify, page, signed_in

pytestmark = pytest.mark.usefixtures("clock")
DONE = []
HANDLES = (Register.REQUESTS, Verb.WRITE)


@pytest.fixture
def correction():
    """Correct a birthday: identity, looked at, decided; no dossier."""
    right = rights.register(
        rights.PrivacyRight(
            code="correction",
            label="Correct what is wrong",
            article="GDPR 16",
            question="Have something corrected",
            explanation="The school corrects it.",
            steps=Workflow(
                identify=ACCESS_STEPS["identify"],
                look=Step({Status.IDENTIFIED}, Status.SUBMITTED, HANDLES, label="Look it up"),
                decide=ACCESS_STEPS["decide"],
                withdraw=ACCESS_STEPS["withdraw"],
            ),
            granted=lambda privacy_request, at: DONE.append(privacy_request.number),
        )
    )
    yield right
    rights.forget("correction")
    DONE.clear()


def asked(cast):
    found, _new = receiving.receive(student=cast.noor, right="correction", wish="Haar verjaardag.", by=cast.scope(cast.mother), at=NOW)
    return found


def test_it_goes_all_the_way_through_the_same_pages(cast, correction):
    privacy_request = asked(cast)
    identify(privacy_request, cast)
    client = signed_in(cast.coordinator)
    shown = client.get(privacy_request.get_absolute_url())
    assert "Look it up" in page(shown) and "Correct what is wrong" in page(shown)
    assert client.post(reverse("requests:step", args=[privacy_request.pk, "look"])).status_code == 302
    assert client.get(reverse("requests:gather", args=[privacy_request.pk])).status_code == 404
    signed_in(cast.board_member).post(
        reverse("requests:decide", args=[privacy_request.pk]), {"outcome": "granted", "ground": "", "reason": ""}
    )
    assert [privacy_request.number] == DONE
    assert "Correct what is wrong" in page(signed_in(cast.mother).get(privacy_request.get_portal_url()))


def test_the_portal_offers_it_beside_access(cast, correction):
    shown = page(signed_in(cast.mother).get(f"{reverse('portal:new')}?child={cast.noor.pk}"))
    assert "Have something corrected" in shown
    signed_in(cast.mother).post(reverse("portal:new"), {"child": str(cast.noor.pk), "right": "correction", "wish": "", "send": "1"})
    assert PrivacyRequest.objects.get().right == "correction"


def test_its_own_step_needs_the_role_too(cast, correction):
    privacy_request = asked(cast)
    identify(privacy_request, cast)
    assert signed_in(cast.office).post(reverse("requests:step", args=[privacy_request.pk, "look"])).status_code == 403

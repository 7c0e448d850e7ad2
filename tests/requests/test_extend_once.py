"""A second click does not extend twice (GDPR 12(3); RELIABILITY 5: double submits)."""

import re

import pytest
from django.urls import reverse

from tests.requests.cast import page, received, signed_in

pytestmark = pytest.mark.usefixtures("clock")


def test_the_same_form_sent_twice_extends_the_term_once(cast):
    """S1-62, S2-198."""
    privacy_request = received(cast)
    client, url = signed_in(cast.coordinator), reverse("requests:extend", args=[privacy_request.pk])
    seen = re.search(r'name="seen" value="([^"]+)"', page(client.get(url)))[1]
    for _click in range(2):
        last = client.post(url, {"reason": "Meer tijd.", "seen": seen})
    assert last.status_code == 403
    assert privacy_request.extensions.count() == 1

"""Establishing who asks."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from requests.forms import IdentifyForm
from requests.models import IdentityCheck, PrivacyRequest, Status
from tests.requests.cast import identified, received, signed_in

pytestmark = pytest.mark.usefixtures("clock")
ANSWERS = {
    "method": "signed_in",
    "attribute_one": "sign_in_address",
    "attribute_two": "child_birth",
    "document_seen": "",
    "checked_on": "2026-11-02",
}


def test_the_coordinator_notes_method_day_and_two_things_that_matched(cast):
    """S2-166, S2-168."""
    privacy_request = received(cast)
    signed_in(cast.coordinator).post(reverse("requests:identify", args=[privacy_request.pk]), ANSWERS)
    check = IdentityCheck.objects.get()
    assert (check.method, check.checked_by) == ("signed_in", cast.coordinator)
    privacy_request.refresh_from_db()
    assert privacy_request.status == Status.IDENTIFIED


def test_the_administration_may_do_it_at_the_desk(cast):
    privacy_request = received(cast)
    seen = ANSWERS | {"method": "desk", "attribute_one": "name", "document_seen": "passport"}
    assert signed_in(cast.office).post(reverse("requests:identify", args=[privacy_request.pk]), seen).status_code == 302


def test_one_thing_twice_is_not_two(cast):
    privacy_request = received(cast)
    response = signed_in(cast.coordinator).post(
        reverse("requests:identify", args=[privacy_request.pk]), ANSWERS | {"attribute_two": "sign_in_address"}
    )
    assert response.context["form"].errors["attribute_two"]
    with pytest.raises(IntegrityError), transaction.atomic():
        identified(cast)
        IdentityCheck.objects.update(attribute_two="sign_in_address")


def test_there_is_no_field_and_no_upload_for_a_copy_or_a_number():
    """S2-167, C-24."""
    assert set(IdentifyForm.base_fields) == {"method", "attribute_one", "attribute_two", "document_seen", "checked_on"}
    assert {field.get_internal_type() for field in IdentityCheck._meta.fields} <= {
        "UUIDField",
        "OneToOneField",
        "CharField",
        "DateField",
        "DateTimeField",
        "ForeignKey",
    }
    choices = [field for field in IdentityCheck._meta.fields if field.get_internal_type() == "CharField"]
    assert all(field.choices for field in choices)


def test_the_database_refuses_an_answer_without_an_identity(cast):
    """S2-168: whatever the program does."""
    privacy_request = received(cast)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update requests_privacyrequest set status = 'collecting' where id = %s", [privacy_request.pk])


def test_nothing_is_gathered_before_it(cast):
    privacy_request = received(cast)
    assert signed_in(cast.coordinator).post(reverse("requests:gather", args=[privacy_request.pk])).status_code == 403
    assert PrivacyRequest.objects.get().status == Status.RECEIVED


@pytest.mark.parametrize("who, status", [("fg", 403), ("board_member", 403), ("teacher", 403), ("ict", 403), ("director", 200)])
def test_who_may_establish_it(cast, who, status):
    privacy_request = received(cast)
    assert signed_in(getattr(cast, who)).get(reverse("requests:identify", args=[privacy_request.pk])).status_code == status

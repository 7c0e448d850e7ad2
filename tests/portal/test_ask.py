"""Asking, screen by screen."""

import pytest
from django.urls import reverse

from requests.models import PrivacyRequest
from tests.factories import pupil
from tests.requests.cast import page, signed_in

pytestmark = pytest.mark.usefixtures("clock")


def new():
    return reverse("portal:new")


def test_child_what_check_sent_with_the_term_as_a_date(cast, vlieger, group6a):
    """Issue: the whole way of the parent; ≤ 3 fields per screen."""
    cast.mother.relations.create(student=pupil(vlieger, group6a, first_name="Sam"), authority="ja")
    client = signed_in(cast.mother)
    first = client.get(new())
    assert "Noor" in page(first) and "Sam" in page(first)
    second = client.post(new(), {"child": str(cast.noor.pk)})
    assert len(second.context["form"].fields) <= 3
    third = client.post(new(), {"child": str(cast.noor.pk), "right": "access", "wish": "Groep 5 graag."})
    assert "Groep 5 graag." in page(third) and not PrivacyRequest.objects.exists()
    sent = client.post(new(), {"child": str(cast.noor.pk), "right": "access", "wish": "Groep 5 graag.", "send": "1"}, follow=True)
    privacy_request = PrivacyRequest.objects.get()
    assert sent.redirect_chain[-1][0] == privacy_request.get_portal_url()
    assert "30 november 2026" in page(sent).lower()
    assert privacy_request.wish == "Groep 5 graag."


def test_with_one_child_the_first_screen_is_left_out(cast):
    assert "Noor" in page(signed_in(cast.mother).get(new())) and "form" in signed_in(cast.mother).get(new()).context


def test_sent_twice_it_is_one_request_and_she_is_told(cast):
    client = signed_in(cast.mother)
    answers = {"child": str(cast.noor.pk), "right": "access", "wish": "", "send": "1"}
    one, two = client.post(new(), answers), client.post(new(), answers)
    assert one.url == two.url and PrivacyRequest.objects.count() == 1


def test_she_can_go_back_and_change_what_she_wrote(cast):
    answers = {"child": str(cast.noor.pk), "right": "access", "wish": "Oud", "change": "1"}
    assert "Oud" in page(signed_in(cast.mother).post(new(), answers))


def test_somebody_elses_child_is_not_found_and_nothing_is_written(cast):
    """Bad input: a request for a pupil that is not yours."""
    answers = {"child": str(cast.finn.pk), "right": "access", "wish": "", "send": "1"}
    assert signed_in(cast.mother).post(new(), answers).status_code == 404
    assert not PrivacyRequest.objects.exists()


def test_a_parent_without_authority_is_told_clearly(cast):
    """Bad input: from a parent without authority: 403 with the reason."""
    response = signed_in(cast.apart).post(new(), {"child": str(cast.finn.pk), "right": "access", "wish": "", "send": "1"})
    assert response.status_code == 403
    assert not PrivacyRequest.objects.exists()


def test_a_right_that_does_not_exist_is_named_beside_its_field(cast):
    response = signed_in(cast.mother).post(new(), {"child": str(cast.noor.pk), "right": "x", "wish": "", "send": "1"})
    assert response.context["form"].errors["right"]


def test_staff_cannot_ask_there(cast):
    assert signed_in(cast.office).get(new()).status_code == 404

"""Sealed pieces go to somebody whose role may read them."""

import pytest
from django.urls import reverse

from privacyadmin import audit
from requests.models import ItemState, Vetting
from requests.services import handling
from tests.requests.cast import CARE, MEDICAL, NOW, collecting, item_of, page, signed_in

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def privacy_request(cast):
    return collecting(cast)


def ask(cast, privacy_request, category, person):
    url = reverse("requests:ask_to_vet", args=[privacy_request.pk, category])
    return signed_in(cast.coordinator).post(url, {"person": str(person.pk)})


def test_the_counsellor_sees_care_reports_to_vet_and_the_handler_does_not(cast, privacy_request):
    """SETTLED 9; PO matrix: CAR S:rw for the counsellor."""
    care = item_of(privacy_request, "CAR")
    shown = page(signed_in(cast.counsellor).get(reverse("requests:vetting")))
    assert care.get_absolute_url() in shown
    assert CARE in page(signed_in(cast.counsellor).get(care.get_absolute_url()))
    refused = signed_in(cast.coordinator).get(care.get_absolute_url())
    assert refused.status_code == 403 and CARE not in page(refused)


def test_medical_reports_wait_for_somebody_who_is_asked(cast, privacy_request):
    """PO matrix: MED K:rw for the counsellor: it takes a case, for this category alone."""
    medical = item_of(privacy_request, "MED")
    assert signed_in(cast.counsellor).get(medical.get_absolute_url()).status_code == 404
    assert ask(cast, privacy_request, "MED", cast.counsellor).status_code == 302
    vetting = Vetting.objects.get()
    assert vetting.case.categories == ["MED"]
    assert MEDICAL in page(signed_in(cast.counsellor).get(medical.get_absolute_url()))
    assert signed_in(cast.counsellor).get(reverse("requests:detail", args=[privacy_request.pk])).status_code == 403


def test_the_one_who_vets_clears_and_the_handler_hears_it(cast, privacy_request):
    care = item_of(privacy_request, "CAR")
    signed_in(cast.counsellor).post(reverse("requests:clear", args=[privacy_request.pk, care.pk]))
    care.refresh_from_db()
    assert (care.state, care.done_by) == (ItemState.CLEARED, cast.counsellor)
    assert privacy_request.timeline.filter(step="vetted").exists()


def test_somebody_whose_role_never_reads_the_category_cannot_be_asked(cast, privacy_request):
    response = ask(cast, privacy_request, "MED", cast.office)
    assert response.status_code == 200 and response.context["form"].errors["person"]
    assert not Vetting.objects.exists()


def test_reading_to_vet_is_recorded(cast, privacy_request):
    signed_in(cast.counsellor).get(item_of(privacy_request, "CAR").get_absolute_url())
    assert audit.readings_of([cast.noor.pk]).get().category == "CAR"


def test_the_handler_sees_how_many_there_are(cast, privacy_request):
    shown = signed_in(cast.coordinator).get(privacy_request.get_absolute_url())
    parts = {part["code"]: part["vetting"] for part in shown.context["parts"]}
    assert (parts["CAR"], parts["MED"], parts["GUI"]) == (1, 1, 0)


def test_the_case_of_a_vetter_ends_with_the_request(cast, privacy_request):
    ask(cast, privacy_request, "MED", cast.counsellor)
    handling.withdraw(privacy_request, by=cast.scope(cast.mother), at=NOW)
    assert signed_in(cast.counsellor).get(item_of(privacy_request, "MED").get_absolute_url()).status_code == 404
    assert not signed_in(cast.counsellor).get(reverse("requests:vetting")).context["page"].object_list


@pytest.mark.parametrize("who", ["teacher", "adviser", "fg", "ict", "office"])
def test_others_have_nothing_to_vet(cast, privacy_request, who):
    shown = signed_in(getattr(cast, who)).get(reverse("requests:vetting"))
    assert shown.status_code == 200 and not shown.context["page"].object_list

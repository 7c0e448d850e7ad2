"""Reading each piece and blacking out what is about others."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse

from privacyadmin import audit
from requests.models import ItemState, Redaction
from requests.services import deciding
from tests.factories import entry
from tests.requests.cast import GUIDANCE, NOW, collecting, item_of, page, protect, read_all, signed_in

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def piece(cast):
    return item_of(collecting(cast), "GUI")


def to(name, item, *more):
    return reverse(f"requests:{name}", args=[item.privacy_request_id, item.pk, *more])


def test_the_handler_types_the_passage_that_is_about_somebody_else(cast, piece):
    """S2-169; without JavaScript."""
    signed_in(cast.coordinator).post(
        to("black_out", piece), {"passage": "Finn de Boer", "ground": "child", "reason": "naam van een klasgenoot"}
    )
    redaction = Redaction.objects.get(item=piece)
    assert GUIDANCE[redaction.start : redaction.end] == "Finn de Boer"
    assert (redaction.ground, redaction.by) == ("child", cast.coordinator)


def test_a_typed_name_is_blacked_out_wherever_it_stands(cast):
    """A name that is missed once is not blacked out at all."""
    entry(cast.noor, cast.school, "GUI", "Finn kwam. Later ging Finn weg.", happened_on=date(2026, 9, 1))
    piece = collecting(cast).items.get(category="GUI", happened_on=date(2026, 9, 1))
    signed_in(cast.coordinator).post(to("black_out", piece), {"passage": "Finn", "ground": "child", "reason": "naam"})
    assert Redaction.objects.filter(item=piece).count() == 2


def test_a_selection_becomes_its_place_in_the_text(cast, piece):
    signed_in(cast.coordinator).post(to("black_out", piece), {"passage": "", "start": 20, "end": 24, "ground": "child", "reason": "naam"})
    redaction = Redaction.objects.get(item=piece)
    assert (redaction.start, redaction.end) == (20, 24)


@pytest.mark.parametrize("sent", [{"passage": "Piet"}, {"start": 5, "end": 5}, {"start": 0, "end": 9999}, {"start": "x", "end": 3}, {}])
def test_a_passage_that_is_not_there_is_named_beside_its_field(cast, piece, sent):
    response = signed_in(cast.coordinator).post(to("black_out", piece), {"ground": "child", "reason": "naam"} | sent)
    assert response.status_code == 400
    assert not Redaction.objects.filter(item=piece).exists()


def test_a_black_out_needs_ground_and_reason(cast, piece):
    response = signed_in(cast.coordinator).post(to("black_out", piece), {"passage": "Finn", "ground": "child", "reason": " "})
    assert response.context["form"].errors["reason"]


def test_names_of_classmates_and_their_parents_are_proposed_but_not_her_own(cast, piece):
    """What none has, 7: redaction that knows the school."""
    response = signed_in(cast.coordinator).get(piece.get_absolute_url())
    assert [proposal.passage for proposal in response.context["proposals"]] == ["Finn de Boer"]
    chosen = [proposal.key for proposal in response.context["proposals"]]
    signed_in(cast.coordinator).post(to("accept", piece), {"proposal": chosen})
    assert Redaction.objects.get(item=piece).ground == "child"


def test_two_black_outs_that_overlap_stand_side_by_side(cast, piece):
    client = signed_in(cast.coordinator)
    client.post(to("black_out", piece), {"passage": "Finn", "ground": "child", "reason": "naam"})
    client.post(to("black_out", piece), {"passage": "met Finn de Boer", "ground": "third", "reason": "zinsdeel"})
    spans = sorted(Redaction.objects.filter(item=piece).values_list("start", "end"))
    assert all(end <= start for (_a, end), (start, _b) in pairwise(spans))
    assert (spans[0][0], spans[-1][1]) == (GUIDANCE.index("met"), GUIDANCE.index(" op het"))


def test_a_black_out_is_taken_back_and_stays_on_record(cast, piece):
    client = signed_in(cast.coordinator)
    client.post(to("black_out", piece), {"passage": "Finn", "ground": "child", "reason": "naam"})
    redaction = Redaction.objects.get(item=piece)
    client.post(to("show_again", piece, redaction.pk))
    redaction.refresh_from_db()
    assert redaction.undone_by == cast.coordinator


def test_a_secret_address_cannot_be_shown_again(cast, piece):
    """DOMAIN 1.6."""
    by_rule = Redaction.objects.filter(by=None).first()
    response = signed_in(cast.coordinator).post(to("show_again", by_rule.item, by_rule.pk))
    assert response.status_code == 403
    by_rule.refresh_from_db()
    assert by_rule.undone_at is None


def test_every_piece_is_read_before_it_is_submitted(cast, piece):
    """S2-169."""
    privacy_request = piece.privacy_request
    url = reverse("requests:submit", args=[privacy_request.pk])
    assert signed_in(cast.coordinator).post(url).status_code == 403
    read_all(privacy_request, cast)
    assert signed_in(cast.coordinator).post(url).status_code == 302


def test_a_whole_piece_is_left_out_with_the_reason(cast, piece):
    signed_in(cast.coordinator).post(to("leave_out", piece), {"why": "others", "reason": "gaat over Finn"})
    piece.refresh_from_db()
    assert (piece.state, piece.left_out_reason) == (ItemState.LEFT_OUT, "gaat over Finn")


def test_it_is_not_left_out_without_a_reason(cast, piece):
    signed_in(cast.coordinator).post(to("leave_out", piece), {"why": "", "reason": ""})
    piece.refresh_from_db()
    assert piece.state == ItemState.OPEN


def test_reading_a_guidance_note_is_recorded_once_with_the_case(cast, piece):
    """S2-121, S2-128."""
    signed_in(cast.coordinator).get(piece.get_absolute_url())
    reading = audit.readings_of([cast.noor.pk]).get()
    assert (reading.reader, reading.category, reading.case_id) == (cast.coordinator.pk, "GUI", piece.privacy_request.case_id)


@pytest.mark.parametrize(
    "who, status", [("director", 403), ("office", 403), ("fg", 403), ("board_member", 403), ("teacher", 403), ("ict", 404)]
)
def test_nobody_but_the_handler_reads_the_pieces(cast, piece, who, status):
    """SETTLED 9, 12: the register is visible to some of them, the words to none."""
    response = signed_in(getattr(cast, who)).get(piece.get_absolute_url())
    assert response.status_code == status
    assert "ruzie" not in page(response)


def test_after_submitting_nothing_is_changed(cast, piece):
    privacy_request = piece.privacy_request
    read_all(privacy_request, cast)
    deciding.submit(privacy_request, by=cast.scope(cast.coordinator, NOW + timedelta(seconds=1)), at=NOW)
    response = signed_in(cast.coordinator).post(to("black_out", piece), {"passage": "Finn", "ground": "child", "reason": "naam"})
    assert response.status_code == 403


def test_a_protected_piece_cannot_be_given(cast, piece):
    """C-25."""
    protect(cast, "GUI")
    assert signed_in(cast.coordinator).post(to("clear", piece)).status_code == 403


def test_a_piece_of_another_request_is_not_found(cast, piece):
    other = reverse("requests:item", args=[cast.noor.pk, piece.pk])
    assert signed_in(cast.coordinator).get(other).status_code == 404

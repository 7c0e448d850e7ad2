"""Black-outs as pure functions of a text."""

from hypothesis import given
from hypothesis import strategies as st

from requests import blackout
from requests.addresses import address_words, pattern, spans
from requests.blackout import Span


def gaps(places):
    return [Span(start, end, "child", "another pupil") for start, end in places]


TEXTS = st.text(alphabet="abc \nÉ🙂", min_size=1, max_size=60)
PLACES = st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)).filter(lambda pair: pair[0] < pair[1]), max_size=6)


@given(TEXTS, PLACES)
def test_the_parts_together_are_the_whole_text(text, places):
    assert "".join(part.text for part in blackout.parts(text, gaps(places))) == text


@given(TEXTS, PLACES)
def test_what_goes_out_holds_no_character_of_a_gap(text, places):
    """S2-169."""
    shown = "".join(part.text for part in blackout.given(text, gaps(places)))
    hidden = {place for start, end in places for place in range(start, min(end, len(text)))}
    assert shown == "".join(character for place, character in enumerate(text) if place not in hidden)


@given(TEXTS, PLACES)
def test_no_gap_tells_its_length(text, places):
    assert all(part.text == "" and (part.span.start, part.span.end) == (0, 0) for part in blackout.given(text, gaps(places)) if part.is_gap)


@given(st.tuples(st.integers(0, 50), st.integers(51, 90)), PLACES)
def test_what_is_free_of_a_passage_never_overlaps_what_is_taken(passage, places):
    left = blackout.free(*passage, places)
    covered = {place for start, end in places for place in range(start, end)}
    assert {place for start, end in left for place in range(start, end)} == set(range(*passage)) - covered


def test_a_typed_passage_is_found_by_its_words():
    assert blackout.locate("een twee een", "een") == [(0, 3), (9, 12)]
    assert blackout.locate("een\ntwee", "een\r\ntwee") == [(0, 8)]
    assert blackout.locate("een twee", "drie") == blackout.locate("een", "  ") == []


def test_a_postcode_is_found_with_and_without_its_space():
    """DOMAIN 1.6: secret address."""
    found = spans("Zij woont op 5701 zz, of 5701ZZ.", [pattern("5701ZZ")])
    assert len(found) == 2


def test_an_address_is_known_by_street_and_number_by_street_and_by_postcode():
    words = address_words('{"street": "Verscholenpad", "number": "7", "postcode": "5701 ZZ", "town": "Helmond"}')
    assert words == ["Verscholenpad 7", "Verscholenpad", "5701 ZZ"]
    assert "Verscholenpad 7" in address_words("Verscholenpad 7\n5701 ZZ Helmond")

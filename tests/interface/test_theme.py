import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from privacyadmin.organisation.theme import BLACK_PAPER, WHITE, contrast, fingerprint, palette

colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(colours)
def test_whatever_colour_a_board_chooses_its_links_and_buttons_can_be_read(colour):
    """WCAG 2.2, 1.4.3: text on paper, text on its own tint, white on a button, in light and in dark."""
    chosen = palette(colour)
    assert contrast(chosen.light, WHITE) >= 4.5 and contrast(chosen.light, chosen.light_soft) >= 4.5
    assert contrast(chosen.dark, BLACK_PAPER) >= 4.5 and contrast(chosen.dark, chosen.dark_soft) >= 4.5
    assert contrast(chosen.dark, "#0e1418") >= 4.5


def test_a_colour_that_is_dark_enough_stays_the_colour_that_the_board_chose():
    assert palette("#0b5d5e").light == "#0b5d5e"


def test_black_on_white_is_the_highest_contrast_there_is():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_another_colour_has_another_style_sheet():
    assert fingerprint("#0b5d5e") != fingerprint("#7a1f5c")


@pytest.mark.parametrize("value", ["red", "#fff", "#12345g", "#0b5d5e;}body{display:none", "#0b5d5e\n", ""])
def test_nothing_but_a_colour_reaches_a_style_sheet(value):
    with pytest.raises(ValidationError):
        palette(value)

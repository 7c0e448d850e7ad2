"""Parties without a valid agreement, school by school, with the figure (S1-42, S1-48, S1-50, S1-53, S1-54)."""
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from privacyadmin.workflow import NotAllowed
from processors import overview
from processors.models import ListConfirmation
from processors.services import lists, products
from tests.factories import NOW, TODAY
from tests.processors import making


def test_the_figure_counts_parties_that_need_an_agreement_and_have_none(writer, vlieger, kompas):
    """S1-54; C-26: the GGD and DUO need none."""
    good, bad, ggd = (making.party(writer, name=name) for name in ("Volgwijs", "Fotopret", "GGD Zuid"))
    making.use(good, writer)
    making.signed(good, writer)
    making.use(bad, writer, school=vlieger)
    making.use(ggd, writer, role="authority")
    found = overview.lines([vlieger, kompas], on=TODAY)
    assert [(each.needed, each.reds, each.of_hundred) for each in overview.figures(found, [vlieger, kompas])] == [(2, 1, 50), (1, 0, 100)]


def test_two_schools_on_one_schools_agreement_get_a_remark(writer, vlieger, kompas):
    """S1-50: signed by one school, used by two; the other school has none at all."""
    party = making.party(writer)
    for school in (vlieger, kompas):
        making.use(party, writer, school=school)
    making.signed(party, writer, school=vlieger)
    verdicts = {line.school.name: line.verdict for line in overview.lines([vlieger, kompas], on=TODAY)}
    assert (verdicts["De Vlieger"].red, verdicts["De Vlieger"].warnings) == ("", ("wrong_level",))
    assert verdicts["Het Kompas College"].red == "not_covered"


def test_director_sees_her_school_and_confirms_its_list(sign_in, director, writer, vlieger, kompas):
    """S1-52, S1-53."""
    party = making.party(writer, name="Fotopret")
    making.use(party, writer, school=vlieger)
    making.use(making.party(writer, name="Elders"), writer, school=kompas)
    browser = sign_in(director)
    waits = f"{reverse('processors:red')}?school={vlieger.pk}"
    assert waits in browser.get(reverse("home")).content.decode()
    page = browser.get(reverse("processors:red")).content.decode()
    assert "Fotopret" in page and "Elders" not in page and "Het Kompas" not in page
    assert browser.post(reverse("processors:confirm", args=[vlieger.pk])).status_code == 302
    assert browser.post(reverse("processors:confirm", args=[kompas.pk])).status_code == 404
    assert ListConfirmation.objects.get().parties == 1
    assert waits not in browser.get(reverse("home")).content.decode()


def test_board_member_confirms_no_list(scope_of, board_member, vlieger):
    with pytest.raises(NotAllowed):
        lists.confirm(vlieger, by=scope_of(board_member), at=NOW)


def test_a_product_without_a_sheet_is_named(writer, vlieger):
    """S1-42."""
    party = making.party(writer)
    product = products.keep(party, None, name="Leeswijs", schools=[vlieger], everywhere=False, by=writer, at=NOW)
    assert [(row.pk, school.pk) for row, school in overview.products_without_sheet([vlieger], on=TODAY)] == [(product.pk, vlieger.pk)]


@pytest.mark.parametrize("name", ["list", "red", "agreements", "published"])
def test_the_registers_take_as_many_queries_for_many_as_for_one(name, sign_in, coordinator, writer, vlieger, kompas):
    def cost() -> int:
        with CaptureQueriesContext(connection, ) as asked:
            assert browser.get(reverse(f"processors:{name}")).status_code == 200
        return len(asked)

    browser = sign_in(coordinator)
    first = making.party(writer)
    making.use(first, writer)
    making.signed(first, writer)
    cost()
    few = cost()
    for number in range(8):
        party = making.party(writer, name=f"Partij {number}{'x' * number}")
        making.use(party, writer, school=vlieger if number % 2 else None)
        making.signed(party, writer)
    assert cost() == few

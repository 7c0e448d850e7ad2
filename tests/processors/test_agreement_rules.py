"""The rule tables of parties and agreements, typed from DOMAIN (C-07, C-26, S1-50, S1-51, S2-112…115; 2.8)."""
from datetime import date

import pytest

from processors.rules import countries, names, papers, red, terms


@pytest.mark.parametrize(("role", "is_duty", "paper"), [
    ("processor", False, "processing"), ("processor", True, "processing"), ("joint", False, "arrangement"),
    ("controller", False, "exchange"), ("controller", True, "none"), ("authority", False, "none"), ("authority", True, "none"),
])
def test_the_role_of_a_party_decides_which_paper_is_needed(role, is_duty, paper):
    """C-26; DOMAIN 1.4 row 10: DUO and the attendance office are no processors, youth care and the GGD neither."""
    assert papers.paper_for(role, is_duty=is_duty) == paper


@pytest.mark.parametrize(("setting", "of_board", "has_mandate", "signer"), [
    ("by_scope", True, False, "board"), ("by_scope", False, False, "school"), ("by_scope", False, True, "school"),
    ("board_only", True, False, "board"), ("board_only", False, True, "board"),
    ("mandate_table", False, True, "mandate"), ("mandate_table", True, True, "mandate"), ("mandate_table", False, False, "board"),
])
def test_the_house_rules_say_who_signs(setting, of_board, has_mandate, signer):
    """C-07; S1-50, S1-51, S2-115."""
    assert papers.signer(setting, of_board=of_board, has_mandate=has_mandate) == signer


@pytest.mark.parametrize(("schools", "is_for_board"), [(0, False), (1, False), (2, True), (60, True)])
def test_two_schools_with_one_supplier_have_the_board_agree(schools, is_for_board):
    """S1-50, S1-51."""
    assert papers.is_for_the_board(schools) == is_for_board


@pytest.mark.parametrize(("country", "mechanism", "assessed", "on", "objection"), [
    ("NL", "", False, "2026-11-22", ""), ("DE", "", False, "2026-11-22", ""),
    ("NO", "", False, "2026-11-22", ""), ("IS", "", False, "2026-11-22", ""), ("LI", "", False, "2026-11-22", ""),
    ("CH", "", False, "2026-11-22", "no_mechanism"), ("GB", "", False, "2026-11-22", "no_mechanism"),
    ("BR", "adequacy", False, "2026-01-25", "not_adequate"), ("BR", "adequacy", False, "2026-01-26", ""),
    ("GB", "adequacy", False, "2025-12-27", ""), ("GB", "adequacy", False, "2031-12-27", ""),
    ("GB", "adequacy", False, "2031-12-28", "not_adequate"),
    ("GB", "adequacy", False, "2026-11-22", ""), ("GB", "adequacy", False, "2021-01-15", "not_adequate"),
    ("US", "adequacy", False, "2026-11-22", "not_adequate"), ("US", "dpf", False, "2026-11-22", ""),
    ("US", "dpf", False, "2022-05-01", "no_framework"), ("US", "dpf", False, "2018-05-25", ""),
    ("IN", "dpf", False, "2026-11-22", "no_framework"), ("IN", "adequacy", False, "2026-11-22", "not_adequate"),
    ("IN", "scc", False, "2026-11-22", "no_assessment"), ("IN", "scc", True, "2026-11-22", ""), ("US", "bcr", True, "2022-05-01", ""),
])
def test_data_leaves_the_eea_by_a_way_that_holds_on_that_day_only(country, mechanism, assessed, on, objection):
    """GDPR 44 to 49; S2-114. The EEA is not the EU: Norway is in it; Switzerland and the United Kingdom are in neither."""
    assert countries.objection_to(country, mechanism, date.fromisoformat(on), has_assessment=assessed) == objection


@pytest.mark.parametrize(("end", "renewal", "on", "state"), [
    (None, 0, "2026-11-22", "signed"), ("2027-06-30", 0, "2026-11-22", "signed"), ("2026-12-31", 0, "2026-11-22", "expiring"),
    ("2026-11-22", 0, "2026-11-22", "expiring"), ("2026-11-21", 0, "2026-11-22", "expired"), ("2026-11-21", 12, "2026-11-22", "signed"),
    ("2026-12-31", 12, "2026-11-22", "expiring"), ("2027-06-30", 0, "2025-12-31", "future"),
])
def test_what_an_agreement_is_follows_from_its_dates(end, renewal, on, state):
    """2.8: ninety days of notice."""
    end = date.fromisoformat(end) if end else None
    assert terms.state("signed", date(2026, 1, 1), end, renewal, 90, date.fromisoformat(on)) == state


@pytest.mark.parametrize(("on", "last"), [
    ("2026-11-01", "2026-12-31"), ("2027-01-01", "2027-12-31"), ("2027-12-31", "2027-12-31"), ("2030-02-01", "2030-12-31"),
])
def test_each_renewal_makes_a_new_period(on, last):
    assert terms.period_end(date(2026, 1, 1), date(2026, 12, 31), 12, date.fromisoformat(on)) == date.fromisoformat(last)


@pytest.mark.parametrize(("one", "other"), [
    ("Volgwijs B.V.", "VolgWijs bv"), ("Stichting Kennisnet", "KennisNet"), ("Uitgeverij Zwijsen B.V.", "uitgeverij  Zwijsen"),
    ("École & Co", "Ecole en Co"), ("De Foto-groep Nederland BV", "Fotogroep"),
])
def test_the_same_firm_is_known_in_another_spelling(one, other):
    heap = names.Names([("known", one)])
    assert heap.like(other) == "known"


@pytest.mark.parametrize(("one", "other"), [("Volgwijs", "Taalzee"), ("GGD Brabant", "Jeugdzorg Limburg"), ("Magister", "Malmberg")])
def test_another_firm_is_not_taken_for_a_known_one(one, other):
    assert names.Names([("known", one)]).like(other) is None


HELD = red.Held("processing", "signed", True, True, categories=frozenset({"ID"}))


@pytest.mark.parametrize(("agreements", "verdict"), [
    ([], "none"),
    ([HELD], ""),
    ([red.Held("processing", "expiring", True, True)], ""),
    ([red.Held("processing", "draft", True, True)], "draft"),
    ([red.Held("processing", "requested", True, True)], "requested"),
    ([red.Held("processing", "expired", True, True)], "expired"),
    ([red.Held("processing", "terminated", True, True), red.Held("processing", "requested", True, True)], "requested"),
    ([red.Held("processing", "signed", True, False, frozenset({"other"}))], "not_covered"),
    ([red.Held("exchange", "signed", True, True)], "other_paper"),
])
def test_a_party_is_red_for_the_reason_that_says_most(agreements, verdict):
    """S1-42, S1-48, S1-54."""
    assert red.judge("processing", agreements, school="mine", categories=[], schools_using=1).red == verdict


def test_a_valid_agreement_can_still_lack_something():
    """S1-49, S1-50; GDPR 28(3)."""
    lacking = red.Held("processing", "signed", False, True, categories=frozenset({"ID"}), clauses=7, is_minimised=False, is_kept_in=False)
    found = red.judge("processing", [lacking], school="mine", categories=["ID", "MED"], schools_using=2)
    assert (found.red, found.warnings) == ("", ("wrong_level", "categories", "clauses", "not_minimised", "transfer"))


def test_no_agreement_is_asked_where_the_law_is_the_ground():
    assert red.judge("none", [], school="mine", categories=[], schools_using=5) == red.Verdict()


@pytest.mark.parametrize(("reds", "needed", "figure"), [(0, 0, 100), (0, 8, 100), (2, 8, 75), (8, 8, 0), (1, 3, 66)])
def test_the_figure_is_of_a_hundred(reds, needed, figure):
    assert red.figure(reds, needed) == figure

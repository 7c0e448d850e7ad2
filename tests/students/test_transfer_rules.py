"""DOMAIN 2.11, row by row and by day: what a file needs between two kinds of school (C-04, C-05, C-06, C-22)."""
from datetime import date

import pytest

from students.models import Fact, TransferRule
from students.models.transfers import CopyRule, DataSet
from students.transfers import rules
from students.transfers import seed as transfer_seed
from students.transfers.rules import Demand, House, Origin, State, Verdict

BEFORE, CHANGED, NOW = date(2020, 7, 31), date(2020, 8, 1), date(2026, 11, 22)
REPORT, MEDICAL, ADMISSIBILITY, WHOLE, BASIS = (
    DataSet.REPORT, DataSet.MEDICAL, DataSet.ADMISSIBILITY, DataSet.WHOLE, DataSet.BASIS
)
PLAIN = House(asks_consent=False, special_by_consent=False, gives_copy=True, group_is_transfer=False)
ASKS = House(asks_consent=True, special_by_consent=True, gives_copy=True, group_is_transfer=False)

# from, to, set, day, consent, inspection, copy: as it is typed in DOMAIN 2.11.
TABLE = [
    ("po", "po", REPORT, NOW, False, True, "yes"),
    ("po", "po", REPORT, BEFORE, False, True, "yes"),
    ("po", "vo", REPORT, NOW, False, True, "yes"),
    ("vo", "vo", REPORT, BEFORE, True, True, "request"),
    ("vo", "vo", REPORT, CHANGED, False, True, "house"),
    ("vo", "vo", REPORT, NOW, False, True, "house"),
    ("vo", "mbo", REPORT, CHANGED, False, True, "house"),
    ("po", "vo", MEDICAL, NOW, True, True, "none"),
    ("vo", "mbo", MEDICAL, BEFORE, True, True, "none"),
    ("po", "swv", ADMISSIBILITY, NOW, False, True, "none"),
    ("vo", "swv", ADMISSIBILITY, BEFORE, False, True, "none"),
    ("po", "group", WHOLE, NOW, False, False, "none"),
]


class Row:
    def __init__(self, values):
        self.__dict__ = dict(zip(transfer_seed.FIELDS, values, strict=True))


ROWS = [Row(values) for values in transfer_seed.ROWS]


def demand(data_set, from_kind, to_kind, on=NOW, house=PLAIN, **more) -> Demand:
    valid = [row for row in ROWS if (row.valid_from or date.min) <= on <= (row.valid_to or date.max)]
    return rules.demand(data_set, from_kind=from_kind, to_kind=to_kind, rows=valid, house=house, **more)


@pytest.mark.parametrize(("from_kind", "to_kind", "data_set", "on", "consent", "inspection", "copy"), TABLE)
def test_each_row_asks_what_the_table_says_on_its_day(from_kind, to_kind, data_set, on, consent, inspection, copy):
    found = demand(data_set, from_kind, to_kind, on)
    assert (bool(found.consent), found.inspection, found.copy) == (consent, inspection, CopyRule(copy))


def test_to_mbo_there_was_no_rule_before_the_law(db):
    answer = rules.judge(demand(REPORT, "vo", "mbo", BEFORE), State(on=BEFORE))
    assert answer.verdict == Verdict.NO


def test_the_seed_is_the_table_and_is_written_once(db):
    """SETTLED 26: what stands there stays."""
    assert (transfer_seed.write(), transfer_seed.write()) == (8, 0)
    between = TransferRule.objects.filter(from_kind="vo", to_kind="vo")
    assert between.on(BEFORE).get().needs_consent and not between.on(CHANGED).get().needs_consent


@pytest.mark.parametrize(("from_kind", "to_kind"), [("po", "po"), ("po", "vo"), ("vo", "vo"), ("vo", "mbo")])
def test_the_basic_set_needs_no_consent_whatever_the_house_asks(from_kind, to_kind):
    """S1-43; DOMAIN 1.6."""
    assert demand(BASIS, from_kind, to_kind, house=ASKS).consent is None


def test_a_house_rule_asks_consent_from_a_secondary_school_only():
    """C-04: stricter than the law, marked so; a primary school has no veto (T2)."""
    assert demand(REPORT, "vo", "vo", house=ASKS).consent == Origin.HOUSE
    assert demand(REPORT, "vo", "mbo", house=ASKS).consent == Origin.HOUSE
    assert demand(REPORT, "po", "vo", house=ASKS).consent is None
    assert demand(REPORT, "vo", "vo", BEFORE, house=ASKS).consent == Origin.LAW


def test_special_data_inside_the_report_goes_by_the_setting():
    """C-05."""
    assert demand(REPORT, "po", "vo", is_special=True).consent is None
    assert demand(REPORT, "po", "vo", house=ASKS, is_special=True).consent == Origin.LAW


def test_no_setting_takes_the_copy_of_the_law_away():
    """C-22: WPO 42 for primary schools; a house rule for the others."""
    mean = House(asks_consent=False, special_by_consent=False, gives_copy=False, group_is_transfer=False)
    assert demand(REPORT, "po", "vo", house=mean).copy == CopyRule.YES
    assert demand(REPORT, "vo", "vo", house=mean).copy == CopyRule.ON_REQUEST
    assert rules.needs_copy([demand(REPORT, "po", "po", house=mean)], is_asked=False)
    assert not rules.needs_copy([demand(REPORT, "vo", "vo", house=mean)], is_asked=False)
    assert rules.needs_copy([demand(REPORT, "vo", "vo", house=mean)], is_asked=True)


def test_a_move_within_the_board_is_a_transfer_only_where_the_board_says_so():
    """S1-45, S1-125."""
    counts = House(asks_consent=False, special_by_consent=False, gives_copy=True, group_is_transfer=True)
    assert rules.place_of("group", "vo", PLAIN) == "group"
    assert rules.place_of("group", "vo", counts) == "vo"
    assert rules.judge(demand(WHOLE, "po", "group"), State(on=NOW)).verdict == Verdict.YES


@pytest.mark.parametrize(("state", "verdict"), [
    (State(on=NOW), Verdict.NOT_YET),
    (State(on=NOW, offered_on=NOW), Verdict.NOT_YET),
    (State(on=NOW, offered_on=date(2026, 11, 15)), Verdict.YES),
    (State(on=NOW, offered_on=NOW, seen_on=NOW), Verdict.YES),
    (State(on=NOW, offered_on=NOW, seen_on=NOW, restricted="restricted"), Verdict.NO),
])
def test_the_family_looks_first_and_cannot_hold_it_up(state, verdict):
    """T1, S2-154; GDPR 18."""
    assert rules.judge(demand(REPORT, "vo", "vo"), state).verdict == verdict


@pytest.mark.parametrize(("data_set", "has_consent", "is_ordered", "verdict"), [
    (REPORT, False, False, Verdict.NOT_YET), (REPORT, True, False, Verdict.YES), (REPORT, False, True, Verdict.YES),
    (MEDICAL, False, True, Verdict.NOT_YET), (MEDICAL, True, False, Verdict.YES),
])
def test_the_law_goes_past_a_house_rule_and_never_past_a_consent_of_the_law(data_set, has_consent, is_ordered, verdict):
    """C-04, C-05."""
    state = State(on=NOW, offered_on=NOW, seen_on=NOW, has_consent=has_consent, is_ordered=is_ordered)
    assert rules.judge(demand(data_set, "vo", "vo", house=ASKS), state).verdict == verdict


@pytest.mark.parametrize(("category", "in_report", "to_kind", "expected"), [
    ("ID", False, "vo", BASIS), ("RES", False, "vo", BASIS), ("GUI", False, "vo", REPORT), ("MED", False, "vo", MEDICAL),
    ("CAR", True, "vo", REPORT), ("SAF", False, "swv", MEDICAL), ("ID", False, "swv", ADMISSIBILITY),
])
def test_each_thing_belongs_to_one_part_of_the_file(category, in_report, to_kind, expected):
    assert rules.set_of(category, is_in_report=in_report, to_kind=to_kind) == expected


def test_what_never_goes_along(db):
    """2.11: no number to the partnership; S1-115: no notes of the adviser; C-05: special things with a reason."""
    assert rules.item_objection("swv", fact=Fact.BSN, category="BSN") and not rules.item_objection("vo", fact=Fact.BSN, category="BSN")
    assert rules.item_objection("vo", category="ADV", why="nodig") and rules.item_objection("vo", category="FIN", why="nodig")
    assert rules.item_objection("vo", category="MED") and not rules.item_objection("vo", category="MED", why="nodig")


@pytest.mark.parametrize(("channel", "applied_on", "is_open"), [
    ("oso", None, False), ("oso", date(2026, 11, 21), False), ("oso", date(2026, 11, 20), True), ("other", None, True),
])
def test_nothing_goes_by_oso_before_the_application(channel, applied_on, is_open):
    """T4, C-06."""
    assert bool(rules.sending_objection(channel, date(2026, 11, 20), applied_on, NOW)) != is_open

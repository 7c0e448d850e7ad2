"""Layer 5: whatever happens in a school and in which order, each person may do at each instant what an independent oracle says."""
import copy
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from privacyadmin.access.catalogue import Relation, Role
from tests.authz.life import CATEGORIES, CLASSES, FAMILY, PEOPLE, PUPILS, STAFF, Life
from tests.sizes import SIZES

pytestmark = pytest.mark.django_db
MICRO, DAY = timedelta(microseconds=1), timedelta(days=1)
ROLES = st.sampled_from([role for role in Role.values if role not in Relation.values])
CHILDREN, PARENTS, COLLEAGUES = st.sampled_from(sorted(PUPILS)), st.sampled_from(sorted(FAMILY)), st.sampled_from(STAFF)
SOME = st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=6, unique=True)
STEPS = st.sampled_from([MICRO, timedelta(hours=1), DAY - MICRO, DAY, 9 * DAY, 40 * DAY, 300 * DAY])
BIRTHS = st.sampled_from([date(2010, 12, 5), date(2012, 2, 29), date(2008, 12, 1), date(2009, 2, 28), date(2011, 3, 1)])
AUTHORITIES = st.sampled_from(["ja", "nee", "onbekend", "gerechtelijk"])
DAYS = st.sampled_from([
    None, date(2020, 1, 1), date(2026, 11, 22), date(2026, 11, 23), date(2026, 12, 5), date(2027, 6, 1), date(2029, 1, 1),
])


class Relations(RuleBasedStateMachine):
    """The life of a few people from a beginning that all lives share; undone at its end."""

    def __init__(self, beginning: Life) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.life, self.steps = copy.deepcopy(beginning), 0
        self.doubles = sorted(PUPILS)

    @initialize(day=BIRTHS)
    def sam_is_born(self, day) -> None:
        self.life.born("sam", day)

    @rule(step=STEPS)
    def time_passes(self, step) -> None:
        self.life.pass_time(step)

    @rule(years=st.sampled_from([16, 18]), moment=st.sampled_from([-MICRO, timedelta(0), 12 * timedelta(hours=1)]))
    def sam_has_his_birthday(self, years, moment) -> None:
        self.life.reach_birthday("sam", years, moment=moment)

    @rule(parent=PARENTS, child=CHILDREN, authority=AUTHORITIES, since=DAYS, until=DAYS,
          blocked=st.booleans())
    def court_decides(self, parent, child, authority, since, until, blocked) -> None:
        self.life.court(parent, child, authority=authority, since=since, until=until, blocked=blocked)

    @rule(child=CHILDREN, to=st.sampled_from(sorted(CLASSES)))
    def pupil_moves(self, child, to) -> None:
        self.life.move_class(child, to)

    @rule(who=COLLEAGUES, role=ROLES, on=st.sampled_from(["board", "vlieger", "kompas", *CLASSES]),
          since=st.sampled_from([-DAY, timedelta(0), 3 * DAY]), until=st.sampled_from([None, DAY, 30 * DAY]))
    def colleague_is_appointed(self, who, role, on, since, until) -> None:
        self.life.appoint(who, role, on, since=since, until=until)

    @precondition(lambda self: self.life.facts.cases)
    @rule(who=COLLEAGUES, role=ROLES, which=st.integers(0, 99), until=st.sampled_from([None, DAY, 30 * DAY]), at_school=st.booleans())
    def colleague_takes_part(self, who, role, which, until, at_school) -> None:
        """Half of them in a role that they have at the school too."""
        name = sorted(self.life.facts.cases)[which % len(self.life.facts.cases)]
        if at_school:
            self.life.appoint(who, role, self.life.facts.school_of[name], since=timedelta(0), until=30 * DAY)
        self.life.appoint(who, role, name, since=timedelta(0), until=until)

    @rule(who=COLLEAGUES, kinds=st.sampled_from([("board", "school", "class"), ("board", "school", "class", "case")]))
    def colleague_is_dismissed(self, who, kinds) -> None:
        self.life.dismiss(who, kinds=kinds)

    @rule(who=st.sampled_from([*STAFF, *FAMILY]), is_closed=st.booleans())
    def account_is_closed_or_opened(self, who, is_closed) -> None:
        self.life.close_account(who, is_closed)

    @rule(child=CHILDREN, kind=st.sampled_from(["care", "request", "exception"]), categories=SOME, lasts=st.sampled_from([DAY, 30 * DAY]))
    def case_is_opened(self, child, kind, categories, lasts) -> None:
        self.life.open_case(child, kind=kind, categories=categories, lasts=lasts)

    @precondition(lambda self: self.life.facts.cases)
    @rule(which=st.integers(0, 99))
    def case_is_closed(self, which) -> None:
        self.life.close_case(sorted(self.life.facts.cases)[which % len(self.life.facts.cases)])

    @rule(child=CHILDREN, categories=SOME, hidden_from=st.sampled_from(["restriction", "family", "guardians", "pupil"]),
          lasts=st.sampled_from([None, DAY]))
    def part_is_limited(self, child, categories, hidden_from, lasts) -> None:
        self.life.limit(child, categories=categories, hidden_from=hidden_from, lasts=lasts)

    @rule(parent=PARENTS, categories=SOME, lasts=st.sampled_from([None, DAY, 300 * DAY]))
    def sam_lets_a_parent_go_on_seeing(self, parent, categories, lasts) -> None:
        """Or takes it back."""
        if lasts is None:
            self.life.take_back(parent, "sam")
        else:
            self.life.agree(parent, "sam", categories=categories, lasts=lasts)

    @precondition(lambda self: self.doubles)
    @rule(which=st.integers(0, 1), authority=AUTHORITIES, blocked=st.booleans(), limited=SOME, stays=st.sampled_from(["child", "double"]))
    def double_is_merged(self, which, authority, blocked, limited, stays) -> None:
        """Once for each child: the record of the other school and this one are one from now on."""
        child = self.doubles.pop(which % len(self.doubles))
        self.life.merge_with_double(child, authority=authority, blocked=blocked, limited=limited, stays=stays)

    @rule(child=CHILDREN)
    def limits_are_lifted(self, child) -> None:
        self.life.lift(child)

    @invariant()
    def everybody_may_do_what_the_oracle_says(self) -> None:
        self.steps += 1
        lists = {PEOPLE[self.steps % len(PEOPLE)]: CATEGORIES[self.steps % len(CATEGORIES)]}
        assert list(self.life.mistakes(lists=lists)) == []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)


@pytest.mark.parametrize("part", range(SIZES.machine_parts))
def test_whatever_happens_everybody_may_do_what_the_oracle_says(db, part):
    """RELIABILITY 3, R3; U1, U6-U9, S1-68, S2-126, C-25, art. 18: court order, birthday, class move, dismissal, restriction, case."""
    beginning = Life()
    run_state_machine_as_test(lambda: Relations(beginning), settings=settings(
        max_examples=SIZES.machine_runs // SIZES.machine_parts, stateful_step_count=SIZES.machine_steps, deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],                       # the first life that goes wrong is shown as it was: to shorten it takes minutes
    ))

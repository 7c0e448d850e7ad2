"""Whatever happens to a family, and in whatever order: a yes rests on a valid yes of somebody who may decide, and on no no (issue 5,
Must show 1; DOMAIN 1.6, C-03). Each life is written into the register by the services, and read by the one statement."""
from contextlib import suppress
from datetime import timedelta

import hypothesis
from django.db import transaction
from django.db.models import Max
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from consent.models import Channel, Decision, Outcome, PurposeText
from consent.services.decisions import Choice, record
from privacyadmin.access.scope import resolve
from privacyadmin.policy.models import PolicyVersion
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from students.models import Authority, GuardianRelation, Restriction, RestrictionGround
from tests.consent.making import may, purposes, text_of
from tests.factories import NOW, FamilyUserFactory
from tests.sizes import SIZES

DAY = timedelta(days=1)
WHO = st.sampled_from(["mother", "father", "pupil"])
MODE = st.sampled_from(["strict", "parents_until_pupil_asks", "both_must_agree"])
SAYS = st.tuples(st.just("says"), WHO, st.sampled_from([True, True, False]))
EVENTS = st.lists(
    SAYS | SAYS | SAYS
    | st.tuples(st.just("authority"), st.sampled_from(["mother", "father"]), st.sampled_from(["yes", "ended", "unknown", "no", "block"]))
    | st.tuples(st.just("age"), st.sampled_from([9, 15, 16, 17, 18, None]), st.none())
    | st.tuples(st.just("words"), st.booleans(), st.none())
    | st.tuples(st.just("retired"), st.booleans(), st.none())
    | st.tuples(st.just("restricted"), st.booleans(), st.none())
    | st.tuples(st.just("house"), MODE, st.none() | st.integers(1, 12))
    | st.tuples(st.just("days"), st.integers(1, 200), st.none()),
    max_size=SIZES.machine_steps,
)


class Life:
    """One pupil with two parents and one question, and what is known of them."""

    def __init__(self, noor, mother, father, web):
        self.noor, self.web, self.at, self.is_restricted = noor, web, NOW, False
        self.people = {"mother": mother, "father": father, "pupil": None}

    @property
    def on(self):
        return local_day(self.at)

    def happens(self, what, first, second) -> None:
        self.at += timedelta(minutes=1)
        getattr(self, what)(first, second)

    def says(self, who, yes) -> None:
        guardian, choice = self.people[who], Choice(self.web, text_of(self.web, self.on), is_yes=yes)
        user = guardian.user if guardian else self.noor.user
        with suppress(NotAllowed):
            record(self.noor, [choice], guardian=guardian, channel=Channel.PORTAL, by=resolve(user, self.at), at=self.at)

    def authority(self, who, state) -> None:
        relation = GuardianRelation.objects.get(guardian=self.people[who])
        relation.authority = {"unknown": Authority.UNKNOWN, "no": Authority.NO}.get(state, Authority.YES)
        relation.authority_until = self.on - DAY if state == "ended" else None
        relation.has_contact_block = state == "block"
        relation.save()

    def age(self, years, _none) -> None:
        self.noor.birth_on = None if years is None else self.on.replace(year=self.on.year - years, day=1)
        self.noor.save()

    def words(self, asks_again, _none) -> None:
        number = PurposeText.objects.filter(purpose=self.web).aggregate(last=Max("number"))["last"] + 1
        words = dict.fromkeys(("title_nl", "title_en", "body_nl", "body_en"), "-")
        PurposeText.objects.create(purpose=self.web, number=number, valid_from=self.on, asks_again=asks_again, made_at=self.at, **words)

    def retired(self, is_over, _none) -> None:
        self.web.until, self.web.retired_why = (self.on, "-") if is_over else (None, "")
        self.web.save()

    def restricted(self, begins, _none) -> None:
        for standing in Restriction.objects.filter(student=self.noor, until=None):
            standing.until = self.at
            standing.save()
        self.is_restricted = begins
        if begins:
            Restriction(student=self.noor, categories=["IMG"], since=self.at, reason="-", review_on=self.on + 900 * DAY,
                        ground=RestrictionGround.ACCURACY).save()

    def house(self, mode, months) -> None:
        version = PolicyVersion.objects.get(school=None)
        version.values |= {"age16_mode": mode, "consent_valid_months": months}
        version.save()

    def days(self, number, _none) -> None:
        self.at += number * DAY

    def holds(self) -> None:
        """What the register says, beside what was written into it row by row."""
        if not may(self.noor, self.web, at=self.at).is_yes:
            return
        age = self.noor.age_on(self.on)
        deciding = {None} if age is not None and age >= 16 else set()
        if age is None or age < 18:
            deciding |= {row.guardian_id for row in GuardianRelation.objects.all() if row.has_authority(on=self.on)}
        last = {row.guardian_id: row for row in Decision.objects.order_by("decided_at", "pk") if row.guardian_id in deciding}
        binding = PurposeText.objects.filter(purpose=self.web, asks_again=True).aggregate(last=Max("number"))["last"]
        assert any(
            row.outcome == Outcome.GIVEN and row.text.number >= binding and (row.valid_until is None or row.valid_until > self.on)
            for row in last.values()
        )
        own = last.pop(None, None)
        assert own is None or own.outcome == Outcome.GIVEN
        if own is None:
            assert all(row.outcome == Outcome.GIVEN for row in last.values()), "a no of one who decides"
        assert self.web.until is None and not self.is_restricted


@hypothesis.settings(max_examples=SIZES.machine_runs * 2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EVENTS)
def test_no_life_of_a_family_ends_in_a_yes_that_nobody_gave(noor, mother, father, vlieger, events):
    with transaction.atomic():
        noor.refresh_from_db()
        noor.user = FamilyUserFactory()
        noor.save()
        life = Life(noor, mother, father, purposes(vlieger)["IMG_WEB"])
        for event in [("says", "mother", True), *events]:
            life.happens(*event)
            life.holds()
        transaction.set_rollback(True)

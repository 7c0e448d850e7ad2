"""May it be published? A class and a whole school against 600,000 answers, two guardians a pupil (issue 5, Must show 4; PERFORMANCE 5)."""
from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import connection

from consent import inviting
from consent.asking import verdicts
from consent.models import Campaign, CampaignKind, Decision
from privacyadmin.accounts.models import User

from .data import PURPOSE, PURPOSES_EACH, SCHOOL, SCHOOLS, insert, key
from .measure import Row, compare
from .people import AT, ON
from .rows_requests import undone

LATEST = """select distinct on (student_id, purpose_id, guardian_id) student_id, purpose_id, guardian_id, outcome, decided_at, text_id
    from consent_decision where student_id = any(%s) and purpose_id = any(%s)
    order by student_id, purpose_id, guardian_id, decided_at desc, id desc"""
CLASS_SIZE = 30
ASKED_SCHOOLS = 17                            # schools: some 50,000 addressees
BARE = """insert into consent_invitation (id, campaign_id, student_id, guardian_id, user_id, asks, number, invited_at)
    select gen_random_uuid(), %(campaign)s, relation.student_id, relation.guardian_id, guardian.user_id, '',
           row_number() over (), %(at)s
    from students_enrolment enrolment
    join students_guardianrelation relation on relation.student_id = enrolment.student_id
    join students_guardian guardian on guardian.id = relation.guardian_id
    where enrolment.school_id = %(school)s"""
BARE_MAILS = """insert into outbox_item (id, kind, key, about, state, created_at, due_at, attempts, last_error)
    select gen_random_uuid(), 'mail', 'bench:' || id, jsonb_build_object('to', user_id), 'pending', %(at)s, %(at)s, 0, ''
    from consent_invitation where campaign_id = %(campaign)s"""


def rows() -> Iterator[Row]:
    count, school, purposes = Decision.objects.count(), pupils_of(1), purposes_of(1)
    yield checked(f"check of {CLASS_SIZE} pupils x {len(purposes)} purposes", school[:CLASS_SIZE], purposes, count, inner=5)
    yield checked(f"check of a whole school, {len(school):,} pupils", school, purposes, count)
    laid = campaigns()
    number = undone(lambda: asked(laid))
    yield compare(
        f"campaigns of {number:,} addressees: who is asked by the rules, and their mails / a bare INSERT … SELECT",
        lambda: undone(lambda: asked(laid)), lambda: undone(lambda: by_hand(laid)), goal=2, rounds=3,
    )


def campaigns() -> list[Campaign]:
    """Of half of the schools, and an account for everybody: with two guardians a pupil 50,000 addressees."""
    with connection.cursor() as cursor:
        cursor.execute(accounts())
        cursor.execute(
            "update students_guardian set user_id = account.id from accounts_user account"
            " where account.name = students_guardian.id::text and students_guardian.user_id is null"
        )
        cursor.execute("analyze accounts_user, students_guardian, consent_decision")
    return [campaign_of(number) for number in range(1, ASKED_SCHOOLS + 1)]


def accounts() -> str:
    """One for each parent, made once."""
    names = {"username": "'family:g' || guardian.id || '@bench.example'", "email": "'g' || guardian.id || '@bench.example'"}
    return insert(
        User, "students_guardian guardian where user_id is null", id="gen_random_uuid()", kind="'family'", name="guardian.id::text",
        password="'!'", **names,
    )


def campaign_of(number: int) -> Campaign:
    """Of a school, laid once; nobody is invited in it but in what is measured."""
    told = {
        "school_id": key(SCHOOL, number), "kind": CampaignKind.YEARLY, "name": "bench", "purposes": purposes_of(number), "made_at": AT,
        "answer_by": ON + timedelta(days=21), "started_on": ON, "started_at": AT,
    }
    return Campaign.objects.get_or_create(number=number, defaults=told)[0]


def asked(laid: Sequence[Campaign]) -> int:
    """Everything that starting them writes, but for a line in the register of events."""
    count = 0
    for campaign in laid:
        count += inviting.invite(campaign, at=AT)
        inviting.tell(campaign, round_=0, at=AT)
    return count


def by_hand(laid: Sequence[Campaign]) -> int:
    count = 0
    with connection.cursor() as cursor:
        for campaign in laid:
            cursor.execute(BARE, {"campaign": campaign.pk, "school": campaign.school_id, "at": AT})
            count += cursor.rowcount
            cursor.execute(BARE_MAILS, {"campaign": campaign.pk, "at": AT})
    return count


def checked(work: str, pupils: Sequence[UUID], purposes: Sequence[UUID], count: int, *, inner: int = 1) -> Row:
    """Who may be published and why not, beside fetching the last answers by hand."""
    return compare(
        f"{work}, {count:,} answers / the last answers by hand-written SQL", lambda: verdicts(pupils, purposes, at=AT),
        lambda: latest(pupils, purposes), goal=3.5, inner=inner,
    )


def latest(pupils: Sequence[UUID], purposes: Sequence[UUID]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(LATEST, [list(pupils), list(purposes)])
        return cursor.fetchall()


def pupils_of(number: int) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("select student_id from students_enrolment where school_id = %s order by id", [key(SCHOOL, number)])
        return [row[0] for row in cursor.fetchall()]


def purposes_of(number: int) -> list[UUID]:
    """Of the school with this number, as `data.purposes` hands them out."""
    of_school = [each for each in range(1, SCHOOLS * PURPOSES_EACH + 1) if 1 + each % SCHOOLS == number]
    return [key(PURPOSE, each) for each in of_school]

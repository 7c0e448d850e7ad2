"""Who is asked in a campaign, who still has to answer, and to whom a mail goes: each in one statement for any number of families.

The rule is that of letters (students/addressees.py): authority, or authority that nobody recorded yet; no contact block; nobody of the
family from whom a protected pupil is hidden; from 16 as the house rules say (C-03; S1-66, S1-70; U6-U9). A test holds the two alike.
"""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from consent.models import Campaign, CampaignKind
from privacyadmin.outbox import bell
from privacyadmin.policy.services import in_force
from privacyadmin.times import end_of_day, local_day, start_of_day
from students.models import EnrolmentStatus

NEXT_YEAR = timedelta(days=61)              # a yes that ends sooner is asked again
KIND = "consent.campaign"                   # the work of the outbox: one mail to one person
TEMPLATE = "consent_campaign"
ONLY_UNANSWERED = (CampaignKind.ENROLMENT, CampaignKind.NEW_TEXT)
MOST_REMINDERS = 3
CHILD, HOME = ("/portal/children/", "/consents/"), "/portal/"

# Each person who is asked for each pupil today, with his account and with the purposes that he decides on: '' is all of them.
VOICES = """
pupils as materialized (
    select pupil.id, pupil.user_id, date_part('year', age(%(on)s::date, pupil.birth_on))::int as age,
           coalesce(pupil.strict16_on <= %(on)s, false) as decides, pupil.last_name, pupil.first_name,
           array(select limited.hidden_from from students_protection limited where limited.student_id = pupil.id
                 and limited.since < %(day_ends)s and (limited.until is null or limited.until > %(day_begins)s)) as hidden
    from students_student pupil
    where pupil.died_on is null
      and exists (select from students_enrolment enrolment where enrolment.student_id = pupil.id
                  and enrolment.school_id = %(school)s and enrolment.status = any(%(statuses)s))
      and (cardinality(%(classes)s::uuid[]) = 0 or exists (select from students_classmembership place
           where place.student_id = pupil.id and place.class_group_id = any(%(classes)s) and place.since <= %(on)s
                 and (place.until is null or place.until > %(on)s)))
),
asked as materialized (
    select purpose.id, purpose.decider,
           (select max(text.number) from consent_purposetext text
            where text.purpose_id = purpose.id and text.valid_from <= %(on)s and text.asks_again) as binding
    from consent_purpose purpose
    where purpose.id = any(%(purposes)s) and purpose.since <= %(on)s and (purpose.until is null or purpose.until > %(on)s)
),
voices as materialized (
    select each.*, pupils.last_name, pupils.first_name from (
        select pupils.id as student_id, relation.guardian_id,
               case when guardian.organisation_name <> '' then speaker.user_id else guardian.user_id end as account,
               case when pupils.age is null or pupils.age < %(limit)s or %(mode)s = 'both_must_agree'
                         or (%(mode)s = 'parents_until_pupil_asks' and not pupils.decides) then '' else 'parents' end as asks
        from pupils
        join students_guardianrelation relation on relation.student_id = pupils.id
        join students_guardian guardian on guardian.id = relation.guardian_id
        left join lateral (
            select case when contact.may_sign_in then contact.user_id end as user_id from students_contactperson contact
            where contact.organisation_id = guardian.id and contact.since <= %(on)s
                  and (contact.until is null or contact.until > %(on)s)
            order by contact.since desc, contact.id desc limit 1) speaker on guardian.organisation_name <> ''
        where not relation.has_contact_block and not pupils.hidden && array['guardians', 'family']::varchar[]
          and coalesce(pupils.age < 18, true)
          and (relation.authority = 'onbekend' or (relation.authority in ('ja', 'gerechtelijk')
               and coalesce(relation.authority_since <= %(on)s, true) and coalesce(relation.authority_until > %(on)s, true)))
        union all
        select pupils.id, null, pupils.user_id, case when pupils.age >= 18 then '' else 'age' end
        from pupils
        where pupils.age >= %(limit)s and not pupils.hidden && array['pupil', 'family']::varchar[]
          and (pupils.age >= 18 or %(mode)s <> 'parents_until_pupil_asks' or pupils.decides)
    ) each
    join pupils on pupils.id = each.student_id
    where exists (select from asked where each.asks in ('', asked.decider))
)
"""
# How many purposes somebody still has to answer: no answer that counts, to the words that bind and long enough.
MISSING = """
(select count(*) from asked where {voice}.asks in ('', asked.decider) and asked.binding is not null and not exists (
    select from (select decision.outcome, decision.valid_until, text.number from consent_decision decision
                 join consent_purposetext text on text.id = decision.text_id
                 where decision.student_id = {voice}.student_id and decision.purpose_id = asked.id
                       and decision.guardian_id is not distinct from {voice}.guardian_id
                       and decision.occasion_id is not distinct from %(occasion)s
                 order by decision.decided_at desc, decision.id desc limit 1) latest
    where latest.outcome <> 'given'
          or (latest.number >= asked.binding and (latest.valid_until is null or latest.valid_until > %(counts_on)s))))
"""
INVITE = f"""
with {VOICES}
insert into consent_invitation (id, campaign_id, student_id, guardian_id, user_id, asks, number, invited_at)
select gen_random_uuid(), %(campaign)s, voices.student_id, voices.guardian_id, account.id, voices.asks,
       %(numbered)s + row_number() over (order by voices.last_name, voices.first_name, voices.student_id, voices.guardian_id), %(at)s
from voices left join accounts_user account on account.id = voices.account and account.is_active
where not exists (select from consent_invitation known where known.campaign_id = %(campaign)s and known.student_id = voices.student_id
                  and known.guardian_id is not distinct from voices.guardian_id)
      and (not %(only_unanswered)s or {MISSING.format(voice='voices')} > 0)
on conflict do nothing
"""     # noqa: S608 - put together from constants
TELL = f"""
with {VOICES}
insert into outbox_item (id, kind, key, about, state, created_at, due_at, expires_at, attempts, last_error)
select gen_random_uuid(), '{KIND}', '{KIND}:' || %(campaign)s || ':' || %(round)s || ':' || mail.user_id,
       jsonb_build_object('to', mail.user_id, 'template', '{TEMPLATE}', 'about', %(campaign)s::text, 'school', %(school)s::text,
                          'path', case when mail.children = 1 then '{CHILD[0]}' || mail.child || '{CHILD[1]}' else '{HOME}' end),
       'pending', %(at)s, %(at)s, %(expires_at)s, 0, ''
from (select invitation.user_id, count(distinct invitation.student_id) as children, min(invitation.student_id::text) as child
      from consent_invitation invitation
      join voices on voices.student_id = invitation.student_id and voices.guardian_id is not distinct from invitation.guardian_id
      where invitation.campaign_id = %(campaign)s and invitation.user_id is not null and invitation.returned_at is null
            and invitation.invited_at <= %(invited_before)s
            and (%(round)s = 0 or {MISSING.format(voice='invitation')} > 0)
      group by invitation.user_id) mail
on conflict (key) do nothing
"""     # noqa: S608 - put together from constants
STATES = f"""
with {VOICES}
select invitation.id, invitation.student_id, invitation.guardian_id, invitation.user_id, invitation.number,
       invitation.returned_at is not null, {MISSING.format(voice='invitation')} as missing,
       coalesce((select item.state || ':' || item.attempts from outbox_item item
                 where invitation.user_id is not null and item.key = any(array(
                     select '{KIND}:' || %(campaign)s || ':' || round || ':' || invitation.user_id
                     from generate_series(0, {MOST_REMINDERS}) round))
        order by item.state = 'failed' desc, item.created_at desc limit 1), '') as mail
from consent_invitation invitation
join voices on voices.student_id = invitation.student_id and voices.guardian_id is not distinct from invitation.guardian_id
where invitation.campaign_id = %(campaign)s
order by invitation.number
"""     # noqa: S608 - put together from constants


@dataclass(frozen=True)
class Invited:
    """Where one invitation stands: how many answers are awaited, and how the mail fared."""

    key: UUID
    student: UUID
    guardian: UUID | None
    user: UUID | None
    number: int
    is_returned: bool
    missing: int
    mail: str                               # state and attempts of the mail: "done:1", "failed:5"; empty: on paper

    @property
    def is_on_paper(self) -> bool:
        return self.user is None or self.is_returned

    @property
    def is_stuck(self) -> bool:
        """The mail does not get through, and somebody should look."""
        state, _colon, attempts = self.mail.partition(":")
        return not self.is_returned and (state == "failed" or (state == "pending" and int(attempts or 0) > 0))


def invite(campaign: Campaign, *, at: datetime) -> int:
    """Everybody who is asked today and was not yet; how many that were."""
    numbered = campaign.invitations.order_by("-number").values_list("number", flat=True).first() or 0
    only = campaign.kind in ONLY_UNANSWERED
    return _run(INVITE, campaign, at=at, numbered=numbered, only_unanswered=only)


def tell(campaign: Campaign, *, round_: int, at: datetime, invited_before: datetime | None = None) -> int:
    """One mail to each person with an account, once for each round: 0 says that there is a question, later ones remind."""
    values = {"round": round_, "invited_before": invited_before or at, "expires_at": end_of_day(campaign.answer_by)}
    count = _run(TELL, campaign, at=at, **values)
    if count:
        bell.ring_after_commit()
    return count


def states(campaign: Campaign, *, at: datetime, purposes: Sequence[UUID] | None = None) -> list[Invited]:
    """Every invitation of who is still asked today, in the order of the papers; one query. `purposes`: looked at these alone."""
    asked = {} if purposes is None else {"purposes": list(purposes)}
    with connection.cursor() as cursor:
        cursor.execute(STATES, values_of(campaign, at=at) | asked)
        return [Invited(*row) for row in cursor.fetchall()]


def values_of(campaign: Campaign, *, at: datetime) -> dict[str, Any]:
    """What the statements ask of a campaign on a day."""
    on = local_day(at)
    rules = in_force(campaign.school, on)
    statuses: Sequence[str] = [EnrolmentStatus.ENROLLED]
    if campaign.kind == CampaignKind.ENROLMENT:
        statuses = [EnrolmentStatus.ENROLLED, EnrolmentStatus.APPLICANT]
    return {
        "campaign": campaign.pk, "school": campaign.school_id, "purposes": campaign.purposes, "classes": campaign.classes,
        "occasion": campaign.occasion_id, "on": on, "at": at, "day_begins": start_of_day(on), "day_ends": end_of_day(on),
        "limit": rules.age_limit, "mode": rules.age16_mode, "statuses": [str(each) for each in statuses],
        "counts_on": _counts_on(campaign, on),
    }


def _counts_on(campaign: Campaign, on: date) -> date:
    """A yes that ends before this day is no answer to the campaign."""
    return on if campaign.occasion_id else (campaign.started_on or on) + NEXT_YEAR


def _run(statement: str, campaign: Campaign, *, at: datetime, **more: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values_of(campaign, at=at) | more)
        return cursor.rowcount

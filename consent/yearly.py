"""What the night does for campaigns and for the information notice; each once ever, also after missed nights (S1-64, S1-83, S1-88)."""
from datetime import date, datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from privacyadmin import audit
from privacyadmin.organisation.models import School
from privacyadmin.outbox.nightly import job
from privacyadmin.policy.services import in_force
from students.models import Enrolment, EnrolmentStatus

from . import events
from .models import Campaign, CampaignKind, Mode, Purpose
from .services import campaigns, forms_on_paper, notices

TIME_TO_ANSWER = timedelta(days=28)
FRESH = timedelta(days=60)                  # who applied longer ago is on the list, and somebody looks


@job("consent_campaigns", order=50)
def campaigns_of_the_day(on: date, at: datetime) -> int:
    """Close what is over; invite newcomers and remind who has not answered in the others; lay the yearly reminder ready."""
    count = forms_on_paper.let_go(at=at) + drafts(on, at)
    for campaign in Campaign.objects.running().select_related("school", "occasion__purpose").defer("school__logo").order_by("pk"):
        if campaign.is_over(on=on):
            campaigns.close(campaign, by=None, at=at)
            count += 1
        else:
            count += newcomers(campaign, at) + campaigns.remind(campaign, at=at)
    return count


def newcomers(campaign: Campaign, at: datetime) -> int:
    count = campaigns.invite(campaign, at=at)
    if count:
        audit.record(events.CAMPAIGN_GREW, about=campaign, school=campaign.school_id, by=None, at=at, number=campaign.number, count=count)
    return count


def drafts(on: date, at: datetime) -> int:
    """In the month of the house rules a reminder lies ready for each school, once a school year; somebody starts it."""
    year = notices.year_of(on)
    if year is None:
        return 0
    count = 0
    for school in School.objects.defer("logo").filter(consent_purposes__isnull=False).exclude(
        pk__in=Campaign.objects.filter(year=year).values("school")
    ).distinct():
        if in_force(school, on).reminder_month != on.month:
            continue
        asked = list(Purpose.objects.filter(school=school).in_use(on=on).exclude(mode=Mode.PER_EVENT))
        if asked:
            with translation.override("nl"):
                name = _("Yearly reminder %(year)s") % {"year": year.name}
            campaigns.make(
                school, kind=CampaignKind.YEARLY, name=name, purposes=asked, classes=[], answer_by=on + TIME_TO_ANSWER, remind_every=14,
                by=None, at=at, year=year,
            )
            count += 1
    return count


@job("consent_notices", order=52)
def notices_of_the_day(on: date, at: datetime) -> int:
    """To the family of each new applicant, and in the month of the house rules to every family of the school."""
    count = 0
    new = Enrolment.objects.filter(status=EnrolmentStatus.APPLICANT, applied_on__gte=on - FRESH).order_by().values("school").distinct()
    fresh = {row["school"] for row in new}
    for school in School.objects.defer("logo"):
        rules = in_force(school, on)
        is_month = rules.annual_notice and rules.annual_notice_month == on.month
        if is_month or school.pk in fresh:
            rows = notices.lacking(school, on=on)
            if not is_month:
                rows = rows.filter(status=EnrolmentStatus.APPLICANT, applied_on__gte=on - FRESH)
            count += notices.order(school, list(rows.values_list("student", flat=True).distinct()), by=None, at=at)
    return count

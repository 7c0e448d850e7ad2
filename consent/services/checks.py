"""A check before something is placed: asked, answered, numbered and kept (S1-85; GDPR 5(2))."""
from collections.abc import Collection
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from consent import checking, events, reach
from consent.models import CheckedPupil, PublicationCheck
from privacyadmin import audit
from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School, SchoolYear
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from students.models import ClassGroup, Student


@transaction.atomic
def make(
    school: School, pupils: Collection[Student], uses: Collection[checking.Use], *, on: date, class_group: ClassGroup | None = None,
    is_whole_class: bool = False, unknown: int = 0, by: Scope, at: datetime,
) -> PublicationCheck:
    """Answer for these pupils and uses on a day, and keep what was told. Raises NotAllowed for a pupil out of reach."""
    keys = list(dict.fromkeys(each.pk for each in pupils))
    if not keys or not uses:
        raise NotAllowed(_("Choose at least one pupil, and what you want to do."))
    if any(reach.pupils(by, category=each).filter(pk__in=keys).count() != len(keys) for each in {use.purpose.category for use in uses}):
        raise NotAllowed(_("You may not read the consents of one of these pupils."))
    told = checking.answers(keys, uses, on=on, at=at)
    year, number = _next_number(school, at=at)
    yes = sum(all(each.is_yes for each in told[key].values()) for key in keys)
    check = PublicationCheck(
        school=school, year=year, number=number, class_group=class_group, is_whole_class=is_whole_class, on=on,
        purposes=list(dict.fromkeys(use.purpose.pk for use in uses)), occasions=[use.occasion.pk for use in uses if use.occasion],
        yes_count=yes, no_count=len(keys) - yes, unknown_count=unknown, made_at=at, made_by=by.user,
    )
    check.save(force_insert=True)
    CheckedPupil.objects.bulk_create(
        CheckedPupil(
            check_made=check, student_id=key, purpose=use.purpose, occasion=use.occasion, is_yes=verdict.is_yes,
            reason=str(verdict.reason), answered_on=verdict.on,
        )
        for key in keys for use in uses if (verdict := told[key][use.code])
    )
    audit.record(events.CHECKED, about=check, school=school, by=by, at=at, number=check.reference, yes=yes, no=len(keys) - yes)
    return check


def _next_number(school: School, *, at: datetime) -> tuple[int, int]:
    """The next number of this school in this school year; two who ask at once get two."""
    on = local_day(at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"consent.check.{school.pk}"])
    school_year = SchoolYear.objects.on(on).first()
    year = school_year.start_on.year if school_year else on.year
    last = PublicationCheck.objects.filter(school=school, year=year).aggregate(last=Max("number"))["last"]
    return year, (last or 0) + 1

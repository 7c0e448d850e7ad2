"""Pupils who are old enough to decide themselves and cannot sign in yet: each gets a letter with a code (S1-66, S1-69…71, S2-161)."""
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School
from privacyadmin.policy.services import in_force
from privacyadmin.times import local_day, years_before
from privacyadmin.workflow import NotAllowed
from students import rules
from students.models import ActivationCode, Enrolment, EnrolmentStatus, Student

from . import activation


def waiting(schools: Iterable[School], *, at: datetime) -> QuerySet[Enrolment]:
    """The enrolled pupils of these schools who are old enough by the rules of their school, without an account and without a code on paper.

    In every `age16_mode`: who exercises the rights of the law at 16 is the pupil, whoever is asked for consent (SETTLED 10).
    """
    on, old_enough = local_day(at), Q(pk__in=[])
    for school in schools:
        limit = max(in_force(school, on).age_limit, rules.OWN_SIGN_IN)
        old_enough |= Q(school=school.pk, student__birth_on__lte=years_before(on, limit))
    on_paper = ActivationCode.objects.filter(guardian_key=OuterRef("student"), ended_at=None, expires_at__gt=at)
    found = Enrolment.objects.filter(old_enough, status=EnrolmentStatus.ENROLLED, student__user=None, student__died_on=None)
    return found.exclude(Exists(on_paper)).order_by("student__birth_on", "pk")


def invite(keys: Iterable[UUID], *, by: Scope, at: datetime) -> tuple[int, list[str]]:
    """Write the letters of these pupils; how many, and who got none with the reason."""
    schools = School.objects.defer("logo").filter(pk__in=[held.school for held in by.held if held.role in rules.ADDRESSES and held.school])
    chosen = waiting(schools, at=at).filter(student__in=list(keys)).values("student")
    written, refused = 0, []
    for student in Student.objects.filter(pk__in=chosen).order_by("last_name", "first_name", "pk"):
        try:
            activation.issue_to_pupil(student, by=by, at=at)
            written += 1
        except NotAllowed as objection:
            refused.append(_("%(name)s: %(reason)s") % {"name": student.full_name, "reason": objection})
    return written, refused

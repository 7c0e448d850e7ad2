"""What a pupil's page and an admission know of the application form: its papers, what stands in the way, what the family answered."""
from collections.abc import Collection, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.scope import Scope
from students import admission, held
from students.admission import Paper
from students.models import Enrolment, EnrolmentStatus, Student
from students.services import keeping

from .models import FormSubmission
from .rules import submissions as rules
from .services import submissions


def register() -> None:
    admission.shows(papers)
    admission.objects(submissions.why_not_enrol)
    held.provides(submissions.held)


def papers(student: Student, enrolments: Collection[Enrolment], scope: Scope) -> Iterator[Paper]:
    """The forms beside each enrolment, and the way to record one."""
    schools = {each.school_id: each for each in enrolments if rules.may(student, each.school, Category.ENR, scope, Right.READ)}
    if not schools:
        return
    for row in FormSubmission.objects.filter(student=student.pk, school__in=schools).order_by("received_on", "pk"):
        label = _("Application form received on %(day)s") % {"day": submissions.day_in_words(row.received_on)}
        yield Paper(schools[row.school_id].pk, label, row.get_absolute_url())
    for school, enrolment in schools.items():
        applies = enrolment.status == EnrolmentStatus.APPLICANT
        if applies and not keeping.why_not(scope, [Category.ENR], school=school, student=student.pk):
            yield Paper(enrolment.pk, _("Record the application form"), reverse("processors:submission_new", args=[enrolment.pk]))

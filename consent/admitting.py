"""What an application knows of the information notice: the proof beside it, and that nobody is enrolled before it (S1-14, S1-63)."""
from collections.abc import Collection, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from privacyadmin.access.catalogue import Category
from privacyadmin.access.scope import Scope
from privacyadmin.worklist import provide
from students import admission
from students.admission import Paper
from students.models import Enrolment, EnrolmentStatus, Student
from students.services import keeping

from .services import notices
from .tasks import campaigns as tasks


def register() -> None:
    admission.objects(notices.why_not_enrol)
    admission.shows(papers)
    provide(tasks.tasks_of)


def papers(student: Student, enrolments: Collection[Enrolment], scope: Scope) -> Iterator[Paper]:
    """A link beside each application or enrolment, for who keeps them."""
    for enrolment in enrolments:
        is_current = enrolment.status in (EnrolmentStatus.APPLICANT, EnrolmentStatus.ENROLLED)
        if is_current and not keeping.why_not(scope, [Category.ENR], school=enrolment.school_id, student=student.pk):
            yield Paper(enrolment.pk, _("Information notice"), reverse("consent:notice", args=[enrolment.pk]))

"""The way from the page of a pupil to his consents."""
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacyadmin.access.scope import Scope
from students import links
from students.links import Link
from students.models import Student

from . import reach


def link(student: Student, scope: Scope) -> Link | None:
    """For who reads the consents of this pupil."""
    return Link(_("Consents of this pupil"), reverse("consent:pupil", args=[student.pk])) if reach.may(scope, student) else None


def register() -> None:
    links.offers(link)

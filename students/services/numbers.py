"""The citizen service number: typed by the administration, sealed, shown by its last digits only (SETTLED 17)."""
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit, crypto, history
from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.scope import Scope
from privacyadmin.workflow import NotAllowed
from students import events, rules
from students.models import Student

LABEL = "students.Student.bsn_sealed"


@transaction.atomic
def set_bsn(student: Student, *, number: str, by: Scope, at: datetime) -> Student:
    """Keep the number sealed, or forget it when it is empty. Raises NotAllowed without the right to write it."""
    if reason := by.why_not(student, Category.BSN, Right.WRITE) or (number and rules.bsn_objection(number)):
        raise NotAllowed(reason)
    student = Student.objects.select_for_update(of=("self",)).get(pk=student.pk)
    student.bsn_sealed = None
    if number:
        keyring = crypto.Keyring.ensure([student.pk], at=at)
        student.bsn_sealed = keyring.seal(student.pk, number.zfill(9), label=LABEL, row_id=student.pk)
    history.save(student, at=at, by=by, update_fields=["bsn_sealed"])
    audit.record(events.BSN_CHANGED, about=student, school=None, by=by, at=at)
    return student


def last_digits(student: Student, keyring: "crypto.Keyring") -> str:
    """The last three digits, for whoever may read the number; empty where there is none."""
    number = opened(student, keyring)
    if not number:
        return ""
    return _("ends in %(digits)s") % {"digits": number[-rules.SHOWN_DIGITS:]}


def opened(student: Student, keyring: "crypto.Keyring") -> str:
    """The number itself, which no page shows; empty where there is none."""
    return keyring.open(student.pk, student.bsn_sealed, label=LABEL, row_id=student.pk) if student.bsn_sealed else ""

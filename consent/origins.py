"""Where scans of forms came in, for whoever looks after files that wait for the scanner."""
from collections.abc import Collection
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from privacyadmin.access.catalogue import Verb
from privacyadmin.access.scope import Scope
from privacyadmin.files import held
from privacyadmin.files.held import Origin

from . import reach
from .models import EvidenceFile


def origins(keys: Collection[UUID], scope: Scope) -> dict[UUID, Origin]:
    rows = EvidenceFile.objects.filter(pk__in=keys).select_related("evidence__school").defer("evidence__school__logo")
    seen = set(reach.pupils(scope, Verb.WRITE).filter(pk__in=rows.values("student")).values_list("pk", flat=True))
    return {
        row.pk: Origin(
            _("a form with answers about consent"), row.evidence.school.name,
            reverse("consent:pupil", args=[row.student_id]) if row.student_id in seen else "", row.evidence.school_id,
        )
        for row in rows
    }


def register() -> None:
    held.register(EvidenceFile, origins, school="evidence__school")

"""Where files of agreements and disclosures came in, for whoever looks after files that wait for the scanner."""
from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from privacyadmin.access.scope import Scope
from privacyadmin.files import held
from privacyadmin.files.held import Origin

from .models import Agreement, AgreementFile, Disclosure, DisclosureFile


def origins(keys: Collection[UUID], scope: Scope) -> dict[UUID, Origin]:
    rows = AgreementFile.objects.filter(pk__in=keys).select_related("agreement__school").defer("agreement__school__logo")
    seen = set(Agreement.objects.visible_to(scope).filter(files__in=keys).values_list("pk", flat=True))
    return {
        row.pk: Origin(
            _("a paper of an agreement"), row.agreement.school.name if row.agreement.school else "",
            row.agreement.get_absolute_url() if row.agreement_id in seen else "",
        )
        for row in rows
    }


def of_disclosures(keys: Collection[UUID], scope: Scope) -> dict[UUID, Origin]:
    rows = DisclosureFile.objects.filter(pk__in=keys).select_related("disclosure__school").defer("disclosure__school__logo")
    seen = set(Disclosure.objects.visible_to(scope).filter(files__in=keys).values_list("pk", flat=True))
    return {
        row.pk: Origin(
            _("a paper of a disclosure"), row.disclosure.school.name if row.disclosure.school else "",
            row.disclosure.get_absolute_url() if row.disclosure_id in seen else "",
        )
        for row in rows
    }


def register() -> None:
    held.register(AgreementFile, origins, school="agreement__school")
    held.register(DisclosureFile, of_disclosures, school="disclosure__school")

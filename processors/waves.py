"""What this app itself adds to the ripple view of a party: agreements, products, schools and kinds of data, proofs outstanding."""
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from privacyadmin.access.scope import Scope
from privacyadmin.organisation.models import School

from . import ripple
from .models import Agreement, Disclosure, Party, Product
from .models.catalogue import AgreementStatus
from .overview import labels
from .ripple import Wave

MOST = 50                                   # disclosures of one party on this page; its list has them all


def schools(party: Party, scope: Scope) -> Iterator[Wave]:
    """The schools that use it, each with the kinds of data of its pupils that the party gets."""
    found: dict = {}
    for use in party.uses.on(scope.on).visible_to(scope).select_related("school").defer("school__logo"):
        found.setdefault(use.school, set()).update(use.categories)
    everywhere = found.pop(None, None)
    if everywhere is not None:
        count = School.objects.count()
        yield Wave(_("Every school of the board (%(count)s)") % {"count": count}, text=", ".join(labels(sorted(everywhere))))
    for school, codes in sorted(found.items(), key=lambda each: each[0].name):
        yield Wave(school.name, text=", ".join(labels(sorted(codes))))


def agreements(party: Party, scope: Scope) -> Iterator[Wave]:
    for row in Agreement.objects.visible_to(scope).filter(party=party):
        state = row.state_on(scope.on)
        kind = {"signed": "good", "expiring": "warn", "expired": "bad"}.get(state, "")
        hours = _("reports a breach within %(hours)s hours") % {"hours": row.breach_hours} if row.breach_hours else ""
        yield Wave(row.subject, row.get_absolute_url(), hours, str(state.label), kind)


def products(party: Party, scope: Scope) -> Iterator[Wave]:
    for product in Product.objects.filter(party=party, ended_on=None):
        yield Wave(product.name, product.get_absolute_url())


def proofs(party: Party, scope: Scope) -> Iterator[Wave]:
    """Contracts that ended, of which nobody has shown that the data is gone."""
    rows = Agreement.objects.visible_to(scope).filter(
        party=party, status=AgreementStatus.TERMINATED, proof_received_on=None, proof_waived_why=""
    )
    for row in rows:
        late = row.proof_due_on is not None and row.proof_due_on < scope.on
        tag, kind = (_("late"), "bad") if late else (_("asked for"), "warn")
        yield Wave(row.subject, row.get_absolute_url(), tag=tag, kind=kind)


def chain(party: Party, scope: Scope) -> Iterator[Wave]:
    """Whom it engages, and for whom it works itself as a sub-processor."""
    for row in Agreement.objects.visible_to(scope).filter(party=party).prefetch_related("subprocessors"):
        for each in row.subprocessors.all():
            if each.state != "ended":
                yield Wave(each.name, row.get_absolute_url(), f"{each.service} · {each.country}", str(each.get_state_display()))


def disclosures(party: Party, scope: Scope) -> Iterator[Wave]:
    """What it gets of pupils as a third party: what goes on first, then what was given last."""
    rows = Disclosure.objects.visible_to(scope).filter(party=party).went_out(on=scope.on).select_related("school").defer("school__logo")
    for row in rows.order_by("-is_standing", "-given_on", "-made_at")[:MOST]:
        number = ngettext("%(count)d pupil", "%(count)d pupils", row.pupil_count) % {"count": row.pupil_count}
        where = row.school.name if row.school else _("the whole board")
        kind = "warn" if row.is_standing and not row.is_over(scope.on) else ""
        yield Wave(row.subject, row.get_absolute_url(), f"{where} · {number} · {', '.join(row.labels)}", str(row.state_on(scope.on)), kind)


def register() -> None:
    ripple.adds("schools", gettext_lazy("Schools and kinds of data"), schools, order=10)
    ripple.adds("agreements", gettext_lazy("Agreements"), agreements, order=20)
    ripple.adds("products", gettext_lazy("Products"), products, order=30)
    ripple.adds("chain", gettext_lazy("Sub-processors"), chain, order=35)
    ripple.adds("proofs", gettext_lazy("Proofs outstanding"), proofs, order=40)
    ripple.adds("disclosures", gettext_lazy("Disclosures"), disclosures, order=25)

"""The steps of a disclosure: who decides, who gives, and what still stands in the way (S2-107…110, S2-157)."""
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyadmin.access.catalogue import Register, Role, Verb
from privacyadmin.access.data_models import DataCategory
from privacyadmin.access.purposes import Ground
from privacyadmin.workflow import Step, Workflow
from processors.models import ActivityVersion
from processors.models.disclosure_words import DisclosureStatus
from processors.rules import disclosures as rules
from processors.services.activities import why_not_use
from students import consents

OF_CONSENT = "VERSTREKKING"             # the purpose under which consent/ will know a yes to one disclosure (S2-159)
NOT_YOURS = gettext_lazy("A disclosure is recorded by the privacy coordinator, or by the director of the school.")


def records(disclosure, scope) -> str:
    """Who keeps the register of the school, and its director; for the whole board who keeps the board's."""
    return "" if may_record(scope, disclosure.school_id) else str(NOT_YOURS)


def may_record(scope, school) -> bool:
    reach = scope.schools(Register.PROCESSORS, Verb.WRITE)
    if reach is None or school in reach:
        return True
    return school is not None and scope.holds(Role.DIRECTOR, school=school)


def decides(disclosure, scope) -> str:
    """On an order of police or justice the director or the board, and never who recorded it (S2-157)."""
    if not disclosure.is_police:
        return records(disclosure, scope)
    if not (scope.may(Register.PROCESSORS, Verb.SIGN) or scope.holds(Role.DIRECTOR, school=disclosure.school_id)):
        return _("On an order of police or justice the director or the board decides.")
    return _("Nobody decides on an order that he recorded himself.") if disclosure.made_by_id == scope.user.pk else ""


def decides_once(disclosure, scope) -> str:
    return is_once(disclosure) or decides(disclosure, scope)


def gives(disclosure, scope) -> str:
    return is_once(disclosure) or records(disclosure, scope)


def ends(disclosure, scope) -> str:
    return records(disclosure, scope) if disclosure.is_standing else _("This was to be given once.")


def is_once(disclosure) -> str:
    return _("This goes on by itself until it is ended.") if disclosure.is_standing and not disclosure.is_draft else ""


def facts_of(disclosure, scope) -> rules.Facts:
    """What the rules want to know beside the disclosure itself; a constant number of queries."""
    kinds = set(disclosure.data_categories)
    special = DataCategory.objects.filter(code__in=kinds, is_special=True).values_list("code", flat=True)
    pupils = list(disclosure.pupils.values_list("student", flat=True))
    return rules.Facts(
        special=frozenset(special),
        why_not_use=why_not_use(disclosure.purpose, kinds, ground=disclosure.ground, school=disclosure.school_id, on=scope.on),
        is_balanced=disclosure.ground == Ground.LEGITIMATE and is_balanced(disclosure, scope.on),
        has_order=disclosure.files.exists(), pupils=len(pupils), is_partnership=rules.is_partnership(disclosure.party.name),
        without_consent=len(without_consent(disclosure, pupils, scope.on)),
    )


def is_balanced(disclosure, on) -> bool:
    """Whether one activity in force weighed this interest, for this purpose and these kinds (S2-104); such a one is never approved bare."""
    weighed = ActivityVersion.objects.in_force(on=on).filter(ground=Ground.LEGITIMATE, purposes__contains=[disclosure.purpose])
    return weighed.filter(data_categories__contains=disclosure.data_categories).exists()


def without_consent(disclosure, pupils, on) -> set:
    """For which of these pupils nobody said yes to this one disclosure, where it rests on consent."""
    if disclosure.ground != Ground.CONSENT or not pupils:
        return set()
    return {pupil for pupil, given in consents.of(pupils, OF_CONSENT, occasion=disclosure.pk, on=on).items() if not given.is_valid}


def missing(disclosure, scope) -> list[str]:
    """Everything that is still to be settled before somebody can decide."""
    return rules.objections(disclosure, facts_of(disclosure, scope))


def cannot_be_decided(disclosure, scope) -> str:
    found = missing(disclosure, scope)
    return found[0] if found else ""


DISCLOSURE_STEPS = Workflow(
    decide=Step(
        {DisclosureStatus.DRAFT}, DisclosureStatus.DECIDED, decides, objection=cannot_be_decided, label=gettext_lazy("Decide to give it")
    ),
    give=Step({DisclosureStatus.DECIDED}, DisclosureStatus.GIVEN, gives, label=gettext_lazy("Record that it was given")),
    refuse=Step(
        {DisclosureStatus.DRAFT, DisclosureStatus.DECIDED}, DisclosureStatus.REFUSED, decides_once, label=gettext_lazy("Do not give it")
    ),
    review=Step({DisclosureStatus.DECIDED}, None, ends, label=gettext_lazy("Record a review")),
    end=Step({DisclosureStatus.DECIDED}, DisclosureStatus.ENDED, ends, label=gettext_lazy("End it")),
    void=Step({DisclosureStatus.GIVEN}, DisclosureStatus.VOIDED, records, label=gettext_lazy("It was recorded in error")),
)
"""A standing disclosure that was decided on goes on by itself; what was given once never changes any more."""

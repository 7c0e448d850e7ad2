"""The answers of pupils as a file, class by class: what may be done for whom, without who answered what (S1-85; matrix consents)."""
from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from consent import asking, reach
from consent.models import Mode, Purpose, PurposeText
from consent.rules.words import label, to_colleague
from privacyadmin.access.catalogue import Category, Register, Verb
from privacyadmin.access.purposes import Purpose as LeavesFor
from privacyadmin.access.scope import Scope
from privacyadmin.exports.registry import Column, Offer, Row, offer
from privacyadmin.organisation.models import School
from students.models import Enrolment, Student

AT_ONCE = 500


def schools(scope: Scope) -> Any:
    """The schools where this person reads consents of pupils."""
    found = School.objects.defer("logo")
    held = [each for each, _sector in reach.holdings(scope, Verb.READ)]
    return found if any(each.source == "board" for each in held) else found.filter(pk__in={each.school for each in held})


def within_reach(scope: Scope, school: UUID | None) -> Any:
    present = Enrolment.objects.current().order_by()
    present = present.filter(school=school) if school else present
    return reach.pupils(scope).filter(pk__in=present.values("student"))


def answers(scope: Scope, school: UUID | None) -> Iterator[Row]:
    """One row per pupil and purpose, pupils of a class together; one query for the answers of 500 pupils.

    Who is restricted or protected stands in it with the no that the page of his class tells (C-25; GDPR 18): left out he would be known.
    """
    purposes, titles = _asked(scope, school)
    found = within_reach(scope, school).with_places(on=scope.on).with_labels(on=scope.on)
    rows = iter(found.defer("bsn_sealed").order_by("class_names", "last_name", "first_name", "pk").iterator(chunk_size=AT_ONCE))
    while pupils := list(islice(rows, AT_ONCE)):
        verdicts = asking.verdicts([each.pk for each in pupils], [each.pk for each in purposes], at=scope.at)
        for pupil in pupils:
            seen = reach.categories(scope, pupil)
            own = [each for each in purposes if each.school_id in pupil.school_ids and each.category in seen]
            yield from _of_pupil(pupil, own, titles, verdicts.get(pupil.pk, {}))


def _of_pupil(pupil: Student, purposes: list[Purpose], titles: dict[UUID, str], verdicts: dict) -> Iterator[Row]:
    for purpose in purposes:
        if found := verdicts.get(purpose.pk):
            yield (
                pupil.last_name, pupil.prefix, pupil.first_name or pupil.initials, ", ".join(pupil.class_names), purpose.school.name,
                titles[purpose.pk], label(found), to_colleague(found), found.until,
            )


def _asked(scope: Scope, school: UUID | None) -> tuple[list[Purpose], dict[UUID, str]]:
    """What is asked once or yearly, with the words in force."""
    found = Purpose.objects.read_by(scope).in_use(on=scope.on).exclude(mode=Mode.PER_EVENT)
    found = found.filter(school=school) if school else found
    texts = {text.purpose_id: text.title for text in PurposeText.objects.filter(purpose__in=found.values("pk")).in_force(on=scope.on)}
    return [each for each in found.select_related("school").defer("school__logo") if each.pk in texts], texts


def may(scope: Scope) -> bool:
    return scope.may(Register.CONSENTS, Verb.READ) and not reach.where(scope).is_nobody


ANSWERS = offer(Offer(
    code="consent.answers",
    label=_("Consents per class"),
    help=_("Per pupil and purpose yes or no, and why; not who answered."),
    columns=(
        Column(_("Last name"), 24), Column(_("Prefix"), 10), Column(_("First name"), 20), Column(_("Class"), 14), Column(_("School"), 28),
        Column(_("What is asked"), 30), Column(_("Answer"), 8), Column(_("Why"), 44), Column(_("Until"), 14),
    ),
    purposes=(LeavesFor.ADMINISTRATION, LeavesFor.TEACHING, LeavesFor.SAFETY, LeavesFor.CHECK),
    may=may,
    schools=schools,
    rows=answers,
    categories=(Category.ID, Category.IMG),
))

"""Who has not answered yet in the campaigns that run, as a file: as far as the page of each campaign shows it (matrix, consents)."""
from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from consent import awaiting
from consent.models import Campaign
from privacyadmin.access.catalogue import Category
from privacyadmin.access.purposes import Purpose
from privacyadmin.access.scope import Scope
from privacyadmin.exports.registry import Column, Offer, Row, offer

from . import answers


def rows(scope: Scope, school: UUID | None) -> Iterator[Row]:
    """One row per campaign, pupil and person who is asked; the same few queries for each campaign."""
    found = Campaign.objects.visible_to(scope).running().select_related("school").defer("school__logo").order_by("school__name", "number")
    for campaign in found.filter(school=school) if school else found:
        asked = [row for row in awaiting.read(campaign, scope, at=scope.at) if row.missing]
        names = awaiting.classes_of({row.student for row in asked}, campaign, scope.on)
        for line in awaiting.lines(asked, names, scope):
            pupil = line.pupil
            yield (
                pupil.last_name, pupil.prefix, pupil.first_name or pupil.initials, line.classes, campaign.school.name, campaign.name,
                line.who, line.row.missing, line.mail[0], campaign.answer_by,
            )


WAITING = offer(Offer(
    code="consent.waiting",
    label=_("Who has not answered"),
    help=_("Of the campaigns that run: per pupil who is asked, and how many answers are awaited."),
    columns=(
        Column(_("Last name"), 24), Column(_("Prefix"), 10), Column(_("First name"), 20), Column(_("Class"), 14), Column(_("School"), 28),
        Column(_("Campaign"), 28), Column(_("Who is asked"), 28), Column(_("Answers awaited"), 10), Column(_("Invitation"), 24),
        Column(_("Answers by"), 14),
    ),
    purposes=(Purpose.ADMINISTRATION, Purpose.TEACHING, Purpose.CHECK),
    may=answers.may,
    schools=answers.schools,
    rows=rows,
    categories=(Category.ID, Category.FAM),
))

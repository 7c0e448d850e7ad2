"""The register of processing as everybody may read it, beside the list of external parties (S1-78, S2-37; FEATURES E7)."""
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Prefetch
from django.utils import translation

from privacyadmin.organisation.models import School

from .models import ActivityRecipient, ActivityVersion, PublicList
from .overview import is_public
from .publishing import Row, Source
from .wording import Words

LANGUAGES = ("nl", "en")
SHOWN = ("name", "description", "purposes", "ground", "people", "data_categories", "retention")


def rows(schools: Iterable[School], on: date) -> dict[UUID, list[Row]]:
    """What is in force for each school, in both languages; no measures, since these would help who means harm. Four queries."""
    with_party = Prefetch("recipients", ActivityRecipient.objects.select_related("party"))
    versions = list(ActivityVersion.objects.in_force(on=on).prefetch_related(with_party).order_by("name", "pk"))
    words = Words.now()
    written = [(version, _row(version, words)) for version in versions]
    return {school.pk: [row for version, row in written if not version.schools or school.pk in version.schools] for school in schools}


def _row(version: ActivityVersion, words: Words) -> Row:
    found: Row = {}
    for language in LANGUAGES:
        with translation.override(language):
            said = Words(words.schools, words.kinds)
            found[language] = {name: said.of(version, name) for name in SHOWN}
            found[language]["retention"] = found[language]["retention"].partition(" ")[2]          # without the code of the rule
            found[language]["recipients"] = "; ".join(each.party.name for each in version.recipients.all())
    return found


PUBLIC = Source(PublicList.ACTIVITIES, is_public=is_public, columns=lambda school, on: list(SHOWN), rows=rows)

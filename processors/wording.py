"""An activity in words, field by field: for its page, the difference between two versions, the workbook and the public page."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyadmin.access.data_models import DataCategory
from privacyadmin.organisation.models import School
from processors.models import ActivityVersion

NOTHING = "–"
PARTS = {
    "what": (
        gettext_lazy("What is done"), ("name", "description", "schools", "owner", "system", "operations", "media"),
    ),
    "why": (gettext_lazy("For what, and on which ground"), ("purposes", "ground", "law")),
    "data": (
        gettext_lazy("Which data, of whom"),
        ("people", "data_categories", "special_ground", "necessity", "sources", "inside", "retention", "retention_note"),
    ),
    "safety": (
        gettext_lazy("Risk and measures"),
        ("risk", "availability", "integrity", "confidentiality", "measures", "measures_note"),
    ),
    "tests": (
        gettext_lazy("The three tests"),
        ("is_subsidiary", "subsidiarity", "is_proportionate", "proportionality", "is_minimal", "minimality"),
    ),
    "interest": (
        gettext_lazy("Balancing of interests"),
        (
            "interest_end", "interest", "interest_impact", "interest_safeguards", "interest_prevails", "interest_weighed_on",
            "interest_weighed_by",
        ),
    ),
    "automated": (
        gettext_lazy("Automated decisions"), ("is_automated", "has_effect", "informs_before", "human_judgement", "consent_given"),
    ),
}
RECIPIENTS = gettext_lazy("recipients outside the school")


def field_of(name: str) -> Any:
    """The model's own field."""
    return ActivityVersion._meta.get_field(name)


def label_of(name: str) -> str:
    label = str(field_of(name).verbose_name)
    return label[:1].upper() + label[1:]


def part_of(name: str) -> str:
    """The part of the page that a field stands in."""
    return next((part for part, (_label, names) in PARTS.items() if name in names), "recipients")


@dataclass
class Words:
    """The names of schools and of kinds of data, read once for a page."""

    schools: Mapping[UUID, str]
    kinds: Mapping[str, DataCategory]

    @classmethod
    def now(cls) -> "Words":
        """Two queries."""
        schools = {school.pk: school.name for school in School.objects.only("name")}
        return cls(schools, {kind.code: kind for kind in DataCategory.objects.all()})

    @cached_property
    def kind_names(self) -> dict[str, str]:
        return {code: kind.name for code, kind in self.kinds.items()}

    def of(self, version: ActivityVersion, name: str) -> str:
        """One field in words; a dash for nothing."""
        value = getattr(version, name)
        if name == "schools":
            return ", ".join(sorted(self.schools.get(key, "?") for key in value)) or _("every school of the board")
        if name == "data_categories":
            return "; ".join(self.kind_names.get(code, code) for code in value) or NOTHING
        return in_words(field_of(name), value)

    def whole(self, version: ActivityVersion) -> dict[str, str]:
        """Every field, and the recipients (prefetched with their party)."""
        found = {name: self.of(version, name) for _label, names in PARTS.values() for name in names}
        return found | {"recipients": recipients_in_words(version.recipients.all())}


def in_words(field: Any, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, ArrayField):
        labels = dict(field.base_field.flatchoices)
        return "; ".join(str(labels.get(each, each)) for each in value) or NOTHING
    if value in (None, ""):
        return NOTHING
    if isinstance(field, models.DateField):
        return date_format(value, "j F Y")
    return str(dict(field.flatchoices).get(value, value))


def recipients_in_words(recipients: Iterable[Any]) -> str:
    return "; ".join(f"{each.party.name} ({each.get_ground_display()}, {each.country})" for each in recipients) or NOTHING


def labels() -> list[tuple[str, str]]:
    """Every field with its label, in the order of the page."""
    named = [(name, label_of(name)) for _label, names in PARTS.values() for name in names]
    return [*named, ("recipients", str(RECIPIENTS)[:1].upper() + str(RECIPIENTS)[1:])]

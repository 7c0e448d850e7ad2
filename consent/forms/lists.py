"""What lists of consent are narrowed by: a school, a class, a kind."""
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.models import Kind
from privacyadmin.organisation.models import School


class SchoolFilter(forms.Form):
    """One of these schools; the first where none is named."""

    school = forms.ChoiceField(label=_("School"), required=False)

    def __init__(self, data: Any, *, schools: Sequence[School]):
        super().__init__(data)
        self.schools = {str(each.pk): each for each in schools}
        self.fields["school"].choices = [(key, each.name) for key, each in self.schools.items()]     # type: ignore[attr-defined]

    @property
    def chosen(self) -> School | None:
        """None where there is no school, or not the one that is asked for."""
        named = self.data.get("school")
        return self.schools.get(named) if named else next(iter(self.schools.values()), None)


class ClassFilter(forms.Form):
    """One class, and one kind of question."""

    group = forms.ChoiceField(label=_("Class"), required=False)
    kind = forms.ChoiceField(label=_("What is asked"), required=False)

    def __init__(self, data: Any, *, groups: Sequence[tuple[UUID, str]], kinds: Sequence[str]):
        super().__init__(data)
        self.groups, self.kinds = {str(key): key for key, _name in groups}, list(kinds)
        self.fields["group"].choices = [(str(key), name) for key, name in groups]                    # type: ignore[attr-defined]
        self.fields["kind"].choices = [(kind, Kind(kind).label) for kind in kinds]                   # type: ignore[attr-defined]

    @property
    def chosen(self) -> UUID | None:
        named = self.data.get("group")
        return self.groups.get(named) if named else next(iter(self.groups.values()), None)

    @property
    def kind_chosen(self) -> str:
        named = self.data.get("kind", "")
        return named if named in self.kinds else next(iter(self.kinds), "")

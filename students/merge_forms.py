"""What is asked before two records become one, or are said to be two people."""
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students.limit_forms import NO_DETAILS
from students.models import AllowedUse, WhyTwo
from students.models.pupils import fold
from students.services import comparing
from students.services.comparing import ABSORBED, ASKED, CLOSED, KEPT, MOVED, SURVIVOR, Comparison
from students.services.merging import Decisions

FIELD, RELATION, CASE = "field-", "relation-", "case-"
NOTHING = "–"


class MergeForm(forms.Form):
    """One question for each thing of which the records say something else; and the surname, typed, since nobody takes this back."""

    reason = forms.CharField(label=_("Why they are one person"), max_length=300, help_text=NO_DETAILS)
    typed = forms.CharField(label=_("Surname"), max_length=200)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, found: Comparison, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.found = found
        self.word = found.survivor.last_name or getattr(found.survivor, "organisation_name", "") or found.survivor.first_name
        for each in found.differing:
            answers: list[tuple[str, Any]] = [(SURVIVOR, each.survivor or NOTHING), (ABSORBED, each.absorbed or NOTHING)]
            self._ask(f"{FIELD}{each.name}", capfirst(each.label), answers, each.initial)
        for relation in found.one_sided:
            answers = [
                (ASKED, _("Not sure: authority is unknown until it has been shown again")),
                (KEPT, _("The evidence was looked at: the authority holds for this child")),
            ]
            self._ask(f"{RELATION}{relation.pk}", relation.guardian.full_name, answers, ASKED)
        for case in found.cases:
            answers = [(MOVED, _("It goes along")), (CLOSED, _("It is closed, for the reason below"))]
            self._ask(f"{CASE}{case.pk}", f"{capfirst(case.get_kind_display())}, {case.school.name}: {case.reason}", answers, MOVED)
        if found.restrictions:
            self._ask("allowed", _("What allows it"), AllowedUse.choices, None)
        self.fields["typed"].help_text = gettext("Type «%(word)s».") % {"word": self.word}
        self.fields["shown"].initial = found.digest

    def _ask(self, name: str, label: Any, answers: Any, initial: Any) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=answers, widget=forms.RadioSelect, initial=initial)

    def clean_typed(self) -> str:
        if fold(self.cleaned_data["typed"].strip()) != fold(self.word):
            raise ValidationError(gettext("This is not the surname. Type «%(word)s».") % {"word": self.word})
        return self.cleaned_data["typed"]

    def _of(self, start: str) -> Iterator[BoundField]:
        return (self[name] for name in self.fields if name.startswith(start))

    @property
    def values(self) -> list[BoundField]:
        return list(self._of(FIELD))

    @property
    def relations(self) -> list[BoundField]:
        return list(self._of(RELATION))

    @property
    def cases(self) -> list[BoundField]:
        return list(self._of(CASE))

    def decisions(self) -> Decisions:
        """As the service takes them."""
        chosen = self.cleaned_data
        return Decisions(
            reason=chosen["reason"],
            fields={name.removeprefix(FIELD): value for name, value in chosen.items() if name.startswith(FIELD)},
            trusted=self._keys(RELATION, comparing.KEPT), closed=self._keys(CASE, comparing.CLOSED), allowed=chosen.get("allowed", ""),
        )

    def _keys(self, start: str, answer: str) -> list[UUID]:
        return [UUID(name.removeprefix(start)) for name, value in self.cleaned_data.items() if name.startswith(start) and value == answer]


class TwoPeopleForm(forms.Form):
    """Why a pair is offered no more."""

    why = forms.ChoiceField(
        label=_("Why they are two people"), widget=forms.RadioSelect, choices=[each for each in WhyTwo.choices if each[0] != WhyTwo.PARTED]
    )

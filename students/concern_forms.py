"""What is asked of whoever says that something in a file is not right, and of whoever answers."""
from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from privacyadmin.organisation.models import School
from students.models import ConcernAnswer, Piece

LONGEST = 2000


class ConcernForm(forms.Form):
    """What is not right, and what it should be; which school and which piece, where there is something to choose."""

    school = forms.ModelChoiceField(School.objects.none(), label=_("School"))
    piece = forms.ChoiceField(label=_("What is it about?"))
    wrong = forms.CharField(label=_("What is not right?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
    right = forms.CharField(
        label=_("What should it be?"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("You may leave this empty when you do not know."),
    )

    def __init__(self, data=None, *, schools, pieces: tuple[Piece, ...] = ()):
        super().__init__(data)
        school = cast(forms.ModelChoiceField, self.fields["school"])
        school.queryset, school.initial = schools, schools.first()
        if len(schools) == 1:
            school.widget = forms.HiddenInput()
        if pieces:
            cast(forms.ChoiceField, self.fields["piece"]).choices = [(piece.value, piece.label) for piece in pieces]
        else:
            del self.fields["piece"]


class ConcernAnswerForm(forms.Form):
    """What was done, and why; the family reads the reason."""

    answer = forms.ChoiceField(label=_("What was done"), choices=ConcernAnswer.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Explanation"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Who told this reads your explanation. Name nobody else."),
    )

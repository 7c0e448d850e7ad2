from django import forms
from django.utils.translation import gettext_lazy as _

from requests import rights


class ChildForm(forms.Form):
    child = forms.ChoiceField(label=_("Which child is it about?"), widget=forms.RadioSelect)

    def __init__(self, data=None, *, children):
        super().__init__(data)
        self.fields["child"].choices = [(str(child.key), child.name) for child in children]


class WhatForm(forms.Form):
    right = forms.ChoiceField(label=_("What do you want to ask?"), widget=forms.RadioSelect)
    wish = forms.CharField(
        label=_("Do you want to add something?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example: which years or subjects it is about. You need not say why you ask."),
    )

    def __init__(self, data=None, **options):
        super().__init__(data, **options)
        self.fields["right"].choices = [(right.code, right.question) for right in rights.all_rights()]
        if len(self.fields["right"].choices) == 1:
            self.fields["right"].initial = self.fields["right"].choices[0][0]

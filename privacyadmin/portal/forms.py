from django import forms
from django.utils.translation import gettext_lazy as _

from requests import rights
from students.services import agreements


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


class SharingForm(forms.Form):
    """What a pupil of age lets somebody see, and until when."""

    categories = forms.MultipleChoiceField(label=_("What may this person see?"), widget=forms.CheckboxSelectMultiple)
    until_on = forms.DateField(
        label=_("Until which day?"), widget=forms.DateInput,
        help_text=_("That day too. A year from now at most; you can take it back sooner."),
    )

    def __init__(self, data=None, *, offered, on, initial=None):
        super().__init__(data, initial=initial)
        self.on = on
        self.fields["categories"].choices = [(category.value, words) for category, words in offered]

    def clean_until_on(self):
        until_on = self.cleaned_data["until_on"]
        if not self.on <= until_on <= self.on + agreements.LONGEST:
            raise forms.ValidationError(_("Choose a day within a year from now."))
        return until_on


class LetterCodeForm(forms.Form):
    """The code on paper, and the address by which somebody will sign in."""

    code = forms.CharField(
        label=_("The code of the letter"), min_length=8, max_length=20, help_text=_("Eight letters and numbers."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"), max_length=250, help_text=_("Choose a mailbox that only you read."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class MailCodeForm(forms.Form):
    """The code that was mailed."""

    code = forms.CharField(
        label=_("The code of the mail"), max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class RemarkForm(forms.Form):
    """What a parent or pupil wants to say of what goes to the next school."""

    remark = forms.CharField(
        label=_("Do you want to say something about it?"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Your words go along to the next school. You may leave this empty."),
    )


class AnswerForm(forms.Form):
    """A tap on yes or no: which question, and to which words."""

    question = forms.CharField(max_length=80)
    text = forms.UUIDField()
    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])

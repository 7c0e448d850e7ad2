"""What the field component must know of a form field: its kind, its marks for assistive technology, its mistakes."""
from typing import Any

from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    DateInput,
    DateTimeInput,
    Field,
    RadioSelect,
    Textarea,
    Widget,
)
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .drawings import icon

DAY, MINUTE = "%Y-%m-%d", "%Y-%m-%dT%H:%M"


def kind_of(widget: Widget) -> str:
    """check (one tick box), options (radios or tick boxes), group (several inputs) or input."""
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "options"
    return "group" if widget.use_fieldset else "input"


def use_browser_calendar(widget: Widget) -> None:
    """Browsers offer a calendar for a date field, and then want it written year first."""
    if isinstance(widget, DateTimeInput):
        widget.input_type, widget.format = "datetime-local", MINUTE
    elif isinstance(widget, DateInput):
        widget.input_type, widget.format = "date", DAY


def without_empty_choice(field: Field) -> None:
    """A row of radios shows no dashes: nothing is chosen until somebody chooses."""
    if isinstance(field.widget, RadioSelect) and field.required:
        field.widget.choices = [(value, word) for value, word in field.widget.choices if value not in ("", None)]


def drawn(bound: BoundField, *, label: str = "", help_text: str = "", css: str = "", says_optional: bool = True) -> SafeString:
    """A question with its label, help, error and input. Drawn here and not by a template: forms are on every page, and this is quicker."""
    field, widget = bound.field, bound.field.widget
    use_browser_calendar(widget)
    without_empty_choice(field)
    kind, label = kind_of(widget), str(label or bound.label)
    words = _words(bound, str(help_text or bound.help_text))
    described = " ".join(f"{bound.auto_id}{mark}" for mark, text in zip(("_helptext", "_error"), words, strict=True) if text)
    css = f"{css} {'check' if kind == 'check' else ''} {'wrong' if bound.errors else ''}".strip()
    is_optional = says_optional and not field.required and kind not in ("check", "options") and not widget.attrs.get("disabled")
    needed_when = getattr(field, "needed_when", "")
    aside = f"({needed_when})" if needed_when else _("(optional)") if is_optional else ""
    named = format_html('{} <span class="optional">{}</span>', label, aside) if aside else label
    above = format_html_join("", "{}", ((text,) for text in words))
    if kind in ("options", "group"):
        return format_html('<div class="field {}">{}</div>', css, _fieldset(bound, kind, named, above, described))
    control = _control(bound, described)
    key = bound.id_for_label or ""
    if kind == "check":
        return format_html('<div class="field {}">{}<label for="{}">{} <span>{}</span></label></div>', css, above, key, control, label)
    return format_html('<div class="field {}"><label for="{}">{}</label>{}{}</div>', css, key, named, above, control)


def _words(bound: BoundField, help_text: str) -> tuple[SafeString | str, SafeString | str]:
    """The help and the mistakes, each with a key by which the input names it."""
    helps = format_html('<div class="help" id="{}_helptext">{}</div>', bound.auto_id, help_text) if help_text else ""
    if not bound.errors:
        return helps, ""
    mistakes = format_html_join(mark_safe("<br>"), "{}", ((mistake,) for mistake in bound.errors))
    return helps, format_html('<p class="error" id="{}_error">{}<span>{}</span></p>', bound.auto_id, icon("alert"), mistakes)


def _fieldset(bound: BoundField, kind: str, label: str, above: SafeString, described: str) -> SafeString:
    marks = format_html(' aria-describedby="{}"', described) if described else ""
    wrong = mark_safe(' aria-invalid="true"') if bound.errors and kind == "options" else ""
    if kind == "group":
        inputs = bound.as_widget()
    else:
        each = ((option.id_for_label, option.tag(), option.choice_label) for option in bound.subwidgets)
        options = format_html_join("", '<label for="{}">{} <span>{}</span></label>', each)
        inputs = format_html('<div class="options">{}</div>', options)
    return format_html('<fieldset{}{} class="field"><legend>{}</legend>{}{}</fieldset>', marks, wrong, label, above, inputs)


def _control(bound: BoundField, described: str) -> SafeString:
    attrs: dict[str, Any] = {"aria-describedby": described} if described else {}
    if isinstance(bound.field.widget, Textarea):
        attrs |= {"rows": 5, "cols": False}
    return bound.as_widget(attrs=attrs)


def first_input_id(bound: BoundField) -> str:
    """Where the error summary's link must lead: the first radio of a row, not the row."""
    return f"{bound.auto_id}_0" if kind_of(bound.field.widget) in ("options", "group") else bound.auto_id


def mistakes(form: BaseForm) -> list[dict]:
    """Each mistake of a form with the place to mend it; none before the form was sent."""
    if not form.is_bound:
        return []
    general = [{"text": text, "target": ""} for text in form.non_field_errors()]
    hidden = [{"text": text, "target": ""} for bound in form.hidden_fields() for text in bound.errors]
    visible = [
        {"text": text, "target": first_input_id(bound), "label": bound.label} for bound in form.visible_fields() for text in bound.errors
    ]
    return general + hidden + visible

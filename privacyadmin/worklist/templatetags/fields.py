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


def parts(bound: BoundField, *, label: str, help_text: str, css: str, says_optional: bool) -> dict:
    """The context of components/field.html."""
    field, widget = bound.field, bound.field.widget
    use_browser_calendar(widget)
    without_empty_choice(field)
    kind = kind_of(widget)
    helps, wrong = help_text or bound.help_text, bool(bound.errors)
    described = " ".join(part for part, there in ((f"{bound.auto_id}_helptext", helps), (f"{bound.auto_id}_error", wrong)) if there)
    return {
        "bound": bound, "kind": kind, "label": label or bound.label, "help": helps, "described": described,
        "control": _control(bound, kind, described),
        "css": f"{css} {'check' if kind == 'check' else ''} {'wrong' if wrong else ''}".strip(),
        "optional": says_optional and not field.required and kind not in ("check", "options") and not widget.attrs.get("disabled"),
    }


def _control(bound: BoundField, kind: str, described: str):
    if kind == "options":
        return None
    attrs: dict[str, Any] = {"aria-describedby": described} if described and kind != "group" else {}
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

"""Inputs and lists to choose from, drawn without a template: a form of four questions costs as much as all else on its page otherwise."""
import html
from collections.abc import Iterable
from typing import Any

from django.forms import Select
from django.forms.renderers import TemplatesSetting
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

INPUTS = ("text", "email", "number", "date", "datetime", "time", "hidden", "password", "search", "tel", "url", "file", "checkbox")
FOLDER = "django/forms/widgets"
CHOSEN = mark_safe(" selected")


def escaped(text: Any) -> str:
    """As Django's conditional_escape; that asks of each text first whether it is a lazy one, which a long list has no time for."""
    return text.__html__() if hasattr(text, "__html__") else html.escape(str(text))


def filled(template: str, rows: Iterable[Iterable[Any]]) -> SafeString:
    """The same as format_html_join without a separator, for many rows: each part of each row is escaped."""
    return mark_safe("".join([template.format(*map(escaped, row)) for row in rows]))


def attributes(attrs: dict[str, Any]) -> SafeString:
    """The same as Django's attrs.html: False leaves one out, True gives the name alone."""
    given = [(name, value) for name, value in attrs.items() if value is not False]
    return mark_safe("".join([f" {escaped(name)}" if value is True else f' {escaped(name)}="{escaped(value)}"' for name, value in given]))


def drawn_input(widget: dict[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else format_html(' value="{}"', str(widget["value"]))
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, attributes(widget["attrs"]))


def drawn_options(options: list[dict[str, Any]]) -> SafeString:
    each = ((str(option["value"]), attributes(option["attrs"]), option["label"]) for option in options)
    return filled('<option value="{}"{}>{}</option>', each)


def drawn_select(widget: dict[str, Any]) -> SafeString:
    groups = [
        format_html('<optgroup label="{}">{}</optgroup>', name, drawn_options(options)) if name else drawn_options(options)
        for name, options, _index in widget["optgroups"]
    ]
    return format_html('<select name="{}"{}>{}</select>', widget["name"], attributes(widget["attrs"]), mark_safe("".join(groups)))


DRAWN = {f"{FOLDER}/{name}.html": drawn_input for name in INPUTS} | {f"{FOLDER}/select.html": drawn_select}


class LongSelect(Select):
    """A list to choose from with many words and nothing else, such as every class: drawn at once."""

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        chosen = set(self.format_value(value))
        each = ((key, CHOSEN if str(key) in chosen else "", label) for key, label in self.choices)
        whole = self.build_attrs(self.attrs, attrs)
        return format_html('<select name="{}"{}>{}</select>', name, attributes(whole), filled('<option value="{}"{}>{}</option>', each))


class Renderer(TemplatesSetting):
    """Forms through the templates of the program, the common widgets by hand."""

    def render(self, template_name, context, request=None) -> str:
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)

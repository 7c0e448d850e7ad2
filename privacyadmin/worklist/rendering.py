"""Inputs and lists to choose from, drawn without a template: a form of four questions costs as much as all else on its page otherwise."""
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

INPUTS = ("text", "email", "number", "date", "datetime", "time", "hidden", "password", "search", "tel", "url", "file", "checkbox")
FOLDER = "django/forms/widgets"


def attributes(attrs: dict[str, Any]) -> SafeString:
    """The same as Django's attrs.html: False leaves one out, True gives the name alone."""
    given = ((name, value) for name, value in attrs.items() if value is not False)
    return mark_safe("".join(format_html(*((" {}", name) if value is True else (' {}="{}"', name, str(value)))) for name, value in given))


def drawn_input(widget: dict[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else format_html(' value="{}"', str(widget["value"]))
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, attributes(widget["attrs"]))


def drawn_options(options: list[dict[str, Any]]) -> SafeString:
    each = ((str(option["value"]), attributes(option["attrs"]), option["label"]) for option in options)
    return format_html_join("", '<option value="{}"{}>{}</option>', each)


def drawn_select(widget: dict[str, Any]) -> SafeString:
    groups = [
        format_html('<optgroup label="{}">{}</optgroup>', name, drawn_options(options)) if name else drawn_options(options)
        for name, options, _index in widget["optgroups"]
    ]
    return format_html('<select name="{}"{}>{}</select>', widget["name"], attributes(widget["attrs"]), mark_safe("".join(groups)))


DRAWN = {f"{FOLDER}/{name}.html": drawn_input for name in INPUTS} | {f"{FOLDER}/select.html": drawn_select}


class Renderer(TemplatesSetting):
    """Forms through the templates of the program, the common widgets by hand."""

    def render(self, template_name, context, request=None) -> str:
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)

from datetime import date
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from privacyadmin.worklist.templatetags.interface import day
from processors.overview import COLUMNS, labels

register = template.Library()


@register.filter
def public_column(code: str) -> Any:
    """The heading of a column of the public list."""
    return str(COLUMNS.get(code, code)).capitalize()


@register.simple_tag
def public_cell(row: dict[str, Any], code: str) -> str | SafeString:
    """One cell, as a family reads it."""
    value = row.get(code) or ""
    if code == "categories":
        return ", ".join(labels(value)) or "–"
    if code == "agreed_on":
        return day(date.fromisoformat(value)) if value else "–"
    if code == "schools":
        return value or _("every school of the board")
    return format_html("{}", value or "–")

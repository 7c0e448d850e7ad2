from typing import Any

from django import template

register = template.Library()


@register.filter
def in_language(row: dict[str, Any], language: str) -> dict[str, Any]:
    """A row of the public register as it was written down in this language."""
    return row.get(language) or row.get("nl") or {}

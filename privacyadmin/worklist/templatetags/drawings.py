"""The small drawings of `static/icons.svg`."""
from functools import cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString


@cache
def _sprite() -> str:
    return static("icons.svg")


def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """A small drawing; decorative beside a word, or with a label where it stands alone."""
    classes = f"icon {size}".strip()
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"/></svg>', classes, label, _sprite(), name)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', classes, _sprite(), name)

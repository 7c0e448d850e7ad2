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
    if not label:
        return _beside_a_word(name, size)
    return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"/></svg>', _classes(size), label, _sprite(), name)


@cache
def _beside_a_word(name: str, size: str) -> SafeString:
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', _classes(size), _sprite(), name)


def _classes(size: str) -> str:
    return f"icon {size}".strip()

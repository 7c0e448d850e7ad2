import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_english(settings):
    """The source language: what a test reads does not change with a translation."""
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield

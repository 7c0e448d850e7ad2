"""The settings of the product with one app more, for a worker that tests start."""
from pathlib import Path

from privacyadmin.settings import *  # noqa: F403
from privacyadmin.settings import INSTALLED_APPS, TEMPLATES

INSTALLED_APPS = [*INSTALLED_APPS, "tests.documents.letters"]
TEMPLATES = [TEMPLATES[0] | {"DIRS": [*TEMPLATES[0]["DIRS"], Path(__file__).parent / "templates"]}, *TEMPLATES[1:]]

"""A kind of document for tests, with a template of its own, and what it was asked."""
from django.template import engines

from privacyadmin.documents.registry import BUILDERS, FAILED, READY, Answer

KIND = "tests_letter"
LETTER = """
{% extends "documents/base.html" %}
{% block kind %}GDPR 15{% endblock %}
{% block facts %}<div><dt>About</dt><dd>Noor</dd></div>{% endblock %}
{% block opening %}<p>{{ opening }}</p>{% endblock %}
{% block sections %}<h2>Guidance</h2>{% for section in sections %}<article class="entry"><h3>Entry {{ forloop.counter }}</h3>
<p class="meta">I. van Rijn</p><p class="text">{{ section }}</p></article>{% endfor %}{% endblock %}
"""
HOSTILE = """
{% extends "documents/base.html" %}
{% block opening %}{{ opening|safe }}{% endblock %}
"""
LONG = "Noor asked for more time with fractions, and got it. " * 60          # about one page


class Templates:
    """Stands in for the loader: a template's source instead of its name."""

    def __init__(self, source: str) -> None:
        self.source = source

    def __call__(self, _name: str, context: dict) -> str:
        return engines["django"].from_string(self.source).render(context)


def answer(**fields) -> Answer:
    usual = {"title": "Answer to a request", "template": "tests", "context": {"opening": "Dear parent"}, "sections": ["All is well."]}
    return Answer(**usual | fields)


class Kind:
    """Registered while a test runs: what the builder gives, and what was told afterwards."""

    def __init__(self) -> None:
        self.gives = answer()
        self.ready, self.failed = [], []

    def __enter__(self) -> "Kind":
        BUILDERS[KIND] = lambda document: self.gives
        READY[KIND] = lambda document, at: self.ready.append(document.pk)
        FAILED[KIND] = lambda document, at: self.failed.append(document.pk)
        return self

    def __exit__(self, *_unused) -> None:
        for registry in (BUILDERS, READY, FAILED):
            del registry[KIND]

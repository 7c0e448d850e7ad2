"""The lint finds what the policy of the pages forbids, and leaves good templates alone."""

import pytest

from tests.tools import template_lint

GOOD = """{% extends "base_staff.html" %}{# a remark, with words #}
{% block content %}<h1 class="page-title">{% translate "Requests" %}</h1>
<form method="post" action="{% url 'x' %}">{% csrf_token %}
<input placeholder="{% translate "Name" %}" aria-label='{{ label }}'><button>{% blocktranslate trimmed with n=name %}
  Save the data of {{ n }} <b>now</b>
{% endblocktranslate %}</button></form>
<p>{{ request.number }} &middot; {{ due|date }} – PDF</p><script src="{% static 'a.js' %}" defer></script><a href="/x?a=1">{{ title }}</a>
{% endblock %}"""

BAD = {
    "<script>go()</script>": "inline script",
    "<style>p{}</style>": "inline style",
    '<p class="a" style="color:red">{{ a }}</p>': "style attribute",
    '<a href="/" onclick="go()">{{ a }}</a>': "event attribute",
    '<a hx-on:click="go()">{{ a }}</a>': "hx-on",
    '<a hx-vals="js:{a: 1}">{{ a }}</a>': "js: expression",
    "{{ text|safe }}": "unescaped text",
    "{% autoescape off %}{{ a }}{% endautoescape %}": "unescaped text",
    '<img src="https://elsewhere.example/a.png" alt="">': "address of another server",
    '{% trans "Save" %}': "translation tag of the old name",
    '<form method="post"><button>{{ a }}</button></form>': "post form without csrf_token",
    "<p>Save</p>": "words outside the translation tags: Save",
    '<img src="/a.png" alt="The logo">': "words outside the translation tags: The logo",
}


def test_a_good_template_passes():
    assert list(template_lint.complaints(GOOD)) == []


@pytest.mark.parametrize(("template", "fault"), BAD.items())
def test_each_fault_is_found(template, fault):
    """SETTLED 28."""
    assert [found for _line, found in template_lint.complaints("\n" + template)] == [fault]


def test_a_fault_is_reported_with_its_line():
    assert list(template_lint.complaints(GOOD + "\n<p>Save</p>")) == [(9, "words outside the translation tags: Save")]


def test_a_mail_in_plain_text_is_not_escaped():
    assert list(template_lint.complaints("{% autoescape off %}{{ name }}{% endautoescape %}", html=False)) == []

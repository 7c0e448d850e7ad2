"""What the reader of a page may do with consents, for the ways between the pages."""
from types import SimpleNamespace
from typing import Any

from django import template

from consent import reach
from privacyadmin.access.catalogue import Register, Verb

register = template.Library()


@register.simple_tag(takes_context=True)
def what_i_may(context: Any) -> SimpleNamespace:
    """`sees` the register at all, `reads` of pupils what was answered, `writes` it; who only counts has neither of the last two."""
    scope = context["request"].scope
    sees = any(scope.may(Register.CONSENTS, verb) for verb in (Verb.READ, Verb.WRITE, Verb.COUNT))
    return SimpleNamespace(sees=sees, reads=not reach.where(scope).is_nobody, writes=scope.may(Register.CONSENTS, Verb.WRITE))

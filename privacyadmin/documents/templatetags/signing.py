from uuid import UUID

from django import template

from privacyadmin.documents.models import Signature
from privacyadmin.documents.signing import signatures_of

register = template.Library()


@register.simple_tag
def signatures(act: str, key: UUID) -> list[Signature]:
    """Who signed this."""
    return signatures_of(act, key)

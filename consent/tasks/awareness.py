"""What a colleague must still read: again each year (S1-17), and after each new version (S1-19)."""
from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from consent.services.awareness import own_topics
from privacyadmin.access.scope import Scope
from privacyadmin.worklist import Task


def tasks_of(scope: Scope, on: date) -> Iterator[Task]:
    """Two queries; none for who has no role in a school."""
    if scope.is_family or not any(held.source in ("school", "class") for held in scope.held):
        return
    for line in own_topics(scope):
        if not line["is_told"]:
            address = reverse("consent:awareness_topic", args=[line["topic"].pk])
            yield Task(title=_("Read and confirm"), url=address, kind=line["topic"].title)

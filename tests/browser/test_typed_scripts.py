"""What somebody types is shown as text: no script of a field runs on any page (RELIABILITY T25)."""

from itertools import count

import pytest
import time_machine
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.urls import reverse

from privacyadmin import crypto
from students.models import DossierEntry
from tests.authz import places, world
from tests.authz.canaries import free_fields
from tests.browser.scripts import PAYLOADS
from tests.browser.test_every_page import page_of, who_opens_what
from tests.factories import NOW
from tests.sizes import SIZES

# Also shown on pages, and of nobody: names of places, reasons, notes.
MORE = [
    ("organisation.Board", "name"), ("organisation.Board", "street"), ("organisation.Board", "town"), ("organisation.School", "name"),
    ("organisation.School", "town"), ("organisation.School", "logo_alt"), ("students.ClassGroup", "name"), ("students.StaffMember", "name"),
    ("accounts.User", "name"), ("access.BoardGrant", "why"), ("access.SchoolGrant", "why"), ("access.MatrixVersion", "note"),
    ("policy.PolicyVersion", "note"), ("requests.PrivacyRequest", "requester_name"), ("requests.PrivacyRequest", "wish"),
]
PERSON_OR_ORGANISATION = ("students.Guardian", "organisation_name")          # a person who becomes one has no portal any more
FINDS = """
window.hits = 0; window.hit = () => { window.hits += 1 };
window.refused = []; document.addEventListener('securitypolicyviolation', event => window.refused.push(event.violatedDirective));
"""


def test_there_are_enough_ways():
    """T25: a hundred and twenty."""
    assert len(PAYLOADS) >= 120 and all("hit" in payload or "&#104;it" in payload for payload in PAYLOADS)


def type_into_every_field(round_number: int) -> int:
    """Every free text holds as many payloads as fit; the next row and the next round go on where this one ends."""
    numbers, filled = count(round_number * 7), 0
    for label, name in {*free_fields(), *MORE}:
        model = apps.get_model(label)
        kind = model._meta.get_field(name)
        is_free = isinstance(kind, models.CharField | models.TextField) and not isinstance(kind, models.EmailField | models.URLField)
        if kind.unique or not is_free:
            continue
        rows = models.QuerySet(model)
        if (label, name) == PERSON_OR_ORGANISATION:
            rows = rows.exclude(**{name: ""})
        for key in rows.values_list("pk", flat=True):
            try:
                with transaction.atomic():
                    filled += models.QuerySet(model).filter(pk=key).update(**{name: as_many_as_fit(kind.max_length, numbers)})
            except DatabaseError:           # a field with a form of its own refuses it: nothing to show
                continue
    return filled + seal_again(numbers)


def as_many_as_fit(length: int | None, numbers) -> str:
    if length is None:
        return " ".join(PAYLOADS)
    text = PAYLOADS[next(numbers) % len(PAYLOADS)]
    while len(text) > length:
        text = PAYLOADS[next(numbers) % len(PAYLOADS)]
        if length < min(map(len, PAYLOADS)):
            return text[:length]
    return text


def seal_again(numbers) -> int:
    entries = DossierEntry.objects.exclude(sealed=None)
    keyring = crypto.Keyring.ensure({entry.student_id for entry in entries}, at=NOW)
    for entry in entries:
        text = keyring.seal(entry.student_id, " ".join(PAYLOADS), label="students.DossierEntry.sealed", row_id=entry.pk)
        models.QuerySet(DossierEntry).filter(pk=entry.pk).update(sealed=text)
    return len(entries)


@pytest.mark.slow
def test_no_script_that_was_typed_into_a_field_runs_on_any_page(transactional_db, new_context, live_server):
    """0 dialogs, 0 executions, 0 attempts that only the content policy stopped."""
    wrong, opened = [], 0
    with time_machine.travel(NOW, tick=True):
        everybody = world.build()
        for round_number in range(SIZES.script_rounds):
            assert type_into_every_field(round_number) > 100
            for persona, names in who_opens_what().items():
                page = page_of(everybody, persona, new_context, live_server, "nl")
                page.add_init_script(FINDS)
                page.on("dialog", lambda dialog: (wrong.append("a dialog"), dialog.dismiss()))
                for name in names:
                    path = reverse(name, kwargs=places.addresses(everybody, name, persona)[0])
                    answer = page.goto(live_server.url + path, wait_until="load")
                    assert answer.status in (200, 422), f"{persona} {name} answers {answer.status}"      # 422: a file that is refused now
                    opened += 1
                    hits, refused = page.evaluate("[window.hits, window.refused]")
                    if hits or refused:
                        wrong.append(f"{persona} {name}: {hits} ran, refused {refused}")
                page.context.close()
    assert wrong == []
    assert opened >= 40

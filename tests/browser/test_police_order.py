"""A police order through the browser: refused without its paper, decided by the director, given, and kept from the family (Must show 2)."""
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from privacyadmin.access.scope import resolve
from privacyadmin.dashboard.demo.build import build
from processors.models import Disclosure
from tests.browser.test_agreement import colleague, send
from tests.processors import giving


@pytest.fixture
def demo(transactional_db):
    with override_settings(SECOND_FACTOR_REQUIRED=False):
        made = build(schools=2, count=40, seed=3, at=timezone.now())
        giving.allow("enrolment", *(resolve(made.accounts[name], timezone.now()) for name in ("coordinator", "board")))
        yield made


def test_police_get_data_only_on_the_order_that_lies_there(demo, new_context, live_server):
    """S2-157; UAVG 41: looked up, written down, one pupil, the order attached, decided by another than who wrote it, given."""
    school, noor = demo.schools["vlieger"], demo.pupils["noor"]
    desk = colleague(new_context, live_server, "coordinator")
    desk.goto("/processors/disclosures/new/")
    send(desk, q="politie")
    desk.locator("main a[href='/processors/disclosures/new/party/']").click()
    send(desk, name="Politie Oost", party_kind="police")
    for kind in ("name", "birth"):
        desk.locator(f"[name=data_categories][value={kind}]").check()
    for test in ("is_subsidiary", "is_proportionate", "is_minimal"):
        desk.locator(f"[name={test}][value='1']").check()
    send(
        desk, role="authority", school=str(school.pk), subject="Vordering gegevens", purpose="government", ground="c", law="Sv 126nc",
        subsidiarity="geen andere weg", proportionality="alleen dit", minimality="twee gegevens", order_reference="PL-1",
        order_authority="officier van justitie", order_on="2026-01-02", withheld_why="onderzoek",
        withheld_until=str(timezone.localdate() + timedelta(days=90)),
    )
    disclosure = Disclosure.objects.get()
    desk.goto(f"{disclosure.get_absolute_url()}pupils/")
    send(desk, q="Noor")
    desk.locator(f"form:has([value='{noor.pk}']) button").click()

    head = colleague(new_context, live_server, "director.vlieger")
    head.goto(disclosure.get_absolute_url())
    assert any(words in head.locator("main").inner_text() for words in ("written order", "schriftelijk bevel"))      # S2-157
    assert head.locator(f"a[href$='/{disclosure.pk}/steps/decide/']").count() == 0

    desk.goto(f"{disclosure.get_absolute_url()}papers/")
    desk.locator("[name=uploads]").set_input_files({"name": "vordering.txt", "mimeType": "text/plain", "buffer": b"Vordering."})
    send(desk)
    head.reload()
    head.locator(f"a[href$='/{disclosure.pk}/steps/decide/']").click()
    send(head, decision="Nagekeken.")
    head.locator(f"a[href$='/{disclosure.pk}/steps/give/']").click()
    send(head, method="mail", reference="V1")
    head.goto("/processors/disclosures/")
    disclosure.refresh_from_db()
    assert (disclosure.status, disclosure.decided_by.email, disclosure.pupil_count) == ("given", "director.vlieger@demo.example", 1)
    head.goto(f"{noor.get_absolute_url()}given/")
    assert head.get_by_text("Politie Oost").first.is_visible()
    family = colleague(new_context, live_server, "parent.one")
    family.goto(f"/portal/children/{noor.pk}/data/")
    assert "Noor" in family.locator("main").inner_text() and "Politie" not in family.locator("main").inner_text()

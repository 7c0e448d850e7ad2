"""Two files that go to a next school, through the browser: between secondary schools, and from primary to secondary (Must show 2)."""
import os

from django.utils import timezone

from privacyadmin import outbox
from students.models import Transfer
from tests.browser.test_agreement import colleague, send

PHONE = {"width": 390, "height": 844}


def picture(page, name: str) -> None:
    """For who wants to look at the pages: `PICTURES=folder`."""
    if folder := os.environ.get("PICTURES"):
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


def begin(page, student, to_name: str) -> Transfer:
    """From the page of the pupil: may this file go? The answer stands there at once, and the transfer begins under it."""
    page.goto(student.get_absolute_url())
    page.locator("a[href$='/may-go/']").click()
    page.locator("a[href$='to_kind=vo']").click()
    picture(page, f"may-go-{to_name[:3]}")
    assert page.get_by_text("S1-43").first.is_visible()
    send(page, to_name=to_name, to_brin="12AB")
    return Transfer.objects.get(to_name=to_name)


def step(page, transfer: Transfer, name: str, **fields) -> None:
    page.goto(transfer.get_absolute_url())
    page.locator(f"a[href$='/{name}/']").first.click()
    picture(page, name)
    send(page, **fields)


def choose_and_review(chooses, reviews, transfer: Transfer) -> None:
    step(chooses, transfer, "choose")
    assert {item.fact for item in transfer.items.all()} == {"name", "parents", "address", "enrolment"}
    step(
        chooses, transfer, "submit", is_subsidiary=True, why_subsidiary="nodig", is_proportionate=True, why_proportionate="nodig",
        is_minimal=True, why_minimal="nodig",
    )
    step(reviews, transfer, "review")
    step(reviews, transfer, "show")


def test_a_file_goes_from_one_secondary_school_to_another(demo, new_context, live_server):
    """C-04, S1-122, S2-154: no consent, another reviews, the family looked at school."""
    care, head = colleague(new_context, live_server, "care.kompas"), colleague(new_context, live_server, "director.kompas")
    transfer = begin(care, demo.pupils["yara"], "Het Baken")
    choose_and_review(care, head, transfer)
    today = timezone.localdate().isoformat()
    step(care, transfer, "note_seen", seen_by="Yara Haddad", remark="Graag ook mijn muziek.")
    step(care, transfer, "send", applied_on=today, reference="OSO-77")
    step(care, transfer, "give_copy")
    step(care, transfer, "close")
    transfer.refresh_from_db()
    assert (transfer.status, transfer.kind, transfer.channel, transfer.reference) == ("closed", "VO-VO", "oso", "OSO-77")
    picture(care, "closed")
    care.goto("/students/transfers/?state=done")
    assert care.get_by_text("Het Baken").is_visible()
    picture(care, "list")


def test_a_parent_looks_at_what_goes_from_primary_to_secondary_school(demo, new_context, live_server):
    """T2, S2-149, S2-150: no veto, a remark that goes along, and the copy."""
    care, head = colleague(new_context, live_server, "counsellor.vlieger"), colleague(new_context, live_server, "director.vlieger")
    transfer = begin(care, demo.pupils["noor"], "Lyceum De Wending")
    choose_and_review(care, head, transfer)
    outbox.work(at=timezone.now())
    parent = colleague(new_context, live_server, "parent.two")
    parent.set_viewport_size(PHONE)
    parent.goto(f"/portal/children/{demo.pupils['noor'].pk}/")
    parent.locator(f"a[href='/portal/transfers/{transfer.pk}/']").click()
    picture(parent, "portal")
    send(parent, remark="Noor leest liever hardop.")
    with parent.expect_download() as copy:
        parent.locator("form[action$='/copy/'] button").click()
    assert copy.value.path().read_bytes().startswith(b"%PDF")
    step(care, transfer, "make")
    outbox.work(at=timezone.now())
    care.goto(transfer.get_absolute_url())
    assert care.get_by_text("Noor leest liever hardop.").is_visible()
    picture(care, "shown")
    with care.expect_download() as file:
        care.locator("form[action$='/file/'] button").first.click()
    assert file.value.path().read_bytes().startswith(b"%PDF")
    step(care, transfer, "send", applied_on=timezone.localdate().isoformat(), reference="OSO-78")
    step(care, transfer, "close")
    transfer.refresh_from_db()
    assert (transfer.status, transfer.kind, transfer.copy_given_on) == ("closed", "PO-VO", timezone.localdate())

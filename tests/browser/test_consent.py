"""A family's yes and no through the browser: a parent decides on a phone, what was placed is to be removed when she takes it back, the
other parent refuses, and the teacher's check turns red with the reason (Must show 3)."""
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from consent import seed
from consent.models import Decision, FollowUp, Purpose, PurposeText
from privacyadmin.access.catalogue import Role
from privacyadmin.organisation.services import school_year_on
from privacyadmin.times import local_day
from students.models import ClassMembership
from tests.browser.crawl import sign_in
from tests.factories import ClassGroupFactory, guardian, pupil, staff

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def web(vlieger, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    on = local_day(timezone.now())
    seed.write(vlieger, on=on, at=timezone.now())
    return Purpose.objects.get(school=vlieger, code="IMG_WEB")


@pytest.fixture
def group(vlieger):
    return ClassGroupFactory(school=vlieger, name="6A", school_year=school_year_on(local_day(timezone.now())))


@pytest.fixture
def noor(vlieger, group):
    student = pupil(vlieger, first_name="Noor", last_name="Wit")
    ClassMembership(student=student, class_group=group, since=group.school_year.start_on).save()
    return student


def phone(new_context, live_server, user, **wishes):
    context = new_context(viewport=PHONE, **wishes)
    sign_in(context, live_server, user)
    return context.new_page()


def card(page, purpose):
    return page.locator(f"article[id='q{purpose.pk}']")


def tap(page, purpose, value: str) -> None:
    """One tap on yes or no; then it is seen as pressed."""
    card(page, purpose).locator(f"button[value={value}]").click()
    expect(card(page, purpose).locator("[aria-pressed=true]")).to_have_attribute("value", value)


def check(desk, text: str) -> None:
    """The teacher asks it of her class."""
    desk.goto("/consent/check/")
    desk.get_by_label(text, exact=True).check()
    desk.locator("main form button.first").click()


def test_yes_on_a_phone_taken_back_refused_by_the_other_and_the_check_turns_red(new_context, live_server, vlieger, group, noor, web):
    """S1-85, S1-89, S1-94; U7; GDPR 7(3)."""
    since = timezone.now().replace(year=timezone.now().year - 1)
    teacher = staff(Role.GROUP_TEACHER, group, since=since, until=timezone.now().replace(year=timezone.now().year + 1))
    director = staff(Role.DIRECTOR, vlieger, since=since)
    mother, father = guardian(noor, first_name="Anna"), guardian(noor, first_name="Bram")
    title = PurposeText.objects.get(purpose=web).title_nl

    hers = phone(new_context, live_server, mother.user)
    hers.goto("/portal/")
    hers.locator(f"a[href='/portal/children/{noor.pk}/consents/']").click()
    waiting = hers.locator("#open").inner_text()
    assert card(hers, web).locator("[aria-pressed=true]").count() == 0
    tap(hers, web, "yes")
    expect(hers.locator("#said")).to_contain_text(title)
    expect(hers.locator("#open")).not_to_have_text(waiting)
    assert hers.evaluate("document.documentElement.scrollWidth <= innerWidth")

    desk = phone(new_context, live_server, teacher)
    check(desk, title)
    expect(desk.locator(".answer.good")).to_be_visible()
    desk.locator("a[href$='/placed/']").click()
    desk.locator("[name=title]").fill("Sportdag")
    desk.locator("[name=place]").first.select_option("web")
    desk.locator("[name=where]").fill("Nieuws")
    desk.locator("main form button.first").first.click()

    tap(hers, web, "no")
    removal = FollowUp.objects.get(student=noor)
    board = phone(new_context, live_server, director)
    board.goto("/consent/removals/")
    expect(board.locator(f"a[href='/consent/removals/{removal.pk}/']").first).to_be_visible()

    tap(hers, web, "yes")
    his = phone(new_context, live_server, father.user, java_script_enabled=False)
    his.goto(f"/portal/children/{noor.pk}/consents/")
    tap(his, web, "no")
    check(desk, title)
    expect(desk.locator(".answer.bad")).to_be_visible()
    expect(desk.locator(".verdict.no")).to_contain_text("Noor Wit")
    assert len(desk.locator(".verdict.no p").first.inner_text()) > 10
    assert [row.outcome for row in Decision.objects.order_by("recorded_at")] == ["given", "withdrawn", "given", "refused"]

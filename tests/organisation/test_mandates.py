"""Who decides and signs for the board, from when until when (C-07, C-29; S2-196)."""
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacyadmin.access.catalogue import Role
from privacyadmin.organisation import keeping, mandates
from privacyadmin.organisation.models import Mandate, Subject
from privacyadmin.policy import services as policy
from privacyadmin.policy.catalogue import PRESETS
from privacyadmin.workflow import NotAllowed
from requests import notifications, workflow
from requests.models import PrivacyRequest
from tests.factories import NOW, TODAY, staff

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def give(subject, school=None, *, by=None, since=TODAY - 10 * DAY, **fields):
    return keeping.give_mandate(subject=subject, school=school, since=since, decision="besluit", by=by, at=NOW, **fields)


@pytest.fixture
def writes(scope_of, coordinator):
    return scope_of(coordinator)


def test_the_mandate_of_a_school_stands_before_the_general_one(vlieger, kompas, director):
    general = give(Subject.SIGN_AGREEMENTS, name="B. Stuur")
    own = give(Subject.SIGN_AGREEMENTS, vlieger, user=director)
    assert mandates.holder(Subject.SIGN_AGREEMENTS, vlieger, TODAY) == own
    assert mandates.holder(Subject.SIGN_AGREEMENTS, kompas, TODAY) == general
    assert mandates.holder(Subject.REPORT_BREACHES, kompas, TODAY) is None
    assert mandates.may(director, Subject.SIGN_AGREEMENTS, vlieger, TODAY)
    assert not mandates.may(director, Subject.SIGN_AGREEMENTS, kompas, TODAY)


def test_a_mandate_that_overlaps_another_is_refused_with_its_days(writes, vlieger, director):
    give(Subject.SIGN_AGREEMENTS, vlieger, user=director, until=TODAY + 5 * DAY)
    with pytest.raises(ValidationError) as told:
        give(Subject.SIGN_AGREEMENTS, vlieger, name="Een ander", by=writes, since=TODAY)
    assert date_format(TODAY + 4 * DAY, "j F Y") in told.value.message_dict["since"][0]
    assert give(Subject.SIGN_AGREEMENTS, vlieger, name="Een ander", by=writes, since=TODAY + 5 * DAY).pk


def test_nobody_gives_a_mandate_to_himself(writes, coordinator):
    with pytest.raises(NotAllowed):
        give(Subject.SIGN_LETTERS, user=coordinator, by=writes)


def test_who_decides_on_requests_has_an_account(writes):
    with pytest.raises(ValidationError):
        give(Subject.DECIDE_REQUESTS, name="Iemand", by=writes)


def test_where_the_rules_look_at_the_mandates_only_its_holder_decides(scope_of, board_member, director, vlieger):
    """C-29; SETTLED 11: whoever `request_decider` names decides; without a mandate the board."""
    rules = policy.put_in_force(
        school=None, values=PRESETS["po"] | {"request_decider": "mandate_table"}, valid_from=TODAY, note="x", by=None, at=NOW
    )
    asked = PrivacyRequest(school=vlieger, policy=rules)
    assert workflow.is_decider(asked, scope_of(board_member)) == ""
    assert workflow.is_decider(asked, scope_of(director)) == _("The board decides on this request.")
    assert notifications.deciders(asked, at=NOW) == [board_member]
    given = give(Subject.DECIDE_REQUESTS, vlieger, user=director)
    assert workflow.is_decider(asked, scope_of(director)) == ""
    assert workflow.is_decider(asked, scope_of(board_member)) == _("The board left this decision to somebody else.")
    assert (workflow.decider_in_words(asked, TODAY), notifications.deciders(asked, at=NOW)) == (director.name, [director])
    assert workflow.decider_by_mandate(asked, given.since - DAY) is None


def test_a_mandate_has_no_effect_where_the_rules_name_the_board(scope_of, board_member, director, vlieger):
    rules = policy.in_force(vlieger, TODAY)
    give(Subject.DECIDE_REQUESTS, vlieger, user=director)
    assert workflow.is_decider(PrivacyRequest(school=vlieger, policy=rules), scope_of(board_member)) == ""


def sent(**fields):
    return {"subject": "sign_agreements", "place": "board", "since": TODAY, "decision": "besluit", **fields}


def test_a_mandate_is_given_and_ended_in_the_browser(sign_in, coordinator, vlieger, director):
    browser, url = sign_in(coordinator), reverse("organisation:mandate")
    assert browser.get(url).status_code == 200
    assert browser.post(url, sent(account=director.email, place=str(vlieger.pk))).status_code == 302
    held = Mandate.objects.get()
    assert (held.user, held.school) == (director, vlieger)
    page = browser.post(url, sent(account=director.email, place=str(vlieger.pk)))
    assert set(page.context["form"].errors) == {"since"}
    assert director.name in browser.get(reverse("organisation:mandates")).content.decode()
    assert browser.post(reverse("organisation:mandate_end", args=[held.pk]), {"last_day": TODAY, "why": "klaar"}).status_code == 302
    assert mandates.holder(Subject.SIGN_AGREEMENTS, vlieger, TODAY + DAY) is None


def test_somebody_without_a_role_that_opens_requests_is_pointed_out(sign_in, coordinator, vlieger):
    browser = sign_in(coordinator)
    colleague = staff()
    answer = browser.post(reverse("organisation:mandate"), sent(subject="decide_requests", account=colleague.email), follow=True)
    assert _("This person has no role that opens requests: ask for one on the page of roles.") in answer.content.decode()


def test_a_director_reads_the_mandates_and_gives_none(sign_in, director, vlieger):
    browser = sign_in(director)
    assert browser.get(reverse("organisation:mandates")).status_code == 200
    assert browser.get(reverse("organisation:mandate")).status_code == 403
    assert browser.get(reverse("access:overview")).status_code == 200
    assert not director.schoolgrants.filter(permission__codename=f"role_{Role.BOARD_MEMBER}").exists()

"""Nobody writes to a parent with whom contact is blocked, by itself; a person sees to the answer that the law still asks (GDPR 12(4))."""
import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils.translation import gettext

from privacyadmin.outbox.models import Item
from requests import notifications
from students.models import GuardianRelation
from tests.requests.cast import NOW, page, received, signed_in

pytestmark = pytest.mark.usefixtures("clock")


def mails(to) -> list[str]:
    return [item.get("template") for item in Item.objects.filter(kind="mail", about__to=str(to.pk))]


def test_a_blocked_parent_gets_no_mail_and_the_handler_hears_why(cast):
    """DOMAIN 1.5: contact block; S1-117 is another thing: that hides data, this stops writing."""
    privacy_request = received(cast)
    relation = GuardianRelation.objects.get(student=cast.noor, guardian=cast.mother)
    relation.has_contact_block = True
    relation.save()
    before = mails(cast.mother.user)
    notifications.news(privacy_request, what="ready", at=NOW)
    assert mails(cast.mother.user) == before
    assert "request_handler" in mails(cast.coordinator)
    assert not Item.objects.filter(key__startswith=f"requests.letter:ready:{privacy_request.pk}").exists()
    assert "note warn" in page(signed_in(cast.coordinator).get(privacy_request.get_absolute_url()))


def test_the_other_parent_goes_on_getting_mail_of_his_own_request(cast):
    privacy_request = received(cast)
    relation = GuardianRelation.objects.get(student=cast.noor, guardian=cast.father)
    relation.has_contact_block = True
    relation.save()
    notifications.news(privacy_request, what="ready", at=NOW)
    assert "request_news" in mails(cast.mother.user)


def test_who_takes_more_time_reads_that_the_blocked_parent_was_not_told(cast):
    """GDPR 12(3): the page does not say that somebody has been told whom the program may not write to."""
    privacy_request = received(cast)
    relation = GuardianRelation.objects.get(student=cast.noor, guardian=cast.mother)
    relation.has_contact_block = True
    relation.save()
    coordinator, extend = signed_in(cast.coordinator), reverse("requests:extend", args=[privacy_request.pk])
    asked = coordinator.get(extend)
    assert "note warn" in page(asked) and asked.context["lede"] == ""
    said = [str(message) for message in get_messages(coordinator.post(extend, {"reason": "Het dossier is groot."}).wsgi_request)]
    assert said == [gettext("This is recorded, and nothing was sent: contact with the one who asks is blocked.")]
    assert privacy_request.extensions.get().reason == "Het dossier is groot."

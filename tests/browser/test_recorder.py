"""What the recorder of the browser tests hears, and that it would name a person (Must show 5)."""

import logging
from email import message_from_bytes, policy

from django.core.cache import cache

from privacyadmin import outbox
from privacyadmin.access.catalogue import Role
from privacyadmin.outbox.mailing import compose
from privacyadmin.outbox.models import Item
from tests.factories import NOW, guardian, pupil, staff


def test_a_name_in_a_log_in_redis_in_a_mail_or_in_an_address_is_heard(recorder, page, vlieger, group6a):
    child = pupil(vlieger, group6a, last_name="Qvistgaard")
    parent = guardian(child, last_name="Thorwaldsen")
    assert recorder.check() == []
    logging.getLogger("privacyadmin.anything").warning("no answer for %s", child.last_name)
    cache.set("child", "Qvistgaard")
    page.goto("/healthz?q=qvistgaard%20")
    outbox.mail("night_late", to=staff(Role.ICT, vlieger.board), key="k", at=NOW, extra={"on": parent.last_name})
    recorder.mails.append(message_from_bytes(compose(Item.objects.get(), parent.user).message().as_bytes(), policy=policy.default))
    recorder.worker_logs.append(f"sent to {parent.user.email}")
    heard = recorder.check()
    assert {each.partition(":")[0] for each in heard} == {"log of the web", "redis", "addresses", "mails", "log of the worker"}
    assert not any("Qvistgaard" in each for each in heard)
    assert recorder.check() == []

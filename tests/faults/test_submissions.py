"""Parents send requests while the servers are killed: none is lost, none is there twice (issue 3, Must show 4; RELIABILITY 5)."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.urls import reverse

from tests.faults.house import House, retrying
from tests.processes import wait_until
from tests.sizes import SIZES


def send(house: House, family: dict, received: list[str]) -> None:
    """One parent, until the site says that it has her request. What makes the second try the same as the first is what she asks."""
    values = {"child": family["child"], "right": "access", "wish": "Alles over mijn kind.", "send": "1"}

    def attempt() -> str:
        status, address = house.post(reverse("portal:new"), family["session"], values)
        assert status in (0, 302, 500, 502, 503), status
        return address if status == 302 and "/portal/" in address else ""

    received.append(retrying(attempt))


def test_what_a_parent_was_told_is_received_is_there_once_whatever_is_killed(house):
    families = house.make("families", SIZES.submissions)["families"]
    house.start_web()
    received: list[str] = []
    many = SIZES.submissions
    with ThreadPoolExecutor(max_workers=many) as pool:
        sent = [pool.submit(send, house, family, received) for family in families]
        for share, fault in ((0.1, restart_web(house)), (0.35, house.kill_database), (0.6, house.kill_broker), (0.75, restart_web(house))):
            wait_until(lambda share=share: len(received) >= many * share, what="requests")
            fault()
        for each in sent:
            each.result(120)
    house.start_servers()
    keys = {address.rstrip("/").rpartition("/")[2] for address in received}
    assert len(keys) == many
    assert keys == {str(key) for (key,) in house.ask("SELECT id FROM requests_privacyrequest")}
    assert house.one("SELECT count(DISTINCT number) FROM requests_privacyrequest") == many
    assert house.one("SELECT count(DISTINCT student_id) FROM requests_privacyrequest") == many
    assert house.one("SELECT count(*) FROM audit_event WHERE name = 'request.received'") == many
    assert house.one("SELECT count(*) FROM outbox_item WHERE kind = 'mail' AND about->>'template' = 'request_received'") == many
    assert house.manage("audit_verify", check=False).returncode == 0


def restart_web(house: House):
    def fault() -> None:
        house.kill_web()
        house.start_web()
    return fault


def test_two_answers_to_one_click_are_one_request(house):
    """The same parent, twenty times at once."""
    [family] = house.make("families", 1)["families"]
    house.start_web()
    received: list[str] = []
    senders = [threading.Thread(target=send, args=(house, family, received)) for _click in range(20)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len(set(received)) == 1 and len(received) == 20
    assert house.one("SELECT count(*) FROM requests_privacyrequest") == 1

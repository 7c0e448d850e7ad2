"""Mails are sent once, whatever is killed while they go (issue 3, Must show 4; RELIABILITY 5)."""

from collections import Counter

from tests.faults.house import House
from tests.processes import wait_until
from tests.sizes import SIZES

PER_KILL = 12


def done(house: House) -> int:
    return house.one("SELECT count(*) FROM outbox_item WHERE state = 'done'")


def test_every_mail_goes_out_once_while_worker_database_and_broker_are_killed(house):
    """A mail whose acceptance the dead worker could not write down goes again under the same Message-ID: at most one per kill."""
    kills = SIZES.kill_points
    number = PER_KILL * (kills + 1)
    house.make("mails", number)
    house.worker.start()
    house.ring()
    for kill in range(kills):
        wait_until(lambda kill=kill: len(house.smtp.messages) >= PER_KILL * kill + 5, what="mails")
        if kill % 3 == 1:
            house.kill_database()
        elif kill % 3 == 2:
            house.kill_broker()
        house.worker.kill()
        house.start_servers()
        house.ten_minutes_later()
        house.worker.start()
        house.ring()
    wait_until(lambda: done(house) == number, what="all mails")
    copies = Counter(message["Message-ID"] for message in house.smtp.messages)
    assert len(copies) == number
    assert sum(copies.values()) - number <= kills
    assert max(copies.values()) <= 2


def test_a_mail_server_that_is_down_for_a_day_gets_every_mail_once_when_it_is_back(house):
    """Bad input: SMTP down for a day. Each hour one attempt; nobody has to press anything."""
    house.make("mails", 10)
    house.smtp.refuse = "451 try again later"
    house.worker.start()
    for _hour in range(25):
        house.ring()
        wait_until(lambda: not due(house), what="an attempt")
        house.ask("UPDATE outbox_item SET due_at = due_at - interval '61 minutes' WHERE state = 'pending'")
    assert not house.smtp.messages and done(house) == 0
    assert house.one("SELECT count(*) FROM outbox_item WHERE state = 'failed'") == 0
    house.smtp.refuse = ""
    house.ring()
    wait_until(lambda: done(house) == 10, what="all mails")
    assert Counter(message["Message-ID"] for message in house.smtp.messages).most_common(1)[0][1] == 1
    assert len(house.smtp.messages) == 10


def due(house: House) -> int:
    return house.one("SELECT count(*) FROM outbox_item WHERE state = 'working' OR (state = 'pending' AND due_at <= now())")

"""A campaign reaches every parent once, whatever is killed while its mails go (issue 5, Must show 2; RELIABILITY 5)."""

from collections import Counter

from tests.faults.house import House
from tests.processes import wait_until
from tests.sizes import SIZES

KILLS = 2


def left(house: House) -> int:
    return house.one("SELECT count(*) FROM outbox_item WHERE kind = 'consent.campaign' AND state <> 'done'")


def test_every_parent_is_asked_once_while_worker_and_database_are_killed(house):
    """One mail to each, also for two children. Of a mail whose acceptance a dead worker could not write down a copy may go, under the same
    Message-ID, by which mail servers know it; never another mail."""
    mailboxes = house.make("campaign", SIZES.campaign_pupils)["mailboxes"]
    assert left(house) == len(mailboxes) == len(set(mailboxes))
    house.worker.start()
    house.ring()
    for kill in range(KILLS):
        wanted = len(mailboxes) * (kill + 1) // (KILLS + 1)
        wait_until(lambda wanted=wanted: len(house.smtp.messages) >= wanted, what="mails", seconds=300)
        if kill == 1:
            house.kill_database()
        house.worker.kill()
        house.start_servers()
        house.ten_minutes_later()
        house.worker.start()
        house.ring()
    wait_until(lambda: left(house) == 0, what="all mails", seconds=600)
    mails = {(message["To"], message["Message-ID"]) for message in house.smtp.messages}
    assert Counter(to for to, _key in mails) == Counter(mailboxes)
    assert len(house.smtp.messages) - len(mailboxes) <= KILLS

"""The tasks of the worker; only `work` is ever sent by the web, by name. Safe to run twice, or in two workers."""
from datetime import time

from celery import shared_task
from celery.signals import beat_init, before_task_publish, worker_ready
from django.utils import timezone

from privacyadmin.times import AMSTERDAM, local_day

from . import health, nightly, working

TICK = "privacyadmin.outbox.tick"
NIGHT_IS_OVER = time(3, 0)


@shared_task(name="privacyadmin.outbox.work", ignore_result=True)
def work() -> None:
    """Do what is due, an item at a time, each by the clock of that moment."""
    while working.work(at=timezone.now(), limit=1).total:
        pass


@shared_task(name=TICK, ignore_result=True)
def tick() -> None:
    """Every minute: still alive, look for what is due, and see that the night was done."""
    health.beat_of("worker", at=timezone.now())
    work()
    at = timezone.now()
    if at.astimezone(AMSTERDAM).time() >= NIGHT_IS_OVER:
        nightly.run_late(on=local_day(at), at=at)


@shared_task(name="privacyadmin.outbox.prompt", ignore_result=True)
def prompt() -> None:
    """Every five minutes: reminders that have come due."""
    at = timezone.now()
    nightly.run_prompt(on=local_day(at), at=at)
    health.beat_of("prompt", at=timezone.now())
    work()


@shared_task(name="privacyadmin.outbox.nightly", ignore_result=True)
def night() -> None:
    """02:00: the work of the day that has begun."""
    at = timezone.now()
    nightly.run(on=local_day(at), at=at)
    work()


# The library's own signals: they tell /readyz that the two processes live.
@worker_ready.connect
def _worker_is_ready(**_options) -> None:
    for name in ("worker", "prompt"):                  # the work of every five minutes counts from here
        health.beat_of(name, at=timezone.now())


@beat_init.connect
def _beat_is_ready(**_options) -> None:
    health.beat_of("beat", at=timezone.now())


@before_task_publish.connect(sender=TICK)
def _beat_ticks(**_options) -> None:
    health.beat_of("beat", at=timezone.now())

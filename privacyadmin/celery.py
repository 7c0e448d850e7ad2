"""The worker: it hears the bell of the outbox and runs the night. `celery -A privacyadmin worker|beat`."""

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacyadmin.settings")


def broker_url(redis_url: str) -> str:
    """The same server in the words of the task queue, which has its own name for a Unix socket."""
    if not redis_url.startswith("unix://"):
        return redis_url
    return redis_url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")


app = Celery("privacyadmin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.broker_url = broker_url(settings.REDIS_URL)
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="handlers")      # imported by the worker alone: renderers are heavy

"""The last resort: what is answered when a page fails, and the one line that the log gets of it."""
import errno
import logging
import sys
import traceback
from pathlib import Path

import redis
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

log = logging.getLogger(__name__)
AWAY = (OperationalError, InterfaceError, redis.ConnectionError, redis.TimeoutError)      # database or broker
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}                                          # the disk of the sealed files
RETRY_SECONDS = "30"


def failed(request: HttpRequest) -> HttpResponse:
    """503 while something that we need is away or full, else 500; the page needs neither database nor session."""
    error = sys.exc_info()[1]
    _name(request, error)
    if isinstance(error, AWAY) or getattr(error, "errno", None) in FULL:
        return HttpResponse(get_template("503.html").render(), status=503, headers={"Retry-After": RETRY_SECONDS})
    return HttpResponse(get_template("500.html").render(), status=500)


def _name(request: HttpRequest, error: BaseException | None) -> None:
    """Which view, what kind of error, where; never a value, an address or a trace."""
    frames = traceback.extract_tb(error.__traceback__) if error else []
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    view = request.resolver_match.view_name if request.resolver_match else "?"
    log.error("page failed: %s %s at %s", view, type(error).__name__, place)

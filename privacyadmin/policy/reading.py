"""The house rules are read once per request: a version never changes, and what is written in between is read again."""
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

_read: ContextVar[dict[Any, Any] | None] = ContextVar("policies_read", default=None)


def once_per_request(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Middleware: what this request has read of the house rules."""
    def read_once(request: Any) -> Any:
        token = _read.set({})
        try:
            return get_response(request)
        finally:
            _read.reset(token)

    return read_once


def remembered(key: Any, read: Callable[[], Any]) -> Any:
    """What was read before in this request; outside a request it is read each time."""
    known = _read.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    return known[key]


def forget() -> None:
    """Something was written: read again."""
    known = _read.get()
    if known is not None:
        known.clear()

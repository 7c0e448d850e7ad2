"""Two people at one setting: what each wanted is put together, and where they differ neither is lost."""
from collections.abc import Mapping
from typing import Any


def merged(*, was: Mapping[str, Any], mine: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(values, clashes): `now` with what I changed since `was`; a clash is a setting that another changed otherwise meanwhile.

    What I left as it was follows the other; what we changed alike is no clash.
    """
    values, clashes = dict(now), {}
    for code, value in mine.items():
        if value == was.get(code):
            continue
        if now.get(code) not in (was.get(code), value):
            clashes[code] = now.get(code)
        values[code] = value
    return values, clashes

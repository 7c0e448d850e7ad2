"""The database engine of the project, and the door to the end of a transaction."""
from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections


def before_commit(key: str, callback: Callable[[list[Any]], None], item: Any, *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Collect an item; just before COMMIT the callback gets all items of its key, in the same transaction."""
    connections[using].before_commit(key, callback, item)


def waiting(key: str, *, using: str = DEFAULT_DB_ALIAS) -> list[Any]:
    """What this transaction has collected so far."""
    return connections[using].waiting_before_commit(key)


def flush_before_commit(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """Hand over now: for a transaction that reads back what it recorded, and for tests, which never commit."""
    connections[using].flush_before_commit()

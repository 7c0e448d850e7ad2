"""The database engine of the project, and the door to the end of a transaction."""
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, cast

from django.db import DEFAULT_DB_ALIAS, connections

if TYPE_CHECKING:
    from .base import DatabaseWrapper


def project_connection(using: str = DEFAULT_DB_ALIAS) -> "DatabaseWrapper":
    """The connection, known to be of this engine."""
    return cast("DatabaseWrapper", connections[using])


def planned_once(*, unless: bool = False) -> AbstractContextManager[None]:
    """The queries in this block keep their plan: see `DatabaseWrapper.planned_once`."""
    return project_connection().planned_once(unless=unless)


def before_commit(key: str, callback: Callable[[list[Any]], None], item: Any, *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Collect an item; just before COMMIT the callback gets all items of its key, in the same transaction."""
    project_connection(using).before_commit(key, callback, item)


def waiting(key: str, *, using: str = DEFAULT_DB_ALIAS) -> list[Any]:
    """What this transaction has collected so far."""
    return project_connection(using).waiting_before_commit(key)


def flush_before_commit(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """Hand over now: for a transaction that reads back what it recorded, and for tests, which never commit."""
    project_connection(using).flush_before_commit()

"""Keys of all rows: random, made before the row is written, and ordered in time."""
from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A new key (UUID version 7): says nothing about a person, and rows made together lie together."""
    return uuid7()

"""Writing down what must happen, in the transaction that causes it."""
import json
import re
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from privacyadmin import crypto
from privacyadmin.ids import new_id

from . import bell
from .models import Item, State

CODE = re.compile(r"^[A-Za-z0-9_.:/-]{1,200}\Z")
PATH = re.compile(r"^/(?!/)[A-Za-z0-9_./-]*\Z")
EXTRA_LABEL = "outbox.Item.sealed_extra"


def put(
    kind: str, *, key: str, about: Mapping[str, Any], at: datetime, due_at: datetime | None = None, expires_at: datetime | None = None,
    extra: Mapping[str, str] | None = None,
) -> bool:
    """Write down one thing to do; False when its key was written down before, ever.

    `about` holds keys, numbers, days and codes only (ValueError otherwise); `extra` is sealed, and forgotten when the item is done.
    """
    item = Item(id=new_id(), kind=_code(kind), key=_code(key), about={name: _plain(value) for name, value in about.items()},
                created_at=at, due_at=due_at or at, expires_at=expires_at)
    if extra:
        item.sealed_extra = crypto.seal_system(json.dumps(dict(extra)), f"{EXTRA_LABEL}|{item.id}")
    with nullcontext() if connection.in_atomic_block else transaction.atomic():       # no savepoint for each of the mails of a night
        is_new = _insert(item)
        if is_new:
            bell.ring_after_commit()
    return is_new


def mail(
    template: str, *, to: Any, about: Any = None, key: str, at: datetime, path: str = "", school: Any = None,
    extra: Mapping[str, str] | None = None, expires_at: datetime | None = None, due_at: datetime | None = None,
) -> bool:
    """Write down one mail to one person: that there is news, and where (`path` on this site); False when it was written down before."""
    if path and not PATH.match(path):
        raise ValueError("A link in a mail leads to a plain path on this site.")
    return put(
        "mail", key=f"mail:{key}:{to.pk}", at=at, due_at=due_at, expires_at=expires_at, extra=extra,
        about={"to": to.pk, "template": template, "about": _key(about), "path": path, "school": _key(school)},
    )


def extra_of(item: Item) -> dict[str, str]:
    """The sealed part of an item."""
    if item.sealed_extra is None:
        return {}
    return json.loads(crypto.open_system(item.sealed_extra, f"{EXTRA_LABEL}|{item.id}"))


@transaction.atomic
def retry(item: Item, *, at: datetime) -> None:
    """Somebody mended the cause: try what is stuck once more, from the start."""
    Item.objects.stuck().filter(pk=item.pk).update(state=State.PENDING, attempts=0, due_at=at, last_error="")
    bell.ring_after_commit()


def _insert(item: Item) -> bool:
    fields = Item._meta.local_fields
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO outbox_item ({names}) VALUES ({places}) ON CONFLICT (key) DO NOTHING",      # noqa: S608 - columns of the model
            [field.get_db_prep_save(getattr(item, field.attname), connection) for field in fields],
        )
        return cursor.rowcount == 1


def _key(thing: Any) -> UUID | None:
    return thing.pk if isinstance(thing, models.Model) else thing


def _code(text: str) -> str:
    if not CODE.match(text):
        raise ValueError("A key or kind in the outbox is a short code.")
    return text


def _plain(value: Any) -> Any:
    """A value as it is stored; raises ValueError, without repeating it, for what may hold personal data."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, UUID):
        return str(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, str) and (not value or CODE.match(value)):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise ValueError("The outbox holds keys, numbers, days and codes: personal data is looked up when the work is done.")

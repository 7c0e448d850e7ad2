"""PostgreSQL with one thing more: work that belongs at the very end of a transaction, inside it."""
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db.backends.postgresql import base, operations
from django.db.transaction import TransactionManagementError
from psycopg2 import extensions

MOST_PREPARED = 200
type_of_callback = Callable[[list[Any]], None]


class PlanningOnce(extensions.cursor):
    """A cursor that prepares the queries it is given."""

    wrapper: "DatabaseWrapper"

    def execute(self, query: Any, values: Any = None) -> None:
        statement = _numbered(str(query)) if values is not None else str(query)
        if statement.startswith("SELECT") and self.wrapper.has_room_for(statement):
            query = self.wrapper.execution(self, statement, len(values or ()))
        super().execute(query, values)


@lru_cache(maxsize=500)
def _numbered(sql: str) -> str:
    """%s and %% as the server writes them: $1, $2 … and %."""
    first, *others = sql.split("%s")
    return "".join([first, *(f"${number}{part}" for number, part in enumerate(others, 1))]).replace("%%", "%")


class DatabaseOperations(operations.DatabaseOperations):
    compiler_module = "privacyadmin.db.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    """Collects items during a transaction and hands them over, per key, just before COMMIT; a rolled back savepoint drops its own."""

    ops_class = DatabaseOperations

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: list[tuple[set[str], str, Any]] = []
        self._callbacks: dict[str, type_of_callback] = {}
        self._prepared: dict[str, str] = {}
        self._is_planning_once = False

    def get_new_connection(self, conn_params: Any) -> Any:
        self._prepared = {}
        return super().get_new_connection(conn_params)

    def rows_of_prepared(self, statement: str, types: str, values: Sequence[Any]) -> list[tuple]:
        """The rows of a statement with $1, $2 … that is planned once per connection: for one that every request asks."""
        with self.cursor() as cursor:
            cursor.execute(self.execution(cursor.cursor, statement, len(values), types), values)
            return cursor.fetchall()

    @contextmanager
    def planned_once(self, *, unless: bool = False) -> Iterator[None]:
        """The queries in this block are planned once per connection, whatever their values: for a page that is opened all day.

        `unless`: their best plan hangs on what is asked, such as part of a name.
        """
        before, self._is_planning_once = self._is_planning_once, not unless
        try:
            yield
        finally:
            self._is_planning_once = before

    def create_cursor(self, name: str | None = None) -> Any:
        if name is not None or not self._is_planning_once:
            return super().create_cursor(name)
        planning = self.connection.cursor(cursor_factory=PlanningOnce)
        planning.wrapper, planning.tzinfo_factory = self, self.tzinfo_factory
        return planning

    def execution(self, cursor: Any, statement: str, values: int, types: str = "") -> str:
        """What executes a statement that this connection has prepared, or prepares now."""
        execution = self._prepared.get(statement)
        if execution is None:
            name = f"prepared_{len(self._prepared) + 1}"
            cursor.execute(f"PREPARE {name}{f' ({types})' if types else ''} AS {statement}")
            places = f" ({', '.join(['%s'] * values)})" if values else ""
            self._prepared[statement] = execution = f"EXECUTE {name}{places}"
        return execution

    def has_room_for(self, statement: str) -> bool:
        """A connection keeps so many statements; one whose text differs each time must not fill the server's memory."""
        return statement in self._prepared or len(self._prepared) < MOST_PREPARED

    def before_commit(self, key: str, callback: type_of_callback, item: Any) -> None:
        if not self.in_atomic_block:
            raise TransactionManagementError(f"{key} is written at the end of a transaction; there is none.")
        self._callbacks[key] = callback
        self._waiting.append((set(self.savepoint_ids), key, item))

    def waiting_before_commit(self, key: str) -> list[Any]:
        return [item for _, name, item in self._waiting if name == key]

    def flush_before_commit(self) -> None:
        """Hand over what waits, now; later items are handed over at the real end."""
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            for key in dict.fromkeys(key for _, key, _ in waiting):
                self._callbacks[key]([item for _, name, item in waiting if name == key])

    def _commit(self) -> None:
        try:
            self.flush_before_commit()
        except BaseException:
            self._forget()
            self.run_on_commit.clear()
            self._rollback()              # type: ignore[attr-defined] # Django's own, which the stubs leave out
            raise
        return super()._commit()          # type: ignore[misc] # Django's own, which the stubs leave out

    def _forget(self) -> None:
        self._waiting = []

    def rollback(self) -> None:
        self._forget()
        super().rollback()

    def close(self) -> None:
        self._forget()
        super().close()

    def savepoint_rollback(self, sid: str) -> None:
        super().savepoint_rollback(sid)
        self._waiting = [entry for entry in self._waiting if sid not in entry[0]]

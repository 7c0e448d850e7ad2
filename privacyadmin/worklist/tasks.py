"""One work-list per person, fed by a registry that each app joins: due, late, waiting for whom."""
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from privacyadmin.access.scope import Scope


@dataclass(frozen=True)
class Task:
    """Something that waits for somebody."""

    title: str
    url: str
    kind: str = ""                      # what sort of thing it is, in a few words
    school: Any = None
    waiting_for: str = ""               # empty: for you
    due_on: date | None = None
    note: str = ""

    def is_late(self, on: date) -> bool:
        return self.due_on is not None and self.due_on < on

    def days_left(self, on: date) -> int | None:
        return None if self.due_on is None else (self.due_on - on).days


@dataclass(frozen=True)
class Worklist:
    """What waits, the most urgent first."""

    tasks: list[Task]
    on: date

    @property
    def late(self) -> list[Task]:
        return [task for task in self.tasks if task.is_late(self.on)]

    @property
    def soon(self) -> list[Task]:
        """Due within seven days."""
        return [task for task in self.tasks if not task.is_late(self.on) and (days := task.days_left(self.on)) is not None and days <= 7]

    @property
    def mine(self) -> list[Task]:
        return [task for task in self.tasks if not task.waiting_for]


Provider = Callable[[Scope, date], Iterable[Task]]
PROVIDERS: list[Provider] = []


def provide(provider: Provider) -> Provider:
    """An app adds what waits for a person; it asks the scope, and takes a constant number of queries."""
    PROVIDERS.append(provider)
    return provider


def worklist_of(scope: Scope, on: date) -> Worklist:
    """Everything that waits for this person or that he watches over, by its term."""
    tasks = [task for provider in PROVIDERS for task in provider(scope, on)]
    return Worklist(sorted(tasks, key=lambda task: (task.due_on or date.max, task.title)), on)

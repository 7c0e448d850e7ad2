"""The third question, "now, in this state?": steps between statuses as data, asked by pages and services alike."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext

Objection = Callable[[Any, Any], str]     # (object, scope) -> the reason against, empty when there is none
Right = tuple[str, str] | Objection | None


class NotAllowed(PermissionDenied):
    """A step that the person's right or the thing's state forbids; the page for 403 shows the reason."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class Asked(Protocol):
    """What a step asks of the person's scope."""

    def may(self, register: Any, verb: Any, school: Any = None) -> bool: ...


@dataclass(frozen=True)
class Step:
    """From one of these statuses to the target (None: the status stays), for whoever holds the right.

    The right is (register, verb), asked of the scope; or a function (object, scope) that returns the reason why not;
    or None for what the night does by itself. The objection is a function of the same kind, for facts other than the status.
    """

    sources: Collection[str]
    target: str | None
    right: Right
    objection: Objection | None = None
    label: Any = ""               # the words on the button; a lazy translation
    name: str = ""                # filled by the workflow

    def target_from(self, status: str) -> str:
        return status if self.target is None else self.target

    def lacks_right(self, obj: Any, scope: Asked) -> str:
        """Why this person may never take the step on this object; empty when he may."""
        if self.right is None:
            return ""
        if callable(self.right):
            return self.right(obj, scope)
        register, verb = self.right
        return "" if scope.may(register, verb, school=getattr(obj, "school_id", None)) else gettext("Your role does not include this step.")

    def state_objection(self, obj: Any, scope: Asked) -> str:
        """Why the step cannot be taken now, whoever takes it."""
        if obj.status not in self.sources:
            return gettext("This step is not possible in the present state.")
        return self.objection(obj, scope) if self.objection else ""


@dataclass(frozen=True)
class Choice:
    """A step that somebody may take in this state, as the page draws it; with a reason it is shown but closed."""

    name: str
    label: Any
    reason: str = ""

    @property
    def is_open(self) -> bool:
        return not self.reason


class Workflow:
    """All steps of one kind of object: `why_not` gives a reason, `check` raises it, `choices` draws the buttons."""

    def __init__(self, **steps: Step):
        self.steps = {
            name: replace(step, name=name, label=step.label or name.replace("_", " ").capitalize()) for name, step in steps.items()
        }

    def __getitem__(self, name: str) -> Step:
        return self.steps[name]

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps.values())

    def with_steps(self, **steps: Step) -> "Workflow":
        """The same workflow with more steps, or with others of the same name."""
        return Workflow(**{**self.steps, **steps})

    def why_not(self, name: str, obj: Any, scope: Asked) -> str:
        """The reason that this person cannot take the step on this object now; empty when he can."""
        step = self.steps[name]
        return step.lacks_right(obj, scope) or step.state_objection(obj, scope)

    def check(self, name: str, obj: Any, scope: Asked) -> Step:
        """The step; raises NotAllowed with the reason."""
        reason = self.why_not(name, obj, scope)
        if reason:
            raise NotAllowed(reason)
        return self.steps[name]

    def choices(self, obj: Any, scope: Asked) -> list[Choice]:
        """The buttons of the page: steps out of this status that this person may take, the blocked ones with their reason."""
        here = [step for step in self if obj.status in step.sources and not step.lacks_right(obj, scope)]
        return [Choice(step.name, step.label, step.state_objection(obj, scope)) for step in here]

    def statuses(self) -> list[str]:
        """Every status that a step leaves or reaches, in the order of the steps."""
        ends = [status for step in self for status in (*sorted(step.sources), step.target) if status is not None]
        return [str(status) for status in dict.fromkeys(ends)]

"""The state diagram of a workflow, as Mermaid text for docs/workflows.md."""

from collections.abc import Iterator

from .steps import Workflow


def mermaid(workflow: Workflow) -> str:
    """One arrow per step and status; what nothing leads to is a start, what nothing leaves is an end."""
    return "\n".join(["stateDiagram-v2", *(f"    {line}" for line in _arrows(workflow)), ""])


def _arrows(workflow: Workflow) -> Iterator[str]:
    moves = [(str(source), str(step.target_from(source)), step.name) for step in workflow for source in sorted(step.sources)]
    reached = {target for source, target, _name in moves if source != target}
    left = {source for source, target, _name in moves if source != target}
    yield from (f"[*] --> {status}" for status in workflow.statuses() if status not in reached)
    yield from (f"{source} --> {target}: {name}" for source, target, name in moves)
    yield from (f"{status} --> [*]" for status in workflow.statuses() if status not in left)

from .diagram import mermaid
from .steps import Choice, NotAllowed, Step, Workflow

__all__ = ["Choice", "NotAllowed", "Step", "Workflow", "mermaid"]

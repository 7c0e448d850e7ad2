"""What the audit log says of tasks that people give each other."""
from django.utils.translation import gettext_lazy as _

from privacyadmin.audit import EventKind, labels_of

from .models import Outcome

TASK_ASKED = EventKind("task.asked", _("Asked a colleague to do something about a case"))
TASK_HANDED_OVER = EventKind("task.handed_over", _("Handed a task over to a colleague"))
TASK_CLOSED = EventKind("task.closed", _("Closed a task: %(outcome)s"), words={"outcome": labels_of(Outcome)})
TASKS_CHASED = EventKind("task.chased", _("Reminded colleagues of %(count)s tasks"))

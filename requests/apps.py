from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RequestsConfig(AppConfig):
    name = "requests"
    verbose_name = _("Requests")

    def ready(self):
        from privacyadmin import audit, worklist
        from privacyadmin.db import roles
        from privacyadmin.files import correspondence, held
        from privacyadmin.worklist import menu

        from . import events, exports, letter_kinds, letters, merging, tasks  # noqa: F401 - the list of requests offers itself
        from .models import TimelineEntry
        from .rights import access  # noqa: F401 - registers the right

        audit.register(events)
        merging.register()
        roles.append_only(TimelineEntry)
        correspondence.register(letters.KIND, letters.case_of)
        held.register_case(letters.KIND, letters.urls_of)
        worklist.provide(tasks.tasks_of_staff)
        worklist.provide(tasks.tasks_of_family)
        menu.register(_("Requests"), "requests:list", icon="request", order=30, shown=tasks.sees_register, count=tasks.count)

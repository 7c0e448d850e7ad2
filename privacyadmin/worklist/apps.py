from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorklistConfig(AppConfig):
    name = "privacyadmin.worklist"

    def ready(self) -> None:
        from privacyadmin import audit

        from . import events, given, menu, tasks

        audit.register(events)
        tasks.provide(given.tasks_of)
        menu.register(_("Tasks"), "tasks", icon="check", order=15)

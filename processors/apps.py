from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcessorsConfig(AppConfig):
    name = "processors"
    verbose_name = _("Processors and processing")

    def ready(self):
        from privacyadmin import audit, worklist
        from privacyadmin.db import roles
        from privacyadmin.worklist import menu

        from . import (  # noqa: F401 - exports offer themselves  # noqa: F401 - its lists offer themselves too
            acts,
            acts_register,
            events,
            exports,
            exports_register,
            following,
            origins,
            overview,
            public_register,
            publishing,
            tasks,
            tasks_register,
            waves,
        )
        from .models import ListConfirmation, Publication, PurposeChoice

        audit.register(events)
        following.register()
        roles.append_only(Publication, ListConfirmation, PurposeChoice)
        acts.register_acts()
        origins.register()
        publishing.register(overview.PUBLIC)
        waves.register()
        worklist.provide(tasks.tasks_of)
        acts_register.register_acts()
        publishing.register(public_register.PUBLIC)
        worklist.provide(tasks_register.tasks_of)
        menu.register(_("Parties"), "processors:list", icon="processor", order=40, shown=tasks.sees)
        menu.register(_("Register of processing"), "processors:activities", icon="scale", order=41, shown=tasks.sees)

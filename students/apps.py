from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudentsConfig(AppConfig):
    name = "students"
    verbose_name = _("Pupils")

    def ready(self):
        from privacyadmin import audit

        from . import events, menu, reach, worklist  # noqa: F401 - the work-list registers itself

        reach.register()
        audit.register(events)
        menu.register()

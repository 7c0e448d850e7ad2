from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcessorsConfig(AppConfig):
    name = "processors"
    verbose_name = _("Processors and processing")

    def ready(self):
        from privacyadmin import audit, worklist
        from privacyadmin.db import roles
        from privacyadmin.worklist import menu

        from . import applications, events, following, given, origins, overview, public_register, publishing, waves
        from .acts import agreements as agreements_to_sign
        from .acts import dpia as dpias_to_sign
        from .exports import disclosures, parties, purposes, register  # noqa: F401 - exports offer themselves
        from .models import ListConfirmation, Publication, PurposeChoice
        from .tasks import disclosures as tasks_of_disclosures
        from .tasks import parties as tasks
        from .tasks import register as tasks_of_register

        audit.register(events)
        following.register()
        applications.register()
        roles.append_only(Publication, ListConfirmation, PurposeChoice)
        agreements_to_sign.register_acts()
        dpias_to_sign.register_acts()
        origins.register()
        publishing.register(overview.PUBLIC)
        waves.register()
        worklist.provide(tasks.tasks_of)
        publishing.register(public_register.PUBLIC)
        worklist.provide(tasks_of_register.tasks_of)
        worklist.provide(tasks_of_disclosures.tasks_of)
        given.register()
        purposes.register()
        menu.register(_("Parties"), "processors:list", icon="processor", order=40, shown=tasks.sees)
        menu.register(_("Register of processing"), "processors:activities", icon="scale", order=41, shown=tasks.sees)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardConfig(AppConfig):
    name = "privacyadmin.dashboard"

    def ready(self):
        from privacyadmin.accounts.rules import keeps_accounts
        from privacyadmin.worklist import menu, tasks

        from . import decisions
        from .stuck import stuck_work

        tasks.provide(stuck_work)
        tasks.provide(decisions.waiting)
        menu.register(_("Today"), "home", icon="today", order=1)
        menu.register(_("Accounts of staff"), "staff_accounts", icon="key", order=80, group="manage", shown=keeps_accounts)
        menu.register(_("Access"), "access:overview", icon="access", order=60, group="manage")
        menu.register(_("House rules"), "policy:overview", icon="scale", order=65, group="manage", shown=decisions.reads_policy)
        menu.register(_("Register of events"), "audit:events", icon="audit", order=70, group="manage", shown=decisions.reads_register)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardConfig(AppConfig):
    name = "privacyadmin.dashboard"

    def ready(self):
        from privacyadmin.accounts.rules import keeps_accounts
        from privacyadmin.worklist import menu, tasks

        from .stuck import stuck_work

        tasks.provide(stuck_work)
        menu.register(_("Today"), "home", icon="today", order=1)
        menu.register(_("Accounts of staff"), "staff_accounts", icon="key", order=80, group="manage", shown=keeps_accounts)

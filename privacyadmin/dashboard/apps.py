from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardConfig(AppConfig):
    name = "privacyadmin.dashboard"

    def ready(self):
        from privacyadmin import audit
        from privacyadmin.accounts.rules import keeps_accounts
        from privacyadmin.organisation.tasks import vacant
        from privacyadmin.worklist import menu, tasks

        from . import decisions, events, letters
        from .stuck import held_files, stuck_work

        audit.register(events)
        tasks.provide(stuck_work)
        tasks.provide(held_files)
        tasks.provide(decisions.waiting)
        tasks.provide(letters.to_post)
        tasks.provide(vacant)
        menu.register(_("Today"), "home", icon="today", order=1)
        menu.register(_("Accounts of staff"), "staff_accounts", icon="key", order=80, group="manage", shown=keeps_accounts)
        menu.register(_("Access"), "access:overview", icon="access", order=60, group="manage")
        menu.register(
            _("Board and schools"), "organisation:overview", icon="school", order=63, group="manage", shown=decisions.reads_policy
        )
        menu.register(_("House rules"), "policy:overview", icon="scale", order=65, group="manage", shown=decisions.reads_policy)
        menu.register(_("Letters to post"), "letters:post", icon="print", order=40, shown=letters.posts)
        menu.register(_("Letters"), "letters:index", icon="mail", order=68, group="manage", shown=decisions.reads_policy)
        menu.register(_("Exports"), "exports:index", icon="download", order=75, group="manage", shown=decisions.exports_lists)
        menu.register(_("Kinds of data"), "access:data", icon="file", order=66, group="manage", shown=decisions.reads_policy)
        menu.register(_("Register of events"), "audit:events", icon="audit", order=70, group="manage", shown=decisions.reads_register)

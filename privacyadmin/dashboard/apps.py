from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardConfig(AppConfig):
    name = "privacyadmin.dashboard"

    def ready(self):
        from privacyadmin.worklist import menu

        menu.register(_("Today"), "home", icon="today", order=1)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "privacyadmin.portal"
    verbose_name = _("Portal")

    def ready(self):
        from privacyadmin.worklist import context, menu

        from .children import schools_of

        context.schools_of_family(schools_of)
        menu.register(_("Your data"), "portal:home", icon="today", order=0, shown=menu.for_families)

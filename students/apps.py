from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudentsConfig(AppConfig):
    name = "students"
    verbose_name = _("Pupils")

    def ready(self):
        from privacyadmin import audit
        from privacyadmin.accounts.services import addresses
        from privacyadmin.db import roles

        from . import addressees, events, exports, following, letter_kinds, letters, menu, reach, worklist  # noqa: F401 - it registers itself
        from .models import Merge, RestrictedUse, TwoPeople
        from .services import guardians

        reach.register()
        addresses.follow(guardians.follow_account)
        addressees.register()
        audit.register(events)
        menu.register()
        letters.register()
        following.register()
        roles.append_only(Merge, RestrictedUse, TwoPeople)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudentsConfig(AppConfig):
    name = "students"
    verbose_name = _("Pupils")

    def ready(self):
        from privacyadmin import audit
        from privacyadmin.accounts.services import addresses
        from privacyadmin.db import roles

        from . import (  # noqa: F401 - they register themselves
            addressees,
            events,
            exports,
            following,
            letter_kinds,
            letters,
            menu,
            reach,
            worklist,
        )
        from .models import Merge, RestrictedUse, TwoPeople
        from .services import guardians
        from .transfers import exports as _transfer_exports  # noqa: F401 - it offers itself
        from .transfers import given, tasks  # noqa: F401 - the tasks register themselves

        reach.register()
        addresses.follow(guardians.follow_account)
        addressees.register()
        audit.register(events)
        menu.register()
        letters.register()
        following.register()
        given.register()
        roles.append_only(Merge, RestrictedUse, TwoPeople)

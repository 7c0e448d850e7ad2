from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudentsConfig(AppConfig):
    name = "students"
    verbose_name = _("Pupils")

    def ready(self):
        from privacyadmin import audit
        from privacyadmin.accounts.services import addresses
        from privacyadmin.db import roles
        from privacyadmin.files import correspondence

        from . import addressees, events, exports, letter_kinds, letters, menu, reach, worklist  # noqa: F401 - the work-list registers itself
        from .models import RestrictedUse
        from .services import guardians

        reach.register()
        addresses.follow(guardians.follow_account)
        addressees.register()
        audit.register(events)
        menu.register()
        correspondence.register(letters.KIND, letters.case_of)
        roles.append_only(RestrictedUse)

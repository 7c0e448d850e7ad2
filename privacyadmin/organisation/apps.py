from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "privacyadmin.organisation"

    def ready(self):
        from privacyadmin import audit
        from privacyadmin.db import roles

        from . import events
        from .models import Controller

        audit.register(events)
        roles.append_only(Controller)

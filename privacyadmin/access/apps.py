from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "privacyadmin.access"

    def ready(self):
        from privacyadmin import audit

        from . import events, guards
        from .models import BoardGrant, SchoolGrant
        from .sources import SOURCES

        guards.close_the_shortcuts()
        SOURCES.grant_models += [BoardGrant, SchoolGrant]
        audit.register(events)

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "privacyadmin.access"

    def ready(self):
        from privacyadmin import audit, outbox
        from privacyadmin.db import roles

        from . import events, guards, told_at_night
        from .models import BoardGrant, LogOpening, SchoolGrant
        from .sources import SOURCES

        guards.close_the_shortcuts()
        SOURCES.grant_models += [BoardGrant, SchoolGrant]
        audit.register(events)
        roles.append_only(LogOpening)
        outbox.addressees("night_watch", told_at_night.night_watch)
        outbox.addressees("audit_checkpoint", told_at_night.checkpoint_readers)

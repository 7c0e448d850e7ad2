from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "privacyadmin.documents"

    def ready(self):
        from privacyadmin import audit
        from privacyadmin.db import roles

        from . import acts, events
        from .models import Signature

        audit.register(events)
        acts.register_acts()
        roles.append_only(Signature)

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "privacyadmin.documents"

    def ready(self):
        from privacyadmin import audit

        from . import events

        audit.register(events)

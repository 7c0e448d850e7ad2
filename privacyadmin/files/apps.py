from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "privacyadmin.files"

    def ready(self):
        from privacyadmin import audit

        from . import events

        audit.register(events)

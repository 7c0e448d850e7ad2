from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "privacyadmin.exports"

    def ready(self):
        from privacyadmin import audit

        from . import events, offers  # noqa: F401 - the lists of the floor offer themselves

        audit.register(events)

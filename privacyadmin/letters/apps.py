from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "privacyadmin.letters"

    def ready(self):
        from privacyadmin import audit

        from . import events

        audit.register(events)

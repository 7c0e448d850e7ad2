from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "privacyadmin.policy"

    def ready(self):
        from privacyadmin import audit

        from . import events

        audit.register(events)

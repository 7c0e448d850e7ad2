from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "privacyadmin.accounts"

    def ready(self) -> None:
        from privacyadmin import audit

        from . import events

        audit.register(events)

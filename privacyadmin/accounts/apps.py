from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "privacyadmin.accounts"

    def ready(self) -> None:
        from privacyadmin import audit
        from privacyadmin.db import roles

        from . import events, models

        audit.register(events)
        roles.append_only(models.Statement, models.StatementAgreed)
        roles.keep_to(models.SignIn, "SELECT, INSERT, DELETE")          # the night forgets; nobody changes

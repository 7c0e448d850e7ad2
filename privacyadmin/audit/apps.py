from django.apps import AppConfig
from django.db.models.signals import post_migrate

from privacyadmin.db.roles import declared, grant_web_role

from . import events, kinds

RESTRICTED = {
    "audit_event": "SELECT", "audit_chain_head": "SELECT", "audit_checkpoint": "SELECT, INSERT", "audit_reading": "SELECT, INSERT",
}
FUNCTIONS = ("audit_append(jsonb)", "audit_reading_partitions(date, integer)")


class AuditConfig(AppConfig):
    name = "privacyadmin.audit"

    def ready(self) -> None:
        kinds.register(events)
        post_migrate.connect(give_privileges, sender=self)


def give_privileges(*, using: str, **options) -> None:
    """Once all tables are there; a flush, which is no migration, changes nothing."""
    if "plan" in options:
        grant_web_role(using=using, restricted=RESTRICTED | declared(), functions=FUNCTIONS)

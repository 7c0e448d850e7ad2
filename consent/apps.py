from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsentConfig(AppConfig):
    name = "consent"
    verbose_name = _("Consent")

    def ready(self):
        from privacyadmin import audit, worklist
        from privacyadmin.db import roles
        from privacyadmin.worklist import menu

        from . import (  # noqa: F401 - the kinds of letter are known by their import
            admitting,
            events,
            following,
            letter_kinds,
            origins,
            pages_of_pupils,
        )
        from .exports import answers, not_answered  # noqa: F401 - each offers itself
        from .models import AwarenessRecord, CheckedPupil, Decision, Evidence, EvidenceFile, NoticeRecord, Occasion, PublicationCheck
        from .occasions import register as occasions
        from .tasks import awareness, differing, follow_ups, medical, talks
        from .views.pages import reads_any, sees

        audit.register(events)
        following.register()
        admitting.register()
        occasions.register()
        origins.register()
        pages_of_pupils.register()
        worklist.provide(differing.tasks_of)
        worklist.provide(follow_ups.tasks_of)
        worklist.provide(awareness.tasks_of)
        worklist.provide(medical.tasks_of)
        worklist.provide(talks.tasks_of)
        roles.keep_to(Decision, "SELECT, INSERT, UPDATE (student_id, guardian_id)")     # two records that were one person
        roles.keep_to(Evidence, "SELECT, INSERT, UPDATE (student_id)")
        roles.keep_to(EvidenceFile, "SELECT, INSERT, UPDATE (student_id, state)")       # the verdict of the scanner
        for proof in (CheckedPupil, NoticeRecord):
            roles.keep_to(proof, "SELECT, INSERT, UPDATE (student_id)")
        roles.keep_to(Occasion, "SELECT, INSERT, UPDATE (until, ended_at)")             # asked for longer, or no more
        roles.append_only(AwarenessRecord, PublicationCheck)
        menu.register(_("May it be published?"), "consent:check", icon="eye", order=24, shown=reads_any)
        menu.register(_("Consent"), "consent:index", icon="consent", order=25, shown=sees)
        menu.belongs("/consent/talks/", "students:cases")
        menu.belongs("/consent/ask/entry/", "students:list")
        menu.belongs("/consent/ask/disclosure/", "processors:list")

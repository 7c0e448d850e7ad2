"""The roles that people hold in a board and its schools; what each may do stands in the matrix (DOMAIN 2.14, 1.6)."""
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    DIRECTOR = "director", _("Director")
    OFFICE = "office", _("Administration")
    GROUP_TEACHER = "group_teacher", _("Group teacher")
    MENTOR = "mentor", _("Mentor")
    SUBJECT_TEACHER = "subject_teacher", _("Subject teacher")
    COUNSELLOR = "counsellor", _("Internal counsellor")
    CARE_COORDINATOR = "care_coordinator", _("Care coordinator")
    ORTHOPEDAGOGUE = "orthopedagogue", _("Orthopedagogue")
    AMBULATORY_COUNSELLOR = "ambulatory_counsellor", _("Ambulatory counsellor")
    FAMILY_COACH = "family_coach", _("Family and youth coach")
    ADVISER = "adviser", _("Confidential adviser")
    ABSENCE_COORDINATOR = "absence_coordinator", _("Absence coordinator")
    DEAN = "dean", _("Careers adviser")
    EXAM_SECRETARY = "exam_secretary", _("Examination secretary")
    WEB_EDITOR = "web_editor", _("Web editor")
    FG = "fg", _("Data protection officer (FG)")
    FG_CONTACT = "fg_contact", _("FG contact")
    COORDINATOR = "coordinator", _("Privacy coordinator")
    ICT = "ict", _("ICT manager")
    BOARD_MEMBER = "board_member", _("Board")
    REQUEST_HANDLER = "request_handler", _("Handler of a request")


def role_permissions() -> list[tuple[str, Any]]:
    """The permissions of a model that grants are given on: one per role (SETTLED 7)."""
    return [(f"role_{role.value}", f"Role {role.value}") for role in Role]

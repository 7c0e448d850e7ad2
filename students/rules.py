"""What this part of the law asks, as functions of values (DOMAIN 2.14, 1.6)."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from stdnum.nl import bsn

from privacyadmin.access.catalogue import Category, Role
from students.models import CaseKind
from students.models.cases import CARE_ROLES

# Who runs what at a school; content follows from the matrix, not from these.
IMPORT = (Role.OFFICE, Role.DIRECTOR, Role.COORDINATOR)
APPOINT = (Role.OFFICE, Role.DIRECTOR)
CONFIRM_DEPARTURES = (Role.OFFICE, Role.DIRECTOR)
ADDRESSES = (Role.OFFICE,)
RUN_CARE_CASES = CARE_ROLES
ASK_EXCEPTIONS = (Role.DIRECTOR,)
APPROVE_EXCEPTIONS = (Role.COORDINATOR,)
WHO_SAW = (Role.DIRECTOR, Role.COORDINATOR)

LONGEST_CASE = timedelta(days=366)
CARE_TEAM = (      # S1-103: who sits in the internal care team
    Role.COUNSELLOR, Role.CARE_COORDINATOR, Role.ORTHOPEDAGOGUE, Role.ADVISER, Role.AMBULATORY_COUNSELLOR, Role.FAMILY_COACH,
)
INVITED = (Role.ORTHOPEDAGOGUE, Role.AMBULATORY_COUNSELLOR, Role.FAMILY_COACH)      # come in for one case, with no role of the school
SHOWN_DIGITS = 3


def case_objection(kind: CaseKind, categories: Collection[str], at: datetime, until: datetime) -> str:
    """Why such a case cannot be opened; empty when it can."""
    if until <= at:
        return _("The end of a case lies in the future.")
    if until - at > LONGEST_CASE:
        return _("A case lasts a year at most. Open a new one when it is still needed then.")
    if Category.ADV in categories and kind != CaseKind.ADVISER:
        return _("The notes of a confidential adviser are in no case but her own.")
    return ""


def bsn_objection(number: str) -> str:
    """Why this is no citizen service number; never repeats it."""
    if not number.isascii() or not number.isdigit() or len(number) not in (8, 9) or not bsn.is_valid(number.zfill(9)):
        return _("This number fails the eleven test. Check it against the official document.")
    return ""


CASE_ROLES = (
    Role.DIRECTOR,
    Role.COUNSELLOR,
    Role.CARE_COORDINATOR,
    Role.ORTHOPEDAGOGUE,
    Role.AMBULATORY_COUNSELLOR,
    Role.FAMILY_COACH,
    Role.ADVISER,
    Role.GROUP_TEACHER,
    Role.MENTOR,
    Role.OFFICE,
    Role.DEAN,
    Role.EXAM_SECRETARY,
    Role.ABSENCE_COORDINATOR,
    Role.COORDINATOR,
    Role.BOARD_MEMBER,
)

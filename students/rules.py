"""What this part of the law asks, as functions of values (DOMAIN 2.14, 1.6)."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from stdnum.nl import bsn

from privacyadmin.access.catalogue import SPECIAL, Category, Role
from privacyadmin.access.data_categories import Kept
from students.models import CaseKind, Source
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
RESTRICT = (Role.DIRECTOR, Role.COORDINATOR)
PROTECT = (*CARE_ROLES, Role.COORDINATOR)                       # who notices that a pupil is in danger
DECIDE_PROTECTION = (Role.DIRECTOR, Role.BOARD_MEMBER)          # which of the two: the house rule on who decides (C-29, S2-199)
ANSWER_CONCERNS = (Role.DIRECTOR, Role.COORDINATOR)             # who answers for what a file says (S2-06)
KEEP_LIMITS = tuple(dict.fromkeys((*RESTRICT, *PROTECT, *DECIDE_PROTECTION)))

OWN_SIGN_IN = 16                        # from then on a pupil uses his rights himself (U6; S1-66, S2-161)
OF_AGE = 18                             # from then on parents decide and read nothing (U7)
LONGEST_CASE = timedelta(days=366)
LONGEST_REVIEW = timedelta(days=183)    # nothing is limited for longer than half a year without somebody looking at it again
FIRST_REVIEW = timedelta(days=30)
CARE_TEAM = (      # S1-103: who sits in the internal care team
    Role.COUNSELLOR, Role.CARE_COORDINATOR, Role.ORTHOPEDAGOGUE, Role.ADVISER, Role.AMBULATORY_COUNSELLOR, Role.FAMILY_COACH,
)
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


def statement_objection(kept: Kept, category: str, *, source: str, necessity: str) -> str:
    """Why something of this kind cannot be written down like this; empty when it can (S1-06, S1-07, S2-65, S2-67)."""
    if (kept.needs_reason or category in SPECIAL) and not necessity.strip():
        return _("For this kind of data, say why it is necessary.")
    if kept.data_category.is_own_request and source not in (Source.GUARDIAN, Source.PUPIL):
        return _("This is kept only at the family's own request: the source is a parent or the pupil.")
    return ""


def review_objection(review_on: date, on: date) -> str:
    """Why this is no day to look again at a restriction or protection; empty when it is."""
    if review_on <= on:
        return _("The day of the review lies in the future.")
    if review_on - on > LONGEST_REVIEW:
        return _("Review it within half a year.")
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

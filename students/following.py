"""How the rows of the ground and the floor follow when two records of one person are merged."""
from typing import Any

from django.db.models import QuerySet

from privacyadmin.access.models import Cover
from privacyadmin.access.scope import Scope
from privacyadmin.accounts.models import SignedInSession, User
from privacyadmin.audit.models import Checkpoint, Event, Reading
from privacyadmin.crypto.models import DataKey
from privacyadmin.documents.models import Document, Signature
from privacyadmin.exports.models import Export
from privacyadmin.files.models import Correspondence, CorrespondenceFile
from privacyadmin.letters.models import Letter
from privacyadmin.outbox.models import Item, NightRun
from privacyadmin.policy.models import PolicyVersion
from privacyadmin.worklist.models import Assignment, Reminder

from .merging import Who, moves, names_nobody, refuses, stays, unites
from .models import (
    ActivationCode,
    AgreedAccess,
    Case,
    CaseKind,
    CasePupil,
    ClassMembership,
    Concern,
    ContactPerson,
    DossierEntry,
    DossierFile,
    Enrolment,
    ExceptionRequest,
    FileRequest,
    GuardianKey,
    GuardianRelation,
    ImportUpload,
    Merge,
    Protection,
    Restriction,
    Transfer,
    TwoPeople,
)
from .services import uniting

GROWS = "only grows; the old key leads to the survivor"


def own_cases(rows: QuerySet[Any], scope: Scope) -> QuerySet[Any]:
    """That a pupil has a case is known to who runs it; of the adviser's nobody counts (S1-115)."""
    return rows.filter(case__in=Case.objects.visible_to(scope).exclude(kind=CaseKind.ADVISER).values("pk"))


def register() -> None:
    _pupils()
    _guardians()
    _accounts()
    _nobody()
    stays(Event, "about", "details", why=GROWS)
    stays(Reading, "student_id", why=GROWS)
    stays(Merge, "absorbed", "survivor", "choices", "moved", "united", why=GROWS)
    stays(TwoPeople, "one", "other", why="says of two keys that they were no one person; what is gone is offered no more")
    stays(Item, "about", why="names letters, cases and people with an account, whose rows say about whom they are now")
    stays(AgreedAccess, "by", "ended_by", why="who agreed then")
    stays(ContactPerson, "user", why="the account of somebody of an organisation, which goes along with his row")
    refuses(uniting.open_remarks)


def _pupils() -> None:
    unites(Enrolment, "student", uniting.enrolments)
    unites(ClassMembership, "student", uniting.places)
    unites(GuardianRelation, "student", uniting.relations_of_pupils)
    unites(CasePupil, "student", uniting.cases, seen=own_cases)
    for model in (ActivationCode, Concern, DossierEntry, DossierFile, ExceptionRequest, FileRequest, Protection, Restriction, Transfer):
        moves(model, "student")
    for floor in (Assignment, Correspondence, CorrespondenceFile, Document, Letter):
        moves(floor, "subject", is_told=floor is not CorrespondenceFile)
    moves(Letter, "addressee", is_told=False)
    unites(ActivationCode, "guardian_key", uniting.codes, is_told=False)
    unites(DataKey, "holder", uniting.keys, order=90, is_told=False)


def _guardians() -> None:
    unites(GuardianRelation, "guardian", uniting.relations_of_guardians, who=Who.GUARDIAN)
    moves(ContactPerson, "organisation", who=Who.GUARDIAN)
    unites(GuardianKey, "guardian", uniting.guardian_keys, who=Who.GUARDIAN, is_told=False)
    moves(Letter, "addressee", who=Who.GUARDIAN)
    unites(ActivationCode, "guardian_key", uniting.codes, who=Who.GUARDIAN, is_told=False)
    unites(DataKey, "holder", uniting.keys, who=Who.GUARDIAN, order=90, is_told=False)


def _accounts() -> None:
    """What somebody asked, said and received goes with him to the account that stays."""
    moves(Letter, "user", who=Who.ACCOUNT)
    moves(Concern, "told_by", who=Who.ACCOUNT)


def _nobody() -> None:
    names_nobody(Restriction, "case_key", why="a request")
    names_nobody(Document, "about", "stored_as", why="a request, a run or a signature; a file")
    names_nobody(Letter, "about", why="a request")
    names_nobody(Signature, "about", why="what was signed")
    names_nobody(Assignment, "case", why="a case")
    names_nobody(Correspondence, "case", why="a case")
    for model in (CorrespondenceFile, DossierFile, Export, ImportUpload):
        names_nobody(model, "stored_as", why="a file")
    names_nobody(Reminder, "about", why="a case")
    names_nobody(Event, "chain", "actor", why="a school; who did it")
    names_nobody(Checkpoint, "chain", why="a school")
    names_nobody(Reading, "id", "reader", "case_id", why="the line itself, a colleague, a case")
    names_nobody(User, "session_seal", why="a random mark")
    names_nobody(SignedInSession, "account", "sign_in", why="an account, which is closed; a line of the log")
    names_nobody(Cover, "grants", why="roles of staff")
    names_nobody(PolicyVersion, "values", "writers", why="house rules; staff")
    names_nobody(Item, "lease", why="a worker")
    names_nobody(NightRun, "result", why="counts")

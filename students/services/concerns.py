"""«This is not right»: told by a family or a colleague about one item of a file, and answered by the school (S2-06, S2-85; GDPR 16)."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacyadmin import audit, crypto, outbox
from privacyadmin.access.catalogue import Category, Relation, Right
from privacyadmin.access.scope import Scope, resolve
from privacyadmin.deadlines.rules import add_months
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from students import events, rules
from students.models import Concern, ConcernAnswer, DossierEntry, Enrolment, Piece, Student
from students.models.cases import schools_of
from students.models.concerns import ANSWER_LABEL, CATEGORY_OF, RIGHT_LABEL, SHOWN_AFTER, WRONG_LABEL

MONTHS = 1                                   # GDPR 12(3)


@dataclass(frozen=True)
class Item:
    """One thing that the school holds on a pupil, as somebody sees it."""

    piece: Piece
    category: Category
    entry: DossierEntry | None = None

    @property
    def label(self) -> str:
        """What it is, without its words."""
        if self.entry is None:
            return str(self.piece.label)
        return _("%(category)s of %(day)s") % {"category": self.category.label, "day": date_format(self.entry.happened_on, "j F Y")}


def item_of(student: Student, scope: Scope, name: str) -> Item | None:
    """The item of this name (a piece, or the key of an entry), where this person may read it; `student` was loaded with his places."""
    if name in Piece.values and name != Piece.ENTRY:
        piece = Piece(name)
        return Item(piece, CATEGORY_OF[piece]) if scope.can(student, CATEGORY_OF[piece]) else None
    try:
        key = UUID(name)
    except ValueError:
        return None
    readable = [category for category, right in scope.rights(student).items() if right in (Right.READ, Right.WRITE)]
    entry = DossierEntry.objects.of_pupil(student, scope, categories=readable).filter(pk=key).first()
    return Item(Piece.ENTRY, Category(entry.category), entry) if entry else None


@transaction.atomic
def tell(student: Student, item: Item, *, school: School, wrong: str, right: str, by: Scope, at: datetime) -> tuple[Concern, bool]:
    """Say that an item is not right, and what it should be. The same person about the same item, while it is open, changes nothing.

    Raises NotAllowed where this person does not see the item, or the school has nothing to do with the pupil.
    """
    Student.objects.select_for_update().filter(pk=student.pk).first()              # one at a time
    if item_of(student, by, str(item.entry.pk) if item.entry else item.piece) is None:
        raise NotAllowed(_("You do not see this part of the file."))
    if not Enrolment.objects.filter(student=student.pk, school=school).exists():
        raise NotAllowed(_("This pupil is not of this school."))
    known = Concern.objects.open().filter(student=student.pk, told_by=by.user, piece=item.piece, entry=item.entry).first()
    if known:
        return known, False
    concern = Concern(
        student_id=student.pk, school=school, piece=item.piece, category=item.category, entry=item.entry, told_by=by.user, told_at=at,
        due_on=add_months(local_day(at), MONTHS),
    )
    keyring = crypto.Keyring.ensure([student.pk], at=at)
    concern.wrong_sealed = keyring.seal(student.pk, wrong, label=WRONG_LABEL, row_id=concern.pk)
    concern.right_sealed = keyring.seal(student.pk, right, label=RIGHT_LABEL, row_id=concern.pk) if right else None
    concern.save(force_insert=True)
    audit.record(events.CONCERN_TOLD, about=concern, school=school, by=by, at=at, category=item.category)
    return concern, True


@transaction.atomic
def answer(concern: Concern, *, answer: ConcernAnswer | str, reason: str, by: Scope, at: datetime) -> Concern:
    """Close it with what was done and why; whoever told it, and may still be told, hears that there is news. Raises NotAllowed."""
    concern = Concern.objects.select_for_update(of=("self",)).select_related("told_by").get(pk=concern.pk)
    if why := why_not_answer(concern, by):
        raise NotAllowed(why)
    keyring = crypto.Keyring.ensure([concern.student_id], at=at)
    concern.answer, concern.answered_by, concern.answered_at = str(answer), by.user, at
    concern.answer_sealed = keyring.seal(concern.student_id, reason, label=ANSWER_LABEL, row_id=concern.pk)
    concern.save(update_fields=["answer", "answered_by", "answered_at", "answer_sealed"])
    audit.record(events.CONCERN_ANSWERED, about=concern, school=concern.school_id, by=by, at=at, answer=concern.answer)
    if concern.told_by_id != by.user.pk and hears(concern, at=at):
        path = "/portal/" if concern.told_by.is_family else concern.get_absolute_url()
        key = f"concern/{concern.pk}/answered"
        outbox.mail("concern_answered", to=concern.told_by, about=concern, key=key, at=at, school=concern.school_id, path=path)
    return concern


def hears(concern: Concern, *, at: datetime) -> bool:
    """Whether the program may write to who told it: not with a contact block, without authority, or of a pupil who died (DOMAIN 1.5)."""
    if not concern.told_by.is_family:
        return True
    return resolve(concern.told_by, at).relation_to(concern.student_id) not in (None, Relation.GUARDIAN_NO_AUTHORITY)


def why_not_answer(concern: Concern, scope: Scope) -> str:
    """Why this person cannot answer it; empty when he can."""
    if concern.answered_at is not None:
        return _("This was answered already.")
    if not scope.holds(*rules.ANSWER_CONCERNS, school=concern.school_id):
        return _("This is answered by the director or the privacy coordinator.")
    return ""


def seen_by(scope: Scope):
    """Those of one's own schools for who answers them, and those that one told himself on pupils whom one still sees."""
    answered = Concern.objects.filter(schools_of(scope, *rules.ANSWER_CONCERNS)).order_by().values("pk")
    pupils = Student.objects.visible_to(scope).order_by().values("pk")
    found = Concern.objects.filter(Q(pk__in=answered) | Q(told_by=scope.user, student__in=pupils))
    return found.select_related("student", "school", "told_by", "answered_by", "entry").defer("school__logo", "student__bsn_sealed")


def told_in_portal(student_id: UUID, scope: Scope) -> list[Concern]:
    """What this parent or pupil told about a child, the open ones and those answered lately; opened."""
    since = scope.at - SHOWN_AFTER
    rows = Concern.objects.filter(student=student_id, told_by=scope.user).exclude(answered_at__lt=since).order_by("-told_at", "-pk")
    return opened(rows.select_related("entry")[:50])


def opened(rows: Iterable[Concern]) -> list[Concern]:
    """With their words, by one keyring."""
    rows = list(rows)
    keyring = crypto.Keyring.for_subjects({row.student_id for row in rows})
    for row in rows:
        row.open_words(keyring)
    return rows

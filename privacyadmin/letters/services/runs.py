"""Print runs: what a school has to post is printed together, ticked when it is gone, and then forgotten as a file."""
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from privacyadmin import audit, crypto
from privacyadmin.access.catalogue import Role
from privacyadmin.access.scope import Scope
from privacyadmin.crypto import files
from privacyadmin.documents import services as documents
from privacyadmin.documents.models import Document, State
from privacyadmin.letters import events
from privacyadmin.letters.addressees import not_any_more
from privacyadmin.letters.models import Letter, PrintRun
from privacyadmin.letters.registry import FAMILY, KINDS
from privacyadmin.organisation.models import School
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed

DOCUMENT = "letters.run"
SEES = (Role.OFFICE, Role.DIRECTOR, Role.COORDINATOR)
POSTS = (Role.OFFICE,)                    # the file holds addresses, secret ones too: for the administration alone (DOMAIN 1.6)
MOST_IN_A_RUN = 300
FILE_KEPT = timedelta(days=14)


def sees(scope: Scope, school: UUID | None = None) -> bool:
    return not scope.is_family and scope.holds(*SEES, school=school)


def posts(scope: Scope, school: UUID | None = None) -> bool:
    return not scope.is_family and scope.holds(*POSTS, school=school)


def check_posts(scope: Scope, school: UUID) -> None:
    if not posts(scope, school):
        raise NotAllowed(_("Letters are printed and posted by the administration of the school."))


@transaction.atomic
def make(school: School, *, by: Scope, at: datetime) -> PrintRun:
    """Put what waits in one file, the oldest first; the worker makes it."""
    check_posts(by, school.pk)
    School.objects.select_for_update().get(pk=school.pk)                # two who press the button at once make one run
    hold_back(school, by=by, at=at)
    keys = list(Letter.objects.waiting().filter(school=school).order_by("made_at", "pk").values_list("pk", flat=True)[:MOST_IN_A_RUN])
    if not keys:
        raise NotAllowed(_("No letter waits to be posted."))
    run = PrintRun(school=school, made_at=at, made_by=by.user)
    run.save(force_insert=True)
    run.document = documents.order(
        DOCUMENT, about=run.pk, school=school, subject=run.pk, language="nl", at=at, key=f"{DOCUMENT}:{run.pk}"
    )
    run.save(update_fields=["document"])
    Letter.objects.filter(pk__in=keys).update(run=run)
    audit.record(events.RUN_MADE, about=run, school=school, by=by, at=at, count=len(keys))
    return run


@transaction.atomic
def hold_back(school: School, *, by: Scope, at: datetime) -> int:
    """Letters that wait for somebody to whom the program writes no more, since contact was forbidden or the pupil died, are not sent."""
    check_posts(by, school.pk)
    waiting = Letter.objects.waiting().filter(school=school, audience__in=FAMILY)
    rows = {key: (subject, addressee) for key, subject, addressee in waiting.values_list("pk", "subject", "addressee")}
    withheld = not_any_more(set(rows.values()))
    chosen = Letter.objects.waiting().filter(pk__in=[key for key, pair in rows.items() if pair in withheld])
    return _drop(chosen, _("no contact any more, or the pupil has died"), about=school, school=school.pk, by=by, at=at) if withheld else 0


@transaction.atomic
def post(run: PrintRun, letters: Collection[UUID], *, on: date, by: Scope, at: datetime) -> int:
    """These went out on a day; when none is left, the file goes too."""
    run = _locked(run, by)
    if not local_day(run.made_at) <= on <= local_day(at):
        raise NotAllowed(_("The day lies between the day of printing and today."))
    chosen = run.letters.to_post().filter(pk__in=letters)
    _forget_words(chosen)
    count = chosen.update(sent_at=at, sent_on=on, sent_by=by.user)
    if count:
        audit.record(events.LETTER_POSTED, about=run, school=run.school_id, by=by, at=at, count=count, on=on)
    _close_when_empty(run, by=by, at=at)
    return count


@transaction.atomic
def put_back(run: PrintRun, letters: Collection[UUID], *, by: Scope, at: datetime) -> int:
    """These are printed once more, in the next run."""
    run = _locked(run, by)
    count = run.letters.to_post().filter(pk__in=letters).update(run=None)
    _close_when_empty(run, by=by, at=at)
    return count


@transaction.atomic
def drop(run: PrintRun, letters: Collection[UUID], *, why: str, by: Scope, at: datetime) -> int:
    """These are not sent, for a reason."""
    run = _locked(run, by)
    if not why.strip():
        raise NotAllowed(_("Say why they are not sent."))
    count = _drop(run.letters.to_post().filter(pk__in=letters), why.strip(), about=run, school=run.school_id, by=by, at=at)
    _close_when_empty(run, by=by, at=at)
    return count


def _drop(chosen, why: str, *, about: PrintRun | School, school: UUID, by: Scope, at: datetime) -> int:
    _forget_words(chosen)
    count = chosen.update(dropped_at=at, dropped_why=why[:200])
    if count:
        audit.record(events.LETTER_DROPPED, about=about, school=school, by=by, at=at, count=count)
    return count


def content(run: PrintRun, *, by: Scope, at: datetime) -> Iterator[bytes]:
    """The file, for the printer."""
    check_posts(by, run.school_id)
    if run.document is None or run.document.state != State.READY:
        raise NotAllowed(_("This file is not there, or no longer."))
    audit.record(events.RUN_TAKEN, about=run, school=run.school_id, by=by, at=at)
    return documents.open_document(run.document)


def waiting_by_school(schools: Collection[School]) -> dict[UUID, int]:
    """How many letters each school has to print; one query."""
    rows = Letter.objects.waiting().filter(school__in=schools).order_by().values_list("school")
    return dict(rows.annotate(number=Count("pk")))


def _locked(run: PrintRun, by: Scope) -> PrintRun:
    check_posts(by, run.school_id)
    return PrintRun.objects.select_for_update(of=("self",)).select_related("document").get(pk=run.pk)


def _forget_words(chosen) -> None:
    """What held a one-time code is gone once it was sent, or is not sent at all."""
    forgotten = [kind for kind in chosen.order_by().values_list("kind", flat=True).distinct() if not _keeps(kind)]
    if forgotten:
        chosen.filter(kind__in=forgotten).update(sealed=None)


def _keeps(code: str) -> bool:
    kind = KINDS.get(code)
    return kind is None or kind.keeps


def _close_when_empty(run: PrintRun, *, by: Scope | None, at: datetime) -> None:
    if run.closed_at is None and not run.letters.to_post().exists():
        close(run, by=by, at=at)


def close(run: PrintRun, *, by: Scope | None, at: datetime) -> None:
    """Nothing of it is left to post: its file is destroyed."""
    run.closed_at = at
    run.save(update_fields=["closed_at"])
    if run.document is not None:
        destroy_file(run.document)
    audit.record(events.RUN_CLOSED, about=run, school=run.school_id, by=by, at=at)


def destroy_file(document: Document) -> None:
    """Key and file go; the row stays as the record that there was one."""
    crypto.shred(document.subject)
    if document.stored_as is not None:
        files.delete_after_commit(document.stored_as)
    document.state, document.stored_as = State.DESTROYED, None
    document.save(update_fields=["state", "stored_as"])


@transaction.atomic
def let_go(run: PrintRun, *, at: datetime) -> int:
    """After two weeks a file that nobody finished is destroyed; what was not posted waits again."""
    run = PrintRun.objects.select_for_update(of=("self",)).select_related("document").get(pk=run.pk)
    count = run.letters.to_post().update(run=None)
    close(run, by=None, at=at)
    return count

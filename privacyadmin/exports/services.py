"""Asking for an export, making it in the worker, handing it out, and destroying its file."""
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacyadmin import audit, crypto, outbox
from privacyadmin.access.holders import last_lost
from privacyadmin.access.scope import Scope, resolve
from privacyadmin.accounts.models import User
from privacyadmin.crypto import files
from privacyadmin.organisation.models import School
from privacyadmin.times import AMSTERDAM
from privacyadmin.workflow import NotAllowed

from . import events, writing
from .models import Export, Failure, Format, State
from .registry import Offer, Row, why_not_for

LABEL = "exports.Export.stored_as"
KEPT_FOR = timedelta(days=7)
MOST_IN_AN_HOUR = 10
MAKE = "exports.make"


@transaction.atomic
def ask(
    offer: Offer, *, form: str, purpose: str, words: str, school: School | None, language: str, by: Scope, at: datetime,
) -> Export:
    """Have a list made as a file, for a purpose. Raises NotAllowed without the right, the purpose, or after too many in an hour (T30)."""
    User.objects.select_for_update().get(pk=by.user.pk)                  # so that two at once are counted one after the other
    check_may(offer, by)
    if purpose not in offer.purposes or not words.strip():
        raise NotAllowed(_("An export names one of the purposes of its list, and what it is for exactly."))
    if reason := why_not_for(offer, purpose, school.pk if school else None, by.on):
        raise NotAllowed(reason)
    if Export.objects.filter(by=by.user, asked_at__gt=at - timedelta(hours=1)).count() >= MOST_IN_AN_HOUR:
        raise NotAllowed(_("You made many exports in this hour. Use one of those, or try again later."))
    export = Export(
        code=offer.code, format=form, purpose=purpose, words=words.strip(), school=school, language=language, by=by.user, asked_at=at
    )
    export.save(force_insert=True)
    audit.record(events.EXPORT_ASKED, about=export, school=export.school_id, by=by, at=at, what=export.code, purpose=str(purpose))
    outbox.put(MAKE, key=f"{MAKE}:{export.pk}", about={"export": export.pk}, at=at)
    return export


def check_may(offer: Offer, scope: Scope) -> None:
    if scope.is_family or not offer.may(scope):
        raise NotAllowed(_("Your role does not give this list."))


@transaction.atomic
def make(export_id: UUID, *, at: datetime) -> None:
    """Write the file with the rights that its maker has now; safe to run twice."""
    export = Export.objects.select_for_update(of=("self",)).select_related("by", "school").get(pk=export_id)
    if export.state != State.ORDERED:
        return
    offer, scope = export.offer, resolve(export.by, at)
    if offer is None:
        _fail(export, Failure.GONE, at)
    elif not export.by.is_active or not offer.may(scope):
        _fail(export, Failure.NO_RIGHT, at)
    else:
        try:
            _write(export, offer, scope, at)
        except writing.TooLong:
            _fail(export, Failure.TOO_LONG, at)


class Counted:
    """Rows on their way into a file, counted."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows, self.number = rows, 0

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            self.number += 1
            yield row


def _write(export: Export, offer: Offer, scope: Scope, at: datetime) -> None:
    with translation.override(export.language):
        rows = Counted(offer.rows(scope, export.school_id))
        if export.format == Format.XLSX:
            pieces: Iterable[bytes] = [writing.xlsx(str(offer.label), offer.columns, rows, about(export, offer), _("About this list"))]
        else:
            pieces = writing.csv_pieces(offer.columns, rows)
        keyring = crypto.Keyring.ensure([export.pk], at=at)
        stored = files.seal_stream(iter(pieces), keyring=keyring, subject_id=export.pk, label=LABEL, row_id=export.pk)
    export.stored_as, export.size, export.sha256 = stored.name, stored.size, stored.sha256
    export.state, export.made_at, export.available_until = State.READY, at, at + KEPT_FOR
    export.rows, export.left_out = rows.number, offer.left_out(scope, export.school_id)
    try:
        with transaction.atomic():
            export.save()
    except BaseException:
        files.delete(stored.name)
        raise
    audit.record(
        events.EXPORT_MADE, about=export, school=export.school_id, by=export.by, at=at,
        what=export.code, rows=rows.number, format=str(export.format),
    )


def about(export: Export, offer: Offer) -> list[tuple[str, str]]:
    """What the second sheet says: so that a file that lies around tells what it was for, and until when it may be kept."""
    return [
        (_("List"), str(offer.label)),
        (_("Purpose"), str(export.get_purpose_display())),
        (_("What for exactly"), export.words),
        (_("School"), export.school.name if export.school else _("all schools of the one who made it")),
        (_("Made by"), export.by.name),
        (_("Made on"), date_format(export.asked_at.astimezone(AMSTERDAM), "j F Y H:i")),
        (_("Please note"), _("Destroy this file as soon as you have used it. Do not pass it on for another purpose.")),
    ]


def _fail(export: Export, why: Failure, at: datetime) -> None:
    export.state, export.failure = State.FAILED, why
    export.save(update_fields=["state", "failure"])
    audit.record(events.EXPORT_FAILED, about=export, school=export.school_id, by=None, at=at, what=export.code, why=str(why))


@transaction.atomic
def hand_out(export: Export, *, by: Scope, at: datetime) -> Iterator[bytes]:
    """The file, to the one who made it and as long as the right lasts; each time is recorded."""
    export = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
    if reason := why_not(export, by, at=at, lost_at=last_lost(by.user, at=at)):
        raise NotAllowed(reason)
    export.downloads, export.downloaded_at = export.downloads + 1, at
    export.save(update_fields=["downloads", "downloaded_at"])
    audit.record(events.EXPORT_TAKEN, about=export, school=export.school_id, by=by, at=at, what=export.code, rows=export.rows)
    assert export.stored_as is not None                  # what is ready has its file
    keyring = crypto.Keyring.for_subjects([export.pk])
    return files.open_stream(export.stored_as, keyring=keyring, subject_id=export.pk, label=LABEL, row_id=export.pk)


def why_not(export: Export, scope: Scope, *, at: datetime, lost_at: datetime | None) -> str:
    """Why this file is not handed out to this person, who last lost a role at `lost_at`; empty when it is."""
    if export.by_id != scope.user.pk:
        return _("Only the one who made an export can download it.")
    if not export.is_ready or export.available_until is None or export.available_until <= at:
        return _("This file is not there, or no longer.")
    if lost_at is not None and export.made_at is not None and lost_at >= export.made_at:
        return _("A role of yours ended since this list was made. Make it anew.")
    offer = export.offer
    return "" if offer is not None and offer.may(scope) else _("Your role does not give this list.")


@transaction.atomic
def destroy(export: Export, *, at: datetime) -> None:
    """The week is over: key and file go, the row stays and says what was taken out."""
    crypto.shred(export.pk)
    if export.stored_as is not None:
        files.delete_after_commit(export.stored_as)
    export.state, export.stored_as = State.DESTROYED, None
    export.save(update_fields=["state", "stored_as"])
    audit.record(events.EXPORT_DESTROYED, about=export, school=export.school_id, by=None, at=at, what=export.code)

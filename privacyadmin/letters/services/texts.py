"""Which words a letter has: those of the board where it has its own in force, else those of the program."""
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from privacyadmin import audit
from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.scope import Scope
from privacyadmin.letters import events
from privacyadmin.letters.models import LetterText
from privacyadmin.letters.registry import Kind
from privacyadmin.letters.shipped import shipped
from privacyadmin.letters.words import Words, missing, objections, tidy
from privacyadmin.organisation.models import Board
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed


def may_edit(scope: Scope) -> bool:
    """The texts are the board's: who writes its rules, or approves them."""
    return scope.schools(Register.POLICY, Verb.WRITE, Verb.APPROVE) is None


def check_may_edit(scope: Scope) -> None:
    if not may_edit(scope):
        raise NotAllowed(_("The texts of letters are kept by the privacy coordinator of the board."))


def in_force(kind: Kind, audience: str, language: str, *, on: date) -> LetterText | None:
    """The board's own text on a day; None where the text of the program holds."""
    return LetterText.objects.of(kind.code, audience, language).in_force(on=on).first()


def words_of(kind: Kind, audience: str, language: str, text: LetterText | None) -> Words:
    """The words of a version, or those of the program."""
    return text.words if text is not None else shipped(kind.code, str(audience), language)


def checked(kind: Kind, subject: str, body: str) -> Words:
    """The words as they may be kept. Raises ValidationError by field, naming each place that is broken, unknown or missing."""
    words = Words(" ".join(tidy(subject).split()), tidy(body))
    found: dict[str, list[str]] = {}
    for field, text in (("subject", words.subject), ("body", words.body)):
        if not text:
            found[field] = [_("Write a text.")]
        elif wrong := objections(text, kind):
            found[field] = wrong
    if lacking := missing(words.body, kind):
        places = ", ".join(f"{{{name}}}" for name in lacking)
        found.setdefault("body", []).append(_("This letter may not do without %(places)s. %(why)s") % {"places": places, "why": kind.why})
    if found:
        raise ValidationError(found)
    return words


@transaction.atomic
def save_draft(
    kind: Kind, audience: str, language: str, *, subject: str, body: str, note: str, seen: datetime | None, by: Scope, at: datetime
) -> LetterText:
    """Keep a draft. `seen` is when the draft that was opened had last been changed (None: there was none): two people who edit one text
    do not wipe out each other's words. Raises ValidationError by field."""
    check_may_edit(by)
    words = checked(kind, subject, body)
    _lock()
    found = LetterText.objects.of(kind.code, audience, language)
    draft = found.drafts().first()
    if (draft.made_at if draft else None) != seen:
        raise ValidationError(
            _("Somebody changed this text while you were writing. Open it again beside this page, and put both together.")
        )
    if draft is None:
        number = (found.aggregate(number=Max("number"))["number"] or 0) + 1
        draft = LetterText(kind=kind.code, audience=audience, language=language, number=number)
    draft.subject, draft.body, draft.note, draft.by, draft.made_at = words.subject, words.body, note, by.user, at
    draft.save()
    return draft


@transaction.atomic
def put_in_force(draft: LetterText, kind: Kind, *, valid_from: date, seen: datetime, by: Scope, at: datetime) -> LetterText:
    """From a day on, today or later, letters have these words; what was sent keeps its own."""
    check_may_edit(by)
    _lock()
    draft = LetterText.objects.select_for_update().get(pk=draft.pk)
    if not draft.is_draft:
        raise NotAllowed(_("This version is in force already."))
    if draft.made_at != seen:
        raise NotAllowed(_("Somebody changed this draft since you opened the page. Look at it again."))
    if valid_from < local_day(at):
        raise NotAllowed(_("A text cannot begin in the past."))
    later = LetterText.objects.of(draft.kind, draft.audience, draft.language).aggregate(day=Max("valid_from"))["day"]
    if later and valid_from < later:
        raise NotAllowed(_("A version that begins later is in force already: choose that day or a later one."))
    checked(kind, draft.subject, draft.body)
    draft.valid_from, draft.put_by, draft.put_at = valid_from, by.user, at
    draft.save(update_fields=["valid_from", "put_by", "put_at"])
    audit.record(
        events.TEXT_PUT_IN_FORCE, about=draft, school=None, by=by, at=at,
        kind=draft.kind, audience=str(draft.audience), number=draft.number, valid_from=valid_from,
    )
    return draft


@transaction.atomic
def discard(draft: LetterText, *, by: Scope) -> None:
    """Throw a draft away; it never held."""
    check_may_edit(by)
    LetterText.objects.select_for_update().get(pk=draft.pk, valid_from=None).delete()


def _lock() -> None:
    """One change of the texts at a time."""
    list(Board.objects.select_for_update().values_list("pk"))

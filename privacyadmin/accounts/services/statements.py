"""The confidentiality statement: read and agreed to at the first sign-in, and again when its text changes (S2-117)."""
import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit
from privacyadmin.accounts import events
from privacyadmin.accounts.models import Kind, Statement, StatementAgreed, User
from privacyadmin.accounts.statement import FIRST_EN, FIRST_NL
from privacyadmin.workflow import NotAllowed


def current() -> Statement | None:
    """The text that holds now; None before installation."""
    return Statement.objects.first()


def is_due(user: User) -> bool:
    """Whether this member of staff has yet to agree to the text that holds now."""
    if user.kind != Kind.STAFF:
        return False
    statement = current()
    return statement is not None and not StatementAgreed.objects.filter(user=user, statement=statement).exists()


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def seed(*, at: datetime) -> Statement:
    """The first text, for installation, upgrade and demo; nothing where there is one."""
    return current() or _save(1, FIRST_NL, FIRST_EN, by=None, at=at)


@transaction.atomic
def publish(*, text_nl: str, text_en: str, after: int, by, at: datetime) -> Statement:
    """A new text, that everybody is asked to agree to at the next sign-in.

    `after` is the version that the writer had before him; raises NotAllowed where a colleague published another meanwhile.
    """
    latest = Statement.objects.select_for_update().first()
    if (latest.number if latest else 0) != after:
        raise NotAllowed(_("A colleague has just published another text. Look at that one first."))
    if latest and (latest.text_nl, latest.text_en) == (text_nl, text_en):
        raise NotAllowed(_("This is the text that holds already."))
    return _save(after + 1, text_nl, text_en, by=by.user, at=at)


def _save(number: int, text_nl: str, text_en: str, *, by: User | None, at: datetime) -> Statement:
    statement = Statement(number=number, text_nl=text_nl, text_en=text_en, made_by=by, made_at=at)
    statement.save(force_insert=True)
    audit.record(events.STATEMENT_MADE, about=statement, school=None, by=by, at=at, number=number)
    return statement


@transaction.atomic
def agree(user: User, *, shown: str, language: str, at: datetime) -> StatementAgreed:
    """Keep that somebody agreed, to which version, and the hash of the text that was shown.

    `shown` is that hash as the page had it; raises NotAllowed where the text changed meanwhile.
    """
    statement = current()
    if statement is None or fingerprint(statement.text(language)) != shown:
        raise NotAllowed(_("The text was changed while you read it. Read the new one, please."))
    agreed, is_new = StatementAgreed.objects.get_or_create(
        user=user, statement=statement, defaults={"language": language, "text_hash": shown, "at": at}
    )
    if is_new:
        audit.record(events.STATEMENT_AGREED, about=agreed, school=None, by=user, at=at, number=statement.number)
    return agreed

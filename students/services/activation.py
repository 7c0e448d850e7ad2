"""A letter with a code, for a guardian of whom no e-mail address is known; he gives his own, and confirms it (SETTLED 15)."""
import hmac
import secrets
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacyadmin import audit, history, outbox
from privacyadmin.access.catalogue import Category
from privacyadmin.access.scope import Scope
from privacyadmin.accounts import services as accounts
from privacyadmin.accounts.models import Kind, User, username_of
from privacyadmin.ids import new_id
from privacyadmin.letters.addressees import Addressee, Matter
from privacyadmin.letters.services import writing
from privacyadmin.times import local_day
from privacyadmin.workflow import NotAllowed
from students import addressees, events, rules
from students.letter_kinds import ACTIVATION
from students.models import ActivationCode, Guardian, GuardianRelation

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"          # none that are read for one another
LENGTH, MAIL_LENGTH = 8, 6
LIFE, MAIL_LIFE = timedelta(days=30), timedelta(minutes=15)
MOST_TRIES, MOST_MAILS = 5, 5
MAIL = "students.activation_mail"
PAGE = "/portal/code"


@transaction.atomic
def issue(relation: GuardianRelation, *, by: Scope, at: datetime) -> ActivationCode:
    """Write the letter; an earlier code of this guardian stops working. Raises NotAllowed with the reason why he gets none."""
    guardian = Guardian.objects.select_for_update(of=("self",)).get(pk=relation.guardian_id)
    relation = GuardianRelation.objects.select_related("student").get(pk=relation.pk, guardian=guardian)
    school = addressees.school_of(relation.student)
    if school is None or not by.holds(*rules.ADDRESSES, school=school.pk):
        raise NotAllowed(_("Guardians are kept by the administration of the school of their child."))
    to = _addressee(relation, guardian, on=local_day(at))
    ActivationCode.objects.filter(guardian_key=guardian.pk, ended_at=None).update(ended_at=at, typed_email="", mail_hash="")
    words = "".join(secrets.choice(LETTERS) for _number in range(LENGTH))
    code = ActivationCode(
        relation=relation, guardian_key=guardian.pk, school=school, code_hash=_hash(words), issued_by=by.user, issued_at=at,
        expires_at=at + LIFE,
    )
    code.save(force_insert=True)
    with translation.override(to.language):
        until = date_format(local_day(code.expires_at), "j F Y")
    values = {
        "child": relation.student.call_name, "code": f"{words[:4]}-{words[4:]}", "page": f"{urlsplit(settings.SITE_URL).netloc}{PAGE}",
        "until": until,
    }
    writing.write(
        ACTIVATION.code, to=to, school=school, subject=relation.student_id, about=None, values=values, key=f"activation:{code.pk}",
        by=by, at=at,
    )
    audit.record(events.ACTIVATION_ISSUED, about=guardian, school=school, by=by, at=at)
    return code


def why_not_issue(relation: GuardianRelation, *, on) -> str:
    """Why this guardian gets no code; empty when he does."""
    try:
        _addressee(relation, relation.guardian, on=on)
    except NotAllowed as objection:
        return str(objection)
    return ""


def _addressee(relation: GuardianRelation, guardian: Guardian, *, on) -> Addressee:
    if guardian.user_id is not None:
        raise NotAllowed(_("This guardian has an account already."))
    found = addressees.find(relation.student, matter=Matter.GENERAL, on=on, category=Category.ID)
    to = next((each for each in found.to if each.key == guardian.pk), None)
    if to is None:
        reason = next((why for name, why in found.not_to if name == guardian.full_name), _("not written to"))
        raise NotAllowed(_("This guardian gets no code: %(reason)s.") % {"reason": reason})
    return to


@transaction.atomic
def ask(words: str, email: str, *, language: str, at: datetime) -> ActivationCode | None:
    """The code of the letter and an own address were typed: mail a second code there. None, and as much work, for a wrong one.

    An address with which somebody signs in already gets no mail: what the page says is the same (RELIABILITY T13).
    """
    code = ActivationCode.objects.select_for_update(of=("self",)).filter(code_hash=_hash(words), ended_at=None, expires_at__gt=at).first()
    email = email.strip().lower()
    is_taken = User.objects.filter(username=username_of(Kind.FAMILY, email)).exists()
    if code is None or code.mailed >= MOST_MAILS or not _still_holds(code) or is_taken:
        outbox.put(accounts.NOBODY, key=f"nobody:{new_id()}", about={}, at=at, extra={"code": "000000"}, expires_at=at + MAIL_LIFE)
        return None
    digits = "".join(secrets.choice("0123456789") for _number in range(MAIL_LENGTH))
    code.typed_email = email
    code.mail_hash, code.mail_expires_at = _mail_hash(code, digits), at + MAIL_LIFE
    code.mailed += 1
    code.save(update_fields=["typed_email", "mail_hash", "mail_expires_at", "mailed"])
    outbox.put(
        MAIL, key=f"activation:{code.pk}:{code.mailed}", about={"template": "activation_code", "school": code.school_id}, at=at,
        extra={"code": digits, "address": email, "language": language}, expires_at=at + MAIL_LIFE,
    )
    return code


@transaction.atomic
def confirm(key, digits: str, *, at: datetime) -> User | None:
    """The code from the mail: the account is made and bound to this guardian. None for a wrong one, of which five end the letter's code."""
    code = ActivationCode.objects.select_for_update(of=("self",)).filter(pk=key, ended_at=None, expires_at__gt=at).first()
    if code is None or code.mail_expires_at is None or code.mail_expires_at <= at or not _still_holds(code):
        return None
    if not hmac.compare_digest(code.mail_hash, _mail_hash(code, digits)):
        code.tries += 1
        code.ended_at = at if code.tries >= MOST_TRIES else None
        code.save(update_fields=["tries", "ended_at"])
        return None
    guardian = Guardian.objects.select_for_update(of=("self",)).get(pk=code.guardian_key)
    if User.objects.filter(username=username_of(Kind.FAMILY, code.typed_email)).exists():
        return None
    user = accounts.ensure_family(email=code.typed_email, name=guardian.full_name[:150], language=guardian.language, at=at)
    guardian.user, guardian.email, guardian.needs_own_address = user, code.typed_email, False
    history.save(guardian, at=at, by=user, why="activation")
    code.used_at = code.ended_at = at
    code.typed_email, code.mail_hash, code.mail_expires_at = "", "", None
    code.save()
    audit.record(events.ACTIVATION_USED, about=guardian, school=code.school_id, by=user, at=at)
    return user


def open_code(guardian: Guardian, *, at: datetime) -> ActivationCode | None:
    """The code that waits on paper."""
    return ActivationCode.objects.filter(guardian_key=guardian.pk, ended_at=None, expires_at__gt=at).first()


def _still_holds(code: ActivationCode) -> bool:
    """The same guardian of the same child, without an account, and no contact block since."""
    relations = GuardianRelation.objects.filter(pk=code.relation_id, guardian=code.guardian_key, guardian__user=None)
    return relations.filter(has_contact_block=False).exists()


def _hash(words: str) -> str:
    plain = "".join(each for each in words.upper() if each in LETTERS)
    return salted_hmac("students.activation", plain, algorithm="sha256").hexdigest()


def _mail_hash(code: ActivationCode, digits: str) -> str:
    plain = "".join(filter(str.isdigit, digits))
    return salted_hmac("students.activation_mail", f"{code.pk}|{code.typed_email}|{plain}", algorithm="sha256").hexdigest()

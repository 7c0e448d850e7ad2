"""A letter with a code, for a guardian or pupil of whom no e-mail address is known; he gives his own, and confirms it (SETTLED 15)."""
import hmac
import secrets
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q
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
from students.models import ActivationCode, Guardian, GuardianRelation, Student

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
    to = _addressee(relation, guardian, on=local_day(at))
    return _write(to, relation.student, relation, by=by, at=at)


@transaction.atomic
def issue_to_pupil(student: Student, *, by: Scope, at: datetime) -> ActivationCode:
    """The same for a pupil who is old enough to decide himself, so that he has a sign-in of his own (S1-66, S2-161)."""
    student = Student.objects.select_for_update(of=("self",)).get(pk=student.pk)
    return _write(_pupil_addressee(student, on=local_day(at)), student, None, by=by, at=at)


def _write(to: Addressee, student: Student, relation: GuardianRelation | None, *, by: Scope, at: datetime) -> ActivationCode:
    school = addressees.school_of(student)
    if school is None or not by.holds(*rules.ADDRESSES, school=school.pk):
        raise NotAllowed(_("Guardians are kept by the administration of the school of their child."))
    ActivationCode.objects.filter(guardian_key=to.key, ended_at=None).update(
        ended_at=at, typed_email="", mail_hash="", mail_expires_at=None
    )
    words = "".join(secrets.choice(LETTERS) for _number in range(LENGTH))
    code = ActivationCode(
        student=student, relation=relation, guardian_key=to.key, school=school, code_hash=_hash(words), issued_by=by.user, issued_at=at,
        expires_at=at + LIFE,
    )
    code.save(force_insert=True)
    with translation.override(to.language):
        until = date_format(local_day(code.expires_at), "j F Y")
    values = {
        "child": student.call_name, "code": f"{words[:4]}-{words[4:]}", "page": f"{urlsplit(settings.SITE_URL).netloc}{PAGE}",
        "until": until,
    }
    writing.write(
        ACTIVATION.code, to=to, school=school, subject=student.pk, about=None, values=values, key=f"activation:{code.pk}", by=by, at=at,
    )
    audit.record(events.ACTIVATION_ISSUED, about=to.key, school=school, by=by, at=at)
    return code


def why_not_issue(holder: GuardianRelation | Student, *, on: date) -> str:
    """Why this guardian or pupil gets no code; empty when he does."""
    try:
        if isinstance(holder, Student):
            _pupil_addressee(holder, on=on)
        else:
            _addressee(holder, holder.guardian, on=on)
    except NotAllowed as objection:
        return str(objection)
    return ""


def _addressee(relation: GuardianRelation, guardian: Guardian, *, on: date) -> Addressee:
    if guardian.is_organisation:
        raise NotAllowed(_("An organisation signs in by its contact persons, each with an address of his own."))
    if guardian.user_id is not None:
        raise NotAllowed(_("This guardian has an account already."))
    found = addressees.find(relation.student, matter=Matter.GENERAL, on=on, category=Category.ID)
    to = next((each for each in found.to if each.key == guardian.pk), None)
    if to is None:
        reason = next((why for name, why in found.not_to if name == guardian.full_name), _("not written to"))
        raise NotAllowed(_("This guardian gets no code: %(reason)s.") % {"reason": reason})
    return to


def _pupil_addressee(student: Student, *, on: date) -> Addressee:
    if student.user_id is not None:
        raise NotAllowed(_("This pupil has an account already."))
    found = addressees.find(student, matter=Matter.GENERAL, on=on, category=Category.ID)
    to = next((each for each in found.to if each.key == student.pk), None)
    if to is None or (student.age_on(on) or 0) < rules.OWN_SIGN_IN:
        reason = next((why for name, why in found.not_to if name == student.full_name), _("too young to sign in himself"))
        raise NotAllowed(_("This pupil gets no code: %(reason)s.") % {"reason": reason})
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
        if code.tries >= MOST_TRIES:
            _end(code, at)
        code.save()
        return None
    if User.objects.filter(username=username_of(Kind.FAMILY, code.typed_email)).exists():
        return None
    user = _bind(code, at)
    code.used_at = at
    _end(code, at)
    code.save()
    return user


def _end(code: ActivationCode, at: datetime) -> None:
    """It opens nothing any more, and the address that was typed with it is forgotten."""
    code.ended_at, code.typed_email, code.mail_hash, code.mail_expires_at = at, "", "", None


def _bind(code: ActivationCode, at: datetime) -> User:
    """An account for the guardian, or for the pupil himself."""
    email = code.typed_email
    if code.relation_id is None:
        student = Student.objects.select_for_update(of=("self",)).get(pk=code.guardian_key)
        student.user = accounts.ensure_family(email=email, name=student.full_name[:150], at=at)
        history.save(student, at=at, by=student.user, why="activation")
        audit.record(events.PUPIL_ACTIVATED, about=student, school=code.school_id, by=student.user, at=at)
        return student.user
    guardian = Guardian.objects.select_for_update(of=("self",)).get(pk=code.guardian_key)
    user = accounts.ensure_family(email=email, name=guardian.full_name[:150], language=guardian.language, at=at)
    guardian.user, guardian.email, guardian.needs_own_address = user, email, False
    history.save(guardian, at=at, by=user, why="activation")
    audit.record(events.ACTIVATION_USED, about=guardian, school=code.school_id, by=user, at=at)
    return user


def open_code(holder: Guardian | Student, *, at: datetime) -> ActivationCode | None:
    """The code that waits on paper."""
    return ActivationCode.objects.filter(guardian_key=holder.pk, ended_at=None, expires_at__gt=at).first()


def forget_addresses(*, at: datetime) -> int:
    """Addresses that were typed with a code that is spent, replaced or past its end, and never confirmed."""
    over = ActivationCode.objects.exclude(typed_email="").filter(Q(ended_at__isnull=False) | Q(expires_at__lte=at))
    return over.update(typed_email="", mail_hash="", mail_expires_at=None)


def _still_holds(code: ActivationCode) -> bool:
    """The same guardian of the same child, without an account, and no contact block since; the same of a living pupil."""
    if code.relation_id is None:
        return Student.objects.filter(pk=code.guardian_key, user=None, died_on=None).exists()
    relations = GuardianRelation.objects.filter(pk=code.relation_id, guardian=code.guardian_key, guardian__user=None)
    return relations.filter(has_contact_block=False).exists()


def _hash(words: str) -> str:
    plain = "".join(each for each in words.upper() if each in LETTERS)
    return salted_hmac("students.activation", plain, algorithm="sha256").hexdigest()


def _mail_hash(code: ActivationCode, digits: str) -> str:
    plain = "".join(filter(str.isdigit, digits))
    return salted_hmac("students.activation_mail", f"{code.pk}|{code.typed_email}|{plain}", algorithm="sha256").hexdigest()

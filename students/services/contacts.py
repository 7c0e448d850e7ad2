"""Who speaks for an organisation that is a guardian; each signs in with an account of his own, or not at all (S2-14; DOMAIN 1.6)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from privacyadmin import audit
from privacyadmin.access.scope import Scope
from privacyadmin.accounts import services as accounts
from privacyadmin.accounts.models import Kind, User, username_of
from privacyadmin.workflow import NotAllowed
from students import events
from students.models import ContactPerson, Guardian, Student

from . import keeping
from .family import FAMILY

DETAILS = ("name", "email", "phone", "since", "until", "may_sign_in")


@transaction.atomic
def add(organisation: Guardian, *, student: Student, details: Mapping[str, Any], by: Scope, at: datetime) -> ContactPerson:
    """Somebody who speaks for an organisation from a day on. Raises NotAllowed where the guardian is no organisation of this pupil."""
    keeping.check_pupil(by, *FAMILY, student=student.pk)
    organisation = Guardian.objects.select_for_update(of=("self",)).get(pk=organisation.pk, relations__student=student)
    if not organisation.is_organisation:
        raise NotAllowed(_("Only an organisation has contact persons."))
    contact = ContactPerson(organisation=organisation, **{name: details[name] for name in DETAILS})
    _settle_account(contact, by, at)
    contact.save(force_insert=True)
    audit.record(events.CONTACT_ADDED, about=organisation, school=None, by=by, at=at, contact=contact.pk, signs_in=contact.may_sign_in)
    return contact


@transaction.atomic
def change(contact: ContactPerson, *, student: Student, details: Mapping[str, Any], by: Scope, at: datetime) -> ContactPerson:
    """Mend what is known of a contact person, or end it; from the last day on the account shows nothing of this organisation."""
    keeping.check_pupil(by, *FAMILY, student=student.pk)
    contact = ContactPerson.objects.select_for_update(of=("self",)).select_related("organisation").get(
        pk=contact.pk, organisation__relations__student=student
    )
    for name in DETAILS:
        setattr(contact, name, details[name])
    _settle_account(contact, by, at)
    contact.save()
    audit.record(
        events.CONTACT_CHANGED, about=contact.organisation, school=None, by=by, at=at, contact=contact.pk, signs_in=contact.may_sign_in
    )
    return contact


def objection(contact: ContactPerson, *, email: str, may_sign_in: bool) -> str:
    """Why this contact person cannot sign in with this address; empty when he can, or need not."""
    if not may_sign_in or contact.user_id is not None:
        return ""
    if not email:
        return _("Fill in an e-mail address of his own.")
    if email.lower() == contact.organisation.email.lower():
        return _("This is the mailbox of the organisation. A contact person signs in with an address that nobody else reads.")
    user = User.objects.filter(username=username_of(Kind.FAMILY, email)).select_related("guardian", "pupil", "contact").first()
    if user is not None and any(getattr(user, name, None) for name in ("guardian", "pupil", "contact")):
        return _("Somebody else signs in with this address. A contact person needs an address of his own.")
    return ""


def _settle_account(contact: ContactPerson, by: Scope, at: datetime) -> None:
    """An account of his own, made once; he changes its address himself, from both mailboxes."""
    if reason := objection(contact, email=contact.email, may_sign_in=contact.may_sign_in):
        raise NotAllowed(reason)
    if contact.may_sign_in and contact.user_id is None:
        language = contact.organisation.language
        contact.user = accounts.ensure_family(email=contact.email, name=contact.name, language=language, by=by, at=at)

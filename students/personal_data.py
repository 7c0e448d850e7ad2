"""What the ground of the school holds on a pupil, field by field (SETTLED 16)."""
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from privacyadmin import crypto, history
from privacyadmin import personal_data as pd
from privacyadmin.personal_data import NotPersonal, Plain, Sealed, SealedFile, Special, Staff, Technical

from .models import (
    ActivationCode,
    AgreedAccess,
    Appointment,
    Case,
    CaseGrant,
    CasePupil,
    ClassGrant,
    ClassGroup,
    ClassMembership,
    Concern,
    ContactPerson,
    DossierEntry,
    DossierFile,
    Enrolment,
    EnrolmentKey,
    ExceptionRequest,
    FileRequest,
    Guardian,
    GuardianKey,
    GuardianRelation,
    ImportUpload,
    Merge,
    Protection,
    RestrictedUse,
    Restriction,
    StaffMember,
    Student,
    Transfer,
    TransferItem,
    TransferRule,
    TwoPeople,
)

SCHOOL_DATA = NotPersonal("says something of the school")


def forget_alone(guardians: Any, *, at: datetime) -> int:
    """A guardian goes with the last of his children; one with other children stays, as they need him."""
    alone = [person for person in guardians if not person.relations.exists()]
    for person in alone:
        crypto.shred(person.pk)
        ContactPerson.objects.filter(organisation=person.pk).delete()
        GuardianKey.objects.filter(guardian=person.pk).delete()
        merged = Merge.objects.into(person.pk)
        history.versions_of(Guardian)._default_manager.filter(id__in=[person.pk, *(each.absorbed for each in merged)]).delete()
        QuerySet(Merge).filter(pk__in=[each.pk for each in merged]).delete()
        QuerySet(Guardian).filter(pk=person.pk)._raw_delete(guardians.db)
    return len(alone)


def leave_others(cases: Any, *, at: datetime) -> int:
    """A case without pupils keeps no reason; its grants stay as the record of who held what."""
    return cases.filter(case_pupils=None).update(reason="-")


pd.register(
    Student,
    pupil="self",
    category="ID",
    fields={
        "id": Technical, "first_name": Plain, "given_names": Plain, "initials": Plain, "prefix": Plain, "last_name": Plain,
        "search_name": Technical, "birth_on": Plain, "sex": Plain, "email": Plain, "postcode": Plain, "eck_id": Plain, "bsn_sealed": Sealed,
        "died_on": Plain, "user": Technical, "strict16_on": Plain, "strict16_asked_by": Plain,
    },
    history="purge",
)
pd.register(
    Enrolment,
    pupil="student",
    category="ENR",
    fields={
        "id": Technical, "student": Technical, "school": Plain, "key": Plain, "status": Plain, "applied_on": Plain, "entry_on": Plain,
        "left_on": Plain, "rejected_on": Plain, "year_group": Plain, "start_year3_on": Plain, "location": Plain,
        "departure_candidate_on": Technical, "departure_declined_on": Technical, "exit_on_file": Plain,
    },
    history="purge",
)
pd.register(
    ClassMembership,
    pupil="student",
    category="ID",
    fields={"id": Technical, "student": Technical, "class_group": Plain, "since": Plain, "until": Plain},
)
pd.register(
    Guardian,
    pupil="relations__student",
    category="FAM",
    fields={
        "id": Technical, "key": Plain, "first_name": Plain, "initials": Plain, "prefix": Plain, "last_name": Plain,
        "organisation_name": Plain,
        "email": Plain, "phone": Plain, "address_sealed": Technical, "has_secret_address": Technical, "language": Plain, "user": Technical,
        "needs_own_address": Technical,
    },
    history="purge",
    on_destroy=pd.anonymise(forget_alone),
)
pd.register(
    GuardianRelation,
    pupil="student",
    category="FAM",
    fields={
        "id": Technical, "student": Technical, "guardian": Plain, "kind": Plain, "authority": Plain, "authority_since": Plain,
        "authority_until": Plain, "authority_evidence": Plain, "has_contact_block": Plain, "has_information_right": Plain,
    },
    history="purge",
)
pd.register(
    DossierEntry,
    pupil="student",
    category="category",
    fields={
        "id": Technical, "student": Technical, "school": Plain, "category": Plain, "happened_on": Plain, "title": Plain, "text": Special,
        "sealed": Sealed, "source": Plain, "nature": Plain, "data_category": Plain, "purpose": Plain,
        "audience": Plain, "necessity": Plain, "author": Staff, "author_name": Plain,
        "created_at": Plain, "voided_at": Plain, "voided_why": Plain,
    },
    history="purge",
)
pd.register(
    DossierFile,
    pupil="student",
    category="category",
    fields={
        "id": Technical, "entry": Technical, "student": Technical, "category": Plain, "name_sealed": Technical, "media_type": Technical,
        "size": Technical, "sha256": Technical, "stored_as": SealedFile, "state": Technical, "created_at": Technical,
    },
    on_destroy=pd.shred,
)
pd.register(
    ContactPerson,
    pupil="organisation__relations__student",
    category="FAM",
    # Technical: the answer names the organisation, not who works there.
    fields=dict.fromkeys(("id", "organisation", "name", "email", "phone", "since", "until", "may_sign_in", "user"), Technical),
    on_destroy=pd.keep("goes with the organisation, once it is the guardian of nobody"),
)
pd.register(
    AgreedAccess,
    pupil="relation__student",
    category="FAM",
    fields={"id": Technical, "relation": Technical, "categories": Plain, "since": Plain, "until": Plain, "by": Technical,
            "ended_by": Technical},
)
pd.register(
    ActivationCode,
    pupil="student",
    category="FAM",
    fields=dict.fromkeys(
        (
            "id", "student", "relation", "guardian_key", "code_hash", "issued_at", "expires_at", "typed_email", "mail_hash",
            "mail_expires_at", "mailed", "tries", "used_at", "ended_at",
        ), Technical,
    ) | {"school": Plain, "issued_by": Staff},
)
pd.register(
    Concern,
    pupil="student",
    category="category",
    fields={
        "id": Technical, "student": Technical, "school": Plain, "piece": Plain, "category": Plain, "entry": Technical,
        "wrong_sealed": Sealed, "right_sealed": Sealed, "told_by": Technical, "told_at": Plain,
        "due_on": NotPersonal("says how the work went"), "answer": Plain, "answer_sealed": Sealed, "answered_by": Staff,
        "answered_at": Plain,
    },
)
LIMIT = {
    "id": Technical, "student": Technical, "school": Plain, "categories": Plain, "since": Plain, "until": Plain, "by": Staff,
    "reason": Plain, "review_on": Plain, "ended_by": Staff, "ended_why": Plain,
}
pd.register(
    Restriction,
    pupil="student",
    category="ID",
    fields=LIMIT | {
        "ground": Plain, "asked_by": Plain, "case_key": Technical, "announced_at": Plain, "announced_by": Staff, "lift_on": Plain,
        "told_how": Plain,
    },
    history="purge",
)
pd.register(
    RestrictedUse,
    pupil="restriction__student",
    category="ID",
    fields={"id": Technical, "restriction": Technical, "ground": Plain, "what": Plain, "by": Staff, "at": Plain},
)
STAFF_OF_PROTECTION = {"by": Staff, "ended_by": Staff, "decided_by": Staff}
pd.register(
    Protection,
    pupil="student",
    category="CAR",
    # Technical: never in an answer to the family (C-25).
    fields=dict.fromkeys(
        (*LIMIT, "hidden_from", "ground", "reporting_step", "evidence", "advice", "decided_at", "is_confirmed"), Technical
    ) | STAFF_OF_PROTECTION,
    history="purge",
)
pd.register(CasePupil, pupil="student", category="CAR", fields={"id": Technical, "case": Technical, "student": Technical})
pd.register(
    Case,
    pupil="case_pupils__student",
    category="CAR",
    fields={
        "id": Technical, "kind": Technical, "school": SCHOOL_DATA, "pupils": Technical, "categories": Technical, "since": Technical,
        "until": Technical, "reason": Technical, "asked_by": Staff, "approved_by": Staff, "closed_at": Technical,
    },
    on_destroy=pd.anonymise(leave_others),
)
pd.register(
    ExceptionRequest,
    pupil="student",
    category="ID",
    fields={
        "id": Technical, "school": SCHOOL_DATA, "student": Technical, "person": Staff, "role": Staff, "categories": Technical,
        "until_on": Technical, "reason": Technical, "status": Technical, "asked_by": Staff, "asked_at": Technical, "decided_by": Staff,
        "decided_at": Technical, "decided_why": Technical, "case": Technical,
    },
)
HOW_IT_WENT = NotPersonal("says how the work went")
pd.register(
    Transfer,
    pupil="student",
    category="TRF",
    fields={
        "id": Technical, "student": Technical, "school": Plain, "status": Plain, "left_on": Plain, "due_on": HOW_IT_WENT,
        "next_reminder_on": Technical, "made_by": Staff, "made_at": Plain, "responsible": Staff, "to_kind": Plain, "to_school": Plain,
        "to_name": Plain, "to_brin": Plain, "to_contact": Technical, "applied_on": Plain, "is_subsidiary": HOW_IT_WENT,
        "why_subsidiary": HOW_IT_WENT, "is_proportionate": HOW_IT_WENT, "why_proportionate": HOW_IT_WENT, "is_minimal": HOW_IT_WENT,
        "why_minimal": HOW_IT_WENT, "chosen_by": Staff, "reviewed_by": Staff, "reviewed_at": Plain, "returned_why": HOW_IT_WENT,
        "offered_on": Plain, "seen_on": Plain, "seen_by": Plain, "remark_sealed": Sealed, "consent_asked_on": Plain, "is_ordered": Plain,
        "ordered_why": Plain, "allowed_use": Plain, "is_copy_asked": Plain, "copy_given_on": Plain, "channel": Plain, "reference": Plain,
        "sent_on": Plain, "sent_by": Staff, "closed_on": Plain, "stopped_why": Plain,
    },
    history="purge",
)
pd.register(
    TransferItem,
    pupil="transfer__student",
    category="category",
    fields={
        "id": Technical, "transfer": Technical, "fact": Plain, "entry": Technical, "file": Technical, "category": Plain,
        "is_in_report": Plain, "why": Plain, "chosen_by": Staff, "chosen_at": Plain,
    },
)
pd.register(
    FileRequest,
    pupil="student",
    category="TRF",
    fields={
        "id": Technical, "student": Technical, "school": Plain, "status": Plain, "since_on": Plain, "due_on": HOW_IT_WENT,
        "next_reminder_on": Technical, "made_at": Plain, "previous_name": Plain, "channel": Plain, "reference": Plain, "asked_on": Plain,
        "asked_by": Staff, "chased_on": Plain, "received_on": Plain, "received_by": Staff, "told_on": Plain, "closed_on": Plain,
        "closed_why": Plain,
    },
    history="purge",
)
pd.not_about_pupils(TransferRule, "a rule of law")
pd.not_about_pupils(ClassGroup, "a class; who is in it is a place in a class")
pd.not_about_pupils(StaffMember, "a member of staff")
pd.not_about_pupils(Appointment, "who teaches which class")
pd.not_about_pupils(ClassGrant, "who of the staff holds which role in a class")
pd.not_about_pupils(CaseGrant, "who of the staff holds which role in a case; the pupils are named by the case")
pd.not_about_pupils(ImportUpload, "a sealed file under a key of its own, destroyed within the hour")
pd.not_about_pupils(TwoPeople, "two random keys, and a code that says why they are not one person")
pd.register(
    Merge,
    pupil="survivor",
    category="ID",
    fields={
        "id": Technical, "kind": Technical, "absorbed": Technical, "survivor": Technical, "by": Staff, "at": Plain, "reason": Plain,
        "choices": Technical, "moved": Technical, "united": Technical,
    },
)
pd.register(
    EnrolmentKey,
    pupil="enrolment__student",
    category="ENR",
    fields={"id": Technical, "enrolment": Technical, "school": SCHOOL_DATA, "kind": Technical, "key": Plain},
)
pd.register(
    GuardianKey,
    pupil="guardian__relations__student",
    category="FAM",
    fields={"id": Technical, "guardian": Technical, "kind": Technical, "key": Technical},
    on_destroy=pd.keep("goes with the guardian, once he is the guardian of nobody"),
)
pd.provides("former", Merge.objects.former_keys)

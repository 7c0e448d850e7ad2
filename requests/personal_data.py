"""What a request holds on a pupil. It outlives him for as long as somebody may complain (R14); its dossier does not."""

from typing import Any

from django.db.models import QuerySet

from privacyadmin.personal_data import NotPersonal, Plain, Sealed, Staff, Technical, anonymise, delete, not_about_pupils, register

from .models import (
    Delivery,
    DossierItem,
    Extension,
    IdentityCheck,
    NumberSeries,
    PrivacyRequest,
    Question,
    Redaction,
    ReissueCode,
    TimelineEntry,
    Vetting,
)

OF_THE_CASE = NotPersonal("says something of how the request was handled")


def take_pupil_out(requests: Any, *, at: Any) -> int:
    """The request stays as a number with its dates; who it was about and who asked is gone, in its history too."""
    keys = list(requests.values_list("pk", flat=True))
    PrivacyRequest.history.filter(id__in=keys).delete()
    return (
        QuerySet(PrivacyRequest)
        .filter(pk__in=keys)
        .update(student=None, destroyed_at=at, requester=None, guardian=None, requester_name="", wish="", reason="-", sent_back_why="")
    )


register(
    PrivacyRequest,
    pupil="student",
    category="ID",
    history="purge",
    on_destroy=anonymise(take_pupil_out),
    fields={
        "id": Technical,
        "number": Plain,
        "right": Plain,
        "school": Plain,
        "student": Technical,
        "destroyed_at": Technical,
        "requester": Technical,
        "guardian": Technical,
        "capacity": Plain,
        "requester_name": Plain,
        "channel": Plain,
        "wish": Plain,
        "categories": Plain,
        "status": Plain,
        "outcome": Plain,
        "received_on": Plain,
        "registered_at": Technical,
        "registered_by": Staff,
        "policy": Technical,
        "handler": Staff,
        "case": Technical,
        "due_on": Plain,
        "legal_on": Technical,
        "legal_paused_on": Technical,
        "max_on": Technical,
        "next_reminder_on": Technical,
        "identified_at": Plain,
        "submitted_at": Technical,
        "submitted_by": Staff,
        "sent_back_why": Staff,
        "decided_at": Plain,
        "decided_by": Staff,
        "ground": Plain,
        "reason": Plain,
        "answered_at": Plain,
        "closed_at": Plain,
    },
)
register(
    IdentityCheck,
    pupil="privacy_request__student",
    category="ID",
    fields={
        "id": Technical,
        "privacy_request": Technical,
        "method": Plain,
        "attribute_one": Plain,
        "attribute_two": Plain,
        "document_seen": Plain,
        "checked_on": Plain,
        "checked_at": Technical,
        "checked_by": Staff,
    },
)
register(
    Extension,
    pupil="privacy_request__student",
    category="ID",
    fields={"id": Technical, "privacy_request": Technical, "days": Plain, "reason": Plain, "told_on": Plain, "at": Technical, "by": Staff},
)
register(
    Question,
    pupil="privacy_request__student",
    category="ID",
    fields={
        "id": Technical,
        "privacy_request": Technical,
        "kind": Plain,
        "text": Plain,
        "asked_on": Plain,
        "asked_at": Technical,
        "asked_by": Staff,
        "answer": Plain,
        "answered_on": Plain,
        "answered_at": Technical,
        "answered_by": Technical,
    },
)
register(
    TimelineEntry,
    pupil="privacy_request__student",
    category="ID",
    fields={
        "id": Technical,
        "privacy_request": Technical,
        "step": Plain,
        "at": Plain,
        "by": Staff,
        "is_for_family": Technical,
        "params": Technical,
    },
)
register(
    DossierItem,
    pupil="privacy_request__student",
    category="category",
    on_destroy=delete,
    fields={
        "id": Technical,
        "privacy_request": Technical,
        "kind": Technical,
        "category": Plain,
        "source_id": Technical,
        "happened_on": Plain,
        "author_name": Staff,
        "source": Plain,
        "nature": Plain,
        "data_category": Plain,
        "school_name": Plain,
        "sealed": Sealed,
        "state": OF_THE_CASE,
        "left_out_why": OF_THE_CASE,
        "left_out_reason": OF_THE_CASE,
        "is_protected": Technical,
        "gathered_at": Technical,
        "done_at": Technical,
        "done_by": Staff,
    },
)
register(
    Redaction,
    pupil="item__privacy_request__student",
    category="ID",
    fields={
        "id": Technical,
        "item": Technical,
        "start": Technical,
        "end": Technical,
        "ground": OF_THE_CASE,
        "reason": OF_THE_CASE,
        "at": Technical,
        "by": Staff,
        "undone_at": Technical,
        "undone_by": Staff,
    },
)
register(
    Vetting,
    pupil="privacy_request__student",
    category="ID",
    fields={
        "id": Technical,
        "privacy_request": Technical,
        "category": OF_THE_CASE,
        "person": Staff,
        "role": Staff,
        "case": Technical,
        "asked_at": Technical,
        "asked_by": Staff,
    },
)
register(
    Delivery,
    pupil="privacy_request__student",
    category="ID",
    fields={
        "id": Technical,
        "privacy_request": Technical,
        "part": Plain,
        "document": Technical,
        "issue": Technical,
        "issued_at": Plain,
        "available_until": Technical,
        "used_at": Plain,
        "used_in": Technical,
    },
)
register(
    ReissueCode,
    pupil="privacy_request__student",
    category="ID",
    fields={
        "id": Technical,
        "privacy_request": Technical,
        "fingerprint": Technical,
        "sent_at": Technical,
        "expires_at": Technical,
        "tries": Technical,
        "use": Technical,
    },
)
not_about_pupils(NumberSeries, "counts the numbers given out in a year")

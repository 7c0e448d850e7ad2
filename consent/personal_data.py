"""What consent holds on a pupil: who answered what for him, and the proof of it."""
from privacyadmin.personal_data import Plain, Sealed, Staff, Technical, not_about_pupils, register

from . import models

for _of_purposes in (models.Purpose, models.PurposeText):
    not_about_pupils(_of_purposes, "what families are asked, in which words")
not_about_pupils(models.Occasion, "for what one time is asked, without a name; of whom stands in its pupils")
not_about_pupils(models.AnswerUpload, "which file waits to be read; what it holds is sealed and destroyed within the hour")

register(
    models.OccasionPupil,
    pupil="student",
    category="category",
    fields={"id": Technical, "occasion": Plain, "student": Technical, "category": Plain, "asked_at": Plain, "asked_by": Staff},
)
register(
    models.CareTalk,
    pupil="student",
    category="CAR",
    fields={
        "id": Technical, "case": Technical, "student": Technical, "school": Plain, "on": Plain, "has_outsiders": Plain,
        "informed_on": Plain, "informed_how": Plain, "state": Plain, "made_at": Plain, "made_by": Staff, "settled_at": Plain,
        "settled_by": Staff,
    },
)
register(
    models.Decision,
    pupil="student",
    category="category",
    fields={
        "id": Technical, "student": Technical, "purpose": Plain, "text": Plain, "category": Plain, "occasion": Plain, "outcome": Plain,
        "guardian": Technical, "capacity": Plain, "decided_at": Plain, "valid_until": Plain, "channel": Plain,
        "evidence": Technical, "recorded_at": Plain, "recorded_by": Staff,
    },
)
register(
    models.Evidence,
    pupil="student",
    category="ID",
    fields={
        "id": Technical, "student": Technical, "school": Plain, "channel": Plain, "answered_on": Plain, "note_sealed": Sealed,
        "source_name": Plain, "noted_by": Staff, "noted_at": Plain,
    },
)
register(
    models.EvidenceFile,
    pupil="student",
    category="ID",
    fields={
        "id": Technical, "evidence": Technical, "student": Technical, "name_sealed": Technical, "media_type": Plain, "size": Technical,
        "sha256": Technical, "stored_as": Technical, "state": Technical, "created_at": Plain,
    },
)

# --- checks, publications, awareness
not_about_pupils(models.PublicationCheck, "for which use and day somebody asked; what was answered stands in its pupils")
not_about_pupils(models.Publication, "what was placed where, without a name; who can be recognised stands in its pupils")
for _of_staff in (models.AwarenessTopic, models.AwarenessRecord):
    not_about_pupils(_of_staff, "what colleagues were told of privacy")
register(
    models.CheckedPupil,
    pupil="student",
    category="IMG",
    fields={                                                                  # why not may be the answer of another parent
        "id": Technical, "check_made": Plain, "student": Technical, "purpose": Plain, "occasion": Plain, "is_yes": Plain,
        "reason": Technical, "answered_on": Technical,
    },
)
register(
    models.PublishedPupil,
    pupil="student",
    category="IMG",
    fields={"id": Technical, "publication": Plain, "student": Technical, "gone_on": Plain},
)
register(
    models.FollowUp,
    pupil="student",
    category="IMG",
    history="purge",
    fields={
        "id": Technical, "kind": Plain, "school": Plain, "student": Technical, "publication": Plain, "purpose": Plain,
        "decision": Technical, "cause": Technical, "asked_by_guardian": Technical, "is_by_pupil": Technical, "also_asked": Technical,
        "opened_at": Plain, "opened_by": Staff, "due_on": Plain, "done_on": Plain, "done_at": Plain, "done_by": Staff,
        "outcome": Plain, "note": Plain,
    },
)
not_about_pupils(models.Campaign, "what a school asks its families, and when")
register(
    models.Invitation,
    pupil="student",
    category="ID",
    fields={
        "id": Technical, "campaign": Plain, "student": Technical, "guardian": Technical, "user": Technical, "asks": Technical,
        "number": Technical, "invited_at": Plain, "returned_at": Technical, "returned_by": Staff,
    },
)
register(
    models.NoticeRecord,
    pupil="student",
    category="ENR",
    fields={
        "id": Technical, "student": Technical, "school": Plain, "is_given": Plain, "on": Plain, "reason": Plain, "made_at": Plain,
        "made_by": Staff,
    },
)
register(
    models.Disagreement,
    pupil="student",
    category="category",
    fields={                                                                  # it would tell one parent what the other said
        "id": Technical, "student": Technical, "purpose": Technical, "occasion": Technical, "category": Technical, "found_at": Technical,
        "settled_at": Technical, "settled_by": Staff, "outcome": Technical,
    },
)

"""What tasks hold: the words that a colleague wrote about a case, sealed with the key of the pupil whom it is about (SETTLED 16)."""
from privacyadmin.personal_data import NotPersonal, Plain, Sealed, Staff, Technical, not_about_pupils, register

from .models import Assignment, Reminder

OF_THE_WORK = NotPersonal("says how the work went")

register(
    Assignment,
    pupil="subject",
    category="category",
    fields={
        "id": Technical, "case_kind": Technical, "case": Technical, "case_path": Technical, "school": Plain, "subject": Technical,
        "category": Plain, "words_sealed": Sealed, "assignee": Staff, "due_on": OF_THE_WORK, "next_reminder_on": Technical,
        "chased": OF_THE_WORK, "asked_by": Staff, "asked_at": Technical, "closed_at": Technical, "closed_by": Staff,
        "outcome": OF_THE_WORK,
    },
)
not_about_pupils(Reminder, "keys, stages and days")

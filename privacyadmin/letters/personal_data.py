from privacyadmin.personal_data import NotPersonal, Plain, Staff, Technical, not_about_pupils, register

from .models import Letter, LetterText, PrintRun

not_about_pupils(LetterText, "a text with open places")
not_about_pupils(PrintRun, "which letters were printed together; its sealed file goes when they are posted")
register(
    Letter,
    pupil="subject",
    category="ID",
    fields={
        "kind": Plain,
        "audience": Technical,
        "language": Technical,
        "channel": Plain,
        "school": NotPersonal("which school wrote it"),
        "subject": Technical,
        "about": Technical,
        "addressee": Technical,
        "user": Technical,
        "standing": Technical,
        "has_secret_address": Technical,
        "text": Technical,
        "sealed": Technical,          # it is somebody's own letter, and can hold a code: never in an answer to another (DOMAIN 1.6)
        "key": Technical,
        "made_at": Plain,
        "sent_at": Technical,
        "sent_on": Plain,
        "sent_by": Staff,
        "read_at": Technical,
        "run": Technical,
        "dropped_at": Technical,
        "dropped_why": Technical,
    },
)

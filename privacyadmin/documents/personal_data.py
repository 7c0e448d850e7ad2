from privacyadmin.personal_data import NotPersonal, Plain, SealedFile, Technical, not_about_pupils, register, shred

from .models import Document, Signature

register(
    Document,
    pupil="subject",
    category="ID",
    fields={
        "kind": Plain,
        "school": NotPersonal("where it was made"),
        "about": Technical,
        "subject": Technical,
        "language": Technical,
        "state": Technical,
        "ordered_at": Plain,
        "made_at": Plain,
        "media_type": Technical,
        "pages": Technical,
        "volumes": Technical,
        "size": Technical,
        "sha256": Technical,
        "stored_as": SealedFile,
    },
    on_destroy=shred,
)
not_about_pupils(Signature, "what somebody of the staff signed; a case in it goes by its number")

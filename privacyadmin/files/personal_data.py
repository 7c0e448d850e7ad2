"""What letters and e-mails of a case hold on the pupil whom the case is about (SETTLED 16)."""

from privacyadmin.personal_data import Plain, Sealed, SealedFile, Staff, Technical, register, shred

from .models import Correspondence, CorrespondenceFile

RECEIVED_FILE = {
    "id": Technical, "name_sealed": Technical, "media_type": Technical, "size": Technical, "sha256": Technical, "stored_as": SealedFile,
    "state": Technical, "created_at": Technical,
}
register(
    Correspondence,
    pupil="subject",
    category="category",
    fields={
        "id": Technical, "case_kind": Technical, "case": Technical, "school": Plain, "subject": Technical, "category": Plain,
        "direction": Plain, "channel": Plain, "happened_on": Plain, "party_sealed": Sealed, "words_sealed": Sealed, "added_by": Staff,
        "added_at": Technical, "voided_at": Plain, "voided_why": Plain, "voided_by": Staff,
    },
)
register(
    CorrespondenceFile,
    pupil="subject",
    category="category",
    fields=RECEIVED_FILE | {"correspondence": Technical, "subject": Technical, "category": Plain},
    on_destroy=shred,
)

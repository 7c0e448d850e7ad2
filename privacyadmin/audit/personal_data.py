"""The register names nobody; the reading log names pupils and readers by their key."""
from privacyadmin import personal_data as pd

from .models import ChainHead, Checkpoint, Event, Reading

pd.not_about_pupils(Event, "append-only; names things and people by random keys only (SETTLED 18)")
pd.not_about_pupils(ChainHead, "numbers and hashes")
pd.not_about_pupils(Checkpoint, "numbers and hashes")
pd.register(
    Reading,
    pupil="student_id",
    category="category",
    fields={
        "id": pd.Technical, "at": pd.Plain, "student_id": pd.Technical, "reader": pd.Staff, "category": pd.Plain, "right": pd.Plain,
        "case_id": pd.Technical,
    },
    on_destroy=pd.keep("goes with its month: the reading log has a retention of its own (SETTLED 18)"),
)

"""The keys themselves: destroying a pupil destroys his key."""
from privacyadmin import personal_data as pd

from .models import DataKey

pd.register(
    DataKey,
    pupil="subject",
    category="ID",
    fields={"subject": pd.Technical, "wrapped": pd.Technical, "key_version": pd.Technical, "created_at": pd.Technical},
    on_destroy=pd.delete,
)

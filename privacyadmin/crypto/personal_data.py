"""The keys themselves: destroying a pupil destroys his key."""
from privacyadmin import personal_data as pd

from .models import DataKey

pd.register(
    DataKey,
    pupil="subject",
    category="ID",
    fields=dict.fromkeys(("subject", "holder", "wrapped", "key_version", "created_at"), pd.Technical),
    on_destroy=pd.delete,
)

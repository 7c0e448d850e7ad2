"""The model that all our models inherit."""
from django.db import models

from privacyadmin.ids import new_id


class Record(models.Model):
    """A row with a key of its own, known before it is saved (SETTLED 17)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True

from django.db import models


class DataKey(models.Model):
    """The key under which everything sealed of one pupil (or guardian with a secret address) is kept; without it that is gone."""

    subject = models.UUIDField(primary_key=True, editable=False)
    wrapped = models.BinaryField(editable=False)
    holder = models.UUIDField(null=True, db_index=True, editable=False)   # whose it is since two records were merged; null: the subject's
    key_version = models.PositiveSmallIntegerField(editable=False)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        db_table = "crypto_data_key"

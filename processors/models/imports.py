from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacyadmin.base import Record


class SupplierUpload(Record):
    """A supplier list that waits for «apply», sealed under a key of its own; destroyed with that key within the hour."""

    stored_as = models.UUIDField(unique=True)
    shown = models.CharField(max_length=64)                          # digest of the difference that was shown
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("uploaded supplier list")

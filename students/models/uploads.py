from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacyadmin.base import Record
from privacyadmin.organisation.models import School

KEPT_FOR = timedelta(hours=1)
UPLOAD_LABEL = "students.ImportUpload.stored_as"


class UploadKind(models.TextChoices):
    EDEXML = "edexml", "EDEXML"
    GUARDIANS = "guardians", _("guardians")


class ImportUploadQuerySet(models.QuerySet):
    def usable(self, *, at: datetime) -> "ImportUploadQuerySet":
        return self.filter(expires_at__gt=at)


class ImportUpload(Record):
    """A file that waits for «apply», sealed under a key of its own; destroyed with that key within the hour."""

    kind = models.CharField(max_length=9, choices=UploadKind)
    school = models.ForeignKey(School, models.PROTECT, related_name="+", null=True)      # of an EDEXML file
    stored_as = models.UUIDField(unique=True)                                            # privacyadmin.crypto.files
    is_spreadsheet = models.BooleanField(default=False)
    shown = models.CharField(max_length=64)                                              # digest of the difference that was shown
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = ImportUploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("uploaded import file")
        indexes = [models.Index(name="students_uploads_expire", fields=["expires_at"])]

    def __str__(self) -> str:
        return self.get_kind_display()

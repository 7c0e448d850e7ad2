from django.db import models
from django.utils.translation import gettext_lazy as _

from privacyadmin.files.models import PendingUpload
from privacyadmin.organisation.models import School


class UploadKind(models.TextChoices):
    EDEXML = "edexml", "EDEXML"
    GUARDIANS = "guardians", _("guardians")


class ImportUpload(PendingUpload):
    """A file of pupils or guardians that waits for «apply»."""

    kind = models.CharField(max_length=9, choices=UploadKind)
    school = models.ForeignKey(School, models.PROTECT, related_name="+", null=True)      # of an EDEXML file
    is_spreadsheet = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("uploaded import file")
        indexes = [models.Index(name="students_uploads_expire", fields=["expires_at"])]

    def __str__(self) -> str:
        return self.get_kind_display()

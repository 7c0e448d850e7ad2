from django.utils.translation import gettext_lazy as _

from privacyadmin.files.models import PendingUpload


class SupplierUpload(PendingUpload):
    """A supplier list that waits for «apply»."""

    class Meta:
        verbose_name = _("uploaded supplier list")

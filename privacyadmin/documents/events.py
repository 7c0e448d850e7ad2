from django.utils.translation import gettext_lazy as _

from privacyadmin.audit import EventKind

DOCUMENT_MADE = EventKind("document.made", _("Made a document of kind %(kind)s"))
SIGNED = EventKind("document.signed", _("Signed: %(act)s"))
DOCUMENT_FAILED = EventKind("document.failed", _("A document of kind %(kind)s could not be made"))

"""What a file can be, how large, and in which words it is refused."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MAX_BYTES = 20 * 1024 * 1024
MAX_FILES = 10                                   # in one form
PDF, PNG, JPEG, TEXT = "application/pdf", "image/png", "image/jpeg", "text/plain"
OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX, PPTX = f"{OFFICE}wordprocessingml.document", f"{OFFICE}spreadsheetml.sheet", f"{OFFICE}presentationml.presentation"
SUFFIXES = {PDF: "pdf", PNG: "png", JPEG: "jpg", TEXT: "txt", DOCX: "docx", XLSX: "xlsx", PPTX: "pptx"}


class Reason(TextChoices):
    """Why a file is refused; the sentence says what to do."""

    EMPTY = "empty", _("This file is empty. Choose it again, or save it again first.")
    TOO_LARGE = "too_large", _("This file is larger than 20 MB. Make it smaller or split it.")
    TOO_MANY = "too_many", _("These are too many files at once. Send at most ten.")
    UNKNOWN = "unknown", _("This kind of file is not kept. Save it as PDF, Word, Excel, PNG, JPEG, plain text or an e-mail (.eml) first.")
    MISMATCH = "mismatch", _("The name of this file says something else than what is in it. Save it again under the right name.")
    BROKEN = "broken", _("This file is damaged. Open it, save it again, and send the new one.")
    LOCKED = "locked", _("This file is locked with a password. Save it without one first.")
    MACRO = "macro", _("There is a macro in this file. Save it without macros, or as PDF.")
    ACTIVE = "active", _("There is something in this file that acts by itself. Save it as PDF by printing it, and send that.")
    EMBEDDED = "embedded", _("There is another file inside this file. Send each file by itself.")
    EXTERNAL = "external", _("This file fetches something from elsewhere. Save it as PDF first.")
    BOMB = "bomb", _("This file unpacks to far more than its size. It is not opened.")
    PIXELS = "pixels", _("This image has too many pixels. Make it smaller first.")
    MARKUP = "markup", _("This is a web page or a program, and no plain text. Save it as PDF first.")
    VIRUS = "virus", _("A virus was found in this file. It is not kept. Tell the ICT manager.")


class Refused(Exception):
    """A file that is not kept, and why; the text never repeats its name or content."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Checked:
    """A file as it will be kept: rebuilt from what was sent, under a name that is safe to show. Made by `check` only."""

    name: str
    media_type: str
    content: bytes
    is_scanned: bool = False

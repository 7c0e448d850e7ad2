"""What a file is, told by its content; its name must agree, and is given anew."""

from collections.abc import Callable

from django.utils.translation import gettext

from . import images, names, office, pdf, suspicious, text
from .kinds import DOCX, JPEG, MAX_BYTES, MAX_FILES, PDF, PNG, PPTX, SUFFIXES, TEXT, XLSX, Checked, Reason, Refused

Rebuild = Callable[[bytes], tuple[bytes, str]]
BEGINS: tuple[tuple[bytes, Rebuild], ...] = (
    (b"%PDF-", pdf.rebuilt), (b"\x89PNG\r\n\x1a\n", images.rebuilt), (b"\xff\xd8\xff", images.rebuilt), (b"PK\x03\x04", office.rebuilt),
)
NAMED = {
    PDF: {"pdf"}, PNG: {"png", "jpg", "jpeg", "jfif"}, JPEG: {"png", "jpg", "jpeg", "jfif"}, TEXT: {"txt", "text", "md"},
    DOCX: {"docx"}, XLSX: {"xlsx"}, PPTX: {"pptx"},
}
OLD_OFFICE, LOCKED_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")
PAGES = (b"<", b"\xef\xbb\xbf<", b"{\\rtf")


def check(name: str, content: bytes) -> list[Checked]:
    """The file as it is kept; an e-mail gives its words and its attachments, each a file. Raises Refused."""
    _check_size(content)
    suspicious.check(content)
    if names.suffix_of(name) in ("eml", "") and text.is_mail(content):
        return _mail(name, content)
    return [_one(name, content)]


def _check_size(content: bytes) -> None:
    if not content:
        raise Refused(Reason.EMPTY)
    if len(content) > MAX_BYTES:
        raise Refused(Reason.TOO_LARGE)


def _one(name: str, content: bytes) -> Checked:
    rebuilt, media_type = _rebuild_of(name, content)(content)
    if names.suffix_of(name) not in NAMED[media_type] | {""}:
        raise Refused(Reason.MISMATCH)
    return Checked(names.shown(name, SUFFIXES[media_type]), media_type, rebuilt)


def _rebuild_of(name: str, content: bytes) -> Rebuild:
    known = next((rebuild for begin, rebuild in BEGINS if content.startswith(begin)), None)
    if known:
        return known
    if content.startswith(OLD_OFFICE):
        raise Refused(Reason.LOCKED if LOCKED_OFFICE in content else Reason.UNKNOWN)
    if content.lstrip()[:20].startswith(PAGES):
        raise Refused(Reason.MARKUP)
    if names.suffix_of(name) not in NAMED[TEXT] | {""}:
        raise Refused(Reason.MISMATCH if names.suffix_of(name) in {*SUFFIXES.values(), "eml", "jpeg"} else Reason.UNKNOWN)
    return text.rebuilt


def _mail(name: str, content: bytes) -> list[Checked]:
    """The words first. What is attached and cannot be kept is named below them, with the reason; a virus keeps the whole e-mail out."""
    words, attached = text.mail(content)
    if len(attached) >= MAX_FILES:
        raise Refused(Reason.TOO_MANY)
    kept, left_out = [], []
    for inner_name, inner in attached:
        try:
            kept.append(_attached(inner_name, inner))
        except Refused as refusal:
            if refusal.reason == Reason.VIRUS:
                raise
            left_out.append(f"{names.plain(inner_name)[:names.LONGEST]}: {refusal.reason.label}")
    if left_out:
        words += "\n".join(["", "", gettext("Attached, and not kept:"), *left_out]).encode()
    return [Checked(names.shown(name, SUFFIXES[TEXT]), TEXT, words), *kept]


def _attached(name: str, content: bytes) -> Checked:
    _check_size(content)
    suspicious.check(content)
    if text.is_mail(content):
        raise Refused(Reason.EMBEDDED)
    return _one(name, content)

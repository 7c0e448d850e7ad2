"""A PDF is built again from its pages alone: scripts, actions, forms, attachments and what is hidden do not come along."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from .images import without_hidden_parts
from .kinds import PDF, Reason, Refused

MAX_PAGES = 2000
MAX_OBJECTS = 200_000
MAX_UNPACKED = 32 * 1024 * 1024                  # of one stream that must be read to find the pages; images are taken over as they are
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=MAX_UNPACKED, png_max_memory=MAX_UNPACKED, run_length_max_memory=MAX_UNPACKED, tiff_max_memory=MAX_UNPACKED,
    dct_max_memory=MAX_UNPACKED, dct_max_progressive_scans=100,
)
OF_A_PAGE = {
    "/Type", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/TrimBox", "/BleedBox", "/ArtBox", "/Rotate", "/UserUnit", "/Group",
    "/Parent",
}
HIDDEN = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/OPI", "/Alternates", "/StructParent", "/StructParents")
ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound", "/RichMediaExecute",
    "/URI", "/Thread", "/GoTo3DView", "/SetOCGState", "/Trans", "/Hide", "/ResetForm",
}
TYPES = {"/EmbeddedFile", "/Filespec", "/F", "/Action", "/Annot", "/Sig", "/RichMedia", "/3D"}


def rebuilt(content: bytes) -> tuple[bytes, str]:
    """The pages as they look, with what was filled in on them; raises Refused."""
    try:
        with pikepdf.open(BytesIO(content)) as came_in, Pdf.new() as kept:
            if len(came_in.objects) > MAX_OBJECTS or not 0 < len(came_in.pages) <= MAX_PAGES:
                raise Refused(Reason.BROKEN)
            _take_pages(came_in, kept)
            _clean(kept)
            target = BytesIO()
            kept.save(target, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            return target.getvalue(), PDF
    except pikepdf.PasswordError as error:
        raise Refused(Reason.LOCKED) from error
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, LookupError, AttributeError, RecursionError, MemoryError) as error:
        raise Refused(Reason.BROKEN) from error


def _take_pages(came_in: Pdf, kept: Pdf) -> None:
    """What was filled in becomes part of the page, so that it is not lost with the form."""
    if "/AcroForm" in came_in.Root and not any("/AP" in note for page in came_in.pages for note in page.obj.get("/Annots", [])):
        came_in.generate_appearance_streams()
    came_in.flatten_annotations("screen")
    if "/AcroForm" in came_in.Root:
        del came_in.Root.AcroForm
    for page in came_in.pages:
        for key in set(page.obj.keys()) - OF_A_PAGE:
            del page.obj[key]
    kept.pages.extend(came_in.pages)


def _clean(kept: Pdf) -> None:
    for thing in kept.objects:
        for part in _parts(thing):
            for key in HIDDEN:
                if key in part:
                    del part[key]
            if _acts(part):
                raise Refused(Reason.ACTIVE)
            if isinstance(part, Stream) and part.get("/Filter") in (Name.DCTDecode, Array([Name.DCTDecode])):
                how: Any = part.get("/DecodeParms")
                part.write(without_hidden_parts(part.read_raw_bytes()), filter=Name.DCTDecode, decode_parms=how)


def _parts(thing: Any) -> Iterator[Any]:
    """Every dictionary in an object; what lies behind a reference is an object of its own."""
    waiting = [thing]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Dictionary | Stream):
            yield part
            waiting += [value for _key, value in part.items() if _is_direct(value)]
        elif isinstance(part, Array):
            waiting += [value for value in part if _is_direct(value)]


def _is_direct(value: Any) -> bool:
    return isinstance(value, Dictionary | Array) and not value.is_indirect


def _acts(part: Any) -> bool:
    if str(part.get("/S", "")) in ACTIONS or str(part.get("/Type", "")) in TYPES:
        return True
    if isinstance(part, Stream):
        return "/F" in part or "/Ref" in part or str(part.get("/Subtype", "")) == "/PS"        # content from another file, PostScript
    return False

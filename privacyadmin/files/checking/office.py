"""Word, Excel and PowerPoint: read within limits, without macros and links that fetch, and written again part by part (T17)."""

import re
import stat
import zipfile
import zlib
from io import BytesIO
from xml.sax.saxutils import unescape

from lxml import etree

from . import images, suspicious
from .kinds import DOCX, PPTX, XLSX, Reason, Refused

MAX_PARTS = 3000
MAX_PART = 50 * 1024 * 1024
MAX_XML = 16 * 1024 * 1024                       # read as a tree it takes some forty times as much memory
MAX_TOTAL = 150 * 1024 * 1024
MAX_RATIO = 200                                  # unpacked against packed; texts come to some thirty
SMALL = 1024 * 1024                              # below this a high ratio harms nobody
MAX_PIXELS = 200_000_000                         # of all its images together: each of them is drawn again
CONTENT_TYPES, RELATIONS = "[Content_Types].xml", ".rels"
MAIN = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
KEPT = re.compile(r"^(\[Content_Types\]\.xml|(_rels|customXml|docProps|word|xl|ppt)/[A-Za-z0-9_./ -]+)$")
MACROS = re.compile(r"vba|macro|activex|\.bin$|ctrlprops|dialogsheet", re.IGNORECASE)
INSIDE = re.compile(r"embeddings/|oleobject|\.(zip|docx?|xlsx?|pptx?|rar|7z|gz|tar|exe|dll|js|vbs|pdf|eml|msg)$", re.IGNORECASE)
DRAWINGS = (".png", ".jpg", ".jpeg")
TEXTS = (".xml", RELATIONS)
METADATA = re.compile(r"^docProps/(core|app|custom)\.xml$")
SAFE_LINK = re.compile(r"^(https?://|mailto:|#)", re.IGNORECASE)
LINK_TYPE = re.compile(r"/hyperlink$")
FETCHES = re.compile(r"\bDDE(AUTO)?\b|INCLUDE(TEXT|PICTURE)", re.IGNORECASE)
LINKED = re.compile(
    rb"<(\w+:)?(ddeLink|oleLink|altChunk|subDoc|externalBook|webPublishItem|connection|(web|db|olap|text)Pr|mailMerge)\b", re.IGNORECASE
)
FORMULAS = ("f", "formula", "formula1", "formula2", "definedName")
CALLS = re.compile(r"\b(WEBSERVICE|IMAGE|RTD|CALL|REGISTER(\.ID)?|EXEC)\s*\(|\|\s*'", re.IGNORECASE)
WORDS = re.compile(r'"[^"]*"')                   # within a formula
EMPTY = {
    "docProps/core.xml": b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
}
BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
DATE = (1980, 1, 1, 0, 0, 0)


def rebuilt(content: bytes) -> tuple[bytes, str]:
    """The document without what acts, fetches, hides, or tells who made it; raises Refused."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            media_type = _kind_of(entries)
            parts = _parts(archive, entries)
    except BROKEN as error:
        raise Refused(Reason.BROKEN) from error
    if b"macroEnabled" in parts[CONTENT_TYPES]:
        raise Refused(Reason.MACRO)
    return _written(parts), media_type


def _kind_of(entries: list[zipfile.ZipInfo]) -> str:
    names = [entry.filename for entry in entries]
    if len(names) > MAX_PARTS:
        raise Refused(Reason.BOMB)
    kinds = [kind for name, kind in MAIN.items() if name in names]
    if len(kinds) != 1 or CONTENT_TYPES not in names:
        raise Refused(Reason.UNKNOWN)
    if len(set(map(str.lower, names))) != len(names):
        raise Refused(Reason.BROKEN)
    return kinds[0]


def _parts(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    total = pixels = 0
    for entry in entries:
        _check_entry(entry)
        content = _unpacked(archive, entry, MAX_TOTAL - total)
        total += len(content)
        if not entry.filename.startswith("docProps/thumbnail"):
            parts[entry.filename] = content
            pixels += images.pixels_of(content) if entry.filename.lower().endswith(DRAWINGS) else 0
    if pixels > MAX_PIXELS:
        raise Refused(Reason.PIXELS)
    return {name: _part(name, content) for name, content in parts.items()}


def _check_entry(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 0x1:
        raise Refused(Reason.LOCKED)
    if ".." in entry.filename.split("/") or stat.S_ISLNK(entry.external_attr >> 16):
        raise Refused(Reason.ACTIVE)
    if INSIDE.search(entry.filename):
        raise Refused(Reason.EMBEDDED)
    if MACROS.search(entry.filename) and not entry.filename.startswith("xl/printerSettings/"):
        raise Refused(Reason.MACRO)
    if not KEPT.match(entry.filename):
        raise Refused(Reason.ACTIVE)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    """What is in an entry, read no further than the limit: what its head says of its size is not believed."""
    limit = min(MAX_PART, room)
    with archive.open(entry) as packed:
        content = packed.read(limit + 1)
    if len(content) > limit or (len(content) > SMALL and len(content) > MAX_RATIO * max(entry.compress_size, 1)):
        raise Refused(Reason.BOMB)
    return content


def _part(name: str, content: bytes) -> bytes:
    suspicious.check(content)
    if METADATA.match(name):
        return EMPTY[name]
    lower = name.lower()
    if lower.endswith(DRAWINGS):
        return images.rebuilt(content)[0]
    if lower.startswith("xl/printersettings/"):
        return b""
    if not lower.endswith(TEXTS):
        raise Refused(Reason.ACTIVE)
    if len(content) > MAX_XML:
        raise Refused(Reason.BOMB)
    return _xml(name, content)


def _xml(name: str, content: bytes) -> bytes:
    """Well-formed, without a document type; what is written is what was understood."""
    if re.search(rb"<!(DOCTYPE|ENTITY)", content, re.IGNORECASE) or b"\x00" in content:
        raise Refused(Reason.ACTIVE)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        tree = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused(Reason.BROKEN) from error
    if tree.getroottree().docinfo.doctype:       # in an encoding in which it could not be seen before
        raise Refused(Reason.ACTIVE)
    is_content = name != CONTENT_TYPES and not name.lower().endswith(RELATIONS)
    if name.lower().endswith(RELATIONS):
        _check_relations(tree)
    written = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    if is_content:
        _check_fields(tree, written)
        _check_formulas(tree)
    return written


def _check_relations(tree: etree._Element) -> None:
    for relation in list(tree):
        kind, target = relation.get("Type", ""), unescape(relation.get("Target", "")).strip()
        if kind.endswith("/thumbnail"):
            tree.remove(relation)
        elif relation.get("TargetMode", "").lower() == "external":
            if not (LINK_TYPE.search(kind) and SAFE_LINK.match(target)):
                raise Refused(Reason.EXTERNAL)
        elif re.match(r"^[A-Za-z][A-Za-z0-9+.-]*:|^//|^\\\\", target):
            raise Refused(Reason.EXTERNAL)


def _check_fields(tree: etree._Element, content: bytes) -> None:
    """Fields that fetch or start something; Word spreads the words of a field over several runs, so they are read joined."""
    spread = "".join(text for node in tree.iter("{*}instrText") for text in node.itertext())
    whole = " ".join(value for node in tree.iter("{*}fldSimple") for value in node.attrib.values())
    if FETCHES.search(f"{spread} {whole}") or LINKED.search(content):
        raise Refused(Reason.EXTERNAL)


def _check_formulas(tree: etree._Element) -> None:
    """Functions by which a sheet sends or gets something as soon as it is opened; words between quotes are no formula."""
    for node in tree.iter(*(f"{{*}}{name}" for name in FORMULAS)):
        if CALLS.search(WORDS.sub("", "".join(node.itertext()))):
            raise Refused(Reason.EXTERNAL)


def _written(parts: dict[str, bytes]) -> bytes:
    """Small tables lie under their own names in a new archive: no comments, no dates, nothing before or behind it."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != CONTENT_TYPES, name)):
            info = zipfile.ZipInfo(name, DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, parts[name])
    return target.getvalue()

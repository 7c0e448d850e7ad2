"""The hardened parser: bytes in, one record at a time out. No tree, no entities, no DTD, bounded size (RELIABILITY T16)."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _
from lxml import etree

from .edexml_structure import IGNORED, LENGTHS, ROOT, UNLIMITED, Node
from .messages import Refused, Report

MAX_BYTES = 50 * 1024 * 1024
CHUNK = 64 * 1024
MAX_RUN = 256 * 1024       # bytes without "<", so of one tag with its attributes
MAX_LINES = 3_000_000
MAX_ELEMENTS = 2_000_000
MAX_DEPTH = 100            # inside what is skipped; EDEXML itself goes six deep
MAX_TEXT = 4096            # characters collected of one element
MAX_VALUE = 256            # characters kept of one element
MAX_REFERENCES = 1000      # of one pupil or teacher
ENCODINGS = {"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "latin1", "windows-1252"}
DECLARED = re.compile(rb"""\A(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
ENCODING_ERRORS = {
    etree.ErrorTypes.ERR_INVALID_ENCODING, etree.ErrorTypes.ERR_UNKNOWN_ENCODING, etree.ErrorTypes.ERR_UNSUPPORTED_ENCODING,
    etree.ErrorTypes.ERR_INVALID_CHAR,
}
NOTHING = Node("", "")
TOO_LARGE = _("The file is too large: at most 50 MB and two million elements. Export one school at a time.")
TOO_DEEP = _("The elements of the file are nested a hundred deep. Do not trust this file: export it again from the school's own system.")
DOCTYPE = _("The file holds a DOCTYPE, which EDEXML does not have. Do not trust this file: export it again from the school's own system.")
WRONG_ENCODING = _("The bytes of the file are not in the encoding that it names. Export it again as UTF-8.")
MALFORMED = _("The file is not well-formed XML from this line on; perhaps it was cut off. Export it again.")
NO_EDEX = _("This is no EDEXML file: it does not begin with the element EDEX. Choose the EDEXML export of the school's system.")


@dataclass(slots=True)
class Record:
    """The school, a location, a group, a pupil or a teacher, as it stands in the file."""

    path: str
    row: int
    attributes: dict[str, str]
    values: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    references: dict[tuple[str, str], int] = field(default_factory=dict)   # (element, key) -> line

    @property
    def key(self) -> str:
        return self.attributes.get("key", "")


class Reader:
    """Receives what the parser meets, checks it against the structure, and hands over each finished record."""

    def __init__(self, take: Callable[[Record], None], report: Report):
        self.take, self.report = take, report
        self.line = 1
        self.ignored: Counter[str] = Counter()
        self.record: Record | None = None
        self._open: list[Node] = []
        self._last: list[Node] = []               # the furthest child so far of each open element
        self._seen: list[set[int]] = []           # ranks of required children met, for each open element that has them
        self._text: list[str] = []
        self._length = 0
        self._elements = 0
        self._skipped = 0                         # depth inside what is not taken in

    # What lxml calls; tens of thousands of times a second, so the common case comes first.

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        raise Refused(DOCTYPE, self.line)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise Refused(TOO_LARGE, self.line)
        if self._skipped:
            self._skipped += 1
            if self._skipped > MAX_DEPTH:
                raise Refused(TOO_DEEP, self.line)
            return
        node = self._place(tag)
        if node is None or node.name == "toevoegingen":
            self._skipped = 1
        elif attributes or node.attributes:
            self._check_attributes(node, attributes)
        self._text, self._length = [], 0
        if node is None:
            return
        self._open.append(node)
        self._last.append(NOTHING)
        if node.is_record:
            self.record = Record(node.path, self.line, dict(attributes))
        elif node.is_reference and attributes.get("key"):
            self._refer(node, attributes["key"])
        if node.required:
            self._seen.append(set())

    def data(self, text: str) -> None:
        if self._length <= MAX_TEXT:
            self._text.append(text[:MAX_TEXT])
        if not text.isspace():
            self._length += len(text)

    def end(self, _tag: str) -> None:
        if self._skipped:
            self._skipped -= 1
            if self._skipped:
                return
            if self._open[-1].name != "toevoegingen":     # an unknown element, already reported
                self._text, self._length = [], 0
                return
        node = self._open.pop()
        self._last.pop()
        if node.is_leaf:
            self._keep(node)
        elif self._length:
            self._misplaced_text(node)
        if node.required:
            self._check_complete(node, self._seen.pop())
        self._text, self._length = [], 0
        if node.is_record and self.record is not None:
            record, self.record = self.record, None
            self.take(record)

    def close(self) -> Counter[str]:
        return self.ignored

    # How it checks.

    def _error(self, text: object, **params: object) -> None:
        self.report.error(self.line, self.record.key if self.record else "", text, **params)

    def _misplaced_text(self, node: Node) -> None:
        self._error(_("There is text in %(element)s where only elements belong. Ask the supplier for EDEXML 2.1."), element=node.name)

    def _place(self, tag: str) -> Node | None:
        """The place of this element, or None with an error where it has none."""
        if not self._open:
            if tag != ROOT.name:
                raise Refused(NO_EDEX, self.line)
            return ROOT
        parent = self._open[-1]
        if self._length and not parent.is_leaf:
            self._misplaced_text(parent)
        node = parent.children.get(tag)
        if node is None:
            self._error(_("EDEXML 2.1 has no element %(element)s here, in %(parent)s."), element=tag[:64], parent=parent.name)
            return None
        last = self._last[-1]
        if node.rank > last.rank:
            self._last[-1] = node
        elif node.rank < last.rank:
            self._error(_("The element %(element)s stands after %(other)s, but belongs before it."), element=tag, other=last.name)
        elif not node.repeats:
            self._error(_("The element %(element)s cannot follow %(other)s: only one of them may be here."), element=tag, other=last.name)
        if tag in parent.required:
            self._seen[-1].add(node.rank)
        return node

    def _check_attributes(self, node: Node, attributes: dict[str, str]) -> None:
        for name in attributes:
            if name not in node.attributes and not name.startswith("{"):
                self._error(_("EDEXML 2.1 has no attribute %(name)s on %(element)s."), name=name[:64], element=node.name)
        for name in node.attributes:
            value = attributes.get(name)
            if name == "key" and not (value or "").strip():
                self._error(_("The element %(element)s has no key. Every one needs the key of the school's own system."), element=node.name)
            elif value and len(value) > 256:
                self._error(_("The attribute %(name)s of %(element)s is longer than 256 characters."), name=name, element=node.name)

    def _check_complete(self, node: Node, seen: set[int]) -> None:
        for name, rank in node.required.items():
            if rank not in seen:
                self._error(_("The element %(element)s is missing in %(parent)s."), element=name, parent=node.name)

    def _refer(self, node: Node, key: str) -> None:
        if self.record is None:
            return
        if len(self.record.references) >= MAX_REFERENCES:
            raise Refused(_("One pupil or teacher has more than a thousand groups. Export the file again."), self.line)
        self.record.references.setdefault((node.name, key), self.line)

    def _keep(self, node: Node) -> None:
        if node.name in IGNORED and self._length:
            self.ignored[node.name] += 1
        if self.record is None or node.name in UNLIMITED:
            return
        text = "".join(self._text)
        if not text.isprintable() or text[:1] == " " or text[-1:] == " " or "  " in text:
            text = " ".join(text.split())
        limit = LENGTHS.get(node.name, MAX_VALUE)
        if len(text) > limit or self._length > MAX_TEXT:
            self._error(_("The element %(element)s is longer than %(limit)s characters."), element=node.name, limit=limit)
        if text:
            self.record.values[node.name] = text[:limit]
            self.record.rows[node.name] = self.line


def pieces(source: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """The file in parts of a line at most, each with whether it ends a line; refuses a file that is too large while reading it."""
    size = count = run = 0
    while chunk := source.read(CHUNK):
        size += len(chunk)
        count += chunk.count(b"\n")
        first = chunk.find(b"<")
        run += len(chunk) if first < 0 else first
        if size > MAX_BYTES or count > MAX_LINES or run > MAX_RUN:
            raise Refused(TOO_LARGE)
        run = run if first < 0 else len(chunk) - chunk.rfind(b"<")
        *lines, rest = chunk.split(b"\n")
        yield from ((line + b"\n", True) for line in lines)
        if rest:
            yield rest, False


def check_head(head: bytes) -> None:
    """Refuse what is certainly no EDEXML before any parser sees it."""
    declared = DECLARED.match(head)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head or (declared and declared[1].decode().lower() not in ENCODINGS):
        raise Refused(_("The file is in an encoding that is not taken in, or is no text. Export it again as EDEXML in UTF-8."), 1)
    if b"<!DOCTYPE" in head:
        raise Refused(DOCTYPE, 1 + head[: head.index(b"<!DOCTYPE")].count(b"\n"))
    if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise Refused(NO_EDEX, 1)


def parse(source: BinaryIO, take: Callable[[Record], None], report: Report) -> Counter[str]:
    """Read the whole file; returns how often each element that is never taken in had a value. Raises Refused."""
    reader = Reader(take, report)
    parser = etree.XMLParser(
        target=reader, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, dtd_validation=False, recover=False,
    )
    try:
        for piece, ends_line in pieces(source):
            parser.feed(piece)
            reader.line += ends_line
        return parser.close()
    except etree.XMLSyntaxError as fault:
        raise Refused(WRONG_ENCODING if fault.code in ENCODING_ERRORS else MALFORMED, fault.lineno or reader.line) from None
    except (etree.LxmlError, LookupError) as fault:
        raise Refused(MALFORMED, reader.line) from fault

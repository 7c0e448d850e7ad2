"""Good files, made when they are needed: what a parent or a school would send."""

import zipfile
from email.message import EmailMessage
from io import BytesIO
from typing import Any

import pikepdf
from openpyxl import Workbook
from pikepdf import Dictionary, Name, Pdf
from PIL import Image
from pypdf import PdfReader

CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="png" ContentType="image/png"/><Default Extension="bin" ContentType="application/octet-stream"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROOT = f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pages(text: str = "Verslag") -> Pdf:
    """An open PDF of one page, to add things to."""
    made = Pdf.new()
    font = made.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    page = made.add_blank_page(page_size=(300, 300))
    page.Resources = Dictionary(Font=Dictionary(F1=font))
    page.Contents = made.make_stream(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode())
    return made


def saved(made: Pdf, **how: Any) -> bytes:
    target = BytesIO()
    made.save(target, **how)
    return target.getvalue()


def pdf(text: str = "Verslag") -> bytes:
    return saved(pages(text))


def words_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def image(kind: str = "PNG", size: tuple[int, int] = (40, 30), **how: Any) -> bytes:
    target = BytesIO()
    drawn = Image.new("RGB", size, "teal")
    drawn.putpixel((0, 0), (255, 0, 0))
    drawn.save(target, kind, **how)
    return target.getvalue()


def photo() -> bytes:
    """A photo with the place where it was made, the telephone, and a comment."""
    exif = Image.Exif()
    exif[0x010F] = "Telefoon van Noor"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 28.0, 40.0), 3: "E", 4: (5.0, 39.0, 40.0)})
    return image("JPEG", exif=exif, comment=b"bij Noor thuis")


def archive(parts: dict[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", method) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return target.getvalue()


def docx_parts(body: str = "Een brief", **more: str | bytes) -> dict[str, str | bytes]:
    """The parts of a letter in Word; `more` by name, a double underscore for a slash and a single dash for a dot."""
    text = body if body.startswith("<") else f"<w:p><w:r><w:t>{body}</w:t></w:r></w:p>"
    return {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT,
        "word/document.xml": f'<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}"><w:body>{text}</w:body></w:document>',
    } | dict(more)


def docx(body: str = "Een brief", parts: dict[str, str | bytes] | None = None) -> bytes:
    return archive(docx_parts(body) | (parts or {}))


def relations(*links: tuple[str, str, bool]) -> str:
    """The relations of the letter: kind, target, and whether it lies elsewhere."""
    out = ' TargetMode="External"'
    rows = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"{out if is_out else ""}/>'
        for number, (kind, target, is_out) in enumerate(links, start=2)
    )
    return f'<Relationships xmlns="{PACKAGE}">{rows}</Relationships>'


def xlsx() -> bytes:
    book = Workbook()
    book.active["A1"] = "Toets"
    book.properties.creator = "Juf Tess"
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def sheet(first: str, *, book: str = "", parts: dict[str, str | bytes] | None = None) -> bytes:
    """A workbook whose first sheet is this XML."""
    about = {"[Content_Types].xml": CONTENT_TYPES, "xl/workbook.xml": f"<workbook>{book}</workbook>", "xl/worksheets/sheet1.xml": first}
    return archive(about | (parts or {}))


def mail(body: str = "Beste school, hierbij de brief.", *attached: tuple[str, bytes], page: str = "") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Sanne Wit <sanne@thuis.example>", "info@vlieger.example", "Verzoek om inzage"
    message["Date"] = "Mon, 02 Nov 2026 09:00:00 +0100"
    message.set_content(body)
    if page:
        message.add_alternative(page, subtype="html")
    for name, content in attached:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return bytes(message)


def opens(content: bytes) -> bool:
    with pikepdf.open(BytesIO(content)):
        return True

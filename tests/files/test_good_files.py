"""What people really send comes through: the same to the eye, without what was hidden in it."""

import zipfile
from io import BytesIO

import pikepdf
import pytest
from openpyxl import load_workbook
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from privacyadmin.files.checking import Reason, Refused, check
from tests.files import samples


def only(name, content):
    (found,) = check(name, content)
    return found


def test_a_photo_is_kept_without_the_place_where_it_was_made():
    """ASVS V14.2.8."""
    found = only("foto.JPG", samples.photo())
    kept = Image.open(BytesIO(found.content))
    assert (found.name, found.media_type, kept.size) == ("foto.jpg", "image/jpeg", (40, 30))
    assert not kept.getexif() and not kept.info.get("comment") and b"Noor" not in found.content


def test_a_photo_that_was_held_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert Image.open(BytesIO(only("a.jpg", samples.image("JPEG", exif=exif)).content)).size == (30, 40)


def test_a_drawing_keeps_its_pixels_and_loses_its_texts():
    drawn = Image.open(BytesIO(only("a.png", samples.image() + b"<script>alert(1)</script>").content))
    assert drawn.getpixel((0, 0)) == (255, 0, 0) and drawn.getpixel((5, 5)) == (0, 128, 128) and not drawn.info


def test_a_report_keeps_its_pages_and_words():
    made = samples.pages("Verslag van het gesprek")
    made.docinfo["/Author"] = "Juf Tess"
    kept = only("verslag.pdf", samples.saved(made)).content
    assert "Verslag van het gesprek" in samples.words_of(kept) and b"Tess" not in kept
    with pikepdf.open(BytesIO(kept)) as opened:
        assert not opened.docinfo and set(opened.Root.keys()) == {"/Pages", "/Type"}


def test_what_was_filled_in_on_a_form_is_not_lost():
    made = samples.pages("Naam:")
    look = made.make_stream(b"BT /F1 12 Tf 2 2 Td (Noor Wit) Tj ET")
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 100, 20])
    look.Resources = made.pages[0].Resources
    box = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Tx,
        T=String("naam"),
        V=String("Noor Wit"),
        Rect=Array([60, 195, 160, 215]),
        F=4,
        AP=Dictionary(N=look),
        AA=Dictionary(K=Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))),
    )
    field = made.make_indirect(box)
    made.pages[0].Annots = Array([field])
    made.Root.AcroForm = Dictionary(Fields=Array([field]))
    kept = only("formulier.pdf", samples.saved(made)).content
    assert "Noor Wit" in samples.words_of(kept)


def test_a_photo_inside_a_scan_loses_its_place_too():
    made = samples.pages()
    picture = made.make_stream(samples.photo())
    picture.Type, picture.Subtype, picture.Width, picture.Height = Name.XObject, Name.Image, 40, 30
    picture.ColorSpace, picture.BitsPerComponent, picture.Filter = Name.DeviceRGB, 8, Name.DCTDecode
    made.pages[0].Resources.XObject = Dictionary(Im1=picture)
    made.pages[0].Contents = made.make_stream(b"q 200 0 0 150 50 50 cm /Im1 Do Q")
    kept = only("scan.pdf", samples.saved(made)).content
    with pikepdf.open(BytesIO(kept)) as opened:
        shown = pikepdf.PdfImage(opened.pages[0].Resources.XObject.Im1).as_pil_image()
        assert shown.size == (40, 30) and not shown.getexif()
    assert b"Noor" not in kept


def test_a_letter_in_word_and_a_list_in_excel_stay_as_they_are_without_who_made_them():
    links = samples.relations(("hyperlink", "https://www.example.org/", True), ("image", "media/image1.png", False))
    letter = samples.docx("Beste ouders", {"word/media/image1.png": samples.image(), "word/_rels/document.xml.rels": links})
    kept = zipfile.ZipFile(BytesIO(only("brief.docx", letter).content))
    assert b"Beste ouders" in kept.read("word/document.xml") and kept.read("word/media/image1.png").startswith(b"\x89PNG")
    found = only("cijfers.xlsx", samples.xlsx())
    assert load_workbook(BytesIO(found.content)).active["A1"].value == "Toets"
    inside = zipfile.ZipFile(BytesIO(found.content))
    assert not any(b"Juf Tess" in inside.read(name) for name in inside.namelist())


def test_an_email_becomes_its_words_and_its_attachments_each_by_itself():
    found = check("verzoek.eml", samples.mail("Beste school,", ("brief.pdf", samples.pdf("Inzage")), ("logo.gif", b"GIF89a" + bytes(30))))
    assert [file.name for file in found] == ["verzoek.txt", "brief.pdf"]
    text = found[0].content.decode()
    assert text.startswith("From: Sanne Wit <sanne@thuis.example>\n") and "Beste school," in text and "logo.gif: " in text
    assert "Inzage" in samples.words_of(found[1].content)


def test_an_email_that_is_a_web_page_becomes_what_a_reader_sees_of_it():
    page = b"<p>Beste <b>school</b></p><script>stuur()</script><img src=x onerror=y>"
    page = samples.mail().replace(b"text/plain", b"text/html").replace(b"Beste school, hierbij de brief.", page)
    text = only("a.eml", page).content.decode()
    assert "Beste school" in text and "stuur" not in text and "<" not in text.partition("\n\n")[2]


def test_an_attachment_with_a_virus_keeps_the_whole_email_out():
    sample = b"X5O!" + b"-".join([b"EICAR", b"STANDARD", b"ANTIVIRUS", b"TEST", b"FILE"])
    with pytest.raises(Refused) as refused:
        check("a.eml", samples.mail("Hoi", ("foto.txt", sample)))
    assert refused.value.reason == Reason.VIRUS


@pytest.mark.parametrize(
    "formula", ["SUM(A1:A9)", 'IF(A1&gt;5,"voldoende","CALL (lukte niet)")', 'HYPERLINK("https://www.example.org","lees")', "'Groep 6'!A1"]
)
def test_a_sheet_that_counts_is_kept_with_its_formulas(formula):
    cell = f"<worksheet><sheetData><row><c><f>{formula}</f></c></row></sheetData></worksheet>"
    kept = zipfile.ZipFile(BytesIO(only("cijfers.xlsx", samples.sheet(cell)).content)).read("xl/worksheets/sheet1.xml").decode()
    assert formula in kept


@pytest.mark.parametrize("text", ["Één zin.\r\nNog een zin.", "a < b en c > d", "Kosten: € 10"])
def test_a_note_in_plain_text_is_kept(text):
    assert only("notitie.txt", text.encode()).content.decode() == text
    if "€" in text:
        assert only("notitie.txt", text.encode("cp1252")).content.decode() == text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Rapport 12.3 van Noor.pdf", "Rapport 12.3 van Noor.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Temp\\brief.PDF", "brief.pdf"),
        ("brief.exe.pdf", "brief-exe.pdf"),
        ("factuur\u202egpj.pdf", "factuurgpj.pdf"),
        ("a\x00b\x1b[31m.pdf", "ab[31m.pdf"),
        ("CON.pdf", "file CON.pdf"),
        ("=cmd|' !A0.pdf", "cmd-' !A0.pdf"),
        ("<script>.pdf", "script.pdf"),
        (".pdf", "pdf.pdf"),
        ("scan", "scan.pdf"),
        ("x" * 5000 + ".pdf", "x" * 100 + ".pdf"),
        ("Zoë’s verslag (2).pdf", "Zoë’s verslag (2).pdf"),
    ],
)
def test_the_name_that_is_shown_is_plain_and_says_what_is_in_it(name, shown):
    assert only(name, samples.pdf()).name == shown

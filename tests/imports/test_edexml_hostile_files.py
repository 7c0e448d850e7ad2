"""Files that are made to break, blow up or smuggle: refused in words, quickly, in little memory (RELIABILITY T16)."""

import io
import tracemalloc
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from students.imports import edexml
from students.imports.edexml_parser import MAX_BYTES
from students.imports.messages import Refused
from tests.edexml.build import make_edexml
from tests.imports.test_edexml_reader import ON, VLIEGER
from tests.sizes import SIZES

SMALL = make_edexml(3)
MEGABYTE = 1024 * 1024
BOMB = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
PUPIL = b'<leerling key="q"><roepnaam>%s</roepnaam></leerling>'


def declare(doctype: bytes) -> bytes:
    """The small file with a DOCTYPE before its root."""
    return SMALL.replace(b"<EDEX>", doctype + b"<EDEX>", 1)


def among_pupils(xml: bytes) -> bytes:
    return SMALL.replace(b"\t</leerlingen>", xml + b"\t</leerlingen>", 1)


def in_head(old: bytes, new: bytes) -> bytes:
    return SMALL.replace(old, new, 1)


HOSTILE = {
    # entities and DOCTYPE
    "billion laughs": declare(b'<!DOCTYPE EDEX [<!ENTITY a0 "ha">' + BOMB + b"]>").replace(b"Noor", b"&a11;"),
    "quadratic blow-up": declare(b'<!DOCTYPE EDEX [<!ENTITY a "' + b"x" * 50_000 + b'">]>').replace(b"Noor", b"&a;" * 5000),
    "external entity": declare(b'<!DOCTYPE EDEX [<!ENTITY a SYSTEM "file:///etc/passwd">]>').replace(b"Noor", b"&a;"),
    "external entity over the network": declare(b'<!DOCTYPE EDEX [<!ENTITY a SYSTEM "http://127.0.0.1:9/a">]>').replace(b"Noor", b"&a;"),
    "parameter entity": declare(b'<!DOCTYPE EDEX [<!ENTITY % a SYSTEM "file:///etc/hostname"> %a;]>'),
    "external DTD": declare(b'<!DOCTYPE EDEX SYSTEM "http://127.0.0.1:9/edex.dtd">'),
    "public DTD": declare(b'<!DOCTYPE EDEX PUBLIC "-//W3C//DTD XHTML 1.0//EN" "file:///dev/zero">'),
    "empty DOCTYPE": declare(b"<!DOCTYPE EDEX>"),
    "attribute defaults": declare(b'<!DOCTYPE EDEX [<!ATTLIST leerling key CDATA "x">]>'),
    "DOCTYPE far behind comments": declare(b"<!--" + b"x" * 80_000 + b"-->" + b"<!-- -->" * 10_000 + b'<!DOCTYPE EDEX [<!ENTITY a "b">]>'),
    "undeclared entity": SMALL.replace(b"Noor", b"&laughs;"),
    # not XML, or not all of it
    "nothing": b"",
    "blanks": b" \n" * 100,
    "NUL bytes": SMALL.replace(b"Noor", b"No\0or"),
    "control character": SMALL.replace(b"Noor", b"No\x08or"),
    "control character as reference": SMALL.replace(b"Noor", b"&#0;"),
    "zip": b"PK\x03\x04" + b"\0" * 1000,
    "html": b"<html><body>Log in</body></html>",
    "html with DOCTYPE": b"<!doctype html><html></html>",
    "csv": b"leerling;achternaam\n1;Wit\n",
    "json": b'{"EDEX": {}}',
    "truncated in a tag": SMALL[: SMALL.index(b"<roepnaam>") + 4],
    "truncated between tags": SMALL[: SMALL.index(b"\t</leerlingen>")],
    "two roots": SMALL + SMALL.split(b"\n", 1)[1],
    "rubbish behind the end": SMALL + b"<more",
    "crossed tags": SMALL.replace(b"</roepnaam>", b"</achternaam>", 1),
    "attribute twice": SMALL.replace(b'<leerling key="L00000"', b'<leerling key="a" key="b"'),
    "blank before the declaration": b"\n" + SMALL,
    # another root or namespace
    "other root": SMALL.replace(b"EDEX", b"EDEC"),
    "lower-case root": SMALL.replace(b"EDEX", b"edex"),
    "namespaced root": SMALL.replace(b"<EDEX>", b'<EDEX xmlns="http://www.edustandaard.nl/">'),
    "soap envelope": b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"/>',
    # encodings
    "utf-8 that is none": SMALL.replace(b"Noor", b"No\xebl"),
    "utf-16": SMALL.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    "utf-16 without mark": SMALL.decode().encode("utf-16-le"),
    "utf-7": SMALL.replace(b"UTF-8", b"UTF-7"),
    "ebcdic": SMALL.decode().encode("cp500"),
    "unknown encoding": SMALL.replace(b"UTF-8", b"KLINGON"),
    "overlong utf-8": SMALL.replace(b"Noor", b"\xc0\xbcscript>"),
    "surrogates": SMALL.replace(b"Noor", b"\xed\xa0\x80"),
    # size and shape
    "deep nesting": among_pupils(b"<a>" * 300_000),
    "deep nesting inside what is skipped": in_head(b"<xsdversie>2.1</xsdversie>", b"<toevoegingen>" + b"<a>" * 300_000),
    "too deep but whole": in_head(b"<xsdversie>2.1</xsdversie>", b"<toevoegingen>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</toevoegingen>"),
    "huge text": among_pupils(PUPIL % (b"x" * 12 * MEGABYTE)),
    "huge text in pieces": among_pupils(PUPIL % (b"&#97;" * 2 * MEGABYTE)),
    "huge attribute": among_pupils(b'<leerling key="' + b"k" * 12 * MEGABYTE + b'"/>'),
    "huge name": among_pupils(b"<" + b"q" * 12 * MEGABYTE + b"/>"),
    "huge comment": among_pupils(b"<!--" + b"x" * 12 * MEGABYTE + b"-->"),
    "huge declaration": b"<?xml version='1.0' " + b" " * 12 * MEGABYTE + b"?><EDEX/>",
    "many attributes": among_pupils(b"<leerling " + b" ".join(b"a%d=''" % n for n in range(400_000)) + b"/>"),
    "many groups of one teacher": in_head(
        b'<groepen><groep key="G000">',
        b"<groepen>" + b"".join(b'<samengestelde_groep key="S1" /><groep key="g%d"/>' % n for n in range(20_000)),
    ),
    "many namespaces": among_pupils(b"<leerling " + b" ".join(b"xmlns:a%d='u'" % n for n in range(50_000)) + b"/>"),
    "only line ends": b"<EDEX>" + b"\n" * 20 * MEGABYTE,
}
# Read to the end, refused by errors in the report.
FAULTY = {
    "many unknown elements": among_pupils(b"<a/>" * 2 * MEGABYTE),
    "one pupil a hundred thousand times": among_pupils(b'<leerling key="q"><roepnaam>a</roepnaam></leerling>' * 100_000),
    "included document": among_pupils(b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'),
    "namespaced pupil": among_pupils(b'<leerling xmlns="urn:x" key="q"><roepnaam>a</roepnaam></leerling>'),
    "script": among_pupils(b"<script>alert(1)</script>"),
    "sections in another order": SMALL.replace(b"\t<vestigingen>", b"\t<leerkrachten/>\n\t<vestigingen>"),
    "two schools": SMALL.replace(
        b"\t<vestigingen>", SMALL[SMALL.index(b"\t<school>") : SMALL.index(b"\t<vestigingen>")] + b"\t<vestigingen>"
    ),
    "no school": SMALL[: SMALL.index(b"\t<school>")] + SMALL[SMALL.index(b"\t<vestigingen>") :],
    "no pupils": b"<EDEX><school><schooljaar>2026-2027</schooljaar><brincode>99ZA</brincode></school></EDEX>",
    "root alone": b"<EDEX/>",
    "pupil inside a pupil": among_pupils(
        b'<leerling key="q"><roepnaam>a</roepnaam><leerling key="r"><roepnaam>b</roepnaam></leerling></leerling>'
    ),
    "text as markup": among_pupils(b"<![CDATA[<leerling key='q'/>]]>"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_words(name):
    """Issue 2, bad input; the reason never repeats what the file holds."""
    with pytest.raises(Refused) as refusal:
        edexml.read(HOSTILE[name], on=ON)
    assert len(str(refusal.value)) > 30
    assert "passwd" not in str(refusal.value)


@pytest.mark.parametrize("name", FAULTY)
def test_a_file_that_breaks_the_structure_is_refused_by_its_errors(name):
    found = edexml.read(FAULTY[name], on=ON)
    assert found.is_refused
    assert all(message.message for message in found.errors)


def test_what_is_harmless_stays_readable():
    """Comments, processing instructions, CDATA and foreign additions are allowed XML."""
    data = among_pupils(b"<!-- -->" * 1000 + b"<?note x?>").replace(b"Noor", b"<![CDATA[Noor]]>")
    data = data.replace(
        b"<xsdversie>2.1</xsdversie>", b"<xsdversie>2.1</xsdversie><toevoegingen><x:a xmlns:x='urn:x' b='c'>d</x:a></toevoegingen>"
    )
    found = edexml.read(data, on=ON)
    assert found.pupils[0].first_name == "Noor"
    assert not found.errors
    assert found.ignored["toevoegingen"] == 1


class Endless(io.RawIOBase):
    """A file of which nobody knows the end; counts what was read of it."""

    def __init__(self):
        self.read_bytes = 0

    def seek(self, offset: int, whence: int = 0) -> int:
        return offset

    def read(self, size: int = -1) -> bytes:
        self.read_bytes += size
        return b"<EDEX>" + b"<!-- -->" * (size // 8)


def test_a_file_of_200_megabytes_is_refused_by_its_size_before_it_is_read(tmp_path):
    """A sparse file: reading it would take its size in zeros."""
    path = tmp_path / "large.xml"
    with path.open("wb") as file:
        file.write(SMALL)
        file.truncate(200 * MEGABYTE)
    tracemalloc.start()
    with pytest.raises(Refused, match="50 MB"):
        edexml.read(path, on=ON)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MEGABYTE


def test_a_stream_without_end_is_left_at_the_limit():
    stream = Endless()
    with pytest.raises(Refused):
        edexml.read(stream, on=ON)
    assert stream.read_bytes < MAX_BYTES + 2 * MEGABYTE


@pytest.mark.parametrize("name", ["many attributes", "huge text", "deep nesting", "only line ends", "billion laughs"])
def test_no_hostile_file_makes_the_reader_grow(name):
    """Far under 300 MB beside the file itself."""
    tracemalloc.start()
    with pytest.raises(Refused):
        edexml.read(io.BytesIO(HOSTILE[name]), on=ON)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60 * MEGABYTE


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path, tmp_path / "none.xml"):
        with pytest.raises(Refused, match="cannot be opened"):
            edexml.read(path, on=ON)


GRAINS = [
    b"<",
    b">",
    b"&",
    b"\0",
    b"\xff",
    b"<!DOCTYPE a>",
    b"]]>",
    b"<leerling",
    b"</EDEX>",
    b'"',
    b"\n",
    b"&#x0;",
    b"<!--",
    b"#",
    b"<a/>",
    b"9999-99-99",
    "٣".encode(),
]


def damaged(data: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    """The file with pieces cut out and others put in."""
    for place, length, grain in cuts:
        at = place % (len(data) + 1)
        data = data[:at] + grain + data[at + length :]
    return data


@settings(max_examples=SIZES.damaged_imports, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([VLIEGER.read_bytes(), SMALL]),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 40), st.sampled_from(GRAINS) | st.binary(max_size=4)), max_size=4),
)
def test_whatever_is_damaged_the_file_is_read_or_refused(data, cuts):
    """Never another exception, and never a row from a file that was refused."""
    try:
        found = edexml.read(damaged(data, cuts), on=ON)
    except Refused as refusal:
        assert str(refusal)
        return
    assert found.school is not None or found.is_refused
    assert all(message.row >= 0 and message.message for message in found.errors + found.warnings)
    keys = [pupil.key for pupil in found.pupils]
    assert found.is_refused or len(keys) == len(set(keys))


@settings(max_examples=SIZES.import_examples)
@given(st.binary(max_size=2000))
def test_any_bytes_at_all_are_refused(data):
    with pytest.raises(Refused):
        edexml.read(data, on=ON)


@settings(max_examples=SIZES.import_examples)
@given(st.text(st.characters(codec="utf-8", categories=("L", "M", "Nd", "P", "Zs")), min_size=1, max_size=60))
def test_any_name_that_can_be_written_comes_back_as_it_was(name):
    found = edexml.read(SMALL.replace(b"<roepnaam>Noor</roepnaam>", f"<roepnaam>{escape(name)}</roepnaam>".encode(), 1), on=ON)
    assert not found.errors
    assert found.pupils[0].first_name == " ".join(name.split())


def test_a_file_of_more_than_two_million_elements_is_left_there():
    data = SMALL.replace(b"<rol>LRK</rol><groepen>", b"<rol>x</rol>" * 2_100_000 + b"<groepen>", 1)
    with pytest.raises(Refused, match="two million"):
        edexml.read(data, on=ON)

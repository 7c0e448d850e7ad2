"""Writes EDEXML files of fictional pupils, of any size: for the tests, the demo's import and the bench."""

from datetime import date, timedelta
from xml.sax.saxutils import escape, quoteattr

FIRST_NAMES = ("Noor", "Sam", "Yara", "Finn", "Ismaël", "Zoë", "Bram", "Lotte", "Daan", "Amira", "Jip", "Thijs")
LAST_NAMES = ("Wit", "Bakker", "Hof", "Linde", "Özdemir", "Vos", "Kuiper", "Assink", "Smit", "Dekker", "Molen")
PREFIXES = ("", "de", "van der", "van 't", "")
GROUP_SIZE = 25


def fails_not(number: int) -> str:
    """A nine-digit number that passes the eleven test; of nobody."""
    for candidate in range(number, number + 200):
        digits = f"{candidate:09d}"
        if sum(weight * int(digit) for weight, digit in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits, strict=True)) % 11 == 0:
            return digits
    raise AssertionError("One in eleven passes.")


def element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def make_pupil(
    number: int,
    *,
    group: str = "",
    combined: tuple[str, ...] = (),
    location: str = "",
    year_group: str = "6",
    with_number: bool = False,
    left_on: date | None = None,
    key: str = "",
) -> str:
    """One pupil as a school's system writes him; the same number gives the same pupil."""
    prefix = PREFIXES[number % len(PREFIXES)]
    born_on = date(2015, 1, 1) + timedelta(days=number * 37 % 1460)
    lines = [
        element("achternaam", f"{LAST_NAMES[number // 12 % len(LAST_NAMES)]}"),
        element("voorvoegsel", prefix) if prefix else "",
        element("voorletters-1", FIRST_NAMES[number % 12][0]),
        element("roepnaam", FIRST_NAMES[number % 12]),
        element("geboortedatum", str(born_on)),
        element("geslacht", str(number % 2 + 1)),
        element("jaargroep", year_group),
        f"<groep key={quoteattr(group)}/>" if group else "",
        f"<samengestelde_groepen>{''.join(f'<samengestelde_groep key={quoteattr(each)}/>' for each in combined)}</samengestelde_groepen>"
        if combined
        else "",
        f"<vestiging key={quoteattr(location)}/>" if location else "",
        element("emailadres", f"leerling{number}@school.example"),
        element("land", "NL") if with_number else "",
        element("bsn", fails_not(100_000_000 + number * 211)) if with_number else "",
        element("postcodenl", f"{1000 + number % 8999}AB"),
        element("instroomdatum", str(born_on + timedelta(days=1500))),
        element("uitstroomdatum", str(left_on)) if left_on else "",
        element("mutatiedatum", "2026-08-01T08:00:00"),
    ]
    body = "\n\t\t\t".join(line for line in lines if line)
    return f"\t\t<leerling key={quoteattr(key or f'L{number:05d}')}>\n\t\t\t{body}\n\t\t</leerling>"


def make_edexml(
    pupils: int = 3,
    *,
    brin: str = "99ZA",
    branch: str = "00",
    school_year: str = "2026-2027",
    reference_on: str = "2026-10-01",
    groups: int | None = None,
    with_numbers: bool = False,
    sector: str = "po",
    first: int = 0,
    teachers: bool = True,
    extra: str = "",
    declaration: str = "UTF-8",
) -> bytes:
    """A whole file: a school, its groups of 25, a combined group, pupils first … first + pupils, and one teacher per group.

    `extra` is put among the pupils as it stands. The same arguments always give the same bytes.
    """
    years = ("1", "2", "3", "4", "5", "6", "7", "8") if sector == "po" else ("11", "12", "13", "14", "15", "16")
    count = groups or max(1, -(-pupils // GROUP_SIZE))
    keys = [(f"G{number:03d}", years[number % len(years)]) for number in range(count)]
    rows = [
        make_pupil(
            number,
            group=keys[number % count][0],
            year_group=keys[number % count][1],
            location="V1",
            with_number=with_numbers,
            combined=("S1",) if number % 5 == 0 else (),
        )
        for number in range(first, first + pupils)
    ]
    staff = [
        f'\t\t<leerkracht key="T{number:03d}"><achternaam>Mol</achternaam><voorletters-1>A</voorletters-1>'
        f"<emailadres>leerkracht{number}@school.example</emailadres><rol>LRK</rol>"
        f'<groepen><groep key="{key}"><rol>LRK</rol></groep></groepen></leerkracht>'
        for number, (key, _year) in enumerate(keys)
    ]
    return "\n".join(
        [
            f'<?xml version="1.0" encoding="{declaration}"?>',
            "<EDEX>",
            "\t<school>",
            f"\t\t<schooljaar>{school_year}</schooljaar><peildatum>{reference_on}</peildatum>",
            f"\t\t<brincode>{brin}</brincode><dependancecode>{branch}</dependancecode><xsdversie>2.1</xsdversie>",
            "\t</school>",
            '\t<vestigingen><vestiging key="V1"><naam>Hoofdgebouw</naam></vestiging></vestigingen>',
            "\t<groepen>",
            *(
                f'\t\t<groep key="{key}"><naam>{year}{"ABCDEFGHIJ"[n % 10]}{n // 10 or ""}</naam><jaargroep>{year}</jaargroep></groep>'
                for n, (key, year) in enumerate(keys)
            ),
            '\t\t<samengestelde_groep key="S1"><naam>Plusklas</naam></samengestelde_groep>',
            "\t</groepen>",
            "\t<leerlingen>",
            *rows,
            *([extra] if extra else []),
            "\t</leerlingen>",
            *(["\t<leerkrachten>", *staff, "\t</leerkrachten>"] if teachers else []),
            "</EDEX>",
            "",
        ]
    ).encode(declaration, "xmlcharrefreplace")

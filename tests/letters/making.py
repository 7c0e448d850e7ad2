"""What tests of letters begin with: a guardian with an address, and a letter to him."""
import io
import json

import pypdf

from privacyadmin import crypto
from privacyadmin.letters.services.writing import write
from students import addressees
from students.models import Guardian
from students.models.guardians import ADDRESS_LABEL
from tests.factories import NOW, TODAY, guardian

ADDRESS = {"street": "Dorpsstraat", "house_number": "12", "postcode": "5701ab", "city": "Helmond", "country": "Nederland"}
CODE = {"code": "K4TP-9QXM", "page": "portaal.example/code", "until": "22 december 2026"}


def live_at(person: Guardian, **address) -> Guardian:
    """Give a guardian a postal address, sealed as the import does it."""
    keyring = crypto.Keyring.ensure([person.pk], at=NOW)
    person.address_sealed = keyring.seal(person.pk, json.dumps(ADDRESS | address), label=ADDRESS_LABEL, row_id=person.pk)
    person.save()
    return person


def on_paper(*children, **fields) -> Guardian:
    """A parent without an account, who lives in the Dorpsstraat."""
    person = guardian(*children, **fields)
    person.user, person.email = None, ""
    return live_at(person)


def write_to(person, child, school, *, code="students.activation", values=None, key=None):
    to = addressees.guardian(person, on=TODAY, standing="guardian") if isinstance(person, Guardian) else addressees.of_pupil(person)
    return write(
        code, to=to, school=school, subject=child.pk, about=None, values={**(CODE if values is None else values), "child": child.call_name},
        key=key or f"test:{code}:{person.pk}", by=None, at=NOW,
    )


def pages_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def places_of(content: bytes, number: int = 0) -> list[tuple[str, float, float]]:
    """Each piece of text on a page with its distance from the left and from the top, in millimetres."""
    page = pypdf.PdfReader(io.BytesIO(content)).pages[number]
    height, found = float(page.mediabox.height), []

    def visit(text, current, matrix, _font, _size):
        if text.strip():
            x = matrix[4] * current[0] + matrix[5] * current[2] + current[4]
            y = matrix[4] * current[1] + matrix[5] * current[3] + current[5]
            found.append((text.strip(), x * 25.4 / 72, (height - y) * 25.4 / 72))

    page.extract_text(visitor_text=visit)
    return found

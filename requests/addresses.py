"""A secret address may appear in no output for another guardian, wherever somebody once typed it (DOMAIN 1.6)."""

import json
import re
import unicodedata
from collections.abc import Iterable

from privacyadmin import crypto
from students.models import Guardian
from students.models.guardians import ADDRESS_LABEL

from .models import PrivacyRequest

POSTCODE = re.compile(r"\b([1-9][0-9]{3})\s?([A-Za-z]{2})\b")
SHORTEST = 6  # characters; shorter words would black out half of a text
NUMBERED = re.compile(r"(?<=\w)\s+\d[\w\s./-]*$")  # «Laan 12», «Verscholenpad 7-A»


def secret_guardians(privacy_request: PrivacyRequest) -> list[Guardian]:
    """The pupil's other guardians whose address is a secret."""
    relations = privacy_request.pupil.guardian_relations.select_related("guardian").filter(guardian__has_secret_address=True)
    return [relation.guardian for relation in relations if relation.guardian_id != privacy_request.guardian_id]


def others_keep_secret(privacy_request: PrivacyRequest) -> bool:
    return bool(secret_guardians(privacy_request))


def secret_patterns(privacy_request: PrivacyRequest) -> list[re.Pattern]:
    """What to look for in every text that goes out: street with number, street, postcode, phone and mail of those guardians."""
    guardians = secret_guardians(privacy_request)
    if not guardians:
        return []
    keyring = crypto.Keyring.for_subjects([guardian.pk for guardian in guardians])
    words: list[str] = []
    phones: list[str] = []
    for guardian in guardians:
        words.append(guardian.email)
        phones += [guardian.phone] if len(re.findall(r"\d", guardian.phone)) >= SHORTEST else []
        if guardian.address_sealed:
            words += address_words(keyring.open(guardian.pk, guardian.address_sealed, label=ADDRESS_LABEL, row_id=guardian.pk))
    long_enough = [word for word in dict.fromkeys(words) if len(word) >= SHORTEST or NUMBERED.search(word)]
    return [phone_pattern(phone) for phone in phones] + [pattern(word) for word in long_enough]


def address_words(sealed: str) -> list[str]:
    """The tellable parts of an address, however it was written down."""
    try:
        parts = json.loads(sealed)
    except ValueError:
        parts = {"lines": sealed}
    if not isinstance(parts, dict):
        parts = {"lines": str(parts)}
    values = {key: str(value).strip() for key, value in parts.items() if value}
    street, number = values.get("street", ""), values.get("house_number") or values.get("number", "")
    found = [f"{street} {number}" if street and number else "", street, values.get("postcode", "")]
    found += [line.strip() for line in re.split(r"[\n,;]", values.get("lines", ""))]
    return [word for word in found if word]


def pattern(word: str) -> re.Pattern:
    """The word with any spacing or none, in capitals or not; a postcode and the number of a house in each of their forms."""
    if match := POSTCODE.fullmatch(word):
        return re.compile(rf"\b{match[1]}\s?{match[2]}\b", re.IGNORECASE)
    street = NUMBERED.sub("", word)
    number = [re.escape(piece) for piece in re.findall(r"\d+|[^\W\d]+", word[len(street) :])]
    parts = [re.escape(part) for part in street.split()]
    if number:
        parts.append(r"[\s./-]*".join(number) + r"(?!\d)")
    return re.compile(r"\s*".join(parts), re.IGNORECASE)


def phone_pattern(phone: str) -> re.Pattern:
    """The number with any spacing, with 0 or with the code of the country."""
    digits = re.sub(r"\D", "", phone.replace("(0)", ""))
    own = re.sub(r"^(?:0031|31(?=\d{9}$)|0)", "", digits)
    return re.compile(r"(?<!\d)(?:(?:\+|00)?31[\s().-]*)?\(?0?" + "".join(rf"[\s().-]*{digit}" for digit in own) + r"(?!\d)")


def name_patterns(names: Iterable[str]) -> list[re.Pattern]:
    """Each name as a word of its own, the longest first, in capitals or not, and with what Dutch puts behind it («Finns», «Anna's»)."""
    words = (unicodedata.normalize("NFC", name) for name in sorted(names, key=len, reverse=True))
    return [re.compile(rf"(?<!\w){re.escape(word)}(?:['’]?s|t?je)?(?!\w)", re.IGNORECASE) for word in words]


def spans(text: str, patterns: Iterable[re.Pattern]) -> list[tuple[int, int]]:
    """Where one of them stands, joined where they touch."""
    found = sorted(match.span() for each in patterns for match in each.finditer(text))
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined

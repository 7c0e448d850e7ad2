"""Every text that the program brings, for every audience and language: plain words, and nothing left open (S1-79; must show 7)."""
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from privacyadmin.letters.readability import PLAIN, read, syllables
from privacyadmin.letters.registry import FAMILY, KINDS
from privacyadmin.letters.samples import example
from privacyadmin.letters.services.texts import checked
from privacyadmin.letters.shipped import FOLDER, shipped
from privacyadmin.letters.words import blocks

TEXTS = [(kind, audience, language) for kind in KINDS.values() for audience in kind.audiences for language, _name in settings.LANGUAGES]
TO_FAMILIES = [(kind, audience, language) for kind, audience, language in TEXTS if audience in FAMILY]
NAMES = [f"{kind.code}-{audience}-{language}" for kind, audience, language in TEXTS]
FEW = 8                 # words: a heading or «Beste Sanne» is no block to judge
DIFFICULT = (
    "betrokkene", "conform", "derhalve", "desbetreffende", "dienen te", "grondslag", "indien", "ingevolge", "jegens", "krachtens",
    "middels", "omtrent", "persoonsgegevens verwerken", "reeds", "teneinde", "thans", "verwerkingsverantwoordelijke", "voornoemde", "zulks",
)
MAILS = ("letter_news", "request_news", "request_received", "request_code", "login_code", "consent_news")


@pytest.mark.parametrize(("kind", "audience", "language"), TEXTS, ids=NAMES)
def test_every_text_is_there_and_its_places_are_known(kind, audience, language):
    words = shipped(kind.code, audience, language)
    assert checked(kind, words.subject, words.body) == words
    filled = example(kind, words, language)
    assert filled.subject and not set("{}") & set(filled.subject + filled.body) and len(filled.subject) <= 90


@pytest.mark.parametrize(("kind", "audience", "language"), TO_FAMILIES)
def test_every_block_to_a_family_reads_easily(kind, audience, language):
    """Dutch reading ease of 60 or more in each block, 12 words or fewer in a sentence."""
    words = example(kind, shipped(kind.code, audience, language), language)
    for text in (block.text for block in blocks(words.body)):
        reading = read(text, language)
        if reading.words >= FEW:
            assert reading.ease >= PLAIN and reading.mean_sentence <= 12, (text, reading.ease, reading.mean_sentence)


@pytest.mark.parametrize(("kind", "audience", "language"), TO_FAMILIES)
def test_no_word_to_a_family_is_of_the_office(kind, audience, language):
    text = shipped(kind.code, audience, language).body.lower()
    assert [word for word in DIFFICULT if re.search(rf"\b{word}\b", text)] == []


@pytest.mark.parametrize(("kind", "audience", "language"), TO_FAMILIES)
def test_parents_are_addressed_with_u_and_pupils_with_je(kind, audience, language):
    if language == "nl":
        body = shipped(kind.code, audience, language).body
        other = r"\b(je|jij|jou|jouw)\b" if audience == "parent" else r"\b(u|uw)\b"
        assert not re.search(other, body, re.IGNORECASE)


@pytest.mark.parametrize("template", MAILS)
def test_a_mail_to_a_family_reads_easily_and_names_nobody(template):
    context = {"sender": "De Vlieger", "link": "https://portaal.example/", "is_family": True, "code": "123456"}
    with translation.override("nl"):
        text = render_to_string(f"mail/{template}.txt", context)
    for part in re.split(r"\n\s*\n", text):
        reading = read(part, "nl")
        if reading.words >= FEW:
            assert reading.ease >= PLAIN, (part, reading.ease)


def test_the_texts_and_the_kinds_are_the_same():
    found = {(path.parent.name, *path.stem.split(".")) for path in (settings.BASE_DIR / FOLDER).rglob("*.txt")}
    assert found == {(kind.code, str(audience), language) for kind, audience, language in TEXTS}
    assert Path(settings.BASE_DIR / FOLDER).is_dir()


@pytest.mark.parametrize(("word", "number"), [
    ("school", 1), ("gegevens", 3), ("privacy", 3), ("ouders", 2), ("ideeën", 3), ("bijlage", 3), ("leeuw", 1), ("vragen", 2), ("u", 1),
])
def test_syllables_are_counted_as_they_are_spoken(word, number):
    assert syllables(word, "nl") == number


def test_a_text_of_the_office_is_found_hard_to_read():
    hard = (
        "Ingevolge artikel 12 van de Algemene verordening gegevensbescherming informeert de verwerkingsverantwoordelijke de betrokkene "
        "onverwijld omtrent de motieven van de weigering teneinde effectieve rechtsbescherming te waarborgen."
    )
    assert not read(hard, "nl").is_plain and read("Wij zeggen nee. Dit is de reden.", "nl").is_plain

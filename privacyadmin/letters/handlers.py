"""What the worker lays out: the letters of a print run, and samples; imported where work is done, and never by the web (SETTLED 6)."""
from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext as _

from privacyadmin import crypto, documents
from privacyadmin.documents.models import Document
from privacyadmin.times import local_day

from . import samples
from .addressees import Channel, lines_of
from .layout import Sheet, sheet
from .models import Letter, PrintRun
from .sender import sender_of
from .services import runs, texts, writing

TEMPLATE = "documents/letters.html"


@documents.builder(runs.DOCUMENT)
def build_run(document: Document) -> documents.Answer:
    """The letters of a run that are still to be posted, in the order in which they were written."""
    run = PrintRun.objects.get(pk=document.about)
    letters = list(run.letters.to_post().order_by("made_at", "pk"))
    return documents.Answer(
        title=_("Letters"), template=TEMPLATE, context={}, sections=list(sheets(letters)), weight=lambda section: section.weight
    )


def sheets(letters: list[Letter]) -> Iterator[Sheet]:
    keyring = crypto.Keyring.for_subjects({letter.subject for letter in letters})
    addresses = lines_of({letter.addressee for letter in letters if letter.channel == Channel.POST})
    for letter in letters:
        try:
            content = writing.content_of(letter, keyring)
        except crypto.Shredded:             # the pupil was destroyed while the letter waited
            continue
        if content is not None:
            lines = content.lines or addresses.get(letter.addressee, [])
            head = [line for line in (content.name, content.attention) if line]
            yield sheet(
                content.words, language=letter.language, lines=[*head, *lines], on=local_day(letter.made_at), sender=content.sender
            )


@documents.builder(samples.DOCUMENT)
def build_sample(document: Document) -> documents.Answer:
    """The newest words of a text, with example words in its places."""
    assert document.school is not None                  # a sample is ordered with the head of a school
    kind, audience = samples.kind_of(document.about)
    language, on = document.language, local_day(document.ordered_at)
    words = texts.words_of(kind, audience, language, samples.newest_text(kind, audience, language))
    with translation.override(language):
        lines = samples.example_lines()
    made = sheet(
        samples.example(kind, words, language), language=language, lines=lines, on=on, sender=sender_of(document.school, on)
    )
    return documents.Answer(title=made.subject, template=TEMPLATE, context={"is_sample": True}, sections=[made])

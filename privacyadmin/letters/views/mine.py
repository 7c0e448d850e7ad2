from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from privacyadmin import crypto
from privacyadmin.access.doors import needs_family
from privacyadmin.access.http import SignedInRequest
from privacyadmin.letters.models import Letter
from privacyadmin.letters.services import writing
from privacyadmin.letters.words import blocks

PAGE_SIZE = 25


@needs_family
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The letters of the school to this parent or pupil, the newest first."""
    found = Letter.objects.of_reader(request.scope).select_related("school").defer("school__logo")
    readable = [letter for letter in found if writing.may_read(letter, request.scope)]
    page = Paginator(readable, PAGE_SIZE).get_page(request.GET.get("page"))
    keyring = crypto.Keyring.for_subjects({letter.subject for letter in page})
    for letter in page:
        letter.title = title_of(letter, keyring)
    return render(request, "letters/mine.html", {"page": page})


def title_of(letter: Letter, keyring: crypto.Keyring) -> str:
    try:
        content = writing.content_of(letter, keyring)
    except crypto.Shredded:
        content = None
    return content.words.subject if content else str(letter.label)


@needs_family
@require_safe
def letter(request: SignedInRequest, letter_id: UUID) -> HttpResponse:
    """One letter, to read."""
    found = get_object_or_404(Letter.objects.of_reader(request.scope).select_related("school").defer("school__logo"), pk=letter_id)
    if not writing.may_read(found, request.scope):
        raise Http404
    try:
        content = writing.content_of(found, crypto.Keyring.for_subjects([found.subject]))
    except crypto.Shredded as gone:
        raise Http404 from gone
    if content is None:
        raise Http404
    if found.read_at is None and request.method == "GET":
        writing.note_read(found, at=timezone.now())
    return render(request, "letters/letter.html", {"letter": found, "content": content, "blocks": list(blocks(content.words.body))})

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.doors import needs
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.documents.models import Document, State
from privacyadmin.documents.services import open_document
from privacyadmin.files.http import attachment
from privacyadmin.letters import samples
from privacyadmin.letters.forms import InForceForm, TextForm
from privacyadmin.letters.models import LetterText
from privacyadmin.letters.readability import read
from privacyadmin.letters.registry import KINDS, Audience, Kind, all_kinds
from privacyadmin.letters.sender import sender_of
from privacyadmin.letters.services import runs, texts
from privacyadmin.letters.words import Words, blocks, difference
from privacyadmin.organisation.models import School
from privacyadmin.workflow import NotAllowed

WATCHERS = (Verb.READ, Verb.WRITE, Verb.APPROVE)
GET_OR_POST = ["GET", "HEAD", "POST"]
EXACT = "%Y-%m-%dT%H:%M:%S.%f%z"


@needs(Register.POLICY, *WATCHERS)
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Every letter that the school writes: for whom, in which languages, in whose words."""
    own: dict[tuple, list[LetterText]] = {}
    for text in LetterText.objects.defer("body").order_by("number"):
        own.setdefault((text.kind, text.audience, text.language), []).append(text)
    rows = [
        {"kind": kind, "languages": [(code, name, texts_of(kind, code, own, request)) for code, name in settings.LANGUAGES]}
        for kind in all_kinds()
    ]
    context = {"rows": rows, "languages": settings.LANGUAGES, "sees_post": runs.sees(request.scope)}
    return render(request, "letters/index.html", context)


def texts_of(kind: Kind, language: str, own: dict[tuple, list[LetterText]], request: SignedInRequest) -> list[tuple]:
    """Each audience of a letter, with whose words it gets."""
    return [(audience, state_of(own.get((kind.code, audience, language), []), request)) for audience in kind.audiences]


def state_of(versions: list[LetterText], request: SignedInRequest) -> dict[str, Any]:
    """Whose words hold, and whether a draft waits."""
    in_force = [each for each in versions if each.valid_from and each.valid_from <= request.scope.on]
    return {"number": in_force[-1].number if in_force else 0, "has_draft": any(each.is_draft for each in versions)}


@needs(Register.POLICY, *WATCHERS)
@require_safe
def text(request: SignedInRequest, kind: str, audience: str, language: str) -> HttpResponse:
    """One text as its reader sees it, with its versions and what changed between them."""
    of = kind_or_404(kind, audience, language)
    versions = list(LetterText.objects.of(kind, audience, language).select_related("by", "put_by").order_by("-number"))
    shown = version_asked(request, versions)
    before = version_before(versions, shown)
    words = texts.words_of(of, audience, language, shown)
    sample = samples.latest(of, audience, language)
    context = {
        "kind": of, "audience": Audience(audience), "language": language, "language_name": dict(settings.LANGUAGES)[language],
        "shown": shown, "versions": versions, "in_force": texts.in_force(of, audience, language, on=request.scope.on),
        "draft": next((each for each in versions if each.is_draft), None), "may_edit": texts.may_edit(request.scope),
        "sample": sample, "sample_is_ready": sample is not None and sample.state == State.READY,
        **preview(of, words, language, request),
    }
    if shown is not None:
        context["lines"] = difference(texts.words_of(of, audience, language, before), words)
        context["before"] = before
    if shown is not None and shown.is_draft:
        context["in_force_form"] = InForceForm(initial={"valid_from": request.scope.on, "seen": exact(shown.made_at)})
    return render(request, "letters/text.html", context)


@needs(Register.POLICY, Verb.WRITE, Verb.APPROVE)
@require_http_methods(GET_OR_POST)
def edit(request: SignedInRequest, kind: str, audience: str, language: str) -> HttpResponse:
    """Write a new version; «look» shows it as its reader would see it, «save» keeps it as a draft."""
    of = kind_or_404(kind, audience, language)
    texts.check_may_edit(request.scope)
    newest = samples.newest_text(of, audience, language)
    draft = newest if newest is not None and newest.is_draft else None
    form = TextForm(sent(request), kind=of, initial=opened(of, audience, language, newest, draft))
    context: dict[str, Any] = {
        "kind": of, "audience": Audience(audience), "language": language, "language_name": dict(settings.LANGUAGES)[language], "form": form,
    }
    if request.method == "POST" and form.is_valid():
        words = Words(form.cleaned_data["subject"], form.cleaned_data["body"])
        if "look" not in request.POST and save(form, of, audience, language, request):
            messages.success(request, _("The draft is kept. Letters have the old words until you put it in force."))
            return redirect("letters:text", kind, audience, language)
        context |= preview(of, words, language, request)
    return render(request, "letters/edit.html", context)


def opened(of: Kind, audience: str, language: str, newest: LetterText | None, draft: LetterText | None) -> dict[str, Any]:
    words = texts.words_of(of, audience, language, newest)
    return {
        "subject": words.subject, "body": words.body, "note": draft.note if draft else "", "seen": exact(draft.made_at) if draft else "",
    }


def save(form: TextForm, of: Kind, audience: str, language: str, request: SignedInRequest) -> bool:
    try:
        texts.save_draft(of, audience, language, by=request.scope, at=timezone.now(), **form.cleaned_data)
    except ValidationError as objection:
        form.add_error(None, objection)
        return False
    return True


@needs(Register.POLICY, Verb.WRITE, Verb.APPROVE)
@require_POST
def put_in_force(request: SignedInRequest, kind: str, audience: str, language: str) -> HttpResponse:
    """From a day on letters have the words of the draft; or the draft is thrown away."""
    of = kind_or_404(kind, audience, language)
    texts.check_may_edit(request.scope)
    draft = LetterText.objects.of(kind, audience, language).drafts().first()
    if draft is None:
        raise Http404
    if "discard" in request.POST:
        texts.discard(draft, by=request.scope)
        messages.success(request, _("The draft is thrown away."))
        return redirect("letters:text", kind, audience, language)
    form = InForceForm(request.POST)
    if form.is_valid():
        try:
            texts.put_in_force(draft, of, by=request.scope, at=timezone.now(), **form.cleaned_data)
        except NotAllowed as refusal:
            messages.error(request, refusal.reason)
        else:
            messages.success(request, _("The text is in force from the day that you chose."))
    else:
        messages.error(request, _("Give the day from which the text holds."))
    return redirect("letters:text", kind, audience, language)


@needs(Register.POLICY, *WATCHERS)
@require_POST
def sample(request: SignedInRequest, kind: str, audience: str, language: str) -> HttpResponse:
    """Have the newest words made as a PDF, as it comes from the printer."""
    of = kind_or_404(kind, audience, language)
    school = school_of_sample()
    if school is None:
        raise Http404
    samples.order(of, Audience(audience), language, school=school, at=timezone.now())
    messages.success(request, _("The PDF is being made. Open this page again in a moment to download it."))
    return redirect("letters:text", kind, audience, language)


@needs(Register.POLICY, *WATCHERS)
@require_safe
def sample_file(request: SignedInRequest, kind: str, audience: str, language: str) -> StreamingHttpResponse:
    """The PDF of the newest words."""
    found: Document | None = samples.latest(kind_or_404(kind, audience, language), audience, language)
    if found is None or found.state != State.READY:
        raise Http404
    return attachment(open_document(found), name="letter.pdf", media_type=found.media_type, size=found.size)


def kind_or_404(kind: str, audience: str, language: str) -> Kind:
    of = KINDS.get(kind)
    if of is None or audience not in of.audiences or language not in dict(settings.LANGUAGES):
        raise Http404
    return of


def version_asked(request: SignedInRequest, versions: list[LetterText]) -> LetterText | None:
    """The version of `?version=` (0: the program's), else the draft or the newest."""
    asked = request.GET.get("version", "")
    if not asked:
        return versions[0] if versions else None
    if asked == "0":
        return None
    found = next((each for each in versions if str(each.number) == asked), None)
    if found is None:
        raise Http404
    return found


def version_before(versions: list[LetterText], shown: LetterText | None) -> LetterText | None:
    return next((each for each in versions if shown is not None and each.number < shown.number), None)


def preview(of: Kind, words: Words, language: str, request: SignedInRequest) -> dict[str, Any]:
    """The words as they would be read, with examples in the places."""
    filled, school = samples.example(of, words, language), school_of_sample()
    return {
        "filled": filled, "blocks": list(blocks(filled.body)), "reading": read(filled.body, language),
        "signature": sender_of(school, request.scope.on) if school else None, "school": school,
    }


def school_of_sample() -> School | None:
    return School.objects.select_related("board").defer("logo", "board__logo").order_by("name", "pk").first()


def exact(at: datetime) -> str:
    return at.strftime(EXACT)

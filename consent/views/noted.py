"""Noting an answer that came in on paper or in a conversation, and opening its scan."""
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from consent import reach
from consent.forms import noted as forms
from consent.models import Capacity, EvidenceFile, Mode, Occasion, Purpose, PurposeText
from consent.services import noted as services
from consent.services import sixteen
from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.http import SignedInRequest, sent_files
from privacyadmin.files.forms import taken
from privacyadmin.files.http import attachment
from privacyadmin.workflow import NotAllowed
from students.models import Student

from .occasions import source_of
from .pages import GET_OR_POST, reads, writes
from .pupils import may_know, pupil_of, purposes_of

Asked = list[tuple[Purpose, PurposeText]]


@writes
@require_http_methods(GET_OR_POST)
def note(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Who answered, how and when, and yes or no to each purpose; or to what is asked for one occasion."""
    student = pupil_of(request, key)
    if reason := services.why_not(student, request.scope):
        raise NotAllowed(reason)
    occasion = _occasion(student, request)
    asked = _asked(student, occasion, request)
    answerers = services.answerers(student, on=request.scope.on)
    may_decide = occasion is None and not sixteen.why_not_himself(student, request.scope, capacity=Capacity.PUPIL)
    form = forms.NoteForm(
        **sent_files(request), answerers=answerers, purposes=asked, pupil=student.full_name, may_decide=may_decide, on=request.scope.on
    )
    if request.method == "POST" and form.is_valid() and (count := _noted(student, form, occasion, request)) is not None:
        messages.success(request, ngettext("%(count)d answer recorded.", "%(count)d answers recorded.", count) % {"count": count})
        return redirect("consent:pupil", student.pk)
    context = {"student": student, "form": form, "occasion": occasion, "has_people": bool(answerers), "has_questions": bool(asked)}
    return render(request, "consent/note.html", context, status=400 if form.errors else 200)


def _occasion(student: Student, request: SignedInRequest) -> Occasion | None:
    """The one time that the address names, while it goes on, for who knows of it by the file or by what it is asked for."""
    named = request.GET.get("occasion")
    if not named:
        return None
    found = Occasion.objects.filter(pupils__student=student, until__gt=request.scope.on, ended_at=None).select_related("purpose__school")
    occasion = get_object_or_404(found, pk=forms.key_of(named))
    if not may_know(occasion, student, request.scope):
        if occasion.source is None:
            raise Http404
        source_of(occasion, request.scope)
    return occasion


def _asked(student: Student, occasion: Occasion | None, request: SignedInRequest) -> Asked:
    """What can be answered, each with its words of today."""
    if occasion is not None:
        purposes = [occasion.purpose]
    else:
        own = purposes_of(student, request)
        purposes = [
            each for each in own if each.mode != Mode.PER_EVENT and request.scope.may(Register.CONSENTS, Verb.WRITE, each.school_id)
        ]
    texts = services.texts_on(purposes, on=request.scope.on, today=request.scope.on)
    return [(each, texts[each.pk]) for each in purposes if each.pk in texts]


def _noted(student: Student, form: forms.NoteForm, occasion: Occasion | None, request: SignedInRequest) -> int | None:
    """How many answers were recorded; None where something is refused, which the form then says."""
    at = timezone.now()
    school = next((purpose.school for purpose in form.purposes.values()), None)
    scans = taken(form, "scans", about=student, school=school, by=request.scope, at=at)
    forms.refuse_other_files(form, scans)
    if form.errors:
        return None
    try:
        rows = services.note(
            student, form.answers, guardian=form.guardian, channel=form.channel_chosen, answered_on=form.cleaned_data["answered_on"],
            words=form.cleaned_data["words"], scans=scans, occasion=occasion,
            decides_himself=form.cleaned_data.get("decides_himself", False), by=request.scope, at=at,
        )
    except NotAllowed as refusal:
        form.add_error(None, refusal.reason)
        return None
    return len(rows)


@reads
@require_safe
def scan(request: SignedInRequest, key: UUID) -> StreamingHttpResponse:
    """A scan to save."""
    row = get_object_or_404(EvidenceFile.objects.select_related("evidence"), pk=key)
    student = pupil_of(request, row.student_id)
    if not services.reads_words(request.scope, student):
        raise NotAllowed(_("What was said or signed is for who keeps the consents of the school."))
    if row.evidence.decisions.exclude(category__in=reach.categories(request.scope, student)).exists():
        raise Http404
    opened = services.open_scan(row, by=request.scope, at=timezone.now())
    return attachment(opened.content, name=opened.name, media_type=opened.media_type, size=opened.size)

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from privacyadmin import audit, crypto
from privacyadmin.access.catalogue import LOGGED, VETTED, Category, Register
from privacyadmin.access.doors import needs, needs_staff
from privacyadmin.access.http import SignedInRequest
from privacyadmin.files.correspondence import open_file as open_letter_file
from privacyadmin.files.models import CorrespondenceFile
from privacyadmin.workflow import NotAllowed
from requests import blackout, forms, suggestions
from requests.answer import spans_of
from requests.collecting import is_of, received_files
from requests.models import DossierItem, ItemKind, ItemState, PrivacyRequest
from requests.models.privacy_requests import SEES_PIECES
from requests.services import gathering, redacting
from students.models import Student
from students.services.dossier import open_file

from .loading import item_of, request_of
from .pages import attachment

PAGE_SIZE = 25
# What somebody wrote; the other pieces are put together by the program.
WRITTEN = {ItemKind.ENTRY, ItemKind.FORM, ItemKind.LETTER, ItemKind.FILE}


@needs(Register.REQUESTS, *SEES_PIECES)
@require_safe
def items(request: SignedInRequest, key) -> HttpResponse:
    """The pieces of a dossier: what they are and how far; their words only on a page of their own."""
    privacy_request = request_of(request, key)
    rows = privacy_request.items.annotate(gaps=Count("redactions", filter=Q(redactions__undone_at__isnull=True)))
    category, state = request.GET.get("category", ""), request.GET.get("state", "")
    if category in Category.values:
        rows = rows.filter(category=category)
    if state in ItemState.values:
        rows = rows.filter(state=state)
    page = Paginator(rows.in_order(), PAGE_SIZE).get_page(request.GET.get("page"))
    scope = request.scope
    student = redacting.student_of(privacy_request, scope) if privacy_request.student_id else None
    for item in page:
        item.privacy_request = privacy_request
        item.may_read = student is not None and not redacting.why_not(item, scope, student)
    return render(
        request,
        "requests/items.html",
        {
            "privacy_request": privacy_request,
            "page": page,
            "category": category,
            "state": state,
            "states": ItemState.choices,
            "counts": privacy_request.item_counts(),
            "vetted": VETTED,
        },
    )


@needs_staff
@require_safe
def item(request: SignedInRequest, key, item_key) -> HttpResponse:
    """Reading one piece: its words, its black-outs, and proposals for more."""
    return _workspace(request, item_of(request, key, item_key), None)


def _workspace(request: SignedInRequest, item: DossierItem, form: forms.BlackOutForm | None) -> HttpResponse:
    scope, privacy_request = request.scope, item.privacy_request
    student, text = _opened(request, item)
    spans = spans_of(item)
    closed = redacting.why_not_work(item, scope, student)
    taken = [(span.start, span.end) for span in spans]
    proposals = suggestions.people_around(privacy_request).find(text, taken) if not closed and item.kind in WRITTEN else []
    mine = _neighbours(item, scope, student)
    context = {
        "privacy_request": privacy_request,
        "item": item,
        "parts": blackout.parts(text, spans),
        "spans": spans,
        "proposals": proposals,
        "form": form or forms.BlackOutForm(text=text),
        "leave_out_form": forms.LeaveOutForm(auto_id="left_%s"),
        "closed": closed,
        "is_protected": item.category in gathering.protected_categories(privacy_request, at=scope.at),
        "next": mine,
        "sees_request": PrivacyRequest.objects.visible_to(scope).filter(pk=privacy_request.pk).exists(),
    }
    return render(request, "requests/item.html", context, status=400 if form is not None else 200)


def _opened(request: SignedInRequest, item: DossierItem) -> tuple[Student, str]:
    """The words of a piece; that somebody read a sensitive one is recorded (S2-121)."""
    scope, privacy_request = request.scope, item.privacy_request
    student = redacting.student_of(privacy_request, scope)
    if reason := redacting.why_not(item, scope, student):
        raise NotAllowed(reason)
    if item.category in LOGGED:
        through = scope.through(student, Category(item.category))
        assert through is not None  # something gave the right that was asked above
        case = through.target if through.source == "case" else None
        audit.reading(by=scope, student_id=student.pk, category=item.category, right=through.role, case_id=case, at=timezone.now())
    return student, gathering.text_of(item, crypto.Keyring.for_subjects([student.pk]))


def _neighbours(item: DossierItem, scope, student: Student) -> DossierItem | None:
    """The next piece that waits for this reader."""
    rows = item.privacy_request.items.undone().exclude(pk=item.pk).in_order()
    for row in rows[:50]:
        row.privacy_request = item.privacy_request
        if not redacting.why_not(row, scope, student):
            return row
    return None


@needs_staff
@require_POST
def black_out(request: SignedInRequest, key, item_key) -> HttpResponse:
    item = item_of(request, key, item_key)
    _student, text = _opened(request, item)
    form = forms.BlackOutForm(request.POST, text=text)
    if not form.is_valid():
        return _workspace(request, item, form)
    made = redacting.black_out(item, form.passages, by=request.scope, at=timezone.now())
    return _blacked_out(request, item, len(made))


@needs_staff
@require_POST
def accept(request: SignedInRequest, key, item_key) -> HttpResponse:
    """Black out the chosen proposals."""
    item = item_of(request, key, item_key)
    _student, text = _opened(request, item)
    chosen = set(request.POST.getlist("proposal"))
    taken = [(span.start, span.end) for span in spans_of(item)]
    found = [proposal for proposal in suggestions.people_around(item.privacy_request).find(text, taken) if proposal.key in chosen]
    chosen_passages = [(each.start, each.end, each.ground, str(each.reason)) for each in found]
    made = redacting.black_out(item, chosen_passages, by=request.scope, at=timezone.now())
    return _blacked_out(request, item, len(made))


def _blacked_out(request: SignedInRequest, item: DossierItem, count: int) -> HttpResponse:
    words = ngettext("%(count)d passage is blacked out.", "%(count)d passages are blacked out.", count)
    messages.success(request, words % {"count": count})
    return redirect(item)


@needs_staff
@require_safe
def file(request: SignedInRequest, key, item_key) -> StreamingHttpResponse:
    """The file itself, to look at before it is given; that somebody opened it is recorded."""
    item = item_of(request, key, item_key)
    student, _name = _opened(request, item)
    stored = received_files([item.source_id]).get(item.source_id) if item.source_id else None
    if stored is None or not is_of(stored, student.pk, item.privacy_request):
        raise Http404
    if isinstance(stored, CorrespondenceFile):
        found = open_letter_file(stored, by=request.scope, at=timezone.now())
    else:
        found = open_file(stored, student=student, by=request.scope, at=timezone.now())
    return attachment(found.content, found, item.privacy_request)


@needs_staff
@require_POST
def show_again(request: SignedInRequest, key, item_key, redaction_key) -> HttpResponse:
    item = item_of(request, key, item_key)
    redaction = get_object_or_404(item.redactions.in_force(), pk=redaction_key)
    redacting.show_again(redaction, by=request.scope, at=timezone.now())
    messages.success(request, _("The passage is shown again."))
    return redirect(item)


@needs_staff
@require_POST
def clear(request: SignedInRequest, key, item_key) -> HttpResponse:
    item = item_of(request, key, item_key)
    redacting.clear(item, by=request.scope, at=timezone.now())
    messages.success(request, _("This piece is read."))
    return _onwards(request, item)


@needs_staff
@require_POST
def leave_out(request: SignedInRequest, key, item_key) -> HttpResponse:
    item = item_of(request, key, item_key)
    if reason := redacting.why_not_work(item, request.scope, redacting.student_of(item.privacy_request, request.scope)):
        raise NotAllowed(reason)
    form = forms.LeaveOutForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why the piece is left out."))
        return redirect(item)
    redacting.leave_out(item, by=request.scope, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("This piece is left out."))
    return _onwards(request, item)


@needs_staff
@require_POST
def reopen(request: SignedInRequest, key, item_key) -> HttpResponse:
    item = item_of(request, key, item_key)
    redacting.reopen(item, by=request.scope, at=timezone.now())
    return redirect(item)


def _onwards(request: SignedInRequest, item: DossierItem) -> HttpResponse:
    """To the next piece that waits for this reader, else back to the list."""
    following = _neighbours(item, request.scope, redacting.student_of(item.privacy_request, request.scope))
    if following is not None:
        return redirect(following)
    if PrivacyRequest.objects.visible_to(request.scope).filter(pk=item.privacy_request_id).exists():
        return redirect("requests:items", item.privacy_request_id)
    return redirect("requests:vetting")

"""The application form: its versions, the questions of one, who uses which, the yearly review, and the printed form."""
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.doors import needs
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.access.scope import Scope
from privacyadmin.documents.models import Document, State
from privacyadmin.documents.services import open_document
from privacyadmin.files.http import attachment
from privacyadmin.workflow import NotAllowed
from processors.forms.activities import AnswerForm
from processors.forms.application_forms import QuestionForm, ReviewForm, UseForm, VersionForm
from processors.models import FormField, FormUse, FormVersion
from processors.models.activities import visible_schools
from processors.models.parties import SEES
from processors.models.register_words import Section, VersionState
from processors.rules.application_forms import is_kept
from processors.services import application_forms as services
from processors.workflow.register import FORM_STEPS

from .activities import GET_OR_POST, kept_for, may_write, schools_to_write, writes_board


@needs(Register.PROCESSORS, *SEES)
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Which version holds, which school uses which, and which school is behind (S1-34)."""
    scope = request.scope
    versions = list(FormVersion.objects.select_related("approved_by").order_by("-number"))
    current = FormVersion.objects.in_force(on=scope.on).first()
    used = {use.school_id: use for use in FormUse.objects.on(scope.on).select_related("version")}
    rows = [(school, used.get(school.pk)) for school in visible_schools(scope).order_by("name")]
    shown = [each for each in versions if not each.is_open or sees_drafts(scope)]
    context = {
        "versions": shown, "current": current, "rows": rows, "may_write": writes_board(scope),
        "may_begin": writes_board(scope) and not any(each.is_open for each in versions), "may_use": may_write(scope),
    }
    return render(request, "processors/application_forms.html", context)


@needs(Register.PROCESSORS, Verb.WRITE)
@require_http_methods(GET_OR_POST)
def new(request: SignedInRequest) -> HttpResponse:
    """Begin a version, with the questions of the one before."""
    check_writes_board(request.scope)
    last = FormVersion.objects.order_by("-number").first()
    start = FormVersion(title=last.title, opening=last.opening, policy_url=last.policy_url) if last else FormVersion()
    form = VersionForm(sent(request), instance=start)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        version = services.begin(title=values["title"], note=values["note"], by=request.scope, at=timezone.now())
        services.change(version, values, by=request.scope, at=timezone.now())
        return redirect(version)
    return _form_page(request, form, _("A new version of the application form"), None)


@needs(Register.PROCESSORS, *SEES)
@require_safe
def detail(request: SignedInRequest, key: UUID) -> HttpResponse:
    """One version: what it asks, why, and what can be done."""
    scope = request.scope
    version = version_or_404(scope, key)
    fields = list(version.fields.select_related("data_category").order_by("place"))
    kept = kept_for(on=scope.on) if version.is_open else {}
    lines = [(field, version.is_open and not is_kept(field.data_category.code, field.purpose, kept)) for field in fields]
    context = {
        "version": version, "parts": [(label, [line for line in lines if line[0].section == code]) for code, label in Section.choices],
        "choices": FORM_STEPS.choices(version, scope), "reviews": list(version.reviews.select_related("by")[:5]),
        "may_write": writes_board(scope) and version.status == VersionState.DRAFT, "may_review": writes_board(scope),
        "may_use": may_write(scope), "on": scope.on, "document": _printed(version),
        "uses": version.uses.filter(school__in=visible_schools(scope)).select_related("school").defer("school__logo"),
    }
    return render(request, "processors/application_form.html", context)


@needs(Register.PROCESSORS, Verb.WRITE)
@require_http_methods(GET_OR_POST)
def change(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Its title, what families read first, and where the policy is."""
    version = draft_or_404(request.scope, key)
    form = VersionForm(sent(request), instance=version)
    if request.method == "POST" and form.is_valid():
        services.change(version, form.cleaned_data, by=request.scope, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect(version)
    return _form_page(request, form, _("Title and opening"), version)


@needs(Register.PROCESSORS, Verb.WRITE)
@require_http_methods(GET_OR_POST)
def question_new(request: SignedInRequest, key: UUID) -> HttpResponse:
    """One more question."""
    return _question_page(request, draft_or_404(request.scope, key), None)


@needs(Register.PROCESSORS, Verb.WRITE)
@require_http_methods(GET_OR_POST)
def question(request: SignedInRequest, key: UUID, field_key: UUID) -> HttpResponse:
    """Change a question; `drop` takes it out."""
    version = draft_or_404(request.scope, key)
    field = get_object_or_404(version.fields, pk=field_key)
    if request.method == "POST" and "drop" in request.POST:
        services.drop_field(version, field, by=request.scope, at=timezone.now())
        messages.success(request, _("The question is taken out."))
        return redirect(version)
    return _question_page(request, version, field)


@needs(Register.PROCESSORS, Verb.WRITE)
@require_POST
def question_move(request: SignedInRequest, key: UUID, field_key: UUID) -> HttpResponse:
    """A question one place up or down within its part."""
    version = draft_or_404(request.scope, key)
    field = get_object_or_404(version.fields, pk=field_key)
    services.move_field(version, field, up=request.POST.get("to") == "up", by=request.scope, at=timezone.now())
    return redirect(f"{version.get_absolute_url()}#question-{field.pk}")


def _question_page(request: SignedInRequest, version: FormVersion, field: FormField | None) -> HttpResponse:
    form = QuestionForm.of(field, sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.save_field(version, form.cleaned_data, field=field, by=request.scope, at=timezone.now())
        except ValidationError as objection:
            form.add_error(None, objection)
        else:
            messages.success(request, _("Saved."))
            return redirect(version)
    return _form_page(request, form, _("Question"), version, field=field)


@needs(Register.PROCESSORS, Verb.WRITE, Verb.SIGN)
@require_POST
def step(request: SignedInRequest, key: UUID, name: str) -> HttpResponse:
    """Lay it before the board, or approve it."""
    version, at = version_or_404(request.scope, key), timezone.now()
    if name == "propose":
        services.propose(version, by=request.scope, at=at)
        messages.success(request, _("It lies before the board. Nothing changes until the board approves it."))
    elif name == "approve":
        services.approve(version, by=request.scope, at=at)
        messages.success(request, _("Approved. This version no longer changes."))
    else:
        raise Http404
    return redirect(version)


@needs(Register.PROCESSORS, Verb.SIGN)
@require_http_methods(GET_OR_POST)
def send_back(request: SignedInRequest, key: UUID) -> HttpResponse:
    """The board wants something else."""
    version = version_or_404(request.scope, key)
    if reason := FORM_STEPS.why_not("send_back", version, request.scope):
        raise NotAllowed(reason)
    form = AnswerForm(sent(request))
    if request.method == "POST" and form.is_valid():
        services.send_back(version, answer=form.cleaned_data["answer"], by=request.scope, at=timezone.now())
        messages.success(request, _("It went back to the privacy coordinator."))
        return redirect(version)
    return _form_page(request, form, _("Send back"), version)


@needs(Register.PROCESSORS, Verb.WRITE)
@require_http_methods(GET_OR_POST)
def review(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Record that somebody looked whether it asks only what is needed (S2-87)."""
    version = version_or_404(request.scope, key)
    check_writes_board(request.scope)
    if version.status != VersionState.APPROVED:
        raise NotAllowed(_("Only a form that is in force is reviewed."))
    form = ReviewForm(sent(request))
    if request.method == "POST" and form.is_valid():
        services.review(version, note=form.cleaned_data["note"], by=request.scope, at=timezone.now())
        messages.success(request, _("The review is recorded."))
        return redirect(version)
    return _form_page(request, form, _("Review of the form"), version)


@needs(Register.PROCESSORS, Verb.WRITE)
@require_http_methods(GET_OR_POST)
def use(request: SignedInRequest, key: UUID) -> HttpResponse:
    """A school uses this version from a day on."""
    version = version_or_404(request.scope, key)
    if version.status != VersionState.APPROVED:
        raise NotAllowed(_("Only an approved version can be used."))
    form = UseForm(sent(request), schools=schools_to_write(request.scope), initial={"since": request.scope.on})
    if request.method == "POST" and form.is_valid():
        try:
            services.use(version, form.cleaned_data["school"], since=form.cleaned_data["since"], by=request.scope, at=timezone.now())
        except ValidationError as objection:
            form.add_error(None, objection)
        else:
            messages.success(request, _("The school uses this version from that day on."))
            return redirect(version)
    return _form_page(request, form, _("Use by a school"), version)


@needs(Register.PROCESSORS, *SEES)
@require_POST
def print_form(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Have the form made as a PDF."""
    version = version_or_404(request.scope, key)
    services.print_form(version, None, by=request.scope, at=timezone.now())
    messages.success(request, _("The form is being made. Look again in a moment."))
    return redirect(version)


@needs(Register.PROCESSORS, *SEES)
@require_safe
def printed(request: SignedInRequest, key: UUID) -> StreamingHttpResponse:
    """The form as a PDF."""
    version = version_or_404(request.scope, key)
    document = _printed(version)
    if document is None or document.state != State.READY:
        raise Http404
    name = f"application-form-{version.number}.pdf"
    return attachment(open_document(document), name=name, media_type=document.media_type, size=document.size)


def _printed(version: FormVersion) -> Document | None:
    return Document.objects.filter(kind=services.PRINT, about=version.pk).order_by("-ordered_at").first()


def version_or_404(scope: Scope, key: UUID) -> FormVersion:
    """Everybody of the register reads what was approved; a draft only who writes it or approves it."""
    version = get_object_or_404(FormVersion.objects.select_related("approved_by", "made_by", "policy"), pk=key)
    if version.is_open and not sees_drafts(scope):
        raise Http404
    return version


def sees_drafts(scope: Scope) -> bool:
    """Who writes the form, approves it, or advises on it."""
    return writes_board(scope) or any(scope.may(Register.PROCESSORS, verb) for verb in (Verb.SIGN, Verb.ADVISE))


def draft_or_404(scope: Scope, key: UUID) -> FormVersion:
    version = version_or_404(scope, key)
    check_writes_board(scope)
    if version.status != VersionState.DRAFT:
        raise NotAllowed(_("This version no longer changes."))
    return version


def check_writes_board(scope: Scope) -> None:
    if not writes_board(scope):
        raise NotAllowed(_("The form is the same for the whole board: the privacy coordinator of the board writes it."))


def _form_page(request: SignedInRequest, form, heading: str, version: FormVersion | None, field: FormField | None = None) -> HttpResponse:
    return render(
        request, "processors/application_form_part.html", {"form": form, "heading": heading, "version": version, "field": field}
    )

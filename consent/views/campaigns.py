"""Campaigns: what was asked of whom, how far it is, who has not answered, and the paper."""
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from consent import awaiting
from consent.exports import not_answered
from consent.forms import campaigns as forms
from consent.forms.noted import refuse_other_files
from consent.inviting import Invited
from consent.models import Campaign, Invitation, Mode, Purpose, PurposeText
from consent.models.catalogue import FOR_ONE_OCCASION
from consent.services import campaigns as services
from consent.services import forms_on_paper, occasions
from privacyadmin.access.catalogue import Register, Verb
from privacyadmin.access.http import SignedInRequest, sent, sent_files
from privacyadmin.access.scope import Scope
from privacyadmin.files.forms import taken
from privacyadmin.files.http import attachment
from privacyadmin.organisation.models import School
from privacyadmin.workflow import NotAllowed
from students.models import ClassGroup

from .pages import GET_OR_POST, ask, counts, reads, schools, writes

AT_ONCE = 50
STUCK = "stuck"


@dataclass
class Line:
    """How far a class is: of how many pupils somebody answered everything."""

    name: str
    pupils: int = 0
    answered: int = 0

    @property
    def percentage(self) -> int:
        return round(100 * self.answered / self.pupils) if self.pupils else 0


def campaign_of(request: SignedInRequest, key: UUID) -> Campaign:
    rows = Campaign.objects.visible_to(request.scope).select_related("school", "occasion__purpose", "year", "made_by", "started_by")
    return get_object_or_404(rows.defer("school__logo"), pk=key)


def keeps(scope: Scope, school: UUID) -> bool:
    return scope.may(Register.CONSENTS, Verb.WRITE, school)


def state_of(campaign: Campaign, on: date) -> tuple[str, str]:
    """In a word, and how it is coloured."""
    if campaign.is_draft:
        return _("draft"), "warn"
    return (_("closed"), "") if campaign.is_over(on=on) else (_("running"), "good")


@counts
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Every campaign of the schools that this person sees, the newest first."""
    scope = request.scope
    rows = Campaign.objects.visible_to(scope).select_related("school").defer("school__logo").order_by("-made_at", "-pk")
    page = Paginator(rows, AT_ONCE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": [(row, *state_of(row, scope.on)) for row in page],
        "places": schools(scope, Verb.WRITE) if scope.may(Register.CONSENTS, Verb.WRITE) else School.objects.none(),
    }
    return render(request, "consent/campaigns.html", context)


@writes
@require_http_methods(GET_OR_POST)
def new(request: SignedInRequest) -> HttpResponse:
    """Lay a campaign ready for one school; first the school is chosen where there are more."""
    scope = request.scope
    places = schools(scope, Verb.WRITE)
    school = _school_asked(request, places)
    if school is None:
        return render(request, "consent/campaign_school.html", {"places": places.order_by("name")})
    form = _form(request, school)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        asked, classes = list(values.pop("purposes")), [each.pk for each in values.pop("classes")]
        made = services.make(school, purposes=asked, classes=classes, by=scope, at=timezone.now(), **values)
        messages.success(request, _("The campaign lies ready. Look at it once more, and start it."))
        return redirect(made)
    return ask(
        request, form, _("New campaign"), back=reverse("consent:campaigns"), here=_("Campaigns"), lede=school.name,
        submit=_("Lay it ready"),
    )


def _school_asked(request: SignedInRequest, places: Any) -> School | None:
    found = list(places.order_by("name"))
    if len(found) == 1:
        return found[0]
    asked = request.GET.get("school", "")
    return next((each for each in found if str(each.pk) == asked), None)


def _form(request: SignedInRequest, school: School) -> forms.CampaignForm:
    on = request.scope.on
    purposes = Purpose.objects.filter(school=school).in_use(on=on).exclude(kind__in=FOR_ONE_OCCASION).exclude(code__in=occasions.KIND_OF)
    texts = {text.purpose_id: text for text in PurposeText.objects.filter(purpose__in=purposes.order_by()).in_force(on=on)}
    classes = ClassGroup.objects.filter(school=school, school_year__start_on__lte=on, school_year__end_on__gt=on).order_by("name")
    initial = {"purposes": [each.pk for each in purposes if each.mode != Mode.PER_EVENT]}
    return forms.CampaignForm(sent(request), purposes=purposes, texts=texts, classes=classes, on=on, initial=initial)


@counts
@require_http_methods(GET_OR_POST)
def detail(request: SignedInRequest, key: UUID) -> HttpResponse:
    """One campaign: how far it is, per class; and what can be done with it."""
    campaign, scope, at = campaign_of(request, key), request.scope, timezone.now()
    if request.method == "POST":
        return act(request, campaign, at)
    found = awaiting.counted(campaign, scope, at=at)
    texts = PurposeText.objects.filter(purpose__in=campaign.purposes).in_force(on=scope.on)
    context = {
        "campaign": campaign, "state": state_of(campaign, scope.on), "keeps": keeps(scope, campaign.school_id),
        "reads": scope.may(Register.CONSENTS, Verb.READ, campaign.school_id) or keeps(scope, campaign.school_id),
        "asked": [text.title for text in texts if text.purpose_id in {each.pk for each in services.asked_of(campaign, on=scope.on)}],
        "classes": list(ClassGroup.objects.filter(pk__in=campaign.classes).order_by("name")), "totals": totals(found),
        "lines": progress(found, campaign, scope.on), "document": forms_on_paper.latest(campaign),
    }
    return render(request, "consent/campaign.html", context)


def act(request: SignedInRequest, campaign: Campaign, at: datetime) -> HttpResponse:
    """A button of the page."""
    scope, what = request.scope, request.POST.get("action", "")
    services.check_may(scope, campaign.school_id)
    try:
        match what:
            case "start":
                services.start(campaign, by=scope, at=at)
                messages.success(request, _("The campaign is running. Who has an account gets a mail; the others need the paper form."))
            case "close":
                services.close(campaign, by=scope, at=at)
                messages.success(request, _("The campaign is closed. Nobody is reminded any more."))
            case "forms":
                forms_on_paper.order(campaign, by=scope, at=at)
                messages.success(request, _("The forms are being made. They lie here as soon as they are ready."))
            case "again":
                number = services.send_again(campaign, by=scope, at=at)
                words = ngettext("%(number)d mail is tried again.", "%(number)d mails are tried again.", number)
                messages.success(request, words % {"number": number})
            case "drop":
                services.drop(campaign, by=scope, at=at)
                return redirect("consent:campaigns")
            case _:
                raise Http404
    except NotAllowed as refusal:
        messages.error(request, refusal.reason)
    return redirect(campaign)


def totals(found: list[Invited]) -> dict[str, int]:
    """The figures on top."""
    return {
        "invited": len(found), "answered": sum(not each.missing for each in found), "on_paper": sum(each.is_on_paper for each in found),
        "paper_waits": sum(each.is_on_paper and bool(each.missing) for each in found), "stuck": sum(each.is_stuck for each in found),
        "pupils": len({each.student for each in found}),
        "pupils_answered": len({each.student for each in found if not each.missing}),
    }


def progress(found: list[Invited], campaign: Campaign, on: date) -> list[Line]:
    """Per class of how many pupils somebody answered everything; two queries."""
    answered = {each.student for each in found if not each.missing}
    names = awaiting.classes_of({each.student for each in found}, campaign, on)
    lines: dict[str, Line] = {}
    for student in {each.student for each in found}:
        for name in names.get(student) or [_("no class")]:
            line = lines.setdefault(name, Line(name))
            line.pupils += 1
            line.answered += student in answered
    return sorted(lines.values(), key=lambda line: line.name)


@writes
@require_http_methods(GET_OR_POST)
def change(request: SignedInRequest, key: UUID) -> HttpResponse:
    """A later last day, or other reminders."""
    campaign = campaign_of(request, key)
    services.check_may(request.scope, campaign.school_id)
    initial = {"answer_by": campaign.answer_by, "remind_every": campaign.remind_every}
    form = forms.ChangeForm(sent(request), on=request.scope.on, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.change(campaign, by=request.scope, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("What was changed has been kept."))
        return redirect(campaign)
    return ask(request, form, _("Change the campaign"), back=campaign.get_absolute_url(), here=campaign.name)


@reads
@require_http_methods(GET_OR_POST)
def waiting(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Who has not answered, of the pupils whose consents this person may see; and whose mail does not get through."""
    campaign, scope, at = campaign_of(request, key), request.scope, timezone.now()
    if request.method == "POST":
        invitation = get_object_or_404(Invitation.objects.select_related("campaign"), pk=_key(request), campaign=campaign)
        services.came_back(invitation, by=scope, at=at)
        messages.success(request, _("It is noted: this person gets the paper form."))
        return redirect("consent:campaign_waiting", campaign.pk)
    found = awaiting.read(campaign, scope, at=at)
    names = awaiting.classes_of({row.student for row in found}, campaign, scope.on)
    shown = [row for row in found if row.missing or row.is_stuck]
    show, class_name = request.GET.get("show", ""), request.GET.get("class", "")
    every = sorted({name for each in names.values() for name in each})
    if show == STUCK:
        shown = [row for row in shown if row.is_stuck]
    if class_name in every:
        shown = [row for row in shown if class_name in names.get(row.student, [])]
    page = Paginator(shown, AT_ONCE).get_page(request.GET.get("page"))
    context = {
        "campaign": campaign, "page": page, "rows": awaiting.lines(list(page), names, scope),
        "keeps": keeps(scope, campaign.school_id), "show": show, "class_name": class_name, "every": every, "total": len(shown),
        "may_export": not_answered.WAITING.may(scope),
    }
    return render(request, "consent/campaign_waiting.html", context)


def _key(request: SignedInRequest) -> UUID:
    try:
        return UUID(request.POST.get("invitation", ""))
    except ValueError:
        raise Http404 from None


@writes
@require_safe
def paper_file(request: SignedInRequest, key: UUID) -> StreamingHttpResponse:
    """The forms, to print."""
    campaign = campaign_of(request, key)
    document, content = forms_on_paper.content(campaign, by=request.scope, at=timezone.now())
    suffix = "zip" if document.media_type == "application/zip" else "pdf"
    return attachment(content, name=f"forms-{campaign.number}.{suffix}", media_type=document.media_type, size=document.size)


@writes
@require_http_methods(GET_OR_POST)
def code(request: SignedInRequest) -> HttpResponse:
    """A paper came back: its code leads to the page where the ticks are typed in."""
    form = forms.CodeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        campaign, number = form.cleaned_data["code"]
        found = _papers(request).filter(campaign__number=campaign, number=number).first()
        if found is not None:
            return redirect("consent:paper", found.pk)
        form.add_error("code", _("There is no paper with this code at your school."))
    return ask(request, form, _("Type in a paper"), back=reverse("consent:campaigns"), here=_("Campaigns"), submit=_("Go on"))


def _papers(request: SignedInRequest) -> Any:
    mine = Campaign.objects.filter(school__in=schools(request.scope, Verb.WRITE).order_by(), started_at__isnull=False)
    rows = Invitation.objects.filter(campaign__in=mine).select_related("campaign__school", "campaign__occasion", "student", "guardian")
    return rows.defer("campaign__school__logo", "student__bsn_sealed", "guardian__address_sealed")


def _typed_in(invitation: Invitation, form: forms.PaperForm, request: SignedInRequest) -> int:
    """How many answers were recorded; none where something is refused, which the form then says."""
    at, school = timezone.now(), invitation.campaign.school
    scans = taken(form, "scans", about=invitation.student, school=school, by=request.scope, at=at)
    refuse_other_files(form, scans)
    if form.errors:
        return 0
    try:
        made = forms_on_paper.type_in(
            invitation, form.answers, answered_on=form.cleaned_data["answered_on"], scans=scans, by=request.scope, at=at,
        )
    except NotAllowed as refusal:
        form.add_error(None, refusal.reason)
        return 0
    return len(made)


@writes
@require_http_methods(GET_OR_POST)
def paper(request: SignedInRequest, key: UUID) -> HttpResponse:
    """The ticks of one paper; whose it is stands on top, to compare."""
    invitation, scope = get_object_or_404(_papers(request), pk=key), request.scope
    questions = forms_on_paper.questions(invitation, on=scope.on)
    form = forms.PaperForm(**sent_files(request), asked=questions, on=scope.on)
    if request.method == "POST" and form.is_valid() and (count := _typed_in(invitation, form, request)):
        words = ngettext("%(number)d answer is recorded.", "%(number)d answers are recorded.", count)
        messages.success(request, words % {"number": count})
        return redirect("consent:code")
    who = invitation.guardian.full_name if invitation.guardian else invitation.student.full_name
    return ask(
        request, form, _("Paper %(code)s") % {"code": invitation.code}, back=reverse("consent:code"), here=_("Type in a paper"),
        lede=_("%(who)s answers for %(pupil)s. Is that what the paper says?") % {"who": who, "pupil": invitation.student.full_name},
        submit=_("Record these answers"),
    )

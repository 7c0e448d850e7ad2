"""Files that go to a next school: the list, «may this file go to school X?», one transfer, and the file itself."""
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from privacyadmin import crypto
from privacyadmin.access.catalogue import Category, Right
from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.documents.services import ZIP
from privacyadmin.files.http import attachment
from privacyadmin.organisation.models import School, Sector
from privacyadmin.workflow import NotAllowed
from students import consents
from students.models import FileRequest, Student, Transfer
from students.services import transfer_steps, transfers
from students.transfers import rules
from students.transfers.candidates import key_of, label_of_item
from students.transfers.forms import GOES_TO, PlaceForm, StateForm
from students.transfers.picture import Picture, has_secret_address, imagined, picture_of
from students.transfers.workflow import TRANSFER, keeps

from .loading import PAGE_SIZE, student_or_404

WITH = ("student", "school", "to_school", "responsible", "chosen_by", "reviewed_by", "sent_by", "made_by")
ONLY_WHEN_OPEN = ("allow", "order", "ask_consent", "relocate", "give_copy")      # shown only where they apply
AHEAD = ("close", "send", "show", "review", "submit", "relocate", "choose", "note_seen", "give_copy", "address", "tell", "ask", "receive")
NAMES = {transfer_steps.FILE: "transfer", transfer_steps.COPY: "copy", transfer_steps.ATTACHED: "files"}


@needs_staff
@require_safe
def transfer_list(request: SignedInRequest) -> HttpResponse:
    """What goes out and what comes in at one's own schools; the first due first."""
    form = StateForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    is_in, state, scope = wanted.get("what") == "in", wanted.get("state") or "open", request.scope
    found = (FileRequest if is_in else Transfer).objects.visible_to(scope)
    rows = {"open": found.open(), "late": found.late(on=scope.on), "done": found.exclude(closed_on=None).order_by("-closed_on", "-pk")}
    listed = rows[state].select_related("student", "school").defer("school__logo", "student__bsn_sealed")
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "students/transfers.html", {"page": page, "form": form, "is_in": is_in, "state": state, "on": scope.on})


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def may_go(request: SignedInRequest, student_id: UUID) -> HttpResponse:
    """May this file go to school X? Per part of the file yes, not yet or no, with the reasons; from here a transfer begins."""
    student, scope = student_or_404(request, student_id), request.scope
    schools = list(School.objects.filter(pk__in=student.school_ids).defer("logo").order_by("name"))
    mine = [school for school in schools if keeps(student, school.pk, scope, Right.READ)]
    if not mine:
        raise NotAllowed(_("Your role does not include the transfer of files."))
    school = next((each for each in mine if str(each.pk) == request.GET.get("school")), mine[0])
    kind = request.GET.get("to_kind", "")
    kind = kind if kind in GOES_TO[Sector(school.sector)] else ""
    form = PlaceForm(sent(request), school=school, schools=School.objects.defer("logo"), kind=kind)
    if request.method == "POST" and form.is_valid():
        begun = transfers.start(student, school=school, by=scope, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The transfer has begun. Choose what goes along."))
        return redirect(begun)
    open_one = Transfer.objects.open().filter(student=student, school=school).first()
    context = {"student": student, "school": school, "schools": mine, "form": form, "open_one": open_one}
    answers = _answers(request, student, school, kind or request.POST.get("to_kind", ""))
    return render(request, "students/transfer_may_go.html", context | answers | {"can_start": keeps(student, school.pk, scope)})


def _answers(request: SignedInRequest, student: Student, school: School, chosen: str) -> dict:
    """What the rules say of each part of the file, for the kind of school that was chosen."""
    kinds = [(each.value, each.label) for each in GOES_TO[Sector(school.sector)]]
    if chosen not in dict(kinds):
        return {"kinds": kinds}
    to_school = School.objects.exclude(pk=school.pk).defer("logo").first() if chosen == "group" else None
    picture = imagined(student.pk, school, to_kind=chosen, to_school=to_school, at=request.scope.at)
    answers = picture.whole()
    return {"kinds": kinds, "chosen": chosen, "answers": answers, "verdict": rules.worst(answers),
            "secret": has_secret_address(student.pk), "basis": chosen != "group"}


@needs_staff
@require_safe
def transfer(request: SignedInRequest, transfer_id: UUID) -> HttpResponse:
    """One transfer: where it goes, what goes along, how far it is, and what can be done now."""
    shown, scope = transfer_or_404(request, transfer_id), request.scope
    picture = picture_of(shown, scope)
    steps = [step for step in TRANSFER.choices(shown, scope) if step.is_open or step.name not in ONLY_WHEN_OPEN]
    context = {
        "transfer": shown, "student": shown.student, "picture": picture, "steps": in_order(steps), "items": lines(picture, request),
        "answers": [] if picture.is_move else picture.answers, "moments": list(_moments(shown)),
        "remark": shown.remark(crypto.Keyring.for_subjects([shown.student_id])) if shown.remark_sealed else "",
        "told": transfer_steps.readers(shown, at=scope.at) if shown.status in ("reviewed", "shown") else None,
        "why_not_take": transfer_steps.why_not_take(shown, scope) or picture.restricted({item.category for item in picture.items}),
        "papers": _papers(shown), "consents": consents.beside("transfer", [shown.pk], scope).get(shown.pk),
    }
    return render(request, "students/transfer.html", context)


def in_order(steps: list) -> list:
    """What brings the file further first, and last what cannot be done yet, with why."""
    ahead = next((step for name in AHEAD for step in steps if step.name == name and step.is_open), None)
    return sorted(steps, key=lambda step: (step is not ahead, not step.is_open))


def _papers(shown: Transfer) -> list[dict]:
    labels = {
        transfer_steps.FILE: _("The file for the next school"), transfer_steps.ATTACHED: _("The files that belong to it"),
        transfer_steps.COPY: _("The copy for the parents"),
    }
    found = [(kind, label, transfer_steps.latest(shown, kind)) for kind, label in labels.items()]
    return [{"kind": kind, "label": label, "document": document} for kind, label, document in found if document is not None]


def lines(picture: Picture, request: SignedInRequest) -> list[dict]:
    """What was chosen; of what this reader may not read only the kind and that it goes (S1-122)."""
    scope, student = request.scope, picture.transfer.student
    found = []
    for item in sorted(picture.items, key=lambda item: (Category.values.index(item.category), key_of(item))):
        is_read = scope.can(student, Category(item.category))
        label = label_of_item(item) if is_read else _("something you do not read")
        found.append({"item": item, "category": Category(item.category).label, "label": label, "why": item.why if is_read else ""})
    return found


def _moments(shown: Transfer):
    """What was done, in the order in which it is done."""
    days = (
        (_("Left on"), shown.left_on, ""), (_("Reviewed"), shown.reviewed_at, shown.reviewed_by),
        (_("Shown to the family"), shown.offered_on, ""), (_("The family looked"), shown.seen_on, shown.seen_by),
        (_("Consent asked"), shown.consent_asked_on, ""), (_("Sent"), shown.sent_on, shown.sent_by),
        (_("The parents have their copy"), shown.copy_given_on, ""), (_("Closed"), shown.closed_on, ""),
    )
    for title, day, who in days:
        if day:
            yield {"title": title, "text": date_format(day, "j F Y"), "by": str(getattr(who, "name", who or ""))}


def transfer_or_404(request: SignedInRequest, key: UUID) -> Transfer:
    """One that this person reads, with its pupil."""
    found = Transfer.objects.visible_to(request.scope).select_related(*WITH).defer("school__logo", "to_school__logo").filter(pk=key).first()
    if found is None:
        raise Http404
    found.student = student_or_404(request, found.student_id)
    return found


@needs_staff
@require_POST
def transfer_file(request: SignedInRequest, transfer_id: UUID) -> StreamingHttpResponse:
    """The file to send, its files, or the copy to print; for who may read all of it."""
    shown, kind = transfer_or_404(request, transfer_id), request.POST.get("which", "")
    if kind not in NAMES:
        raise Http404
    document, content = transfer_steps.take_file(shown, kind, by=request.scope, at=timezone.now())
    name = f"{NAMES[kind]}.{'zip' if document.media_type == ZIP else 'pdf'}"
    return attachment(content, name=name, media_type=document.media_type, size=document.size)


def list_url(*, is_in: bool = False) -> str:
    return reverse("students:transfers") + ("?what=in" if is_in else "")

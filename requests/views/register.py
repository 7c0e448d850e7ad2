from collections import defaultdict
from datetime import timedelta

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from privacyadmin.access.catalogue import Category, Register, Verb
from privacyadmin.access.doors import needs
from privacyadmin.access.http import SignedInRequest
from privacyadmin.files.correspondence import letters_of
from privacyadmin.letters.services.writing import written_about
from privacyadmin.organisation.models import School
from requests import notifications, tasks, timeline, workflow, writing
from requests.forms import FilterForm
from requests.letters import letters_case
from requests.models import ItemState, PrivacyRequest, Question, Status
from requests.models.privacy_requests import SEES, SEES_PIECES
from requests.rules import guardian_standing
from requests.services import gathering, redacting
from students.models import GuardianRelation

from .loading import names_of, request_of, shows_pupil

PAGE_SIZE = 25
SOON = timedelta(days=7)
ONLY_WHEN_POSSIBLE = {"answer_question", "make_again", "hand_over", "ask"}  # their reason would tell nothing new
MAIN = ["identify", "gather", "submit", "decide", "make_again", "hand_over"]


@needs(Register.REQUESTS, *SEES)
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The register: what is due first."""
    scope = request.scope
    rows = PrivacyRequest.objects.visible_to(scope)
    schools = School.objects.filter(pk__in=rows.order_by().values("school")).defer("logo")
    form = FilterForm(request.GET, schools=schools)
    found = _narrowed(rows, form, scope.on)
    open_questions = Prefetch("questions", Question.objects.filter(answered_on__isnull=True))
    found = found.select_related("school", "handler", "policy").defer("school__logo").prefetch_related(open_questions)
    page = Paginator(found.order_by("due_on", "number"), PAGE_SIZE).get_page(request.GET.get("page"))
    names = names_of(request, list(page))
    lines = [
        {"request": row, "pupil": names.get(row.student_id, ""), "is_late": row.is_late(scope.on), "waits_for": _waits(row, scope)}
        for row in page
    ]
    may_take_in = any(scope.may(Register.REQUESTS, verb) for verb in (Verb.INTAKE, Verb.WRITE))
    context = {"page": page, "lines": lines, "form": form, "may_take_in": may_take_in, "vetting": tasks.may_vet(scope)}
    return render(request, "requests/list.html", context)


def _waits(row: PrivacyRequest, scope) -> str:
    if not row.is_open or row.status == Status.READY:
        return ""
    return tasks.waits_for(row, scope) or _("you")


def _narrowed(rows, form: FilterForm, on):
    form.is_valid()
    chosen = form.cleaned_data
    state = chosen.get("state")
    if state in Status.values:
        rows = rows.filter(status=state)
    elif state != "all":
        rows = rows.open()
    if chosen.get("school"):
        rows = rows.filter(school=chosen["school"])
    if chosen.get("term") == "late":
        rows = rows.overdue(on=on)
    elif chosen.get("term") == "soon":
        rows = rows.unanswered().filter(due_on__gte=on, due_on__lte=on + SOON)
    return rows


@needs(Register.REQUESTS, *SEES)
@require_safe
def detail(request: SignedInRequest, key) -> HttpResponse:
    """One request: its term, its pieces, its story, and what comes next."""
    privacy_request = request_of(request, key)
    scope = request.scope
    shown = shows_pupil(request, privacy_request)
    sees_pieces = any(scope.may(Register.REQUESTS, verb, school=privacy_request.school_id) for verb in SEES_PIECES)
    story = privacy_request.timeline.select_related("by")
    buttons = _buttons(privacy_request, scope)
    main = next((button for button in buttons if button["name"] in MAIN and not button["reason"]), None)
    post = letters_case(privacy_request, scope)
    context = {
        "privacy_request": privacy_request,
        "post": post,
        "written": written_about(privacy_request.pk) if sees_pieces else [],
        "may_ask_for_help": not (workflow.is_handler(privacy_request, scope) or writing.why_no_help(privacy_request)),
        "letters": letters_of(post, at=scope.at) if post else [],
        "shows_pupil": shown,
        "opens_pupil": shown and scope.can(redacting.student_of(privacy_request, scope), Category.ID),
        "counted": privacy_request.terms(on=scope.on),
        "main": _reading(privacy_request, scope) or main,
        "buttons": [button for button in buttons if button is not main],
        "may_ask_to_vet": not workflow.is_handler(privacy_request, scope),
        "parts": _parts(privacy_request) if sees_pieces else [],
        "lines": timeline.for_staff(privacy_request, story if sees_pieces else story.filter(is_for_family=True)),
        "identity": getattr(privacy_request, "identity_check", None),
        "is_blocked": sees_pieces and notifications.is_blocked(privacy_request),
        "question": privacy_request.open_question,
        "extensions": privacy_request.extensions.select_related("by"),
        "questions": privacy_request.questions.all(),
        "others": _others_with_authority(privacy_request, scope.on) if shown else [],
        "protected": gathering.protected_categories(privacy_request, at=scope.at) if shown and sees_pieces else set(),
        "decider": workflow.decider_in_words(privacy_request, scope.on),
        "is_late_in_law": privacy_request.is_late_in_law(scope.on),
    }
    return render(request, "requests/detail.html", context)


def _buttons(privacy_request: PrivacyRequest, scope) -> list[dict]:
    """Each step that this person may take in this state, the closed ones with their reason."""
    return [
        {"name": choice.name, "label": choice.label, "reason": choice.reason, "url": url_of(privacy_request, choice.name)}
        for choice in privacy_request.steps.choices(privacy_request, scope)
        if choice.is_open or choice.name not in ONLY_WHEN_POSSIBLE
    ]


def url_of(privacy_request: PrivacyRequest, step: str) -> str:
    """A step with a page of its own, or the page that takes any step."""
    try:
        return reverse(f"requests:{step}", args=[privacy_request.pk])
    except NoReverseMatch:
        return reverse("requests:step", args=[privacy_request.pk, step])


def _reading(privacy_request: PrivacyRequest, scope) -> dict | None:
    """While pieces wait to be read, that comes first."""
    if privacy_request.status != Status.COLLECTING or privacy_request.handler_id != scope.user.pk:
        return None
    if not privacy_request.items.filter(state=ItemState.OPEN).exists():
        return None
    return {"label": _("Read and black out"), "url": reverse("requests:items", args=[privacy_request.pk])}


def _parts(privacy_request: PrivacyRequest) -> list[dict]:
    """Per category: how many pieces there are, and how far they are."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(ItemState.values, 0))
    for category, state, number in privacy_request.items.values_list("category", "state").annotate(number=Count("pk")).order_by():
        counts[category][state] = number
    labels = dict(Category.choices)
    asked = defaultdict(list)
    for vetting in privacy_request.vettings.select_related("person"):
        asked[vetting.category].append(vetting)
    return [
        {
            "code": code,
            "label": labels[code],
            "total": sum(counts[code].values()),
            "open": counts[code][ItemState.OPEN],
            "vetting": counts[code][ItemState.VETTING],
            "done": counts[code][ItemState.CLEARED] + counts[code][ItemState.LEFT_OUT],
            "asked": asked[code],
        }
        for code in Category.values
        if code in counts
    ]


def _others_with_authority(privacy_request: PrivacyRequest, on) -> list[str]:
    """Who else could ask the same; they do not see this request."""
    relations = GuardianRelation.objects.with_authority(on=on).filter(student=privacy_request.student_id)
    age = privacy_request.pupil.age_on(on)
    return [
        relation.guardian.full_name
        for relation in relations.exclude(guardian=privacy_request.guardian_id).select_related("guardian")
        if guardian_standing(has_authority=True, age=age, age_limit=privacy_request.policy.age_limit).may_ask
    ]

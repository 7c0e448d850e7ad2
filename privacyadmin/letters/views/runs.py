from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from privacyadmin import crypto
from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.access.scope import Scope
from privacyadmin.files.http import attachment
from privacyadmin.letters.forms import PostForm
from privacyadmin.letters.models import Letter, PrintRun
from privacyadmin.letters.services import runs, writing
from privacyadmin.organisation.models import School
from privacyadmin.workflow import NotAllowed

PAGE_SIZE = 25
DAY = "%Y-%m-%d"


def schools_of(scope: Scope) -> list[School]:
    """The schools whose letters this person sees to or watches over."""
    held = [each for each in scope.held if each.role in runs.SEES and each.source in ("board", "school")]
    if not held or scope.is_family:
        raise NotAllowed(_("Letters to be posted are for the administration, the director and the privacy coordinator."))
    where = Q() if any(each.source == "board" for each in held) else Q(pk__in={each.school for each in held})
    return list(School.objects.defer("logo").filter(where))


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: SignedInRequest) -> HttpResponse:
    """What waits to be printed, per school, and the runs that were made."""
    scope, at = request.scope, timezone.now()
    schools = schools_of(scope)
    if request.method == "POST":
        school = next((each for each in schools if str(each.pk) == request.POST.get("school")), None)
        if school is None:
            raise Http404
        if runs.posts(scope, school.pk) and (number := runs.hold_back(school, by=scope, at=at)):
            words = ngettext("%(number)d letter is not sent: no contact any more, or the pupil has died. See to it yourself.",
                             "%(number)d letters are not sent: no contact any more, or the pupil has died. See to it yourself.", number)
            messages.warning(request, words % {"number": number})
        try:
            run = runs.make(school, by=scope, at=at)
        except NotAllowed as refusal:
            if not runs.posts(scope, school.pk):
                raise
            messages.error(request, refusal.reason)
            return redirect("letters:post")
        return redirect("letters:run", run.pk)
    waiting = Letter.objects.waiting().filter(school__in=schools).select_related("school").defer("school__logo", "sealed")
    page = Paginator(waiting.order_by("made_at", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    counts = runs.waiting_by_school(schools)
    made = PrintRun.objects.filter(school__in=schools).select_related("school", "made_by", "document").defer("school__logo")
    context = {
        "page": page, "at": at, "several": len(schools) > 1,
        "to_print": [(school, counts[school.pk]) for school in schools if school.pk in counts and runs.posts(scope, school.pk)],
        "runs": made.annotate(left=Count("letters", filter=Q(letters__sent_at=None, letters__dropped_at=None)))[:PAGE_SIZE],
    }
    return render(request, "letters/post.html", context)


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def run(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """One print run: the file for the printer, and each letter to be ticked when it is gone. Names only: no address on the screen."""
    scope = request.scope
    shown = run_or_404(scope, run_id)
    to_post = shown.letters.to_post()
    form = PostForm(
        sent(request), letters=to_post, initial={"posted_on": scope.on.strftime(DAY)}
    )
    if request.method == "POST":
        runs.check_posts(scope, shown.school_id)
        if form.is_valid():
            return acted(request, shown, form)
    letters = list(shown.letters.select_related("sent_by").order_by("made_at", "pk"))
    with_names(letters)
    context = {
        "run": shown, "letters": letters, "form": form, "at": timezone.now(), "may_post": runs.posts(scope, shown.school_id),
        "left": [letter for letter in letters if letter.sent_at is None and letter.dropped_at is None],
    }
    return render(request, "letters/run.html", context)


def acted(request: SignedInRequest, shown: PrintRun, form: PostForm) -> HttpResponse:
    """Posted, to be printed again, or not sent: those that are ticked, or all."""
    keys = {letter.pk for letter in form.cleaned_data["letters"]}
    if "all" in request.POST:
        keys = set(shown.letters.to_post().values_list("pk", flat=True))
    by, at = request.scope, timezone.now()
    try:
        if "again" in request.POST:
            number = runs.put_back(shown, keys, by=by, at=at)
            done = ngettext("%(number)d letter is printed again.", "%(number)d letters are printed again.", number)
        elif "drop" in request.POST:
            number = runs.drop(shown, keys, why=form.cleaned_data["why"], by=by, at=at)
            done = ngettext("%(number)d letter is not sent.", "%(number)d letters are not sent.", number)
        else:
            number = runs.post(shown, keys, on=form.cleaned_data["posted_on"], by=by, at=at)
            done = ngettext("%(number)d letter is posted.", "%(number)d letters are posted.", number)
    except NotAllowed as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, done % {"number": number})
    return redirect("letters:run", shown.pk)


def with_names(letters: list[Letter]) -> None:
    """To whom each letter is; one query for all keys."""
    keyring = crypto.Keyring.for_subjects({letter.subject for letter in letters})
    for letter in letters:
        try:
            content = writing.content_of(letter, keyring)
        except crypto.Shredded:
            content = None
        letter.name = content.name if content else "–"                  # type: ignore[attr-defined] # for the page


@needs_staff
@require_safe
def run_file(request: SignedInRequest, run_id: UUID) -> StreamingHttpResponse:
    """The file for the printer."""
    shown = run_or_404(request.scope, run_id)
    content = runs.content(shown, by=request.scope, at=timezone.now())
    assert shown.document is not None                   # else there was no content
    suffix = "zip" if shown.document.media_type == "application/zip" else "pdf"
    name = f"letters-{shown.made_at:%Y-%m-%d}.{suffix}"
    return attachment(content, name=name, media_type=shown.document.media_type, size=shown.document.size)


def run_or_404(scope: Scope, run_id: UUID) -> PrintRun:
    found = PrintRun.objects.select_related("school", "made_by", "document").defer("school__logo").filter(pk=run_id).first()
    if found is None or not runs.sees(scope, found.school_id):
        raise Http404
    return found

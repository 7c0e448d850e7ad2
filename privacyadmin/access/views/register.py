"""The register of events as people read it; it stands here because the register itself is below the rights."""
import re
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from privacyadmin import audit
from privacyadmin.access.catalogue import Category, Log, Register, Verb
from privacyadmin.access.doors import needs, role_label
from privacyadmin.access.forms import EventFilter
from privacyadmin.access.http import SignedInRequest
from privacyadmin.access.openings import for_a_purpose
from privacyadmin.access.scope import Scope
from privacyadmin.accounts.models import User
from privacyadmin.organisation.models import School
from privacyadmin.times import end_of_day, start_of_day

from .overview import PAGE_SIZE

A_DAY = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


@needs(Register.AUDIT, Verb.READ, Verb.COUNT)
@for_a_purpose(Log.EVENTS)
@require_safe
def events(request: SignedInRequest) -> HttpResponse:
    """What happened, newest first; who may only know that it exists sees numbers."""
    scope = request.scope
    reach = scope.schools(Register.AUDIT, Verb.READ, Verb.COUNT)
    kinds = visible_kinds(scope)
    form = EventFilter(request.GET, schools=School.objects.within(reach), kinds=[(kind.name, plain_sentence(kind)) for kind in kinds])
    found = narrowed(audit.Event.objects.filter(name__in=[kind.name for kind in kinds]), form, reach)
    context = {"form": form, "reads": scope.may(Register.AUDIT, Verb.READ), "opening": request.opening}
    if context["reads"]:
        context["page"] = page = Paginator(found.order_by("-at", "chain", "-seq"), PAGE_SIZE).get_page(request.GET.get("page"))
        context["rows"] = shown(list(page))
    else:
        numbers = dict(found.order_by().values_list("name").annotate(number=Count("seq")))
        context["numbers"] = [(plain_sentence(kind), numbers[kind.name]) for kind in kinds if kind.name in numbers]
    return render(request, "audit/_events.html" if request.htmx and not request.htmx.boosted else "audit/events.html", context)


@needs(Register.AUDIT, Verb.READ, Verb.COUNT)
@require_POST
def verify(request: SignedInRequest) -> HttpResponse:
    """Compute the whole chain again and say whether it holds (S1-134; DESIGN, one register chain)."""
    verdict = audit.verify()
    if verdict.ok:
        words = _("The register holds: %(rows)s events in %(chains)s chains were computed again, up to now.")
        messages.success(request, words % {"rows": verdict.rows, "chains": verdict.chains})
    else:
        broken = verdict.first_broken
        words = _("The register does not hold from event %(seq)s of chain %(chain)s on (%(why)s). Tell the FG and the ICT manager now.")
        messages.error(request, words % {"seq": broken.seq, "chain": broken.chain, "why": broken.why})
    return redirect("audit:events")


def visible_kinds(scope: Scope) -> list[audit.EventKind]:
    """The kinds of event that one of this person's roles may see."""
    roles = {held.role for held in scope.held}
    return [kind for kind in audit.all_kinds() if not kind.seen_by or roles.intersection(kind.seen_by)]


def narrowed(found: QuerySet, form: EventFilter, reach: set[UUID] | None) -> QuerySet:
    """Only the chains of these schools; the board's own chain is for those who see every school."""
    if reach is not None:
        found = found.filter(chain__in=reach)
    values = form.cleaned_data if form.is_valid() else {}
    if values.get("school"):
        found = found.filter(chain=values["school"].pk)
    if values.get("kind"):
        found = found.filter(name=values["kind"])
    if values.get("since"):
        found = found.filter(at__gte=start_of_day(values["since"]))
    if values.get("until"):
        found = found.filter(at__lt=end_of_day(values["until"]))
    return found


def shown(rows: list) -> list:
    """Each event with its sentence, who did it and where; two queries, however many rows."""
    people = dict(User.objects.filter(pk__in={row.actor for row in rows if row.actor}).values_list("pk", "name"))
    schools = dict(School.objects.filter(pk__in={row.school for row in rows if row.school}).values_list("pk", "name"))
    for row in rows:
        row.sentence = sentence(row)
        row.actor_name = people.get(row.actor, _("a deleted account")) if row.actor else _("the system")
        row.school_name = schools.get(row.school, "") if row.school else _("the board")
    return rows


def sentence(event) -> str:
    """The event in words, with roles and categories by their name."""
    stored, event.details = event.details, {key: named(key, value) for key, value in event.details.items()}
    try:
        return audit.sentence(event)
    finally:
        event.details = stored


def named(key: str, value):
    if key == "role":
        return role_label(value)
    if key == "category" and value in Category.values:
        return Category(value).label
    if isinstance(value, str) and A_DAY.match(value):
        return date_format(date.fromisoformat(value), "j F Y")
    return value


def plain_sentence(kind: audit.EventKind) -> str:
    """A kind of event without its details, for a list to choose from."""
    return str(kind.sentence) % _Gaps()


class _Gaps(dict):
    def __missing__(self, key: str) -> str:
        return "…"

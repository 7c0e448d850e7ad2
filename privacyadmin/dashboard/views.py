from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from privacyadmin.access.doors import needs_account, needs_staff, role_label
from privacyadmin.access.http import SignedInRequest
from privacyadmin.access.scope import Scope
from privacyadmin.outbox import services as outbox
from privacyadmin.outbox.models import Item
from privacyadmin.worklist import worklist_of

from . import stuck as stuck_items
from .shortcuts import shortcuts

PAGE_SIZE = 25


@needs_account
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Today: what waits for the one who signs in. A parent or pupil lands in the portal (CONTRACT)."""
    if request.user.is_family:
        return redirect("portal:home")
    scope = request.scope
    worklist = worklist_of(scope, scope.on)
    shown = request.GET.get("show", "")
    tasks = {"late": worklist.late, "soon": worklist.soon, "mine": worklist.mine}.get(shown, worklist.tasks)
    page = Paginator(tasks, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"worklist": worklist, "page": page, "shown": shown, "roles": roles(scope), "shortcuts": shortcuts(scope)}
    return render(request, "dashboard/home.html", context)


def roles(scope: Scope) -> str:
    """In which roles somebody looks at this page, in words."""
    labels = dict.fromkeys(role_label(held.role) for held in scope.held if held.source != "case")
    return ", ".join(labels) or _("You have no role yet. Ask the director of your school or the privacy coordinator.")


@needs_staff
@require_safe
def stuck(request: SignedInRequest) -> HttpResponse:
    """Messages and documents that were given up, with what went wrong, to be tried again once the cause is mended."""
    stuck_items.check(request.scope)
    page = Paginator(Item.objects.stuck().order_by("-created_at", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "dashboard/stuck.html", {"page": page})


@needs_staff
@require_POST
def retry(request: SignedInRequest, item_id: UUID) -> HttpResponse:
    """Try one of them again."""
    stuck_items.check(request.scope)
    outbox.retry(get_object_or_404(Item.objects.stuck(), pk=item_id), at=timezone.now())
    messages.success(request, _("It is being tried again."))
    return redirect("stuck")

"""Pages for machines, and the mail of the demo: open to everybody."""
from collections.abc import Callable
from dataclasses import asdict
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import health
from .models import DemoMail


def _public(view: Callable) -> Callable:
    """The door of access.doors.public, which lies above this app."""
    view.door = "public"                   # type: ignore[attr-defined]
    view.login_required = False            # type: ignore[attr-defined]
    return view


@_public
@require_safe
@never_cache
@transaction.non_atomic_requests
def healthz(request: HttpRequest) -> HttpResponse:
    """The web process answers; nothing else is asked."""
    return JsonResponse({"alive": True})


@_public
@require_safe
@never_cache
@transaction.non_atomic_requests
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, broker, worker and beat answer (200), or one does not (503)."""
    status = health.status(at=timezone.now())
    return JsonResponse(asdict(status) | {"ready": status.is_ready}, status=200 if status.is_ready else 503)


@_public
@require_safe
@transaction.non_atomic_requests
def robots(request: HttpRequest) -> HttpResponse:
    """No search engine has anything to look for here."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")


@_public
@require_safe
def demo_mails(request: HttpRequest) -> HttpResponse:
    """Every mail of the demo, newest first."""
    _only_in_the_demo()
    to = request.GET.get("to", "")
    mails = DemoMail.objects.filter(to=to) if to else DemoMail.objects.all()
    return render(request, "outbox/demo_mails.html", {"page": Paginator(mails, 25).get_page(request.GET.get("page")), "to": to})


@_public
@require_safe
def demo_mail(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    """One mail of the demo, as its addressee would see it."""
    _only_in_the_demo()
    return render(request, "outbox/demo_mail.html", {"mail": get_object_or_404(DemoMail, pk=mail_id)})


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404

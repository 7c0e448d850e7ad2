"""Where one is signed in, and who tried to: everybody sees his own."""
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from privacyadmin.access.doors import needs_account
from privacyadmin.access.http import SignedInRequest
from privacyadmin.accounts import services
from privacyadmin.accounts.middleware import idle_limit
from privacyadmin.accounts.models import SignedInSession, SignIn
from privacyadmin.accounts.session_store import SIGN_IN

from .own import base_page

LATEST = 20


@needs_account
@require_safe
def sessions(request: SignedInRequest) -> HttpResponse:
    """The devices on which this account is signed in now, and its last sign-ins and attempts."""
    at = timezone.now()
    running = SignedInSession.objects.filter(account=request.user.pk, expire_date__gt=at, sign_in__isnull=False)
    if not request.user.is_family:
        running = running.filter(Q(seen_at__isnull=True) | Q(seen_at__gt=at - idle_limit()))
    seen = dict(running.values_list("sign_in", "seen_at"))
    lines = list(SignIn.objects.filter(pk__in=[key for key in seen if key]).order_by("-at"))
    for line in lines:
        line.seen_at, line.is_this = seen[line.pk], str(line.pk) == request.session.get(SIGN_IN)      # type: ignore[attr-defined]
    latest = SignIn.objects.filter(user=request.user)[:LATEST]
    return render(request, "account/sessions.html", {"page": base_page(request), "sessions": lines, "latest": latest})


@needs_account
@require_POST
def end_session(request: SignedInRequest, sign_in: UUID) -> HttpResponse:
    """Signed out on one other device."""
    if services.end_session(request.user, sign_in, at=timezone.now()):
        messages.success(request, _("You are signed out on that device."))
    else:
        messages.info(request, _("You were signed out there already."))
    return redirect("account_sessions")


@needs_account
@require_POST
def end_sessions(request: SignedInRequest) -> HttpResponse:
    """Signed out on every other device; this one stays."""
    user = services.end_sessions(request.user, at=timezone.now())
    update_session_auth_hash(request, user)
    messages.success(request, _("You are signed out on all other devices."))
    return redirect("account_sessions")

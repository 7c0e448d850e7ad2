"""The accounts of staff: made, closed and mended by ICT and the coordinator; roles are given elsewhere."""
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from privacyadmin.access import searching
from privacyadmin.access.http import SignedInRequest
from privacyadmin.accounts import services
from privacyadmin.accounts.forms import NewAddressForm, StaffChangeForm, StaffFilterForm, StaffForm
from privacyadmin.accounts.middleware import SECOND_STEPS
from privacyadmin.accounts.models import Kind, Statement, StatementAgreed, User
from privacyadmin.accounts.rules import writes_statement
from privacyadmin.workflow import NotAllowed

from .doors import keepers_door

A_PAGE = 25


def with_second_step() -> QuerySet[User]:
    """Staff, each with whether the second step is set up."""
    step = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_STEPS)
    agreed = StatementAgreed.objects.filter(user=OuterRef("pk"), statement=Subquery(Statement.objects.values("pk")[:1]))
    people = User.objects.filter(kind=Kind.STAFF).annotate(has_second_step=Exists(step), agreed_at=Subquery(agreed.values("at")[:1]))
    return people.order_by("name", "id")


def narrowed(people: QuerySet[User], form: StaffFilterForm) -> QuerySet[User]:
    """As the filter says; everybody where it is empty or wrong."""
    asked = form.cleaned_data if form.is_valid() else {}
    words, state = asked.get("q", ""), asked.get("state", "")
    if words:
        people = people.filter(Q(name__icontains=words) | Q(email__icontains=words))
    if state in (form.OPEN, form.CLOSED):
        people = people.filter(is_active=state == form.OPEN)
    if state == form.BARE:
        people = people.filter(is_active=True, has_second_step=False)        # type: ignore[misc] # of with_second_step
    if state == form.UNSIGNED:
        people = people.filter(is_active=True, agreed_at=None)               # type: ignore[misc] # of with_second_step
    return people


@keepers_door
@require_http_methods(["GET", "HEAD", "POST"])
def staff_accounts(request: SignedInRequest) -> HttpResponse:
    """Every colleague who can sign in, or could; a name that is searched for never stands in the address."""
    if request.method == "POST":
        return searching.as_address(request, keep=["state"])
    form = StaffFilterForm(searching.question(request))
    page = Paginator(narrowed(with_second_step(), form), A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "may_write": writes_statement(request.scope)}
    return searching.part(request, render(request, "accounts/staff.html", context))


@keepers_door
@require_http_methods(["GET", "HEAD", "POST"])
def new_staff_account(request: SignedInRequest) -> HttpResponse:
    """A new colleague gets a mail to choose a password; the account has no role yet."""
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = services.create_staff(by=request.scope, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The account is made, and a mail to choose a password is on its way."))
        return redirect("staff_account", user.pk)
    return render(request, "accounts/staff_new.html", {"form": form})


@keepers_door
@require_safe
def staff_account(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    """One colleague's account, and what can be done about it."""
    person = get_object_or_404(with_second_step(), pk=user_id)
    context = {"person": person, "is_own": person == request.user, "address_change": services.addresses.open_change(person)}
    return render(request, "accounts/staff_account.html", context)


@keepers_door
@require_http_methods(["GET", "HEAD", "POST"])
def change_staff_account(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    """Another name or language for a colleague."""
    person = get_object_or_404(User, pk=user_id, kind=Kind.STAFF)
    form = StaffChangeForm(request.POST or None, initial={"name": person.name, "language": person.language})
    if request.method == "POST" and form.is_valid():
        services.change_staff(person, by=request.scope, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The account is changed."))
        return redirect("staff_account", person.pk)
    return render(request, "accounts/staff_change.html", {"form": form, "person": person})


@keepers_door
@require_http_methods(["GET", "HEAD", "POST"])
def change_staff_address(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    """Another address for a colleague, who confirms it with the codes that are mailed to both."""
    person = get_object_or_404(User, pk=user_id, kind=Kind.STAFF, is_active=True)
    form = NewAddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.addresses.ask(person, form.cleaned_data["email"], by=request.scope, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error("email", refusal.reason)
        else:
            messages.success(request, _("Two mails with a code are on their way: one to the old address, one to the new."))
            return redirect("staff_account", person.pk)
    return render(request, "accounts/staff_address.html", {"form": form, "person": person})


def _link(person: User, request: SignedInRequest) -> str:
    services.send_password_link(person, by=request.scope, at=timezone.now())
    return _("A mail with a link to choose a password is on its way.")


def _close(person: User, request: SignedInRequest) -> str:
    services.close(person, by=request.scope, at=timezone.now())
    return _("The account is closed: this colleague is signed out and cannot sign in. The roles have ended too.")


def _reopen(person: User, request: SignedInRequest) -> str:
    services.reopen(person, by=request.scope, at=timezone.now())
    return _("This colleague may sign in again.")


def _forget(person: User, request: SignedInRequest) -> str:
    services.forget_second_factor(person, by=request.scope, at=timezone.now())
    return _("The second step is removed. At the next sign-in it is set up anew.")


def _vouch(person: User, request: SignedInRequest) -> str:
    change = services.addresses.open_change(person)
    if change is None:
        raise Http404
    services.addresses.vouch(change, by=request.scope, at=timezone.now())
    return _("The old address needs no code any more. The code of the new address is still to come.")


DEEDS = {"vouch": _vouch, "link": _link, "close": _close, "reopen": _reopen, "forget-second-step": _forget}


@keepers_door
@require_POST
def staff_account_deed(request: SignedInRequest, user_id: UUID, deed: str) -> HttpResponse:
    """One of the things that can be done to a colleague's account."""
    if deed not in DEEDS:
        raise Http404
    person = get_object_or_404(User, pk=user_id, kind=Kind.STAFF)
    messages.success(request, DEEDS[deed](person, request))
    return redirect("staff_account", person.pk)

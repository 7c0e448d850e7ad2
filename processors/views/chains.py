from copy import copy
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from privacyadmin.access.http import SignedInRequest, sent
from processors.forms import agreements as forms
from processors.models import Certificate, SecurityAnnex, Subprocessor, Transfer
from processors.services import chains as services

from .pages import GET_OR_POST, ask, kept_agreement_of, writes


@writes
@require_http_methods(GET_OR_POST)
def subprocessor_new(request: SignedInRequest, key: UUID) -> HttpResponse:
    """The supplier announces somebody whom it will engage."""
    agreement = kept_agreement_of(request, key)
    today = request.scope.on
    form = forms.SubprocessorForm(sent(request), instance=Subprocessor(agreement=agreement, announced_on=today), on=today)
    if request.method == "POST" and form.is_valid():
        services.announce(agreement, values=form.cleaned_data, by=request.scope, at=timezone.now())
        messages.success(request, _("The sub-processor is in the register. Look whether we object."))
        return redirect(agreement)
    return ask(request, form, _("Sub-processor"), back=agreement)


@writes
@require_http_methods(GET_OR_POST)
def subprocessor_decide(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Accept a sub-processor, or object with the reason."""
    row = get_object_or_404(Subprocessor.objects.select_related("agreement"), pk=key)
    agreement = kept_agreement_of(request, row.agreement_id)
    known = {"state": row.state, "words": row.objection, "answer": row.answer}
    form = forms.SubprocessorDecisionForm(sent(request), initial=known)
    if request.method == "POST" and form.is_valid():
        services.decide(row, **form.cleaned_data, by=request.scope, at=timezone.now())
        messages.success(request, _("What was decided has been kept."))
        return redirect(agreement)
    late = row.object_by is not None and row.object_by < request.scope.on
    note = _("The term in which we may object has passed.") if late else ""
    return ask(request, form, _("Sub-processor: %(name)s") % {"name": row.name}, back=agreement, note=note)


@writes
@require_http_methods(GET_OR_POST)
def transfer_new(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Data goes to a country outside the EEA."""
    agreement = kept_agreement_of(request, key)
    form = forms.TransferForm(sent(request), instance=Transfer(agreement=agreement), on=request.scope.on)
    if request.method == "POST" and form.is_valid():
        services.transfer(agreement, values=form.cleaned_data, by=request.scope, at=timezone.now())
        messages.success(request, _("The transfer is in the register."))
        return redirect(agreement)
    return ask(request, form, _("Transfer outside the EEA"), back=agreement)


@writes
@require_POST
def transfer_drop(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Data no longer goes there."""
    row = get_object_or_404(Transfer.objects.select_related("agreement"), pk=key)
    agreement = kept_agreement_of(request, row.agreement_id)
    services.drop_transfer(row, by=request.scope, at=timezone.now())
    messages.success(request, _("The transfer is taken away; its history stays."))
    return redirect(agreement)


@writes
@require_http_methods(GET_OR_POST)
def annex(request: SignedInRequest, key: UUID) -> HttpResponse:
    """What the security annex says."""
    agreement = kept_agreement_of(request, key)
    known = SecurityAnnex.objects.filter(agreement=agreement).first() or SecurityAnnex(agreement=agreement)
    form = forms.AnnexForm(sent(request), instance=copy(known))
    if request.method == "POST" and form.is_valid():
        services.secure(agreement, values=form.cleaned_data, by=request.scope, at=timezone.now())
        messages.success(request, _("What was changed has been kept."))
        return redirect(agreement)
    return ask(request, form, _("Security annex"), back=agreement)


@writes
@require_http_methods(GET_OR_POST)
def certificate_new(request: SignedInRequest, key: UUID) -> HttpResponse:
    """A certificate came; an older one of the same kind is no longer watched."""
    agreement = kept_agreement_of(request, key)
    form = forms.CertificateForm(sent(request), instance=Certificate(agreement=agreement))
    if request.method == "POST" and form.is_valid():
        services.certify(agreement, values=form.cleaned_data, by=request.scope, at=timezone.now())
        messages.success(request, _("The certificate is in the register. You are reminded before it ends."))
        return redirect(agreement)
    return ask(request, form, _("Certificate"), back=agreement)

"""Contact persons of an organisation that is a guardian, kept by the administration."""

from copy import copy
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from privacyadmin.access.doors import needs_staff
from privacyadmin.access.http import SignedInRequest, sent
from students.contact_forms import ContactForm
from students.models import ContactPerson
from students.services import contacts

from .by_hand import pupil_form
from .family import relation_or_404


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def contact_new(request: SignedInRequest, relation_id: UUID) -> HttpResponse:
    """Somebody who speaks for the organisation from a day on."""
    relation, student = relation_or_404(request, relation_id)
    organisation = relation.guardian
    if not organisation.is_organisation:
        raise Http404
    form = ContactForm(sent(request), instance=ContactPerson(organisation=organisation), on=request.scope.on)
    if request.method == "POST" and form.is_valid():
        contacts.add(organisation, student=student, details=form.cleaned_data, by=request.scope, at=timezone.now())
        messages.success(request, _("The contact person has been added."))
        return redirect(student)
    return pupil_form(request, student, form, _("Add a contact person"), lede=organisation.organisation_name)


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def contact_change(request: SignedInRequest, relation_id: UUID, contact_id: UUID) -> HttpResponse:
    """Mend what is known of a contact person, or say from which day on it is somebody else."""
    relation, student = relation_or_404(request, relation_id)
    contact = relation.guardian.contacts.select_related("user", "organisation").filter(pk=contact_id).first()
    if contact is None:
        raise Http404
    form = ContactForm(sent(request), instance=copy(contact), on=request.scope.on)
    if request.method == "POST" and form.is_valid():
        contacts.change(contact, student=student, details=form.cleaned_data, by=request.scope, at=timezone.now())
        messages.success(request, _("What was changed has been kept. It holds from now on."))
        return redirect(student)
    note = _("Letters are addressed to the organisation, for the attention of whoever came last.")
    if contact.user:
        note = _("Signs in with %(address)s, and changes that under «Your account». Another address here changes only where you reach him.")
        note %= {"address": contact.user.email}
    return pupil_form(request, student, form, _("Change contact person"), lede=relation.guardian.organisation_name, note=note)

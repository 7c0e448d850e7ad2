"""«What goes along to the next school»: look first, say something that goes along, take the copy (S2-150, S2-154; T1)."""
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from privacyadmin.access.catalogue import Category
from privacyadmin.access.doors import needs_family
from privacyadmin.access.http import SignedInRequest, sent
from privacyadmin.documents.models import State
from privacyadmin.documents.services import ZIP
from privacyadmin.files.http import attachment
from privacyadmin.portal.children import brand_for
from privacyadmin.portal.forms import RemarkForm
from students.models import Transfer
from students.models.transfers import TransferStatus
from students.services import transfer_steps
from students.transfers.candidates import label_of_item
from students.transfers.content import is_of_others
from students.transfers.picture import Picture, has_secret_address, picture_of


@needs_family
@require_http_methods(["GET", "HEAD", "POST"])
def shown(request: SignedInRequest, key: UUID) -> HttpResponse:
    """What goes to which school, and what this parent or pupil wants to say of it."""
    transfer, scope = _transfer_or_404(request, key), request.scope
    form = RemarkForm(sent(request))
    if request.method == "POST" and form.is_valid():
        transfer_steps.look(transfer, by=scope, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Thank you. The school knows that you looked."))
        return redirect("portal:transfer", key=transfer.pk)
    picture, copy = picture_of(transfer, scope), transfer_steps.latest(transfer, transfer_steps.COPY)
    return render(request, "portal/transfer.html", {
        "transfer": transfer, "student": transfer.student, "form": form, "things": list(_things(picture)),
        "can_say": transfer.status == TransferStatus.SHOWN, "has_copy": copy is not None and copy.state == State.READY,
        "consent": picture.consent if picture.needs_consent else None,
    } | brand_for(transfer.school))


def _things(picture: Picture):
    """What goes along, in words; not what is kept from this family for the pupil's safety (C-25)."""
    hidden, is_secret = picture.marks.from_guardians | picture.marks.from_pupil, has_secret_address(picture.transfer.student_id)
    for item in sorted(picture.items, key=lambda item: Category.values.index(item.category)):
        if item.category not in hidden:
            kind, is_others = Category(item.category).label, is_of_others(item, is_secret=is_secret)
            label = label_of_item(item) if item.fact or not is_others else _("An entry of the file")
            yield {"label": label, "kind": kind, "not_in_copy": is_others}


@needs_family
@require_POST
def copy(request: SignedInRequest, key: UUID) -> StreamingHttpResponse:
    """The copy of what goes along, to keep."""
    transfer = _transfer_or_404(request, key)
    document, content = transfer_steps.take_copy(transfer, by=request.scope, at=timezone.now())
    name = f"copy.{'zip' if document.media_type == ZIP else 'pdf'}"
    return attachment(content, name=name, media_type=document.media_type, size=document.size)


def _transfer_or_404(request: SignedInRequest, key: UUID) -> Transfer:
    found = transfer_steps.shown_to(request.scope).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def rows(found) -> list[dict]:
    """As the page of a child lists them."""
    waits = _("You can look at what goes along")
    return [
        {"title": transfer.to_name, "url": reverse("portal:transfer", args=[transfer.pk]),
         "text": waits if transfer.sent_on is None else _("Sent on %(day)s") % {"day": date_format(transfer.sent_on, "j F Y")}}
        for transfer in found.order_by("-made_at")
    ]

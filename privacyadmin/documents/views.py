from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from privacyadmin.access.doors import needs_staff, role_label
from privacyadmin.access.http import SignedInRequest
from privacyadmin.files.http import attachment
from privacyadmin.workflow import NotAllowed

from . import signing
from .models import Signature, State
from .services import open_document


@needs_staff
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: SignedInRequest, act: str, key: UUID) -> HttpResponse:
    """What is to be signed, to read and sign after showing once more that it is you; once signed, what was signed and by whom."""
    found = signing.act_named(act)
    paper = found.paper(request.scope, key) if found else None
    if found is None or paper is None:
        raise Http404
    signed = signing.signatures_of(act, key)
    reason = found.why_not(request.scope, key)
    if reason and signed:
        return render(request, "documents/signed.html", {"paper": paper, "rows": [_row(each) for each in signed]})
    if reason:
        raise NotAllowed(reason)
    proof = signing.proof_of(request)
    if request.method == "POST":
        shown = request.POST.get("shown", "")
        if "agreed" not in request.POST:
            messages.error(request, _("Tick that you have read it, then sign."))
        else:
            signing.sign(found, key, shown=shown, proof=proof, by=request.scope, at=timezone.now())
            messages.success(request, _("You have signed. The printed copy is being made."))
            return redirect("documents:sign", act, key)
    context = {"paper": paper, "shown": signing.hash_of(paper), "capacity": role_label(paper.capacity), "signed": signed}
    return render(request, "documents/sign.html", context)


def _row(signature: Signature) -> dict:
    copy = signing.printed(signature)
    return {
        "signature": signature,
        "capacity": role_label(signature.capacity),
        "holds": signing.holds(signature),
        "copy": copy,
        "is_ready": copy is not None and copy.state == State.READY,
    }


@needs_staff
@require_safe
def signed_copy(request: SignedInRequest, signature_id: UUID) -> StreamingHttpResponse:
    """The printed copy, to save."""
    signature = Signature.objects.filter(pk=signature_id).first()
    act = signing.act_named(signature.act) if signature else None
    copy = signing.printed(signature) if signature else None
    if signature is None or act is None or act.paper(request.scope, signature.about) is None:
        raise Http404
    if copy is None or copy.state != State.READY:
        raise Http404
    return attachment(open_document(copy), name=f"signature-{signature.signed_at:%Y-%m-%d}.pdf", media_type=copy.media_type, size=copy.size)

"""Searching by name without the name in the address: what is posted comes back as an address with a sealed token."""

from collections.abc import Collection

from django.http import HttpResponse, HttpResponseRedirect, QueryDict

from privacyadmin.crypto import asked

from .http import SignedInRequest

WORDS, TOKEN = "q", "s"


def as_address(request: SignedInRequest, *, keep: Collection[str] = ()) -> HttpResponse:
    """From the posted question to the page that answers it; `keep` names what else of the form belongs in the address."""
    address = QueryDict(mutable=True)
    if token := asked.hide(" ".join(request.POST.get(WORDS, "").split())[:100], by=request.user.pk):
        address[TOKEN] = token
    for name in keep:
        if value := request.POST.get(name):
            address[name] = value
    return HttpResponseRedirect(f"{request.path}?{address.urlencode()}" if address else request.path)


def question(request: SignedInRequest) -> QueryDict:
    """What the address asks, with the words opened; words that stand in it openly are not heard."""
    found = request.GET.copy()
    found[WORDS] = asked.shown(request.GET.get(TOKEN, ""), by=request.user.pk)
    return found


def part(request: SignedInRequest, response: HttpResponse) -> HttpResponse:
    """For htmx, which posted the question: the window shows the address of the answer."""
    response["HX-Push-Url"] = request.get_full_path()
    return response

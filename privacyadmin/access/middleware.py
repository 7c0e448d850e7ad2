from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from .scope import resolve


def scope(get_response):
    """Gives each request of a signed-in person its scope, read when it is first asked for; a door reads it in the view's transaction."""

    def middleware(request):
        if request.user.is_authenticated:
            request.scope = SimpleLazyObject(lambda: resolve(request.user, timezone.now()))
        else:
            request.scope = None
        return get_response(request)

    return middleware

"""The product's pages, and one that does nothing but let in who is signed in."""
from django.http import HttpResponse
from django.urls import path

from privacyadmin.urls import *  # noqa: F403 - with its error pages
from privacyadmin.urls import urlpatterns


def nothing(request) -> HttpResponse:
    """Sign-in and session, and no more."""
    return HttpResponse(str(request.user.is_authenticated))


urlpatterns = [*urlpatterns, path("bench/", nothing)]

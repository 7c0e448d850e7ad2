"""Pages for everybody, without a session (C-08, S1-82)."""
from django.urls import re_path

from .views import lists, purposes

app_name = "public"
SCHOOL = r"(?P<school>[0-9]{2}[A-Za-z]{2}(?:[0-9]{2})?)"

urlpatterns = [
    re_path(rf"^processors/{SCHOOL}/$", lists.public, name="processors"),
    re_path(rf"^processings/{SCHOOL}/$", purposes.public, name="processings"),
]

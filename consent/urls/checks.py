"""Where somebody checks before placing something, where it stands, and what staff must know."""
from django.urls import path

from consent.views import awareness, checks, publications

CHECK, PLACED, TOPIC = "checks/<uuid:key>/", "publications/<uuid:key>/", "awareness/<uuid:key>/"

urlpatterns = [
    path("check/", checks.check, name="check"),
    path("checks/", checks.index, name="checks"),
    path(CHECK, checks.checked, name="checked"),
    path(f"{CHECK}sheet/", checks.sheet, name="check_sheet"),
    path(f"{CHECK}placed/", publications.new, name="publication_new"),
    path("publications/", publications.index, name="publications"),
    path(PLACED, publications.detail, name="publication"),
    path(f"{PLACED}change/", publications.change, name="publication_change"),
    path(f"{PLACED}removed/", publications.removed, name="publication_removed"),
    path(f"{PLACED}object/<uuid:student_key>/", publications.object_to, name="publication_object"),
    path("removals/", publications.follow_ups, name="follow_ups"),
    path("removals/<uuid:key>/", publications.follow_up, name="follow_up"),
    path("awareness/", awareness.index, name="awareness"),
    path("awareness/mine/", awareness.mine, name="awareness_mine"),
    path("awareness/new/", awareness.new, name="awareness_new"),
    path(TOPIC, awareness.topic, name="awareness_topic"),
    path(f"{TOPIC}change/", awareness.change, name="awareness_change"),
    path(f"{TOPIC}tell/", awareness.tell, name="awareness_tell"),
    path(f"{TOPIC}retire/", awareness.retire, name="awareness_retire"),
]

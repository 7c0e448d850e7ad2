from django.urls import path

from consent.views import lists, noted, overview, pupils, purposes

PURPOSE, PUPIL = "purposes/<uuid:key>/", "pupils/<uuid:key>/"

urlpatterns = [
    path("", overview.index, name="index"),
    path("purposes/new/", purposes.new, name="purpose_new"),
    path("purposes/list/", purposes.take_over, name="purposes_take_over"),
    path(PURPOSE, purposes.detail, name="purpose"),
    path(f"{PURPOSE}change/", purposes.change, name="purpose_change"),
    path(f"{PURPOSE}text/", purposes.text, name="purpose_text"),
    path(f"{PURPOSE}text/drop/", purposes.drop_text, name="purpose_text_drop"),
    path(f"{PURPOSE}text/put/", purposes.put_text, name="purpose_text_put"),
    path(f"{PURPOSE}retire/", purposes.retire, name="purpose_retire"),
    path("differing/", lists.differing, name="differing"),
    path("classes/", lists.of_class, name="class"),
    path(PUPIL, pupils.detail, name="pupil"),
    path(f"{PUPIL}answers/", noted.note, name="note"),
    path(f"{PUPIL}differing/", pupils.settle, name="settle"),
    path("scans/<uuid:key>/", noted.scan, name="scan"),
]

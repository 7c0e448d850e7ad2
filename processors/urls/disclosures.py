from django.urls import path

from processors.views import disclosure_steps, disclosures

ONE = "disclosures/<uuid:key>/"

urlpatterns = [
    path("disclosures/", disclosures.index, name="disclosures"),
    path("disclosures/new/", disclosures.choose, name="disclosure_choose"),
    path("disclosures/new/party/", disclosures.new_party, name="disclosure_party"),
    path("parties/<uuid:key>/disclosures/new/", disclosures.new, name="disclosure_new"),
    path(ONE, disclosures.detail, name="disclosure"),
    path(f"{ONE}change/", disclosures.change, name="disclosure_change"),
    path(f"{ONE}pupils/", disclosure_steps.pupils, name="disclosure_pupils"),
    path(f"{ONE}pupils/<uuid:student_id>/drop/", disclosure_steps.drop, name="disclosure_drop"),
    path(f"{ONE}papers/", disclosure_steps.papers, name="disclosure_papers"),
    path(f"{ONE}steps/<slug:name>/", disclosure_steps.step, name="disclosure_step"),
    path("disclosures/papers/<uuid:key>/", disclosure_steps.paper, name="disclosure_file"),
]

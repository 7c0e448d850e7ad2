from django.urls import path

from consent.views import campaigns, notices

ONE = "campaigns/<uuid:key>/"

urlpatterns = [
    path("campaigns/", campaigns.index, name="campaigns"),
    path("campaigns/new/", campaigns.new, name="campaign_new"),
    path(ONE, campaigns.detail, name="campaign"),
    path(f"{ONE}change/", campaigns.change, name="campaign_change"),
    path(f"{ONE}waiting/", campaigns.waiting, name="campaign_waiting"),
    path(f"{ONE}forms/", campaigns.paper_file, name="campaign_forms"),
    path("papers/", campaigns.code, name="code"),
    path("papers/<uuid:key>/", campaigns.paper, name="paper"),
    path("notices/", notices.index, name="notices"),
    path("notices/<uuid:enrolment_id>/", notices.notice, name="notice"),
]

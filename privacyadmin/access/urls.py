from django.urls import path

from .views import covers, data, grants, matrix, overview

app_name = "access"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("readings/<uuid:student_id>/", overview.readings, name="readings"),
    path("data/", data.data, name="data"),
    path("data/rules/<uuid:rule_id>/", data.data_rule, name="data_rule"),
    path("data/<str:place>/<str:code>/", data.data_propose, name="data_propose"),
    path("grants/", grants.grants, name="grants"),
    path("grants/new/", grants.propose, name="propose"),
    path("grants/<str:model>/<uuid:grant_id>/end/", grants.end, name="end"),
    path("cover/", covers.cover, name="cover"),
    path("cover/<uuid:cover_id>/end/", covers.end_cover, name="end_cover"),
    path("proposals/<uuid:proposal_id>/", grants.proposal, name="proposal"),
    path("proposals/<uuid:proposal_id>/confirm/", grants.confirm, name="confirm"),
    path("matrix/<str:sector>/", matrix.matrix, name="matrix"),
    path("matrix/<str:sector>/begin/", matrix.begin, name="begin"),
    path("matrix/<str:sector>/draft/", matrix.draft, name="draft"),
    path("matrix/<str:sector>/draft/<str:role>/", matrix.draft_row, name="draft_row"),
    path("matrix/<str:sector>/return/", matrix.send_back, name="send_back"),
]

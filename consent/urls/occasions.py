from django.urls import path

from consent.views import occasions, talks

urlpatterns = [
    path("ask/<slug:kind>/<uuid:key>/", occasions.ask, name="ask"),
    path("occasions/<uuid:key>/", occasions.occasion, name="occasion"),
    path("talks/new/<uuid:key>/", talks.talk_new, name="talk_new"),
    path("talks/<uuid:key>/", talks.talk, name="talk"),
    path("talks/<uuid:key>/<slug:step>/", talks.talk_step, name="talk_step"),
]

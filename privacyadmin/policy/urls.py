from django.urls import path

from . import holiday_views, views

app_name = "policy"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("holidays/", holiday_views.calendar, name="holidays"),
    path("holidays/<uuid:deviation_id>/remove/", holiday_views.remove, name="holiday_remove"),
    path("new/", views.new, name="new"),
    path("sections/<slug:section>/", views.section, name="section"),
    path("sections/<slug:section>/change/", views.change, name="change"),
    path("settings/<slug:code>/", views.setting, name="setting"),
    path("<uuid:version_id>/", views.version, name="version"),
    path("<uuid:version_id>/approve/", views.approve, name="approve"),
    path("<uuid:version_id>/decline/", views.decline, name="decline"),
]

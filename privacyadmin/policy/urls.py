from django.urls import path

from . import views

app_name = "policy"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("new/", views.new, name="new"),
    path("<uuid:version_id>/", views.version, name="version"),
    path("<uuid:version_id>/approve/", views.approve, name="approve"),
    path("<uuid:version_id>/decline/", views.decline, name="decline"),
]

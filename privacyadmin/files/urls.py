from django.urls import path

from . import views

app_name = "files"

urlpatterns = [
    path("<str:kind>/<uuid:key>/add/", views.add, name="add"),
    path("<uuid:letter_id>/void/", views.void, name="void"),
    path("held/", views.held_list, name="held"),
    path("held/<uuid:file_id>/", views.held_drop, name="held_drop"),
    path("held/<uuid:file_id>/again/", views.held_again, name="held_again"),
    path("file/<uuid:file_id>/", views.file, name="file"),
]

from django.urls import path

from . import views

app_name = "files"

urlpatterns = [
    path("<str:kind>/<uuid:key>/add/", views.add, name="add"),
    path("<uuid:letter_id>/void/", views.void, name="void"),
    path("file/<uuid:file_id>/", views.file, name="file"),
]

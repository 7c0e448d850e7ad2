from django.urls import path

from . import views

app_name = "exports"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/<str:code>/", views.new, name="new"),
    path("<uuid:export_id>/download/", views.download, name="download"),
]

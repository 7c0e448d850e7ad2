from django.urls import path

from . import views

urlpatterns = [
    path("theme/<str:name>.css", views.theme, name="theme"),
    path("logo/<uuid:house_id>.png", views.logo, name="logo"),
]

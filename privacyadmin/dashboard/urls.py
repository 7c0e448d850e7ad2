from django.urls import path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("stuck/", views.stuck, name="stuck"),
    path("stuck/<uuid:item_id>/retry/", views.retry, name="stuck_retry"),
]

from django.urls import path

from .views import register

app_name = "audit"
urlpatterns = [
    path("", register.events, name="events"),
    path("verify/", register.verify, name="verify"),
]

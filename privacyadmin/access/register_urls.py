from django.urls import path

from .views import purpose, register

app_name = "audit"
urlpatterns = [
    path("", register.events, name="events"),
    path("verify/", register.verify, name="verify"),
    path("purpose/<str:log>/", purpose.purpose, name="purpose"),
]

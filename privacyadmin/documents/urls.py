from django.urls import path

from . import views

app_name = "documents"

urlpatterns = [
    path("<str:act>/<uuid:key>/", views.sign, name="sign"),
    path("copy/<uuid:signature_id>.pdf", views.signed_copy, name="signed_copy"),
]

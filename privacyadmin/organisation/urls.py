from django.urls import path

from .views import houses, mandates, offices

app_name = "organisation"
urlpatterns = [
    path("", offices.overview, name="overview"),
    path("appointments/new/", offices.appoint, name="appoint"),
    path("appointments/<uuid:appointment_id>/", offices.correct, name="correct"),
    path("appointments/<uuid:appointment_id>/end/", offices.end, name="end"),
    path("mandates/", mandates.mandates, name="mandates"),
    path("mandates/new/", mandates.mandate, name="mandate"),
    path("mandates/<uuid:mandate_id>/end/", mandates.end, name="mandate_end"),
    path("houses/", houses.houses, name="houses"),
    path("houses/<uuid:house_id>/", houses.house, name="house"),
    path("identity/", houses.identify, name="identify"),
    path("swatch/<str:colour>.svg", houses.swatch, name="swatch"),
]

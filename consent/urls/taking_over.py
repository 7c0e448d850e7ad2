from django.urls import path

from consent.views import taking_over

urlpatterns = [
    path("take-over/", taking_over.take_over, name="take_over"),
    path("take-over/<uuid:key>/", taking_over.difference, name="take_over_difference"),
]

from django.urls import path

from . import views

app_name = "outbox"
urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("demo/mail/", views.demo_mails, name="demo_mails"),
    path("demo/mail/<uuid:mail_id>/", views.demo_mail, name="demo_mail"),
]

from django.urls import include, path

urlpatterns = [
    path("", include("privacyadmin.dashboard.urls")),
    path("students/", include("students.urls")),
    path("requests/", include("requests.urls")),
    path("access/", include("privacyadmin.access.urls")),
    path("policy/", include("privacyadmin.policy.urls")),
    path("audit/", include("privacyadmin.access.register_urls")),
    path("portal/", include("privacyadmin.portal.urls")),
    path("accounts/", include("privacyadmin.accounts.urls")),
    path("", include("privacyadmin.outbox.urls")),
    path("", include("privacyadmin.worklist.urls")),
]

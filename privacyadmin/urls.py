from django.urls import include, path

urlpatterns = [
    path("", include("privacyadmin.dashboard.urls")),
    path("students/", include("students.urls")),
    path("requests/", include("requests.urls")),
    path("consent/", include("consent.urls")),
    path("processors/", include("processors.urls")),
    path("public/", include("processors.public_urls")),
    path("access/", include("privacyadmin.access.urls")),
    path("policy/", include("privacyadmin.policy.urls")),
    path("organisation/", include("privacyadmin.organisation.urls")),
    path("audit/", include("privacyadmin.access.register_urls")),
    path("sign/", include("privacyadmin.documents.urls")),
    path("post/", include("privacyadmin.files.urls")),
    path("exports/", include("privacyadmin.exports.urls")),
    path("", include("privacyadmin.letters.urls")),
    path("portal/", include("privacyadmin.portal.urls")),
    path("accounts/", include("privacyadmin.accounts.urls")),
    path("", include("privacyadmin.outbox.urls")),
    path("", include("privacyadmin.worklist.urls")),
]

handler500 = "privacyadmin.failures.failed"

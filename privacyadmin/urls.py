from importlib.util import find_spec

from django.urls import include, path

URLS = [
    ("", "privacyadmin.dashboard.urls"), ("students/", "students.urls"), ("requests/", "requests.urls"), ("access/", "privacyadmin.access.urls"),
    ("policy/", "privacyadmin.policy.urls"), ("audit/", "privacyadmin.access.register_urls"), ("portal/", "privacyadmin.portal.urls"),
    ("accounts/", "privacyadmin.accounts.urls"), ("", "privacyadmin.outbox.urls"), ("", "privacyadmin.worklist.urls"),
]
urlpatterns = [path(prefix, include(module)) for prefix, module in URLS if find_spec(module)]

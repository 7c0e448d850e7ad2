"""The demo shows the register alive."""
from django.core.management import call_command
from django.urls import reverse

from privacyadmin.accounts.models import User
from processors.models import ActivityVersion, Dpia, FormUse
from processors.models.register_words import DpiaStatus, VersionState


def test_the_demo_has_a_register_with_something_in_each_state(db, sign_in, django_assert_max_num_queries):
    call_command("demo_data", "--pupils", "40", verbosity=0)
    assert {version.status for version in ActivityVersion.objects.all()} == set(VersionState)
    assert {DpiaStatus.DECIDED, DpiaStatus.ADVICE} <= {dpia.status for dpia in Dpia.objects.all()}
    assert FormUse.objects.exists()
    browser = sign_in(User.objects.get(email="coordinator@demo.example"))
    for name in ("activities", "activities_suggested", "purposes", "dpias", "application_forms"):
        assert browser.get(reverse(f"processors:{name}")).status_code == 200
    for dpia in Dpia.objects.all():
        assert browser.get(dpia.get_absolute_url()).status_code == 200
    for version in ActivityVersion.objects.select_related("activity"):
        with django_assert_max_num_queries(30):
            assert browser.get(version.activity.get_absolute_url()).status_code == 200

"""Every view stands behind exactly one door, and htmx is told where to sign in."""
import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from privacyadmin.access.catalogue import Register, Role, Verb
from privacyadmin.access.doors import needs_staff
from tests.authz import urls
from tests.factories import staff

DOORS = {"public", "staff", "family", "account"}
# Views of the sign-in library, as they come or with a door of ours in front; every other view is ours and carries its door.
OF_THE_LIBRARY = {
    "account_inactive", "account_logout", "account_reset_password_done", "account_reset_password_from_key_done", "account_set_password",
    "mfa_download_recovery_codes", "mfa_generate_recovery_codes", "mfa_index", "mfa_view_recovery_codes",
}
PUBLIC = {
    "set_language", "account_login", "account_request_login_code", "account_confirm_login_code", "mfa_authenticate", "mfa_login_webauthn",
    "account_logout",
    "account_inactive", "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "outbox:robots", "outbox:healthz", "outbox:readyz", "outbox:demo_mails", "outbox:demo_mail",
    "theme", "logo", "portal:code", "portal:code_confirm", "public:processors", "public:processings",
}


def doors() -> dict[str, str]:
    return {name: getattr(pattern.callback, "door", "") for name, pattern in urls.walk()}


def test_every_address_stands_behind_one_door():
    """STYLE 6; RELIABILITY 3: default deny."""
    registers = {f"{register}:" for register in Register}
    for name, door in doors().items():
        assert door in DOORS or any(door.startswith(register) for register in registers), name


def test_what_is_open_to_everybody_is_a_short_list():
    assert {name for name, door in doors().items() if door == "public"} == PUBLIC


def test_only_the_listed_views_come_from_the_library():
    own = ("privacyadmin", "students", "requests", "processors", "consent")
    foreign = {name for name, pattern in urls.walk() if not pattern.callback.__module__.startswith(own)}
    assert foreign <= OF_THE_LIBRARY


def test_a_register_is_named_with_verbs_that_exist():
    for name, door in doors().items():
        if door not in DOORS:
            _register, verbs = door.split(":")
            assert set(verbs.split("|")) <= set(Verb.values), name


@pytest.mark.django_db
def test_part_of_a_page_asked_without_sign_in_is_told_where_to_go():
    """SETTLED 12."""
    answer = Client().get(reverse("students:list"), headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer["HX-Redirect"].startswith(reverse("account_login"))


@pytest.mark.django_db
def test_the_database_knows_within_the_view_who_asks(vlieger, rf):
    """SETTLED 7; DESIGN: so that row-level security can be added without rebuilding."""
    def view(request):
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('app.person', true)")
            return cursor.fetchone()[0]

    request = rf.get("/")
    request.user = staff(Role.OFFICE, vlieger)
    assert needs_staff(view)(request) == str(request.user.pk)


def ours():
    for top in ("privacyadmin", "students", "requests", "consent", "breaches", "processors", "retention"):
        yield from (path for path in Path(settings.BASE_DIR, top).rglob("*.py") if "migrations" not in path.parts)


def test_no_code_asks_for_permissions_past_the_scope():
    """SETTLED 7: `has_perm` and guardian's shortcuts know no dates."""
    banned = {"has_perm", "has_perms", "assign_perm", "remove_perm", "get_objects_for_user", "get_perms", "ObjectPermissionChecker"}
    allowed = {Path(settings.BASE_DIR, "privacyadmin/accounts/models.py"), Path(settings.BASE_DIR, "privacyadmin/access/models.py")}
    for path in ours():
        names = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
        assert path in allowed or not names & banned, path

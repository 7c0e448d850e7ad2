"""Logs say that something failed and where; never whose data it was about (DESIGN: no personal data in logs; ASVS V16.2.5)."""

import logging
import os
import subprocess
import sys

import pytest
from django.test import Client

from privacyadmin import local_services
from requests.views import intake
from tests.deployment import compose


@pytest.mark.django_db
def test_a_page_that_fails_is_named_in_the_log_without_any_value(cast, caplog, monkeypatch):
    def fail(*_all):
        raise ValueError("Noor de Wit, 111222333")

    monkeypatch.setattr(intake, "_choose", fail)
    client = Client(raise_request_exception=False)
    client.force_login(cast.office)
    with caplog.at_level(logging.DEBUG):
        answer = client.post("/requests/new/", {"q": "Noor"}, follow=True)
    assert answer.status_code == 500 and "111222333" not in answer.content.decode()
    ours = [record for record in caplog.records if record.name.startswith("privacyadmin")]
    told = [record.getMessage() for record in ours if record.levelno >= logging.WARNING]
    assert told and told[0].startswith("page failed: requests:new ValueError at test_what_logs_hold.py:")
    assert not any("Noor" in line or "111222333" in line for line in told)


@pytest.mark.django_db
def test_a_page_that_is_not_there_or_not_allowed_is_no_failure(cast, caplog):
    client = Client()
    client.force_login(cast.ict)
    for path in ("/requests/", "/students/01a20248-0000-7000-8000-000000000000/", "/nowhere/"):
        assert client.get(path).status_code in (403, 404)
    assert not [record for record in caplog.records if record.getMessage().startswith("page failed")]


def test_the_database_writes_no_statement_and_no_detail_of_what_failed():
    """A refused row stands whole in DETAIL and in STATEMENT."""
    wanted = {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}
    assert wanted.items() <= local_services.POSTGRES_OPTIONS.items()
    services = compose.read((local_services.CHECKOUT / "docker-compose.yml").read_text())["services"]
    assert all(f"{name}={value}" in services["postgres"]["command"] for name, value in wanted.items())


def test_a_demo_does_not_start_as_production():
    """The demo lets anybody in with one password and shows every mail."""
    secrets = dict.fromkeys(("SECRET_KEY", "AUDIT_CHECKPOINT_KEY", "MASTER_KEY"), "x")
    found = subprocess.run(
        [sys.executable, "-c", "import privacyadmin.settings"], cwd=local_services.CHECKOUT, capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], "PRIVACYADMIN_ENV": "production", "DEMO": "1", **secrets},
    )
    assert found.returncode and "not in production" in found.stderr

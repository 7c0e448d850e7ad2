"""The installation of a school: no container engine runs here, so the files are read, and what they run is run (SETTLED 30)."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import pytest

from privacyadmin import local_services
from tests import environment, processes
from tests.deployment import compose
from tests.tools import system_packages

ROOT = local_services.CHECKOUT
COMPOSE = compose.read((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")
LASTING = ("web", "worker", "beat", "postgres", "redis")
DOCKERFILE = (ROOT / "Dockerfile").read_text()
IMAGE_COMMAND = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.M)
SETTINGS = (ROOT / "privacyadmin" / "settings.py").read_text()


@pytest.mark.parametrize("name", OURS)
def test_our_processes_may_write_nothing_but_sealed_files_and_have_no_privilege(name):
    service = SERVICES[name]
    assert service["user"] not in {"0", "root"}
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["volumes"] == ["sealed:/data/sealed", "state:/data/state"]


@pytest.mark.parametrize("name", LASTING)
def test_every_lasting_process_is_watched_and_starts_again(name):
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


@pytest.mark.parametrize("name", OURS)
def test_secrets_are_files_that_the_service_is_given(name):
    """No secret stands in the file, in the environment or in the image."""
    service = SERVICES[name]
    for key, value in service["environment"].items():
        if key.endswith("_FILE"):
            assert value.removeprefix("/run/secrets/") in service["secrets"]
        assert not re.search(r"://[^/]*:[^/]*@", value)
        assert key not in {"SECRET_KEY", "MASTER_KEY", "AUDIT_CHECKPOINT_KEY", "DATABASE_URL", "DATABASE_OWNER_URL"}
    assert set(service["secrets"]) <= set(COMPOSE["secrets"])


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_one_that_the_settings_read(name):
    for key in SERVICES[name]["environment"]:
        assert f'"{key.removesuffix("_FILE")}"' in SETTINGS


def test_only_the_migration_knows_the_owner_of_the_tables():
    """DESIGN: the web connects as a role that owns nothing."""
    assert [name for name in OURS if "database_owner_url" in SERVICES[name]["secrets"]] == ["migrate"]
    for name in ("web", "worker", "beat"):
        assert "PRIVACYADMIN_DB" not in SERVICES[name]["environment"]
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_only_the_web_listens_and_only_on_this_machine():
    assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == {"web": ["127.0.0.1:8000:8000"]}


def test_every_named_file_volume_and_secret_exists():
    made = (ROOT / "deploy" / "make-secrets").read_text()
    for name, secret in COMPOSE["secrets"].items():
        assert secret == {"file": f"./secrets/{name}"}
        assert name in made
    for service in SERVICES.values():
        for source, _target, *_mode in (volume.split(":") for volume in service.get("volumes", [])):
            assert source in COMPOSE["volumes"] or (ROOT / source).is_file()


def test_nothing_is_fetched_when_a_service_starts():
    """The image is complete when it is built: what it fetches, it fetches in the stages before its command (issue 3, Must show 6)."""
    stages = re.split(r"^FROM ", DOCKERFILE, flags=re.M)[1:]
    assert len(stages) == 2 and "COPY --from=build" in stages[1]
    assert "pip install" in stages[0] and "pip install" not in stages[1]
    assert "collectstatic" in stages[0] and "messages compile" in stages[0]
    started = [IMAGE_COMMAND[1], *(str(SERVICES[name].get("command")) for name in OURS)]
    assert not [text for text in started if re.search(r"\b(pip|uv|apt|apt-get|npm|curl|wget|git|collectstatic)\b", text)]
    assert "ENTRYPOINT" not in DOCKERFILE


def test_the_image_is_locked_runs_as_nobody_special_and_has_the_libraries_that_documents_need():
    """SETTLED 5: installed with hashes required."""
    assert "--require-hashes --requirement /tmp/requirements.lock" in DOCKERFILE
    assert "requirements-dev.lock" not in DOCKERFILE
    assert re.findall(r"^USER (.*)$", DOCKERFILE, re.M) == [SERVICES["web"]["user"]]
    packages = {package for need in ("pango", "fonts") for package in system_packages.NEEDS[need][1]}
    assert packages <= set(DOCKERFILE.split())
    assert not re.search(r"^(ENV|ARG).*(SECRET|PASSWORD|_KEY)", DOCKERFILE, re.M)


def test_secrets_are_made_once_and_only_their_owner_gets_at_them(tmp_path):
    (tmp_path / "deploy").mkdir()
    script = tmp_path / "deploy" / "make-secrets"
    script.write_text((ROOT / "deploy" / "make-secrets").read_text())
    made = []
    for _time in range(2):
        subprocess.run(["sh", str(script)], check=True, capture_output=True)
        made.append({path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()})
    assert made[0] == made[1]
    assert set(made[0]) == set(COMPOSE["secrets"])
    assert len(set(made[0].values())) == len(made[0])
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0


# What the services run

# Somebody who is not root. All that is left to him of root is that he may read: the Python of these tests can lie in root's home.
READING = "-all,+dac_read_search"
ORDINARY = (
    []
    if os.geteuid()
    else [
        "setpriv",
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
        "--no-new-privs",
        f"--inh-caps={READING}",
        f"--ambient-caps={READING}",
        f"--bounding-set={READING}",
    ]
)


@pytest.fixture
def clean(transactional_db, redis_client):
    """The environment of a service and nothing more: secrets in files, the addresses of this test's database and broker."""
    redis_client.flushdb()
    folder = Path(tempfile.mkdtemp(prefix="privacyadmin-"))  # pytest's own folders are closed to others
    folder.chmod(0o755)
    here = environment.addresses(environment.DATABASE)
    secrets = {
        "database_url": here["DATABASE_URL"], "database_owner_url": here["DATABASE_OWNER_URL"],
        "secret_key": "a-secret-key-of-this-test-and-of-nothing-else-at-all-1234567890",
        "master_key": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
        "audit_checkpoint_key": "another-secret",
    }
    for name, value in secrets.items():
        (folder / name).write_text(value)
        (folder / name).chmod(0o644)
    (folder / "tmp").mkdir()
    (folder / "tmp").chmod(0o777)

    def environment_of(name: str) -> dict[str, str]:
        given = {
            key: re.sub(r"\$\{(\w+)(?::\?[^}]*|:-([^}]*))?\}", lambda found: "privacy.example.nl" if found[2] is None else found[2], value)
            for key, value in SERVICES[name]["environment"].items()
        }
        given = {key: value.replace("/run/secrets", str(folder)) for key, value in given.items()}
        return given | {
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "REDIS_URL": here["REDIS_URL"],
            "HOME": "/nonexistent",
            "SEALED_ROOT": str(folder / "tmp"),
            "CELERY_QUEUE": os.environ["CELERY_QUEUE"],
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOSTNAME": "here",
            "LC_ALL": "C.UTF-8",
        }

    environment_of.scratch = folder / "tmp"
    yield environment_of
    redis_client.flushdb()
    shutil.rmtree(folder)


@pytest.fixture
def run(clean):
    """Starts a service's command as the file has it, but for its folder and its port."""
    running = []

    def start(name: str, command: list[str]) -> subprocess.Popen:
        log = (clean.scratch / f"{name}.log").open("wb")
        process = subprocess.Popen([*ORDINARY, *command], env=clean(name), cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
        running.append((process, log))
        return process

    yield start
    for process, log in running:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        finally:
            log.close()


def said(clean, name):
    return (clean.scratch / f"{name}.log").read_text(errors="replace")


def healthy(clean, name, **changes):
    """The service's own health check."""
    kind, *words = SERVICES[name]["healthcheck"]["test"]
    command = words if kind == "CMD" else ["sh", "-c", words[0].replace("$$", "$")]
    for old, new in changes.items():
        command = [word.replace(old, new) for word in command]
    return subprocess.run([*ORDINARY, *command], env=clean(name), cwd=ROOT, capture_output=True, check=False).returncode == 0


def run_once(clean, name, *words, **changes) -> subprocess.CompletedProcess:
    """A command in a service's container, to its end."""
    return subprocess.run([*ORDINARY, *words], env=clean(name) | changes, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", OURS)
def test_django_has_no_remark_on_the_settings_of_a_service(clean, name):
    """Must show 5: `manage.py check --deploy` 0."""
    done = run_once(clean, name, "python", "manage.py", "check", "--deploy", "--fail-level", "INFO")
    assert done.returncode == 0, done.stderr


def test_the_first_start_makes_the_tables_the_board_and_says_what_is_still_missing(clean):
    """From an empty database to a board, by the commands of the documentation, as an ordinary user."""
    name = f"{environment.DATABASE}_first"
    local_services.drop_database(environment.SERVERS, name)
    local_services.create_database(environment.SERVERS, name)
    try:
        here = environment.addresses(name)
        given = {"DATABASE_URL": here["DATABASE_URL"], "DATABASE_OWNER_URL": here["DATABASE_OWNER_URL"]}
        done = run_once(clean, "migrate", *SERVICES["migrate"]["command"], **given)
        assert done.returncode == 0, done.stderr
        again = run_once(clean, "migrate", *SERVICES["migrate"]["command"], **given)
        assert again.returncode == 0, "each start of the services runs it again"
        web = {"DATABASE_URL": here["DATABASE_URL"]}
        first = json.loads(run_once(clean, "web", "python", "manage.py", "doctor", "--json", **web).stdout)
        assert "board" in {finding["name"] for finding in first["findings"]}
        done = run_once(
            clean, "web", "python", "manage.py", "install", "--board", "De Waaier", "--coordinator-name", "N. Kramer",
            "--coordinator-email", "n@waaier.nl", "--ict-name", "I. Beheer", "--ict-email", "i@waaier.nl", **web,
        )
        assert done.returncode == 0, done.stderr
        told = run_once(clean, "web", "python", "manage.py", "doctor", "--json", **web)
        assert told.returncode == 1, told.stderr
        found = {finding["name"] for finding in json.loads(told.stdout)["findings"]}
        # No proxy, mail server, worker, beat and backup stand here; the servers of the tests are quick instead of durable.
        assert found <= {"site", "mail", "mail_sender", "worker", "beat", "prompt", "backup", "durability", "eviction", "sealed_place",
                         "master_key", "checkpoint_key", "language", "static_files"}
        assert {"site", "mail", "worker", "beat", "backup"} <= found
    finally:
        local_services.drop_database(environment.SERVERS, name)


def test_a_backup_is_read_back_before_it_counts(tmp_path):
    """A dump that breaks off leaves nothing that looks like a backup, and no stamp for the doctor."""
    docker = tmp_path / "docker"
    docker.write_text(f"""#!/bin/sh
case "$*" in
    *pg_dump*) echo dump; exit ${{FAILS:-0}} ;;
    *tar*) tar --create --directory {tmp_path} docker ;;
    *touch*) touch {tmp_path}/stamp ;;
esac
""")
    docker.chmod(0o755)
    folder = tmp_path / "backups"
    folder.mkdir()
    given = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    failed = subprocess.run(["sh", "deploy/backup", str(folder)], cwd=ROOT, env=given | {"FAILS": "1"}, check=False, capture_output=True)
    assert failed.returncode and not list(folder.iterdir()) and not (tmp_path / "stamp").exists()
    subprocess.run(["sh", "deploy/backup", str(folder)], cwd=ROOT, env=given, check=True, capture_output=True)
    assert sorted(path.suffix for path in folder.iterdir()) == [".dump", ".sealed"] and (tmp_path / "stamp").exists()
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def still_runs(process, clean, name):
    assert process.poll() is None, said(clean, name)
    return True


def test_the_web_of_the_image_serves_as_an_ordinary_user_in_a_clean_environment(clean, run, settings):
    port = str(processes.free_port())
    command = [word.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for word in compose.read(f"c: {IMAGE_COMMAND[1]}")["c"]]
    web = run("web", command)
    processes.wait_until(
        lambda: still_runs(web, clean, "web") and healthy(clean, "web", **{":8000": f":{port}"}),
        what="a healthy web",
    )
    ask = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": "privacy.example.nl", "X-Forwarded-Proto": "https"})
    with urllib.request.urlopen(ask, timeout=10) as answer:
        assert answer.status == 200


def test_the_worker_answers_its_health_check_as_an_ordinary_user_in_a_clean_environment(clean, run):
    worker = run("worker", [*SERVICES["worker"]["command"], "--hostname", "celery@here"])
    processes.wait_until(lambda: still_runs(worker, clean, "worker") and healthy(clean, "worker"), what="a healthy worker")


def test_beat_keeps_its_schedule_as_an_ordinary_user_in_a_clean_environment(clean, run):
    command = [word.replace("/tmp/", f"{clean.scratch}/") for word in SERVICES["beat"]["command"]]
    beat = run("beat", command)
    changes = {"find /tmp": f"find {clean.scratch}"}
    processes.wait_until(lambda: still_runs(beat, clean, "beat") and healthy(clean, "beat", **changes), what="a healthy beat")

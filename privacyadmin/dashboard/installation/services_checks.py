"""What is wrong around the program: broker, worker, beat, mail, the night, disks, backups, and the site as visitors reach it."""

import os
import shutil
import smtplib
import tempfile
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import redis
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacyadmin.accounts.middleware import HEADERS
from privacyadmin.files import held
from privacyadmin.outbox import health, nightly
from privacyadmin.outbox.models import Item
from privacyadmin.times import local_day

from .findings import Complaint, Visit, looks_at

OUTBOX_PATIENCE = 15 * 60  # seconds
PROMPT_PATIENCE = 15 * 60  # seconds, for what is done every five minutes
BACKUP_PATIENCE = timedelta(hours=26)
LEAST_FREE = 0.10  # of a disk
LEAST_FREE_BYTES = 1_000_000_000
WAIT = 5  # seconds, for whoever is asked


# Broker, worker, beat


@looks_at("broker")
def broker(visit: Visit) -> Complaint | None:
    try:
        _broker().ping()
    except redis.RedisError as error:
        return Complaint(
            _("Redis does not answer (%(kind)s): work waits for the next minute, and nobody can sign in.") % {"kind": type(error).__name__},
            _("Start Redis or Valkey, and compare REDIS_URL with its address."),
        )
    return None


@looks_at("eviction")
def eviction(visit: Visit) -> Complaint | None:
    """Counters of tries live there: one that is thrown away gives a guesser new tries (RELIABILITY T4)."""
    try:
        policy = _broker().info("memory").get("maxmemory_policy")
    except redis.RedisError:
        return None  # said already
    if policy == "noeviction":
        return None
    return Complaint(
        _("Redis throws things away when it is full (%(policy)s): counted tries of codes among them.") % {"policy": policy},
        _("Start it with --maxmemory-policy noeviction."),
    )


def _broker() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2)


@looks_at("worker")
def worker(visit: Visit) -> Complaint | None:
    if health.is_alive("worker", at=visit.at):
        return None
    return Complaint(
        _("No worker was heard of in the last minutes: no mail leaves, no document is made."),
        _("Start it: celery -A privacyadmin worker (the service «worker»), and read its log."),
    )


@looks_at("beat")
def beat(visit: Visit) -> Complaint | None:
    if health.is_alive("beat", at=visit.at):
        return None
    return Complaint(
        _("Beat was not heard of in the last minutes: reminders and the night's work do not start."),
        _("Start one, and only one: celery -A privacyadmin beat (the service «beat»)."),
    )


@looks_at("prompt")
def prompt(visit: Visit) -> Complaint | None:
    """The work of every five minutes: reminders that do not wait for the night."""
    if health.is_alive("prompt", at=visit.at, within=PROMPT_PATIENCE):
        return None
    return Complaint(
        _("The work of every five minutes was not done in the last quarter of an hour: reminders come late."),
        _("See that one beat and a worker run, and read the worker's log for «outbox.prompt»."),
    )


@looks_at("held_files", database=True)
def held_files(visit: Visit) -> Complaint | None:
    waiting = held.waiting(None, before=visit.at - held.PATIENCE).count()
    if not waiting:
        return None
    return Complaint(
        ngettext(
            "%(count)s file waits for the virus scanner longer than an hour, or holds a virus: nobody can open it.",
            "%(count)s files wait for the virus scanner longer than an hour, or hold a virus: nobody can open them.",
            waiting,
        ) % {"count": waiting},
        _("See that the scanner answers at CLAMAV; then look at the page of files that wait (/post/held/)."),
    )


@looks_at("outbox", database=True)
def outbox(visit: Visit) -> Complaint | None:
    oldest = health.oldest_due(visit.at)
    failed = Item.objects.stuck().count()
    if (oldest or 0) <= OUTBOX_PATIENCE and not failed:
        return None
    return Complaint(
        ngettext(
            "%(failed)s message or task was tried too often; the oldest that is due waits %(minutes)s minutes.",
            "%(failed)s messages or tasks were tried too often; the oldest that is due waits %(minutes)s minutes.",
            failed,
        )
        % {"failed": failed, "minutes": (oldest or 0) // 60},
        _("Mend what is named here about mail, worker and beat; then press «try again» on the page of what could not be sent."),
    )


@looks_at("night", database=True)
def night(visit: Visit) -> Complaint | None:
    today = local_day(visit.at)
    if not nightly.has_ever_run() or nightly.last_finished(before=today + timedelta(days=1)) in {today, today - timedelta(days=1)}:
        return None
    return Complaint(
        _("The work of last night was not done: reminders of terms are late."),
        _("Run manage.py nightly now, and see that beat and worker run at 02:00."),
    )


# Mail


@looks_at("mail")
def mail(visit: Visit) -> Complaint | None:
    """Greets the mail server and signs in; sends nothing."""
    try:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=WAIT) as server:
            server.ehlo()
            if settings.EMAIL_USE_TLS:
                server.starttls()
            if settings.EMAIL_HOST_USER:
                server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except (OSError, smtplib.SMTPException) as error:
        return Complaint(
            _("The mail server does not let the program in (%(kind)s).") % {"kind": type(error).__name__},
            _("Compare EMAIL_HOST, EMAIL_PORT, EMAIL_USE_TLS, EMAIL_HOST_USER and EMAIL_HOST_PASSWORD with what its manager gave you."),
        )
    return None


@looks_at("mail_sender")
def mail_sender(visit: Visit) -> Complaint | None:
    domain = settings.DEFAULT_FROM_EMAIL.rstrip(">").rpartition("@")[2]
    if domain and "." in domain and not domain.endswith((".example", ".local", ".invalid")):
        return None
    return Complaint(
        _("Mail is sent from an address that nobody can answer: it will be refused or end as spam."),
        _("Set DEFAULT_FROM_EMAIL to an address of the school, with SPF and DKIM for the mail server."),
    )


# Disks and backups


@looks_at("sealed_files")
def sealed_files(visit: Visit) -> Complaint | None:
    try:
        settings.SEALED_ROOT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.SEALED_ROOT) as file:
            file.write(b"can this be kept?")
    except OSError as error:
        return Complaint(
            _("The folder of sealed files cannot be written (%(kind)s): no upload and no answer can be kept.")
            % {"kind": type(error).__name__},
            _("Give the folder SEALED_ROOT to the user of the program (in the image: 10001)."),
        )
    return None


@looks_at("sealed_place")
def sealed_place(visit: Visit) -> Complaint | None:
    place, served = settings.SEALED_ROOT.resolve(), Path(settings.STATIC_ROOT).resolve()
    open_to_all = place.exists() and place.stat().st_mode & 0o007
    if not open_to_all and served not in (place, *place.parents):
        return None
    return Complaint(
        _("The folder of sealed files is open to other users of this machine, or lies among the files that the web serves."),
        _("Set SEALED_ROOT to a folder of its own, with mode 700."),
    )


@looks_at("disk")
def disk(visit: Visit) -> Complaint | None:
    place = next(folder for folder in (settings.SEALED_ROOT, *settings.SEALED_ROOT.parents) if folder.exists())
    space = shutil.disk_usage(place)
    if space.free >= min(space.total * LEAST_FREE, LEAST_FREE_BYTES * 10) and space.free >= LEAST_FREE_BYTES:
        return None
    return Complaint(
        _("The disk of the sealed files is nearly full: %(free)s MB are left.") % {"free": space.free // 1_000_000},
        _("Make room or take a larger disk; until then uploads and answers fail."),
    )


@looks_at("backup")
def backup(visit: Visit) -> Complaint | None:
    stamp = settings.BACKUP_STAMP
    if not stamp:
        return Complaint(
            _("Nobody tells the program when the last backup was made."),
            _("Let the backup (deploy/backup) touch a file when it is done, and set BACKUP_STAMP to that file."),
        )
    path = Path(stamp)
    made_at = datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.exists() else None
    if made_at and visit.at - made_at <= BACKUP_PATIENCE:
        return None
    return Complaint(
        _("The last good backup is older than a day, or was never made."),
        _("Run deploy/backup, read what it says, and see that it runs every night."),
    )


# The site as visitors reach it


@looks_at("site")
def site(visit: Visit) -> Complaint | None:
    try:
        status, _headers = _ask(visit.site + "/healthz")
    except OSError as error:
        return Complaint(
            _("The site does not answer at %(site)s (%(kind)s).")
            % {"site": visit.site, "kind": type(getattr(error, "reason", error)).__name__},
            _("Start the web and the proxy; see that the name leads here and the certificate is valid; --site names another address."),
        )
    if status == 200:
        return None
    return Complaint(
        _("The site answers %(status)s instead of 200 at %(site)s.") % {"status": status, "site": visit.site},
        _("Compare ALLOWED_HOSTS, SITE_URL and BEHIND_PROXY with what the proxy passes on."),
    )


@looks_at("headers")
def headers(visit: Visit) -> Complaint | None:
    """RELIABILITY T19, T23: as they arrive, since a proxy may add or take away."""
    try:
        _status, found = _ask(visit.site + "/healthz")
    except OSError:
        return None  # said already
    wrong = sorted(name for name, value in wanted_headers().items() if found.get(name) != value)
    if "frame-ancestors 'none'" not in (found.get("Content-Security-Policy") or ""):
        wrong.append("Content-Security-Policy")
    if not (found.get("Strict-Transport-Security") or "").startswith("max-age="):
        wrong.append("Strict-Transport-Security")
    if not wrong:
        return None
    return Complaint(
        _("Answers arrive without, or with other, headers that protect: %(names)s.") % {"names": ", ".join(wrong)},
        _("Let the proxy pass on the headers of the program as they are, and X-Forwarded-Proto: https to it."),
    )


def wanted_headers() -> dict[str, str]:
    """What every answer carries, whatever it is."""
    kept = {name: value for name, value in HEADERS.items() if name != "Cache-Control"}
    return kept | {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": settings.SECURE_REFERRER_POLICY}


def _ask(url: str):
    if not url.startswith(("http://", "https://")):
        raise ValueError("an address begins with http:// or https://")
    request = urllib.request.Request(url, headers={"User-Agent": "privacyadmin-doctor"})  # noqa: S310 - http or https, as above
    try:
        with urllib.request.urlopen(request, timeout=WAIT) as answer:  # noqa: S310
            return answer.status, answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers


# The user that the program runs as


@looks_at("user")
def user(visit: Visit) -> Complaint | None:
    if os.geteuid():
        return None
    return Complaint(
        _("The program runs as root: a mistake in it reaches the whole machine."), _("Run it as a user of its own; the image does (10001).")
    )

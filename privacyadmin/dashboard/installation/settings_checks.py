"""What is wrong with the settings: read from the values themselves, nothing is asked of anybody."""

import hashlib
import zoneinfo
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from .findings import Complaint, Visit, looks_at

WEAK = {"only-for-development-and-demo", "changeme", "secret", "insecure"}
LEAST_LENGTH, LEAST_SIGNS = 40, 12


def is_weak(value: str) -> bool:
    """Short, with few different signs, or out of an example."""
    return len(value) < LEAST_LENGTH or len(set(value)) < LEAST_SIGNS or value in WEAK or value.startswith("django-insecure")


@looks_at("environment")
def environment(visit: Visit) -> Complaint | None:
    if settings.ENVIRONMENT == "production":
        return None
    return Complaint(
        _("The program does not run as production, but as %(name)s.") % {"name": settings.ENVIRONMENT},
        _("Set PRIVACYADMIN_ENV=production for web, worker and beat, and start them again."),
    )


@looks_at("debug")
def debug(visit: Visit) -> Complaint | None:
    if not settings.DEBUG:
        return None
    return Complaint(
        _("DEBUG is on: a page that fails shows what it holds to anybody."), _("Take DEBUG out of the settings: it is off by itself.")
    )


@looks_at("demo")
def demo(visit: Visit) -> Complaint | None:
    if not settings.DEMO and not settings.FAMILY_PASSWORDS:
        return None
    return Complaint(
        _("The demo is on: one password opens every account, and everybody reads every mail."),
        _("Take DEMO=1 out of the environment, and use an empty database."),
    )


@looks_at("secret_key")
def secret_key(visit: Visit) -> Complaint | None:
    if not is_weak(settings.SECRET_KEY):
        return None
    return Complaint(
        _("SECRET_KEY is weak: who guesses it makes sign-ins of his own."),
        _("Make a new one with deploy/make-secrets and start again; everybody signs in anew."),
    )


@looks_at("master_key")
def master_key(visit: Visit) -> Complaint | None:
    key = settings.MASTER_KEYS.get(settings.MASTER_KEY_VERSION, b"")
    if len(key) == 32 and len(set(key)) >= LEAST_SIGNS and not _is_of_the_demo(key):
        return None
    return Complaint(
        _("MASTER_KEY is missing, weak or the one of the demo: it protects every sealed note and file."),
        _("Make one with deploy/make-secrets, set it as a higher MASTER_KEY_VERSION beside the old one, and run manage.py rewrap_keys."),
    )


def _is_of_the_demo(key: bytes) -> bool:
    return key == hashlib.sha256(b"only for development and demo").digest()


@looks_at("checkpoint_key")
def checkpoint_key(visit: Visit) -> Complaint | None:
    key = settings.AUDIT_CHECKPOINT_KEY.decode(errors="replace")
    if not is_weak(key) and key != settings.SECRET_KEY:
        return None
    return Complaint(
        _("AUDIT_CHECKPOINT_KEY is weak or the same as SECRET_KEY: the register of events could be written anew without being noticed."),
        _("Make one with deploy/make-secrets; checkpoints from before then no longer verify, so note the day."),
    )


@looks_at("allowed_hosts")
def allowed_hosts(visit: Visit) -> Complaint | None:
    hosts, wanted = set(settings.ALLOWED_HOSTS), urlsplit(settings.SITE_URL).hostname
    if wanted in hosts and not any("*" in host or host.startswith(".") for host in hosts):
        return None
    return Complaint(
        _("ALLOWED_HOSTS does not name exactly the addresses of this site (%(host)s).") % {"host": wanted},
        _("Set ALLOWED_HOSTS to the name in SITE_URL and 127.0.0.1, without stars."),
    )


@looks_at("site_url")
def site_url(visit: Visit) -> Complaint | None:
    parts = urlsplit(settings.SITE_URL)
    if parts.scheme == "https" and parts.hostname not in {None, "localhost", "127.0.0.1"} and not parts.path:
        return None
    return Complaint(
        _("SITE_URL is not the https address of this site; links in mail lead to it."),
        _("Set SITE_URL=https://… without a path behind it."),
    )


@looks_at("proxy")
def proxy(visit: Visit) -> Complaint | None:
    if not settings.SECURE_SSL_REDIRECT or settings.SECURE_PROXY_SSL_HEADER:
        return None
    return Complaint(
        _("Visitors are sent to https without end, and all count as one visitor: the program does not know that a proxy speaks TLS."),
        _("Set BEHIND_PROXY=1, and let the proxy set X-Forwarded-Proto and X-Forwarded-For itself, never pass on a visitor's own."),
    )


@looks_at("cookies")
def cookies(visit: Visit) -> Complaint | None:
    if settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE and settings.SESSION_COOKIE_NAME.startswith("__Host-"):
        return None
    return Complaint(
        _("The cookie of a sign-in also travels over http."), _("Set PRIVACYADMIN_ENV=production: it sets all three cookie settings.")
    )


@looks_at("second_factor")
def second_factor(visit: Visit) -> Complaint | None:
    if settings.SECOND_FACTOR_REQUIRED:
        return None
    return Complaint(_("Staff can sign in with a password alone."), _("Take out what sets SECOND_FACTOR_REQUIRED, TESTING or DEMO."))


@looks_at("time_zone")
def time_zone(visit: Visit) -> Complaint | None:
    try:
        zone = zoneinfo.ZoneInfo("Europe/Amsterdam")
    except (zoneinfo.ZoneInfoNotFoundError, OSError):
        zone = None
    if zone and settings.USE_TZ and settings.TIME_ZONE == "Europe/Amsterdam":
        return None
    return Complaint(
        _("The program does not count in Dutch days: terms would end on the wrong day."),
        _("Leave TIME_ZONE at Europe/Amsterdam, and install the package tzdata."),
    )


@looks_at("language")
def language(visit: Visit) -> Complaint | None:
    with override("nl"):
        is_dutch = _("Privacy coordinator") != "Privacy coordinator"
    if is_dutch and settings.LANGUAGE_CODE == "nl":
        return None
    return Complaint(
        _("There is no Dutch: pages and letters to parents would be English."),
        _("Leave LANGUAGE_CODE at nl, and compile the translations (the image does so when it is built)."),
    )


@looks_at("static_files")
def static_files(visit: Visit) -> Complaint | None:
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        return None
    return Complaint(
        _("The style sheets and pictures of the pages are not there."),
        _("Run manage.py collectstatic --noinput, or build the image again."),
    )

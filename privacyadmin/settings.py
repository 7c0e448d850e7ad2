"""Settings from the environment: development and demo need none, production names every secret itself."""
import base64
import hashlib
import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = os.environ.get("PRIVACYADMIN_ENV", "development")     # development, test or production
PRODUCTION = ENVIRONMENT == "production"
TESTING = ENVIRONMENT == "test"
DEMO = os.environ.get("DEMO") == "1"
DEBUG = False
if DEMO and PRODUCTION:
    raise ImproperlyConfigured("DEMO=1 shows every mail and lets anybody in with one password: not in production.")


def secret(name: str, development: str = "") -> str:
    """A secret from the environment or from the file that NAME_FILE points to; production has no defaults."""
    value = os.environ.get(name) or ""
    path = os.environ.get(f"{name}_FILE")
    if not value and path:
        value = Path(path).read_text().strip()
    if value:
        return value
    if PRODUCTION:
        raise ImproperlyConfigured(f"{name} (or {name}_FILE) must be set in production.")
    return development


def database(url: str) -> dict:
    """Django's database settings from a URL such as postgresql://role:password@host:5432/name?host=/socket/folder."""
    parts = urlsplit(url)
    planning = {"options": "-c plan_cache_mode=force_generic_plan"}                  # of what is prepared: privacyadmin.db.planned_once
    options = {"connect_timeout": "5"} | planning | dict(parse_qsl(parts.query))
    return {
        "ENGINE": "privacyadmin.db",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": options.pop("port", "") or str(parts.port or ""),
        "OPTIONS": options,
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"SERIALIZE": False},
    }


def master_keys() -> dict[int, bytes]:
    """Versions of the key that wraps each pupil's key: MASTER_KEY is 32 bytes in base64, MASTER_KEY_1 … are older ones."""
    default = base64.b64encode(hashlib.sha256(b"only for development and demo").digest()).decode()
    keys = {int(os.environ.get("MASTER_KEY_VERSION", "1")): base64.b64decode(secret("MASTER_KEY", default))}
    for name, value in os.environ.items():
        if name.startswith("MASTER_KEY_") and name.removeprefix("MASTER_KEY_").isdigit():
            keys[int(name.removeprefix("MASTER_KEY_"))] = base64.b64decode(value)
    if any(len(key) != 32 for key in keys.values()):
        raise ImproperlyConfigured("Each MASTER_KEY must be 32 bytes, written in base64.")
    return keys


SECRET_KEY = secret("SECRET_KEY", "only-for-development-and-demo")
MASTER_KEYS = master_keys()
MASTER_KEY_VERSION = int(os.environ.get("MASTER_KEY_VERSION", "1"))
AUDIT_CHECKPOINT_KEY = secret("AUDIT_CHECKPOINT_KEY", "only-for-development-and-demo").encode()

# The web and the worker connect as a role that owns nothing; only migrations use the owner (manage.py chooses).
AS_OWNER = os.environ.get("PRIVACYADMIN_DB") == "owner"
DATABASE_WEB_ROLE = os.environ.get("DATABASE_WEB_ROLE", "privacyadmin_web")
DATABASES = {"default": database(secret("DATABASE_OWNER_URL" if AS_OWNER else "DATABASE_URL", "postgresql:///privacyadmin"))}
REDIS_URL = secret("REDIS_URL", "redis://127.0.0.1:6379/0")

ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1],testserver").split(",")
SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https") else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "guardian",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "privacyadmin.organisation",
    "privacyadmin.accounts",
    "privacyadmin.access",
    "privacyadmin.audit",
    "privacyadmin.crypto",
    "privacyadmin.personal_data",
    "privacyadmin.deadlines",
    "privacyadmin.workflow",
    "privacyadmin.policy",
    "privacyadmin.outbox",
    "privacyadmin.documents",
    "privacyadmin.worklist",
    "privacyadmin.files",
    "privacyadmin.letters",
    "privacyadmin.exports",
    "students",
    "processors",
    "consent",
    "breaches",
    "requests",
    "retention",
    "privacyadmin.portal",
    "privacyadmin.dashboard",
]

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",                     # these three first: static files and redirects to https carry them too
    "privacyadmin.accounts.middleware.response_headers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "processors.publishing.without_visitor",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "privacyadmin.accounts.middleware.session_limits",
    "privacyadmin.accounts.middleware.SignInRequired",
    "privacyadmin.accounts.middleware.second_factor_required",
    "privacyadmin.accounts.middleware.statement_required",
    "privacyadmin.access.middleware.scope",
    "privacyadmin.policy.reading.once_per_request",
]

ROOT_URLCONF = "privacyadmin.urls"
WSGI_APPLICATION = "privacyadmin.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "privacyadmin.worklist.context.interface",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "privacyadmin.worklist.templatetags.interface"],
        },
    },
]
FORM_RENDERER = "privacyadmin.worklist.rendering.Renderer"

# Accounts: SETTLED decisions on two kinds of account are in privacyadmin/accounts/adapter.py.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["privacyadmin.accounts.backends.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "privacyadmin.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"                # addresses come from the school, never from the visitor
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {"user_token": "privacyadmin.accounts.forms.PasswordLinkForm"}
ACCOUNT_RATE_LIMITS = {        # two of these send mail to an address that anybody can type
    "login_failed": "10/m/ip,5/5m/key", "request_login_code": "20/m/ip,3/10m/key", "reset_password": "20/m/ip,3/10m/key",
}
if TESTING or DEMO:
    ACCOUNT_RATE_LIMITS = dict.fromkeys(("login", "login_failed", "request_login_code", "reset_password"), "1000/m/ip")
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if os.environ.get("BEHIND_PROXY") == "1" else 0
MFA_ADAPTER = "privacyadmin.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"       # a passkey alone signs in: so it asks for a finger or a PIN
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION    # http://localhost, for development, demo and tests
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}   # a whole school signs in from one address; there is nothing to guess
MFA_TOTP_ISSUER = "Privacyadmin"
SECOND_FACTOR_REQUIRED = not (DEMO or TESTING)     # for staff; families sign in by one-time code; tests/accounts turns it on
FAMILY_PASSWORDS = DEMO                            # only the demo lets a parent sign in with a password

GUARDIAN_MONKEY_PATCH_USER = False
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]       # its backend is left out on purpose (SETTLED 7)
ANONYMOUS_USER_NAME = None
SIMPLE_HISTORY_ENFORCE_HISTORY_MODEL_PERMISSIONS = False

SESSION_ENGINE = "privacyadmin.accounts.session_store"
SESSION_COOKIE_AGE = 12 * 60 * 60
STAFF_IDLE_SECONDS = 30 * 60                       # after this a member of staff signs in again (RELIABILITY T20)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrftoken"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "privacyadmin.worklist.views.csrf_failure"
SECURE_SSL_REDIRECT = PRODUCTION and os.environ.get("SECURE_SSL_REDIRECT", "1") == "1"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("BEHIND_PROXY") == "1" else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"             # with no-referrer a browser posts forms with "Origin: null", which CSRF refuses
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    },
}

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
USE_I18N = USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", BASE_DIR / "staticfiles"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},       # nothing is stored unsealed: privacyadmin.crypto.files
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = TESTING
WHITENOISE_ALLOW_ALL_ORIGINS = False
SEALED_ROOT = Path(os.environ.get("SEALED_ROOT", BASE_DIR / ".data" / ("sealed-test" if TESTING else "sealed")))
BACKUP_STAMP = os.environ.get("BACKUP_STAMP", "")  # a file that the backup touches when it is done; the doctor looks at its age
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "privacyadmin.files.uploading.PrivateUploadHandler",       # larger ones: not in /tmp, where they would lie unsealed
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20                  # a form takes at most ten; whoever sends more is not read
CLAMAV = os.environ.get("CLAMAV", "")              # tcp://clamav:3310 or unix:///run/clamav/clamd.ctl; without it nothing is scanned
CLAMAV_TIMEOUT = 20                                # seconds; without a verdict a file is held (RELIABILITY T6)

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},       # a broker that hangs must not hang the pages
    },
    "drawn": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "drawn"},        # parts that many pages share
}

EMAIL_BACKEND = "privacyadmin.outbox.demo.Backend" if DEMO else "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = secret("EMAIL_HOST_PASSWORD") if os.environ.get("EMAIL_HOST_USER") else ""
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "privacy@demo.example")

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = os.environ.get("CELERY_QUEUE", "privacyadmin")
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000       # kB: a renderer that grew is replaced (PERFORMANCE 6)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 5, "visibility_timeout": 3600}
CELERY_TASK_PUBLISH_RETRY = False                  # the outbox row is the record; a lost bell is rung again by the tick
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "privacyadmin.outbox.tick", "schedule": 60.0},
    "prompt": {"task": "privacyadmin.outbox.prompt", "schedule": 300.0},
    "nightly": {"task": "privacyadmin.outbox.nightly", "schedule": crontab(hour=2, minute=0)},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}, "nowhere": {"class": "logging.NullHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Django's request logger writes paths and traces with values; ours names only the view and the kind of error.
    # WeasyPrint writes down what a document asks for.
    "loggers": {name: {"handlers": ["nowhere"], "propagate": False} for name in ("django.request", "django.security", "weasyprint")},
}

"""All settings, from the environment (the table is in the README). Reads, and writes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import django_htmx
from csp.constants import NONE, SELF
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from playground import assets, backends, env, languages

BASE_DIR = Path(__file__).resolve().parent.parent
DATA = env.folder("PROOFSHEET_DATA", BASE_DIR / "data")
DEBUG = env.flag("PROOFSHEET_DEBUG", default=False)

# Made and read at first use, so that a command which needs no secret leaves no file behind.
SECRET_KEY = cast("str", SimpleLazyObject(lambda: env.secret_key(DATA)))

# --- Who may call, and under which name -----------------------------------------------------------
SITE_URL = env.web_address("PROOFSHEET_SITE_URL")
HTTPS = SITE_URL.startswith("https://")
LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = env.words(
    "PROOFSHEET_ALLOWED_HOSTS",
    [*LOOPBACK_NAMES, *filter(None, [urlsplit(SITE_URL).hostname])],
)
CSRF_TRUSTED_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(SITE_URL))] if SITE_URL else []
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "proofsheet_csrf"
SESSION_COOKIE_NAME = "proofsheet_session"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
# Whoever serves Proofsheet under https does so by a proxy, which must say so by this header.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
# Neither the neighbours on a domain nor the browsers' preload list are this program's to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- Parts ----------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "playground",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "template_partials",
]
MIDDLEWARE = [
    "playground.middleware.Bodiless",
    "playground.middleware.KnownHosts",
    "django.middleware.security.SecurityMiddleware",
    "playground.compression.Compression",
    "csp.middleware.CSPMiddleware",
    "playground.assets.StaticFiles",
    "playground.middleware.PrivateByDefault",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "playground.middleware.Preferences",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "playground.urls"
WSGI_APPLICATION = "playground.wsgi.application"
AUTH_USER_MODEL = "playground.User"
LOGIN_URL = "sign_in"
# The app "template_partials" puts its loader around Django's own two, cached.
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ],
        },
    }
]

# What a process keeps to itself: rendered cards and tiles, about 2 and 5 kB each, under a key that names
# everything they show. Like templates themselves they are made anew after a restart.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    }
}

# --- Database, broker, pictures -------------------------------------------------------------------
SQLITE_SYNCHRONOUS = env.choice("PROOFSHEET_SQLITE_SYNCHRONOUS", "full", ["full", "normal"])
DATABASES = {"default": backends.database(env.text("DATABASE_URL"), DATA, SQLITE_SYNCHRONOUS)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STORAGES = {
    "pictures": backends.pictures(env.text("STORAGE_URL"), DATA),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# --- Language, time, static files -----------------------------------------------------------------
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
ALL_LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
# Only those with a catalogue of ours may be chosen, by a person or by a browser. Django has its own for each,
# and would put its dates, its sentences and the page's `lang` around English texts.
LANGUAGES = languages.translated(ALL_LANGUAGES, LANGUAGE_CODE, LOCALE_PATHS)
USE_TZ = True
# For times that the server writes, for whoever has chosen no zone, and for the day of the daily limit.
TIME_ZONE = env.time_zone("PROOFSHEET_TIME_ZONE", "UTC")
STATICFILES_DIRS = [BASE_DIR / "static"]
# Served as they lie in the folder, so that there is no step between a change and its page but a new start.
HTMX = Path(django_htmx.__file__).parent / "static"
STATIC_URL = "/static/" if DEBUG else f"/static/{assets.version(*STATICFILES_DIRS, HTMX)}/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0
WHITENOISE_IMMUTABLE_FILE_TEST = assets.unchanging
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- Uploads --------------------------------------------------------------------------------------
MEGABYTE = 1_000_000
# One reference of 30 MB a request, and its form.
REQUEST_BYTES = 31 * MEGABYTE
DATA_UPLOAD_MAX_MEMORY_SIZE = MEGABYTE
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 14
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
# Beside the pictures, so that an upload is moved, not copied. Django refuses a folder that is not
# there, and commands run before the launcher has made it.
TEMPORARY = DATA / "tmp"
FILE_UPLOAD_TEMP_DIR = str(TEMPORARY) if TEMPORARY.is_dir() else None

# --- Money ----------------------------------------------------------------------------------------
DAILY_LIMIT_MICROS = env.micros("PROOFSHEET_DAILY_LIMIT", 10 * env.MICROS_PER_DOLLAR)
# After this many days an attempt whose outcome nobody knows counts as billed.
UNKNOWN_DAYS = env.whole("PROOFSHEET_UNKNOWN_DAYS", 30, 1, 365)

# --- Jobs -----------------------------------------------------------------------------------------
CONCURRENCY = env.whole("PROOFSHEET_CONCURRENCY", 12, 1, 256)
# What went over the wire is kept so long, to be looked at.
EXCHANGE_DAYS = env.whole("PROOFSHEET_EXCHANGE_DAYS", 90, 1, 3650)
RERUNS = env.whole("PROOFSHEET_RERUNS", 1, 0, 10)
MAX_ATTEMPTS = env.whole("PROOFSHEET_MAX_ATTEMPTS", 4, 1, 10)
CALL_TIMEOUT = env.whole("PROOFSHEET_CALL_TIMEOUT", 300, 10, 3600)
LEASE_SECONDS = env.whole("PROOFSHEET_LEASE_SECONDS", 30, 3, 600)
# How long a worker that is told to stop may go on with the calls it has in flight.
STOP_SECONDS = env.whole("PROOFSHEET_STOP_SECONDS", 8, 0, 600)
# What requests and answers one worker holds at once; what pictures one request may carry.
WORKER_MEGABYTES = env.whole("PROOFSHEET_WORKER_MEGABYTES", 600, 200, 65536)
INLINE_MEGABYTES = env.whole("PROOFSHEET_INLINE_MEGABYTES", 75, 1, 75)

# --- Providers ------------------------------------------------------------------------------------
GEMINI_API_KEY = env.text("GEMINI_API_KEY")
GEMINI_BASE_URL = env.web_address("PROOFSHEET_GEMINI_BASE_URL", "https://generativelanguage.googleapis.com")
# Empty: the worker starts an emulator of its own. Otherwise one that runs elsewhere.
EMULATOR_URL = env.web_address("PROOFSHEET_EMULATOR_URL")
EMULATOR_LATENCY = env.pattern(
    "PROOFSHEET_EMULATOR_LATENCY",
    "demo",
    r"demo|catalogue|\d+(\.\d+)?(-\d+(\.\d+)?)?",
    "write seconds such as 2, a range such as 1-4, demo or catalogue",
)
EMULATOR_FAULTS = env.existing_file("PROOFSHEET_EMULATOR_FAULTS")

# --- Celery: playground.celery reads these --------------------------------------------------------
CELERY: dict[str, Any] = {
    **backends.broker(env.text("BROKER_URL"), DATA, CALL_TIMEOUT),
    "timezone": "UTC",
    "broker_connection_retry_on_startup": True,
    "task_ignore_result": True,
    "task_default_queue": "proofsheet",
    "worker_prefetch_multiplier": 1,
    "worker_redirect_stdouts": False,
    "worker_hijack_root_logger": False,
    "worker_enable_remote_control": False,
    "worker_send_task_events": False,
    "worker_cancel_long_running_tasks_on_connection_loss": False,
}

# --- Logs -----------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "playground.logs.RedactingFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
            "datefmt": "%H:%M:%S",
        }
    },
    "filters": {"no_probes": {"()": "playground.logs.NoProbes"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"filters": ["no_probes"]},
        "playground": {
            "level": env.choice("PROOFSHEET_LOG_LEVEL", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"])
        },
    },
}

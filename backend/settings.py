"""The composition root: which parts there are, and what the environment says of them.

Every value that differs between machines comes through backend/lib/env.py, which checks it.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from backend.lib.env import database_options, database_settings, read_environment
from backend.lib.words import LANGUAGE_NAMES

ENV = read_environment(os.environ)
ROOT = Path(__file__).resolve().parent.parent

# Without a key of the installation, each start makes its own: sessions then end with it.
SECRET_KEY = ENV.secret_key or secrets.token_urlsafe(48)
DEBUG = False
ALLOWED_HOSTS = [ENV.hostname, "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [ENV.public_url]
SILENCED_SYSTEM_CHECKS = [
    # One address a user is held by an index on lower(email), which the check does not see.
    "auth.W004",
]
ROOT_URLCONF = "backend.urls"
WSGI_APPLICATION = "backend.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "backend.journal",
    "backend.files",
    "backend.accounts",
    "backend.catalog",
    "backend.clients",
    "backend.contracts",
    "backend.notify",
    "backend.desk",
    "backend.dispatch",
    "backend.fieldwork",
    "backend.billing",
    "mobile_api",
    "backend.web",
    "backend.demo",
]

MIDDLEWARE = [
    "backend.web.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "backend.web.middleware.LongAnswersMiddleware",
    "backend.web.middleware.ContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "backend.web.middleware.PrincipalMiddleware",
    "backend.web.middleware.LanguageMiddleware",
    "backend.web.middleware.RefusalMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours come first, so that the sign-in pages are ours and not those of allauth.
        "DIRS": [ROOT / "backend" / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "backend.web.templatetags.callout",
                "backend.web.templatetags.frame",
                "backend.web.templatetags.quantities",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"


# A change of a table waits this long for those who work on it, and they wait no longer for it.
LOCK_PATIENCE = "-c lock_timeout=5s"


def _database() -> dict[str, Any]:
    """The application's role, or the owner's where CALLOUT_AS_OWNER asks for it."""
    if ENV.database_url_for_role is None:
        # Commands that need no database run without one.
        return {"ENGINE": "django.db.backends.dummy"}
    return {
        "ENGINE": "backend.database",
        **database_settings(ENV.database_url_for_role),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 0,
        # One connection a thread of the web server, and one to spare.
        "OPTIONS": {
            **database_options(ENV.database_url_for_role),
            # A statement that comes again is sent by its name, with new values: it is planned once.
            "server_side_binding": True,
            "prepare_threshold": 5,
            "pool": {"min_size": 0, "max_size": ENV.web_threads + 1, "timeout": 10},
            **({"options": LOCK_PATIENCE} if ENV.acts_as_owner else {}),
        },
        # After PostgreSQL came back, a pooled connection of before is found out, not used.
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": os.environ.get("CALLOUT_TEST_DATABASE", "test_callout")},
    }


DATABASES = {"default": _database()}
if ENV.gdal_library_path:
    GDAL_LIBRARY_PATH = ENV.gdal_library_path
if ENV.geos_library_path:
    GEOS_LIBRARY_PATH = ENV.geos_library_path

# In PostgreSQL, so that nobody is locked out or let in because the broker is away.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "callout_cache",
    }
}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = ["backend.web.shared.adapter.SessionBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
ACCOUNT_ADAPTER = "backend.web.shared.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = str
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# The letters say who writes; the subject needs no host in brackets.
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "backend.web.shared.views.csrf_failure"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ENV.is_https:
    SECURE_SSL_REDIRECT = True
    # Who watches this process asks it directly, not through the proxy that speaks https.
    SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LANGUAGE_CODE = "en"
LANGUAGES = list(LANGUAGE_NAMES.items())
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
FRONTEND_DIST = ROOT / "frontend" / "dist"
STATICFILES_DIRS = [FRONTEND_DIST] if FRONTEND_DIST.is_dir() else []
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "backend.files.folder.Folder"},
    # Chunks wait beside the web server; a bucket gets whole files only.
    "uploads": {"BACKEND": "backend.files.folder.Folder", "OPTIONS": {"lasting": False}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if ENV.bucket:
    STORAGES["default"] = {
        "BACKEND": "backend.files.bucket.Bucket",
        "OPTIONS": {
            "bucket_name": ENV.bucket.name,
            "endpoint_url": ENV.bucket.endpoint,
            "region_name": ENV.bucket.region,
            "access_key": ENV.bucket.access_key,
            "secret_key": ENV.bucket.secret_key,
        },
    }
# Vite puts a hash into every name, so WhiteNoise may serve the build folder itself, for ever.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/"
MEDIA_ROOT = ENV.state / "files"
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
MAX_PHOTO_BYTES = 25 * 1024 * 1024
MAPS_FOLDER = ENV.maps

PUBLIC_URL = ENV.public_url
# One table of words for all faces, which are strangers to each other.
ERROR_WORDS = "backend.web.shared.errors.words_for"
# The table on the roof by which the journal knows whether a worker is to be woken.
CONSEQUENCES = "backend.reactions.REACTIONS"
OSRM_URL = ENV.osrm_url
# A time-stamping authority (RFC 3161) for the seals of papers; without one they have no stamp.
TSA_URL = ENV.tsa_url
STATE_FOLDER = ENV.state

# Without an SMTP server, mail is kept as files and shown to staff at /mail.
EMAIL_FILE_PATH = ENV.state / "mail"
EMAIL_TIMEOUT = 20
if ENV.smtp_url:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    _smtp = urlsplit(ENV.smtp_url)
    EMAIL_HOST, EMAIL_PORT = _smtp.hostname or "", _smtp.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (
        unquote(_smtp.username or ""),
        unquote(_smtp.password or ""),
    )
    EMAIL_USE_SSL, EMAIL_USE_TLS = _smtp.scheme == "smtps", _smtp.scheme == "smtp+tls"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
DEFAULT_FROM_EMAIL = ENV.mail_from or "Callout <callout@localhost>"

# Push services on our own machines, as host:port; any other has to be public.
PUSH_HOSTS_INSIDE: tuple[str, ...] = ()

# The planner asks for parts, which a room above it keeps.
PARTS_NEEDED = "backend.fieldwork.vans.parts_needed"
PARTS_HELD = "backend.fieldwork.vans.parts_held"

# One search is quickest and lean at so many visits; a day of more than twice as many is planned in
# parts of about this size, each a task of its own.
VISITS_A_PART = 500

CELERY_BROKER_URL = ENV.celery_broker_url or "redis://127.0.0.1:1/0"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A web request must not hang on a broker that is away; the sweep sends again.
CELERY_BROKER_TRANSPORT_OPTIONS = (
    # RabbitMQ says that it has written a wake-up down before the sender goes on.
    {"confirm_publish": True, "read_timeout": 5, "write_timeout": 5}
    if CELERY_BROKER_URL.startswith("amqp")
    else {"visibility_timeout": 60, "socket_timeout": 5, "socket_connect_timeout": 2}
)
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TASK_PUBLISH_RETRY = False
CELERY_IMPORTS = [
    "backend.contracts.tasks",
    "backend.reactions",
    "backend.billing.tasks",
    "backend.dispatch.tasks",
    "backend.fieldwork.tasks",
    "backend.files.tasks",
    "backend.notify.tasks",
]
CELERY_BEAT_SCHEDULE = {
    "deliver-what-is-due": {"task": "backend.reactions.sweep", "schedule": 15.0},
    "watch-clocks": {"task": "backend.desk.tasks.sweep_clocks", "schedule": 15.0},
    "replay-known-commands": {
        "task": "backend.fieldwork.tasks.replay_known_now",
        "schedule": 600.0,
    },
    "tell-missing-media": {
        "task": "backend.fieldwork.tasks.tell_missing_media",
        "schedule": 3600.0,
    },
    "close-evidence-days": {
        "task": "backend.fieldwork.tasks.close_evidence_days",
        "schedule": 3600.0,
    },
    "forget-old-positions": {
        "task": "backend.fieldwork.tasks.forget_old_positions",
        "schedule": 3600.0,
    },
    "drop-expired-uploads": {
        "task": "backend.files.tasks.drop_expired_uploads",
        "schedule": 3600.0,
    },
    "expire-contracts": {
        "task": "backend.contracts.tasks.expire_contracts",
        "schedule": 21_600.0,
    },
    "draft-fees": {"task": "backend.billing.tasks.draft_fees_due", "schedule": 21_600.0},
    "end-silent-plans": {
        "task": "backend.dispatch.tasks.end_silent_plans",
        "schedule": 15.0,
    },
    "forget-old-roads": {
        "task": "backend.dispatch.tasks.forget_old_roads",
        "schedule": 21_600.0,
    },
    "worker": {"task": "backend.reactions.canary", "schedule": 15.0},
    "send-due-pushes": {"task": "backend.notify.tasks.send_due_pushes", "schedule": 60.0},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

"""Settings of an installation, read from `LINLI_*` variables (environment.py); every default suits `make run`."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from linli.config.environment import read, read_database, read_one_of

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(read("LINLI_DATA_DIR") or BASE_DIR / "var").resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = read("LINLI_DEBUG")
HTTPS = read("LINLI_HTTPS")
MLPS = read("LINLI_MLPS")
ALLOWED_HOSTS = read("LINLI_ALLOWED_HOSTS")
TRUSTED_PROXIES = read("LINLI_TRUSTED_PROXIES")
ADMIN_NETWORKS = read("LINLI_ADMIN_NETWORKS")
REPORT_RATE = read("LINLI_REPORT_RATE")
API_MAX_BODY = read("LINLI_API_MAX_BODY")
ANCHOR_DIR = Path(read("LINLI_ANCHOR_DIR") or DATA_DIR / "anchors")
OFFICE_HOURS = read("LINLI_OFFICE_HOURS")
JOBS_IMMEDIATE = False
DEMO = (DATA_DIR / "demo.json").exists()  # written by `linli demo`, with the logins that `linli run` prints
TILES = {name: read(f"LINLI_TILE_{name.upper()}") for name in ("url", "attribution")}
TILES["system"] = read_one_of("LINLI_TILE_SYSTEM", "wgs84", "cgcs2000", "gcj02")


def _secret() -> str:
    """Return the installation's secret, made once and kept in the data folder, readable by its owner only."""
    kept = DATA_DIR / "secret"
    try:
        made = os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return kept.read_text(encoding="ascii").strip()
    with os.fdopen(made, "w", encoding="ascii") as file:
        file.write(secret := secrets.token_urlsafe(48))
    return secret


SECRET_KEY = read("LINLI_SECRET_KEY") or _secret()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_vite",
    "linli.foundation",
    "linli.places",
    "linli.organisations",
    "linli.people",
    "linli.network",
    "linli.cases",
    "linli.boundaries",
    "linli.standards",
    "linli.appraisals",
    "linli.api",
    "linli.web",
    "linli.config",
]

MIDDLEWARE = [
    "linli.config.middleware.trusted_proxies",
    "linli.api.problems.ProblemMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "linli.config.middleware.browser_policies",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "linli.config.middleware.private_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "linli.people.middleware.guard_sessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "linli.config.urls"
WSGI_APPLICATION = "linli.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Storage. SQLite takes the write lock at the beginning of a transaction, so that two readers never
# both wait to write, and confirms nothing that is not on the disk.
DATABASES = {"default": read_database(f"sqlite:///{DATA_DIR / 'linli.sqlite3'}")}
DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-4000;"
        " PRAGMA wal_autocheckpoint=4000;",  # a log of 16 MB: pages changed often are copied back more rarely
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MEDIA_ROOT = DATA_DIR / "media"
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

# Accounts: who one is, and for how long.
AUTH_USER_MODEL = "people.Account"
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["linli.people.hashers.FrugalArgon2"]
TWO_FACTOR_REQUIRED = read("LINLI_TWO_FACTOR") and not DEMO
PASSWORD_DAYS = read("LINLI_PASSWORD_DAYS") or (90 if MLPS else 0)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "linli.people.validators.LengthByDuty"},
    {"NAME": "linli.people.validators.NotOneCharacter"},
    {"NAME": "linli.people.validators.NotOneself"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email", "phone")},
    },
    *([{"NAME": "linli.people.validators.ThreeKinds"}] if MLPS else []),
]
SESSION_COOKIE_NAME = "linli_session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_SECONDS = 30 * 60
SESSION_IDLE_SECONDS_ADMIN = 15 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "linli_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "linli.web.views.errors.csrf_failed"

# What the browser is told. Behind a trusted proxy the scheme is the one that the proxy reports.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_SSL_REDIRECT = HTTPS and bool(TRUSTED_PROXIES)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
X_FRAME_OPTIONS = "DENY"
_TILE_HOST = ["{0.scheme}://{0.netloc}".format(urlsplit(TILES["url"]))] if TILES["url"] else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:", *_TILE_HOST],
        "connect-src": ["'self'", *_TILE_HOST],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# Language and time: Chinese first, and one clock for everybody.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "linli" / room / "locale" for room in ("values", "districting")]  # no Django apps

# Styles and scripts: built by Vite with their checksum in the name, served by the application itself.
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [path for path in [BASE_DIR / "build" / "static"] if path.exists()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/.+-[A-Za-z0-9_-]{8}\.\w+$"
DJANGO_VITE = {"default": {"dev_mode": False, "manifest_path": BASE_DIR / "build" / "static" / "manifest.json"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "discreet": {
            "()": "linli.config.logs.DiscreetFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["stderr"], "level": read("LINLI_LOG_LEVEL")},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "huey": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
    },
}

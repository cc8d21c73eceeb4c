"""Settings shared by every way of running; the three modules beside this one say what differs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from whitenoise.compress import Compressor

from yangguang.config import env, keys

PACKAGE = Path(__file__).resolve().parents[2]
HOME = env.home()
FACE = env.text("FACE", "portal")
"""Which face this process shows: portal, desk or api. A worker shows none and uses portal."""

if FACE not in {"portal", "desk", "api"}:
    raise env.WrongEnvironment(
        f"环境变量 YANGGUANG_FACE 的值“{FACE}”无法识别，应为 portal、desk 或 api。"
    )

DEBUG = False
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = f"yangguang.{FACE}.urls"
WSGI_APPLICATION = "yangguang.config.wsgi.application"
AUTH_USER_MODEL = "agencies.User"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "csp",
    "django_htmx",
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
    "yangguang.apps.audit",
    "yangguang.apps.vault",
    "yangguang.apps.events",
    "yangguang.apps.jobs",
    "yangguang.apps.agencies",
    "yangguang.apps.duties",
    "yangguang.apps.notices",
    "yangguang.apps.files",
    "yangguang.apps.letters",
    "yangguang.apps.catalog",
    "yangguang.apps.privacy",
    "yangguang.apps.publishing",
    "yangguang.apps.registers",
    "yangguang.apps.coverage",
    "yangguang.apps.draws",
    "yangguang.apps.gazette",
    "yangguang.apps.search",
    "yangguang.apps.resources",
    "yangguang.apps.requests",
    "yangguang.apps.members",
    "yangguang.apps.reports",
    "yangguang.press",
    "yangguang.portal",
    "yangguang.desk",
    "yangguang.api",
    "yangguang.config",
]

COMMON_MIDDLEWARE = [
    "yangguang.config.proxy.TrustedProxies",
    "django.middleware.security.SecurityMiddleware",
    "yangguang.config.nulls.WithoutNul",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
]
PORTAL_MIDDLEWARE = [
    "yangguang.press.pressing.Press",
    "yangguang.portal.variants.Variants",
    "yangguang.portal.views.errors.WordsForWrongMethods",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
DESK_MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "yangguang.desk.middleware.DeskSession",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
MIDDLEWARE = COMMON_MIDDLEWARE + (DESK_MIDDLEWARE if FACE == "desk" else PORTAL_MIDDLEWARE)

DESK_CONTEXT = [
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "yangguang.desk.context.frame",
]
PORTAL_CONTEXT = ["yangguang.portal.context.site"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                *(DESK_CONTEXT if FACE == "desk" else PORTAL_CONTEXT),
            ],
        },
    }
]

FORM_RENDERER = "yangguang.desk.mistakes.Forms"
"""Gives every form its polite sentences about what was left empty or filled in wrongly."""


def database_from_url(url: str) -> dict[str, Any]:
    """Django's database settings for ``sqlite:///path`` or ``postgresql://user:pw@host:port/name``."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "yangguang.config.sqlite",
            "NAME": "/" + unquote(parts.path).lstrip("/"),
            "OPTIONS": {
                # IMMEDIATE lets writers queue at BEGIN instead of failing half-way.
                "transaction_mode": "IMMEDIATE",
                "timeout": 120,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                    "PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536; "
                    "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise env.WrongEnvironment(
        f"环境变量 YANGGUANG_DATABASE 的地址“{parts.scheme}://…”不受支持，应以 sqlite:/// 或 postgresql:// 开头。"
    )


DATABASES = {
    "default": database_from_url(env.text("DATABASE", f"sqlite:///{HOME / 'yangguang.sqlite3'}"))
}

KEYS_FOLDER = HOME / "keys"
SECRET_KEY = env.text("SECRET_KEY") or keys.read_or_make_key(KEYS_FOLDER, "django")
FIELD_KEY = env.text("FIELD_KEY")
"""The field key from a vault; empty where it lies in a file, which is then read anew when it changes."""
FIELD_KEYS_OLD = tuple(env.names("FIELD_KEYS_OLD"))
SEAL_ALGORITHM = env.text("SEAL_ALGORITHM", "aes256gcm")
if not FIELD_KEY:
    keys.read_or_make_key(KEYS_FOLDER, "field")

FILES_FOLDER = HOME / "files"
INDEX_FOLDER = HOME / "index"
_press = env.text("PRESS_DIR", str(HOME / "press"))
PRESS_DIR: Path | None = None if _press == "off" else Path(_press).resolve()
"""Finished public pages, where nginx reads them; ``off``: every page is rendered each time."""
PRESS_NODE = env.text("PRESS_NODE")
"""The name of this web server where several have press folders of their own; else empty."""
MEDIA_ROOT = FILES_FOLDER
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
"""Maps of minified scripts are megabytes that only a debugger asks for."""

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "search"]}}

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "desk/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# Only the desk has sign-in; on the other faces the lock-out middleware would be idle.
SILENCED_SYSTEM_CHECKS = ["axes.W002"]

OTP_TOTP_ISSUER = "阳光工作台"

SESSION_COOKIE_NAME = f"yg_{FACE}"
CSRF_COOKIE_NAME = f"yg_{FACE}_csrf"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_MINUTES = env.number("SESSION_IDLE_MINUTES", 30)
LOGIN_URL = "/sign-in/"
if FACE == "desk":
    CSRF_FAILURE_VIEW = "yangguang.desk.views.errors.csrf_failure"
elif FACE == "portal":
    CSRF_FAILURE_VIEW = "yangguang.portal.views.errors.expired_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
UPLOAD_MAX_BYTES = 20 * 1024 * 1024

SITE = env.site()
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000")
DESK_URL = env.text("DESK_URL", "http://127.0.0.1:8001")
PROXIES = env.number("PROXIES", 0)
"""How many proxies of our own stand in front, each adding to X-Forwarded-For."""
SEARCH_WRITER_HEAP = env.number("SEARCH_WRITER_HEAP_MB", 64) * 1024 * 1024
DEMO = False
DEMO_APPLICATIONS = env.number("DEMO_APPLICATIONS", 2_000)

DUTY_YELLOW_DAYS = env.number("DUTY_YELLOW_DAYS", 5)
"""Working days before the last one in which a duty shows yellow; a body may have its own number."""
DUTY_REMIND_BEFORE = env.numbers("DUTY_REMIND_BEFORE", (7, 3, 1))
DUTY_REMIND_EVERY = env.number("DUTY_REMIND_EVERY", 5)
"""Working days between reminders once the last day is over; the first comes on the next one."""
DUTY_REMIND_CHANNELS = env.names("DUTY_REMIND_CHANNELS", ("desk", "email", "sms"))
DUTY_REMIND_SMS_WITHIN = env.number("DUTY_REMIND_SMS_WITHIN", 1)
"""Text messages go out only when so many working days or fewer are left."""
DUTY_REMIND_FROM_HOUR = env.number("DUTY_REMIND_FROM_HOUR", 8)
DUTY_ESCALATE_HEAD_AFTER = env.number("DUTY_ESCALATE_HEAD_AFTER", 1)
DUTY_ESCALATE_SUPERVISOR_AFTER = env.number("DUTY_ESCALATE_SUPERVISOR_AFTER", 3)
"""Working days over after which the body's head, and those who supervise it, are told."""

OUTBOX_FOLDER = HOME / "outbox"
NOTICE_KEEP_TRYING_DAYS = env.number("NOTICE_KEEP_TRYING_DAYS", 7)
NOTICE_EMAIL_ADAPTER = "yangguang.apps.notices.adapters.mail.Mail"
NOTICE_SMS_ADAPTER = env.text("SMS_ADAPTER", "yangguang.apps.notices.adapters.sms.FileOutbox")
SMS_URL = env.text("SMS_URL")
SMS_TOKEN = env.text("SMS_TOKEN")


def mail_from_url(url: str) -> dict[str, Any]:
    """Django's mail settings for ``smtp[s]://user:pw@host:port``, ``smtp+tls://…``, ``file:``, ``console:``.

    ``smtps`` speaks TLS from the start (port 465), ``smtp+tls`` after STARTTLS (587).
    """
    parts = urlsplit(url)
    backends = "django.core.mail.backends"
    if parts.scheme == "file":
        return {"EMAIL_BACKEND": f"{backends}.filebased.EmailBackend"}
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": f"{backends}.console.EmailBackend"}
    ports = {"smtp": 25, "smtps": 465, "smtp+tls": 587}
    if parts.scheme not in ports or not parts.hostname:
        raise env.WrongEnvironment(
            f"环境变量 YANGGUANG_EMAIL 的地址“{parts.scheme}:…”不受支持，应为 smtp://、smtps://、"
            "smtp+tls:// 加服务器名，或 file:、console:。"
        )
    return {
        "EMAIL_BACKEND": f"{backends}.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or ports[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
    }


_mail = mail_from_url(env.text("EMAIL", "file:"))
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail.get("EMAIL_HOST", "localhost")
EMAIL_PORT = _mail.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_FILE_PATH = OUTBOX_FOLDER / "mail"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "yangguang@localhost")

LETTER_FONTS_FOLDER = env.text("LETTER_FONTS_FOLDER")
"""The office's own licensed fonts (小标宋, 仿宋, 楷体 …); empty: the free ones that come along."""
LETTER_SEALER = env.text("LETTER_SEALER", "yangguang.apps.letters.sealers.NoSeal")

REQUEST_DRAFT_MINUTES = env.number("REQUEST_DRAFT_MINUTES", 120)
"""How long an unfinished online application is kept after the last page."""
REQUEST_RECEIPT_MINUTES = env.number("REQUEST_RECEIPT_MINUTES", 30)
"""How long the receipt can be shown again in the same browser."""
REQUEST_CASE_MINUTES = env.number("REQUEST_CASE_MINUTES", 30)
"""How long a case that was opened by its code stays open after the last page."""
REQUEST_LEAST_SECONDS = env.number("REQUEST_LEAST_SECONDS", 10)
"""A whole form filled in faster than this is asked a question in words."""
REQUEST_DRAFT_MEGABYTES = env.number("REQUEST_DRAFT_MEGABYTES", 2048)
"""Uploads of all unfinished forms together."""
REQUEST_CODE_TRIES = env.number("REQUEST_CODE_TRIES", 5)
"""Wrong query codes in a row that lock a register number for the network they came from."""
REQUEST_CODE_LOCK_MINUTES = env.number("REQUEST_CODE_LOCK_MINUTES", 30)
"""For how long the first time; each further lock holds twice as long, a day at most."""
REQUEST_CODE_GUARD_TRIES = env.number("REQUEST_CODE_GUARD_TRIES", 30)
"""Wrong codes for one number within a day, from anywhere, after which the identity number is asked."""

SUBSITE_HOSTS = env.pairs("SUBSITE_HOSTS")
"""Own domain → the body whose sub-site it opens; its canonical addresses stay those of the one site."""
LINKS_OUTSIDE = env.flag("LINKS_OUTSIDE")
"""Whether links to other sites are asked whether they still lead anywhere."""
LINKS_PRIVATE_HOSTS = env.names("LINKS_PRIVATE_HOSTS")
"""Hosts inside the office's own network that may be asked all the same."""

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "yangguang_cache",
    }
}
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "WARNING")},
}

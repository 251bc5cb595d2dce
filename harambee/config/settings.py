"""Settings, from the environment that `harambee serve` (or an operator) prepares.

HARAMBEE_HOME: folder for data and secrets. DATABASE_URL, DATABASE_OWNER_URL, DATABASE_DUMP_URL: the same
database as three roles; HARAMBEE_DB_ROLE says which one this process is. HARAMBEE_DEBUG=1 for development.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent


def home() -> Path:
    """The data folder of this installation."""
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(os.environ.get("HARAMBEE_HOME") or Path(data) / "harambee")


def secret_key() -> str:
    """The signing key: given, or made once and kept with mode 0600 in the data folder."""
    if given := os.environ.get("HARAMBEE_SECRET_KEY"):
        return given
    path = home() / "secrets" / "django"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        os.write(descriptor, secrets.token_urlsafe(48).encode())
        os.close(descriptor)
    return path.read_text().strip()


def database() -> dict[str, Any]:
    """The database of this process's role, from its URL."""
    role = os.environ.get("HARAMBEE_DB_ROLE", "app")
    name = {"app": "DATABASE_URL", "owner": "DATABASE_OWNER_URL", "dump": "DATABASE_DUMP_URL"}.get(role)
    if name is None:
        raise ImproperlyConfigured("HARAMBEE_DB_ROLE is app, owner or dump.")
    url = urlsplit(os.environ.get(name) or "postgresql:///harambee")
    query = dict(parse_qsl(url.query))
    options: dict[str, Any] = {key: value for key, value in query.items() if key not in {"host", "port"}}
    if role == "app" and os.environ.get("HARAMBEE_DB_POOL", "1") == "1":
        options["pool"] = {"min_size": 1, "max_size": int(os.environ.get("HARAMBEE_DB_POOL_SIZE", "10"))}
    return {
        "ENGINE": "harambee.access.backend",
        "NAME": unquote(url.path.lstrip("/")) or "harambee",
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or "") or query.get("host", ""),
        "PORT": str(url.port or query.get("port", "")),
        "OPTIONS": options,
        "ATOMIC_REQUESTS": True,
        "CONN_HEALTH_CHECKS": True,  # a pooled connection that a restart of the server cut is replaced
        "DISABLE_SERVER_SIDE_CURSORS": True,  # a transaction pooler has no cursor beyond its transaction
        "TEST": {"NAME": os.environ.get("HARAMBEE_TEST_DATABASE", "test_harambee")},
    }


def mailer() -> dict[str, Any]:
    """How e-mail leaves: by HARAMBEE_SMTP_URL (smtp, smtp+tls or smtps), else to the terminal."""
    console = "django.core.mail.backends.console.EmailBackend"
    address = os.environ.get("HARAMBEE_SMTP_URL")
    if not address:
        return {"BACKEND": os.environ.get("HARAMBEE_EMAIL_BACKEND", console)}
    url = urlsplit(address)
    if url.scheme not in {"smtp", "smtp+tls", "smtps"} or not url.hostname:
        raise ImproperlyConfigured(
            "HARAMBEE_SMTP_URL looks like smtp+tls://name:password@mail.example.org:587"
        )
    options = {
        "host": url.hostname,
        "port": url.port,
        "username": unquote(url.username or ""),
        "password": unquote(url.password or ""),
        "use_tls": url.scheme == "smtp+tls",
        "use_ssl": url.scheme == "smtps",
        "timeout": 20,
    }
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}


SECRET_KEY = secret_key()
DEBUG = os.environ.get("HARAMBEE_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("HARAMBEE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [one for one in os.environ.get("HARAMBEE_ORIGINS", "").split(",") if one]
HARAMBEE_HOME = home()

# Slices of the domain, in the order of their layers from below.
SLICES = ["people", "directory", "intake", "cases", "referrals", "api"]
# Ours come first: where a library has a template or a word of the same name, ours is meant.
INSTALLED_APPS = [
    "harambee.access",
    "harambee.web",
    *(f"harambee.{one}" for one in SLICES),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "harambee.api.middleware.ProblemMiddleware",
    "harambee.web.uploads.UploadLimitMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "harambee.access.middleware.ActorMiddleware",
    "harambee.web.current.CurrentRequestMiddleware",
    "harambee.web.kept.KeptMiddleware",
    "harambee.web.errors.ErrorMiddleware",
    "harambee.api.middleware.TokenMiddleware",
]

ROOT_URLCONF = "harambee.config.urls"
WSGI_APPLICATION = "harambee.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "harambee.web.context.web",
            ],
        },
    }
]

FORM_RENDERER = "harambee.web.renderer.HouseRenderer"
CSRF_FAILURE_VIEW = "harambee.web.errors.csrf_failure"

DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"  # each slice keeps its background work in jobs.py
PGHISTORY_ADMIN_ALL_EVENTS = False
PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = False

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # logins are made by an administrator, never by signing up
ACCOUNT_ADAPTER = "harambee.access.sign_in.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
MFA_TOTP_ISSUER = "Harambee"
USERSESSIONS_TRACK_ACTIVITY = True
SOCIALACCOUNT_ADAPTER = "harambee.access.sign_in.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if os.environ.get("HARAMBEE_OIDC_URL"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "oidc",
                "name": os.environ.get("HARAMBEE_OIDC_NAME", "Single sign-on"),
                "client_id": os.environ.get("HARAMBEE_OIDC_CLIENT_ID", ""),
                "secret": os.environ.get("HARAMBEE_OIDC_SECRET", ""),
                "settings": {"server_url": os.environ["HARAMBEE_OIDC_URL"]},
            }
        ]
    }

# The cache is the database: several web processes share lockouts without another service.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "access_cache",
        # Beyond its default of 300 entries Django throws a third away, counts of failed sign-ins included:
        # whoever tried 300 other logins would have every lockout lifted.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("HARAMBEE_HTTPS") == "1"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if SESSION_COOKIE_SECURE else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("HARAMBEE_PROXY") == "1" else None
)
# Lockouts count by the address that the proxy saw, not by the proxy's own.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if SECURE_PROXY_SSL_HEADER else 0
X_FRAME_OPTIONS = "DENY"
SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
if os.environ.get("HARAMBEE_OIDC_URL"):
    # The form that begins single sign-on is answered with a redirect to the provider.
    _provider = urlsplit(os.environ["HARAMBEE_OIDC_URL"])
    SECURE_CSP["form-action"].append(f"{_provider.scheme}://{_provider.netloc}")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_PERMISSIONS = 0o600

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("sw", _("Swahili")), ("ar", _("Arabic"))]
LOCALE_PATHS = [
    BASE_DIR / "locale",
    BASE_DIR / "kernel" / "locale",
    BASE_DIR / "config" / "locale_libraries",  # words of libraries that do not speak a language of ours
]
FORMAT_MODULE_PATH = ["harambee.config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("HARAMBEE_TIME_ZONE", "Africa/Nairobi")

# Whom to call when a child is in danger, shown beside the report form: "label=number" with ";" between them.
# 112 works from mobile telephones in most countries, 116 is the child helpline in many.
EMERGENCY_NUMBERS = [
    tuple(one.split("=", 1))
    for one in os.environ.get("HARAMBEE_EMERGENCY_NUMBERS", "Police=112;Child helpline=116").split(";")
    if "=" in one
]

STATIC_URL = "/static/"
STATIC_ROOT = home() / "static"
WHITENOISE_USE_FINDERS = True
MAILERS = {"default": mailer()}
DEFAULT_FROM_EMAIL = os.environ.get("HARAMBEE_FROM", "harambee@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("HARAMBEE_LOG_LEVEL", "WARNING")},
}

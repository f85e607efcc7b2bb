"""One settings file, driven by the environment; safe values are the default."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from opencus import __version__
from opencus.config import cluster, external, keys, logs, mail, places, proxy

VERSION = __version__
PACKAGE = Path(__file__).resolve().parents[1]
DATA = places.data_dir()
KEYS = keys.Live()


def _flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0") == "1"


DEBUG = False
SECRET_KEY = KEYS.django_secret
SECRET_KEY_FALLBACKS = KEYS.django_fallbacks
DEMO = _flag("OPENCUS_DEMO")  # shows the cast on the log-in page; never set where real people are
HTTPS = _flag("OPENCUS_HTTPS")
ALLOWED_HOSTS = os.environ.get("OPENCUS_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
# Whose word about the visitor counts: with HTTPS a proxy on this machine, else nobody.
TRUSTED_PROXIES = proxy.networks(os.environ.get("OPENCUS_TRUSTED_PROXIES", "127.0.0.1,::1" if HTTPS else ""))
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and host not in {"*", ""}]

ROOMS = [
    "audit", "centre", "people", "catalogue", "resources", "correspondence", "worklist", "privacy", "programmes", "intake",
    "entitlements", "plans", "contracting", "delivery", "settlement", "reporting", "desk", "field", "directory",
]  # fmt: skip

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "opencus.core",  # before allauth: its templates replace allauth's
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "procrastinate.contrib.django",
    *[f"opencus.{room}" for room in ROOMS],
    "opencus.config",  # last: wires the rooms (reactions.py)
]

MIDDLEWARE = [
    "opencus.config.health.answers",
    "opencus.config.logs.each_request",
    "opencus.config.proxy.trusted_only",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "opencus.config.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "opencus.centre.accounts.guard.living",
    "opencus.config.middleware.CentreMiddleware",
    "opencus.config.replica.Reads",
    "opencus.centre.accounts.guard.factor_demanded",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "opencus.config.urls"
WSGI_APPLICATION = "opencus.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "opencus.core.ui_settings.context",
                "opencus.config.menu.context",
            ],
            "builtins": ["opencus.core.templatetags.ui"],
        },
    }
]

DATABASE_ROLE: Any = os.environ.get("OPENCUS_ROLE", "app")  # cluster refuses a role it does not know
DATABASES = {"default": cluster.django_database(DATABASE_ROLE)}
if external.replicated():
    DATABASES["replica"] = external.django_database("replica")
    DATABASE_ROUTERS = ["opencus.config.replica.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "centre.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "opencus.config.passwords.NotGuessable"},
]

# Log-in: e-mail and password, then TOTP for those who set it up. No sign-up: accounts are made by the centre.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "opencus.config.login.ClosedSignup"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser; nothing promises that it stays
ACCOUNT_USER_DISPLAY = "opencus.config.login.display_name"
ACCOUNT_RATE_LIMITS = False  # axes counts failures; two counters would contradict each other
MFA_ADAPTER = "opencus.config.login.SealedAuthenticators"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a clock may be wrong by a step; every code works once all the same (config.login)
MFA_FORMS = {
    "authenticate": "opencus.config.login.CountedCode",
    "reauthenticate": "opencus.config.login.CountedCodeAgain",
    "login_webauthn": "opencus.config.passkeys.PasskeyLogin",
    "authenticate_webauthn": "opencus.config.passkeys.PasskeyStep",
    "reauthenticate_webauthn": "opencus.config.passkeys.PasskeyAgain",
    "add_webauthn": "opencus.config.passkeys.NewPasskey",
}
MFA_TOTP_ISSUER = "OpenCUS"
AXES_HANDLER = "opencus.config.lockout.Lockout"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours; never permanent
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "opencus.config.login.attempted_name"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # else a stranger keeps somebody locked out for ever
AXES_LOCKOUT_TEMPLATE = "lockout.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

SESSION_ENGINE = "opencus.centre.accounts.sessions"
SESSION_COOKIE_AGE = 10 * 3600  # the absolute limit, kept for every session by centre.accounts.guard
IDLE = timedelta(minutes=int(os.environ.get("OPENCUS_IDLE_MINUTES", "30")))
BIND_NETWORK = _flag("OPENCUS_BIND_NETWORK")  # asks for the password again when the network changes
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = False
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "opencus.config.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer" if HTTPS else "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000

LANGUAGE_CODE = "pl"
LANGUAGES = [("pl", "Polski")]
TIME_ZONE = "Europe/Warsaw"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": os.environ.get("OPENCUS_STATIC", "django.contrib.staticfiles.storage.StaticFilesStorage")},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

MAIL = mail.parse(os.environ.get("OPENCUS_EMAIL_URL", ""))
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = MAIL.backend, MAIL.host, MAIL.port, 20
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL, DEFAULT_FROM_EMAIL = MAIL.starttls, MAIL.tls, MAIL.sender
# Openings of people's data by one user in ten minutes: from the first on the inspector is warned, from the second
# on an alarm is raised and every further opening must wait.
OPENINGS_WARN = int(os.environ.get("OPENCUS_OPENINGS_WARN", "100"))
OPENINGS_ALARM = int(os.environ.get("OPENCUS_OPENINGS_ALARM", "1000"))

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
PROCRASTINATE_IMPORT_PATHS = ["opencus.config.tasks", "opencus.config.backup_tasks", "opencus.config.watching"]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS += ["django.forms"]

LOGGING = logs.configuration(os.environ.get("OPENCUS_LOG_FILE", ""))
# auth.W004: e-mails are unique by a constraint on their lower case, which the check does not see.
SILENCED_SYSTEM_CHECKS = ["axes.W006", "auth.W004"]

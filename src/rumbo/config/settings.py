"""Django's settings, made from the environment (see `rumbo.config.environment`)."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from rumbo.config import environment
from rumbo.config.database import database
from rumbo.config.logs import logging_settings
from rumbo.config.mail import mail_settings
from rumbo.config.storage import storage

django_stubs_ext.monkeypatch()

ENV = environment.read()
PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = ENV.data_dir.resolve()

DEBUG = ENV.debug
# Commands that serve nobody (import, export, manage) sign nothing that must last: `serve` insists on a secret.
SECRET_KEY = ENV.secret_key or secrets.token_urlsafe(48)
ALLOWED_HOSTS = list(ENV.hosts)
BASE_URL = ENV.base_url.rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL else []

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "rules.apps.AutodiscoverRulesConfig",
    "simple_history",
    "rumbo.core",
    "rumbo.places",
    "rumbo.accounts",
    "rumbo.plan",
    "rumbo.participation",
    "rumbo.portfolio",
    "rumbo.priority",
    "rumbo.monitoring",
    "rumbo.communication",
    "rumbo.importers",
    "rumbo.desk",
    "rumbo.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "rumbo.core.web.security.ContentSecurityPolicy",
    "rumbo.core.web.security.OneCharset",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "rumbo.core.web.security.RequestLimit",
    "django.middleware.csrf.CsrfViewMiddleware",
    "rumbo.core.web.security.WithoutNul",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "rumbo.core.web.errors.FormsAlone",
]

ROOT_URLCONF = "rumbo.config.urls"
WSGI_APPLICATION = "rumbo.config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rumbo.portal.context.plans",
            ],
        },
    }
]

DATABASES = {"default": database(ENV.database_url, DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_ADAPTER = "rumbo.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Of the second step alone: django-axes keeps count of wrong passwords (see the adapter). An office, or the
# room of a workshop, shares one address.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key", "login": "300/m/ip"}
# The last address that `X-Forwarded-For` names is the proxy's word, all before it are the visitor's.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ENV.behind_proxy else 0
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# Accounts are made by an administrator, who vouches for the address.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Rumbo"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_USERNAME_CALLABLE = "rumbo.accounts.web.lockout.attempted_address"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "rumbo.accounts.web.lockout.visitor_address"

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ENV.https
CSRF_FAILURE_VIEW = "rumbo.core.web.errors.csrf_failure"
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = ENV.https
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 31_536_000 if ENV.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.behind_proxy else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = ENV.language
LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = ENV.time_zone

#: Each process has its own. "default" counts who asks for what how often: so large that nobody pushes a count out of
#: it with others. "results" are those that a room looks at (rumbo.participation.web.phone), "pages" public pages kept
#: ready between two writes (rumbo.portal.web.kept), "values" what they are made of (rumbo.core.queries.memory).
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
    "results": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "results",
        "OPTIONS": {"MAX_ENTRIES": 100},
    },
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 300},
    },
    "values": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "values",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [PACKAGE / "static"]
STORAGES = {
    "default": storage(ENV.files_url, ENV.files_key, ENV.files_secret, DATA_DIR),
    "staticfiles": {"BACKEND": "rumbo.config.static.StaticStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

UPLOAD_LIMIT = ENV.upload_limit_mb * 1024 * 1024
#: All that one request may send: ten of the largest files.
REQUEST_LIMIT = 10 * UPLOAD_LIMIT
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

#: Background of maps.
TILES_URL, TILES_CREDIT = ENV.tiles_url, ENV.tiles_credit

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.email_from
vars().update(mail_settings(ENV.email_url))
#: How the sender of the outbox brings mails out: to the mail server, or into the log where there is none.
MAIL_DELIVERY = "smtp" if ENV.email_url else "log"
#: Seconds that the mail server has to say whether it takes a whole mail.
MAIL_ANSWER_TIMEOUT = 120

LOGGING_CONFIG = None
LOGGING = logging_settings(ENV.log_level, ENV.log_format)
SILENCED_SYSTEM_CHECKS: list[str] = []

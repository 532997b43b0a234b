"""Which settings does the program run with? Everything secret or local comes from the environment (docs/guides/operate.md)."""

import os
from pathlib import Path

from hoanhap.config.database import django_database, state_directory
from hoanhap.config.secrets import seal_keys, secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = state_directory()

DEBUG = os.environ.get("HOANHAP_DEBUG") == "1"
SECRET_KEY = secret_key(STATE_DIR)
SEAL_KEYS = seal_keys(STATE_DIR)  # of kit.seal, the newest first
ALLOWED_HOSTS = os.environ.get("HOANHAP_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("HOANHAP_ORIGINS", "").split(",") if origin]
HTTPS = os.environ.get("HOANHAP_HTTPS") == "1"
PUBLIC_URL = os.environ.get("HOANHAP_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")  # stands in the QR code of issued papers

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "procrastinate.contrib.django",
    "hoanhap.config",
    "hoanhap.kit",
    "hoanhap.law",
    "hoanhap.audit",
    "hoanhap.units",
    "hoanhap.accounts",
    "hoanhap.rulebook",
    "hoanhap.documents",
    "hoanhap.people",
    "hoanhap.moves",
    "hoanhap.cases",
    "hoanhap.requests",
    "hoanhap.plans",
    "hoanhap.rounds",
    "hoanhap.imports",
    "hoanhap.tasks",
    "hoanhap.reports",
    "hoanhap.progress",
    "hoanhap.desk",
    "allauth",
    "allauth.account",  # after hoanhap.accounts, whose sign-in templates win
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hoanhap.kit.language.chosen_language",
    "hoanhap.kit.size.bounded_body",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hoanhap.accounts.middleware.SignInRequiredMiddleware",
    "hoanhap.rulebook.queries.law_of_the_request",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "hoanhap.config.urls"
WSGI_APPLICATION = "hoanhap.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "hoanhap.kit.context.page",
                "hoanhap.desk.queries.places",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "hoanhap.kit.templatetags.kit"],
        },
    }
]

DATABASES = {"default": django_database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend", "hoanhap.accounts.backends.RightsBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "hoanhap.accounts.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/300s/key", "change_password": "5/m/user"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("HOANHAP_PROXIES", "0"))  # else all users behind one are one address to the limits
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entry"}}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
FORMAT_MODULE_PATH = ["hoanhap.kit.formats_locale"]

STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": STATE_DIR / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SESSION_ENGINE = "hoanhap.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "hoanhap.kit.views.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

PERSON_PANELS = [  # what apps above cases add to the person page
    "hoanhap.desk.views.ground_panel",
    "hoanhap.requests.views.panel.person_panel",
]
SHEET_GROUNDS = ["hoanhap.desk.views.ground_lines"]  # why a person without a case is in the register, for the own sheet

DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 30_000  # an allocation table on screen is one field a cell: 400 rows of 60 columns (plans.forms.table)
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
LARGE_BODIES = {"/viec-ke-hoach/": 26 * 1024 * 1024}  # reports of tasks with pictures from telephones; elsewhere kit.size.MAX_BODY
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

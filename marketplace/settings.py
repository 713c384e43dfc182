"""Settings. Everything that differs between deployments is read from the environment, here and only here."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from marketplace import schedule
from marketplace.lib import env, urls

BASE_DIR = Path(__file__).resolve().parent.parent

# --- which deployment this is ------------------------------------------------------------------------

env.load(BASE_DIR / ".env")  # a developer's own values; never for tests or production

ENV = env.text("ENV", env.DEFAULT_ENV)  # development, test or production; marketplace/checks.py holds the last to more
PRODUCTION = ENV == "production"
DEBUG = env.boolean("DEBUG", False)
DEMO = env.boolean("DEMO", False)  # demo sign-ins, /dev/mail/, nothing leaves the machine
DEMO_PASSWORD = "briefwell-demo-2026"  # noqa: S105 -- public on purpose; there are no demo accounts in production
DEFAULT_SECRET_KEY = "development-only-not-a-secret-anyone-can-read-this"  # noqa: S105 -- refused in production
SECRET_KEY = env.text("SECRET_KEY", DEFAULT_SECRET_KEY)
SECRET_KEY_FALLBACKS = env.items("SECRET_KEY_FALLBACKS")
DEFAULT_SITE_ORIGIN = "http://127.0.0.1:8000"
SITE_ORIGIN = env.text("SITE_ORIGIN", DEFAULT_SITE_ORIGIN)
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.items("CSRF_TRUSTED_ORIGINS")
TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXY_COUNT", 0)
VAR_DIR = BASE_DIR / env.text("VAR_DIR", "var")  # everything the program itself writes on a developer's machine
BIND_ADDRESS = env.text("BIND_ADDRESS", "127.0.0.1")
PORT = env.integer("PORT", 8000, least=1)
WEB_PROCESSES = env.integer("WEB_PROCESSES", 2, least=1)
WEB_THREADS = env.integer("WEB_THREADS", 4, least=1)

# --- the parts ---------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "marketplace.apps.MarketplaceConfig",
    "projects.apps.ProjectsConfig",
    "contracts.apps.ContractsConfig",
    "blog.apps.BlogConfig",
    "agencies.apps.AgenciesConfig",
    "notifications.apps.NotificationsConfig",
    "accounts.apps.AccountsConfig",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "allauth.usersessions",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "marketplace.middleware.RefuseMalformedInput",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "marketplace.middleware.PrivateWhenSignedIn",
    "accounts.middleware.FailClosed",
    "accounts.middleware.RefuseSuspended",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.RequireSecondStep",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.unsent.KeepWhatWasTyped",
    "accounts.middleware.ReadersTimeZone",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "marketplace.urls"
WSGI_APPLICATION = "marketplace.wsgi.application"
ASGI_APPLICATION = "marketplace.asgi.application"

_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
if not DEBUG:
    _LOADERS = [("django.template.loaders.cached.Loader", _LOADERS)]  # type: ignore[list-item]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", _LOADERS)],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "marketplace.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "wagtail.contrib.settings.context_processors.settings",
                "marketplace.context.site",
                "marketplace.context.navigation",
                "accounts.context.acting",
            ],
        },
    },
]
COTTON_DIR = "components"
COTTON_ISOLATE_BY_DEFAULT = True  # a component sees what it was given, not what its page happens to hold
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- state: database, cache, media, broker -----------------------------------------------------------

DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{VAR_DIR}/briefwell.sqlite3")
DATABASES = {"default": urls.database(DATABASE_URL, BASE_DIR)}
DATABASES["default"]["ATOMIC_REQUESTS"] = False  # only actions open transactions
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_URL = env.text("CACHE_URL", "locmem://briefwell")
CACHES = {"default": urls.cache(CACHE_URL)}
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # sessions survive a flushed cache

DEFAULT_MEDIA_STORAGE_URL = f"file://{VAR_DIR}/media"
MEDIA_STORAGE_URL = env.text("MEDIA_STORAGE_URL", DEFAULT_MEDIA_STORAGE_URL)
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
_STATIC_BACKEND = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"  # live_server with a manifest answers 404
    if ENV == "test" or DEBUG
    else "marketplace.lib.static.HashedAndCompressed"
)
STORAGES = {
    "default": urls.media_storage(MEDIA_STORAGE_URL, BASE_DIR),
    "staticfiles": {"BACKEND": _STATIC_BACKEND},
}
WHITENOISE_MAX_AGE = 3600

CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", "memory://")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_CONCURRENCY = env.integer("WORKER_PROCESSES", 2, least=1)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 240
CELERY_TASK_SOFT_TIME_LIMIT = 210
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
if CELERY_BROKER_URL.startswith("amqp"):
    CELERY_TASK_DEFAULT_QUEUE_TYPE = "quorum"
    CELERY_TASK_DEFAULT_EXCHANGE_TYPE = "topic"
    CELERY_WORKER_DETECT_QUORUM_QUEUES = True
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, int] = {"confirm_publish": True}
else:
    # Time limit < visibility timeout, and no long ETAs: a longer task or countdown would run several times.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 300,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_timeout": 30,
        "socket_keepalive": True,
    }
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = schedule.BEAT

# --- people ------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/projects/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "accounts.password_validation.MaximumLengthValidator", "OPTIONS": {"max_length": 128}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignupForm",
    "login": "accounts.forms.LoginForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "accounts.adapter.display_name"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 1
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # in the browser that signed up, nowhere else
ACCOUNT_CHANGE_EMAIL = True  # one address a person; the old one counts until the new one is confirmed
ACCOUNT_CONFIRM_EMAIL_ON_GET = False  # link scanners must not confirm
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # all other sessions end anyway: their hash no longer fits
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = None  # sign-in asks
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE_ORIGIN.startswith("https://") else "http"
ACCOUNT_RATE_LIMITS = {
    "login_failed": "5/5m/key,10/m/ip",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,3/10m/key",
    "confirm_email": "1/3m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
PASSWORD_RESET_TIMEOUT = 3600
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Briefwell"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost
USERSESSIONS_TRACK_ACTIVITY = False  # it would write on every GET
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, object]] = {}  # added only with keys: without them a login URL is a 500

# --- mail --------------------------------------------------------------------------------------------

MAIL_DIR = VAR_DIR / "mail"
EMAIL_URL = env.text("EMAIL_URL", "")
EMAIL_BACKEND = "marketplace.lib.mail.FileBackend"
EMAIL_TIMEOUT = 10
if EMAIL_URL:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    vars().update(urls.smtp(EMAIL_URL))
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Briefwell <hello@briefwell.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
SECURITY_CONTACT = env.text("SECURITY_CONTACT", "security@briefwell.example")  # printed in security.txt
EMAIL_SUBJECT_PREFIX = ""

# --- what a browser may do ---------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/admin/",),  # Wagtail's admin has a policy of its own: marketplace/middleware.py
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
_HTTPS = SITE_ORIGIN.startswith("https://")
SECURE_SSL_REDIRECT = _HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 63072000 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS
SECURE_HSTS_PRELOAD = _HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SESSION_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_NAME = "__Host-session" if _HTTPS else "session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
CSRF_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_NAME = "__Host-csrf" if _HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "marketplace.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a bid with a thousand milestones is answered with a sentence
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o640

# --- language and time -------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [
    BASE_DIR / "locale",
    BASE_DIR / "wording",  # English for English: how allauth's and Django's sentences read with us
]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# --- Wagtail -----------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Briefwell"
WAGTAILADMIN_BASE_URL = SITE_ORIGIN
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "/admin/login/"  # which sends strangers to ours
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "pdf", "pptx", "txt", "xlsx"]
WAGTAILIMAGES_IMAGE_MODEL = "blog.Picture"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]  # as marketplace.lib.pictures reads them
WAGTAILIMAGES_IMAGE_FORM_BASE = "blog.forms.pictures.PictureForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"webp": "webp"}  # not to PNG, which is several times as large
WAGTAILIMAGES_AVIF_QUALITY = 60
WAGTAILIMAGES_WEBP_QUALITY = 78
WAGTAILIMAGES_JPEG_QUALITY = 82
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}  # people sign in; a password that goes round is no key
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAIL_MODERATION_ENABLED = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database"}}

# --- the deal's parameters (product words; each can be overridden by its name in the environment) -----

SEATS_DEFAULT = env.integer("SEATS_DEFAULT", 5, least=3)
SEATS_LEAST, SEATS_MOST = 3, 8
LOTTERY_FROM_SEATS = env.integer("LOTTERY_FROM_SEATS", 4, least=1)
LEAD_ANSWER_HOURS = env.integer("LEAD_ANSWER_HOURS", 48, least=1)
BID_WINDOW_DAYS_DEFAULT = env.integer("BID_WINDOW_DAYS_DEFAULT", 7, least=3)
BID_WINDOW_DAYS_LEAST, BID_WINDOW_DAYS_MOST = 3, 21
QUESTIONS_CLOSE_WORKING_DAYS = env.integer("QUESTIONS_CLOSE_WORKING_DAYS", 2)
QUESTIONS_PER_AGENCY = env.integer("QUESTIONS_PER_AGENCY", 10, least=1)
QUESTION_REMINDER_HOURS = env.integer("QUESTION_REMINDER_HOURS", 24, least=1)
BIDS_SOON_HOURS = env.integer("BIDS_SOON_HOURS", 24, least=1)
DECISION_WINDOW_DAYS = env.integer("DECISION_WINDOW_DAYS", 14, least=1)
DECISION_GRACE_DAYS = env.integer("DECISION_GRACE_DAYS", 14)
LEAST_SCORE = env.integer("LEAST_SCORE", 50)
DRAFT_EXPIRY_DAYS = env.integer("DRAFT_EXPIRY_DAYS", 30, least=6)
DRAFT_WARNING_DAYS = env.integer("DRAFT_WARNING_DAYS", 5, least=1)
SMALLEST_GROUP_SHOWN = env.integer("SMALLEST_GROUP_SHOWN", 3, least=2)
SMALLEST_PRICE_GROUP_SHOWN = env.integer("SMALLEST_PRICE_GROUP_SHOWN", 5, least=3)
CAPACITY_CONFIRM_DAYS = env.integer("CAPACITY_CONFIRM_DAYS", 30, least=1)
PLATFORM_FEE_PERCENT = env.integer("PLATFORM_FEE_PERCENT", 8)
INVITATION_DAYS = env.integer("INVITATION_DAYS", 7, least=1)

# --- logs and errors ---------------------------------------------------------------------------------

LOG_FORMAT = env.text("LOG_FORMAT", "console")  # console or json
LOG_LEVEL = env.text("LOG_LEVEL", "INFO")
SENTRY_DSN = env.text("SENTRY_DSN", "")
DJANGO_STRUCTLOG_CELERY_ENABLED = False
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # addresses are personal; limits keep them only as cache keys

from marketplace import logs  # noqa: E402 -- needs the names above

LOGGING = logs.configure(LOG_FORMAT, LOG_LEVEL)
logs.start_sentry(SENTRY_DSN, ENV)

"""Settings, all from the environment. With nothing set this is development on 127.0.0.1.

docs/operations.md lists the variables. A wrong one is a SettingsError: one sentence, which manage.py and wsgi.py print.
"""

from pathlib import Path

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.urls import reverse_lazy

from az_ms import ckeditor, environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

DEBUG = environment.flag("DJANGO_DEBUG", True)
if not DEBUG:
    environment.require("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL")
SECRET_KEY = environment.text("SECRET_KEY") or environment.secret_key(VAR_DIR / "secret_key")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])

INSTALLED_APPS = [
    "az_ms.admin_config.EditorsAdminConfig",
    "az_ms.admin_config.AccountsConfig",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "az_ms.sites.SitesConfig",
    "django.contrib.flatpages",
    "adminsortable2",
    "ckeditor",
    "az_ms.safe_copies",
    "references",
    "topics",
]

# Sessions, users and messages are lazy: a page that does not look at them costs no query and sets no cookie.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "az_ms.middleware.ContentSecurityPolicyMiddleware",
    "topics.api.middleware.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "az_ms.urls"
WSGI_APPLICATION = "az_ms.wsgi.application"

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
            ],
        },
    },
]

# With DEBUG off the private server is used only when asked for by name: DATABASE_URL=private.
DATABASES = {
    "default": environment.database(
        environment.text("DATABASE_URL", "private"),
        private_folder=Path(environment.text("PRIVATE_POSTGRES_DIR", str(VAR_DIR / "postgres"))),
    )
    | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False  # one language, and looking it up at each address and date is an eighth of a page

# References: asking Crossref and PubMed for what a DOI or PMID is, when an editor presses the button.
LOOK_UP_REFERENCES = environment.flag("LOOK_UP_REFERENCES", False)
CROSSREF_URL = "https://api.crossref.org"
NCBI_URL = "https://eutils.ncbi.nlm.nih.gov"

# Pages
SITE_ORIGIN = environment.origin("SITE_ORIGIN")  # where the site's one address of each page begins; "" is as asked for
PAGE_MAX_AGE = environment.number("PAGE_MAX_AGE", 0 if DEBUG else 60)  # seconds a browser may keep a page
RELEASE = environment.release(
    [BASE_DIR / name for name in ("az_ms", "references", "topics", "templates", "static")], is_debug=DEBUG
)

# Static files. WHITENOISE_KEEP_ONLY_HASHED_FILES stays off: CKEditor loads its plug-ins by their plain names.
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(environment.text("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Said here, because tests run with DEBUG off, but without collected files.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG

# A topic form posts a field for each part of each of its rows, and texts as long as a whole article.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

CKEDITOR_CONFIGS = {"default": ckeditor.SAFE, "page": ckeditor.SAFE | {"title": "Page text", "height": 480}}

# Accounts
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # seconds for which a link in a mail works
LOGIN_URL = reverse_lazy("admin:login")
LOGIN_REDIRECT_URL = reverse_lazy("admin:index")  # where a log-in leads that names no page of ours

# Security
IS_HTTPS = environment.flag("DJANGO_HTTPS", not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True  # forms carry the token; no script of ours reads the cookie
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")
SECURE_SSL_REDIRECT = environment.flag("SECURE_SSL_REDIRECT", IS_HTTPS)
SECURE_REDIRECT_EXEMPT = [r"^healthz/$", r"^readyz/$"]  # asked from within, over plain HTTP
SECURE_HSTS_SECONDS = environment.number("SECURE_HSTS_SECONDS", 3600 if IS_HTTPS else 0)
if environment.flag("TRUST_X_FORWARDED_PROTO", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# django-csp's format, close to that of Django 6's own SECURE_CSP.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# CKEditor 4 has inline handlers and styles and an inline script in its frame, and draws icons from data.
ADMIN_CONTENT_SECURITY_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
}

# Mail
EMAIL_HOST = environment.text("EMAIL_HOST")
EMAIL_PORT = environment.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = environment.flag("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 10
SENDS_MAIL = DEBUG or bool(EMAIL_HOST)  # printed where somebody develops; a log is no place for links to set passwords
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "webmaster@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Django's own would print a second time in development, and in production only send mail.
        "django": {"handlers": []},
        # It warns of every HEAD that Django answers with a body, and leaves that out, as it should.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}

SILENCED_SYSTEM_CHECKS = [
    # CKEditor 4 gets no more free fixes. The user asked for it; its settings avoid what the known holes need, and
    # every body is cleaned on the server (nh3) by whatever way it comes.
    "ckeditor.W001",
    # HSTS for subdomains and the browsers' preload lists bind the charity's whole domain: not for this site to say.
    "security.W005",
    "security.W021",
]

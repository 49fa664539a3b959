"""Settings, from environment variables only; docs/settings.md lists them."""

import os
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf.global_settings import LANGUAGES
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from pythonjsonlogger.core import RESERVED_ATTRS

from config.databases import database, replica
from config.environment import directory, flag, listed, local_secret, one_of, required, whole_number

BASE_DIR = Path(__file__).resolve().parent.parent

# The local profile, which only manage.py turns on, is for one's own machine: plain http, no names but this machine's,
# and a secret made here when none is given.
LOCAL_PROFILE = flag("LOCAL_PROFILE", default=False)
LOCAL_SECRET = LOCAL_PROFILE and not os.environ.get("SECRET_KEY")
DEBUG = flag("DEBUG", default=False)

if LOCAL_SECRET:
    SECRET_KEY = local_secret(BASE_DIR / ".secret_key")
else:
    SECRET_KEY = required("SECRET_KEY", "Set it to a long random text, the same for every process of the site.")
SECRET_KEY_FALLBACKS = listed("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = listed("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if LOCAL_PROFILE or DEBUG else [])
NUM_PROXIES = whole_number("NUM_PROXIES", default=0)

# Under ASGI, in each process: threads that answer requests, and connections that may wait for changes beside them.
THREADS = whole_number("THREADS", default=4)
# How many seconds a request may wait for one of these threads; 0 lets it wait on.
QUEUE_SECONDS = whole_number("QUEUE_SECONDS", default=5)
STREAMS = whole_number("STREAMS", default=500)
STREAMS_OF_ONE_ADDRESS = whole_number("STREAMS_OF_ONE_ADDRESS", default=20)
OPERATIONS_OF_ONE_SOCKET = whole_number("OPERATIONS_OF_ONE_SOCKET", default=10)

INSTALLED_APPS = [
    "config.staff.StaffConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "corsheaders",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "rest_framework",
    "sources",
    "actors",
    "events",
    "config.explorer",
]
FIRST_PARTY_APPS = ["sources", "actors", "events"]
if find_spec("django_linear_migrations"):  # a tool of developers, absent where only the server is installed
    INSTALLED_APPS.append("django_linear_migrations")

MIDDLEWARE = [
    "config.headers.hardened",
    "config.operations.middleware.probed",
    "config.operations.middleware.noted",
    "config.bodies.bounded",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "config.rates.rate_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "config.replicas.replicated",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

HELD: dict[str, Any] = {
    "kept_for": whole_number("CONN_MAX_AGE", default=600),
    "pooled": flag("DATABASE_POOL", default=False),
    "pool_seconds": whole_number("DATABASE_POOL_SECONDS", default=3),
    "prepares": flag("DATABASE_PREPARES", default=True),
}
DATABASES = {"default": database(os.environ.get("DATABASE_URL") or f"sqlite:///{BASE_DIR / 'db.sqlite3'}", **HELD)}
# Databases that follow it, by alias; what the public APIs and pages read may come from them.
REPLICAS = {f"replica{number}": url for number, url in enumerate(listed("DATABASE_REPLICA_URLS"), 1)}
DATABASES |= {alias: replica(url, **HELD) for alias, url in REPLICAS.items()}
if REPLICAS and DATABASES["default"]["ENGINE"] == "config.sqlite":
    raise ImproperlyConfigured("DATABASE_REPLICA_URLS is for PostgreSQL; DATABASE_URL names SQLite.")
# How many seconds a replica may be behind, to be read from at all; 0 bounds nothing.
REPLICA_LAG_SECONDS = whole_number("REPLICA_LAG_SECONDS", default=10)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_URL = os.environ.get("CACHE_URL", "")
if CACHE_URL and not find_spec("redis"):
    raise ImproperlyConfigured("CACHE_URL needs the package redis: uv sync --extra redis.")
REDIS = {
    "BACKEND": "django.core.cache.backends.redis.RedisCache",
    "LOCATION": CACHE_URL,
    "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
}
LOCAL_MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
CACHES = {
    "default": REDIS if CACHE_URL else LOCAL_MEMORY,
    # Apart, so that large answers do not drive the counts out.
    "rates": (
        {**REDIS, "KEY_PREFIX": "rates"}
        if CACHE_URL
        else {**LOCAL_MEMORY, "LOCATION": "rates", "OPTIONS": {"MAX_ENTRIES": 50_000}}
    ),
    # Answers to the public; in memory they are kept by us, for Django counts entries and not bytes.
    **({"answers": {**REDIS, "KEY_PREFIX": "answers"}} if CACHE_URL else {}),
    # GraphQL documents that clients registered by their hash.
    "documents": (
        {**REDIS, "KEY_PREFIX": "documents"}
        if CACHE_URL
        else {**LOCAL_MEMORY, "LOCATION": "documents", "OPTIONS": {"MAX_ENTRIES": 1_000}}
    ),
}

# How many bytes of answers each process keeps until the public sees anything else; 0 keeps none.
ANSWER_CACHE_BYTES = whole_number("ANSWER_CACHE_BYTES", default=64_000_000)

# Requests a minute, over both APIs; 0 counts nothing. docs/tokens.md says of whom.
RATE_LIMITS = {
    "anonymous": whole_number("RATE_ANONYMOUS", default=300),
    "reads": whole_number("RATE_READS", default=1200),
    "writes": whole_number("RATE_WRITES", default=300),
    "bad-tokens": whole_number("RATE_BAD_TOKENS", default=20),
}

# Transport. A proxy of ours that ends TLS says so in X-Forwarded-Proto; without one nobody is believed.
SECURE_SSL = flag("SECURE_SSL", default=not (LOCAL_PROFILE or DEBUG))
SECURE_SSL_REDIRECT = SECURE_SSL
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if NUM_PROXIES else None
SECURE_HSTS_SECONDS = whole_number("HSTS_SECONDS", default=31_536_000) if SECURE_SSL else 0
SESSION_COOKIE_SECURE = SECURE_SSL
CSRF_COOKIE_SECURE = SECURE_SSL
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS")
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for subdomains: they belong to the operator, not to this server
    "security.W021",  # HSTS preload: the same
]

# Browsers load nothing from elsewhere and run no inline script without the page's nonce.
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
# Whose pages may show the explorer in a frame, with ?embed=1.
EMBED_HOSTS = listed("EMBED_HOSTS")

# Anyone's page may read the public APIs, without cookies; named origins may also send a token.
CORS_URLS_REGEX = r"^/(graphql|api)/"
CORS_ALLOWED_ORIGINS = listed("CORS_ALLOWED_ORIGINS")
CORS_ALLOW_ALL_ORIGINS = not CORS_ALLOWED_ORIGINS
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_HEADERS = ["accept", "content-type", "if-none-match", "journal-number", "last-event-id"] + (
    ["authorization", "change-reason", "idempotency-key", "if-match", "prefer"] if CORS_ALLOWED_ORIGINS else []
)
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS", "POST"] + (["PUT", "PATCH", "DELETE"] if CORS_ALLOWED_ORIGINS else [])
CORS_EXPOSE_HEADERS = [
    "etag",
    "idempotent-replayed",
    "journal-number",
    "link",
    "location",
    "losses",
    "preference-applied",
    "ratelimit",
    "ratelimit-policy",
    "record-count",
    "retry-after",
    "www-authenticate",
    "x-request-id",
]

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# A staff session ends after so many hours, and with every change of the password.
SESSION_COOKIE_AGE = 3600 * whole_number("SESSION_HOURS", default=12)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_TEMPLATE = "admin/locked.html"
AXES_COOLOFF_TIME = timedelta(hours=1)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "config.logins.counted_address"
AXES_HANDLER = "config.logins.LoginHandler"
# How many logins from one address may fail in an hour, with whatever names; 0 for any number.
LOGIN_FAILURES_PER_ADDRESS = whole_number("LOGIN_FAILURES_PER_ADDRESS", default=50)

# Tokens of django-rest-knox; secret scanners know them by the prefix.
KNOX_TOKEN_MODEL = "sources.Token"  # noqa: S105  # the name of a model
REST_KNOX = {"TOKEN_PREFIX": "sequitur_", "TOKEN_TTL": timedelta(days=365)}

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "config.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["config.authentication.Throttle"],
    # AllowAny refuses nobody: it tells OpenAPI that no login is needed.
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny", "sources.rest.access.MayRead"],
    "DEFAULT_RENDERER_CLASSES": ["sources.rest.rendering.JsonRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "sources.rest.formats.Negotiation",
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "sources.rest.problems.handle",
    "URL_FORMAT_OVERRIDE": None,
    "NUM_PROXIES": NUM_PROXIES,
}
# What reads the records that REST answers, see sources.rest.shown.
RECORDS_READ_BY = "config.planned_records.PlannedRecords"
# How many bytes the body of one written record may have.
REST_BODY_BYTES = whole_number("REST_BODY_BYTES", default=1_000_000)
SPECTACULAR_SETTINGS = {
    "TITLE": "Sequitur",
    "DESCRIPTION": "What happened, who says so, and what led to what. Times are EDTF; errors are RFC 9457 problems.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.openapi.answers_of_all",
    ],
    "ENUM_NAME_OVERRIDES": {
        "Status": "sources.choices.Status",
        "TimeBasis": "sources.choices.TimeBasis",
        "Coverage": "sources.choices.Coverage",
        "PublisherKind": "sources.choices.PublisherKind",
        "SourceKind": "sources.choices.SourceKind",
        "MediaKind": "sources.choices.MediaKind",
        "ActorKind": "actors.choices.ActorKind",
        "RelationKind": "actors.choices.RelationKind",
        "NameKind": "actors.choices.NameKind",
        "PlaceKind": "events.choices.PlaceKind",
        "LinkBasis": "events.choices.LinkBasis",
        "LinkKind": "events.choices.LinkKind",
        "Role": "events.choices.Role",
        "PlaceRole": "events.choices.PlaceRole",
        "Stance": "events.choices.Stance",
        "StepStance": "events.choices.StepStance",
        "Likelihood": "events.choices.Likelihood",
        "SubjectClass": "events.choices.SubjectClass",
    },
}

LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
# The language of the explorer's own texts; everything else speaks English.
EXPLORER_LANGUAGE = one_of("EXPLORER_LANGUAGE", LANGUAGE_CODE, *(code for code, _ in LANGUAGES))
TIME_ZONE = "UTC"
USE_TZ = True

# What one GraphQL request may ask for; docs/graphql-limits.md says how it is counted.
GRAPHQL_LIMITS = {
    "body_bytes": 200_000,
    "characters": 20_000,
    "tokens": 1_200,
    "depth": 15,
    "fields": 500,
    "comparisons": 2_500,
    "aliases": 100,
    "directives": 50,
    "values": 1_000,
    # The standard introspection query measures 15 levels and 109,644 objects.
    "introspection_depth": 20,
    "introspection_cost": 200_000,
}
# How many objects the answer to one operation may hold, without token or login and with either.
GRAPHQL_COSTS = {
    "anonymous": whole_number("GRAPHQL_COST_ANONYMOUS", default=25_000),
    "known": whole_number("GRAPHQL_COST_KNOWN", default=100_000),
}

# How long the database may work for one question over either API; 0 bounds nothing.
READ_SECONDS = whole_number("READ_SECONDS", default=10)

# What the explorer asks is always trusted.
EXPLORER_DOCUMENTS = BASE_DIR / "config" / "explorer" / "documents"
# Documents that are asked for by their hash, and whether others are refused; docs/graphql-transport.md.
TRUSTED_DOCUMENTS = directory("TRUSTED_DOCUMENTS")
TRUSTED_DOCUMENTS_ONLY = flag("TRUSTED_DOCUMENTS_ONLY", default=False)
if TRUSTED_DOCUMENTS_ONLY:
    required("TRUSTED_DOCUMENTS", "Where only trusted documents run, name the directory that holds them.")
# Seconds for which a cache may answer a public GET without asking again.
GRAPHQL_PLANS = flag("GRAPHQL_PLANS", default=True)
GRAPHQL_MAX_AGE = whole_number("GRAPHQL_MAX_AGE", default=0)

# How many links each process may hold in memory, for chains and paths of what is public; 0 holds none.
GRAPH_INDEX_LINKS = whole_number("GRAPH_INDEX_LINKS", default=4_000_000)

# How many bytes one import over HTTP may hold, uncompressed.
IMPORT_MAX_BYTES = whole_number("IMPORT_MAX_BYTES", default=1_000_000_000)

# How many bytes a file may have that is sent to the admin to be loaded, packed and unpacked.
UPLOAD_MAX_BYTES = whole_number("UPLOAD_MAX_BYTES", default=10_000_000)

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.vendor.VendorFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # No manifest: it fails on vendored files that name a source map they do not bring.
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
# At home files are served as they lie in the apps; elsewhere collectstatic has put them into STATIC_ROOT.
WHITENOISE_USE_FINDERS = LOCAL_PROFILE or DEBUG
WHITENOISE_AUTOREFRESH = LOCAL_PROFILE or DEBUG

# Who may read /metrics; nobody where it is blank.
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")

LOG_FORMAT = one_of("LOG_FORMAT", "line", "json")
LOG_LEVEL = one_of("LOG_LEVEL", "INFO", "DEBUG", "WARNING", "ERROR", "CRITICAL")
LOG_REQUESTS = flag("LOG_REQUESTS", default=not LOCAL_PROFILE)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "config.operations.request_ids.RequestId"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} [{request_id}]: {message}", "style": "{"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "{levelname}{name}{request_id}{message}",
            "style": "{",
            "timestamp": True,
            "rename_fields": {"levelname": "level", "name": "logger"},
            "reserved_attrs": [*RESERVED_ATTRS, "request"],  # Django's record has the request, with its query string
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["request_id"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "sequitur": {"level": LOG_LEVEL},
    },
}

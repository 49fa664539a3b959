"""The settings of a test run: nothing needs to be set, nothing is shared with another run."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "a-secret-for-tests-only-that-guards-nothing-at-all-0123456789")
os.environ.setdefault("SECURE_SSL", "0")

from config.settings import *  # noqa: F403
from config.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE, RATE_LIMITS, STORAGES

if DATABASES["default"]["ENGINE"] == "config.sqlite":
    # A file, because connections to one database in memory do not wait for each other as real ones do.
    FOLDER = tempfile.mkdtemp(prefix="sequitur-test-")
    atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
    DATABASES["default"]["TEST"] = {"NAME": Path(FOLDER) / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous = OFF;"
else:
    # What a test commits need not outlive the machine.
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"

INSTALLED_APPS = [*INSTALLED_APPS, "tests.emptying", "zeal"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
# The user of the session, and the one that a page is about; the session, and the one that follows on logging out.
ZEAL_ALLOWLIST = [{"model": "auth.User", "field": "get()"}, {"model": "sessions.Session", "field": "get()"}]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
RATE_LIMITS = dict.fromkeys(RATE_LIMITS, 0)  # a test that is about them sets its own
LOG_REQUESTS = False
ANSWER_CACHE_BYTES = GRAPH_INDEX_LINKS = 0  # rows that tests store beside the journal, neither hears of

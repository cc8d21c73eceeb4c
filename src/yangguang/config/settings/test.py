"""Settings of the test suite: a scratch home, quick hashing, the database named by the environment."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_scratch = tempfile.mkdtemp(prefix="yangguang-test-")
atexit.register(shutil.rmtree, _scratch, ignore_errors=True)
os.environ.setdefault("YANGGUANG_HOME", _scratch)
os.environ.setdefault("YANGGUANG_SECRET_KEY", "test-only-" + "k" * 40)
os.environ.setdefault("YANGGUANG_FIELD_KEY", "test-only-" + "f" * 40)

from yangguang.config import env  # noqa: E402 (the scratch home must be set before base reads it)
from yangguang.config.settings.base import *  # noqa: E402, F403 (as above; settings extend one another)

ALLOWED_HOSTS = ["*"]
HOME = Path(env.text("HOME"))
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PRESS_DIR = None
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DEMO = True
_url = env.text("TEST_DATABASE")
_database = database_from_url(_url or f"sqlite:///{HOME / 'yangguang.sqlite3'}")  # noqa: F405 (from base)
if not _url:
    # A file and not memory, so that threads and processes meet the locks of a real installation.
    _database["TEST"] = {"NAME": str(HOME / "test.sqlite3")}
DATABASES = {"default": _database}

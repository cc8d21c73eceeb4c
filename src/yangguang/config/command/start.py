"""Bringing an installation to the point where it can serve: database, cache, static files, roles."""

from __future__ import annotations

import hashlib
from io import StringIO
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def setup_django() -> None:
    """Load Django once."""
    django.setup()


def migrations_waiting() -> int:
    """How many migrations have not been applied."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def prepare_database() -> bool:
    """Apply what is missing; True if anything was."""
    waiting = migrations_waiting()
    if waiting:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    return bool(waiting)


def prepare_static() -> bool:
    """Collect static files where the package's own have changed since; True if collected."""
    target = Path(settings.STATIC_ROOT)
    stamp = target / ".stamp"
    wanted = _static_stamp()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return False
    call_command("collectstatic", verbosity=0, interactive=False, clear=True, stdout=StringIO())
    stamp.write_text(wanted, encoding="ascii")
    return True


def _static_stamp() -> str:
    package = Path(settings.PACKAGE)
    digest = hashlib.sha256()
    for folder in sorted(package.glob("*/static")):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                digest.update(str(path.relative_to(package)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()

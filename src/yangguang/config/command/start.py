"""Bringing an installation to the point where it can serve: database, cache, static files, roles."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import override_settings

from yangguang.config.command.parsing import CommandError

PREPARING = 7_460_019_651
"""The advisory lock of whoever prepares an installation."""


def setup_django() -> None:
    """Load Django once."""
    django.setup()


def migrations_waiting() -> int:
    """How many migrations have not been applied."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def require_database() -> None:
    """Raise CommandError where there is no installation yet, so that nobody meets a missing table."""
    try:
        tables = connection.introspection.table_names()
    except OperationalError as error:
        raise CommandError(
            f"连接不上数据库（{error}）。请核对数据库设置，或运行 yangguang doctor 检查。"
        ) from error
    if not tables:
        raise CommandError(
            f"数据文件夹 {settings.HOME} 中还没有建立数据库。"
            "请先运行 yangguang init（正式启用）或者 yangguang run --demo（试用）；"
            "如果数据在别处，请用环境变量 YANGGUANG_HOME 指明。"
        )


@contextmanager
def alone() -> Iterator[None]:
    """Inside, no other part prepares the same installation, here or on another machine.

    After an update all parts start at once; two that lay the same table, collect the same styles or
    write the same roles would each stop the other half-way.
    """
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".preparing").open("w") as ours:
        fcntl.flock(ours, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                # Let go with the connection, however this process ends.
                cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
            yield
        finally:
            other.close()


def prepare_database() -> bool:
    """Apply what is missing; True if anything was."""
    waiting = migrations_waiting()
    if waiting:
        _lay_tables()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    return bool(waiting)


def _lay_tables() -> None:
    """Make the tables of an empty database from the models, and note our migrations as applied.

    Replaying them takes ten times as long, for each of some hundred steps draws up every model
    anew. Ours hold nothing but tables (`make migrations-clean` says that they agree with the
    models); those of other packages are replayed. Broken off in the middle it goes on from there:
    a table that stands is left alone, and nothing is noted before all of them stand.
    """
    own = {app.label for app in apps.get_app_configs() if app.name.startswith("yangguang.")}
    executor = MigrationExecutor(connection)
    if any(label in own for label, _ in executor.recorder.applied_migrations()):
        return
    with override_settings(MIGRATION_MODULES=dict.fromkeys(own)):
        call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
    for label, name in executor.loader.graph.nodes:
        if label in own:
            executor.recorder.record_applied(label, name)


def prepare_static() -> bool:
    """Collect static files where the package's own have changed since; True if collected."""
    target = Path(settings.STATIC_ROOT)
    stamp = target / ".stamp"
    wanted = _static_stamp()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return False
    # Never cleared: pages pressed by the release before name its files until they are replaced.
    call_command("collectstatic", verbosity=0, interactive=False, stdout=StringIO())
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

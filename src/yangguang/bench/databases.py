"""The road of a bench over both databases: its steps on SQLite, then on PostgreSQL.

Each step is a process of its own in an installation made for the purpose, so that none finds what
another has in memory. PostgreSQL is the empty database that YANGGUANG_TEST_DATABASE names, or else
a server started for the purpose where its programs are installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

SERVER = Path("scripts/with-postgresql.sh")
DATABASE = "YANGGUANG_TEST_DATABASE"
FOLDER = Path("var/bench")

Steps = Mapping[str, tuple[str, Callable[[str], None]]]
"""Name of a step, the face whose addresses it asks for, and what it does with the size given."""


def run_bench(module: str, steps: Steps, main: Callable[[], None]) -> None:
    """What `python -m module` does: all of it, PostgreSQL's part, or one step."""
    if len(sys.argv) == 1:
        main()
    elif sys.argv[1] == "postgresql":
        _walk(module, steps, sys.argv[2], {"YANGGUANG_DATABASE": os.environ[DATABASE]})
    else:
        import django

        django.setup()
        steps[sys.argv[1]][1](sys.argv[2])


def on_both(module: str, steps: Steps, size: str) -> None:
    """All steps on SQLite, then on PostgreSQL; raises CalledProcessError where one fails."""
    _walk(module, steps, size, {})
    this = [sys.executable, "-m", module, "postgresql", size]
    if os.environ.get(DATABASE):
        _walk(module, steps, size, {"YANGGUANG_DATABASE": os.environ[DATABASE]})
    elif SERVER.exists() and any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        subprocess.run([str(SERVER), *this], check=True)  # noqa: S603 (this very bench)
    else:
        print("PostgreSQL not measured: no server programs here, and no database is named.")


def _walk(module: str, steps: Steps, size: str, more: Mapping[str, str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f"{module.rpartition('.')[2]}-", dir=FOLDER))
    environment = {
        **{key: value for key, value in os.environ.items() if key != "YANGGUANG_DATABASE"},
        "YANGGUANG_HOME": str(scratch),
        "DJANGO_SETTINGS_MODULE": "yangguang.config.settings.local",
        **more,
    }
    try:
        for step, (face, _) in steps.items():
            subprocess.run(  # noqa: S603 (the bench's own module with fixed arguments)
                [sys.executable, "-m", module, step, size],
                env={**environment, "YANGGUANG_FACE": face},
                check=True,
            )
    finally:
        shutil.rmtree(scratch)

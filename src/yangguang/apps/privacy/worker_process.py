"""The life of a sweep's worker: a block in, its scan out, until the parent closes the pipe.

This module imports nothing of Django until it runs, for a fresh process has to set Django up first.
"""

from __future__ import annotations

import signal
from multiprocessing.connection import Connection


def work(pipe: Connection, database: str) -> None:
    """Scan what is asked for; an error goes back as its sentence."""
    import django

    # Ctrl-C reaches the whole group; the parent decides and closes the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    django.setup()
    from django.db import connections

    from yangguang.apps.privacy.scanning import BlockScan, scan_block

    # The parent may work on another database than the settings name, as tests do.
    connections.databases["default"]["NAME"] = database
    while True:
        try:
            sweep, block = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer: BlockScan | str = scan_block(sweep, block)
        except Exception as error:  # noqa: BLE001 (the parent raises it as its own, with the block)
            answer = f"{type(error).__name__}：{error}"
        try:
            pipe.send(answer)
        except (BrokenPipeError, OSError):
            return

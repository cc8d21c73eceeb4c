"""Keys of one installation: generated on first use, readable by their owner only, never in git."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

KEY_NAMES = ("django", "field")
"""``django`` signs sessions and tokens; ``field`` encrypts stored secrets (second factors)."""


def read_or_make_key(folder: Path, name: str) -> str:
    """The key's text; made with 64 random bytes and mode 0600 where it does not exist yet."""
    path = folder / f"{name}.key"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    value = secrets.token_urlsafe(64)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        # Another process of the same start made it a moment ago.
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(value)
    return value


def fingerprints(folder: Path) -> dict[str, str]:
    """Name → first 16 hex digits of SHA-256, to tell whether a backup and its keys belong together."""
    return {
        path.stem: hashlib.sha256(path.read_bytes().strip()).hexdigest()[:16]
        for path in sorted(folder.glob("*.key"))
    }

"""Finding stored files again."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from yangguang.apps.files.models import StoredFile


def content_path(file: StoredFile) -> Path:
    """Where the bytes lie on disk."""
    return Path(settings.FILES_FOLDER) / file.path

"""Which release of the templates made a page, so that a new one replaces old pages bit by bit.

The release is a digest of everything that shapes a page but is no record: templates, styles, the
code of the portal and of press, the site's identity. The menu belongs to it too: a renamed column
stands on every page of the site, and none of them may be missing while they are made again.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from yangguang.press import keys
from yangguang.press.models import Key

_ENDINGS = {".py", ".html", ".xml", ".txt", ".css", ".js", ".svg"}


@lru_cache(maxsize=1)
def _of_templates() -> str:
    package = Path(settings.PACKAGE)
    digest = hashlib.sha256()
    for name in ("portal", "press", "desk/static", "portal/static"):
        for path in sorted((package / name).rglob("*")):
            if path.suffix in _ENDINGS and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(package)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def current_release() -> str:
    """The release by which pages are made now; one query."""
    identity = json.dumps([settings.SITE, settings.SITE_URL], sort_keys=True, default=str)
    site = hashlib.sha256(identity.encode()).hexdigest()[:8]
    moved = Key.objects.filter(pk__in=[keys.number_of(keys.MENU), keys.number_of(keys.SITE)])
    shown = moved.aggregate(last=Max("version"))["last"] or 0
    return f"{_of_templates()}.{site}.{shown}"

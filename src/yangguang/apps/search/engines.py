"""The engine of this process, made from settings when first needed.

Everything above asks here and knows only the `Engine` contract, so that another engine takes the
embedded one's place in this file and nowhere else.
"""

from __future__ import annotations

import threading
from pathlib import Path

from django.conf import settings

from yangguang.apps.search.embedded import EmbeddedEngine
from yangguang.apps.search.engine import Engine
from yangguang.apps.search.vocabulary import Vocabulary

_lock = threading.Lock()
_engines: dict[Path, EmbeddedEngine] = {}


def current_engine() -> Engine:
    """The engine over the index folder named in settings.

    Only the worker and commands write; their writer stays open so that segments merge in the
    background. Pages read.
    """
    folder = Path(settings.INDEX_FOLDER)
    with _lock:
        if folder not in _engines:
            vocabulary = Vocabulary()
            _engines[folder] = EmbeddedEngine(
                folder,
                segmenter=vocabulary.segmenter,
                names=vocabulary.names,
                heap_bytes=settings.SEARCH_WRITER_HEAP,
                stay_open=True,
                patience=1.0,
            )
        return _engines[folder]


def close_engines() -> None:
    """Let go of every index; a later call opens it again."""
    with _lock:
        while _engines:
            _, engine = _engines.popitem()
            engine.close()

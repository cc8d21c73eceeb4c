"""The search engine that lives inside the platform: an index in a folder, nothing else to run."""

from yangguang.apps.search.embedded.engine import HEAP_BYTES, EmbeddedEngine

__all__ = ["HEAP_BYTES", "EmbeddedEngine"]

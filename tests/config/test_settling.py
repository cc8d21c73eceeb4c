"""What a server loaded at its start is no longer looked through for garbage."""

from __future__ import annotations

import gc

from yangguang.config.settling import settle


def test_what_is_loaded_is_left_out_and_what_comes_later_is_not() -> None:
    before = gc.get_freeze_count()
    try:
        settle()
        assert gc.get_freeze_count() > before
        later = [object()]
        assert any(one is later for one in gc.get_objects())
    finally:
        gc.unfreeze()

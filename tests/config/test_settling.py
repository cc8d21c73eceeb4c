"""What a server loaded at its start is no longer looked through for garbage."""

from __future__ import annotations

import gc

from yangguang.config.settling import settle


def test_what_is_loaded_is_left_out_and_what_comes_later_is_not() -> None:
    before, steps = gc.get_freeze_count(), gc.get_threshold()
    try:
        settle()
        assert gc.get_freeze_count() > before
        later = [object()]
        assert any(one is later for one in gc.get_objects())
        assert all(wide > usual for wide, usual in zip(gc.get_threshold(), steps, strict=True))
    finally:
        gc.unfreeze()
        gc.set_threshold(*steps)

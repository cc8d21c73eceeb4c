"""What a server loaded at its start is no longer looked through for garbage."""

from __future__ import annotations

import gc

from yangguang.config.settling import settle

USUAL = (700, 10, 10)
"""The steps that Python starts with."""


def test_what_is_loaded_is_left_out_and_what_comes_later_is_not() -> None:
    steps = gc.get_threshold()  # those of `tests/conftest.py`, which has settled already
    gc.unfreeze()
    gc.set_threshold(*USUAL)
    try:
        settle()
        assert gc.get_freeze_count() > 10_000
        later = [object()]
        assert any(one is later for one in gc.get_objects())
        assert all(wide > usual for wide, usual in zip(gc.get_threshold(), USUAL, strict=True))
    finally:
        gc.freeze()
        gc.set_threshold(*steps)

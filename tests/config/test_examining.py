"""What the doctor says of the search index."""

from __future__ import annotations

import pytest

from tests.builders.catalog import an_agency
from tests.builders.registers import a_register, fee, published
from yangguang.apps.search.register_rows import public_rows
from yangguang.config.command import search
from yangguang.config.examining import _index

pytestmark = pytest.mark.django_db


def test_rows_of_registers_belong_into_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [fee(f"SF-{number:03d}", f"第{number}项收费") for number in range(1, 13)]
    published(a_register(), an_agency(), rows)
    assert public_rows().count() == 12
    for indexed, state in ((12, "ok"), (0, "wrong")):
        monkeypatch.setattr(search, "index_count", lambda indexed=indexed: indexed)
        assert _index().state == state

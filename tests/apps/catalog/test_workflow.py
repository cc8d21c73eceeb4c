"""The table of states: sound, and every other state refuses with a sentence that helps."""

import pytest

from yangguang.apps.catalog.models import ItemState
from yangguang.apps.catalog.workflow import (
    TRANSITIONS,
    NotPossible,
    lint,
    possible_acts,
    transition,
)


def test_the_table_is_sound() -> None:
    assert lint() == []


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: f"{row.act}-{row.source}")
def test_every_row_is_found(row: object) -> None:
    assert transition(row.act, row.source) is row  # type: ignore[attr-defined]


WRONG = [
    (act, state)
    for act in sorted({row.act for row in TRANSITIONS})
    for state in ItemState
    if not any(row.act == act and row.source == state for row in TRANSITIONS)
]


@pytest.mark.parametrize(("act", "state"), WRONG)
def test_every_other_state_refuses_and_says_what_to_do(act: str, state: ItemState) -> None:
    with pytest.raises(NotPossible) as caught:
        transition(act, state)
    message = str(caught.value)
    assert f"当前状态为“{state.label}”" in message
    assert message.endswith("。")
    assert len(message) > 25


def test_a_withdrawn_item_allows_nothing_more() -> None:
    assert possible_acts(ItemState.WITHDRAWN) == []

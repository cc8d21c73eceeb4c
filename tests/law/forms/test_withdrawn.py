"""A report that says how many applications were withdrawn has explained the difference."""

import pytest

from tests.apps.reports.drafting.reports import drafted, nothing
from yangguang.law.forms.answer import check_report

CELLS = {"3.1": 5, "3.1.3": 5, "3.2": 5, "3.2.1": 5, "3.3": 3, "3.3.2": 3}


def messages(said: str) -> list[str]:
    made = drafted("清源市教育局", 2016, nothing(2016) | CELLS)
    for part in made.composed.parts:
        if "申请人撤回【2#" in part.text:
            break
    else:
        raise AssertionError("the draft says nothing of withdrawals")
    page = made.page
    blocks = tuple(
        type(block)(block.text.replace("办结的申请中，申请人撤回2件，无需答复。", said))
        if hasattr(block, "text")
        else block
        for block in page.blocks
    )
    answer = check_report(type(page)(blocks, page.media_type, meta=page.meta))[0]
    return [one.message for one in answer.findings]


@pytest.mark.parametrize(
    "said",
    [
        "其中2件由申请人撤回。",
        "申请人主动撤回申请2件。",
        "另有两件申请人不再要求答复。",
    ],
)
def test_the_difference_is_explained(said: str) -> None:
    assert messages(said) == []


@pytest.mark.parametrize("said", ["", "其中1件由申请人撤回。", "行政复议申请撤回2件。"])
def test_the_difference_is_asked_about(said: str) -> None:
    assert any("申请答复数" in one for one in messages(said))

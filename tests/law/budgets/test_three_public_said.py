"""三公经费 that only a sentence states: read in many wordings, taken in with the sentence as source."""

from __future__ import annotations

import pytest

from yangguang.law.budgets.read import read_budget
from yangguang.law.budgets.summary import entries
from yangguang.text.document import Document, Paragraph

HEAD = ("清河县水利局2025年部门预算", "一、部门职责", "负责水利工作。")
FINAL_HEAD = ("清河县水利局2024年度部门决算", "一、部门职责", "负责水利工作。")
WHOLE = {
    "total": "12.5",
    "abroad": "0",
    "vehicles": "8",
    "purchase": "0",
    "running": "8",
    "reception": "4.5",
}
BUDGETS = {
    "plain": (
        ("2025年“三公”经费预算数为12.5万元，其中：因公出国（境）费0万元，公务用车购置及运行费8万元"
        "（公务用车购置费0万元，公务用车运行费8万元），公务接待费4.5万元。"),
        WHOLE,
    ),
    "numbered": (
        ("本部门三公经费财政拨款预算安排12.5万元。1.因公出国（境）费用0万元。2.公务用车购置及运行维护费8万元，"
        "其中公务用车购置费0万元；公务用车运行维护费8万元。3.公务接待费4.5万元。"),
        WHOLE,
    ),
    "in yuan": (
        ("“三公”经费支出预算总额125,000元，其中因公出国（境）经费预算0元，公务用车购置和运行维护费预算"
        "80,000元，公务接待费预算45,000元。"),
        {"total": "12.5", "abroad": "0", "vehicles": "8", "reception": "4.5"},
    ),
    "colons": (
        "“三公”经费2025年合计：12.5万元。因公出国（境）费：0万元；公务接待费：4.5万元；公务用车购置及运行费：8万元。",
        {"total": "12.5", "abroad": "0", "vehicles": "8", "reception": "4.5"},
    ),
    "spent": (
        "2025年安排“三公”经费支出12.5万元，比上年减少3万元。其中公务接待费支出4.5万元，比上年减少1万元。",
        {"total": "12.5", "reception": "4.5"},
    ),
    "full width": (
        "“三公”经费预算为１２．５万元（其中：公务接待费４．５万元）。", {"total": "12.5", "reception": "4.5"},
    ),
    "nothing": ("“三公”经费预算0万元，与上年持平。", {"total": "0"}),
    "last year first": (
        "比2024年“三公”经费预算15万元减少2.5万元。2025年“三公”经费预算12.5万元。", {"total": "12.5"},
    ),
    "only a change": ("“三公”经费预算比上年减少3万元，主要是厉行节约。", {}),
    "not stated": ("本部门没有“三公”经费。", {}),
}  # fmt: skip
FINALS = {
    "with budget": (
        ("2024年度“三公”经费财政拨款支出预算为15万元，支出决算为12.5万元，完成预算的83.3%。其中：因公出国（境）"
        "费支出决算为0万元；公务用车购置及运行费支出决算为8万元；公务接待费支出决算为4.5万元。"),
        {"total": "12.5", "abroad": "0", "vehicles": "8", "reception": "4.5"},
    ),
    "without": (
        "“三公”经费支出决算总额12.5万元，公务用车运行维护费8万元，公务接待费4.5万元。",
        {"total": "12.5", "running": "8", "reception": "4.5"},
    ),
}  # fmt: skip


def said(head: tuple[str, ...], sentence: str) -> dict[str, tuple[str, str]]:
    # A line of a PDF ends anywhere, in the middle of a word too.
    lines = [*head, "二、“三公”经费情况说明", sentence[:23], sentence[23:]]
    document = Document(tuple(Paragraph(line) for line in lines if line), "text/plain")
    found = entries(read_budget(document))
    assert {one.table for one in found} <= {"“三公”经费支出表"}
    return {one.code: (f"{one.amount:f}", one.place) for one in found}


@pytest.mark.parametrize("wording", BUDGETS)
def test_a_budget_in_prose_alone_is_taken_in_with_its_sentence(wording: str) -> None:
    sentence, figures = BUDGETS[wording]
    found = said(HEAD, sentence)
    assert {code: amount for code, (amount, _) in found.items()} == figures
    for _, place in found.values():
        assert place.startswith("说明文字：“")
        assert len(place) < 200


@pytest.mark.parametrize("wording", FINALS)
def test_a_final_account_in_prose_alone_is_taken_in(wording: str) -> None:
    sentence, figures = FINALS[wording]
    found = said(FINAL_HEAD, sentence)
    assert {code: amount for code, (amount, _) in found.items()} == figures

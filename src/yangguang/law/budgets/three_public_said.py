"""The 三公经费 as running text states them, with the sentence that says so.

Many offices print the table empty, or not at all, and write the figures into a sentence. They are
checked against the table where there is one, and taken in from the sentence where there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yangguang.law.budgets.model import BudgetReport
from yangguang.law.budgets.phrases import Figure, amount, money, span

_PARTS = (
    ("abroad", r"因公出国（境）(?:费用|经费|费)?"),
    ("vehicles", r"公务用车(?:购置(?:及|和|、|与)?运行(?:维护)?|费用?合计)(?:费用?|经费)?"),
    ("purchase", r"公务用车购置(?:费用?|经费)?(?!及|和|、|与|费|运行)"),
    ("running", r"公务用车运行(?:维护)?(?:费用?|经费)?"),
    ("reception", r"(?:国内)?公务接待(?:费用?|经费)?"),
)
_LINK = r"(?:为|是|共计?|合计|总计|计|：)?"
_OWN = r"(?:本年|当年|年初|财政拨款|一般公共预算|20\d\d年度?)*"
_BUDGET_PART = rf"{_OWN}(?:支出)?(?:预算|安排|支出)*(?:数|额)?(?:安排)?{_LINK}{money('n')}"
_FINAL_PART = rf"{_OWN}(?:支出)?(?:决算)?(?:数|额)?{_LINK}{money('n')}"
_THREE = r"三公”?(?:经费|支出|费用)"
_NEAR = r"(?:20\d\d年度?)?[^。；，\d增减降升预]"
_BUDGETS = (
    rf"{_THREE}[^。；，\d]{{0,20}}?预算(?:数|总额|安排|合计)*(?:为|是|共)?{money('n')}",
    (
        rf"{_THREE}(?:20\d\d年度?)?[^。；，\d增减降升]{{0,24}}?"
        r"(?:预算|安排|合计|共计|总额|总计|总数|支出)(?:数|额|总额|支出|安排|合计)*"
        rf"{_LINK}{money('n')}"
    ),
)
_FINALS = (
    (
        rf"{_THREE}[^。；，\d]{{0,24}}?(?:预算(?:数)?(?:为|是)?{money('b')}，)"
        rf"(?:[^。；，\d]{{0,8}}{money('x')}，)?(?:支出)?决算(?:数)?(?:为|是)?{money('n')}"
    ),
    rf"{_THREE}{_NEAR}{{0,24}}?决算(?:数|额|总额|支出|合计)*{_LINK}{money('n')}",
    rf"{_THREE}{_NEAR}{{0,12}}?(?:支出|合计|共计|总额)(?:数|额|合计)*{_LINK}{money('n')}",
)
# What an amount of another year is led by: it says nothing of the year of the report.
_OTHER_YEAR = re.compile(r"(?:上年|去年|上一年度?|较|比|同比)[^。；]{0,12}$")
_REACH = 1600
_LONGEST = 150


@dataclass(frozen=True, slots=True)
class Stated:
    """One figure of a sentence, in 万元, and where it was matched."""

    figure: Figure
    match: re.Match[str]

    def sentence(self, report: BudgetReport) -> str:
        """The sentence around the figure, cut where it is long."""
        text = report.prose.text
        begin = max(text.rfind(sign, 0, self.match.start()) for sign in "。；") + 1
        ends = [text.find(sign, self.match.end()) for sign in "。；"]
        end = min((place for place in ends if place >= 0), default=len(text))
        if end - begin > _LONGEST:
            begin = max(begin, self.match.start() - 20)
            end = min(end, max(self.match.end() + 1, begin + _LONGEST))
        return text[begin:end].strip("，、：")

    def span(self, report: BudgetReport) -> tuple[int, int]:
        """Where it stands in the document."""
        return span(report.prose, self.match)


def three_public_said(report: BudgetReport) -> dict[str, Stated]:
    """The 三公 figures that the prose gives: total and parts, as budget or as final account.

    Of a final account ``budget`` besides, of a budget ``operation`` (机关运行经费). Empty where no
    sentence states a total.
    """
    text = report.prose.text
    final = report.kind == "final"
    head = next(_heads(text, final=final), None)
    found: dict[str, Stated] = {}
    if head is None:
        return found
    found["total"] = Stated(amount(head, "n"), head)
    if final and head.groupdict().get("b"):
        found["budget"] = Stated(amount(head, "b"), head)
    tail = _FINAL_PART if final else _BUDGET_PART
    for code, name in _PARTS:
        part = re.compile(rf"(?<!用于){name}{tail}").search(text, head.end(), head.end() + _REACH)
        if part is not None:
            found[code] = Stated(amount(part, "n"), part)
    operation = re.search(
        rf"机关运行经费(?:支出)?(?:财政拨款)?预算(?:数)?(?:为|是)?{money('n')}", text
    )
    if operation is not None and not final:
        found["operation"] = Stated(amount(operation, "n"), operation)
    return found


def _heads(text: str, *, final: bool) -> Iterator[re.Match[str]]:
    """The sentences that state the whole, the plainest wording first."""
    for pattern in _FINALS if final else _BUDGETS:
        for match in re.finditer(pattern, text):
            if not _OTHER_YEAR.search(text, max(0, match.start() - 24), match.start()):
                yield match

"""Why fewer applications were answered than closed, where the text itself says why.

The form of 2014 counts a withdrawn application as closed and asks for no answer to it. A report that
says how many were withdrawn has explained the difference; nobody needs to ask again.
"""

from __future__ import annotations

import re
from decimal import Decimal

from yangguang.law.forms.findings import Finding, Held, Ledger, Rule
from yangguang.law.forms.prose import Prose

_CLOSED, _ANSWERED = "3.2", "3.3"
_TAKEN_BACK = r"(?:撤回|撤销(?:了)?申请|撤件|终止办理|不再要求(?:公开|答复))"
_COUNT = r"(?P<{name}>[\d一二两三四五六七八九十]{{1,6}})[件份宗例]"
_WITHDRAWN = re.compile(
    rf"{_TAKEN_BACK}[^，。；\d]{{0,12}}{_COUNT.format(name='after')}"
    rf"|{_COUNT.format(name='before')}[^。；\d]{{0,16}}{_TAKEN_BACK}"
)
_NUMERALS = dict(zip("一二三四五六七八九十", range(1, 11), strict=True)) | {"两": 2}


def withdrawals_said(prose: Prose) -> set[Decimal]:
    """Every number of withdrawn applications that the text gives, but those of other years."""
    found: set[Decimal] = set()
    for sentence in prose.sentences:
        if re.search(r"上一?年|去年|复议|诉讼", sentence.text):
            continue
        for match in _WITHDRAWN.finditer(sentence.text):
            said = match["after"] or match["before"]
            if said.isdigit():
                found.add(Decimal(said))
            elif said in _NUMERALS:
                found.add(Decimal(_NUMERALS[said]))
    return found


def explain_withdrawals(ledger: Ledger, prose: Prose) -> None:
    """Turn a finding that answered and closed differ into a check that held, where the text gives
    the difference as withdrawn."""
    kept: list[Finding] = []
    for one in ledger.findings:
        difference = (one.expected or Decimal(0)) - (one.said or Decimal(0))
        speaks = one.cells == (_ANSWERED,) and one.rule is not Rule.SUM and difference > 0
        if speaks and difference in withdrawals_said(prose):
            label = f"申请办结数与申请答复数相差{difference}件，正文说明为申请人撤回"
            ledger.held.append(Held(one.rule, (_CLOSED, _ANSWERED), difference, difference, label))
        else:
            kept.append(one)
    ledger.findings = kept

"""What checking a report answers: findings, checks that held, and checks that could not be made.

The parsed form, the figures in the prose and the comparison with last year's report all end in
these three shapes, so that the command line, the public page and a stored verdict read one thing.
The rules and their severities are the contract of ``report check``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from yangguang.law.forms.model import Severity

Span = tuple[int, int]
"""Start and end of a place in ``Document.text()``."""


_RANKS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
_LABELS = {Severity.ERROR: "错误", Severity.WARNING: "存疑", Severity.INFO: "提示"}


def severity_label(severity: Severity) -> str:
    """The Chinese word for a severity shown to people."""
    return _LABELS[severity]


class Rule(StrEnum):
    """The rule behind a finding; the value is the key in the JSON answer."""

    SUM = "sum"
    IDENTITY = "identity"
    PART_OF = "part-of"
    NARRATIVE = "narrative"
    PARTS = "parts"
    PERCENT = "percent"
    CARRY_OVER = "carry-over"
    STATEMENT = "statement"
    STRUCTURE = "structure"
    LATE = "late"
    OUTLIER = "outlier"

    @property
    def words(self) -> str:
        """The rule in one sentence for a clerk."""
        return _WORDS[self]


_WORDS = {
    Rule.SUM: "合计等于各分项之和",
    Rule.IDENTITY: "第一项加第二项之和，等于第三项（七）总计加第四项之和",
    Rule.PART_OF: "其中项不大于所属总数",
    Rule.NARRATIVE: "正文所述数字与统计表一致",
    Rule.PARTS: "正文列举的各部分之和等于所称总数",
    Rule.PERCENT: "正文的占比、比率、增幅能由所列数字算出",
    Rule.CARRY_OVER: "本年“上年结转”等于上一年度报告的“结转下年度”",
    Rule.STATEMENT: "正文的断语与统计表相符",
    Rule.STRUCTURE: "报告结构、编号与表样相符",
    Rule.LATE: "年度报告在法定日期前公布",
    Rule.OUTLIER: "与上一年度相比没有异常变动",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong or worth knowing.

    ``cells`` names the cells at fault and no others. ``said`` and ``expected`` are in the cell's
    own unit, None where the rule has none. ``quote`` is an exact piece of the document's text and
    ``spans`` where it stands (several where a finding joins places); both empty where the finding
    is about something absent. ``basis`` is the legal source in Chinese.
    """

    rule: Rule
    severity: Severity
    cells: tuple[str, ...]
    said: Decimal | None
    expected: Decimal | None
    message: str
    quote: str = ""
    spans: tuple[Span, ...] = ()
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A check that was made and holds, with both numbers and what was compared."""

    rule: Rule
    cells: tuple[str, ...]
    said: Decimal
    computed: Decimal
    label: str


@dataclass(frozen=True, slots=True)
class NotAssessable:
    """A check that could not be made, and why (a blank total, an unread cell)."""

    rule: Rule
    cells: tuple[str, ...]
    why: str


@dataclass(slots=True)
class Ledger:
    """Where the checks of one report write what they found."""

    findings: list[Finding]
    held: list[Held]
    not_assessable: list[NotAssessable]

    @classmethod
    def empty(cls) -> Ledger:
        """A ledger with nothing in it yet."""
        return cls([], [], [])

    def extend(self, other: Ledger) -> None:
        """Take over everything another ledger holds."""
        self.findings.extend(other.findings)
        self.held.extend(other.held)
        self.not_assessable.extend(other.not_assessable)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Errors, then warnings, then information; inside each by place in the text."""
    return sorted(
        findings, key=lambda one: (_RANKS[one.severity], one.spans[:1] or ((1 << 40, 0),))
    )


def finding_ids(content: str, findings: Iterable[Finding]) -> list[str]:
    """A stable id for each finding, in order: same file content, rule and cells give the same id.

    Findings of one rule on the same cells (several sentences, none of them about a cell) are told
    apart by what is quoted, and only then by their order.
    """
    digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    seen: dict[str, int] = {}
    ids = []
    for finding in findings:
        parts = [digest, finding.rule.value, ",".join(finding.cells)]
        if finding.rule in (Rule.PARTS, Rule.PERCENT, Rule.STATEMENT, Rule.STRUCTURE):
            parts.append(finding.quote or finding.message)
        key = "\n".join(parts)
        order = seen[key] = seen.get(key, 0) + 1
        if order > 1:
            key += f"\n{order}"
        ids.append(hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16])
    return ids


def plain(value: Decimal | None) -> str:
    """A number as people write it: no exponent, no trailing zeros; 空白 for None."""
    if value is None:
        return "空白"
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text or "0"


def number_or_null(value: Decimal | None) -> int | float | None:
    """A number for JSON: int where whole, else float; None stays None."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)

"""怎么算的: the rule behind each cell of each form, in words a clerk can check it by."""

from __future__ import annotations

from yangguang.apps.reports.figures.supply import item_figures
from yangguang.apps.requests.selectors.figure_words import how_counted as how_requests_counted
from yangguang.apps.resources.ledgers import Rule, Span, counted_in
from yangguang.law.forms.model import Form

_RULES = {
    Rule.ENTRIES: "行数",
    Rule.QUANTITY: "数量合计",
    Rule.AMOUNT: "金额合计（万元）",
    Rule.MARKED: "有标志的行数",
    Rule.TOPICS: "所回应的热点或舆情数，同一机构以几种方式回应同一热点或舆情计1次",
    Rule.PREVIOUS: "上年末在册的数量合计",
    Rule.CHANGE: "年末在册与上年末在册数量之差",
}


def how_counted(form: Form, cell: str) -> str:
    """The rule of a cell in words; empty where no record gives it."""
    figure = item_figures(form.code).get(cell)
    ledgers = _ledgers(form, cell)
    if figure is not None:
        return f"{figure.rule}另加{ledgers}" if ledgers else figure.rule
    return ledgers or how_requests_counted(form, cell.partition("/")[0])


def _ledgers(form: Form, cell: str) -> str:
    suppliers = counted_in(form.code, cell)
    if not suppliers:
        return ""
    kind, rule = suppliers[0]
    names = "、".join(f"“{one.name}”" for one, _ in suppliers)
    if rule in {Rule.PREVIOUS, Rule.CHANGE}:
        return f"台账{names}{_RULES[rule]}。"
    when = "年末在册的" if kind.span is Span.STANDING else "本年发生的"
    what = f"{kind.mark}的行数" if rule is Rule.MARKED else _RULES[rule]
    return f"台账{names}中{when}{what}；作废的不计。"

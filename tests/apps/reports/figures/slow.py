"""The cells of every form counted by a plain loop over the diary, slowly and with no query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from tests.apps.reports.figures.world import (
    AppearanceFact,
    CaseFact,
    Diary,
    EntryFact,
    FeeFact,
    ItemFact,
    RemedyFact,
)
from yangguang.apps.resources.ledgers import Rule, ledger_kinds
from yangguang.law.replies import reply_kind, report_row

CHANNELS = {
    "counter": "3.1.1", "oral": "3.1.1", "fax": "3.1.2", "online": "3.1.3", "registered": "3.1.4",
    "ordinary": "3.1.4",
}  # fmt: skip
APPEARANCES = {"gazette": "1.2.1", "weibo": "1.2.3", "wechat": "1.2.4", "other": "1.2.5"}
ROWS = {"review": "4.1", "suit": "4.2", "suit-after-review": "4.3"}
PARTS = {"upheld": ".1", "corrected": ".2", "other": ".3"}


def count(
    diary: Diary,
    form: str,
    year: int,
    bodies: Collection[int],
    names: dict[int, str],
    as_of: datetime | None,
) -> dict[str, Decimal]:
    """Cell → figure; a cell that is absent is nought."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    cells: dict[str, Decimal] = defaultdict(Decimal)
    items = [
        (key, fact)
        for key, fact in diary.known("item", as_of).items()
        if isinstance(fact, ItemFact)
        and fact.agency in bodies
        and (fact.withdrawn is None or fact.withdrawn > last)
    ]
    for _, item in items:
        _item(cells, form, item, first, last, names)
    if form == "2014":
        _appearances(cells, diary, dict(items), first, last, as_of)
    for case in diary.known("case", as_of).values():
        if isinstance(case, CaseFact) and case.agency in bodies:
            _case(cells, form, case, first, last)
    _remedies(cells, form, diary, bodies, first, last, as_of)
    for fee in diary.known("fee", as_of).values():
        if isinstance(fee, FeeFact) and fee.agency in bodies and first <= fee.paid <= last:
            cells["7" if form == "2014" else ""] += fee.amount / 10000
    entries = [
        entry
        for entry in diary.known("entry", as_of).values()
        if isinstance(entry, EntryFact) and entry.agency in bodies and not entry.voided
    ]
    _ledgers(cells, form, entries, first, last)
    return cells


def _item(
    cells: dict[str, Decimal],
    form: str,
    item: ItemFact,
    first: date,
    last: date,
    names: dict[int, str],
) -> None:
    new = item.disclosed is not None and first <= item.disclosed <= last
    made = first <= item.made <= last
    own = item.filed and (not item.issuers or names[item.agency] in item.issuers)
    rule = item.kind == "regulation"
    if form == "2014":
        cells["1.1"] += new
        cells["1.2.2"] += new
        cells["2.2.3"] += new and item.kind == "interpretation"
        cells["1.1.b"] += own and not rule and made
        cells["1.1.a"] += own and not rule and made and new
        return
    if not own or item.disclosed is None:
        return
    row = "2.1.rules" if rule else "2.1.norms"
    cells[f"{row}/made"] += made
    cells[f"{row}/newly_public"] += new
    cells[f"{row}/total_public"] += item.disclosed <= last
    cells[f"{row}/repealed"] += item.ended is not None and first <= item.ended <= last
    over = item.ended is not None and item.ended <= last
    cells[f"{row}/in_force"] += item.made <= last and not over


def _appearances(
    cells: dict[str, Decimal],
    diary: Diary,
    items: dict[int, ItemFact],
    first: date,
    last: date,
    as_of: datetime | None,
) -> None:
    earliest: dict[tuple[int, str], date] = {}
    for one in diary.known("appearance", as_of).values():
        if isinstance(one, AppearanceFact) and not one.voided:
            key = (one.item, one.channel)
            earliest[key] = min(one.on, earliest.get(key, one.on))
    for (item, channel), day in earliest.items():
        if item in items and channel in APPEARANCES and first <= day <= last:
            cells[APPEARANCES[channel]] += 1


def _case(cells: dict[str, Decimal], form: str, case: CaseFact, first: date, last: date) -> None:
    def add(row: str) -> None:
        if form == "2014":
            cells[row] += 1
        else:
            cells[f"{row}/{case.applicant}"] += 1
            cells[f"{row}/total"] += 1

    assert case.received is not None
    if first <= case.received <= last:
        add("3.1")
        if form == "2014":
            add(CHANNELS[case.channel])
    if case.received < first and (case.closed is None or case.closed >= first):
        add("3.2") if form != "2014" else None
    if case.received <= last and (case.closed is None or case.closed > last) and form != "2014":
        add("3.4")
    if case.closed is None or not first <= case.closed <= last:
        return
    row = report_row(reply_kind(case.reply), form)
    if form != "2014":
        add(row)
        add("3.3.7")
        return
    add("3.2")
    add("3.2.2" if case.late else "3.2.1")
    if row != "3.2":
        add("3.3")
        add(row)
        if row.startswith("3.3.4."):
            add("3.3.4")


def _remedies(
    cells: dict[str, Decimal],
    form: str,
    diary: Diary,
    bodies: Collection[int],
    first: date,
    last: date,
    as_of: datetime | None,
) -> None:
    known = {
        key: fact
        for key, fact in diary.known("remedy", as_of).items()
        if isinstance(fact, RemedyFact) and fact.agency in bodies and fact.received <= last
    }
    for key, fact in known.items():
        if fact.forum == "complaint":
            cells["6" if form == "2014" else ""] += first <= fact.received
        if fact.forum not in ROWS:
            continue
        chain = [fact, *(one for one in known.values() if one.after == key)]
        before = _standing(chain, date(first.year - 1, 12, 31))
        now = _standing(chain, last)
        if fact.received < first and before != "pending":
            continue
        if form != "2014":
            cells[f"{ROWS[fact.forum]}/{now}"] += 1
            cells[f"{ROWS[fact.forum]}/total"] += 1
        elif now != "pending":
            row = "4" if fact.forum == "review" else "5"
            cells[row] += 1
            cells[row + PARTS[now]] += 1


def _standing(chain: list[RemedyFact], day: date) -> str:
    present = [one for one in chain if one is chain[0] or one.received <= day]
    if any(one.decided is None or one.decided > day for one in present):
        return "pending"
    return present[-1].outcome


def _ledgers(
    cells: dict[str, Decimal], form: str, entries: list[EntryFact], first: date, last: date
) -> None:
    topics: dict[str, set[tuple[int, str]]] = defaultdict(set)
    before = date(first.year - 1, 12, 31)
    for kind in ledger_kinds():
        rows = [one for one in entries if one.ledger == kind.code]
        if kind.span == "standing":
            now = [one for one in rows if one.starts <= last and not (one.ends and one.ends < last)]
        else:
            now = [one for one in rows if first <= one.starts <= last]
        then = [
            one for one in rows if one.starts <= before and not (one.ends and one.ends < before)
        ]
        for target in kind.counts:
            if target.form != form:
                continue
            if target.rule is Rule.TOPICS:
                topics[target.cell] |= {(one.agency, one.topic) for one in now if one.topic}
            elif target.rule is Rule.ENTRIES:
                cells[target.cell] += len(now)
            elif target.rule is Rule.MARKED:
                cells[target.cell] += sum(one.mark for one in now)
            elif target.rule is Rule.AMOUNT:
                cells[target.cell] += sum((one.amount or Decimal(0) for one in now), Decimal(0))
            else:
                stood = sum(one.quantity or 0 for one in then)
                stands = sum(one.quantity or 0 for one in now)
                cells[target.cell] += {
                    Rule.QUANTITY: stands, Rule.PREVIOUS: stood, Rule.CHANGE: stands - stood,
                }[target.rule]  # fmt: skip
    for cell, found in topics.items():
        cells[cell] += len(found)

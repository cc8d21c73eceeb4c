"""Which columns of a sheet are which fields of a ledger.

How a table is found in a sheet is the business of `text.sheets`; here stand the names under which
offices keep a ledger's fields. A person sees the columns matched before anything is taken in.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from yangguang.apps.resources.ledgers import LedgerKind, Span
from yangguang.apps.resources.values import day_label
from yangguang.text.sheets import Grid, Head, Wanted, find_head

ABOUT = ("填写说明", "导出说明")
"""Sheets beside the table in what this platform gives out."""
AGENCY = "agency"
"""The column that names the body whose row it is; no field of the row."""


def fields_of(kind: LedgerKind) -> dict[str, str]:
    """The fields of a ledger that a sheet can fill, with the names people know them by."""
    found = {"starts_on": day_label(kind)}
    if kind.span is Span.STANDING:
        found["ends_on"] = "终止日期"
    found["title"] = kind.title
    for name in ("quantity", "amount", "mark", "topic"):
        if label := getattr(kind, name):
            found[name] = label
    if kind.place:
        found["place"] = "查阅点"
    if kind.item:
        found["item"] = "已公开信息的索引号"
    found |= {f"details.{one.code}": one.label for one in kind.fields}
    found["source"] = "数据来源"
    found[AGENCY] = "单位（记到哪个机构）"
    return found


def required_fields(kind: LedgerKind) -> list[str]:
    """The fields without which no row can be recorded."""
    found = ["starts_on"] if kind.default_title else ["starts_on", "title"]
    if kind.quantity and kind.default_quantity is None:
        found.append("quantity")
    if kind.amount:
        found.append("amount")
    if kind.place:
        found.append("place")
    return found + [f"details.{one.code}" for one in kind.fields if one.required]


def wanted_of(kind: LedgerKind) -> Sequence[Wanted]:
    """The fields as columns are looked for, each under all its names."""
    return [
        Wanted(name, (label, *_synonyms().get(name, ())), name in {"title", "starts_on"})
        for name, label in fields_of(kind).items()
    ]


def is_about(grid: Grid) -> bool:
    """Whether the sheet is the one that explains a template or an export of this platform."""
    return grid.name in ABOUT


def find_ledger_head(kind: LedgerKind, grid: Grid) -> Head | None:
    """The rows whose texts name most fields of the ledger; None where none names two of them with
    the title or the day among them."""
    head = find_head(wanted_of(kind), grid)
    if head is None or len({*head.matched.values()} - {AGENCY}) < 2:
        return None
    return head


@cache
def _synonyms() -> Mapping[str, tuple[str, ...]]:
    text = files("yangguang.apps.resources").joinpath("data/headings.toml").read_text("utf-8")
    return {name: tuple(words) for name, words in tomllib.loads(text).items()}

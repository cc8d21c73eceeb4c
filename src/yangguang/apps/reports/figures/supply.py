"""Which figure of the catalogue fills which cell of which form."""

from __future__ import annotations

from functools import cache

from yangguang.apps.reports.figures.items import ITEM_FIGURES, Figure

_DOCUMENTS = ("rules", "norms")
_COLUMNS = {
    "2019": {"made": "made", "newly_public": "newly-public", "total_public": "total-public"},
    "2021": {"made": "made", "repealed": "repealed", "in_force": "in-force"},
}
_SINGLE = {
    "1.1": "published",
    "1.1.a": "norms.made-public",
    "1.1.b": "norms.all-made",
    "1.2.1": "channel.gazette",
    "1.2.2": "channel.website",
    "1.2.3": "channel.weibo",
    "1.2.4": "channel.wechat",
    "1.2.5": "channel.other",
    "2.2.3": "kind.interpretation",
}


@cache
def item_figures(form: str) -> dict[str, Figure]:
    """Cell → the figure that counts its items. Cell 2.2.3 of 2014 has a ledger's rows besides."""
    if form == "2014":
        return {cell: ITEM_FIGURES[code] for cell, code in _SINGLE.items()}
    return {
        f"2.1.{row}/{column}": ITEM_FIGURES[f"{row}.{part}"]
        for row in _DOCUMENTS
        for column, part in _COLUMNS[form].items()
    }

"""What a writer may speak of: each quantity with its value and the cells that state the same.

A quantity with cells can be held against the table; one without (channels in the 2021 form, a
share of a department) can only be held against other figures of the text.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.builders.reports.labels import COURTS
from tests.builders.reports.numbers import Numbers, Value


@dataclass(frozen=True)
class Quantity:
    """A figure by name; `cells` lists the cell that states it, or all that add up to it."""

    value: Value
    cells: tuple[str, ...] = ()


_ROWS_2021 = {
    "received": "3.1/total",
    "carried": "3.2/total",
    "handled": "3.3.7/total",
    "pending": "3.4/total",
    "natural": "3.1/natural",
    "business": "3.1/business",
    "research": "3.1/research",
    "welfare": "3.1/welfare",
    "lawfirms": "3.1/legal",
    "otherorgs": "3.1/other",
    "open": "3.3.1/total",
    "partly": "3.3.2/total",
    "secret": "3.3.3.1/total",
    "thirdparty": "3.3.3.4/total",
    "internal": "3.3.3.5/total",
    "process": "3.3.3.6/total",
    "casefile": "3.3.3.7/total",
    "query": "3.3.3.8/total",
    "nothold": "3.3.4.1/total",
    "tomake": "3.3.4.2/total",
    "unclear": "3.3.4.3/total",
    "petition": "3.3.5.1/total",
    "repeated": "3.3.5.2/total",
    "review": "4.1/total",
    "review_upheld": "4.1/upheld",
    "review_corrected": "4.1/corrected",
    "review_other": "4.1/other",
    "review_pending": "4.1/pending",
    "suit_direct": "4.2/total",
    "suit_after": "4.3/total",
    "permits": "2.5.permits/decisions",
    "penalties": "2.6.penalties/decisions",
    "coercion": "2.6.coercion/decisions",
    "rules_made": "2.1.rules/made",
    "norms_made": "2.1.norms/made",
    "norms_repealed": "2.1.norms/repealed",
    "norms_in_force": "2.1.norms/in_force",
    "norms_public": "2.1.norms/newly_public",
    "norms_total": "2.1.norms/total_public",
    "fees": "2.8.fees/amount",
    "projects": "2.9.procurement/projects",
    "procured": "2.9.procurement/amount",
}
_ROWS_2014 = {
    "public": "1.1",
    "norms_public": "1.1.a",
    "norms_made": "1.1.b",
    "gazette": "1.2.1",
    "website": "1.2.2",
    "weibo": "1.2.3",
    "wechat": "1.2.4",
    "otherway": "1.2.5",
    "hot": "2.1",
    "press": "2.2.1",
    "press_chief": "2.2.1.a",
    "talks": "2.2.2",
    "talks_chief": "2.2.2.a",
    "explain": "2.2.3",
    "received": "3.1",
    "face": "3.1.1",
    "fax": "3.1.2",
    "web": "3.1.3",
    "mail": "3.1.4",
    "closed": "3.2",
    "ontime": "3.2.1",
    "delayed": "3.2.2",
    "handled": "3.3",
    "already": "3.3.1",
    "open": "3.3.2",
    "partly": "3.3.3",
    "refused": "3.3.4",
    "notours": "3.3.5",
    "missing": "3.3.6",
    "amend": "3.3.7",
    "elsewhere": "3.3.8",
    "review": "4",
    "review_upheld": "4.1",
    "review_corrected": "4.2",
    "review_other": "4.3",
    "suit": "5",
    "suit_upheld": "5.1",
    "suit_corrected": "5.2",
    "suit_other": "5.3",
    "complaints": "6",
    "charged": "7",
    "organs": "8.1",
    "spots": "8.2",
    "staff": "8.3",
    "fulltime": "8.3.1",
    "parttime": "8.3.2",
    "budget": "8.4",
    "meetings": "9.1",
    "trainings": "9.2",
    "trained": "9.3",
}


def quantities(
    rng: random.Random, numbers: Numbers, last: Numbers, *, government: bool
) -> dict[str, Quantity]:
    """Every quantity the text can name, for this year (`name`) and last year (`last_name`)."""
    found = _named(numbers)
    if numbers.form != "2014":
        received = int(numbers["3.1/total"])
        weights = [rng.random() * w for w in (5, 2, 1, 0.1)]
        counts = [0, 0, 0, 0]
        for _ in range(received):
            counts[rng.choices(range(4), weights)[0]] += 1
        for name, value in zip(("web", "mail", "face", "fax"), counts, strict=True):
            found[name] = Quantity(value)
    else:
        found["pending"] = Quantity(int(found["received"].value) - int(found["closed"].value))
        found["carried"] = Quantity(0)
    received = int(found["received"].value)
    found["own_share"] = Quantity(rng.randint(received // 8, received // 2) if received else 0)
    # Parts of the year and of the field: true, but stated by no cell.
    found["half"] = Quantity(rng.randint(received // 3, received // 2 + received // 8))
    found["quarter"] = Quantity(rng.randint(received // 6, received // 4))
    found["fewer"] = Quantity(max(1, int(found["quarter"].value) - rng.randint(1, 9)))
    found["year"] = Quantity(numbers.year)
    found["government"] = Quantity(int(government))
    for name, quantity in _named(last).items():
        found[f"last_{name}"] = Quantity(quantity.value)
    return found


def _named(numbers: Numbers) -> dict[str, Quantity]:
    rows = _ROWS_2014 if numbers.form == "2014" else _ROWS_2021
    found = {
        name: Quantity(numbers[cell], (cell,))
        for name, cell in rows.items()
        if cell in numbers.cells
    }
    if numbers.form == "2014":
        return found

    def add(name: str, *cells: str) -> None:
        present = tuple(cell for cell in cells if cell in numbers.cells)
        found[name] = Quantity(sum(numbers[cell] for cell in present), present)

    columns = ("business", "research", "welfare", "legal", "other")
    add("entities", *(f"3.1/{column}" for column in columns))
    add("workload", "3.1/total", "3.2/total")
    add("openpartly", "3.3.1/total", "3.3.2/total")
    add("refused", *(f"3.3.3.{i}/total" for i in range(1, 9)))
    add("unable", *(f"3.3.4.{i}/total" for i in range(1, 4)))
    add("declined", *(f"3.3.5.{i}/total" for i in range(1, 6)))
    add("others", "3.3.6/total", *(f"3.3.6.{i}/total" for i in range(1, 4)))
    add("suit", "4.2/total", "4.3/total")
    add("suit_upheld", "4.2/upheld", "4.3/upheld")
    add("suit_corrected", "4.2/corrected", "4.3/corrected")
    add("suit_other", "4.2/other", "4.3/other")
    add("suit_pending", "4.2/pending", "4.3/pending")
    add("disputes", *(f"{court}/total" for court in COURTS))
    return found

"""The few charts that a report shows: parts of a whole and years side by side, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from yangguang.apps.reports.drafting.book import printed

_RESULTS = (
    ("予以公开", ("3.3.1",)),
    ("部分公开", ("3.3.2",)),
    ("不予公开", tuple(f"3.3.3.{number}" for number in range(1, 9))),
    ("无法提供", tuple(f"3.3.4.{number}" for number in range(1, 4))),
    ("不予处理", tuple(f"3.3.5.{number}" for number in range(1, 6))),
    ("其他处理", ("3.3.6", "3.3.6.1", "3.3.6.2", "3.3.6.3")),
)
_RESULTS_2014 = (
    ("已主动公开", "3.3.1"),
    ("同意公开", "3.3.2"),
    ("同意部分公开", "3.3.3"),
    ("不同意公开", "3.3.4"),
    ("不属于本行政机关公开", "3.3.5"),
    ("申请信息不存在", "3.3.6"),
    ("告知作出更改补充", "3.3.7"),
    ("通过其他途径办理", "3.3.8"),
)
_CHANNELS_2014 = (
    ("政府公报", "1.2.1"),
    ("政府网站", "1.2.2"),
    ("政务微博", "1.2.3"),
    ("政务微信", "1.2.4"),
    ("其他方式", "1.2.5"),
)
MOST_YEARS = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """``share``: its length against the longest, 0 to 1."""

    label: str
    text: str
    share: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under a title; ``said`` tells the same in one sentence, for those who cannot see it."""

    title: str
    bars: tuple[Bar, ...]
    upright: bool = False

    @property
    def said(self) -> str:
        values = "，".join(f"{bar.label} {bar.text}" for bar in self.bars)
        return f"{self.title}：{values}。"


def charts_of(
    form: str,
    year: int,
    cells: Mapping[str, Decimal | None],
    received: Sequence[tuple[int, Decimal]],
) -> dict[str, Chart]:
    """The charts that the figures allow, by name: ``results``, ``channels``, ``received``."""
    wholes: dict[str, tuple[str, list[tuple[str, Decimal]]]] = {}
    if form == "2014":
        wholes["results"] = ("政府信息公开申请答复情况（件）", _single(_RESULTS_2014, cells))
        wholes["channels"] = ("通过不同渠道公开政府信息情况（条）", _single(_CHANNELS_2014, cells))
    else:
        sums = [
            (
                label,
                sum((cells.get(f"{row}/total") or Decimal(0) for row in rows), Decimal(0)),
            )
            for label, rows in _RESULTS
        ]
        wholes["results"] = ("政府信息公开申请办理结果（件）", sums)
    found: dict[str, Chart] = {}
    for name, (title, values) in wholes.items():
        standing = [(label, value) for label, value in values if value]
        if len(standing) > 1:
            found[name] = _chart(f"{year}年{title}", standing, upright=False)
    years = [(f"{one}年", value) for one, value in received][-MOST_YEARS:]
    if len(years) > 1 and any(value for _, value in years):
        found["received"] = _chart("近年收到政府信息公开申请（件）", years, upright=True)
    return found


def _single(
    named: Sequence[tuple[str, str]], cells: Mapping[str, Decimal | None]
) -> list[tuple[str, Decimal]]:
    return [(label, cells.get(cell) or Decimal(0)) for label, cell in named]


def _chart(title: str, values: Sequence[tuple[str, Decimal]], *, upright: bool) -> Chart:
    highest = max(value for _, value in values)
    return Chart(
        title,
        tuple(
            Bar(label, printed(value), float(value / highest) if highest else 0.0)
            for label, value in values
        ),
        upright,
    )

"""What a report's charts show: wholes and their parts, for each form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from yangguang.law.forms.comparable import (
    BY_CODE,
    COMPARABLES,
    NOT_AVAILABLE,
    REFUSED,
    Comparable,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole in a chart."""

    label: str
    value: Decimal


RESULTS = (
    ("予以公开", ("3.3.1",)),
    ("部分公开", ("3.3.2",)),
    ("不予公开", REFUSED),
    ("无法提供", NOT_AVAILABLE),
    ("不予处理", tuple(f"3.3.5.{number}" for number in range(1, 6))),
    ("其他处理", ("3.3.6", "3.3.6.1", "3.3.6.2", "3.3.6.3")),
)
APPLICANTS = (
    ("自然人", "natural"), ("商业企业", "business"), ("科研机构", "research"),
    ("社会公益组织", "welfare"), ("法律服务机构", "legal"), ("其他", "other"),
)  # fmt: skip
RESULTS_2014 = (
    ("已主动公开", "3.3.1"), ("同意公开", "3.3.2"), ("同意部分公开", "3.3.3"),
    ("不同意公开", "3.3.4"), ("不属于本机关公开", "3.3.5"), ("信息不存在", "3.3.6"),
    ("告知更改补充", "3.3.7"), ("通过其他途径办理", "3.3.8"),
)  # fmt: skip
CHANNELS_2014 = (
    ("政府公报", "1.2.1"), ("政府网站", "1.2.2"), ("政务微博", "1.2.3"),
    ("政务微信", "1.2.4"), ("其他方式", "1.2.5"),
)  # fmt: skip


def parts_of(form: str, values: Mapping[str, Decimal | None]) -> list[tuple[str, list[Part]]]:
    """The wholes of a report that are worth a chart, each with its parts that are not all 0."""
    wholes: list[tuple[str, list[Part]]] = []
    if form == "2014":
        wholes.append(("公开渠道（条）", _single(CHANNELS_2014, values)))
        wholes.append(("申请答复（件）", _single(RESULTS_2014, values)))
    else:
        wholes.append(
            (
                "办理结果（件）",
                [
                    Part(
                        label,
                        sum((values.get(f"{row}/total") or Decimal(0) for row in rows), Decimal(0)),
                    )
                    for label, rows in RESULTS
                ],
            )
        )
        wholes.append(
            (
                "新收申请的申请人（件）",
                [
                    Part(label, values.get(f"3.1/{column}") or Decimal(0))
                    for label, column in APPLICANTS
                ],
            )
        )
    return [(name, parts) for name, parts in wholes if any(part.value for part in parts)]


def _single(cells: tuple[tuple[str, str], ...], values: Mapping[str, Decimal | None]) -> list[Part]:
    return [Part(label, values.get(cell) or Decimal(0)) for label, cell in cells]


__all__ = ["BY_CODE", "COMPARABLES", "Comparable", "Part", "parts_of"]

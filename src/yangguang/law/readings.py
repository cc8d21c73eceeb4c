"""What the law leaves open, named: each reading has a default, a reason, and one place to change it.

A court or a provincial office may read otherwise; then a setting changes, not the engine.
``docs/law/readings.md`` lists them for people.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from yangguang.law.citation import cite


@dataclass(frozen=True, slots=True)
class Reading:
    """One open question: what is asked, the default answer, and why."""

    name: str
    question: str
    default: str
    reason: str


@dataclass(frozen=True, slots=True)
class Readings:
    """The answers in use. The defaults are those of the package."""

    first_day_counts: bool = False
    supplement_restarts_under_2007: bool = True
    extension_survives_restart: bool = True
    other_organs_pause_under_2007: bool = False
    pending_cases_keep_2007: bool = True
    late_extension_counts: bool = False


DEFAULT_READINGS = Readings()

EXPLAINED = (
    Reading(
        "first_day_counts",
        "收到申请的当日是否算作第1个工作日",
        "不算，从次日起的第一个工作日为第1日",
        f"条例没有规定；{cite('litigation-interpretation-2018/48').short}：期间开始的日不计算在期间内。",
    ),
    Reading(
        "supplement_restarts_under_2007",
        "2007年条例下收到补正材料是否重新起算答复期限",
        "重新起算",
        "2007年条例只说告知作出更改、补充；更改补充后的申请在实务中按收到新申请办理。",
    ),
    Reading(
        "extension_survives_restart",
        "缴费或者补正使期限重新起算后，已经作出的延期是否仍然有效",
        "仍然有效，全案只能延期一次",
        "第三十三条对一件申请只设一次延期；重新起算不产生第二次延期。",
    ),
    Reading(
        "other_organs_pause_under_2007",
        "2007年条例下征求其他机关意见的时间是否扣除",
        "不扣除，只扣除征求第三方意见的时间",
        f"{cite('regulation-2007/24/3').short}只写征求第三方意见；其他机关是2019年修订时增加的。",
    ),
    Reading(
        "pending_cases_keep_2007",
        "2019年5月15日以前收到、当日期限尚未届满的申请适用哪一部条例",
        "仍适用2007年条例，以收到之日为准",
        f"{cite('regulation-2019/56').short}只规定施行日期，没有过渡条款；已经开始的期限不因修订改变。",
    ),
    Reading(
        "late_extension_counts",
        "期限届满以后才告知申请人的延期是否有效",
        "无效，仍以原来的届满日为准",
        f"{cite('regulation-2019/33/2').short}延长的是尚未届满的期限；届满后才告知的，答复已经逾期。",
    ),
)


def lint() -> list[str]:
    """Readings that are in use and not explained, or explained and not in use."""
    used = {field.name for field in fields(Readings)}
    told = {reading.name for reading in EXPLAINED}
    return sorted(used ^ told)

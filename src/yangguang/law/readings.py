"""What the law leaves open, named: each reading has a default, a reason, and one place to change it.

A court or a provincial office may read otherwise; then a setting changes, not the engine.
``docs/law/readings.md`` lists them for people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace

from yangguang.law.citation import cite


class UnknownReading(ValueError):
    """There is no reading of that name, or no such answer to it; the message is for the asker."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One open question: what is asked, the default answer, and why.

    ``other`` is the answer that may be chosen instead, in words; empty where none can be chosen.
    """

    name: str
    question: str
    default: str
    reason: str
    other: str = ""

    def told(self, value: bool) -> str:
        """The answer in words. Only for the fields of `Readings`."""
        return self.default if value is getattr(DEFAULT_READINGS, self.name) else self.other


@dataclass(frozen=True, slots=True)
class Readings:
    """The answers in use. The defaults are those of the package."""

    first_day_counts: bool = False
    supplement_restarts_under_2007: bool = True
    extension_survives_restart: bool = True
    other_organs_pause_under_2007: bool = False
    pending_cases_keep_2007: bool = True
    late_extension_counts: bool = False

    def with_choices(self, choices: Mapping[str, bool]) -> Readings:
        """These answers with some of them chosen otherwise. Raises UnknownReading."""
        for name in choices:
            reading_of(name)
        return replace(self, **choices)

    def as_choices(self) -> dict[str, bool]:
        """Every answer by its name, to be kept and read back by `with_choices`."""
        return asdict(self)

    def unusual(self) -> list[Reading]:
        """The questions that are answered otherwise than by default, in the order of the list."""
        mine, usual = self.as_choices(), DEFAULT_READINGS.as_choices()
        return [one for one in EXPLAINED if mine[one.name] is not usual[one.name]]


DEFAULT_READINGS = Readings()

EXPLAINED = (
    Reading(
        "first_day_counts",
        "收到申请的当日是否算作第1个工作日",
        "不算，从次日起的第一个工作日为第1日",
        f"条例没有规定；{cite('litigation-interpretation-2018/48').short}：期间开始的日不计算在期间内。",
        "算，收到当日是工作日的即为第1日；补正、缴费的当日同样计算",
    ),
    Reading(
        "supplement_restarts_under_2007",
        "2007年条例下收到补正材料是否重新起算答复期限",
        "重新起算",
        "2007年条例只说告知作出更改、补充；更改补充后的申请在实务中按收到新申请办理。",
        "不重新起算，等待补正的时间照常计入答复期限",
    ),
    Reading(
        "extension_survives_restart",
        "缴费或者补正使期限重新起算后，已经作出的延期是否仍然有效",
        "仍然有效，全案只能延期一次",
        "第三十三条对一件申请只设一次延期；重新起算不产生第二次延期。",
        "不再有效，重新起算后可以再延长一次",
    ),
    Reading(
        "other_organs_pause_under_2007",
        "2007年条例下征求其他机关意见的时间是否扣除",
        "不扣除，只扣除征求第三方意见的时间",
        f"{cite('regulation-2007/24/3').short}只写征求第三方意见；其他机关是2019年修订时增加的。",
        "扣除，与征求第三方意见相同",
    ),
    Reading(
        "pending_cases_keep_2007",
        "2019年5月15日以前收到、当日期限尚未届满的申请适用哪一部条例",
        "仍适用2007年条例，以收到之日为准",
        f"{cite('regulation-2019/56').short}只规定施行日期，没有过渡条款；已经开始的期限不因修订改变。",
        "改用2019年条例，自收到之日起重新按20个工作日计算",
    ),
    Reading(
        "late_extension_counts",
        "期限届满以后才告知申请人的延期是否有效",
        "无效，仍以原来的届满日为准",
        f"{cite('regulation-2019/33/2').short}延长的是尚未届满的期限；届满后才告知的，答复已经逾期。",
        "有效，按延长后的期限计算",
    ),
)


_BY_NAME = {one.name: one for one in EXPLAINED}
_YES = frozenset({"true", "yes", "1", "是"})
_NO = frozenset({"false", "no", "0", "否"})


def reading_of(name: str) -> Reading:
    """The question of that name. Raises UnknownReading with the names that there are."""
    found = _BY_NAME.get(name)
    if found is None:
        raise UnknownReading(f"没有“{name}”这一计算口径，可用的有：{'、'.join(_BY_NAME)}。")
    return found


def parse_choices(texts: Iterable[str]) -> Readings:
    """The readings with choices written ``name=true`` or ``name=false``. Raises UnknownReading.

    A name may be given once: whoever writes it twice means two things.
    """
    chosen: dict[str, bool] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        reading_of(name)
        word = value.lower()
        if not equals or word not in _YES | _NO:
            raise UnknownReading(f"“{text}”请写成 {name}=true（是）或 {name}=false（否）的样子。")
        if name in chosen:
            raise UnknownReading(f"计算口径“{name}”写了两次，请只写一次。")
        chosen[name] = word in _YES
    return DEFAULT_READINGS.with_choices(chosen)


def lint() -> list[str]:
    """Readings that are in use and not explained, or explained and not in use."""
    used = {field.name for field in fields(Readings)}
    told = {reading.name for reading in EXPLAINED}
    return sorted(used ^ told)

"""Which of the two disclosure regulations governs an application.

The regulation of 2007 and its revision of 2019 differ in periods, grounds and replies, and the
revision has no transition clause. Everything else in ``law`` asks here first.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from yangguang.law.citation import Citation, Instrument, cite, instrument


class NoRegime(Exception):
    """An application received before there was any regulation; the message is for the clerk."""


class Regime(StrEnum):
    """The regulation in force, named by the year in which it was issued."""

    R2007 = "2007"
    R2019 = "2019"

    @property
    def instrument(self) -> Instrument:
        """The regulation itself, with its number and the days on which it is in force."""
        return instrument(f"regulation-{self.value}")

    @property
    def citation(self) -> Citation:
        """The regulation as a whole, to be cited where no single article is meant."""
        return cite(f"regulation-{self.value}")

    @property
    def first_day(self) -> date:
        """The first day of receipt that it governs. 依据：2007年条例第三十八条，2019年条例第五十六条。"""
        return self.instrument.since

    @property
    def until(self) -> date | None:
        """The first day of receipt that it no longer governs, None while it stands."""
        return self.instrument.until

    @property
    def label(self) -> str:
        """As a clerk names it: ``2019年条例``."""
        return f"{self.value}年条例"

    def article(self, place: str) -> Citation:
        """``Regime.R2019.article("36//3")`` is its 第三十六条第（三）项."""
        return cite(f"regulation-{self.value}/{place}")


def regime_of(received: date) -> Regime:
    """The regulation for an application received on that day; raises NoRegime before 2008-05-01.

    依据：《中华人民共和国政府信息公开条例》（国务院令第492号）自2008年5月1日起施行；修订后的条例
    （国务院令第711号）第五十六条，自2019年5月15日起施行。

    Reading: the day of (first) receipt decides, since the revision has no transition clause; a
    supplemented application keeps the regime of its first receipt, though its period starts anew.
    """
    for regime in reversed(Regime):
        if received >= regime.first_day:
            return regime
    raise NoRegime(
        f"收到日期为{received.year}年{received.month}月{received.day}日，早于《政府信息公开条例》"
        "施行之日（2008年5月1日），没有可以适用的条例。请核对收到日期；确为此前收到的，不按政府信息公开申请登记。"
    )


def flagged_for_review(received: date, open_on: date) -> bool:
    """Whether a case received then and still open on ``open_on`` needs a lawyer's look.

    True for cases received before 2019-05-15 and still open on or after that day: the revision
    does not say whether they are finished under the old text or the new.

    Reading: substance under the old text, procedure under the new (实体从旧、程序从新) is the usual
    principle; here the old period is kept and the case is flagged, not silently switched.
    """
    change = Regime.R2019.first_day
    return received < change <= open_on

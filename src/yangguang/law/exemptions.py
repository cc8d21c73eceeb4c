"""The grounds for withholding: each with its article, its force, and whom to ask first.

A ground is data (``exemptions.toml``); a reply kind names those on which it may rest. The warnings
are what a reviewer asks of the draft before signing.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from yangguang.law.citation import Citation, cite
from yangguang.law.regimes import Regime
from yangguang.law.verdict import Verdict, allow, refuse


class Force(StrEnum):
    """How strongly the article speaks."""

    MUST = "must"
    MAY = "may"

    @property
    def label(self) -> str:
        """The words of the article: 不得公开 or 可以不予公开."""
        return "不得公开" if self is Force.MUST else "可以不予公开"


class Consult(StrEnum):
    """Who is asked before the decision (third party) or on doubt (the two departments)."""

    THIRD_PARTY = "third-party"
    SECRECY = "secrecy"
    AUTHORITY = "authority"

    @property
    def label(self) -> str:
        """The word a clerk reads."""
        return {
            Consult.THIRD_PARTY: "第三方",
            Consult.SECRECY: "保密行政管理部门",
            Consult.AUTHORITY: "有关主管部门",
        }[self]


@dataclass(frozen=True, slots=True)
class Exemption:
    """One ground. ``wording`` is a clause for the letter without a full stop.

    ``reason_required`` holds for all: both regulations want the reason told (2007 Art. 21(2), 2019
    Arts. 36(3), 37). ``public_interest``: may be overridden for the public interest.
    ``rules_prevail``: gives way where a law, regulation or rule requires disclosure.
    ``store_content`` is False where neither file nor text may enter the system.
    ``non_disclosure``: a refusal on it is 不予公开 in 行政复议法 2023 Art. 23(1)(4).
    ``since``: first day on which its basis stood, where later than the regulation's.
    """

    key: str
    label: str
    regime: Regime
    articles: tuple[Citation, ...]
    force: Force
    wording: str
    consult: tuple[Consult, ...]
    warnings: tuple[str, ...]
    public_interest: bool
    rules_prevail: bool
    store_content: bool
    non_disclosure: bool
    since: date
    confirmed: bool
    reason_required: bool = True

    @property
    def third_party_first(self) -> bool:
        """Whether the third party has to be asked before a decision either way."""
        return Consult.THIRD_PARTY in self.consult


@cache
def exemptions() -> tuple[Exemption, ...]:
    """Every ground of both regulations, in the order of the articles.

    依据：2019年条例第十四条至第十七条；2007年条例第八条、第十四条、第二十一条第（二）项、第二十三条。
    Reading: 等 in Art. 15 is open (third-party-rights); the three and the four kinds of Art. 16 are
    taken as closed, as the report form counts them (三类内部事务信息、四类过程性信息).
    Not coded: sector laws that forbid disclosure; the letter names them under forbidden-by-law.
    """
    text = files(__package__).joinpath("exemptions.toml").read_text("utf-8")
    return tuple(_read(key, row) for key, row in tomllib.loads(text).items())


def exemption(key: str) -> Exemption:
    """The ground of this key; raises KeyError naming it."""
    for ground in exemptions():
        if ground.key == key:
            return ground
    raise KeyError(f"no exemption {key!r} in law/exemptions.toml")


def exemptions_for(regime: Regime) -> tuple[Exemption, ...]:
    """The grounds of one regulation."""
    return tuple(ground for ground in exemptions() if ground.regime is regime)


def may_withhold(
    ground: Exemption,
    *,
    regime: Regime,
    reason: str,
    third_party_asked: bool = False,
    third_party_objects: bool | None = None,
    public_interest_harmed: bool = False,
    disclosure_required_by_rule: str = "",
) -> Verdict:
    """Whether information may be withheld on this ground, as the facts stand.

    ``third_party_objects`` is None while no answer came in time: then the agency decides itself.
    依据：2019年条例第十五条、第十六条第二款、第三十二条、第三十六条第（三）项；2007年条例第二十三条。
    """
    article = ground.articles[0]
    if ground.regime is not regime:
        return refuse(
            f"“{ground.label}”是{ground.regime.label}的理由，本件适用{regime.label}。",
            ground.regime.citation,
            f"请改选{regime.label}下的理由。",
        )
    if not reason.strip():
        place = "36//3" if regime is Regime.R2019 else "21//2"
        return refuse(
            "决定不予公开应当说明理由，现在没有写。",
            regime.article(place),
            "请写明该信息为什么属于这一情形。",
        )
    if ground.rules_prevail and disclosure_required_by_rule.strip():
        return refuse(
            f"{disclosure_required_by_rule.strip()}规定该信息应当公开，从其规定。",
            article,
            "请改为予以公开，或者核对该规定是否适用。",
        )
    if ground.third_party_first and not third_party_asked:
        place = "32" if regime is Regime.R2019 else "23"
        return refuse(
            "以保护第三方为由不予公开的，应当先书面征求第三方意见。",
            regime.article(place),
            "请先发出征求意见书；征求意见所需时间不计入答复期限。",
        )
    if ground.third_party_first and third_party_objects is False:
        return refuse(
            "第三方同意公开，不能再以保护第三方为由不予公开。", article, "请改为予以公开。"
        )
    if ground.public_interest and public_interest_harmed:
        return refuse(
            "不公开会对公共利益造成重大影响的，应当予以公开。",
            article,
            "请改为予以公开，并将决定公开的内容和理由书面告知第三方。",
        )
    return allow(article, f"该信息{ground.force.label}。", "".join(ground.warnings[:1]))


def _read(key: str, row: dict[str, Any]) -> Exemption:
    regime = Regime(row["regime"])
    return Exemption(
        key=key,
        label=row["label"],
        regime=regime,
        articles=tuple(cite(place) for place in row["articles"]),
        force=Force(row["force"]),
        wording=row["wording"],
        consult=tuple(Consult(name) for name in row.get("consult", [])),
        warnings=tuple(row["warnings"]),
        public_interest=row.get("public_interest", False),
        rules_prevail=row.get("rules_prevail", False),
        store_content=row.get("store_content", True),
        non_disclosure=row["non_disclosure"],
        since=row.get("since", regime.first_day),
        confirmed=row["source"] == "text",
    )

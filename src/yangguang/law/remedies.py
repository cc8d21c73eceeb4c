"""What a reply has to say about review and suit, by the day on which it was decided.

The periods have changed three times and since 2024 some refusals must be reviewed before they can
be sued; a letter that names the wrong way costs the applicant the remedy. Counting the last days is
in ``remedy_days``, which body reviews is in ``review_bodies``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yangguang.law.citation import Citation, cite
from yangguang.law.replies import ReplyKind, review_first
from yangguang.law.replies.model import Group


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar period of a remedy: so many 日 or 个月, never working days."""

    amount: int
    unit: str
    citation: Citation

    @property
    def text(self) -> str:
        """``60日`` or ``6个月``."""
        return f"{self.amount}{self.unit}"


@dataclass(frozen=True, slots=True)
class Era:
    """The periods for decisions made from ``since`` until the day before ``until``."""

    since: date
    until: date | None
    review: Period
    suit: Period
    suit_after_review: Period

    def holds(self, day: date) -> bool:
        """Whether decisions of that day fall under it."""
        return self.since <= day and (self.until is None or day < self.until)


ERAS = (
    Era(
        date(2008, 5, 1),
        date(2015, 5, 1),
        Period(60, "日", cite("review-law-1999/9/1")),
        Period(3, "个月", cite("litigation-law-1989/39")),
        Period(15, "日", cite("litigation-law-1989/38/2")),
    ),
    Era(
        date(2015, 5, 1),
        date(2024, 1, 1),
        Period(60, "日", cite("review-law-1999/9/1")),
        Period(6, "个月", cite("litigation-law-2014/46/1")),
        Period(15, "日", cite("litigation-law-2014/45")),
    ),
    Era(
        date(2024, 1, 1),
        None,
        Period(60, "日", cite("review-law-2023/20/1")),
        Period(6, "个月", cite("litigation-law-2014/46/1")),
        Period(15, "日", cite("litigation-law-2014/45")),
    ),
)


class NoRemedyRule(Exception):
    """A day before the first rule; the message is for the clerk."""


@dataclass(frozen=True, slots=True)
class Remedies:
    """What can be done against a decision, and the words to print.

    ``sentence`` has the places {review_body} and {court}; it is empty where nothing was decided.
    ``suit`` is None where a suit is open only after review. ``notes`` are for the clerk and are
    not printed.
    """

    decided_on: date
    review_first: bool
    review: Period | None
    suit: Period | None
    suit_after_review: Period | None
    sentence: str
    citations: tuple[Citation, ...]
    notes: tuple[str, ...] = ()

    def text(self, review_bodies: Sequence[str], court: str) -> str:
        """The sentence with the bodies named; several review bodies are joined by 或者.

        Raises ValueError where a name is missing, since a letter must not go out with a gap.
        """
        if not self.sentence:
            return ""
        names = [name.strip() for name in review_bodies if name.strip()]
        if not names or not court.strip():
            raise ValueError("救济途径应当写明复议机关和诉讼法院，请先在机构资料中填写。")
        return self.sentence.format(review_body="或者".join(names), court=court.strip())


def era_of(decided_on: date) -> Era:
    """The periods for a decision of that day; raises NoRemedyRule before 2008-05-01."""
    for era in ERAS:
        if era.holds(decided_on):
            return era
    raise NoRemedyRule(
        f"{decided_on.isoformat()}早于《政府信息公开条例》施行之日（2008年5月1日），没有可以告知的救济规则。"
        "请核对答复日期。"
    )


def remedies(kind: ReplyKind, decided_on: date) -> Remedies:
    """The remedies against a reply of this kind decided on that day.

    依据：《行政复议法》（1999年）第九条；《行政复议法》（2023年）第二十条、第二十三条、第三十四条；《行政诉讼法》（1989年）
    第三十八条、第三十九条；《行政诉讼法》第四十五条、第四十六条；法释〔2025〕8号第一条。
    Reading: the letter counts from its receipt (自收到本答复之日起), which is when the applicant
    knows of it. Not coded: suits for damages (行政赔偿), periods lost for force majeure.
    """
    era = era_of(decided_on)
    if not kind.decision:
        return Remedies(
            decided_on,
            False,
            None,
            None,
            None,
            "",
            (),
            (f"“{kind.label}”没有作出影响权利义务的决定，不写救济途径。",),
        )
    notes = _notes(kind, decided_on)
    if review_first(kind, decided_on):
        return _review_first(kind, decided_on, era, notes)
    return Remedies(
        decided_on,
        False,
        era.review,
        era.suit,
        era.suit_after_review,
        f"如不服本答复，可以自收到本答复之日起{era.review.text}内向{{review_body}}申请行政复议，"
        f"或者自收到本答复之日起{era.suit.text}内依法向{{court}}提起行政诉讼。",
        (era.review.citation, era.suit.citation),
        notes,
    )


def third_party_remedies(decided_on: date) -> Remedies:
    """The remedies of a third party against the decision to disclose over its objection.

    依据：2019年条例第三十二条、第五十一条；2007年条例第二十三条、第三十三条；法释〔2011〕17号第一条第一款第（三）项；
    法释〔2025〕8号第一条。
    Reading: disclosure is not 不予公开, so review does not come first at any date.
    """
    era = era_of(decided_on)
    return Remedies(
        decided_on,
        False,
        era.review,
        era.suit,
        era.suit_after_review,
        f"如认为公开该信息侵犯你（单位）的合法权益，可以自收到本告知书之日起{era.review.text}内"
        f"向{{review_body}}申请行政复议，或者自收到本告知书之日起{era.suit.text}内依法向{{court}}"
        "提起行政诉讼。",
        (era.review.citation, era.suit.citation),
        ("宜在告知第三方之后留出合理时间再提供信息；诉讼中第三方可以申请法院裁定暂时停止公开。",),
    )


def non_reply_remedies(due: date) -> Remedies:
    """The remedies when no reply came by ``due``, the last day of the period for reply.

    依据：法释〔2018〕1号第六十六条；2015年司法解释第四条；《行政诉讼法》（1989年）第三十九条；《行政复议法实施条例》第十六条；
    法释〔2025〕8号第二条第二款。
    Reading: review does not come first. From 2025-06-01 the interpretation says so; from 2024-01-01
    to then 复议法 Art. 23(1)(3) could be read otherwise, and the note says it. Not coded: no letter
    carries this sentence; it serves the applicant's page and the handling of remedies.
    """
    era = era_of(due)
    suit, basis = _non_reply_suit(due, era)
    notes: tuple[str, ...] = ()
    if date(2024, 1, 1) <= due < date(2025, 6, 1):
        notes = (
            (
                "2024年1月1日至2025年5月31日，逾期不答复是否应当先申请行政复议"
                "（《行政复议法》第二十三条第一款第（三）项）有不同理解；"
                "法释〔2025〕8号第二条第二款自2025年6月1日起明确可以复议或者诉讼。"
            ),
        )
    review = Period(60, "日", cite("review-regulations-2007/16/1/1"))
    return Remedies(
        due,
        False,
        review,
        suit,
        era.suit_after_review,
        f"本机关逾期不答复的，可以自答复期限届满之日起{review.text}内向{{review_body}}申请行政复议，"
        f"或者自答复期限届满之日起{suit.text}内依法向{{court}}提起行政诉讼。",
        (review.citation, *basis),
        notes,
    )


def _review_first(kind: ReplyKind, decided_on: date, era: Era, notes: tuple[str, ...]) -> Remedies:
    what = "本答复中不予公开的部分" if kind.group is Group.PARTLY else "本答复"
    if kind.group is Group.PARTLY:
        notes += (
            (
                f"对已经提供的部分不服（例如认为与申请内容不符）的，可以直接在{era.suit.text}内起诉；"
                "未提供的部分不属于政府信息的，是否应当先复议没有明文，按应当先复议告知。"
            ),
        )
    return Remedies(
        decided_on,
        True,
        era.review,
        None,
        era.suit_after_review,
        f"如不服{what}，应当先自收到本答复之日起{era.review.text}内向{{review_body}}申请行政复议；"
        f"对行政复议决定不服的，可以自收到行政复议决定书之日起{era.suit_after_review.text}内"
        "向{court}提起行政诉讼。",
        (
            cite("review-law-2023/23/1/4"),
            cite("review-law-2023/23/2"),
            era.review.citation,
            cite("review-law-2023/34"),
            era.suit_after_review.citation,
        ),
        notes,
    )


_NOT_HEARD_2011 = {
    "publications": 2,
    "publications-2007": 2,
    "needs-making": 3,
    "needs-making-2007": 3,
}
"""Kinds that courts did not hear under 法释〔2011〕17号 Art. 2, with the item."""


def _notes(kind: ReplyKind, decided_on: date) -> tuple[str, ...]:
    rule = cite("disclosure-litigation-2011")
    item = _NOT_HEARD_2011.get(kind.key)
    since, until = date(2011, 8, 13), date(2025, 6, 1)
    if item is None or not since <= decided_on < until:
        return ()
    place = cite(f"{rule.instrument}/2//{item}")
    return (f"对“{kind.label}”提起诉讼，人民法院可能不予受理（{place}）；复议途径不受影响。",)


def _non_reply_suit(due: date, era: Era) -> tuple[Period, tuple[Citation, ...]]:
    """The period in which to sue for a missing reply; the rule in force when the period ended."""
    if due >= date(2018, 2, 8):
        rule = cite("litigation-interpretation-2018/66")
    elif due >= date(2015, 5, 1):
        rule = cite("litigation-interpretation-2015/4")
    else:
        return era.suit, (era.suit.citation, cite("litigation-interpretation-2000/39"))
    return Period(6, "个月", rule), (rule,)

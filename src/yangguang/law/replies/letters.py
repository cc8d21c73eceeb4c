"""Whether a drafted reply says what its kind must say.

Looks at the parts of a draft, not at its style: a part that is empty, or still holds a gap of the
template, is missing. The reviewer reads the sentences on the screen beside the draft.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from yangguang.law.citation import Citation
from yangguang.law.exemptions import exemption
from yangguang.law.replies.load import parts as all_parts
from yangguang.law.replies.model import ReplyKind
from yangguang.law.verdict import Verdict, allow, refuse


@dataclass(frozen=True, slots=True)
class Problem:
    """A part that is missing or unfinished, with a whole sentence for the drafter."""

    part: str
    label: str
    sentence: str
    citation: Citation | None = None


_GAP = re.compile(
    r"\{[^{}]*\}|×{3,}|××(?=年|月|日|号|机关|单位|局|人民|法院)|X{3,}|[_\uff3f]{3,}"
    r"|〔\s*〕|（\s*）|【(?:[^】]*(?:填|选择|此处)[^】]*)?】|待填|待补"
)
"""Gaps that templates leave for the drafter. 李×× may be a masked name and is let through."""


def missing_parts(kind: ReplyKind, parts: Mapping[str, str]) -> list[Problem]:
    """What the letter lacks, in the order of the letter; empty when it is complete.

    依据：2019年条例第三十六条至第三十九条，2007年条例第二十一条、第二十二条（各种答复应当告知的内容）；行政复议法
    （2023年）第二十三条第二款（复议前置应当告知）。
    Reading: number, addressee, date of receipt, what was asked, agency and date are not in the
    regulation; they follow from the manner of official letters.
    """
    problems = [
        problem
        for key in kind.required
        if (problem := _problem(kind, key, parts.get(key, ""))) is not None
    ]
    if kind.alternatives and not any(
        all(_finished(parts.get(key, "")) for key in choice) for choice in kind.alternatives
    ):
        known = all_parts()
        choices = "，或者".join(
            "和".join(known[key].label for key in choice) for choice in kind.alternatives
        )
        first = kind.alternatives[0][0]
        problems.append(
            Problem(
                first,
                known[first].label,
                f"“{kind.label}”应当写明{choices}，现在都不完整。",
                kind.article,
            )
        )
    if not problems or all(problem.part != "articles" for problem in problems):
        problems.extend(_wrong_articles(kind, parts))
    return problems


def advisable_parts(kind: ReplyKind, parts: Mapping[str, str]) -> list[Problem]:
    """What the letter should say where it is known, and does not yet say."""
    known = all_parts()
    return [
        Problem(
            key,
            known[key].label,
            f"能够确定的，还应当写明{known[key].label}。{known[key].hint}",
            kind.article,
        )
        for key in kind.if_known
        if not _finished(parts.get(key, ""))
    ]


def may_rest_on(kind: ReplyKind, grounds: Iterable[str]) -> Verdict:
    """Whether the chosen grounds carry this kind; keys of exemptions. Raises KeyError if unknown."""
    chosen = [exemption(key) for key in grounds]
    article = kind.article
    if not kind.exemptions and chosen:
        return refuse(f"“{kind.label}”不需要选择不予公开情形。", article, "请取消所选情形。")
    if kind.exemption_required and not chosen:
        return refuse(f"“{kind.label}”应当选择不予公开的情形。", article, "请至少选择一种情形。")
    wrong = [ground.label for ground in chosen if ground.key not in kind.exemptions]
    if wrong:
        return refuse(
            f"“{kind.label}”不能以“{'、'.join(wrong)}”为由。",
            article,
            "请改选相应的答复种类，或者改选情形。",
        )
    return allow(article)


def _finished(text: str) -> bool:
    return bool(text.strip()) and not _GAP.search(text)


def _problem(kind: ReplyKind, key: str, text: str) -> Problem | None:
    part = all_parts()[key]
    if not text.strip():
        sentence = f"缺少{part.label}。{part.hint}"
    elif gap := _GAP.search(text):
        sentence = f"{part.label}里还有没有填写的地方“{gap.group()}”，请补全。"
    else:
        return None
    return Problem(key, part.label, sentence, kind.article if not part.common else None)


def _wrong_articles(kind: ReplyKind, parts: Mapping[str, str]) -> list[Problem]:
    """The articles named must hold every article on which the kind rests.

    Item marks are written 第（三）项 or 第三项, brackets full or half width: only the article is
    held against the text, so that a true citation is not refused for its manner.
    """
    text = parts.get("articles", "")
    if not text.strip():
        return []
    absent = [
        citation
        for citation in kind.articles
        if citation.article is not None and _article(citation) not in text
    ]
    if not absent:
        return []
    label = all_parts()["articles"].label
    named = "、".join(citation.short for citation in absent)
    return [
        Problem(
            "articles",
            label,
            f"“{kind.label}”应当引用{named}，所写依据里没有。请核对条例年份和条款。",
            absent[0],
        )
    ]


def _article(citation: Citation) -> str:
    return Citation(citation.instrument, citation.article).place

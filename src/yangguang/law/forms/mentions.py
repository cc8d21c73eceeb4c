"""Which cell of the statutory table a figure in the text speaks of.

Each figure is read with the words of its own clause, before and after it, and with the topic that the
sentence has already set (其中, 、 and verbs without an object go on with it). Where the words are not
wholly understood the figure is left alone: an unknown modifier usually means a part of the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from yangguang.law.forms import vocabulary as words
from yangguang.law.forms.grammar import Grammar, grammar_of
from yangguang.law.forms.prose import Prose, Sentence
from yangguang.law.forms.reading import Reading, State
from yangguang.law.forms.scope import Scope, Subject, scope_of
from yangguang.text.figures import Figure, find_figures

_MOST = 3000
"""Figures read in one report; no honest one has a quarter of it."""


_BREAK = re.compile(r"[，；。（）]|：(?!$)")


_SHORT_BRACKET = re.compile(r"（(?!不?含|其中|截|占)[^（）\d一二三四五六七八九十]{1,8}）")


_WITH_PARTLY = re.compile(r"公开（含部分(?:公开)?）")


_CHANGED = re.compile(
    r"(?P<noun>[^，；。：（]*?)由[^，；。：]{0,14}?[\d,.]+[^\d，；。：]{1,3}(?:变为|变成|增至|增加(?:到|至|为)|上升(?:到|至|为)|"
    r"减少(?:到|至|为)|下降(?:到|至|为)|降(?:到|至|为)|升(?:到|至|为))[^，；。：\d]{0,4}(?:(?:19|20)\d\d年)?(?:度)?(?:的)?$"
)


_GROWN = re.compile(r"(?:同比|环比)?(?:增长|增加|上升|上涨|下降|减少|降低|回落)(?:了|约)?$")


_COUNTS = re.compile(r"\d|[零〇一二三四五六七八九十两百千][件例宗起份场次期篇条项个处名人家]")


_STOP = re.compile(r"[，；。：（）、]")


@dataclass(frozen=True, slots=True)
class Mention:
    """A figure in the text that speaks of the table."""

    figure: Figure
    reading: Reading
    scope: Scope
    sentence: Sentence
    start: int
    """Offset of the figure's digits in ``Prose.flat``."""
    end: int
    clause_start: int
    """Offset in ``Prose.flat`` where its clause begins."""


def find_mentions(prose: Prose, form: str, subject: Subject) -> list[Mention]:
    """Every figure of the text that some cell of the form answers to, in order."""
    grammar = grammar_of(form, subject.year)
    by_lines = (
        re.search(r"(?:申请|收件|受理|新收|办结|收到)(?:共|计|分别为|总数为)?\d+条", prose.flat)
        is not None
    )
    found: list[Mention] = []
    section, topic = "", ""
    for sentence in prose.sentences:
        if sentence.section != section:
            section, topic = sentence.section, ""
        if len(found) > _MOST or not _COUNTS.search(sentence.text):
            continue
        mentions = list(_sentence_mentions(sentence, grammar, subject, topic, by_lines))
        found.extend(mentions)
        if mentions:
            topic = "application" if mentions[-1].reading.topic == "application" else ""
        elif words.OTHER_TOPIC.search(sentence.text):
            topic = ""
    return found


def _sentence_mentions(
    sentence: Sentence, grammar: Grammar, subject: Subject, topic: str, by_lines: bool
) -> Iterator[Mention]:
    # 市（县）直部门, 乡镇（街道）: such brackets break no clause.
    text = _SHORT_BRACKET.sub(lambda found: "\x02" * len(found.group()), sentence.text)
    # 同意公开（含部分）的9件: the bracket names a second row, at the same length.
    text = _WITH_PARTLY.sub(lambda m: "公开和部分公开" + "\x02" * (len(m.group()) - 7), text)
    figures = [figure for figure in find_figures(text) if figure.unit]
    if not figures or len(figures) > 120:
        return
    state = State(topic=_section_topic(sentence) or topic, by_lines=by_lines)
    if not state.topic and grammar.names_results(text):
        state.topic = "application"
    about = (
        re.search(
            r"信息公开|依申请|申请公开|结果维持|尚未审结|未经复议",
            sentence.section + sentence.top + text,
        )
        is not None
    )
    lists = _distributed(text, figures)
    previous_end = 0
    for index, figure in enumerate(figures):
        begin = max(
            [
                previous_end,
                # 自然人：48件: a colon right before the figure ends no clause.
                *(m.end() for m in _BREAK.finditer(text, previous_end, figure.start)),
            ]
        )
        following = figures[index + 1].start if index + 1 < len(figures) else len(text)
        stop = _STOP.search(text, figure.end)
        until = min(following, stop.start() if stop else len(text))
        left, right = text[begin : figure.start], text[figure.end : until]
        if not figure.is_percent and figure.unit not in ("倍", "个百分点"):
            words_left = lists.get(index, left)
            near = text[max(0, figure.start - 90) : figure.start]
            changed = _CHANGED.search(near) if "由" in near and index else None
            if changed:
                words_left = changed["noun"]
            earlier = figures[index - 1] if index else None
            if (
                earlier
                and earlier.is_percent
                and re.fullmatch(r"（|，?即(?:为)?", text[earlier.end : figure.start])
            ):
                # 予以公开的占14%（22件）, 公开率为31%，即16件: the words stand before the share.
                words_left = _of_share(text, figures, index - 1)
            elif (
                earlier
                and earlier.is_percent
                and re.fullmatch(r"，(?:达到?|为|增至|降至|升至)", text[earlier.end : figure.start])
            ):
                # 新收申请下降95.4%，达到81件
                words_left = _GROWN.sub("", _of_share(text, figures, index - 1))
            wide = text[previous_end : figure.start]
            if not state.topic:
                state.topic = _topic_of(wide)
            tail = re.match(r"[^；。\d]*", text[figure.end :])
            reading = grammar.read(
                words_left, right, wide, figure, state, tail.group() if tail else ""
            )
            if reading is not None:
                if reading.measure in ("appeal", "outcome") and not about:
                    reading = replace(reading, hard=False)
                state.topic, state.measure = reading.topic, reading.measure
                state.applicants = reading.measure == "received" and any(
                    cell.endswith(("/business", "/research", "/welfare", "/legal"))
                    for cell in (reading.cells[0] if reading.cells else ())
                )
                scope = scope_of(text, figure.start, figure.end, begin, subject)
                yield Mention(
                    figure,
                    reading,
                    scope,
                    sentence,
                    sentence.start + figure.number_start,
                    sentence.start + figure.end,
                    sentence.start + begin,
                )
            elif len(left.strip("、其中和及与共")) > 3:
                state.measure = ""
                if words.OTHER_TOPIC.search(left):
                    state.stranger = True
        previous_end = figure.end


def _of_share(text: str, figures: list[Figure], index: int) -> str:
    """The words to which a percentage belongs, without 占 and the like."""
    start = figures[index - 1].end if index else 0
    share = text[start : figures[index].start]
    share = share.replace("\x02", "")
    clause = re.split(r"[，；。：](?![^（]*）)", share)[-1]
    clause = re.sub(r"(?:的)?(?:占比|比例|比重|占)(?:约|为|达|到|是)*$", "", clause)
    rate = re.search(
        r"(?P<what>部分公开|不予公开|予以公开|公开)率(?P<with>（含部分公开）)?(?:约|为|达|到|是)*$",
        clause,
    )
    if not rate:
        return clause
    what = "予以公开" if rate["what"] == "公开" else rate["what"]
    return f"{what}和部分公开" if rate["with"] else what


def _topic_of(clauses: str) -> str:
    """The topic that words before the first figure set."""
    if words.OTHER_TOPIC.search(clauses):
        return ""
    return "application" if re.search(words.NOUN, clauses) else ""


def _section_topic(sentence: Sentence) -> str:
    heading = sentence.section + sentence.top
    if re.search(r"依申请公开|收到和处理|依申请", sentence.section):
        return "application"
    if re.search(r"复议", sentence.section) and re.search(r"诉讼", sentence.section):
        return "appeal"
    if re.search(r"依申请|收到和处理", heading):
        return "application"
    return ""


def _distributed(text: str, figures: list[Figure]) -> dict[int, str]:
    """``维持、纠正分别为7件、2件``: gives each figure its own noun.

    Keys are indexes of figures, values the words that stand for their left context.
    """
    given: dict[int, str] = {}
    for found in re.finditer(r"分别(?:为|是|有|达|达到|收到|办理|共)?", text):
        run = [i for i, figure in enumerate(figures) if figure.start >= found.end()]
        names_at = max(
            (m.end() for m in re.finditer(r"[，；。：（]", text[: found.start()])), default=0
        )
        names = [n for n in re.split(r"、|和|及|与|以及", text[names_at : found.start()]) if n]
        together = 1
        for a, b in pairwise(run):
            if not re.fullmatch(r"[、，和及与]?", text[figures[a].end : figures[b].start]):
                break
            together += 1
        names = names[-together:]
        if len(names) < 2 or len(run) < len(names):
            continue
        joints = [text[figures[a].end : figures[b].start] for a, b in pairwise(run)]
        if figures[run[0]].start - found.end() > 2 or any(
            not re.fullmatch(r"[、，和及与]?", joint) for joint in joints[: len(names) - 1]
        ):
            continue
        prefix = re.match(r".*?(?=行政|结果|予以|维持|公开|网络|当面|信函)", names[0])
        head = prefix.group() if prefix else ""
        for index, name in zip(run, names, strict=False):
            given[index] = name if index == run[0] else head + name
    return given

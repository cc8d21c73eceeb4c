"""Names of private people: every span that can be one is weighed, the likeliest stay.

Rules propose names in labels, rows and letters; the lexical model sees them in prose. What decides
is the sum of what speaks for and against: shape, words around, data beside, matter of the passage.
Members of a list share their standing, and a name once found private is so in the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from yangguang.text.privacy import cues
from yangguang.text.privacy.alikes import alike_in
from yangguang.text.privacy.bearers import bearers
from yangguang.text.privacy.candidates import Candidate, candidates
from yangguang.text.privacy.columns import asks_no_name, comes_again, is_row_of_body
from yangguang.text.privacy.field import Field
from yangguang.text.privacy.finding import SURE, Finding, Kind
from yangguang.text.privacy.lexicon import PUBLIC_FIGURES
from yangguang.text.privacy.masks import masked_name
from yangguang.text.privacy.oneself import is_answered, is_himself, is_kin
from yangguang.text.privacy.parties import party_places
from yangguang.text.privacy.parts import is_part_in_office
from yangguang.text.privacy.peers import with_company
from yangguang.text.privacy.people import people_in
from yangguang.text.privacy.posts import (
    answers_line,
    is_listed_in_office,
    is_result_of_exam,
    is_told_in_office,
    sits_behind_desk,
    speaks_for_office,
    takes_in_money,
)
from yangguang.text.privacy.proposals import propose_names
from yangguang.text.privacy.seats import seats
from yangguang.text.privacy.shapes import shape_voices
from yangguang.text.privacy.standing import standing_voices
from yangguang.text.privacy.surroundings import Surroundings
from yangguang.text.privacy.weighing import chance, score
from yangguang.text.privacy.wholes import (
    is_compound,
    is_cut_out,
    is_led,
    lend_longer,
    sounds_whole,
)

_LISTED = re.compile(r"户?[、和与及]|（[^（）\n]{0,30}）[、和与及]?")
_SHAPELESS = -2.5
_BEARER = 0.95
"""Whose own ID or card stands right behind the name is named as its bearer, whatever else is said."""
_BY_FORM = 6.0
_SEATED = 4.0
_BEFORE_PAPERS = 2.0
_PARTY = 0.9
"""Who stands where only a party's name can is a party, and its signs are a name."""
_AT_HOME = 0.8
"""Who is listed with a street and number in brackets, one after the other, is listed for his home."""
_CALLED = 0.7
"""Whose telephone is personal is named beside it as a person, whatever post is his."""
_OFFICE = frozenset({"before:official", "head:official", "behind:official", "acts-officially"})
_IN_OFFICE = 0.4
"""Who is named with an office is named for it, unless his own number follows."""
_BORNE = 0.6
_NEARLY = 0.8
"""How surely the rest has to speak for a private person before a number lends her a name."""
_OF_HIS = "像是人名，同一句中的号码没有写明是别人的"
_SHOWN = 0.15
"""Below this chance a candidate is not even shown as weighed and left alone."""


def find_names(text: str, around: Surroundings, others: list[Finding]) -> list[Finding]:
    """Private people's names in ``text``, given its ``others`` of every other kind."""
    sure = [one for one in others if one.confidence >= SURE]
    rules = propose_names(text, around, others)
    taken = [(one.start, one.end) for one in sure]
    stretches = _stretches(text, around, sure)
    alike = alike_in(text, stretches)
    spans = [span for start, end in stretches for span in people_in(text, start, end, alike)]
    parties = {place for start, end in stretches for place in party_places(text, start, end)}
    seated = {place for start, end in stretches for place in seats(text, around, sure, start, end)}
    all_ = candidates(text, alike, spans, rules, taken, parties | seated)
    if not all_:
        return []
    field = Field(text, around, sure, all_)
    shapes = [score("shape", shape_voices(text, one, field)) for one in all_]
    for index, one in enumerate(all_):
        if (one.start, one.end) in parties:
            shapes[index] = max(shapes[index], _BY_FORM)
        elif (one.start, one.end) in seated or _is_in_column(one):
            shapes[index] = max(shapes[index], _SEATED)
        elif (
            sounds_whole(text, one)
            or is_compound(text, one)
            or (is_led(text, one) and (field.is_before_papers(one) or field.is_before_phone(one)))
        ):
            shapes[index] = max(shapes[index], _BEFORE_PAPERS)
        elif is_cut_out(text, one):
            shapes[index] = min(shapes[index], _SHAPELESS)
    lend_longer(text, all_, shapes)
    shapes, kept = stand_apart(text, all_, shapes)
    voices = {index: standing_voices(text, all_[index], field) for index in kept}
    standings = {index: score("standing", voices[index]) for index in kept}
    standings = standing_of(text, all_, voices, standings)
    homed = _homed(text, others)
    owners = {
        text[one.start : one.end]
        for one in (all_[index] for index in kept)
        if field.is_before_papers(one) or field.gives_own_number(one)
    }
    seats_taken = {
        text[all_[index].start : all_[index].end]
        for index in kept
        if "before:official:colon" in voices[index]
    }
    found = []
    for index in kept:
        one = all_[index]
        private = chance(standings[index])
        if one.end in homed:
            private = max(private, _AT_HOME)
        if (one.start, one.end) in parties:
            private = max(private, _PARTY)
        elif field.is_before_phone(one):
            private = max(private, _CALLED)
        own = is_himself(text, one, around) or is_kin(text, one) or is_answered(text, one)
        if own or _is_in_column(one):
            private = max(private, _PARTY)
        if (
            text[one.start : one.end] in PUBLIC_FIGURES
            and (one.start, one.end) not in parties
            and "before:private" not in voices[index]
            and not (field.is_before_papers(one) or field.is_before_phone(one))
        ):
            continue
        if is_result_of_exam(text, one, sure):
            private = min(private, _IN_OFFICE)
        elif field.is_before_papers(one):
            private = max(private, _BEARER)
        elif field.gives_own_papers(one):
            private = max(private, _PARTY)
        elif (
            answers_line(text, one)
            or (is_told_in_office(text, one) and not is_himself(text, one, around))
            or speaks_for_office(text, one, seats_taken)
        ):
            private = min(private, _IN_OFFICE)
        elif own or field.gives_own_number(one) or _LIVES.match(text, one.end):
            pass
        elif (
            is_listed_in_office(text, one)
            or sits_behind_desk(text, one)
            or takes_in_money(text, one)
            or (
                (one.start, one.end) not in parties
                and (
                    _OFFICE.intersection(voices[index])
                    or _takes_part(text, one, voices[index], owners)
                )
            )
        ):
            private = min(private, _IN_OFFICE)
        likely = chance(shapes[index]) * private
        if likely < _SHOWN:
            continue
        name = text[one.start : one.end]
        row = around.row(one.start)
        if row is not None and (
            asks_no_name(row, one, name)
            or (
                is_row_of_body(text, row, one)
                and not (field.is_before_papers(one) or field.is_before_phone(one))
            )
            or comes_again(text, around, row, one)
        ):
            continue
        if re.sub(r"\s", "", name) in around.context.official_names:
            continue
        found.append(
            Finding(
                one.start,
                one.end,
                name,
                Kind.NAME,
                round(min(likely, 0.99), 2),
                _why(voices[index], one),
                masked_name(name, one.surname, table=row is not None),
            )
        )
    named = [(one.start, one.end) for one in found if one.confidence >= SURE]
    borne = {
        (all_[index].start, all_[index].end): _NEARLY * chance(shapes[index])
        for index in bearers(text, all_, shapes, named, sure)
    }
    found = [
        replace(one, confidence=_BORNE, why=_OF_HIS)
        if one.confidence < SURE and one.confidence >= borne.get((one.start, one.end), 1)
        else one
        for one in found
    ]
    return sorted(found, key=lambda one: one.start)


def _takes_part(text: str, one: Candidate, voices: list[str], owners: set[str]) -> bool:
    """Whether the word before gives a part in an office to one who bears no papers in this text."""
    return (
        text[one.start : one.end] not in owners
        and _PAPERS_BELOW.match(text, one.end) is None
        and is_part_in_office(text, one.start, silent=_says_nothing(voices, one))
    )


_LIVES = re.compile(r"(?:先生|女士|同志)?[，,]?家住")
_PAPERS_BELOW = re.compile(r"[ \u3000]*\n[ \u3000]*(?:公民|居民|有效)?(?:身份证|证件|护照)")
"""违规主体：某某⏎证件：护照…: whose papers the next line tells is there for himself."""


def _stretches(text: str, around: Surroundings, sure: list[Finding]) -> list[tuple[int, int]]:
    """The lines worth a look: all of a short text, else those near data or private matters."""
    places = sorted([*cues.personal_at(text), *(one.start for one in sure)])
    if not places and not around.is_letter:
        return []
    if len(text) <= _SHORT:
        return [(0, len(text))]
    found: list[tuple[int, int]] = []
    for place in places:
        if found and place < found[-1][1] - _NEAR:
            continue
        start = text.rfind("\n", 0, max(0, place - _NEAR)) + 1
        end = text.find("\n", place + _NEAR)
        end = len(text) if end < 0 else end
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


_SHORT = 3_000
_NEAR = 400


def stand_apart(
    text: str, all_: list[Candidate], shapes: list[float]
) -> tuple[list[float], list[int]]:
    """Shapes after company and other mentions have lent theirs; indices of those kept, none overlapping."""
    shapes = _most(text, all_, with_company(text, all_, shapes))
    return shapes, _apart(all_, shapes)


def standing_of(
    text: str,
    all_: list[Candidate],
    voices: dict[int, list[str]],
    standings: dict[int, float],
) -> dict[int, float]:
    """Standings after lists have shared theirs and names have been raised to their best mention."""
    return _echoed(text, all_, voices, _shared(text, all_, standings))


def _most(text: str, all_: list[Candidate], shapes: list[float]) -> list[float]:
    """Shapes after the same signs elsewhere in the text have lent the best of theirs."""
    best: dict[str, float] = {}
    for one, total in zip(all_, shapes, strict=True):
        name = text[one.start : one.end]
        best[name] = max(best.get(name, total), total)
    return [
        max(total, total / 2 + best[text[one.start : one.end]] / 2)
        for one, total in zip(all_, shapes, strict=True)
    ]


def _apart(all_: list[Candidate], shapes: list[float]) -> list[int]:
    """Indices of the best shaped candidates that do not overlap, in order of place."""
    kept: list[int] = []
    covered: set[int] = set()
    for index in sorted(range(len(all_)), key=lambda index: -shapes[index]):
        if shapes[index] <= _SHAPELESS:
            break
        signs = range(all_[index].start, all_[index].end)
        if covered.isdisjoint(signs):
            covered.update(signs)
            kept.append(index)
    return sorted(kept, key=lambda index: all_[index].start)


def _is_in_column(one: Candidate) -> bool:
    """Whether a column of names and a person's data in the same row propose it."""
    return (
        one.rule is not None
        and one.rule.why.startswith("表头为")
        and one.rule.confidence >= _BY_COLUMN
    )


_BY_COLUMN = 0.9


def _homed(text: str, others: list[Finding]) -> set[int]:
    """Where names end behind which brackets hold a street and number, in a list of such."""
    ends = [
        one.start - 1
        for one in others
        if one.kind is Kind.ADDRESS
        and text[one.start - 1 : one.start] in ("（", "(")
        and text[one.end : one.end + 1] in ("）", ")")
    ]
    return set(ends) if len(ends) > 1 else set()


def _shared(text: str, all_: list[Candidate], standings: dict[int, float]) -> dict[int, float]:
    """Standings after the members of each list (张三、李四和王五) have shared theirs."""
    shared = dict(standings)
    group: list[int] = []
    for index in [*standings, -1]:
        if (
            group
            and index >= 0
            and _LISTED.fullmatch(text[all_[group[-1]].end : all_[index].start])
        ):
            group.append(index)
            continue
        if len(group) > 1:
            mean = sum(standings[one] for one in group) / len(group)
            for one in group:
                shared[one] = standings[one] / 2 + mean / 2
        group = [index]
    return shared


def _echoed(
    text: str, all_: list[Candidate], voices: dict[int, list[str]], standings: dict[int, float]
) -> dict[int, float]:
    """Standings after a name has been raised to the best of its mentions."""
    best: dict[str, float] = {}
    for index, total in standings.items():
        name = text[all_[index].start : all_[index].end]
        best[name] = max(best.get(name, total), total)
    raised = {}
    for index, total in standings.items():
        top = best[text[all_[index].start : all_[index].end]]
        bound = "acts-officially" in voices[index] or "behind:body" in voices[index]
        raised[index] = top - 0.01 if top > 0 and not bound and top > total else total
    return raised


_REASONS = (
    ("heading:name", "在姓名一栏"),
    ("before:private", "前面写明是当事人、申请人一类的身份"),
    ("then:data", "后面紧接本人的证件、电话、住址或性别出生"),
    ("then:kin", "后面写明与户主或当事人的关系"),
    ("data:after-touch", "旁边有{kind}"),
    ("data:before-touch", "旁边有{kind}"),
    ("data:after-clause", "同一句中有个人信息"),
    ("data:before-clause", "同一句中有个人信息"),
    ("then:you", "是文书的受文人"),
    ("behind:private", "后文说的是本人的事"),
    ("data:after-line", "同一段中有个人信息"),
    ("data:before-line", "同一段中有个人信息"),
)
_DIRECT = frozenset(voice for voice, _ in _REASONS if not voice.endswith("-line"))


def _says_nothing(voices: Iterable[str], one: Candidate) -> bool:
    """Whether nothing but the matter of the passage speaks for a private person."""
    return one.rule is None and not _DIRECT.intersection(voices)


def _why(voices: Iterable[str], one: Candidate) -> str:
    if one.rule is not None:
        return one.rule.why
    heard = set(voices)
    for voice, reason in _REASONS:
        if voice in heard:
            return "人名，" + reason.replace("{kind}", "个人信息")
    return "人名，所述事项是个人的事"

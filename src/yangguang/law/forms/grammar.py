"""The reading of one clause: which row, column or group of a form its words name.

One grammar is made for each form and year. It reads the words left of a figure from their end, where
the head stands, and asks that everything between verb and noun be understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from yangguang.law.forms import vocabulary as words
from yangguang.law.forms.appeals import Appeals
from yangguang.law.forms.clauses import (
    HARMLESS,
    TREND,
    VERB_ONLY,
    WHO,
    core_of,
    noun_after,
)
from yangguang.law.forms.counted import counted_things
from yangguang.law.forms.reading import Cells, Reading, State
from yangguang.law.forms.results import Results
from yangguang.text.figures import Figure

_OF_ALL = re.compile(r"占(?:全部|所有|总共)?(?:的)?$")
_SHARE_OF = re.compile(
    rf"(?:已)?(?P<verb>{words.RECEIVED}|{words.HANDLED})(?:的)?(?:件|{words.NOUN})?(?:总数|总量)?的?$"
)
_WHEN_ONLY = re.compile(r"(?:(?:19|20)\d\d年度?|本年度?|今年|当年|全年)(?:全年)?")


ORGANISATIONS = ("business", "research", "welfare", "legal", "other")


PIECES = frozenset({"件", "份", "宗", "例", "起", "件次", "件（次）", "件/次", "封", ""})


LOOSE = frozenset({"条", "个", "项", "次", "人次", "余件"})


@lru_cache(maxsize=64)
def grammar_of(form: str, year: int | None) -> Grammar:
    return Grammar(form, year)


class Grammar:
    """The reading of one clause for one form and year."""

    def __init__(self, form: str, year: int | None) -> None:
        self.form = form
        self._carried_in = words.carried_in(year)
        self._carried_out = words.carried_out(year)
        self._appeals = Appeals(form)
        self._results = Results(form)
        self._applicant = re.compile(
            r"(?:^|[、，：由的到以系属其中为由收等]|受理|办理|答复|于|自)(?:"
            + "|".join(f"(?P<{name}>{pattern})" for name, pattern in words.APPLICANTS)
            + rf")(?:的|提出|提交|递交|方面|所提|共)*(?:{words.NOUN})?(?:{words.COUNT})$"
        )
        self._channel = re.compile(
            "|".join(f"(?P<c{i}>{pattern})" for i, (_, pattern) in enumerate(words.CHANNELS))
        )
        self._received = re.compile(
            rf"(?P<verb>{words.RECEIVED}){words.MODIFIER}(?P<noun>{words.NOUN})?{words.COUNT}$"
        )
        self._handled = re.compile(
            rf"(?P<time>{words.ON_TIME})?(?:予以|依法|已|全部|均|共)*(?P<verb>{words.HANDLED})"
            rf"(?:完毕)?{words.MODIFIER}(?P<noun>{words.NOUN})?{words.COUNT}$"
        )
        self._extended = re.compile(rf"延期(?:办结|答复|办理)(?:的)?{words.COUNT}$")
        self._bare = re.compile(rf"(?P<noun>{words.NOUN})(?:的)?{words.COUNT}$")

    def names_results(self, text: str) -> bool:
        """Whether a sentence lists results of applications, which nothing else has."""
        return self._results.listed_in(text)

    def read(
        self, left: str, right: str, wide: str, figure: Figure, state: State, tail: str = ""
    ) -> Reading | None:
        """What the figure counts, from its clause and the topic so far; None where unclear."""
        if (
            self.form != "2014"
            and state.topic in ("application", "")
            and not state.stranger
            and re.search(r"(?:另有|尚有|仍有|还有|余|其余|有)$", left)
            and words.LEFT_OVER.search(tail)
        ):
            # 另有90件因收到时间较晚，结转下年度办理
            return Reading("application", "left", (("3.4/total",),))
        if (
            self.form != "2014"
            and state.topic == "application"
            and not state.stranger
            and re.search(r"(?:尚有|仍有|还有)$", left)
            and words.WITHIN_TERM.match(tail)
        ):
            return Reading("application", "left", (("3.4/total",),), hard=False)
        base = _SHARE_OF.match(right) if _OF_ALL.search(left) else None
        if base and state.topic == "application" and not state.stranger:
            # 占全部82件办结件的40%: the noun of the whole follows it.
            return self._one(f"{base['verb']}申请", figure, state)
        core = core_of(left)
        after = noun_after(right, form_2014=self.form == "2014")
        # 另有11件转为便民答复: one more, and so never the whole.
        one_more = re.search(r"(?:另有|另外|此外|余|还有)[^，]{0,2}$", left) is not None
        for candidate in self._candidates(
            core, after, wide, state, figure_of_people=figure.unit in ("人次", "人", "名")
        ):
            reading = self._one(candidate, figure, state)
            if reading is not None and not (
                one_more and reading.measure in ("received", "handled")
            ):
                return reading
        return None

    def _candidates(
        self, core: str, after: str, wide: str, state: State, *, figure_of_people: bool
    ) -> Iterator[str]:
        if re.fullmatch(r"(?:的)?新收(?:申请)?(?:总)?(?:量|数)?", after):
            yield "新收"
            return
        if after and (not core or VERB_ONLY.fullmatch(core)):
            # 收到13件网上申请, 189件为上年结转: the noun follows.
            yield core + after
            yield after
            if not core:
                return
        if core and not _WHEN_ONLY.fullmatch(core):
            yield core
            if re.fullmatch(r"(?:及时|积极|主动|共|均)*(?:作出|进行|予以)?回应", core):
                yield core_of(re.sub(r"[，：（]+[^，：（]*$", "", wide)) + "，" + core
            return
        if not wide and state.topic == "trainings" and figure_of_people:
            yield "接受培训"
            return
        # 政府信息公开申请，共26件: the noun stands one clause back, with no figure between.
        back = core_of(re.sub(r"[，：（]+[^，：（]*$", "", wide))
        back = re.split(r"[，；：（]", back)[-1]
        if back and "%" not in wide and "成" not in wide[:3]:
            yield core_of(back)

    def _one(self, core: str, figure: Figure, state: State) -> Reading | None:
        if figure.is_money:
            return counted_things(core, figure, self.form, state.topic)
        if figure.unit not in PIECES and figure.unit not in LOOSE:
            return counted_things(core, figure, self.form, state.topic)
        loose = figure.unit in LOOSE and not (figure.unit == "条" and state.by_lines)
        reading = (
            self._appeals.read(core, state)
            or counted_things(core, figure, self.form, state.topic)
            or self._application(core, state)
        )
        if reading is not None and loose and reading.topic in ("application", "review", "suit"):
            if figure.unit != "条" and not re.search(words.NOUN + "$", core):
                return None
            if (
                figure.unit == "条"
                and reading.measure != "result"
                and not re.search(words.NOUN, core)
            ):
                return None
            return replace(reading, hard=False)
        return reading

    # -- applications -------------------------------------------------------------------------

    def _application(self, core: str, state: State) -> Reading | None:
        named = re.search(words.NOUN, core) is not None
        if (
            re.search(r"(?:收到|受理|接待|办理|化解|处理|调处)[^，]{0,6}信访", core)
            and "申请" not in core
        ):
            return None
        if words.OTHER_TOPIC.search(re.sub(r"信访、?举报、?投诉类?(?:事项|申请)*", "", core)):
            return None
        if not named and (state.stranger or state.topic not in ("application", "")):
            return None
        known = named or state.topic == "application"
        return (
            self._carried(core, known)
            or (self._results.read(core, state) if known else None)
            or self._by_applicant(core, state, known)
            or self._by_channel(core, state, known)
            or (None if self._names_a_part(core) else self._total(core, state, known))
        )

    def _names_a_part(self, core: str) -> bool:
        """Whether a channel or a kind of applicant is named that no rule above understood."""
        if self._channel.search(core):
            return True
        rest = re.sub(
            r"(?:公民|自然人|个人)(?:个人)?(?:、|和|及|与|或)(?:企业)?法人(?:或者|或|和|及|以及|、|与)?(?:其[他它])?组织",
            "",
            core,
        )
        return re.search(r"自然人|公民|个人|法人|企业|科研机构|公益组织|法律服务", rest) is not None

    def _carried(self, core: str, known: bool) -> Reading | None:
        if self.form == "2014":
            if self._carried_out.search(core) or self._carried_in.search(core):
                return Reading("application", "carried", ())
            return None
        if self._carried_in.search(core) and words.CARRIED_WORDS.search(core):
            return Reading("application", "carried", (("3.2/total",),))
        if known and self._carried_out.search(core):
            return Reading("application", "left", (("3.4/total",),))
        if known and words.UNFINISHED.search(core):
            return Reading("application", "left", (("3.4/total",),), hard=False)
        return None

    def _by_applicant(self, core: str, state: State, known: bool) -> Reading | None:
        if state.applicants and re.fullmatch(
            rf"其[他它](?:组织)?(?:提出)?(?:的)?(?:{words.NOUN})?", core
        ):
            # 自然人19件、商业企业3件 …、其他0件: the last column of the list.
            return Reading("application", "received", (("3.1/other",), ("3.1/other", "3.2/other")))
        found = self._applicant.search(core)
        if not found or re.search(
            r"公民、?(?:个人)?(?:和|、|或|及)?法人|自然人(?:和|、|及|与|或)法人", core
        ):
            return None
        if not known:
            return None
        name = found.lastgroup or ""
        measure = (
            state.measure
            if state.measure in ("received", "handled", "carried", "left", "result")
            else "received"
        )
        if re.search(words.HANDLED + r"(?:的|了)*$", core[: found.start() + 1]):
            measure = "handled"
        if re.search(words.RECEIVED, core[: found.start() + 1]):
            measure = "received"
        if measure == "result" or self.form == "2014":
            return Reading("application", measure, ())
        columns = ORGANISATIONS if name == "organisations" else (name,)
        rows = {
            "received": (("3.1",), ("3.1", "3.2")),
            "handled": (("3.3.7",), ("3.1",), ("3.1", "3.2")),
            "carried": (("3.2",),),
            "left": (("3.4",),),
        }[measure]
        cells = tuple(
            tuple(f"{row}/{column}" for row in option for column in columns) for option in rows
        )
        return Reading("application", measure, cells, hard=measure == "received")

    def _by_channel(self, core: str, state: State, known: bool) -> Reading | None:
        found = list(self._channel.finditer(core))
        if not found or not known:
            return None
        rest = self._channel.sub("", core)
        own = rf"^(?:{WHO})?(?:{words.CHANNEL_LINK})$"
        if not re.fullmatch(own, rest):
            return None
        if re.search(r"公开(?:政府)?信息$|发布", core):
            return None
        cells = tuple(
            dict.fromkeys(words.CHANNELS[int((m.lastgroup or "c0")[1:])][0] for m in found)
        )
        if self.form != "2014":
            return Reading("application", state.measure or "received", ())
        measure = state.measure if state.measure in ("handled", "result", "carried") else "received"
        if measure != "received":
            return Reading("application", measure, ())
        return Reading("application", "received", (cells,), hard=len(cells) == 1)

    def _total(self, core: str, state: State, known: bool) -> Reading | None:
        if self._extended.search(core) and known:
            extended: tuple[Cells, ...] = (("3.2.2",),) if self.form == "2014" else ()
            return Reading("application", "extended", extended)
        if re.search(
            r"转送|移送|转交|转办|会同|指导|协助|协调|督促|催办|撤回|撤销|培训|案例|当场|一窗", core
        ):
            return None
        if re.search(
            r"(?:未|没有|不)(?:能|予|再|曾)?(?:按期|按时|及时)?(?:办结|答复|办理|处理)", core
        ):
            return None
        received = self._received.search(core)
        handled = self._handled.search(core)
        if received and (handled is None or handled.start("verb") >= received.start("verb")):
            return self._received_reading(core, received, known)
        if handled:
            return self._handled_reading(handled, known)
        if re.search(rf"(?:{words.NOUN})量?{TREND}$", core):
            return self._received_cells(core, hard=False)
        bare = self._bare.search(core)
        if bare and self._clean_prefix(core[: bare.start()]):
            # Only a noun: 全年政府信息公开申请342件.
            return self._received_cells(core, hard=len(core) - len(bare.group()) < 14)
        return None

    def _clean_prefix(self, prefix: str) -> bool:
        """Whether nothing stands before a bare noun that could narrow it."""
        return not HARMLESS.sub("", prefix)

    def _received_reading(self, core: str, found: re.Match[str], known: bool) -> Reading | None:
        if not known and found["noun"] is None:
            return None
        if re.search(rf"(?:{words.NOUN})新增$", core):
            return self._received_cells("新增", hard=True)
        if found["noun"] is None and re.search(
            r"(?:新增|登记|收取|接受|提出|提交|(?<!新)收)$", core
        ):
            return None
        return self._received_cells(core[found.start() :], hard=True)

    def _received_cells(self, core: str, *, hard: bool) -> Reading:
        if self.form == "2014":
            return Reading("application", "received", (("3.1",),), hard=hard)
        options: tuple[Cells, ...] = (("3.1/total",), ("3.1/total", "3.2/total"))
        if words.NEW_ONLY.search(core):
            options = (("3.1/total",),)
        return Reading("application", "received", options, hard=hard)

    def _handled_reading(self, found: re.Match[str], known: bool) -> Reading | None:
        if not known:
            return None
        verb = found["verb"]
        if self.form == "2014":
            if found["time"]:
                return Reading("application", "handled", (("3.2.1",), ("3.2",), ("3.3",)))
            answered = verb in ("答复", "回复", "办复", "作出答复")
            cells: tuple[Cells, ...] = (("3.3",), ("3.2",)) if answered else (("3.2",), ("3.3",))
            if verb in ("办理", "处理"):
                cells = (*cells, ("3.1",))
            return Reading("application", "handled", cells, hard=verb not in ("反馈", "回复"))
        options: tuple[Cells, ...] = (("3.3.7/total",),)
        if verb in ("办理", "处理", "回复", "反馈"):
            options = (("3.3.7/total",), ("3.1/total",), ("3.1/total", "3.2/total"))
        hard = not found["time"] and verb not in ("反馈", "回复")
        return Reading("application", "handled", options, hard=hard)

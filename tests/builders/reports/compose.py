"""Puts a report together: sections, paragraphs of several sentences, tables, in an office's order."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.builders.reports.agencies import Agency
from tests.builders.reports.blocks import Aside, Block, Heading, Para
from tests.builders.reports.facts import Quantity
from tests.builders.reports.numbers import Numbers, Value
from tests.builders.reports.tables import TableMaker
from tests.builders.reports.voice import Mention, Style, Template, Voice, parse_phrases

_PHRASES = Path(__file__).parent / "phrases"


HANDS = ("first", "second", "third", "fourth", "fifth", "sixth")


@cache
def phrases(name: str, hand: str = "") -> dict[str, tuple[Template, ...]]:
    """The wordings by topic, of all hands or of one; for a topic a hand has not, the first lends."""
    by_hand = []
    for each in HANDS:
        path = _PHRASES / (f"{name}.txt" if each == "first" else f"{name}_{each}.txt")
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        by_hand.append(parse_phrases(text))
    first = by_hand[0]
    if hand:
        return {**first, **by_hand[HANDS.index(hand)]}
    return {
        topic: tuple(template for hand_of in by_hand for template in hand_of.get(topic, ()))
        for topic in first
    }


@dataclass
class Text:
    """The composed blocks with every figure the text prints."""

    blocks: list[Block]
    mentions: list[Mention]
    sentences: list[str]
    title: str
    writers: list[str] = field(default_factory=list)
    values: dict[str, Value] = field(default_factory=dict)


def draw_style(rng: random.Random, year: int) -> Style:
    """How a writer prints figures."""
    return Style(
        thousands=rng.choices(("", ",", "，"), (8, 2, 0.5))[0],
        full_width=rng.random() < 0.04,
        chinese=rng.random() < 0.05,
        padded=rng.random() < 0.15,
        percent_sign=rng.choices(("%", "％"), (9, 1))[0],
        percent_places=rng.choice((0, 1, 1, 2, 2, 2)),
        unit=rng.choices(("件", "份", "宗", "条", "例"), (16, 2, 2, 1, 0.5))[0],
    )


def words_of(rng: random.Random, agency: Agency, year: int, unit: str) -> dict[str, str]:
    """The words a template may use."""
    words = {
        "u": unit,
        "year": str(year),
        "last": str(year - 1),
        "next": str(year + 1),
        "org": agency.name,
        "place": agency.place,
        "area": agency.area,
        "we": agency.we,
        "office": agency.office,
        "scale": agency.scale,
        "addr": f"{agency.place}{rng.choice(('人民路', '府前街', '中山大道', '行政中心'))}{rng.randint(1, 399)}号",
        "zip": f"{rng.randint(100000, 859999)}",
        "tel": f"0{rng.randint(310, 999)}-{rng.randint(2000000, 8999999)}",
        "mail": f"zwgk{rng.randint(10, 9999)}@example.gov.cn",
        "form": "2014" if year <= 2018 else "2019" if year <= 2020 else "2021",
    }
    for i, name in enumerate(agency.below):
        words[f"below{i}"] = name
    return words


class Composer:
    """Writes one report; the same seed and other `overrides` give the same text with other figures."""

    def __init__(
        self,
        seed: str,
        agency: Agency,
        numbers: Numbers,
        quantities: dict[str, Quantity],
        style: Style,
        overrides: dict[int, Value],
        hand: str = "",
    ) -> None:
        self.hand = hand
        self.rng = random.Random(seed)
        self.agency = agency
        self.numbers = numbers
        self.year = numbers.year
        words = words_of(self.rng, agency, numbers.year, style.unit)
        self.voice = Voice(self.rng, quantities, words, style, overrides)
        self.writers: list[str] = []
        self.signed_day = self.rng.randint(8, 30)
        self._groups: set[str] = set()
        self.blocks: list[Block] = []

    def compose(
        self, maker: TableMaker, extra: dict[str, Template], *, tableless: bool = False
    ) -> Text:
        """The whole report; `extra` adds a sentence at the end of the paragraph of its topic."""
        self.extra = extra
        self.tableless = tableless
        org = self.agency.name
        title = self.rng.choice(
            (
                f"{org}{self.year}年政府信息公开工作年度报告",
                f"{org}{self.year}年度政府信息公开工作年度报告",
                f"{org}{self.year}年政府信息公开年度报告",
                f"{self.year}年{org}政府信息公开工作年度报告",
                f"{org}关于{self.year}年度政府信息公开工作的年度报告",
            )
        )
        self.blocks.append(Heading(0, title))
        if self.rng.random() < 0.3:
            self.blocks.append(Aside(f"（{self.year + 1}年1月{self.signed_day}日）"))
        if self.numbers.form == "2014":
            self._early(maker)
        else:
            self._modern(maker)
        values = {name: quantity.value for name, quantity in self.voice.quantities.items()}
        voice = self.voice
        return Text(self.blocks, voice.mentions, voice.sentences, title, self.writers, values)

    # -- sentences

    def _pick(self, name: str, topic: str, count: int = 1) -> list[Template]:
        usable = [t for t in phrases(name, self.hand)[topic] if self.voice.holds(t)]
        return self.rng.sample(usable, min(count, len(usable)))

    def _say(self, name: str, topic: str, count: int = 1) -> str:
        said: list[str] = []
        for template in self._pick(name, topic, count):
            # Of sentences that state the same thing (one total of a year) a report has one.
            group = template.marks.get("group", "")
            if group and group in self._groups:
                continue
            self._groups.add(group)
            self.writers.append(f"{name}.{topic}.{phrases(name, self.hand)[topic].index(template)}")
            said.append(self.voice.say(template))
        return "".join(said)

    def _extra(self, topic: str) -> str:
        template = self.extra.get(topic)
        return self.voice.say(template) if template is not None else ""

    def _maybe(self, share: float, name: str, topic: str, count: int = 1) -> str:
        return self._say(name, topic, count) if self.rng.random() < share else ""

    def _paragraph(self, text: str) -> None:
        if text:
            self.blocks.append(Para(text))

    # -- the 2019 and 2021 forms

    def _modern(self, maker: TableMaker) -> None:
        self._paragraph(self._say("frame", "preamble"))
        self.blocks.append(Heading(1, "一、总体情况"))
        self._paragraph(self._say("frame", "opening", self.rng.choice((1, 1, 2))))
        style = self.rng.choice(("inline", "own", "digit", "plain", "ordinal"))
        parts = (
            ("主动公开", self._proactive),
            ("依申请公开", self._applications),
            ("政府信息管理", lambda: self._say("frame", "management", self.rng.randint(1, 2))),
            (
                self.rng.choice(("平台建设", "政府信息公开平台建设")),
                lambda: self._say("frame", "platform", self.rng.randint(1, 3)),
            ),
            ("监督保障", lambda: self._say("frame", "supervision", self.rng.randint(1, 2))),
        )
        suffix = self.rng.choice(("", "情况", "方面"))
        for number, (name, write) in enumerate(parts):
            head = f"{name}{suffix}"
            text = write()
            if style == "inline":
                self._paragraph(f"（{'一二三四五'[number]}）{head}。{text}")
            elif style == "own":
                self.blocks.append(Heading(2, f"（{'一二三四五'[number]}）{head}"))
                self._paragraph(text)
            elif style == "digit":
                self._paragraph(f"{number + 1}．{head}。{text}")
            elif style == "ordinal":
                self._paragraph(f"{'一二三四五'[number]}是{head}。{text}")
            else:
                self._paragraph(text)
        self.blocks.append(Heading(1, "二、主动公开政府信息情况"))
        self.blocks.extend(maker.table_two())
        self.blocks.append(Heading(1, "三、收到和处理政府信息公开申请情况"))
        self.blocks.extend(maker.table_three())
        self.blocks.append(
            Heading(
                1,
                self.rng.choice(
                    (
                        "四、政府信息公开行政复议、行政诉讼情况",
                        "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
                    )
                ),
            )
        )
        if self.rng.random() < 0.15:
            self._paragraph(self._say("modern", "dispute"))
        self.blocks.extend(maker.table_four())
        self.blocks.append(
            Heading(
                1,
                self.rng.choice(
                    (
                        "五、存在的主要问题及改进情况",
                        "五、政府信息公开工作存在的主要问题及改进情况",
                    )
                ),
            )
        )
        self._paragraph(self._say("frame", "problems", self.rng.randint(1, 2)))
        self._paragraph(self._say("frame", "improve", self.rng.randint(1, 2)))
        self.blocks.append(Heading(1, "六、其他需要报告的事项"))
        self._paragraph(self._say("frame", "other"))
        if self.rng.random() < 0.3:
            self.blocks.append(Aside(self.agency.name))
            self.blocks.append(Aside(f"{self.year + 1}年1月{self.signed_day}日"))

    def _proactive(self) -> str:
        return self._say("modern", "proactive", self.rng.randint(1, 4)) + self._extra("proactive")

    def _applications(self) -> str:
        text = self._maybe(0.7, "modern", "app_lead")
        quantities = self.voice.quantities
        if quantities["received"].value == 0 and quantities["carried"].value == 0:
            text += self._say("modern", "app_zero")
        elif self.rng.random() < 0.35:
            text += self._say("modern", "app_full")
        else:
            text += self._say("modern", "app_received")
            text += self._maybe(0.7, "modern", "app_results", self.rng.choice((1, 1, 2)))
            text += self._maybe(0.5, "modern", "app_closing")
        text += self._maybe(0.45, "modern", "app_distractor", self.rng.choice((1, 1, 2)))
        text += self._maybe(0.5, "modern", "dispute")
        return text + self._extra("applications")

    # -- the 2014 form

    def _early(self, maker: TableMaker) -> None:
        self._paragraph(self._say("early", "preamble"))
        if self.rng.random() < 0.3:
            self._nested()
        else:
            self._listed()
        if self.rng.random() < 0.6:
            self.blocks.append(Aside("附件：政府信息公开情况统计表"))
        if self.tableless:
            return
        if self.rng.random() < 0.4:
            self.blocks.append(Aside("附件"))
        self.blocks.append(Heading(1, "政府信息公开情况统计表"))
        if self.rng.random() < 0.8:
            self.blocks.append(Aside(f"（{self.year}年度）"))
        if self.rng.random() < 0.5:
            self.blocks.append(Aside(f"填报单位（盖章）：{self.agency.name}"))
        self.blocks.append(maker.statistics())
        if self.rng.random() < 0.3:
            self.blocks.append(Aside("单位负责人： 审核人： 填报人： 联系电话： 填报日期："))

    def _overview(self) -> str:
        return self._say("early", "overview", self.rng.randint(2, 4))

    def _early_proactive(self) -> str:
        return self._say("early", "proactive", self.rng.randint(1, 4)) + self._extra("proactive")

    def _ending(self) -> str:
        return self._say("early", "problems") + self._say("early", "improve")

    def _listed(self) -> None:
        """Six sections in the order of the regulation."""
        parts: list[tuple[str, Callable[[], str]]] = [
            (self.rng.choice(("概述", "总体情况", "基本情况")), self._overview),
            ("主动公开政府信息情况", self._early_proactive),
            ("依申请公开政府信息情况", self._early_applications),
            ("政府信息公开的收费及减免情况", lambda: self._say("early", "fees")),
            (
                "因政府信息公开申请行政复议、提起行政诉讼情况",
                lambda: self._say("early", "dispute"),
            ),
            ("存在的主要问题及改进措施", self._ending),
        ]
        for number, (name, write) in enumerate(parts):
            self.blocks.append(Heading(1, f"{'一二三四五六'[number]}、{name}"))
            self._paragraph(write())

    def _nested(self) -> None:
        """Measures first, figures under numbered heads, as districts wrote before the fixed form."""
        self.blocks.append(Heading(1, "一、主要措施"))
        for number in "一二":
            self._paragraph(f"（{number}）{self._say('early', 'measures')}")
        self._paragraph(f"（三）{self._overview()}")
        self.blocks.append(Heading(1, "二、主要成效"))
        self.blocks.append(Heading(2, "（一）主动公开情况"))
        self._paragraph(self._early_proactive())
        self.blocks.append(Heading(2, "（二）依申请公开工作情况"))
        self._paragraph(self._early_applications())
        self._paragraph(self._say("early", "fees") + self._say("early", "dispute"))
        self.blocks.append(Heading(1, "三、存在的问题及下步打算"))
        self._paragraph(self._ending())

    def _early_applications(self) -> str:
        if self.rng.random() < 0.35:
            text = self._say("early", "app_full")
            return text + self._maybe(0.4, "early", "app_distractor") + self._extra("applications")
        text = self._say("early", "app_received")
        text += self._maybe(0.6, "early", "app_results", self.rng.choice((1, 1, 2)))
        text += self._maybe(0.5, "early", "app_closing")
        text += self._maybe(0.4, "early", "app_distractor")
        return text + self._extra("applications")

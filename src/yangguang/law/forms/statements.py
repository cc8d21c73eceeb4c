"""Sentences without a number that the table can contradict: 均已办结, 未收到申请, 未发生行政复议.

A statement is checked only where it speaks of this report's own year and body and of the applications
or appeals themselves; 上年结转均已办结 and 均在法定期限内答复 say nothing about what was carried over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from yangguang.law.forms import vocabulary as words
from yangguang.law.forms.findings import Finding, Held, Ledger, NotAssessable, Rule, plain
from yangguang.law.forms.model import Severity
from yangguang.law.forms.prose import Prose, Sentence
from yangguang.law.forms.scope import Reach, Subject, scope_of
from yangguang.law.forms.sheet import Sheet

BASIS = "《政府信息公开条例》第五十条；正文断语应当与统计表相符"

_NONE = r"(?:未|没有|无|从未|尚未|不存在|均未|零)"
_HAPPENED = r"(?:再)?(?:收到|接到|受理|接收|发生|出现|产生|引发|引起|被|因|有|涉及|提起|办理|过)*"
_MODERN = ("2019", "2021")


@dataclass(frozen=True, slots=True)
class Claim:
    """A wording that says some cells are nought."""

    pattern: re.Pattern[str]
    cells: Mapping[str, tuple[str, ...]]
    what: str
    needs: str = ""
    """Something the sentence or its heading must speak of."""
    unless: str = r"(?!)"
    """Something the clause must not speak of."""


def _modern(*cells: str, old: tuple[str, ...] = ()) -> dict[str, tuple[str, ...]]:
    table = dict.fromkeys(_MODERN, cells)
    return {**table, "2014": old} if old else table


_APPLICATION = r"依申请|信息公开申请|公开申请|申请"
_LOST = r"纠错|纠正|败诉|撤销|违法|责令"
CLAIMS: tuple[Claim, ...] = (
    Claim(
        re.compile(r"(?:均|全部|全数|都)(?:已|已经)?(?:按时|按期|依法|及时|如期|按规定)?(?:办结|办理完毕|办理完结)|(?<!按时)(?<!按期)(?<!及时)(?<!期)办结率(?:达到?|为|均为)?100%"),
        _modern("3.4/total"),
        "没有结转下年度的申请",
        needs=_APPLICATION,
        unless=r"上一?年|去年|往年|结转|顺延|下一?年|除[^，]{1,24}外|应当|确保|要求|力争|复议|诉讼",
    ),
    Claim(
        re.compile(rf"{_NONE}(?:有)?(?:申请)?(?:需要)?结转(?:到|至)?(?:下|次|明)一?年|无结转(?:件|申请|下年度)|{_NONE}(?:需)?(?:结转|转入|转至)(?:到|至)?(?:下|次)一?(?:个)?年度?"),
        _modern("3.4/total"),
        "没有结转下年度的申请",
        unless=r"上一?年|去年",
    ),
    Claim(
        re.compile(rf"(?:申请|新收)[^，。；]{{0,12}}(?:均|全部|都)(?:为|由|是|系|来自)(?:自然人|公民(?!、)|个人)(?:提出|申请|提交)?|{_NONE}{_HAPPENED}(?:法人(?:或|和)?(?:其他)?组织)(?:提出)?(?:的)?(?:{words.NOUN})"),
        _modern("3.1/business", "3.1/research", "3.1/welfare", "3.1/legal", "3.1/other"),
        "没有法人或其他组织的申请",
    ),
    Claim(
        re.compile(rf"(?:均|全部|都)(?:已)?(?:按时|按期|如期)(?:办结|办理完毕)|{_NONE}(?:有)?(?:延期)(?:办结|办理|答复|情况|的情况)|(?:均|全部)在(?:规定|法定)(?:的)?(?:时限|期限|时间)内办结"),
        {"2014": ("3.2.2",)},
        "没有延期办结的申请",
        needs=_APPLICATION,
        unless=r"复议|诉讼|来信|工单|热线|其余|除",
    ),
    Claim(
        re.compile(rf"(?:{_NONE}(?:有)?(?:承接|接收|收到|存在)?(?:上一?年度?|去年|往年)(?:度)?结转|(?:上一?年度?|去年)(?:度)?(?:均)?(?:无|没有|未)结转|{_NONE}从(?:20\d\d年|上一?年度?|去年)(?:度)?(?:结转|转入)(?:到|至)?(?:20\d\d年|本年度?|今年)?|{_NONE}(?:结转|转入)(?:到|至)?(?P<year>20\d\d)年)"),
        _modern("3.2/total"),
        "没有上年结转的申请",
    ),
    Claim(
        re.compile(rf"{_NONE}{_HAPPENED}(?:任何|公民、法人(?:和|或|及)?其他组织(?:的)?|群众)?(?:提出的?)?(?:书面)?(?:{words.NOUN})(?:要求|情况)?(?=[，。；、]|$)"),
        _modern("3.1/total", old=("3.1",)),
        "没有收到申请",
        unless=r"收费|复议|诉讼|投诉|举报|超期|逾期|超时|结转|答复|办理(?!依)|争议|纠纷|败诉|纠错|不予",
    ),
    Claim(
        re.compile(r"(?:尚无|没有|无)(?:任何)?(?:公民|法人|自然人|群众|单位|个人)[^，。；]{0,20}向[^，。；]{1,12}(?:申请公开|提出)"),
        _modern("3.1/total", old=("3.1",)),
        "没有收到申请",
        unless=r"复议|诉讼|投诉|举报",
    ),
    Claim(
        re.compile(rf"{_NONE}{_HAPPENED}[^，。；]{{0,24}}?(?<!未经)(?:行政)?复议[^，。；]*"),
        _modern("4.1/total", old=("4",)),
        "没有发生行政复议",
        unless=rf"{_LOST}|未经(?:行政)?复议|超期|逾期",
    ),
    Claim(
        re.compile(rf"{_NONE}{_HAPPENED}[^，。；]{{0,30}}?(?:行政)?(?:诉讼|应诉)[^，。；]*"),
        _modern("4.2/total", "4.3/total", old=("5",)),
        "没有发生行政诉讼",
        unless=rf"{_LOST}|未经(?:行政)?复议|超期|逾期",
    ),
    Claim(
        re.compile(r"(?:依申请公开|信息公开申请|公开申请)(?:受理|申请|收件|办理)?(?:数量|总数|件数|数|量)?为(?:零|0)(?=[，。；]|$)"),
        _modern("3.1/total", old=("3.1",)),
        "没有收到申请",
    ),
    Claim(
        re.compile(r"(?<!、)(?:行政)?复议(?:案件|申请)?(?:数量|总数|件数|数|量)?(?:为(?:零|0)|零发生)(?=[，。；]|$)"),
        _modern("4.1/total", old=("4",)),
        "没有发生行政复议",
    ),
    Claim(
        re.compile(r"(?<!、)(?:行政)?诉讼(?:案件)?(?:数量|总数|件数|数|量)?(?:为(?:零|0)|零发生)(?=[，。；]|$)"),
        _modern("4.2/total", "4.3/total", old=("5",)),
        "没有发生行政诉讼",
    ),
    Claim(
        re.compile(rf"{_NONE}{_HAPPENED}[^，。；]{{0,24}}?复议(?:案件)?(?:机关)?(?:被)?(?:依法)?(?:纠错|纠正)[^，。；]*"),
        _modern("4.1/corrected", old=("4.2",)),
        "没有被复议纠正",
    ),
    Claim(
        re.compile(rf"{_NONE}{_HAPPENED}[^，。；]{{0,30}}?诉讼(?:案件)?(?:败诉|被?纠错)[^，。；]*"),
        _modern("4.2/corrected", "4.3/corrected", old=("5.2",)),
        "没有败诉",
    ),
    Claim(
        re.compile(r"(?<!、)(?:行政)?复议(?:案件)?(?:中)?，?(?:均)?(?:无|没有|未|未有)(?:一[件例起]|任何|发生|出现)?(?:被)?(?:依法)?(?:纠错|纠正)(?:的)?(?:案件|情况|情形)?(?=[，。；]|$)"),
        _modern("4.1/corrected", old=("4.2",)),
        "没有被复议纠正",
        needs="信息公开",
        unless="各类|全部行政",
    ),
    Claim(
        re.compile(r"(?<!、)(?:行政)?(?:诉讼|应诉)(?:案件)?(?:中)?，?(?:均)?(?:无|没有|未|未有)(?:一[件例起]|任何|发生|出现)?(?:被)?(?:依法)?(?:败诉|纠错|纠正)(?:的)?(?:案件|情况|情形)?(?=[，。；]|$)"),
        _modern("4.2/corrected", "4.3/corrected", old=("5.2",)),
        "没有败诉",
        needs="信息公开",
        unless="各类|全部行政",
    ),
    Claim(
        re.compile(rf"{_NONE}(?:新)?(?:制发|制定|出台|印发)(?:过)?(?:新的|任何|行政)*规范性文件"),
        {"2019": ("2.1.norms/made",), "2021": ("2.1.norms/made",), "2014": ("1.1.b",)},
        "没有制发规范性文件",
    ),
    Claim(
        re.compile(rf"{_NONE}(?:新)?(?:制发|制定|出台)(?:过)?(?:新的|任何|地方政府|政府)*规章"),
        {"2019": ("2.1.rules/made",), "2021": ("2.1.rules/made",)},
        "没有制定规章",
    ),
    Claim(
        re.compile(rf"{_NONE}(?:收取|收到|发生|产生|向)[^，。；]{{0,30}}(?:费用|收费|费)|{_NONE}[^，。；]{{0,12}}收费(?:情况|事项|行为|项目)?(?=[，。；]|$)"),
        {"2014": ("7",)},
        "没有收取费用",
        needs=r"公开|申请",
        unless=r"减免",
    ),
    Claim(
        re.compile(rf"{_NONE}(?:召开|举办|举行|组织)(?:过)?新闻发布会"),
        {"2014": ("2.2.1",)},
        "没有召开新闻发布会",
    ),
    Claim(
        re.compile(rf"{_NONE}(?:开展|举办|组织|进行)(?:过)?(?:政府)?(?:网站)?(?:在线|网上|网络)访谈"),
        {"2014": ("2.2.2",)},
        "没有开展在线访谈",
    ),
    Claim(
        re.compile(r"(?:行政)?复议(?:案件|申请)?(?:、|和|及|与)(?:行政)?诉讼(?:案件)?(?:数量)?(?:均|都)?为?(?:零|0件?)(?=[，。；]|$)"),
        _modern("4.1/total", "4.2/total", "4.3/total", old=("4", "5")),
        "没有发生行政复议和行政诉讼",
    ),
    Claim(
        re.compile(rf"{_NONE}{_HAPPENED}[^，。；]{{0,16}}政府信息公开[^，。；]{{0,8}}(?:举报|投诉)[^，。；]*"),
        {"2014": ("6",)},
        "没有举报投诉",
    ),
)  # fmt: skip
_FUTURE = re.compile(r"确保|力争|争取|下一步|今后|将(?!申)|要求|努力|避免|防止|计划")
_FEE_TAKEN = re.compile(
    r"(?:收取|收缴|共收)(?:了|政府|信息公开|依申请公开|的)*(?:信息)?(?:公开)?(?:信息)?处理费(?:用)?(?:共计|共|合计|总计)?(?P<sum>[1-9][\d,.]*)(?:余)?(?:万)?元"
)
_FEE_NONE = re.compile(r"(?:未|没有|无|不)(?:收取|产生|发生|收)[^，。；]{0,16}(?:信息)?处理费")


def check_statements(
    sheet: Sheet, prose: Prose, subject: Subject, corrected: Mapping[str, Decimal]
) -> Ledger:
    """Every such sentence against the cells it speaks of."""
    ledger = Ledger.empty()
    form = sheet.form.code
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for sentence in prose.sentences:
        if len(sentence.text) < 4:
            continue
        if form == "2014":
            _check_all_closed(sheet, sentence, prose, subject, corrected, ledger)
        for claim in CLAIMS:
            cells = claim.cells.get(form)
            if cells is None:
                continue
            for found in claim.pattern.finditer(sentence.text):
                if _applies(claim, found, sentence, subject):
                    key = (claim.what, cells)
                    _judge(
                        sheet, claim, cells, found, sentence, prose, corrected, ledger, seen, key
                    )
    return ledger


def denied_in_text(prose: Prose, form: str, subject: Subject) -> set[str]:
    """Cells that the text says are nought: 未发生行政复议, 未收到申请."""
    denied: set[str] = set()
    for sentence in prose.sentences:
        if len(sentence.text) < 4 or not re.search(_NONE, sentence.text):
            continue
        for claim in CLAIMS[1:]:
            cells = claim.cells.get(form, ())
            if len(cells) == 1 and cells[0] not in denied:
                found = claim.pattern.search(sentence.text)
                if found and _applies(claim, found, sentence, subject):
                    denied.add(cells[0])
    return denied


def _check_all_closed(
    sheet: Sheet,
    sentence: Sentence,
    prose: Prose,
    subject: Subject,
    corrected: Mapping[str, Decimal],
    ledger: Ledger,
) -> None:
    """2014: 均已办结 says that as many were closed as were received."""
    claim = CLAIMS[0]
    found = claim.pattern.search(sentence.text)
    if not found or not _applies(claim, found, sentence, subject):
        return
    if re.search(r"按时|按期|如期|及时", found.group()):
        return
    if any(cell not in sheet.cells for cell in ("3.1", "3.2")):
        return
    received, closed = (corrected.get(cell, sheet.value(cell)) for cell in ("3.1", "3.2"))
    start, end = sentence.start + found.start(), sentence.start + found.end()
    quote = prose.quote(start, end)
    if closed >= received:
        ledger.held.append(Held(Rule.STATEMENT, ("3.1", "3.2"), closed, received, f"“{quote}”"))
        return
    ledger.findings.append(
        Finding(
            rule=Rule.STATEMENT,
            severity=Severity.WARNING,
            cells=("3.2",),
            said=received,
            expected=closed,
            message=f"正文“{quote}”，统计表收到申请{plain(received)}件、办结{plain(closed)}件，请核对。",
            quote=quote,
            spans=(prose.span(start, end),),
            basis=BASIS,
        )
    )


def _applies(claim: Claim, found: re.Match[str], sentence: Sentence, subject: Subject) -> bool:
    text = sentence.text
    start = max((m.end() for m in re.finditer(r"[，；。：]", text[: found.start()])), default=0)
    stop = re.search(r"[，；。]", text[found.end() :])
    clause = text[start : found.end() + (stop.start() if stop else 0)]
    if re.search(claim.unless, clause) or _FUTURE.search(text):
        return False
    if re.search(
        r"存在的?(?:主要)?问题|改进|下一步|打算|工作安排", sentence.section + sentence.top
    ):
        return False
    if re.search(r"(?:复议|诉讼)[^，。；]{0,6}[1-9]\d*[件起宗例]", found.group()):
        # A lost full stop: what was denied is another thing than what is counted here.
        return False
    near = text + sentence.section + sentence.top
    if claim.needs and not re.search(claim.needs, near):
        return False
    if claim.what == "没有结转下年度的申请" and "办结" in found.group():
        if re.search(
            r"结转|顺延|下一?年度|次年|尚未|未办结|正在办理",
            text[: found.start()] + text[found.end() :],
        ):
            return False
        if not _about_applications(sentence, found):
            return False
    year = found.groupdict().get("year")
    if year is not None:
        # 2023年度申请已全部办结，未结转至2024年: it speaks of what came into this year.
        return int(year) == subject.year
    scope = scope_of(text, found.start(), found.end(), start, subject)
    return scope.reach is Reach.SAME or bool(
        re.match(r"截[至止].{0,12}(?:[底末]|31日|目前)?$", scope.words)
    )


def _about_applications(sentence: Sentence, found: re.Match[str]) -> bool:
    """Whether 均已办结 speaks of applications and of nothing counted after them."""
    head = sentence.text[: found.start()]
    pattern = rf"(?P<own>{words.NOUN})|(?P<other>{words.OTHER_TOPIC.pattern})"
    counted = [match["own"] is not None for match in re.finditer(pattern, head)]
    if counted:
        return counted[-1]
    heading = sentence.section + sentence.top
    return bool(re.search(r"依申请|收到和处理", heading)) and not re.search(words.OTHER_TOPIC, head)


def _judge(
    sheet: Sheet,
    claim: Claim,
    cells: tuple[str, ...],
    found: re.Match[str],
    sentence: Sentence,
    prose: Prose,
    corrected: Mapping[str, Decimal],
    ledger: Ledger,
    seen: set[tuple[str, tuple[str, ...]]],
    key: tuple[str, tuple[str, ...]],
) -> None:
    start, end = sentence.start + found.start(), sentence.start + found.end()
    quote = prose.quote(start, end)
    missing = [cell for cell in cells if cell not in sheet.cells]
    if missing:
        why = f"{sheet.label(missing[0])}未能读出，无法核对“{quote}”"
        ledger.not_assessable.append(NotAssessable(Rule.STATEMENT, cells, why))
        return
    number = sum((corrected.get(cell, sheet.value(cell)) for cell in cells), Decimal(0))
    if number == 0:
        label = quote.replace("\n", "")
        ledger.held.append(Held(Rule.STATEMENT, cells, Decimal(0), number, f"“{label}”"))
        return
    if key in seen:
        return
    seen.add(key)
    filled = tuple(cell for cell in cells if sheet.cells[cell]) or cells
    where = "、".join(sheet.label(cell) for cell in filled)
    ledger.findings.append(
        Finding(
            rule=Rule.STATEMENT,
            severity=Severity.WARNING,
            cells=filled,
            said=Decimal(0),
            expected=number,
            message=f"正文“{quote.replace(chr(10), '')}”（即{claim.what}），统计表{where}为{plain(number)}，请核对。",
            quote=quote,
            spans=(prose.span(start, end),),
            basis=BASIS,
        )
    )


def check_fee_statements(prose: Prose) -> Ledger:
    """信息处理费 said to be taken in one place and not taken in another.

    Reading: 行政事业性收费 in table 2 is another matter and never contradicts it.
    """
    ledger = Ledger.empty()
    taken = none = None
    for sentence in prose.sentences:
        if re.search(r"(?:19|20)\d\d年", sentence.text) and re.search(
            r"上一?年|去年", sentence.text
        ):
            continue
        for found in _FEE_TAKEN.finditer(sentence.text):
            taken = taken or (sentence, found)
        for found in _FEE_NONE.finditer(sentence.text):
            none = none or (sentence, found)
    if taken is None or none is None:
        return ledger
    spans = []
    for sentence, found in (none, taken):
        spans.append(prose.span(sentence.start + found.start(), sentence.start + found.end()))
    quote = prose.source[spans[0][0] : spans[0][1]]
    ledger.findings.append(
        Finding(
            rule=Rule.STATEMENT,
            severity=Severity.WARNING,
            cells=(),
            said=None,
            expected=None,
            message=f"一处称“{quote}”，另一处称“{prose.source[spans[1][0] : spans[1][1]]}”，前后矛盾，请核对。",
            quote=quote,
            spans=tuple(spans),
            basis="《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）：收取情况在第六部分报告",
        )
    )
    return ledger

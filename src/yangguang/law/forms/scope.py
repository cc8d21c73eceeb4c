"""Whose figures and which time a sentence of a report speaks of.

The same words carry this year's number for the whole body, last year's for comparison, a quarter's,
or one bureau's share. A figure may be held against the table only if its scope is the table's; where
that is unclear a reader is asked, and where it is plainly another scope nothing is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum


class Reach(IntEnum):
    """How a figure's scope relates to the table's."""

    SAME = 0
    UNCLEAR = 1
    """A part of the body, or up to a day in the year: a reader would ask."""
    CUMULATIVE = 2
    """Counted over years: may be more than this year's number."""
    OTHER = 3
    """Plainly another year, period or body."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A reach with the words that decide it."""

    reach: Reach
    words: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """Who reports and for which year; either may be unknown."""

    agency: str = ""
    year: int | None = None

    @property
    def is_government(self) -> bool:
        """Whether the report is a government's and not a department's."""
        return self.agency.endswith(
            ("人民政府", "政府", "政府办公室", "政府办公厅", "管委会", "管理委员会")
        )


_YEAR = re.compile(r"(?<![\d〔])((?:19|20)\d\d)年")
_NOT_A_YEAR_OF_COUNT = re.compile(
    r"^(?:度|全年|底|末)?(?:的)?(?:结转|转入|转来|转接|遗留|未办结|顺延|跨年|延续|继续办理|办理|答复|处理|结余)"
)
_COMPARED = re.compile(r"(?:较|比|与|同|于|对比|相比于?|和|至|到|入)$")
_LAST_YEAR = re.compile(r"上一?年度?|去年|前年|往年|同期")
_CARRIED = re.compile(
    r"(?:上一?(?:个)?年度?|去年|往年|以前年度|(?:19|20)\d\d年度?)(?:度)?(?:的)?"
    r"(?:结转|转入|转来|转接|遗留|未办结|顺延|跨年|延续|结余|申请)"
)
_COMPARISON = re.compile(
    r"(?:较|比|与|同|相比|相较于?)(?:上一?年度?|去年|往年|前年|(?:19|20)\d\d年)(?:度)?(?:同期)?(?:相比|的)?|同比|环比"
)
_PERIOD = re.compile(
    r"第?[一二三四1-4](?:个)?季度|上半年|下半年|前[三3]季度|(?<![\d至到—~-])1[-—~至到](?:[2-9]|1[01])月|"
    r"(?<![\d年])(?:[1-9]|1[0-2])月(?:份)?(?![\d底末])|(?<=年)(?:[1-9]|1[0-1])月(?:份)?(?!\d)|[上下]旬|本月|当月|每月|每季"
)
_UNTIL = re.compile(
    r"截[至止](?:到|于)?(?:目前|(?:(?P<year>(?:19|20)\d\d)年)?(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|底|末)?)?(?P<end>年?[底末])?)"
)
_THIS_YEAR = re.compile(r"全年|本年|今年|年度|年内|当年|报告期|一年来|统计期")
_SINCE = re.compile(
    r"(?:自|从)[^，。]{1,20}(?:以来|起(?!草|诉))|(?<!今年)(?<!年初)(?<!入春)(?<!年)以来|历年|近年来?|近[两三四五几]年|多年来"
)
_PLANNED = re.compile(r"计划|拟|力争|预计|目标|争取|不少于|原则上|应当|要求各")
_AVERAGE = re.compile(r"平均|日均|月均|人均|户均|每[天日周月季次]")
_DELTA = re.compile(
    r"(?:增加|减少|增长|下降|上升|上涨|提高|降低|多出?|少|增|减|净增|回落)(?:了|约|近)?$"
)
_PART = re.compile(
    r"本级|政府办(?:公[室厅])?|代表[^，。]{0,12}政府|机关本部|局机关|局本级|(?<!本)(?<!各)单位直接|直属机关"
)
_SUBORDINATE = re.compile(
    r"(?:各|其他(?!组织)|下属|所属|基层|有关|相关|其余)[^，。、]{0,8}?(?:部门|单位|县区|区县|县市区|县|区|镇|乡|街道|乡镇|镇街|街镇|局|委办局|科室|分局|中队)|"
    r"(?:市|县|区|省|州)?直(?:部门|单位|机关)|(?:部门|单位)(?:和|及|、)(?:乡|镇|街)|(?:县区|部门|镇街|乡镇|街道|区县)(?:共|合计|收到|受理|办理|层面|一级)|\d+(?:个|家)(?:部门|单位|县|区|镇|街道)"
)
_NOT_WHOSE = re.compile(r"各级(?:各)?(?:部门|政府|行政机关)|各级各部门")
_BODY = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,10}?(?:局|委员会|(?<=[改健教卫交])委|厅|街道(?:办事处)?|镇|乡|分局|支队|大队|"
    r"办事处|法院|检察院|学校|医院|公司|管委会|公安|(?<=[\u4e00-\u9fff]{2})[县区旗市](?=[^\u4e00-\u9fff]|收|受|办|共|政|人|接|的|处|答|全|本|今|当|于|自|$)))"
)
_OWN = re.compile(
    r"(?:我|本|全|该)(?:[省市县区州旗盟镇乡局委办厅院所]|街道|机关|单位|部门|系统|辖区)"
)
_NOT_BODY = re.compile(
    r"(?:全|我|本|各|该|辖|社|园|城|地|乡|街|城乡|市辖|新|县|省|地|该)(?:区|县|镇|乡|局|街道|市)$|结局|布局|格局|大局|当局|全局|委$"
)


def scope_of(text: str, start: int, end: int, left: int, subject: Subject) -> Scope:
    """The scope of the figure at ``text[start:end]`` in a sentence whose clause begins at ``left``."""
    head, clause = text[:start].replace("\x02", ""), text[left:start].replace("\x02", "")
    tail = re.match(r"[^，。；、]{0,4}（([^）]{0,30})）", text[end : end + 40])
    note = tail.group(1) if tail else ""
    for found in (
        _time(head, clause, note, subject),
        _whose(head, clause, subject),
    ):
        if found is not None and found.reach is not Reach.SAME:
            return found
    return Scope(Reach.SAME)


def _time(head: str, clause: str, note: str, subject: Subject) -> Scope | None:
    if _DELTA.search(clause):
        return Scope(Reach.OTHER, "增减量")
    if found := _AVERAGE.search(clause) or _PLANNED.search(clause):
        return Scope(Reach.OTHER, found.group())
    worst = _period(head, clause, note)
    if worst is not None and worst.reach is Reach.OTHER:
        return worst
    year = _year_of(head, clause)
    if year is not None and subject.year is not None and year[0] != subject.year:
        return Scope(Reach.OTHER, year[1])
    last = _last_year(clause)
    if re.search(r"由其(?:自行)?(?:答复|办理|处理)", head[-1:] + clause):
        return Scope(Reach.OTHER, "由其自行办理")
    if last and year is None:
        return Scope(Reach.OTHER, last)
    if last and head.rfind(last) > head.rfind(year[1] if year else ""):
        return Scope(Reach.OTHER, last)
    opening = re.match(
        r"(?:而|其中)?(?P<then>上一?年度?|去年度?|往年|前年|上一?年同期|去年同期)，", head
    )
    if opening and year is None and not _THIS_YEAR.search(head[opening.end() :]):
        return Scope(Reach.OTHER, opening["then"])
    found = _SINCE.search(head)
    if found and not re.match(r"(?:今年|年初)", head[max(0, found.start() - 2) :]):
        return Scope(Reach.OTHER, found.group())
    if worst is not None and "累计" in clause and not _THIS_YEAR.search(head):
        return Scope(Reach.CUMULATIVE, "累计")
    if worst is not None:
        return worst
    if "累计" in clause and not _THIS_YEAR.search(head) and year is None:
        return Scope(Reach.CUMULATIVE, "累计")
    return None


def _year_of(head: str, clause: str) -> tuple[int, str] | None:
    """The last year named before the figure that says when it was counted."""
    for found in reversed(list(_YEAR.finditer(head))):
        before, after = head[: found.start()], head[found.end() :]
        if _NOT_A_YEAR_OF_COUNT.match(after):
            continue
        if _COMPARED.search(before) and len(after) > len(clause):
            # 较2023年增长12%，收到…: the comparison ended with its own clause.
            continue
        if before.endswith("—") or before.count("《") > before.count("》"):
            continue
        if re.search(r"截[至止](?:到|于)?$", before):
            continue
        return int(found.group(1)), found.group()
    return None


def _last_year(clause: str) -> str:
    rest = _COMPARISON.sub("", _CARRIED.sub("", clause))
    if re.search(r"结转|转入|遗留|顺延", rest):
        return ""
    found = _LAST_YEAR.search(rest)
    return found.group() if found else ""


def _period(head: str, clause: str, note: str) -> Scope | None:
    near = head[-60:]
    found = _PERIOD.search(_UNTIL.sub("", near))
    if found and not re.search(r"1[-—~至到]12月", near):
        return Scope(Reach.OTHER, found.group())
    for text in (note, near):
        found = _UNTIL.search(text)
        if not found or found.group() in ("截至", "截止"):
            continue
        month, day = found["month"], found["day"]
        if month and not (month == "12" and (day in (None, "31"))):
            return Scope(Reach.UNCLEAR, found.group())
        return Scope(Reach.UNCLEAR, found.group())
    if note and re.search(r"其中|不含|含[^上结]", note) and "含上" not in note:
        return Scope(Reach.UNCLEAR, f"（{note}）") if "不含" in note else None
    return None


def _whose(head: str, clause: str, subject: Subject) -> Scope | None:
    near = re.split(r"[；。]", head)[-1]
    local = clause or near
    for text in (local, near):
        if _NOT_WHOSE.search(text):
            return Scope(Reach.UNCLEAR, _NOT_WHOSE.search(text).group())  # type: ignore[union-attr]  # searched above
        found = _SUBORDINATE.search(text)
        if found and not (
            subject.agency
            and re.sub(r"(?:共|合计|收到|受理|办理|层面)$", "", found.group()) in subject.agency
        ):
            whole_clause = re.split(r"[，；。]", head)[-1]
            near_enough = text is local or found.group() in whole_clause
            return Scope(Reach.OTHER if near_enough else Reach.UNCLEAR, found.group())
        if found := _PART.search(text):
            if "其中" in local:
                return Scope(Reach.OTHER, found.group())
            if subject.agency.endswith(("办公室", "办公厅")):
                return None
            return Scope(Reach.UNCLEAR, found.group())
        named = _other_body(text, subject)
        if named:
            return Scope(Reach.OTHER if text is local else Reach.UNCLEAR, named)
        if _OWN.search(text):
            return None
    return None


def _other_body(text: str, subject: Subject) -> str:
    """A body named in the text that is not the one that reports; "" if there is none."""
    cut = re.split(r"收到|受理|办理|办结|答复|接收|处理|发布|公开|召开|作出", text)[0]
    for found in _BODY.finditer(cut):
        name = found["name"]
        name = re.sub(r"^.*(?:其中|[0-9]年度?|全年|本年度?|今年|年度)", "", name)
        name = re.sub(r"^(?:年度?|月份?|日|另|由|向|对|以|在|及|和|与|从|经|共|、)+", "", name)
        if not name or _OWN.search(name) or _NOT_BODY.search(name) or len(name) < 2:
            continue
        if subject.agency and (name in subject.agency or subject.agency.endswith(name[-3:])):
            continue
        return name
    return ""

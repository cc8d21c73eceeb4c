"""Named for a post or an examination, by the list or line a name stands in."""

from __future__ import annotations

import re
from collections.abc import Collection

from yangguang.text.privacy import cues
from yangguang.text.privacy.candidates import Candidate
from yangguang.text.privacy.finding import Finding
from yangguang.text.privacy.officials import has_title
from yangguang.text.privacy.parts import private_chance

_OFFICE_LIST = re.compile(
    r"([\u4e00-\u9fff]{2,8})[：: ]{1,2}(?:执法人员|工作人员|民警)?(?:[\u4e00-\u9fff][ \u3000]{0,2}[\u4e00-\u9fff]{1,3}(?:[（(][^（）()\n]{2,24}[）)])?(?:、|[ \u3000]{1,4})){1,8}$"
)
_LIST_REACH = 48


_AT_DESK = re.compile(
    r"[\u4e00-\u9fff]{2}(?:[局股科室处]|司法所|派出所|卫生院|村委会|居委会|大队|中队|支队|政府|委员会|街道办|窗口|业务部)(?<!办公室)[ \u3000]{0,2}(?:[\u4e00-\u9fff]{2,3}[、 \u3000]{1,2}){0,3}$"
)


def sits_behind_desk(text: str, one: Candidate) -> bool:
    """Whether a name follows a desk in the line of a contact: 联系人：林业局法规股某某、某某."""
    line = text.rfind("\n", 0, one.start) + 1
    clause = max(line, one.start - 60)
    return (
        _AT_DESK.search(text, clause, one.start) is not None
        and _CONTACT.search(text, clause, one.start) is not None
    )


_CONTACT = re.compile(
    r"(?:联系人|接访人|接待人|接谈人|受理人|登记人|责任人|[小专]组(?:组长|成员)|组长|负责人|联络人|联络员|经办人|承办人|责任单位)[^。；;]{0,40}$"
)


_TAKES_IN = re.compile(r"收款单位[：:][^\n]{2,30}收款人[：: ]{1,2}$")


def takes_in_money(text: str, one: Candidate) -> bool:
    """Whether the bearer signs a receipt for the body that takes the money in."""
    return _TAKES_IN.search(text, max(0, one.start - 60), one.start) is not None


_ASKED_BY = re.compile(
    r"(?:讯[（(]询[）)]|询[（(]讯[）)])问人[：: ]{1,2}(?:[\u4e00-\u9fff·]{2,6}、){0,3}$"
)
_DRIVES_IT = re.compile(
    r"(?:公务(?:用)?车|公车|执法车|警车|消防车|救护车|公交车|校车|洒水车|环卫车|巡逻车|单位车辆|值班车|押运车)[^，。；\n（(]{0,12}[（(](?:当班|值班|当值)?(?:驾驶员|司机|驾驶人)[：:]?$"
)
# 监督电话：0311-…（住建局村镇股，某某）
_BEHIND_LINE = re.compile(
    r"[0-9０-９][）)]?[（(][\u4e00-\u9fff]{2,20}(?:[局股科室处站所办委院]|中心|大队)[，,、 ]$"
)
_TOLD_BEFORE = (_ASKED_BY, _BEHIND_LINE, _DRIVES_IT)
_HAS_DESK_LINE = re.compile(r"(?:、[\u4e00-\u9fff·]{2,6}){0,3}[ \u3000，,]{1,3}办公(?:电话|座机)")
# 俞作豫，生于1901年; 李明瑞（1896—1931）
_OF_OLD = re.compile(
    r"[，,（(](?:生于)?1(?:[0-8][0-9]{2}|90[0-9])年|[（(]1[0-9]{3}年?[—\-－~～至]{1,2}1[0-9]{3}年?[）)]"
)
_THERE_FOR = re.compile(r"[（(]([\u4e00-\u9fff]{3,8})[，,）)]")
_FOR_AN_OFFICE = 0.06
_PLAIN_WORD = 2
_ANSWERS_LINE = re.compile(
    r"(?:咨询|服务|办公|联系|监督|投诉)电话[：: ]{0,2}[（(]?[0０][0-9０-９]{2,3}[)）]?[-－— ]{0,2}[0-9０-９]{7,8}[，,。；; ]{1,2}联系人[：: ]{1,2}$"
)


def answers_line(text: str, one: Candidate) -> bool:
    """Whether the bearer is who answers a line given to the public: 咨询电话0999-…。联系人：某某."""
    return _ANSWERS_LINE.search(text, max(0, one.start - 40), one.start) is not None


def is_told_in_office(text: str, one: Candidate) -> bool:
    """Whether it is said what office the bearer is there for: 询问人, whoever drives the duty car, （网格员）.

    A part in brackets says nothing of whom the word before names as a private person: 被告某某（网格员）.
    """
    if any(told.search(text, max(0, one.start - 40), one.start) for told in _TOLD_BEFORE):
        return True
    if _HAS_DESK_LINE.match(text, one.end) or _OF_OLD.match(text, one.end):
        return True
    part = _THERE_FOR.match(text, one.end)
    if part is None or private_chance(part[1], "none") >= _FOR_AN_OFFICE:
        return False
    kind, word = cues.before(text, len(text[: one.start].rstrip("：: \u3000")))
    return kind != "private" or len(word) < _PLAIN_WORD


def speaks_for_office(text: str, one: Candidate, seated: Collection[str]) -> bool:
    """Whether a line of minutes begins with one who was named at their head with a part in office."""
    return (
        text[one.start - 1 : one.start] in ("", "\n")
        and text[one.end : one.end + 1] in ("：", ":")
        and text[one.start : one.end] in seated
    )


_PLAIN_ROLE = 3


def is_listed_in_office(text: str, one: Candidate) -> bool:
    """Whether a list that an office heads leads up to it, whatever its other members read as."""
    led = _OFFICE_LIST.search(text, max(0, one.start - _LIST_REACH), one.start)
    if led is not None:
        kind, word = cues.before(text, led.end(1))
        if kind == "private" and len(word) > _PLAIN_ROLE:
            # 业主代表：某某 ends with a title and is none.
            return False
    return led is not None and (
        cues.before(text, led.end(1))[0] == "official" or has_title(text, led.end(1))
    )


def is_result_of_exam(text: str, one: Candidate, sure: list[Finding]) -> bool:
    """Whether a line tells who passed an examination, and nothing of theirs but number and school.

    Such lists are published by rule: 《公务员录用规定》, 《事业单位公开招聘人员暂行规定》.
    """
    start = text.rfind("\n", 0, one.start) + 1
    end = text.find("\n", one.end)
    end = len(text) if end < 0 else end
    if _EXAMINED.search(text, max(start, one.start - 60), min(end, one.end + 60)) is None:
        return False
    return not any(start <= found.start < end for found in sure)


_EXAMINED = re.compile(r"准考证号|[职岗]位代码|报考[职岗]位|笔试成绩|面试成绩|综合成绩|总成绩")

"""The words around a figure: the clause before it without fillers, the noun phrase after it.

What may stand before a noun without narrowing it is told here too, for an unknown word there
usually means a part of the whole.
"""

from __future__ import annotations

import re

from yangguang.law.forms import vocabulary as words

_CLAUSE = 160
"""No clause of a report is longer; what stands farther back says nothing on the figure."""


HARMLESS = re.compile(
    r"(?:19|20)\d\d年度?|全年|本年度?|今年|年内|当年|年度|一年来|全[省市县区州旗镇乡局系统]+|我[省市县区州旗镇乡局委办厅]|本[机关单位局委办部门]+|"
    r"[省市县区州旗镇乡]?(?:人民)?政府|共|总计|合计|累计|各类|的|有|受理|收到|接收|办理|新收|期间|报告期|方面|：|，|“|”|其中|对|这|上述"
)


TREND = r"(?:总体|总量|基本|变化不大|有所|明显|大幅|稳定|持平|上升|下降|增长|增加|减少|略有|保持|平稳|较多|较大)+"


WHO = r"[\u4e00-\u9fff]{0,10}?(?:收到|受理|接收|办理)"


VERB_ONLY = re.compile(
    rf"(?:[^，；。]{{0,24}}?)(?:先后|前后|{words.RECEIVED}|{words.HANDLED}|召开|举办|举行|组织|开展|组织召开|制发|制定|印发|出台|发布|废止|公开|"
    r"主动公开|作出|做出|实施|尚有|仍有|还有|有|对|将|其中|共有)(?:了|到|各类|有效|的)*"
)


_AFTER_NOUN = re.compile(
    rf"^(?:的)?(?:为|是|系|属于|属|由|均为|因)?(?:{words.NOUN}|新收|(?:召开|举办|组织|开展|参加|接受)[^，。；]{{2,24}}|[^，。；]{{0,30}}(?:公开|结转|转入|提出|申请|维持|纠正|纠错|审结|提供|处理|办理|答复|规范性文件|规章|新闻发布会|访谈|期限内|办理中|过程中))"
)


def core_of(left: str) -> str:
    """The words of a clause without connectives at its head and fillers before the figure."""
    text = words.LEAD.sub("", left[-_CLAUSE:].replace("\x02", "").strip())
    previous = None
    while previous != text:
        previous = text
        text = words.FILLER.sub("", text).rstrip("、 ")
    return text


def noun_after(right: str, *, form_2014: bool = False) -> str:
    """A noun phrase that follows the figure, without its copula; "" if the words are none."""
    text = right.strip()
    if form_2014 and re.fullmatch(r"(?:均|都|已|全部)+按[时期]办结", text):
        return "按时办结"
    text = re.split(r"将|均|已|都|全部|现", text)[0]
    if not text or not _AFTER_NOUN.match(text):
        return ""
    return re.sub(r"^(?:的)?(?:均为|为|是|系|由)?", "", text).rstrip("的中里")


def may_name_all_appeals(prefix: str) -> bool:
    """Whether what stands before 行政复议 lets it be the whole and not some part."""
    rest = re.sub(
        r"因|涉及|政府信息公开|信息公开|依申请公开|工作|答复|申请|不服|本年度?|全年|今年|年度|20\d\d年|我[省市县区局委镇乡]|全[省市县区州系统]{1,2}|本机关|"
        r"共|收到|受理|发生|被|提起|引发|产生|引起|而|的|政府|办理|有关|相关|由|各类|方面|以|为|被申请人|对|行政机关|承办|参加|应对|新增|新收|其中|、|和|及|“|”|市|县|区|公民|法人|向|有|件|数量|案件|机关|人民|在|中|关于|了|到|事项|情况",
        "",
        prefix,
    )
    return len(rest) <= 4 and not re.search(r"纠错|败诉|避免|降低|防范|率|审理|调解|辖区", prefix)


def may_precede_outcome(prefix: str) -> bool:
    rest = re.sub(
        r"行政复议|复议|行政诉讼|诉讼|机关|法院|人民|结果|案件|决定|判决|为|其中|、|和|的|被|经|已|有|共|审结|办结|均|中|依法|作出|做出|后|处理|裁定|裁判|方面|，|：",
        "",
        prefix,
    )
    return len(rest) <= 3

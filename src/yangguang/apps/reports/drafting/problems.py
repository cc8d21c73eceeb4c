"""Proposals for the section on problems: what the year's figures themselves point to.

They are a beginning for the writer, never the whole: a report must speak of what people saw, and
each proposal names the figure it comes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from yangguang.apps.reports.drafting.material import Material
from yangguang.apps.reports.drafting.pen import Pen
from yangguang.apps.reports.drafting.tokens import plain

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
_PROMISE = re.compile(
    r"下一步|今后|将(?:继续|进一步|重点|着力|加强|加大|完善|推进|健全|持续)|改进措施|"
    r"^[一二三四五六]是(?:加强|加大|完善|推进|健全|持续|提升|强化|深化|优化|规范|组织|开展)"
)
_NOT_A_PROMISE = re.compile(r"上一?年度|本年度存在|均已|已经|^（[一二三四五]）[^。；]{1,20}$")
_LEAD = re.compile(
    r"^(?:下一步|今后)?，?(?:针对(?:上述|以上|这些)问题，)?(?:下一步，)?(?:我们|我[市县区旗州镇乡局委办厅]|本机关)?(?:将)?(?:重点)?(?:从以下方面(?:改进|加强)：)?"
)
_NUMBERED = re.compile(r"^[一二三四五六七八九]是|^（[一二三四五六七八九]）|^\d[.．、]")
MOST_COMMITMENTS = 4


@dataclass(frozen=True, slots=True)
class Problem:
    """A shortcoming that figures show, and what could be done."""

    found: str
    remedy: str


def found_in_figures(pen: Pen, *, at_least: int = 2) -> list[Problem]:
    """Problems that follow from the year's figures, gravest first, then ones met in most bodies."""
    found = list(_2014(pen) if pen.book.form == "2014" else _modern(pen))[:3]
    usual = [
        Problem(
            pen.vary(
                "usual-1",
                "政策解读的形式还不够多样，图表、问答等直观形式运用较少",
                "公开内容与群众需求的对接还不够精准，集成展示不足",
                "部分栏目内容更新不够均衡",
            ),
            pen.vary(
                "usual-1",
                "丰富解读形式，做到政策与解读同步起草、同步审批、同步发布",
                "围绕群众办事和关心的事项整合发布信息，方便一次查到",
                "定期检查栏目更新情况，列出清单、限期更新",
            ),
        ),
        Problem(
            pen.vary(
                "usual-2",
                "从事政府信息公开工作的人员变动较多，业务能力有待加强",
                "基层单位之间工作水平存在差距",
                "政府信息公开与业务工作的融合有待加强",
            ),
            pen.vary(
                "usual-2",
                "加强业务培训和案例研讨，稳定工作队伍",
                "加强对基层单位的指导，推广规范做法",
                "把公开要求落实到文件起草、决策和执行的各个环节",
            ),
        ),
    ]
    return found + usual[: max(0, at_least - len(found))]


def _modern(pen: Pen) -> Iterator[Problem]:
    corrected = pen.parts(
        [
            ("行政复议结果纠正的", "4.1/corrected"),
            ("行政诉讼结果纠正的", "4.2/corrected+4.3/corrected"),
        ],
        "件",
        lead="",
    )
    if corrected:
        yield Problem(
            f"答复质量有待提高，{corrected.replace('、', '，')}",
            "加强答复前的法制审核，对被纠正的案件逐件复盘，统一答复标准",
        )
    open_share = pen.book.value("share:3.4/total|3.1/total+3.2/total")
    if open_share is not None and open_share >= 8:
        yield Problem(
            f"部分申请办理周期较长，年末仍有{pen.fig('3.4/total')}件结转下年度办理",
            "按节点跟踪办理进度，对临近期限的申请提前提醒、逐件督办",
        )
    lost = pen.book.value("share:3.3.4.1/total|3.3.7/total")
    if lost is not None and lost >= 15:
        yield Problem(
            f"以本机关不掌握相关政府信息为由答复的占办结总数的{pen.fig('share:3.3.4.1/total|3.3.7/total')}%，对申请人的指引还不够",
            "完善公开指南和机构职能信息，能够确定负责机关的，告知其名称和联系方式",
        )
    if pen.n("items.policy") >= 10 and pen.n("items.interpretations") * 3 < pen.n("items.policy"):
        yield Problem(
            "政策解读的数量和政策文件相比偏少", "明确应当解读的文件范围，未附解读方案的不予审签"
        )
    petitions = pen.n("3.3.5.1/total")
    if petitions >= max(Decimal(3), pen.n("3.3.7/total") / 10):
        yield Problem(
            f"以申请公开的形式反映信访、投诉事项的有{pen.fig('3.3.5.1/total')}件，渠道引导有待加强",
            "在申请入口和公开指南中说明信访、投诉、咨询渠道，做好告知和衔接",
        )


def _2014(pen: Pen) -> Iterator[Problem]:
    corrected = pen.parts(
        [("行政复议被依法纠错的", "4.2"), ("行政诉讼被依法纠错的", "5.2")], "件", lead=""
    )
    if corrected:
        yield Problem(
            f"依申请公开答复的规范性有待提高，{corrected.replace('、', '，')}",
            "加强答复前的法制审核，规范答复文书",
        )
    late = pen.book.value("share:3.2.2|3.2")
    if late is not None and late >= 10:
        yield Problem(
            f"申请办理效率有待提高，全年延期办结{pen.fig('3.2.2')}件",
            "优化内部流转程序，提高办理效率",
        )
    if pen.n("1.1.b") >= 10 and pen.n("2.2.3") * 3 < pen.n("1.1.b"):
        yield Problem("政策解读工作有待加强", "做好重要政策的解读，及时回应社会关切")


def problems_text(pen: Pen, material: Material) -> str:
    """The whole section: last year's commitments, this year's problems, measures."""
    order = "一二三四五"
    found = found_in_figures(pen)
    lines = []
    if material.commitments:
        lines.append("（一）上年度问题改进情况")
        promised = "；".join(material.commitments)
        answered = material.prompt("improvements", "说明：上述措施逐项落实的情况和成效")
        lines.append(f"上一年度报告提出的改进措施为：{promised}。{answered}")
        lines.append("（二）本年度存在的主要问题")
    else:
        lines.append("（一）存在的主要问题")
    said = "；".join(f"{order[at]}是{one.found}" for at, one in enumerate(found))
    lead = pen.vary(
        "problems",
        f"对照《条例》要求和群众期待，{material.body.we}政府信息公开工作还存在以下问题：",
        f"{pen.book.year}年，{material.body.we}政府信息公开工作仍有不足，主要是：",
        "政府信息公开工作还需要在以下方面改进：",
    )
    lines.append(f"{lead}{said}。")
    extra = material.notes.get("problems")
    if extra is None:
        lines.append(
            "［请核对：以上问题由本年数据提示，补充日常工作、监督检查和社会评议中发现的问题］"
        )
    elif extra:
        lines.append(extra)
    lines.append(f"（{'三' if material.commitments else '二'}）改进措施")
    will = pen.vary("measures", "下一步，将重点做好以下工作：", "今后将从以下方面改进：")
    lines.append(
        will + "；".join(f"{order[at]}是{one.remedy}" for at, one in enumerate(found)) + "。"
    )
    return "\n".join(lines)


def commitments_of(section: str) -> tuple[str, ...]:
    """What a report's section on problems promises to do better, one measure each, without figures.

    Sentences are taken from the first that speaks of the time to come; a list 一是…；二是… is parted.
    """
    promised: list[str] = []
    begun = False
    for sentence in _SENTENCE.findall(plain(section)):
        words = sentence.strip().rstrip("。！？")
        if _NOT_A_PROMISE.search(words):
            begun = False
            continue
        begun = begun or bool(_PROMISE.search(words))
        if not begun:
            continue
        words = _LEAD.sub("", words.rpartition("：")[2])
        promised += [_NUMBERED.sub("", piece).strip("，；、 ") for piece in words.split("；")]
    kept = [one for one in promised if 6 <= len(one) <= 80 and not re.search(r"\d", one)]
    return tuple(dict.fromkeys(kept))[:MOST_COMMITMENTS]

"""The way of an application as a picture: boxes one below the other, and the same as a list.

The picture is plain SVG without script or inline style; the list beside it says all that the
picture says, and more.
"""

from __future__ import annotations

from dataclasses import dataclass

WIDTH = 340
_BOX_X, _BOX_WIDTH = 20, 300
_TOP, _GAP, _LINE, _PAD = 8, 24, 20, 11


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: a short name, the limit or condition below it, and the full sentence."""

    name: str
    note: str
    sentence: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A stage where it stands in the picture; ``arrow`` is the y of the line to the next, 0 = none."""

    stage: Stage
    y: int
    height: int
    name_y: int
    note_y: int
    arrow: int

    @property
    def bottom(self) -> int:
        """Where the box ends."""
        return self.y + self.height

    @property
    def tip(self) -> str:
        """The three corners of the arrow's head."""
        end = self.arrow
        return f"{WIDTH // 2 - 4},{end - 7} {WIDTH // 2 + 4},{end - 7} {WIDTH // 2},{end}"


@dataclass(frozen=True, slots=True)
class Flow:
    """The whole picture."""

    boxes: list[Box]
    width: int
    height: int
    x: int = _BOX_X
    box_width: int = _BOX_WIDTH
    middle: int = WIDTH // 2


STAGES = (
    Stage(
        "提交申请",
        "当面、邮寄、网上、传真、口头",
        "申请人提交申请，写明姓名或者名称、身份证明、联系方式，所需信息的描述，获取的形式和方式"
        "（条例第二十九条）。",
        strong=True,
    ),
    Stage(
        "登记，确定收到申请之日",
        "网上、传真、平信须双方确认",
        "受理机关登记。当面提交的当日、邮寄的签收之日为收到申请之日；平常信函、网上、传真以双方确认"
        "之日为准（条例第三十一条）。",
    ),
    Stage(
        "审核：内容是否明确",
        "不明确的，7个工作日内一次通知补正",
        "内容不明确的，受理机关自收到之日起7个工作日内一次性告知补正，答复期限自收到补正的申请之日起"
        "计算；无正当理由逾期不补正的，不再处理（条例第三十条）。",
    ),
    Stage(
        "查找、审查",
        "征求第三方、其他机关意见的时间不计入",
        "受理机关查找并审查信息；可能损害第三方合法权益的，书面征求意见，第三方15个工作日内答复；"
        "征求第三方和其他机关意见的时间不计入答复期限（条例第三十二条、第三十三条）。",
    ),
    Stage(
        "答复",
        "20个工作日，最多再延长20个工作日",
        "自收到申请之日起20个工作日内答复；需要延长的，经公开工作机构负责人同意并告知申请人，"
        "最多延长20个工作日（条例第三十三条）。",
        strong=True,
    ),
    Stage(
        "公开、部分公开、不予公开等",
        "书面答复，写明理由、依据和救济途径",
        "答复种类有：予以公开、部分公开、不予公开、无法提供、不予处理等，说明理由和依据"
        "（条例第三十六条至第三十九条）。",
    ),
    Stage(
        "不服的，复议、诉讼或者投诉",
        "对不予公开的，先申请行政复议",
        "认为侵犯合法权益的，可以向上一级行政机关或者公开工作主管部门投诉、举报，也可以申请行政复议或者"
        "提起行政诉讼（条例第五十一条）；对不予公开的决定，先申请行政复议（行政复议法第二十三条）。",
    ),
)


def flow() -> Flow:
    """The stages with their places."""
    boxes = []
    y = _TOP
    height = 2 * _LINE + 2 * _PAD
    for place, stage in enumerate(STAGES):
        last = place == len(STAGES) - 1
        boxes.append(
            Box(
                stage,
                y,
                height,
                y + _PAD + 15,
                y + _PAD + _LINE + 14,
                0 if last else y + height + _GAP,
            )
        )
        y += height + _GAP
    return Flow(boxes, WIDTH, y - _GAP + _TOP)

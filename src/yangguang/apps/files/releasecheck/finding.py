"""One thing that a file would give away."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How it stands in the way: ``must`` be dealt with, ``should`` be, or is told for the record."""

    MUST = "must"
    SHOULD = "should"
    NOTE = "note"

    @property
    def label(self) -> str:
        """The word a clerk reads."""
        return {"must": "必须处理", "should": "建议处理", "note": "提示"}[self.value]


KINDS = {
    "hidden-sheet": "隐藏工作表",
    "hidden-rows": "隐藏行列",
    "comment": "批注",
    "revision": "修订痕迹",
    "metadata": "文件属性",
    "embedded-file": "嵌入文件",
    "macro": "宏",
    "script": "脚本",
    "hidden-text": "隐藏文字",
    "alt-text": "替代文字",
    "cropped-picture": "裁剪过的图片",
    "unread-picture": "未识别的图片",
    "previous-version": "历史版本",
    "signature": "电子签章",
    "form-field": "表单域",
    "annotation": "注释",
    "layer": "图层",
    "thumbnail": "缩略图",
    "external-link": "外部链接",
    "location": "拍摄位置",
    "cached-data": "缓存数据",
    "speaker-notes": "演示备注",
    "personal-data": "个人信息",
    "unreadable": "无法检查",
}
"""Kinds of finding and their names."""


@dataclass(frozen=True, slots=True)
class ReleaseFinding:
    """``where`` names the place (第3页, 工作表“底稿”); ``sentence`` what is there; ``advice`` what to do.

    ``personal``: what is hidden there holds personal data, or the property names a person.
    """

    kind: str
    severity: Severity
    where: str
    sentence: str
    advice: str
    personal: bool = False

    @property
    def label(self) -> str:
        """The kind's Chinese name."""
        return KINDS.get(self.kind, self.kind)

    def as_json(self) -> dict[str, Any]:
        """Plain values that `from_json` turns back."""
        return asdict(self)


def from_json(values: Any) -> ReleaseFinding:
    """A finding out of the sandbox's answer. Raises ValueError for anything else."""
    try:
        return ReleaseFinding(
            str(values["kind"]),
            Severity(values["severity"]),
            str(values["where"]),
            str(values["sentence"]),
            str(values["advice"]),
            values.get("personal", False) is True,
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(str(error)) from error


def short(text: str, most: int = 60) -> str:
    """A passage as it is quoted: one line, cut where it is long."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"

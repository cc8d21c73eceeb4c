"""What can be wrong with a public file, in the words of the report, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Wrong(StrEnum):
    """What is wrong with a file, in the words of the report."""

    CHANGED = "内容被改动"
    MISSING = "文件缺失"
    FOREIGN = "不是本系统生成的文件"
    COPY = "压缩副本与页面不一致"
    WITHDRAWN = "已撤回的信息仍有文件"
    UNBURIED = "已撤回的信息没有撤回说明页"
    GRAVE = "撤回说明页被改动"
    BURIED = "已公开的信息被撤回说明页挡住"
    ROW_DOWN = "已撤下的清单条目仍有文件"
    ROW_UNBURIED = "已撤下的清单条目没有撤下说明页"
    ROW_BURIED = "没有撤下的清单条目被撤下说明页挡住"
    ROW_GRAVE = "清单条目的撤下说明页被改动"
    ASTRAY = "已撤销栏目的转向不对"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with one file; ``place`` is its path in the press folder, or ``static/…``."""

    wrong: Wrong
    place: str
    advice: str


ADVICE = {
    Wrong.CHANGED: "请查明是谁改动；用 yangguang press repair 按数据库重新生成。",
    Wrong.MISSING: "用 yangguang press repair 重新生成，首次访问时也会自动生成。",
    Wrong.FOREIGN: "请查明来源后删除，或用 yangguang press repair 删除。",
    Wrong.COPY: "请查明是谁改动；用 yangguang press repair 重新生成。",
    Wrong.WITHDRAWN: "用 yangguang press repair 立即撤下。",
    Wrong.UNBURIED: "用 yangguang press repair 补做。",
    Wrong.GRAVE: "请查明是谁改动；用 yangguang press repair 重新写出。",
    Wrong.ROW_GRAVE: "请查明是谁改动；用 yangguang press repair 重新写出。",
    Wrong.ROW_DOWN: "用 yangguang press repair 立即撤下。",
    Wrong.ROW_UNBURIED: "用 yangguang press repair 补做。",
    Wrong.ROW_BURIED: "通常是恢复了较早的备份；用 yangguang press repair 去掉。",
    Wrong.ASTRAY: "用 yangguang press repair 补做。",
    Wrong.BURIED: "通常是恢复了较早的备份；用 yangguang press repair 去掉。",
}


def finding(wrong: Wrong, place: str) -> Finding:
    """The finding with the advice that goes with it."""
    return Finding(wrong, place, ADVICE[wrong])

"""Web pages: comments, hidden elements, names of their writers, scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from yangguang.apps.files.releasecheck.finding import ReleaseFinding, Severity
from yangguang.apps.files.releasecheck.personal import hiding, property_told, quoted

_COMMENT = re.compile(r"<!--(?!\[if)(.*?)-->", re.DOTALL)
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])",
    re.IGNORECASE,
)
_MOST = 4_000_000


def check_markup(text: str) -> Iterator[ReleaseFinding]:
    """What a page holds that its readers do not see."""
    text = text[:_MOST]
    comments = [one for one in _COMMENT.findall(text) if one.strip()]
    if comments:
        yield hiding(
            "comment", "网页源代码", f"有{len(comments)}处注释，例如“{quoted(comments[0], 40)}”。",
            "删除注释。", "\n".join(comments), Severity.SHOULD,
        )  # fmt: skip
    tree = LexborHTMLParser(text)
    hidden = [
        words
        for node in tree.css("[style],[hidden]")
        if ("hidden" in node.attributes or _HIDING.search(node.attributes.get("style") or ""))
        and (words := node.text().strip())
    ]
    if hidden:
        yield hiding(
            "hidden-text", "网页源代码",
            f"有{len(hidden)}处不显示的内容：“{quoted('；'.join(hidden), 40)}”。",
            "删除不显示的内容。", "\n".join(hidden),
        )  # fmt: skip
    writers = [
        (node.attributes.get("name"), *property_told(node.attributes.get("content") or ""))
        for node in tree.css("meta[name]")
        if (node.attributes.get("name") or "").lower() in ("author", "creator", "lastauthor")
    ]
    if writers:
        shown = "、".join(f"{name}“{value}”" for name, value, _ in writers)
        yield ReleaseFinding(
            "metadata", Severity.SHOULD, "网页头部", f"写有{shown}。", "删除作者信息。",
            any(named for _, _, named in writers),
        )  # fmt: skip
    if tree.css_first("script") is not None:
        yield ReleaseFinding("script", Severity.SHOULD, "网页源代码", "含有脚本。", "删除脚本。")

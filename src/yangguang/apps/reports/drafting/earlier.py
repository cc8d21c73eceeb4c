"""Finding the section on problems in an earlier report, whoever wrote it and however it was marked."""

from __future__ import annotations

import re

from yangguang.text.document import Document, Paragraph

_TITLE = re.compile(r"^[#\s]*[一二三四五六七八]、[^。]{0,20}存在(?:的)?(?:主要)?问题[^。]{0,16}$")
_NEXT = re.compile(r"^[#\s]*[一二三四五六七八九]、[^。]{1,30}$")


def section_on_problems(document: Document) -> str:
    """The paragraphs from 存在的主要问题… to the next section, one a line; empty where none is found."""
    found: list[str] = []
    inside = False
    for block in document.blocks:
        if not isinstance(block, Paragraph):
            continue
        for line in block.text.splitlines():
            words = line.strip()
            if _TITLE.match(words):
                inside, found = True, []
            elif inside and _NEXT.match(words):
                return "\n".join(found)
            elif inside and words:
                found.append(words)
    return "\n".join(found)

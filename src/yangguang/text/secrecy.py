"""Recognises a classification mark, so that a classified document is refused and not kept.

The platform is a 非涉密系统. A mark stands at the head of an official document, alone on its line,
often with a star and a period: 机密★10年. The words inside a sentence (保守国家秘密) are no mark.

依据：《保守国家秘密法》（2024）第二十条（国家秘密标志）；GB/T 9704—2012 7.2.2（密级和保密期限）。
Reading: only the first lines of a page are looked at, for that is where the standard puts the mark.
"""

from __future__ import annotations

import re

from yangguang.text.document import Document, Paragraph

_LINES_LOOKED_AT = 30
_LONGEST = 24
_MARK = re.compile(
    r"^(?:密\s*级\s*[:：]?\s*)?(?P<level>绝\s*密|机\s*密|秘\s*密)"
    r"(?:\s*[★☆*＊]\s*(?:长期|\d{1,2}\s*(?:年|个月)|[一二三四五六七八九十]{1,3}\s*年|启用前|\d{4}.{0,12})?)?"
    r"(?:\s*(?:第\s*\d+\s*[号份])?)?$"
)
_LEADS_TITLE = re.compile(
    r"^(?:(?:绝\s*密|机\s*密|秘\s*密)[ \u3000]+(?=关于|[\u4e00-\u9fff]{2,20}文件)|[【\[（(](?:绝\s*密|机\s*密|秘\s*密)[】\]）)])"
)
"""Typed before the title on one line: 绝密 关于…, 【机密】关于…."""
_STARRED = re.compile(r"(?P<level>绝\s*密|机\s*密|秘\s*密)\s*★")


def secrecy_mark(document: Document) -> str | None:
    """The mark as written (机密★10年) where the document bears one at its head, else None."""
    looked_at = 0
    for block in document.blocks:
        if not isinstance(block, Paragraph):
            continue
        for line in block.text.splitlines():
            text = line.strip(" \t\u3000\xa0")
            if not text:
                continue
            looked_at += 1
            if looked_at > _LINES_LOOKED_AT:
                return None
            starred = _STARRED.search(text)
            if (len(text) <= _LONGEST and _MARK.match(text)) or (
                starred and starred.start() <= _LONGEST
            ):
                return text[:40]
            led = _LEADS_TITLE.match(text)
            if led is not None:
                return led[0].strip()
    return None

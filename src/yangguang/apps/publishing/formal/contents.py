"""The body and the attachments: personal data, pictures without words, tables that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from yangguang.apps.publishing.formal.noticing import (
    BLOCK,
    HEADER_TEXTS,
    WARN,
    DraftFacts,
    FileFacts,
    Noticed,
)
from yangguang.apps.publishing.formal.personal import personal_in
from yangguang.apps.publishing.formal.pictured import (
    check_body_pictures,
    check_pictures_inside,
    waiting,
)
from yangguang.law.attributes import Attribute

ONLY_PEOPLE_JUDGE = frozenset({"unread-picture"})
"""What no machine can look at is no mistake of the writer's, either."""
FOR_THE_RECORD = frozenset({"previous-version", "annotation"})
"""A signed PDF is saved anew after each signature, and a seal may be an annotation: no mistakes."""

_NO_MISTAKES = FOR_THE_RECORD | ONLY_PEOPLE_JUDGE


def check_contents(facts: DraftFacts) -> Iterator[Noticed]:
    """Everything the body and its attachments would give away or leave unreadable."""
    if facts.attribute != Attribute.WITHHELD.value:
        yield from personal_in(facts, "正文", facts.body_text)
        yield from personal_in(facts, "标题", facts.title)
        for name, label in HEADER_TEXTS.items():
            yield from personal_in(facts, label, str(facts.header.get(name) or ""))
    yield from _pictures(facts)
    yield from _tables(facts)
    yield from check_body_pictures(facts)
    for file in facts.files:
        if not file.in_body:
            yield from _file(facts, file)


def _pictures(facts: DraftFacts) -> Iterator[Noticed]:
    for number, picture in enumerate(LexborHTMLParser(facts.body_html).css("img"), start=1):
        words = (picture.attributes.get("alt") or "").strip()
        if words and facts.attribute != Attribute.WITHHELD.value:
            yield from personal_in(facts, f"正文第{number}幅图片的替代文字", words)
        if not words:
            yield Noticed(
                "picture-without-words", BLOCK, f"正文第{number}幅图片",
                "图片没有替代文字，看不见图的人无法知道内容。", "请写一句话说明图片内容。",
                evidence=(picture.attributes.get("src") or "")[:40],
            )  # fmt: skip


def _tables(facts: DraftFacts) -> Iterator[Noticed]:
    for number, table in enumerate(LexborHTMLParser(facts.body_html).css("table"), start=1):
        rows = table.css("tr")
        if len(rows) > 1 and not table.css("th"):
            yield Noticed(
                "table-without-header", WARN, f"正文第{number}个表格",
                "表格没有标明表头，读屏软件读不出各列是什么。", "请把首行设为表头。",
                evidence=(rows[0].text(deep=True) or "").strip()[:60],
            )  # fmt: skip


def _file(facts: DraftFacts, file: FileFacts) -> Iterator[Noticed]:
    where = f"附件《{file.title}》"[:150]
    if facts.attribute != Attribute.WITHHELD.value:
        yield from _carried(where, file)
    if file.unreadable:
        yield Noticed(
            "file-unreadable", BLOCK, where, f"附件无法读取：{file.unreadable}"[:300],
            "请换成可以打开的文件。", evidence=file.sha256[:12],
        )  # fmt: skip
        return
    if file.waiting:
        yield waiting(where, file)
    elif file.confidences:
        lowest = min(file.confidences, key=lambda page: file.confidences[page])
        yield Noticed(
            "file-recognised", WARN, where,
            f"附件第{_pages(sorted(file.confidences))}页的文字由机器识别，"
            f"置信度最低的是第{lowest}页（{file.confidences[lowest]:.2f}），尚未校对。",
            "请在“扫描件识别”中对照原件校对，尤其是数字和姓名。", evidence=file.sha256[:12],
        )  # fmt: skip
    if file.unread:
        whys = "；".join(dict.fromkeys(file.unread.values()))
        yield Noticed(
            "file-pages-unread", WARN, where,
            f"附件第{_pages(sorted(file.unread))}页没有全部识别：{whys}。"[:300],
            "请打开附件逐页核对，不应公开的内容请遮盖后重新上传。", evidence=file.sha256[:12],
        )  # fmt: skip
    empty = [
        page
        for page in range(1, file.pages + 1)
        if not file.texts.get(page, "").strip() and page not in file.unread
    ]
    without_words = file.is_workbook or file.media_type.startswith("image/")
    if empty and not file.waiting and not without_words:
        yield Noticed(
            "file-pages-scanned", WARN, where, f"附件第{_pages(empty)}页没有文字。",
            "请核对是否空白页。", evidence=file.sha256[:12],
        )  # fmt: skip
    yield from check_pictures_inside(facts, where, file)
    if facts.attribute == Attribute.WITHHELD.value:
        return
    for page in sorted(file.texts):
        yield from personal_in(facts, f"{where}{file.place(page)}", file.texts[page])


def _carried(where: str, file: FileFacts) -> Iterator[Noticed]:
    """Comments, tracked changes, hidden sheets: whoever downloads the file can bring them to light."""
    for one in file.carries:
        yield Noticed(
            f"file-{one['kind']}", WARN if one["kind"] in _NO_MISTAKES else BLOCK,
            f"{where}{one['where']}"[:200], one["sentence"], one["advice"],
            evidence=f"{file.sha256[:12]} {one['where']}"[:200],
        )  # fmt: skip


def _pages(numbers: list[int]) -> str:
    return "、".join(str(page) for page in numbers[:8]) + ("等" if len(numbers) > 8 else "")

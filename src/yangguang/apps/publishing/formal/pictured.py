"""Pictures: those that stand in the text, and those that lie in attachments.

A machine reads the words on them; what it cannot read, and what has no words (handwriting, seals,
faces), only people can judge, so they are told that it is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from yangguang.apps.publishing.formal.noticing import (
    BLOCK,
    WARN,
    DraftFacts,
    FileFacts,
    Noticed,
    PictureFacts,
)
from yangguang.apps.publishing.formal.personal import ON_A_PICTURE, personal_in
from yangguang.law.attributes import Attribute

_NAMED = 3
_LOOK = (
    "请打开附件逐张看一遍，有文字的在“扫描件识别”中对照原图校对。机器认不出手写内容、印章和人像，"
    "不应公开的请在原文件中遮盖或者删除后重新上传。"
)


def check_body_pictures(facts: DraftFacts) -> Iterator[Noticed]:
    """What is read on the pictures of the text; photographs without words say nothing."""
    pictures = [file for file in facts.files if file.in_body]
    waiting_for = [file for file in pictures if file.waiting]
    if waiting_for:
        yield Noticed(
            "pictures-waiting", WARN, "正文图片",
            f"正文有{len(waiting_for)}张图片正在等待文字识别，识别前无法检查图片上的个人信息。",
            "请稍后重新检查。", evidence="".join(file.sha256[:6] for file in waiting_for)[:300],
        )  # fmt: skip
    for file in pictures:
        field = f"正文图片《{file.title}》"[:200]
        if file.unreadable:
            yield Noticed(
                "file-unreadable", BLOCK, field, f"图片无法读取：{file.unreadable}"[:300],
                "请换成可以打开的图片。", evidence=file.sha256[:12],
            )  # fmt: skip
        if facts.attribute != Attribute.WITHHELD.value:
            for page in sorted(file.texts):
                yield from personal_in(facts, field, file.texts[page], advice=ON_A_PICTURE)


def waiting(where: str, file: FileFacts) -> Noticed:
    """An attachment that is not recognised yet."""
    if file.is_paged:
        sentence = "附件有扫描页，正在等待文字识别，识别前无法检索，也无法检查个人信息。"
    else:
        sentence = "附件里有图片，正在等待文字识别，识别前无法检查图片上的个人信息。"
    return Noticed(
        "file-scanned", WARN, where, sentence,
        "请稍后重新检查；急件请改用可以检索的文件。", evidence=file.sha256[:12],
    )  # fmt: skip


def check_pictures_inside(facts: DraftFacts, where: str, file: FileFacts) -> Iterator[Noticed]:
    """The pictures of a document: that they are there, what could not be read, and whose data they show."""
    told = _told(file.pictures)
    if told:
        count = sum(one.count for one in file.pictures)
        yield Noticed(
            "file-pictures", WARN, where, f"附件内有图片{count}张：{'；'.join(told)}。"[:300],
            _LOOK, evidence=file.sha256[:12],
        )  # fmt: skip
    if facts.attribute == Attribute.WITHHELD.value:
        return
    for one in file.pictures:
        field = f"{where}{one.place}"[:200]
        yield from personal_in(facts, field, one.text, advice=ON_A_PICTURE)


def _told(pictures: Sequence[PictureFacts]) -> list[str]:
    """What of them nobody has looked at yet."""
    unread = [one for one in pictures if one.unread_why]
    open_ones = [one for one in pictures if one.confidence is not None and not one.unread_why]
    worded = [one for one in open_ones if one.text.strip()]
    silent = [one for one in open_ones if not one.text.strip()]
    told = []
    if worded:
        least = min(worded, key=lambda one: one.confidence or 0.0)
        lowest = "置信度最低的是" if len(worded) > 1 else ""
        told.append(
            f"{len(worded)}张上的文字由机器识别，尚未校对（{lowest}{least.place}，"
            f"{'' if lowest else '置信度'}{least.confidence:.2f}）"
        )
    if silent:
        told.append(f"{len(silent)}张没有识别出文字（{_places(one.place for one in silent)}）")
    if unread:
        count = sum(one.count for one in unread)
        each = _places(f"{one.place}：{one.unread_why}" for one in unread)
        told.append(f"{count}张未识别文字（{each}）")
    return told


def _places(places: Iterator[str]) -> str:
    named = list(places)
    return "；".join(named[:_NAMED]) + ("等" if len(named) > _NAMED else "")

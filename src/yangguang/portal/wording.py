"""How the portal says things: validity, sizes, kinds of files, numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from yangguang.apps.catalog.models import Attachment, Item, Validity
from yangguang.apps.catalog.terms import OVER, first_day_without_force


@dataclass(frozen=True, slots=True)
class Stamp:
    """A validity in one word and in a sentence; ``tone`` is the class of its mark."""

    word: str
    sentence: str
    tone: str


def validity_stamp(item: Item, today: date) -> Stamp | None:
    """What an item's validity is on a day, in words; None where it has none.

    依据：国办发〔2017〕47号《政府网站发展指引》：已修改、废止、失效的文件须在原文件上明确标注。
    """
    validity = item.validity
    if not validity:
        return None
    start, end = item.in_force_on, first_day_without_force(item)
    # A last day that has passed ends a document, though the mark may come hours later.
    if validity in OVER or (end is not None and end <= today):
        word = "已废止" if validity == Validity.REPEALED else "已失效"
        on = f"，自 {end} 起不再执行" if end else "，不再执行"
        return Stamp(word, f"{word}{on}", "late")
    if start is not None and start > today:
        return Stamp("尚未施行", f"尚未施行，自 {start} 起施行", "warn")
    since = f"，自 {start} 起施行" if start else ""
    until = f"，有效期至 {item.valid_until}" if item.valid_until else ""
    if validity == Validity.AMENDED:
        return Stamp("已修改", f"有效，内容已修改{since}{until}", "warn")
    return Stamp("有效", f"有效{since}{until}", "ok")


def thousands(value: int | Decimal | None) -> str:
    """A number with separators and no needless zeros; a dash where there is none."""
    if value is None:
        return "—"
    if isinstance(value, Decimal):
        if value == value.to_integral_value():
            return f"{int(value):,}"
        return f"{value.normalize():,f}"
    return f"{value:,}"


def file_size(size: int) -> str:
    """A size in bytes in the unit that leaves one to three digits before the point."""
    if size < 1024:
        return f"{size} 字节"
    value = size / 1024
    for unit in ("KB", "MB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if value >= 10 else f"{value:.1f} {unit}"
        value /= 1024
    return f"{value:.1f} GB"


_ENDINGS = {
    "application/pdf": "pdf",
    "application/msword": "doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.ms-excel": "xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/ofd": "ofd",
    "application/zip": "zip",
    "text/plain": "txt",
    "text/html": "html",
    "text/csv": "csv",
    "image/jpeg": "jpg",
    "image/png": "png",
}


def file_ending(media_type: str) -> str:
    """The ending of a file's name without the point; empty where unknown."""
    return _ENDINGS.get(media_type.split(";")[0].strip(), "")


LONGEST_NAME = 200
"""Bytes of a file's name in UTF-8; file systems take 255."""


def file_name(title: str, media_type: str) -> str:
    """The name under which an attachment is saved, with the ending of its kind."""
    ending = file_ending(media_type)
    name = "".join(
        "_" if letter in '\\/:*?"<>|#%' or not letter.isprintable() else letter for letter in title
    ).strip(" .")
    if ending and name.lower().endswith(f".{ending}"):
        name = name[: -len(ending) - 1]
    name = name.encode()[:LONGEST_NAME].decode(errors="ignore").strip(" .") or "附件"
    return f"{name}.{ending}" if ending else name


def attachment_url(item: int, attachment: Attachment) -> str:
    """The address of an attachment of an item."""
    media_type = attachment.file.media_type if attachment.file else ""
    name = file_name(attachment.title, media_type)
    return reverse("attachment-file", args=[item, attachment.pk, name])

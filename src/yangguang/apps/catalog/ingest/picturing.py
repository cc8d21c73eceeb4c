"""Pictures of a page on their way into the body of its item: made anew, or named where they are not had."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from yangguang.apps.catalog.bodies import Shown, shown_at
from yangguang.apps.catalog.services.storing import NewAttachment
from yangguang.apps.files.filepictures import FilePictures
from yangguang.apps.files.services import store_file
from yangguang.apps.files.workshop import CleanPicture, clean_picture
from yangguang.text.document import Document, UnreadableDocument
from yangguang.text.extract.traces import Picture

MOST = 200
_LARGEST = 20 * 1024**2


@dataclass(frozen=True, slots=True)
class Taken:
    """What the body shows, the files and addresses to list, and what the clerk has to look at."""

    shown: list[Shown] = field(default_factory=list)
    attachments: list[NewAttachment] = field(default_factory=list)
    unsure: list[dict[str, Any]] = field(default_factory=list)


def take_pictures(
    pictures: Sequence[tuple[int, Picture]],
    *,
    beside: Callable[[str], bytes | None] | None,
    found: FilePictures | None = None,
    ahead: int = 0,
    at: datetime,
) -> Taken:
    """The pictures of a text, each with the block before which it stands; ``ahead`` blocks go.

    Those that lie beside the page, and those that were ``found`` inside the file, are drawn anew, so
    that no place or hidden note comes along; of the others place, words and address stay, and the
    clerk is told how many are missing.
    """
    taken = Taken()
    missing = broken = 0
    for number, (before, picture) in enumerate(pictures[:MOST], start=1):
        if picture.inside is not None:
            drawn = found.drawn.get(picture.inside.number) if found else None
            sha256 = (
                _keep(taken, drawn, picture.alternative or f"图片{number}", at) if drawn else ""
            )
            taken.shown.append(shown_at(before, picture, sha256, ahead=ahead))
            continue
        data = beside(picture.address) if beside else None
        title = picture.alternative or f"图片{number}"
        name = PurePosixPath(picture.address.partition("?")[0]).name
        sha256 = ""
        if not data or len(data) > _LARGEST:
            missing += 1
            taken.attachments.append(NewAttachment(title=title, source_url=picture.address[:500]))
        else:
            try:
                clean = clean_picture(data, name)
            except UnreadableDocument:
                broken += 1
            else:
                document = Document((), clean.media_type)
                stored = store_file(data=clean.content, at=at, document=document)
                sha256 = stored.sha256
                taken.attachments.append(
                    NewAttachment(title=title, file=stored, source_url=picture.address[:500])
                )
        taken.shown.append(shown_at(before, picture, sha256, ahead=ahead))
    if missing:
        why = (
            f"正文有{missing}张图片没有和页面放在一起，正文中只留了位置；"
            "请把图片放到页面旁边重新转入，或者核对后在正文中补上"
        )
        taken.unsure.append({"field": "body", "value": "", "why": why})
    if broken:
        why = f"正文有{broken}张图片已损坏或过大，没有存入；请找到原图后在正文中补上"
        taken.unsure.append({"field": "body", "value": "", "why": why})
    if len(pictures) > MOST:
        why = f"正文图片有{len(pictures)}张，只取前{MOST}张，其余请核对后补上"
        taken.unsure.append({"field": "body", "value": "", "why": why})
    return taken


def _keep(taken: Taken, drawn: CleanPicture, title: str, at: datetime) -> str:
    """A picture that came inside the file among the attachments, once; gives its SHA-256."""
    stored = store_file(data=drawn.content, at=at, document=Document((), drawn.media_type))
    if all(one.file != stored for one in taken.attachments):
        taken.attachments.append(NewAttachment(title=title, file=stored))
    return stored.sha256

"""The files of a draft: kept once by content, read for search and checks, refused if classified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from yangguang.apps.audit.actors import Actor
from yangguang.apps.files.sandbox import read_document
from yangguang.apps.files.services import store_file
from yangguang.apps.files.workshop import CleanPicture, clean_picture
from yangguang.apps.publishing.models import Draft, DraftAttachment
from yangguang.apps.publishing.services.accepting import (
    carried_by,
    require_acceptable,
    require_whole,
)
from yangguang.apps.publishing.services.steps import step
from yangguang.apps.publishing.workflow import EditConflict, impossible
from yangguang.text.document import Document, UnreadableDocument
from yangguang.text.secrecy import secrecy_mark

MOST = 50


@dataclass(frozen=True, slots=True)
class NewPicture:
    """A picture of a text, drawn anew already, and what it is called among the files."""

    title: str
    picture: CleanPicture


def attach_file(
    *,
    draft: Draft,
    name: str,
    data: bytes,
    document: Document | None = None,
    by: Actor,
    at: datetime,
) -> DraftAttachment:
    """Add a file; ``document`` is what the caller has read out of it already.

    Raises NotPossible for an empty, too large, executable or classified one, for one with macros,
    for a damaged picture, and for one that is there already.
    """
    require_acceptable(name, data, what="附件")
    if document is None:
        require_whole(name, data, what="附件")
    if document is None:
        try:
            document = read_document(data, name=name)
        except UnreadableDocument:
            # Kept with the reason; the machine's review will say so.
            document = None
    carries = carried_by(name, data, what="附件", readable=document is not None)
    mark = secrecy_mark(document) if document is not None else None
    if mark:
        raise impossible(
            "《保守国家秘密法》",
            f"“{name}”带有密级标志（{mark}）。本系统是非涉密系统，不得上传；文件没有保存。",
        )
    with step("save", draft, by=by, at=at, after={"attach": name[:100]}) as doing:
        current = doing.draft
        if current.attachments.count() >= MOST:
            raise impossible("附件", f"一篇稿件最多 {MOST} 个附件。")
        stored = store_file(data=data, at=at, document=document)
        if current.attachments.filter(file=stored).exists():
            raise impossible("附件", f"“{name}”与已有附件内容相同。")
        last = current.attachments.order_by("-order").values_list("order", flat=True).first()
        row = DraftAttachment.objects.create(
            draft=current,
            file=stored,
            title=name.strip()[:300] or "附件",
            carries=carries,
            order=0 if last is None else last + 1,
        )
        current.revision += 1
    return row


def attach_picture(
    *,
    draft: Draft,
    name: str,
    data: bytes,
    revision: int | None = None,
    by: Actor,
    at: datetime,
) -> DraftAttachment:
    """Add a picture for the body, made anew in the sandbox: no place, camera or hidden note in it.

    The same picture again gives the row that is there. ``revision`` is the one that the writer has
    open. Raises NotPossible for what is no picture and EditConflict where somebody saved meanwhile,
    so that a picture never carries a writer over another's text.
    """
    require_acceptable(name, data, what="图片")
    try:
        picture = clean_picture(data, name)
    except UnreadableDocument as problem:
        raise impossible("图片", f"“{name}”不能作为图片插入：{problem}") from problem
    with step("save", draft, by=by, at=at, after={"attach": name[:100]}) as doing:
        current = doing.draft
        if revision is not None and current.revision != revision:
            raise EditConflict(
                f"{current.saved_by_name}已经保存了另一稿，图片没有加入。请先对照两稿。", current
            )
        row, added = _put(current, NewPicture(name, picture), at=at)
        current.revision += added
    return row


def attach_pictures(
    *, draft: Draft, pictures: Sequence[NewPicture], by: Actor, at: datetime
) -> None:
    """Add the pictures that came along with a document; those that are there already stay.

    One act for all of them. Raises NotPossible where the draft would have too many files.
    """
    if not pictures:
        return
    after = {"attach": f"正文图片{len(pictures)}张"}
    with step("save", draft, by=by, at=at, after=after) as doing:
        added = [_put(doing.draft, one, at=at)[1] for one in pictures]
        doing.draft.revision += any(added)


def _put(draft: Draft, new: NewPicture, *, at: datetime) -> tuple[DraftAttachment, bool]:
    """The row of the picture, and whether it had to be made."""
    # Its words are recognised behind: a photographed roster is not to pass unseen.
    stored = store_file(data=new.picture.content, at=at, media_type=new.picture.media_type)
    existing = draft.attachments.filter(file=stored).first()
    if existing is not None:
        return existing, False
    if draft.attachments.count() >= MOST:
        raise impossible("附件", f"一篇稿件最多 {MOST} 个附件和图片。")
    last = draft.attachments.order_by("-order").values_list("order", flat=True).first()
    row = DraftAttachment.objects.create(
        draft=draft,
        file=stored,
        title=new.title.strip()[:300] or "图片",
        order=0 if last is None else last + 1,
    )
    return row, True


def detach_file(*, attachment: DraftAttachment, by: Actor, at: datetime) -> None:
    """Take a file off the draft."""
    with step(
        "save", attachment.draft, by=by, at=at, after={"detach": attachment.title[:100]}
    ) as doing:
        doing.draft.attachments.filter(pk=attachment.pk).delete()
        doing.draft.revision += 1


def rename_attachment(
    *, attachment: DraftAttachment, title: str, order: int | None = None, by: Actor, at: datetime
) -> DraftAttachment:
    """Give a file the name that readers see, and its place. Raises NotPossible without a name."""
    if not title.strip():
        raise impossible("附件", "附件名称不能为空。")
    with step("save", attachment.draft, by=by, at=at, after={"rename": title[:100]}) as doing:
        attachment.title = title.strip()[:300]
        if order is not None:
            attachment.order = order
        attachment.save(update_fields=["title", "order"])
        doing.draft.revision += 1
    return attachment

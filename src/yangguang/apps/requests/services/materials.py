"""Files of a case: what the applicant hands in lies encrypted, what is released lies plain.

Every upload is typed by its content in the reader process; a file that bears a classification mark
is refused and not kept.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path, PurePath

from django.conf import settings

from yangguang.apps.audit.actors import Actor
from yangguang.apps.files.models import Redaction, StoredFile
from yangguang.apps.files.sandbox import read_document
from yangguang.apps.files.selectors import read_content
from yangguang.apps.files.services import (
    SUFFIXES,
    SealedSource,
    open_redaction,
    store_file,
    write_content,
)
from yangguang.apps.files.workshop import picture_fault
from yangguang.apps.requests.models import Application, Attachment
from yangguang.apps.requests.services.steps import step, subject_of, unclassified
from yangguang.apps.requests.workflow import impossible
from yangguang.apps.vault.services import reveal_bytes, seal_bytes_for
from yangguang.text.document import UnreadableDocument
from yangguang.text.secrecy import secrecy_mark

LARGEST = 20 * 1024 * 1024
PLAIN = frozenset({Attachment.Purpose.RELEASE})
_IMAGES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}
_MORE_SUFFIXES = {
    "image/jpeg": {".jpeg"},
    "application/msword": {".wps"},
    "application/vnd.ms-excel": {".et"},
}
"""Other endings under which files of these types come, beside those of ``files``."""
_ENDING = re.compile(r"\.[a-z][a-z0-9]{0,7}")
_REFUSED = frozenset({"text/html"})
"""A page runs what it likes in the browser of whoever opens it."""
ENDINGS = frozenset(
    {
        *(suffix for kind, suffix in SUFFIXES.items() if kind not in _REFUSED),
        *(suffix for more in _MORE_SUFFIXES.values() for suffix in more),
    }
)
"""What the name of an upload may end in; one without an ending gets that of its content."""


def check_upload(data: bytes, *, name: str) -> str:
    """The media type by content. Raises NotPossible for what is empty, too large, of no accepted
    type or name, or bears a classification mark."""
    if not data:
        raise impossible("文件有误", f"“{name}”是空文件，请重新选择。")
    ending = _ending(name)
    if ending and ending not in ENDINGS:
        raise impossible(
            "文件有误",
            f"不接受“{ending}”文件：“{name}”。请另存为 PDF、Word、Excel、OFD、文本或者 JPG、PNG 图片后上传。",
        )
    if len(data) > LARGEST:
        raise impossible("文件有误", f"“{name}”超过20 MB，请压缩或者分成几个文件。")
    for magic, media_type in _IMAGES.items():
        if data.startswith(magic):
            fault = picture_fault(data, name)
            if fault:
                raise impossible("文件有误", f"“{name}”没有保存：{fault}")
            return media_type
    try:
        document = read_document(data, name=name)
    except UnreadableDocument as problem:
        # What a reader says of a format lists more kinds than are taken here.
        why = "内容不是可以识别的格式。" if problem.code == "unknown-format" else str(problem)
        raise impossible(
            "文件有误",
            f"“{name}”无法读取：{why}请上传 PDF、Word、Excel、OFD、文本或者 JPG、PNG 图片。",
        ) from problem
    if document.media_type in _REFUSED:
        raise impossible("文件有误", f"“{name}”是网页，不能上传。请另存为 PDF 或者 Word 后上传。")
    mark = secrecy_mark(document)
    if mark:
        raise impossible(
            "非涉密系统",
            f"“{name}”带有“{mark}”标志，没有保存。本系统不得上传涉密信息，请线下办理。",
        )
    return document.media_type


def safe_name(name: str, media_type: str) -> str:
    """The name with the ending of what the file is, so that nobody opens it as something else.

    >>> safe_name("合同.pdf", "text/plain")
    '合同.pdf.txt'
    """
    right = SUFFIXES.get(media_type, "")
    fitting = {right, *_MORE_SUFFIXES.get(media_type, ())}
    return name if _ending(name) in fitting else f"{name}{right}"


def _ending(name: str) -> str:
    """``.pdf``; empty where what follows the last point is part of the name, as in 第1.2稿."""
    found = PurePath(name).suffix.lower()
    return found if _ENDING.fullmatch(found) else ""


def attach(
    *,
    application: Application,
    purpose: Attachment.Purpose,
    name: str,
    data: bytes,
    by: Actor,
    at: datetime,
    released: bool = False,
    version: int | None = None,
    media_type: str = "",
) -> Attachment:
    """Keep a file with the case. A case in question of secrecy takes none.

    ``media_type`` is what `check_upload` gave for these very bytes before; without it they are
    checked now. Who holds a lock gives it: reading a file may take long.
    """
    shown = unclassified(PurePath(name.replace("\\", "/")).name[-200:] or "未命名")
    media_type = media_type or check_upload(data, name=shown)
    shown = safe_name(shown[-190:], media_type)
    with step("attach", application, by=by, at=at, version=version) as doing:
        current = doing.application
        stored: StoredFile | None = None
        if purpose in PLAIN:
            stored = store_file(data=data, at=at, media_type=media_type)
        attachment = Attachment.objects.create(
            application=current,
            purpose=purpose,
            name=shown,
            media_type=media_type,
            size=len(data),
            file=stored,
            added_at=at,
            added_by=by.name[:80],
            released=released,
        )
        if stored is None:
            key = current.applicant.subject_key
            _, attachment.sealed_file = write_content(
                seal_bytes_for(key, data, field_of(attachment))
            )
            attachment.save(update_fields=["sealed_file"])
        doing.say(f"添加{Attachment.Purpose(purpose).label}“{shown}”")
    return attachment


def field_of(attachment: Attachment) -> str:
    """Under what its content is sealed: its own key, so that no file opens in another's place."""
    return f"file/{attachment.pk}"


def content_of(
    attachment: Attachment,
    *,
    by: Actor,
    at: datetime,
    why: str,
    machine: bool = False,
) -> bytes:
    """The bytes in clear; reading what lies encrypted is kept as an access to personal data.

    Raises Destroyed after the applicant's key is gone, SealBroken for a file in another's place.
    """
    if attachment.file is not None:
        return read_content(attachment.file)
    application = attachment.application
    return reveal_bytes(
        application.applicant.subject_key,
        sealed_content(attachment),
        field_of(attachment),
        by=by,
        at=at,
        why=why,
        page=f"request:{application.number}",
        agency_key=application.agency_id,
        machine=machine,
    )


def sealed_content(attachment: Attachment) -> bytes:
    """The bytes as they lie on disk, encrypted."""
    return (Path(settings.FILES_FOLDER) / attachment.sealed_file).read_bytes()


def redact(*, attachment: Attachment, by: Actor, at: datetime) -> Redaction:
    """Begin to take out what may not be given from a file of the case (区分处理).

    What lies encrypted is worked on where it lies; no copy in clear is made of it.
    依据：《条例》第三十七条。Raises NotPossible where the file can be neither painted nor read.
    """
    application = attachment.application
    source = attachment.file or SealedSource(
        attachment.sealed_file,
        application.applicant.subject_key,
        field_of(attachment),
        attachment.media_type,
    )
    subject = subject_of(application)
    return open_redaction(
        source=source,
        agency=application.agency,
        title=application.number,
        name=attachment.name,
        subject_kind=subject.kind,
        subject_key=subject.key,
        page=f"request:{application.number}",
        by=by,
        at=at,
    )


def release_copy(
    *, redaction: Redaction, application: Application, by: Actor, at: datetime
) -> Attachment:
    """Give the approved copy to the applicant with the reply; again gives what is there.

    Raises NotPossible for a copy that nobody has approved, or of another case.
    """
    subject = subject_of(application)
    if (redaction.subject_kind, redaction.subject_key) != (subject.kind, subject.key):
        raise impossible("记录不符", "这份区分处理不属于本办件。")
    copy = redaction.approved_copy
    if copy is None:
        raise impossible(
            "《条例》第三十七条", "区分处理的副本还没有审核同意，请先在区分处理页面完成审核。"
        )
    with step("attach", application, by=by, at=at) as doing:
        suffix = "txt" if copy.media_type == "text/plain" else "pdf"
        stem = PurePath(redaction.source_name).stem or "文件"
        attachment, made = Attachment.objects.get_or_create(
            application=doing.application,
            file=copy.file,
            purpose=Attachment.Purpose.RELEASE,
            defaults={
                "name": f"{stem}（已区分处理）.{suffix}"[:200],
                "media_type": copy.media_type,
                "size": copy.file.size,
                "added_at": at,
                "added_by": by.name[:80],
                "released": True,
            },
        )
        doing.say("提供区分处理后的副本" if made else "区分处理后的副本已经提供")
    return attachment

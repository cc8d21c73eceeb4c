"""What an applicant may do with a case: each act by its name, with the sentence that confirms it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from yangguang.apps.files.uploading import whole
from yangguang.apps.requests.models import Application, ApplicationState, Attachment
from yangguang.apps.requests.services.conversion import propose_conversion
from yangguang.apps.requests.services.following import (
    applicant_actor,
    change_mail,
    object_to_fee,
    rate,
    supplement_online,
    withdraw_online,
)
from yangguang.apps.requests.services.materials import attach, check_upload
from yangguang.apps.requests.services.receipts import give_receipt
from yangguang.apps.requests.workflow import impossible, require
from yangguang.portal.requests.checking import mark_in
from yangguang.portal.requests.limits import (
    LONGEST_WANTED,
    LONGEST_WORDS,
    MOST_BYTES_TOGETHER,
    MOST_FILES,
)

Files = MultiValueDict[str, UploadedFile[bytes]]


class UnknownAct(LookupError):
    """No act of that name."""


def act_on(
    application: Application, name: str, post: QueryDict, files: Files, *, at: datetime
) -> str:
    """Do it and give the sentence for the applicant. Raises NotPossible with what to do instead,
    UnknownAct for a name that is none."""
    if name not in ACTS:
        raise UnknownAct(name)
    return ACTS[name](application, post, files, at)


def _supplement(application: Application, post: QueryDict, files: Files, at: datetime) -> str:
    text = _typed(post, "text", LONGEST_WANTED)
    if not text:
        raise impossible("《条例》第三十条", "请写明补正的内容后再提交。")
    require(application, "receive-supplement")
    uploads = files.getlist("files")
    if len(uploads) > MOST_FILES:
        raise impossible("文件有误", f"一次最多上传{MOST_FILES}个文件，请减少后再提交。")
    # Files are read before anything is locked: reading may take long.
    checked = []
    for upload in uploads:
        shown = upload.name or "未命名"
        data = whole(upload)
        if data is None:
            most = MOST_BYTES_TOGETHER // 1024 // 1024
            raise impossible(
                "文件有误", f"文件合计不能超过{most} MB，请压缩“{shown}”或者分次提交。"
            )
        checked.append((shown, data, check_upload(data, name=shown)))
    with transaction.atomic():
        for shown, data, media_type in checked:
            attach(
                application=application,
                purpose=Attachment.Purpose.SUPPLEMENT,
                name=shown,
                data=data,
                media_type=media_type,
                by=applicant_actor(application),
                at=at,
            )
        supplement_online(application=application, text=text, at=at)
    return "补正的内容已经提交，答复期限自收到补正申请的次日起重新计算。"


def _withdraw(application: Application, post: QueryDict, files: Files, at: datetime) -> str:
    if not post.get("sure"):
        raise impossible("撤回申请", "请勾选“我确认撤回”后再提交。")
    with transaction.atomic():
        withdraw_online(application=application, reason=_typed(post, "text", LONGEST_WORDS), at=at)
    return "申请已经撤回，受理机关不再办理。如仍需要，可以重新申请。"


def _object(application: Application, post: QueryDict, files: Files, at: datetime) -> str:
    object_to_fee(application=application, text=_typed(post, "text", LONGEST_WORDS), at=at)
    return "对收费的异议已经提交，受理机关答复后在本页显示。"


def _rate(application: Application, post: QueryDict, files: Files, at: datetime) -> str:
    score = post.get("score", "")
    rate(
        application=application,
        score=int(score) if score in {"1", "2", "3", "4", "5"} else 0,
        text=_typed(post, "text", LONGEST_WORDS),
        at=at,
    )
    return "感谢您的评价，已经记录。"


def _suggest(application: Application, post: QueryDict, files: Files, at: datetime) -> str:
    if application.closed_on is None or application.state == ApplicationState.HANDLING:
        raise impossible("《条例》第四十四条", "收到公开的信息之后才能提出建议。")
    propose_conversion(
        applications=[application],
        title=application.title,
        suggested_by_applicant=True,
        by=applicant_actor(application),
        at=at,
    )
    return "建议已经提交，受理机关将研究是否主动公开这一信息（条例第四十四条）。"


def _receipt(application: Application, post: QueryDict, files: Files, at: datetime) -> str:
    give_receipt(application=application, by=applicant_actor(application), at=at)
    return "登记回执已经出具，可以在“文书和公开的信息”中下载。"


def _mail(application: Application, post: QueryDict, files: Files, at: datetime) -> str:
    agreed = post.get("agree") == "yes"
    change_mail(application=application, agreed=agreed, at=at)
    if agreed:
        return "已打开邮件提醒，办理有进展时发到您留下的邮箱。"
    return "已关闭邮件提醒，以后不再发送。"


Doing = Callable[[Application, QueryDict, Files, datetime], str]
ACTS: dict[str, Doing] = {
    "supplement": _supplement,
    "withdraw": _withdraw,
    "object": _object,
    "rate": _rate,
    "suggest": _suggest,
    "mail": _mail,
    "receipt": _receipt,
}


def _typed(post: QueryDict, field: str, longest: int) -> str:
    """The text typed. Raises NotPossible where it bears a classification mark or is too long."""
    text = post.get(field, "").replace("\x00", "").replace("\r\n", "\n").strip()
    if len(text) > longest:
        raise impossible("内容过长", f"内容有{len(text)}个字，超过{longest}个字，请精简后再提交。")
    mark = mark_in(text)
    if mark:
        raise impossible(
            "非涉密系统",
            f"您填写的内容带有“{mark}”标志，没有保存。本网站是非涉密系统，"
            "禁止填写、上传涉密信息，请到受理机关当面办理。",
        )
    return text

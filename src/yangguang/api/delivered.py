"""Reading a handing-in out of a request: JSON with files in base64, or a form with files.

Sizes and types are looked at before anything is read; what a field may hold is said in Chinese.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from yangguang.api.gate import Refusal
from yangguang.apps.files.uploading import InMemory, whole
from yangguang.apps.publishing.services.delivering import (
    HEADER,
    MOST_FILES,
    Delivered,
    Sent,
    from_base64,
)

MOST_BYTES = InMemory.most
JSON, FORM = "application/json", "multipart/form-data"


class FileIn(BaseModel):
    """A file inside JSON."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(max_length=200, description="文件名，含扩展名")
    content: str = Field(description="文件内容，base64")


class DeliveryIn(BaseModel):
    """What can be said of a document. Of html, text and document exactly one gives the words."""

    model_config = ConfigDict(extra="forbid")
    agency: str = Field("", description="发文机构的标识（slug）；不填为令牌所属机构")
    title: str = Field("", max_length=500, description="标题；以 document 递送的可以不填")
    html: str = Field("", description="正文（HTML）；脚本、样式一律去除")
    text: str = Field("", description="正文（纯文字），一行一段")
    kind: str = Field("", description="文种")
    doc_number: str = Field("", max_length=200, description="发文字号")
    issuers: str = Field("", max_length=300, description="发文机关")
    index_number: str = Field("", max_length=60, description="索引号；一般不填，公开时由系统编")
    subject: str = Field("", max_length=100, description="主题分类")
    keywords: str = Field("", max_length=200, description="主题词")
    summary: str = Field("", max_length=500, description="内容概述")
    formed_on: str = Field("", description="成文日期，2026-01-31")
    in_force_on: str = Field("", description="生效日期，2026-01-31")
    valid_until: str = Field("", description="有效期至（文件写明的最后一天），2026-01-31")
    column: str = Field("", description="拟放栏目的标识（slug）")
    reference: str = Field("", max_length=100, description="来文系统里的编号")
    attribute: str = Field("", description="来文所拟公开属性，仅供经办人参考")
    attribute_reason: str = Field("", max_length=500, description="来文所拟属性的理由")
    document: FileIn | None = Field(None, description="正文文件（JSON 递送时）")
    attachments: list[FileIn] = Field(default_factory=list, description="附件（JSON 递送时）")


def delivered_in(request: HttpRequest) -> tuple[str, Delivered]:
    """The body's slug (or nothing) and what was sent. Raises Refusal."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdigit():
        raise Refusal(411, "no-length", "请求没有写明长度（Content-Length），请补上后重新递送。")
    kind = (request.content_type or "").lower()
    if kind not in {JSON, FORM}:
        raise Refusal(
            415,
            "content-type",
            f"不接受“{kind or '空'}”类型的内容，请用 {JSON}（文件以 base64 附带）或者 {FORM}。",
        )
    if int(length) > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE if kind == JSON else MOST_BYTES):
        raise _too_large(kind)
    return _from_json(request) if kind == JSON else _from_form(request)


def _from_json(request: HttpRequest) -> tuple[str, Delivered]:
    try:
        body = request.body
    except RequestDataTooBig as error:
        raise _too_large(JSON) from error
    said = _said(body)
    document = _file(said.document) if said.document else None
    return said.agency, _delivered(said, document, [_file(one) for one in said.attachments])


def _from_form(request: HttpRequest) -> tuple[str, Delivered]:
    request.upload_handlers = [InMemory(request)]
    try:
        posted, uploaded = request.POST, request.FILES
    except (RequestDataTooBig, SuspiciousOperation) as error:
        raise _too_large(FORM) from error
    except MultiPartParserError as error:
        raise Refusal(
            400, "form", "表单内容不完整或者格式有误，请检查 multipart/form-data 的写法后重新递送。"
        ) from error
    unknown = sorted((set(posted) - {"metadata"}) | (set(uploaded) - {"document", "attachments"}))
    if unknown:
        raise Refusal(
            422,
            "field",
            f"不认识的字段：{'、'.join(unknown)}。请用 metadata（JSON）、document、attachments。",
        )
    said = _said(posted.get("metadata", "{}").encode())
    if said.document is not None or said.attachments:
        raise Refusal(
            422, "field", "表单递送的文件请放在 document、attachments，不要写进 metadata。"
        )
    files: dict[str, list[Sent]] = {"document": [], "attachments": []}
    for name, kept in files.items():
        for upload in uploaded.getlist(name):
            data = whole(upload)
            if data is None:
                raise _too_large(FORM)
            kept.append(_sized(Sent(upload.name or "", data)))
    if len(files["document"]) > 1:
        raise Refusal(422, "field", "正文文件（document）只能有一个，其余请作为附件。")
    document = next(iter(files["document"]), None)
    return said.agency, _delivered(said, document, files["attachments"])


def _said(body: bytes) -> DeliveryIn:
    try:
        values = json.loads(body.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Refusal(400, "json", "内容不是 UTF-8 编码的 JSON，请检查后重新递送。") from error
    try:
        return DeliveryIn.model_validate(values)
    except ValidationError as error:
        wrong = "、".join(sorted({_place(one["loc"]) for one in error.errors()}))
        raise Refusal(
            422,
            "field",
            f"字段 {wrong} 不能识别、类型不对或者过长，请对照接口说明（/api/v1/openapi.json）改正。",
        ) from error


def _place(where: tuple[int | str, ...]) -> str:
    return ".".join(str(one) for one in where) or "（整体）"


def _file(sent: FileIn) -> Sent:
    try:
        return _sized(Sent(sent.name, from_base64(sent.content)))
    except ValueError as error:
        raise Refusal(
            422, "base64", f"文件“{sent.name}”的内容不是 base64，请检查后重新递送。"
        ) from error


def _sized(sent: Sent) -> Sent:
    if len(sent.data) > settings.UPLOAD_MAX_BYTES:
        most = settings.UPLOAD_MAX_BYTES // 1024**2
        raise Refusal(
            413, "too-large", f"文件“{sent.name}”超过 {most} MB，请压缩图片或者拆分后重新递送。"
        )
    return sent


def _delivered(said: DeliveryIn, document: Sent | None, attachments: list[Sent]) -> Delivered:
    if len(attachments) > MOST_FILES:
        raise Refusal(422, "field", f"附件最多 {MOST_FILES} 个，请合并后重新递送。")
    values: dict[str, Any] = said.model_dump(exclude={"document", "attachments", "agency"})
    header = {name: values.pop(name) for name in HEADER}
    strange = next((name for name, value in {**values, **header}.items() if "\x00" in value), "")
    if strange:
        raise Refusal(422, "field", f"字段 {strange} 含有不能保存的字符（NUL），请去除后重新递送。")
    return Delivered(
        **values,
        header={name: value for name, value in header.items() if value},
        document=document,
        attachments=tuple(attachments),
    )


def _too_large(kind: str) -> Refusal:
    most = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE if kind == JSON else MOST_BYTES) // 1024**2
    other = f"文件较大的请用 {FORM} 递送。" if kind == JSON else "请拆分后重新递送。"
    return Refusal(413, "too-large", f"内容超过 {most} MB。{other}")
